"""What a device's boot loader is told, by the very programs that RAUC calls on the device."""

from __future__ import annotations

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
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


def made(arch: str, folder: Path) -> Path:
    """The partition that says which slot starts, by the build's own words."""
    esp = folder / "esp"
    esp.mkdir()
    build = f'. "{IMAGE / arch}.sh"; start_files "{IMAGE / arch}" "{esp}"'
    subprocess.run(["sh", "-euc", build], check=True)
    return esp


@pytest.fixture(params=[PC], ids=["pc"])
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Device:
    made: Device = request.param(tmp_path)
    return made


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
