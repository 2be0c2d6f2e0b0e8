"""A file that is written whole or not at all, whenever the power goes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Put a file in the place of `path` that has this content and no other; folders are made as
    needed. Nothing is written if it is there already: flash wears out.

    Raises OSError, and leaves what was there before.
    """
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)  # of a writer that was cut off, perhaps with another mode
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until what was made, renamed or removed in a folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def overwrite_and_replace(path: Path, content: bytes) -> None:
    """The same for a file with something in it that is to be gone: first its bytes are
    overwritten where they lie. `take_up` ends what was cut off. Raises OSError.

    A flash card may keep old blocks all the same.
    """
    write_whole(_successor(path), content)
    _overwrite(path)
    _successor(path).replace(path)
    sync_folder(path.parent)


def take_up(path: Path) -> None:
    """End what `overwrite_and_replace` began before the power went. Raises OSError."""
    after = _successor(path)
    if not after.exists():
        return
    if path.exists() and b"\0" not in path.read_bytes():
        after.unlink()  # nothing is overwritten yet
        return
    if path.exists():
        _overwrite(path)
    after.replace(path)
    sync_folder(path.parent)


def _successor(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def _overwrite(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        file.write(bytes(path.stat().st_size))
        os.fsync(file.fileno())
