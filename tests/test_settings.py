"""The technician's file: what is right is taken, anything else is one clear line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk import settings
from kiosk.german import german
from kiosk.opening import OpeningHours
from kiosk.settings import (
    EXAMPLE,
    Network,
    Profile,
    Screen,
    Settings,
    Technician,
    Wlan,
    hosts,
    load,
)
from kiosk.strict_yaml import BadFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.yaml"


def refusal(file: Path, text: str | bytes) -> str:
    """The line that is told, without the name of the file before it."""
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadFile) as caught:
        load(file)
    line = str(caught.value)
    assert line.startswith(f"{file}:")
    assert "\n" not in line
    told = caught.value.problem(german)
    assert told != caught.value.problem(), "nobody wrote it down in German"
    assert "Expected" not in told
    return line.removeprefix(f"{file}:")


def test_every_key_is_taken(file: Path) -> None:
    file.write_text(
        "site: Bürgeramt Mitte\nreader: identiv\nscreen:\n  diagonal: 21.5\n", encoding="utf-8"
    )
    assert load(file) == Settings("Bürgeramt Mitte", "identiv", Screen(21.5))


@pytest.mark.parametrize("text", ["", "# nothing but words\n", "---\n", "{}\n"])
def test_an_empty_file_gives_the_defaults(file: Path, text: str) -> None:
    file.write_text(text)
    assert load(file) == Settings()


def test_keys_that_are_not_told_have_defaults(file: Path) -> None:
    file.write_text("reader: identiv\n")
    assert load(file) == Settings(reader="identiv")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("reader: null\n", Settings()),
        ("screen:\n  diagonal: 10\n", Settings(screen=Screen(10.0))),  # a whole number is a number
        ("screen: {}\n", Settings()),
        ("screen:\n  #diagonal: 7\nsite: Markt\n", Settings(site="Markt")),
        ("\ufeffsite: Markt\r\n", Settings(site="Markt")),  # as editors of Windows write it
        (f"site: {'x' * 60}\n", Settings(site="x" * 60)),
        ("screen: {diagonal: 5}\n", Settings(screen=Screen(5))),
        ("screen: {diagonal: 100}\n", Settings(screen=Screen(100))),
    ],
)
def test_what_is_right_at_the_edge_is_taken(file: Path, text: str, taken: Settings) -> None:
    file.write_bytes(text.encode())
    assert load(file) == taken


def test_the_state_is_kept_where_systemd_says_or_where_the_user_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere")
    assert Settings().state == "/somewhere/kiosk"
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/kiosk")
    assert Settings().state == "/var/lib/kiosk"
    assert Settings(state="/data").state == "/data"


def test_without_a_file_the_default_file_is_read_if_there_is_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEFAULT_FILES", (file.with_name("none"), file))
    assert load(None) == Settings()
    file.write_text("site: Markt\n")
    assert load(None) == Settings(site="Markt")
    file.write_text("site: 7\n")
    with pytest.raises(BadFile):
        load(None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n# a site\nsit: Markt\n", "3: unknown key 'sit': did you mean 'site'?"),
        ("screen:\n\n  diagonl: 7\n", "3: unknown key 'diagonl': did you mean 'diagonal'?"),
        ("colour: blue\n", "1: unknown key 'colour': known here: site, reader, screen"),
        ("screen:\n  width: 7\n", "2: unknown key 'width': known here: diagonal, rotation"),
        ("network:\n  wlan:\n    key: x\n", "3: unknown key 'key': known here: name, passphrase"),
        ("site: Markt\ndiagonal: 7\n", "2: unknown key 'diagonal': known here: site, "),
        ("site: Markt\n1: 2\n", "2: unknown key '1': a key is a word"),
        ("screen:\n  <<: {diagonal: 7}\n", "2: unknown key '<<': a key is a word"),
    ],
)
def test_an_unknown_key_is_told_with_its_line_and_what_was_perhaps_meant(
    file: Path, text: str, told: str
) -> None:
    assert refusal(file, text).startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("site: Markt\nreader: a\nsite: Rathaus\n", "3: key 'site' is already in line 1"),
        ("site: Markt\nsite: Markt\n", "2: key 'site' is already in line 1"),
        (
            "screen:\n  diagonal: 7\n  diagonal: 10\n",
            "3: key 'diagonal' is already in line 2",
        ),
    ],
)
def test_a_key_that_stands_there_twice_is_refused(file: Path, text: str, told: str) -> None:
    assert refusal(file, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("reader: a\nsite: 7\n", "2: site: Expected text, got a number"),
        ("site: yes\n", "1: site: Expected text, got yes or no"),
        ("site: null\n", "1: site: Expected text, got nothing"),
        ("site:\n  - Markt\n", "1: site: Expected text, got a list"),
        ("reader: 7\n", "1: reader: Expected text or nothing, got a number"),
        (
            "screen:\n  # inches\n  diagonal: ten\n",
            "3: screen.diagonal: Expected a number, got text",
        ),
        ("screen: 7\n", "1: screen: Expected keys with values, got a number"),
        ("- site\n", "1: the file: Expected keys with values, got a list"),
        ("Markt\n", "1: the file: Expected keys with values, got text"),
    ],
)
def test_a_value_of_a_wrong_type_is_told_with_what_would_be_right(
    file: Path, text: str, told: str
) -> None:
    assert refusal(file, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("screen:\n  diagonal: 4.9\n", "2: screen.diagonal: Expected a number >= 5.0"),
        ("screen:\n  diagonal: 100.1\n", "2: screen.diagonal: Expected a number <= 100.0"),
        ("screen:\n  diagonal: -10\n", "2: screen.diagonal: Expected a number >= 5.0"),
        ("screen:\n  diagonal: .nan\n", "2: screen.diagonal: Expected a number >= 5.0"),
        ("screen:\n  diagonal: .inf\n", "2: screen.diagonal: Expected a number <= 100.0"),
        ("site: ''\n", "1: site: Expected text of length >= 1"),
        ("reader: ''\n", "1: reader: Expected text of length >= 1"),
        (f"site: {'x' * 61}\n", "1: site: Expected text of length <= 60"),
        ("site: |\n  Markt\n", "1: site: Expected text in one line"),
        ("site: |\n  Markt\n  Rathaus\n", "1: site: Expected text in one line"),
    ],
)
def test_a_value_out_of_range_is_told_with_what_would_be_right(
    file: Path, text: str, told: str
) -> None:
    assert refusal(file, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("site: Markt\nscreen: [\n", "3: not valid YAML: "),
        ("site: Markt\n\treader: a\n", "2: not valid YAML: "),
        ("site: 'Markt\n\n", "3: not valid YAML: "),
        ("site: Markt\nreader: *other\n", "2: not valid YAML: found undefined alias"),
        ("---\nsite: Markt\n---\nsite: Rathaus\n", "3: not valid YAML: "),
        ("site: Markt\nreader: !!python/name:os.system\n", "2: not valid YAML: "),
        ("site: Markt\nreader: \x07\n", "2: not valid YAML: special characters are not allowed"),
        ("? [a]\n: b\n", "1: not valid YAML: "),
        ("&all\nscreen: *all\n", " nested too deeply"),
        ("[" * 5000, " nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(file: Path, text: str, told: str) -> None:
    assert refusal(file, text).startswith(told)


def test_text_in_another_encoding_is_told_with_its_line(file: Path) -> None:
    assert refusal(file, "reader: a\nsite: Bürgeramt\n".encode("latin-1")) == "2: not UTF-8 text"


def test_a_file_that_cannot_be_read_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"kiosk\.yaml: No such file or directory$"):
        load(file)
    with pytest.raises(BadFile, match=r": Is a directory$"):
        load(tmp_path)


# the whole device


def uncommented(text: str) -> str:
    """Every setting that is off in the example, on: "#" right before a name is taken away."""
    return re.sub(r"(?m)^( *)#(?=[a-z_]+:)", r"\1", text)


def test_the_example_that_comes_with_the_kiosk_loads_and_is_all_defaults() -> None:
    assert load(EXAMPLE) == Settings()


def test_every_line_of_the_example_may_be_switched_on_and_no_setting_is_left_out(
    file: Path,
) -> None:
    file.write_text(uncommented(EXAMPLE.read_text()))
    values = load(file)
    assert values.network.wlan
    assert unset(msgspec.to_builtins(values)) == []


def unset(values: dict[str, Any], place: str = "") -> list[str]:
    found: list[str] = []
    for key, value in values.items():
        if isinstance(value, dict):
            found += unset(value, f"{place}{key}.")
        elif value is None or value == []:
            found.append(f"{place}{key}")
    return found


def test_every_line_of_the_example_that_is_no_setting_explains_one() -> None:
    """A technician sees what is off and what is words: "#" and "# "."""
    for line in EXAMPLE.read_text().splitlines():
        assert re.fullmatch(r"|\s*# .*|\s*#|\s*#?[a-z_]+:( .+)?", line), line


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("screen: {rotation: 270}\n", Settings(screen=Screen(rotation=270))),
        ("profile: course\n", Settings(profile=Profile.COURSE)),
        ("language: ar\n", Settings(language="ar")),
        ("volume: 0\n", Settings(volume=0)),
        (
            "opening_hours:\n  monday: 09:00-12:00, 13:00-24:00\n",
            Settings(opening_hours=OpeningHours(monday="09:00-12:00, 13:00-24:00")),
        ),
        (
            "network:\n  wlan:\n    name: Amt\n    passphrase: 'a secret'\n",
            Settings(network=Network(wlan=Wlan("Amt", "a secret"))),
        ),
        ("technician: {code: '60254137'}\n", Settings(technician=Technician("60254137"))),
        ("technician: {code: (gespeichert)}\n", Settings(technician=Technician("(gespeichert)"))),
    ],
)
def test_what_a_device_needs_is_taken(file: Path, text: str, taken: Settings) -> None:
    file.write_text(text)
    assert load(file) == taken


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("screen:\n  rotation: 45\n", "2: screen.rotation: known are: 0, 90, 180, 270"),
        ("profile: kiosk\n", "1: profile: known are: desk, course, koffer"),
        ("language: nl\n", "1: language: known are: de, de-simple, en, uk, "),
        ("volume: 11\n", "1: volume: Expected a number <= 10"),
        ("opening_hours:\n  monday: 9-18\n", "2: opening_hours.monday: Expected times such as "),
        ("opening_hours:\n  monday: 09:00\n", "2: opening_hours.monday: Expected times such as "),
        (
            "opening_hours:\n  monday: 09:00-18:00\n  sunday: 12:00-10:00\n",
            "3: opening_hours.sunday: each time has to be later than the one before",
        ),
        (
            "opening_hours:\n  monday: 09:00-12:00, 11:00-13:00\n",
            "2: opening_hours.monday: each time has to be later than the one before",
        ),
        ("network:\n  hostname: Kiosk 1\n", "2: network.hostname: Expected a name of the letters"),
        ("network:\n  address: 192.0.2.10\n", "2: network.address: Expected an address with its "),
        ("network:\n  address: 192.0.2.256/24\n", "2: network.address: Expected an address with "),
        ("network:\n  address: 192.0.2.0/24\n", "2: network.address: no device can have this"),
        ("network:\n  gateway: 192.0.2.1\n", "2: network.gateway: needs network.address beside"),
        ("network:\n  dns: [192.0.2.1]\n", "2: network.dns: needs network.address beside it"),
        (
            "network:\n  address: 192.0.2.10/24\n  gateway: 192.0.3.1\n",
            "3: network.gateway: is not in the network of network.address",
        ),
        (
            "network: {address: 192.0.2.10/24}\nupdate: {address: 'https://city.example/'}\n",
            "1: network.address: without network.dns the names of servers cannot be found",
        ),
        ("network:\n  wlan:\n    name: ''\n", "3: network.wlan.name: Expected text of length >= 1"),
        ("network:\n  wlan: {country: de, name: a}\n", "2: network.wlan.country: Expected two let"),
        ("network:\n  wlan:\n    country: DE\n", "2: network.wlan: 'name' is missing"),
        ("network:\n  time: [a.example, 'a b']\n", "2: network.time.1: Expected a name such as "),
        ("statistics:\n  address: http://a.example/\n", "2: statistics.address: Expected an addr"),
        ("statistics:\n  address: https://a:b@c.example/\n", "2: statistics.address: Expected an "),
        ("update:\n  address: ftp://city.example\n", "2: update.address: Expected an address that"),
    ],
)
def test_what_a_device_cannot_do_is_told_with_its_line(file: Path, text: str, told: str) -> None:
    assert refusal(file, text).startswith(told)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("network:\n  wlan: {name: a, passphrase: SECRET}\n", "geheim"),
        ("network:\n  wlan: {name: a, passphrase: SECRET}\n", "äußerst geheim"),
        ("statistics: {token: SECRET}\n", "ganz geheim"),
        ("technician: {code: SECRET}\n", "2718281"),
        ("technician: {code: SECRET}\n", "'2718281'"),
        ("technician: {code: SECRET}\n", "'12345678'"),
    ],
)
def test_a_secret_is_not_repeated_when_it_is_refused(file: Path, text: str, secret: str) -> None:
    file.write_text(text.replace("SECRET", secret))
    with pytest.raises(BadFile) as caught:
        load(file)
    assert secret.strip("'") not in str(caught.value) + caught.value.problem(german)


@pytest.mark.parametrize("code", ["12345678", "98765432", "00000000", "12121212", "123412341234"])
def test_a_code_that_is_guessed_at_once_is_refused(file: Path, code: str) -> None:
    told = refusal(file, f"technician:\n  code: '{code}'\n")
    assert told.startswith("2: technician.code: too easy to guess")


def test_paths_count_from_the_folder_of_the_file(file: Path) -> None:
    file.write_text("services: a.yaml\nstatistics: {ca: b.pem, file: /data/c}\nstate: kept\n")
    values = load(file)
    assert values.services == str(file.with_name("a.yaml"))
    assert values.statistics.ca == str(file.with_name("b.pem"))
    assert values.statistics.file == "/data/c"
    assert values.state == str(file.with_name("kept"))


def test_the_hosts_a_device_may_speak_to_are_those_of_the_settings_and_no_other(
    file: Path,
) -> None:
    file.write_text(
        "statistics: {address: 'https://a.example:8443/v1'}\nupdate: {address: 'https://192.0.2.7/'}\n"
        "network: {time: [time.example, a.example]}\n"
    )
    assert hosts(load(file)) == ("a.example", "192.0.2.7", "time.example")
    assert hosts(Settings()) == ()
