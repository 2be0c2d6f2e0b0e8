"""A device takes over the technician's file at boot, below a folder in place of "/"."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import passcode
from kiosk.appliance.boot import APPLIED, FILED, KEPT, PROBLEM, SECRETS, Device
from kiosk.appliance.derived import (
    CODE,
    NETWORK,
    SENDER,
    TOKEN,
    WLAN_FILE,
)
from kiosk.cli import main
from kiosk.credentials import credential
from kiosk.doctor import examine
from kiosk.findings import Severity
from kiosk.settings import EXAMPLE, STORED, Screen, Settings, load, load_or_last_good
from tests.technicians_file import (
    CODE_VALUE,
    PASSPHRASE,
    SECRET,
    TOKEN_VALUE,
    WIPED,
    everything_in,
    leave,
    lines,
    root,
)

__all__ = ["root"]

# taking over


def test_the_file_of_the_technician_is_what_the_kiosk_reads(root: Path) -> None:
    leave(root, "site: Markt\nscreen: {rotation: 90}\n")
    assert Device(root).apply() is None
    assert load(root / APPLIED) == Settings(site="Markt", screen=Screen(rotation=90))


def test_the_example_itself_can_be_taken_over(root: Path) -> None:
    leave(root, EXAMPLE.read_bytes())
    assert Device(root).apply() is None
    assert (root / FILED).read_bytes() == EXAMPLE.read_bytes()


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_secrets_leave_the_partition_and_every_other_letter_stays(
    root: Path, bom: str, end: str
) -> None:
    leave(root, (bom + SECRET).replace("\n", end))
    assert Device(root).apply() is None
    assert (root / FILED).read_bytes().decode() == (bom + WIPED).replace("\n", end)
    assert [file.name for file in (root / FILED).parent.iterdir()] == ["kiosk.yaml"]
    for secret in (PASSPHRASE, TOKEN_VALUE, CODE_VALUE):
        assert secret.encode() not in (root / APPLIED).read_bytes() + (root / KEPT).read_bytes()


@pytest.mark.parametrize(
    "written",
    [
        "code: 'SECRET'",
        'code: "SECRET"',
        "code:\n    'SECRET'",
        "code: |-\n    SECRET",
        "code: >-\n    SECRET\n",
        "{code: 'SECRET'}",
        "code: !!str SECRET",
    ],
)
def test_a_secret_is_wiped_however_it_is_written(root: Path, written: str) -> None:
    text = f"technician:\n  {written}\nsite: Markt\n".replace("SECRET", CODE_VALUE)
    leave(root, text)
    assert Device(root).apply() is None
    assert CODE_VALUE not in (root / FILED).read_text()
    assert load(root / FILED).technician.code == STORED
    assert load(root / FILED).site == "Markt"


def test_what_is_stored_is_for_root_alone_and_of_the_code_only_a_slow_hash(root: Path) -> None:
    leave(root, SECRET)
    Device(root).apply()
    kept = {file.name: file for file in (root / SECRETS).iterdir()}
    assert kept["wlan-passphrase"].read_text() == PASSPHRASE
    assert kept["statistics-token"].read_text() == TOKEN_VALUE
    assert passcode.matches(CODE_VALUE, kept["technician-code"].read_text())
    assert not passcode.matches("60254138", kept["technician-code"].read_text())
    assert CODE_VALUE.encode() not in everything_in(root)
    secret = [*kept.values(), root / TOKEN, root / CODE, root / WLAN_FILE, root / KEPT]
    assert {file.stat().st_mode & 0o777 for file in secret} == {0o600}


def test_secrets_that_were_taken_over_hold_at_each_further_start(root: Path) -> None:
    leave(root, SECRET)
    Device(root).apply()
    before = {path: (root / path).read_bytes() for path in (WLAN_FILE, TOKEN, CODE)}
    assert Device(root).apply() is None
    assert {path: (root / path).read_bytes() for path in before} == before


def test_a_start_with_the_same_file_writes_nothing_to_the_card(root: Path) -> None:
    leave(root, SECRET)
    Device(root).apply()
    kept = [file for part in ("data", "boot") for file in (root / part).rglob("*")]
    before = {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in kept}
    Device(root).apply()
    assert {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in kept} == before


def test_a_new_secret_takes_the_place_of_the_old_and_a_line_that_is_gone_takes_it_away(
    root: Path,
) -> None:
    leave(root, SECRET)
    Device(root).apply()
    leave(root, WIPED.replace(STORED, "another-one", 1).replace("  token: (gespeichert)\n", ""))
    assert Device(root).apply() is None
    assert 'psk="another-one"' in (root / WLAN_FILE).read_text()
    assert not (root / TOKEN).exists()
    assert TOKEN_VALUE.encode() not in everything_in(root)
    assert (root / CODE).exists()


def test_a_file_from_another_device_is_told_that_its_secrets_are_missing(root: Path) -> None:
    leave(root, WIPED)
    problem = Device(root).apply()
    assert problem
    assert (problem.line, problem.place) == (6, "network.wlan.passphrase")
    assert "write it once more" in str(problem)


def test_what_a_service_is_given_it_can_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert credential("kiosk.statistics-token") is None
    leave(root, SECRET)
    Device(root).apply()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str((root / TOKEN).parent))
    assert credential("kiosk.statistics-token") == TOKEN_VALUE
    assert credential("kiosk.another") is None


# whatever goes wrong


@pytest.mark.parametrize("bad", ["volume: loud\n", "a: b: c\n", b"\xff\xfe\x00", None])
def test_with_a_bad_file_or_none_the_last_good_one_holds_and_the_kiosk_knows(
    root: Path, bad: str | bytes | None
) -> None:
    leave(root, "site: Markt\nnetwork: {hostname: mitte}\n")
    Device(root).apply()
    leave(root, bad or b"")
    if bad is None:
        (root / FILED).unlink()
    assert Device(root).apply()
    assert "Hostname=mitte" in lines(root, NETWORK)
    loaded = load_or_last_good(root / APPLIED, root / "state")
    assert loaded.settings.site == "Markt"
    assert loaded.problem
    assert loaded.problem.path.name == "kiosk.yaml"
    leave(root, "site: Rathaus\n")
    assert Device(root).apply() is None
    loaded = load_or_last_good(root / APPLIED, root / "state")
    assert (loaded.settings.site, loaded.problem) == ("Rathaus", None)


def test_the_doctor_names_a_file_that_was_not_taken_over(root: Path) -> None:
    leave(root, "site: Markt\ncolour: blue\n")
    Device(root).apply()
    settings = next(examine(load_or_last_good(root / APPLIED, root / "state")))
    assert settings.severity is Severity.BROKEN
    assert "kiosk.yaml:2: unknown key 'colour'" in settings.why
    leave(root, "site: Markt\n")
    Device(root).apply()
    assert (
        next(examine(load_or_last_good(root / APPLIED, root / "state"))).severity is Severity.GOOD
    )


def test_a_bad_file_at_the_very_first_start_leaves_the_defaults(root: Path) -> None:
    leave(root, "colour: blue\n")
    assert Device(root).apply()
    loaded = load_or_last_good(root / APPLIED, root / "state")
    assert loaded.settings == Settings()
    assert loaded.problem
    assert loaded.problem.line == 1
    assert "DHCP=ipv4" in lines(root, NETWORK)


def test_a_bad_file_is_left_as_it_is_and_nothing_of_it_is_passed_on(root: Path) -> None:
    text = SECRET + "colour: blue\n"
    leave(root, text)
    Device(root).apply()
    assert (root / FILED).read_text() == text
    assert b"geheim" not in everything_in(root / "run") + everything_in(root / "data")


def test_whenever_the_power_goes_at_the_first_start_the_second_one_mends_all(
    root: Path,
) -> None:
    """It goes before each moment at which something is about to be on the disk for certain."""
    left, moment, ended = set(), 0, False
    while not ended:
        for old in (root / SECRETS).glob("*"):
            old.unlink()
        (root / KEPT).unlink(missing_ok=True)
        leave(root, SECRET)
        ended = applied_until(root, moment)
        moment += 1
        left.add((root / FILED).read_bytes().strip(b"\0"))
        assert Device(root).apply() is None
        assert (root / FILED).read_text() == WIPED
        assert (root / SECRETS / "wlan-passphrase").read_text() == PASSPHRASE
        assert passcode.matches(CODE_VALUE, (root / CODE).read_text())
        assert b"geheim" not in everything_in((root / FILED).parent)
    assert left == {SECRET.encode(), b"", WIPED.encode()}


def applied_until(root: Path, moment: int) -> bool:
    """Apply in a process that ends before it waits for the disk for the time `moment`, from 0;
    whether it was through by then."""
    child = os.fork()
    if child == 0:
        waits, wait = iter(range(1000)), os.fsync
        os.fsync = lambda fd: os._exit(1) if next(waits) == moment else wait(fd)
        Device(root).apply()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("torn", [0, 1, 40, None])
def test_a_partition_that_was_torn_while_it_was_wiped_is_whole_again(
    root: Path, torn: int | None
) -> None:
    """When power goes, part of the old file may be overwritten, and the new one is beside it."""
    (root / FILED).with_name("kiosk.yaml.next").write_text(WIPED)
    whole = SECRET.encode()
    leave(root, bytes(torn or len(whole)) + whole[torn or len(whole) :])
    if torn == 0:
        leave(root, whole)  # not begun yet
    else:
        for name in ("wlan-passphrase", "statistics-token", "technician-code"):
            (root / SECRETS).mkdir(parents=True, exist_ok=True)
            (root / SECRETS / name).write_text("stored before")
    assert Device(root).apply() is None
    assert (root / FILED).read_text() == WIPED
    assert b"geheim" not in everything_in((root / FILED).parent)
    assert [file.name for file in (root / FILED).parent.iterdir()] == ["kiosk.yaml"]


def test_a_partition_that_cannot_be_written_stops_nothing(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    leave(root, SECRET)
    (root / FILED).with_name("kiosk.yaml.next.new").mkdir()  # nothing can be put there
    assert Device(root).apply() is None
    assert load(root / APPLIED).site == "Bürgeramt Mitte"
    assert "secrets were not taken over" in caplog.text
    assert "geheim" not in caplog.text


def test_on_a_device_that_can_keep_nothing_the_file_holds_all_the_same(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    leave(root, SECRET)
    (root / "data").write_text("a file in place of the partition")
    for _ in range(2):  # at each start
        assert Device(root).apply() is None
        assert load(root / APPLIED).site == "Bürgeramt Mitte"
        assert f'    psk="{PASSPHRASE}"' in lines(root, WLAN_FILE)
        assert passcode.matches(CODE_VALUE, (root / CODE).read_text())
        assert (root / FILED).read_text() == SECRET
    assert "secrets were not taken over" in caplog.text
    assert "geheim" not in caplog.text


# the commands


def test_a_file_is_checked_before_it_goes_to_the_device(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.yaml"
    file.write_text("volume: 11\n")
    ran = CliRunner().invoke(main, ["settings", "check", str(file)])
    assert ran.exit_code == 7
    assert f"{file}:1: volume: Hier muss stehen: eine Zahl <= 10" in ran.output
    assert f"{file}:1: volume: Expected a number <= 10" in ran.output
    file.write_text("volume: 10\n")
    assert CliRunner().invoke(main, ["settings", "check", str(file)]).exit_code == 0


def test_the_boot_goes_on_whatever_is_wrong_with_the_file(root: Path) -> None:
    leave(root, "colour: blue\n")
    ran = CliRunner().invoke(main, ["settings", "apply", "--root", str(root)])
    assert ran.exit_code == 0
    assert "not taken over" in ran.output
    assert (root / PROBLEM).exists()


def test_a_disk_that_cannot_be_written_is_told(root: Path) -> None:
    leave(root, "")
    (root / "run").write_text("a file in place of the folder")
    ran = CliRunner().invoke(main, ["settings", "apply", "--root", str(root)])
    assert ran.exit_code == 10


def test_a_host_is_found_by_its_name_and_one_that_is_not_is_told(root: Path) -> None:
    leave(root, "statistics: {address: 'http://localhost:80/'}\nnetwork: {time: [no.invalid]}\n")
    Device(root).apply()
    ran = CliRunner().invoke(main, ["settings", "allow", "--root", str(root)])
    assert ran.exit_code == 10
    assert "localhost: 127.0.0.1" in ran.output
    assert "no.invalid: " in ran.output
    assert "IPAddressAllow=127.0.0.1" in lines(root, SENDER)
