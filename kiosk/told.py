"""What the system tells the technician of a task that the screen could only ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from kiosk.whole_file import write_whole

OF_UPDATES = Path("/run/kiosk-update/told.json")


class Told(msgspec.Struct, frozen=True):
    """An English sentence with names in braces, and what fills them."""

    sentence: str
    values: dict[str, str] = {}


def write_told(file: Path, told: Sequence[Told]) -> None:
    """Raises OSError."""
    write_whole(file, msgspec.json.encode(told))


def read_told(file: Path) -> list[Told]:
    """Nothing, where nothing was told."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Told])
    except (OSError, ValueError):
        return []
