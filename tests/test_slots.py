"""What the device's boot loader is told, by the very program that RAUC calls on the device."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SLOTS = Path(__file__).parents[1] / "image" / "files" / "usr" / "lib" / "kiosk" / "slots"
BLOCK_BYTES = 1024
SECTOR_BYTES = 512


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """GRUB's environment block as a new image has it."""
    path = tmp_path / "grubenv"
    words = "# GRUB Environment Block\ngood=a\ntrial=\n"
    path.write_text(words.ljust(BLOCK_BYTES, "#"))
    return path


def slots(block: Path, *words: str) -> str:
    """What the program says. Raises subprocess.CalledProcessError where it refuses."""
    told = subprocess.run(
        [SLOTS, *words],
        env=dict(os.environ, KIOSK_GRUBENV=str(block)),
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.strip()


def words_of(block: Path) -> dict[str, str]:
    """As GRUB reads them."""
    lines = block.read_text().rstrip("#").splitlines()
    assert lines[0] == "# GRUB Environment Block"
    return dict(line.split("=", 1) for line in lines[1:])


def test_a_new_device_starts_its_first_slot(block: Path) -> None:
    assert slots(block, "get-primary") == "a"
    assert slots(block, "get-state", "a") == "good"
    assert slots(block, "get-state", "b") == "bad"


def test_an_updated_slot_starts_on_trial_and_the_old_one_stays_the_good_one(block: Path) -> None:
    slots(block, "set-primary", "b")
    assert slots(block, "get-primary") == "b"
    assert (words_of(block)["good"], words_of(block)["trial"]) == ("a", "b")


def test_a_trial_that_went_well_makes_the_slot_the_good_one(block: Path) -> None:
    slots(block, "set-primary", "b")
    slots(block, "set-state", "b", "good")
    assert (words_of(block)["good"], words_of(block)["trial"]) == ("b", "")
    assert slots(block, "get-state", "a") == "bad"


def test_a_slot_marked_bad_is_not_tried(block: Path) -> None:
    slots(block, "set-primary", "b")
    slots(block, "set-state", "b", "bad")
    assert slots(block, "get-primary") == "a"


def test_nothing_can_be_installed_over_the_good_slot(block: Path) -> None:
    before = block.read_bytes()
    with pytest.raises(subprocess.CalledProcessError):
        slots(block, "set-state", "a", "bad")
    assert block.read_bytes() == before


def test_the_block_is_written_where_it_lies_and_its_words_in_one_sector(block: Path) -> None:
    with block.open("rb") as held:  # a block that was replaced would leave this one as it was
        slots(block, "set-primary", "b")
        written = held.read()
    assert len(written) == BLOCK_BYTES
    assert b"trial=b\n" in written[:SECTOR_BYTES]
    assert set(written[SECTOR_BYTES:]) == {ord("#")}
