"""The technician's file: what is right is taken, anything else is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.settings import Screen, Settings, load
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
    monkeypatch.setattr(settings, "DEFAULT_FILE", file)
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
        ("screen:\n  width: 7\n", "2: unknown key 'width': known here: diagonal"),
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
        ("screen:\nsite: Markt\n", "1: screen: Expected keys with values, got nothing"),
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
