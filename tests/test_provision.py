"""`kiosk provision` writes the technician's file, for one device or for a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.appliance.boot import FILED, Device
from kiosk.appliance.form import filled, places
from kiosk.cli import main
from kiosk.german import german
from kiosk.settings import EXAMPLE, Network, Screen, Settings, Wlan, load, parse_settings

HEAD = "network.hostname,site,screen.diagonal,screen.rotation,network.wlan.name,network.dns"


def provision(folder: Path, *words: str, says: str = "") -> Result:
    return CliRunner().invoke(main, ["provision", str(folder), *words], input=says)


def table(folder: Path, text: str | bytes) -> Path:
    file = folder / "devices.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def answers(**told: str) -> str:
    """Lines for the dialogue; a question that is not named here gets an empty one."""
    asked = ["site", "hostname", "profile", "diagonal", "rotation", "address"]
    asked += ["gateway", "dns"] if told.get("address") else []
    asked += ["wlan"] + (["passphrase"] if told.get("wlan") else [])
    asked += ["statistics"] + (["token"] if told.get("statistics") else [])
    return "".join(f"{told.get(name, '')}\n" for name in [*asked, "update", "code"])


# the form


def test_a_form_in_which_nothing_is_filled_in_is_the_example() -> None:
    assert filled({}) == EXAMPLE.read_text()


@pytest.mark.parametrize("place", places())
def test_each_setting_can_be_filled_in_alone_with_what_the_example_shows(place: str) -> None:
    """Sections around it are switched on, and no other line is touched."""
    shown = {"opening_hours": "09:00-18:00", "network.dns": "192.0.2.53"}
    value = shown.get(place.partition(".")[0], shown.get(place, "x"))
    before, after = EXAMPLE.read_text().splitlines(), filled({place: value}).splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert f"{place.rpartition('.')[2]}: " in changed[-1]
    assert 1 <= len(changed) <= len(place.split("."))


@pytest.mark.parametrize(
    "site", ['"Amt"', "Amt: Mitte", "# Amt", "yes", "7", "Ämter\\n", "it's", "{a}", "- a", "@"]
)
def test_whatever_is_written_arrives_as_it_was_written(site: str) -> None:
    assert parse_settings(Path("kiosk.yaml"), filled({"site": site})).content.site == site


# the dialogue


def test_answers_become_a_file_that_a_device_takes_over(tmp_path: Path) -> None:
    ran = provision(
        tmp_path,
        says=answers(
            site="Bürgeramt Mitte",
            hostname="mitte-1",
            diagonal="21.5",
            rotation="90",
            wlan="Amt",
            passphrase='so "geheim" # 1',
            code="60254137",
        ),
    )
    assert ran.exit_code == 0, ran.output
    file = tmp_path / "mitte-1" / "kiosk.yaml"
    values = load(file)
    assert values.site == "Bürgeramt Mitte"
    assert values.screen == Screen(21.5, 90)
    assert values.network == Network("mitte-1", wlan=Wlan("Amt", 'so "geheim" # 1'))
    assert file.stat().st_mode & 0o777 == 0o600
    root = tmp_path / "device"
    (root / FILED).parent.mkdir(parents=True)
    (root / FILED).write_bytes(file.read_bytes())
    assert Device(root).apply() is None


def test_whoever_only_presses_enter_gets_the_defaults(tmp_path: Path) -> None:
    assert provision(tmp_path, says=answers()).exit_code == 0
    assert load(tmp_path / "kiosk" / "kiosk.yaml") == Settings()


def test_an_answer_that_a_device_would_refuse_is_told_and_asked_again(tmp_path: Path) -> None:
    says = answers(site="Markt").replace("Markt\n\n", "Markt\nKiosk 1\nkiosk-1\n", 1)
    ran = provision(tmp_path, says=says)
    assert ran.exit_code == 0, ran.output
    assert "Hier muss stehen: ein Name aus a-z, Ziffern und -." in ran.output
    assert "Expected a name of the letters a-z, digits and -" in ran.output
    assert load(tmp_path / "kiosk-1" / "kiosk.yaml").network.hostname == "kiosk-1"


def test_a_dialogue_that_ends_early_writes_nothing(tmp_path: Path) -> None:
    ran = provision(tmp_path, says="Markt\n")
    assert ran.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    provision(tmp_path, says=answers(site="Markt"))
    ran = provision(tmp_path, says=answers(site="Rathaus"))
    assert ran.exit_code == 2
    assert load(tmp_path / "kiosk" / "kiosk.yaml").site == "Markt"


# a table


def test_a_hundred_devices_from_one_table(tmp_path: Path) -> None:
    rows = [f"kiosk-{number},Amt {number},,90,Amt," for number in range(100)]
    ran = provision(tmp_path / "out", "--table", str(table(tmp_path, "\n".join([HEAD, *rows]))))
    assert ran.exit_code == 0, ran.output
    for number in range(100):
        values = load(tmp_path / "out" / f"kiosk-{number}" / "kiosk.yaml")
        assert values.site == f"Amt {number}"
        assert values.screen == Screen(rotation=90)
        assert values.network == Network(f"kiosk-{number}", wlan=Wlan("Amt"))


def test_a_table_from_a_german_office_program_is_taken(tmp_path: Path) -> None:
    rows = ("network.hostname;site;opening_hours.monday", "mitte;Bürgeramt;09:00-12:00", ";;", "")
    text = "\ufeff" + "\r\n".join(rows)
    ran = provision(tmp_path, "--table", str(table(tmp_path, text)))
    assert ran.exit_code == 0, ran.output
    values = load(tmp_path / "mitte" / "kiosk.yaml")
    assert values.site == "Bürgeramt"
    assert values.opening_hours
    assert values.opening_hours.monday == "09:00-12:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEAD}\na,A,5,,,\nb,B,,45,,\n", "3: screen.rotation: known are: 0, 90, 180, 270"),
        (f"{HEAD}\na,A,,,,\na,B,,,,\n", "3: there are two devices 'a'"),
        (f"{HEAD}\n,A,,,,\n", "2: 'network.hostname' is missing"),
        (f"{HEAD}\na,A,,,,,,\n", "2: more cells than the head has names"),
        (f"{HEAD}\na,A,ten,,,\n", "2: screen.diagonal: Expected a number, got text"),
        ("network.hostname,sites\na,A\n", "1: unknown key 'sites': did you mean 'site'?"),
        ("Name,Ort\na,A\n", "1: unknown key 'Name': known are the settings, such as '"),
        ("network.hostname\nä\n".encode("latin-1"), " not UTF-8 text: store it as CSV UTF-8"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_row_and_nothing_is_written(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    file = table(tmp_path, text)
    ran = provision(tmp_path / "out", "--table", str(file))
    assert ran.exit_code == 7
    assert f"{file}:{told}" in ran.output
    assert not (tmp_path / "out").exists()
    german_lines = [line for line in ran.output.splitlines() if line.startswith(str(file))]
    assert len(german_lines) == 2  # the same in German


def test_every_mistake_of_a_table_is_told_at_once_and_in_german(tmp_path: Path) -> None:
    file = table(tmp_path, f"{HEAD}\na,A,,45,,\nb,B,,46,,\n")
    ran = provision(tmp_path / "out", "--table", str(file))
    assert f"{file}:2: screen.rotation: {german('known are: {known}')[:8]}" in ran.output
    assert f"{file}:3: screen.rotation: " in ran.output
    assert "2 mistakes" in ran.output


def test_a_table_never_overwrites_a_file_and_then_writes_none(tmp_path: Path) -> None:
    file = table(tmp_path, f"{HEAD}\na,A,,,,\nb,B,,,,\n")
    (tmp_path / "out" / "b").mkdir(parents=True)
    (tmp_path / "out" / "b" / "kiosk.yaml").write_text("site: Markt\n")
    assert provision(tmp_path / "out", "--table", str(file)).exit_code == 2
    assert not (tmp_path / "out" / "a").exists()
    assert load(tmp_path / "out" / "b" / "kiosk.yaml").site == "Markt"
