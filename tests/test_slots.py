"""What a device's boot loader is told, by the very programs that RAUC calls on the device."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from abc import ABC, abstractmethod
from configparser import ConfigParser
from pathlib import Path

import pytest

IMAGE = Path(__file__).parents[1] / "image"
PROGRAMS = Path("usr/lib/kiosk")
SECTOR_BYTES = 512


class Device(ABC):
    """The programs as they lie on a device, beside a copy of what its boot loader reads."""

    arch: str
    told_by: str

    def __init__(self, folder: Path) -> None:
        for files in (IMAGE / "files", IMAGE / self.arch / "files"):
            shutil.copytree(files / PROGRAMS, folder / "programs", dirs_exist_ok=True)
        self.folder = folder
        self.file = self.new(folder)

    @abstractmethod
    def new(self, folder: Path) -> Path:
        """What a new image has."""

    @abstractmethod
    def starts(self) -> tuple[str, str]:
        """The slot that the boot loader starts, and that which it would start on trial, or ""."""

    def slots(self, *words: str, path: str = "") -> str:
        """What the program says. Raises subprocess.CalledProcessError where it refuses."""
        told = subprocess.run(
            [self.folder / "programs" / "slots", *words],
            env={"PATH": f"{path}:{os.environ['PATH']}", self.told_by: str(self.file)},
            check=True,
            capture_output=True,
            text=True,
        )
        return told.stdout.strip()


class PC(Device):
    """GRUB reads its environment block."""

    arch = "amd64"
    told_by = "KIOSK_GRUBENV"

    def new(self, folder: Path) -> Path:
        return made(self.arch, folder) / "EFI" / "debian" / "grubenv"

    def starts(self) -> tuple[str, str]:
        lines = self.file.read_text().rstrip("#").splitlines()
        assert lines[0] == "# GRUB Environment Block"
        words = dict(line.split("=", 1) for line in lines[1:])
        return words["good"], words["trial"]


class RaspberryPi(Device):
    """The firmware reads autoboot.txt."""

    arch = "arm64"
    told_by = "KIOSK_AUTOBOOT"

    def new(self, folder: Path) -> Path:
        return made(self.arch, folder) / "autoboot.txt"

    def starts(self) -> tuple[str, str]:
        partitions = self.partitions()
        pending = re.search("trial=([ab])", self.file.read_text())
        trial = pending[1] if pending else ""
        assert trial in {"", partitions["tryboot"]}, "a trial would start the slot that is good"
        return partitions["all"], trial

    def partitions(self) -> dict[str, str]:
        """Which slot's partition each section of the file names."""
        read = ConfigParser()
        read.read(self.file)
        assert read["all"]["tryboot_a_b"] == "1"
        slots = {"2": "a", "3": "b"}
        return {name: slots[read[name]["boot_partition"]] for name in ("all", "tryboot")}

    def begin_trial(self, driver: str) -> str:
        """As at a restart; `driver` is how loading it ends."""
        programs = self.folder / "stand-ins"
        programs.mkdir()
        (programs / "modprobe").write_text(f'#!/bin/sh\necho "loads $1"\n{driver}\n')
        (programs / "modprobe").chmod(0o755)
        return self.slots("begin-trial", path=str(programs))


def made(arch: str, folder: Path) -> Path:
    """The partition that says which slot starts, by the build's own words."""
    esp = folder / "esp"
    esp.mkdir()
    build = f'. "{IMAGE / arch}.sh"; start_files "{IMAGE / arch}" "{esp}"'
    subprocess.run(["sh", "-euc", build], check=True)
    return esp


@pytest.fixture(params=[PC, RaspberryPi], ids=["pc", "raspberry-pi"])
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Device:
    made: Device = request.param(tmp_path)
    return made


@pytest.fixture
def pi(tmp_path: Path) -> RaspberryPi:
    return RaspberryPi(tmp_path)


def test_a_new_device_starts_its_first_slot(device: Device) -> None:
    assert device.slots("get-primary") == "a"
    assert device.slots("get-state", "a") == "good"
    assert device.slots("get-state", "b") == "bad"
    assert device.starts() == ("a", "")


def test_an_updated_slot_starts_on_trial_and_the_old_one_stays_the_good_one(device: Device) -> None:
    device.slots("set-primary", "b")
    assert device.slots("get-primary") == "b"
    assert device.starts() == ("a", "b")


def test_a_trial_that_went_well_makes_the_slot_the_good_one(device: Device) -> None:
    device.slots("set-primary", "b")
    device.slots("set-state", "b", "good")
    assert device.starts() == ("b", "")
    assert device.slots("get-state", "a") == "bad"


def test_the_next_update_goes_back_to_the_first_slot(device: Device) -> None:
    device.slots("set-state", "b", "good")
    device.slots("set-primary", "a")
    assert device.starts() == ("b", "a")


def test_a_slot_marked_bad_is_not_tried(device: Device) -> None:
    device.slots("set-primary", "b")
    device.slots("set-state", "b", "bad")
    assert device.slots("get-primary") == "a"
    assert device.starts() == ("a", "")


def test_nothing_can_be_installed_over_the_good_slot(device: Device) -> None:
    before = device.file.read_bytes()
    with pytest.raises(subprocess.CalledProcessError):
        device.slots("set-state", "a", "bad")
    assert device.file.read_bytes() == before


def test_a_word_that_nobody_knows_is_refused(device: Device) -> None:
    before = device.file.read_bytes()
    with pytest.raises(subprocess.CalledProcessError):
        device.slots("format")
    assert device.file.read_bytes() == before


def test_the_words_are_written_where_they_lie_and_in_one_sector(device: Device) -> None:
    before = len(device.file.read_bytes())
    with device.file.open("rb") as held:  # a file that was replaced would leave this one as it was
        device.slots("set-primary", "b")
        written = held.read()
    assert len(written) == before
    assert b"trial=b\n" in written[:SECTOR_BYTES]
    assert not written[SECTOR_BYTES:].strip(b"#")


def test_the_firmware_of_a_raspberry_pi_is_told_of_a_trial_once(pi: RaspberryPi) -> None:
    pi.slots("set-primary", "b")
    assert pi.begin_trial("exit 0") == "loads kiosk-tryboot"
    assert pi.starts() == ("a", "")
    assert pi.partitions() == {"all": "a", "tryboot": "b"}
    assert pi.slots("begin-trial") == "", "the trial was begun and is not begun again"


def test_a_trial_that_a_raspberry_pi_could_not_begin_is_begun_at_the_next_restart(
    pi: RaspberryPi,
) -> None:
    pi.slots("set-primary", "b")
    with pytest.raises(subprocess.CalledProcessError):
        pi.begin_trial("exit 1")
    assert pi.starts() == ("a", "b")


def test_a_raspberry_pi_that_restarts_without_an_update_is_told_nothing(pi: RaspberryPi) -> None:
    assert pi.begin_trial("exit 0") == ""
    assert pi.starts() == ("a", "")


def test_what_a_raspberry_pi_reads_is_as_short_as_its_firmware_wants_it(pi: RaspberryPi) -> None:
    assert len(pi.file.read_bytes()) <= SECTOR_BYTES
