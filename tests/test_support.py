"""The support bundle: all that helps from afar, and no secret."""

from __future__ import annotations

import resource
import subprocess
import sys
import tarfile
from pathlib import Path

import msgspec
import pytest

from kiosk.doctor.machine import Machine
from kiosk.settings import Loaded, Network, Settings, Wlan, load_or_last_good
from kiosk.support import SHOWN, write_bundle
from tests import machines
from tests.pcscd import SOCKET

TO_JOURNAL = "/lib/systemd/systemd-journal-remote"
MACHINE_ID = "0123456789abcdef0123456789abcdef"

ENTRY = """\
__REALTIME_TIMESTAMP={time}
_BOOT_ID={machine}
_MACHINE_ID={machine}
_HOSTNAME=kiosk
_TRANSPORT={transport}
SYSLOG_IDENTIFIER={who}
_PID=812
_SYSTEMD_UNIT={unit}
MESSAGE={message}

"""


def logs(root: Path, *said: tuple[str, str]) -> None:
    """A journal of systemd, in which units have said something."""
    entries = "".join(
        ENTRY.format(
            time=int(machines.NOON.timestamp() * 1_000_000) - 1000 * (len(said) - number),
            machine=MACHINE_ID,
            transport="kernel" if unit == "kernel" else "journal",
            who=unit,
            unit=f"{unit}.service",
            message=message,
        )
        for number, (unit, message) in enumerate(said)
    )
    folder = root / "var/log/journal" / MACHINE_ID
    folder.mkdir(parents=True)
    (root / "export").write_text(entries)
    subprocess.run(
        [TO_JOURNAL, f"--output={folder / 'system.journal'}", str(root / "export")],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(SOCKET))  # read once in a process
    return machines.healthy(tmp_path / "root")


def unpacked(bundle: Path) -> dict[str, str]:
    """The files in it by their names, without the folder that they lie in."""
    with tarfile.open(bundle) as tar:
        papers = {}
        for entry in tar.getmembers():
            file = tar.extractfile(entry)
            assert file
            papers[entry.name.partition("/")[2]] = file.read().decode()
    return papers


def test_it_holds_logs_findings_versions_and_settings(tmp_path: Path, machine: Machine) -> None:
    config = tmp_path / "kiosk.yaml"
    config.write_text("site: Bürgerbüro Mitte\nscreen: {diagonal: 21.5}\n")
    machines.write(machine.root, "etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"')
    logs(
        machine.root,
        ("kiosk-screen", "no facts: facts.yaml:3: unknown key"),
        ("kernel", "usb 1-1.2: USB disconnect, device number 4"),
        ("cron", "of no interest"),
    )
    bundle = write_bundle(tmp_path, load_or_last_good(config, tmp_path), machine)
    assert bundle.name == "kiosk-support-2027-03-01-120000.tar.gz"
    papers = unpacked(bundle)
    assert "site: Bürgerbüro Mitte" in papers["settings.yaml"]
    assert "diagonal: 21.5" in papers["settings.yaml"]
    assert "good      voltage" in papers["doctor.txt"]
    assert '"what": "voltage"' in papers["doctor.jsonl"]
    assert "no facts: facts.yaml:3: unknown key" in papers["log.txt"]
    assert "of no interest" not in papers["log.txt"]
    assert "USB disconnect" in papers["kernel.txt"]
    assert "Debian GNU/Linux 13" in papers["versions.txt"]


MARKED = {
    "a PIN": ("kiosk-screen", "typed 471183 there", "471183"),
    "a PUK": ("pcscd", "puk 0123456789.", "0123456789"),
    "a command to a chip": ("pcscd", "APDU: 00200001083132333435366FFF", "3132333435366F"),
    "a bearer token": ("kiosk-statistics", "Authorization: Bearer mark-Ab", "mark-Ab"),
    "a password in an address": (
        "kiosk-statistics",
        "POST https://me:mark-pw@r.example/",
        "mark-pw",
    ),
    "a WLAN passphrase": ("wpa_supplicant", 'psk="mark-psk"', "mark-psk"),
    "a token of letters and digits": ("rauc", "got 9f86d081884c7d659a2feaa0c55ad015", "884c7d65"),
    "a key in a file": (
        "kernel",
        "-----BEGIN PRIVATE KEY-----MIIm-----END PRIVATE KEY-----",
        "MIIm",
    ),
    "a value of the environment": ("kiosk-screen", "failed with mark-from-env again", "mark-from"),
}


def test_no_marked_secret_gets_in(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Secrets lie in logs, settings and environment, and each of them is looked for."""
    monkeypatch.setenv("STATISTICS_TOKEN", "mark-from-env")
    monkeypatch.setenv("HARMLESS", "mark-in-env")
    config = tmp_path / "kiosk.yaml"
    config.write_text("statistics: {address: 'https://me:mark-in-settings@r.example/'}\n")
    logs(machine.root, *((unit, message) for unit, message, _ in MARKED.values()))
    papers = unpacked(write_bundle(tmp_path, load_or_last_good(config, tmp_path), machine))
    assert papers["log.txt"].count("kiosk") > 3
    whole = "\n".join(papers.values())
    for what, (_, _, secret) in MARKED.items():
        assert secret not in whole, what
    assert "mark" not in whole
    assert "r.example" in whole


def test_settings_that_cannot_be_read_are_told_and_not_copied(
    tmp_path: Path, machine: Machine
) -> None:
    config = tmp_path / "kiosk.yaml"
    config.write_text("statistics: {tokn: mark-of-a-typo}\n")
    papers = unpacked(write_bundle(tmp_path, load_or_last_good(config, tmp_path), machine))
    assert "kiosk.yaml:1: unknown key 'tokn'" in papers["settings.yaml"]
    assert "mark-of-a-typo" not in "\n".join(papers.values())


def test_every_setting_is_shown_by_decision_and_secrets_are_not() -> None:
    def names(values: dict[str, object], above: str = "") -> set[str]:
        found: set[str] = set()
        for name, value in values.items():
            if isinstance(value, dict):
                found |= names(value, f"{above}{name}.")
            else:
                found.add(f"{above}{name}")
        return found

    wlan = Settings(network=Network(wlan=Wlan("house", "passphrase")))
    every = names(msgspec.to_builtins(Settings())) | names(msgspec.to_builtins(wlan))
    assert every - SHOWN == {"statistics.token", "technician.code", "network.wlan.passphrase"}
    assert every >= SHOWN


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "support", str(tmp_path / "stick")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "stick" in said.stderr.splitlines()[-1]


def test_a_full_stick_keeps_no_half_a_file(tmp_path: Path, machine: Machine) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # bytes in a file
    try:
        with pytest.raises(OSError, match="File too large"):
            write_bundle(stick, Loaded(Settings(), None), machine)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(stick.iterdir()) == []
