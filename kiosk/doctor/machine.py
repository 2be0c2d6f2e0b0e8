"""The machine that is looked at: its files, as the kernel and Debian write them, and its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """`root` is where its file system begins, `now` its local time."""

    root: Path = Path("/")
    now: datetime = field(default_factory=datetime.now)

    def path(self, name: str) -> Path:
        """`name` begins with a slash, as on the machine itself."""
        return self.root / name.lstrip("/")

    def has(self, name: str) -> bool:
        return self.path(name).exists()

    def read(self, name: str | Path) -> str | None:
        """The text of a file without the white space around it; None if it cannot be read."""
        path = name if isinstance(name, Path) else self.path(name)
        try:
            return path.read_text(errors="replace").strip()
        except OSError:  # some files of sysfs refuse while the device sleeps
            return None

    def number(self, name: str | Path) -> int | None:
        """The decimal number in a file; None if there is none."""
        text = self.read(name)
        return int(text) if text and text.lstrip("-").isdecimal() else None

    def glob(self, pattern: str) -> Iterator[Path]:
        """`pattern` begins with a slash."""
        return iter(sorted(self.root.glob(pattern.lstrip("/"))))
