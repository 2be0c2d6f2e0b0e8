"""What the packages bring to a machine, read and judged by Debian 13's own systemd."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kiosk.appliance.derived import COURSE, at_boot
from kiosk.settings import Profile, Settings
from tests.behind_the_firewall import ALLOWED, AT_HOME, DNS, HTTPS, OTHER, PHONE, SELF
from tests.device import REPOSITORY, Device, NoDevice, build_packages, make_device

EXPOSURES = {
    "kiosk-screen.service": 1.5,
    "kiosk-statistics.service": 1.0,
    "kiosk-pcscd-watch.service": 1.0,
    "kiosk-support.service": 2.0,
    "kiosk-update-stick.service": 2.0,
    "pcscd.service": 1.5,
    "seatd.service": 4.0,
}
"""The most that `systemd-analyze security` may find, on its scale to 10."""

CONSOLES = ("getty@.service", "serial-getty@.service", "console-getty.service")

NAMES_IN_DEBIAN = {"pillow": "python3-pil", "pyyaml": "python3-yaml"}
"""Where it is not python3- and the name on the Python package index."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build_packages(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def device(packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Device:
    try:
        return make_device(tmp_path_factory.mktemp("device") / "root", packages)
    except NoDevice as error:
        pytest.fail(str(error), pytrace=False)


def field(package: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "--field", package, name], text=True)


def files(package: Path) -> list[str]:
    listed = subprocess.check_output(["dpkg-deb", "--contents", package], text=True)
    names = (line.split(" ./")[1].partition(" -> ")[0] for line in listed.splitlines())
    return [name for name in names if not name.endswith("/") and name]


def test_the_packages_are_the_same_bytes_each_time(
    packages: dict[str, Path], tmp_path: Path
) -> None:
    again = build_packages(tmp_path)
    assert again.keys() == packages.keys() == {"kiosk", "kiosk-appliance"}
    for name, package in packages.items():
        assert package.read_bytes() == again[name].read_bytes()


def test_the_package_asks_for_what_the_kiosk_asks_for(packages: dict[str, Path]) -> None:
    depends = " ".join(field(packages["kiosk"], "Depends").split())
    declared = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    for requirement in declared["dependencies"]:
        name, _, versions = requirement.partition(">=")
        floor = versions.partition(",")[0]
        assert f"{NAMES_IN_DEBIAN.get(name, f'python3-{name}')} (>= {floor})" in depends


def test_on_a_desktop_the_package_brings_a_program_and_a_menu_entry_and_changes_nothing(
    packages: dict[str, Path],
) -> None:
    outside = [
        name
        for name in files(packages["kiosk"])
        if not name.startswith(("usr/share/kiosk/", "usr/share/doc/kiosk/"))
    ]
    assert outside == ["usr/bin/kiosk", "usr/share/applications/kiosk.desktop"]


def test_the_kiosk_finds_all_it_needs_where_the_package_lays_it(
    packages: dict[str, Path], tmp_path: Path
) -> None:
    subprocess.run(["dpkg-deb", "--extract", packages["kiosk"], tmp_path], check=True)
    program = tmp_path / "usr" / "bin" / "kiosk"
    here = program.read_text().replace("/usr/share/kiosk", f"{tmp_path}/usr/share/kiosk")
    for command in ("texts", "facts", "practice-card list"):
        subprocess.run([sys.executable, "-I", "-c", here, *command.split()], check=True)


def test_units_and_rules_are_understood_without_a_word(device: Device) -> None:
    units = [path.name for path in (REPOSITORY / "systemd").glob("kiosk-*")]
    checked = device.run(
        *("systemd-analyze", "verify", "--man=no", "--root={root}"),
        *(*units, "pcscd.service", "seatd.service", "emergency.service", "rescue.service"),
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    rules = device.run("udevadm", "verify", "--root={root}", "--resolve-names=never")
    assert rules.returncode == 0, rules.stderr
    folders = device.run("systemd-tmpfiles", "--root={root}", "--create", "kiosk.conf")
    assert (folders.returncode, folders.stderr) == (0, "")


@pytest.mark.parametrize("unit", EXPOSURES)
def test_a_service_is_not_exposed(device: Device, unit: str) -> None:
    judged = device.run(
        "systemd-analyze", "security", "--offline=yes", "--no-pager", "--root={root}", unit
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", judged.stdout)
    assert found, judged.stderr
    assert float(found[1]) <= EXPOSURES[unit], judged.stdout


@pytest.mark.parametrize("unit", CONSOLES)
def test_no_console_asks_for_a_login(device: Device, unit: str) -> None:
    assert os.readlink(device.root / "etc" / "systemd" / "system" / unit) == "/dev/null"


@pytest.mark.parametrize("user", ["kiosk", "kiosk-statistics", "root"])
def test_nothing_comes_in_and_only_the_sender_reaches_what_the_settings_name(
    device: Device, user: str
) -> None:
    walked = behind_the_firewall(device, user)
    names = user != "kiosk"
    assert walked.stdout.splitlines() == [
        "in without True",
        "in with False",
        f"out {OTHER} {DNS} {names}",
        f"out {OTHER} {HTTPS} False",
        f"out {ALLOWED} {DNS} {names}",
        f"out {ALLOWED} {HTTPS} {user == 'kiosk-statistics'}",
    ], walked.stderr


def test_in_a_course_a_phone_of_the_house_reaches_the_instructors_page_and_nothing_else(
    device: Device, tmp_path: Path
) -> None:
    course = tmp_path / "course.nft"
    course.write_text(at_boot(Settings(profile=Profile.COURSE), {})[COURSE].content or "")
    walked = behind_the_firewall(device, "kiosk", str(course))
    assert walked.stdout.splitlines() == [
        f"{AT_HOME} 0 False True",
        f"{AT_HOME} 1 False False",
        f"{SELF} 0 False False",
        f"{SELF} 1 False False",
        f"out {PHONE} False",
        f"out {ALLOWED} False",
    ], walked.stderr


def behind_the_firewall(device: Device, user: str, *more: str) -> subprocess.CompletedProcess[str]:
    """What tests.behind_the_firewall prints, as that user of the device."""
    accounts = (device.root / "etc" / "passwd").read_text()
    found = re.search(rf"^{user}:x:([0-9]+):", accounts, re.MULTILINE)
    number = found[1] if found else 0
    return subprocess.run(
        [
            *("unshare", "--user", f"--map-user={number}", "--keep-caps", "--net"),
            *(sys.executable, "-m", "tests.behind_the_firewall", str(device.root), *more),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
