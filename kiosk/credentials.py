"""Secrets that systemd hands to a service of ours and to nobody else."""

from __future__ import annotations

import os
from pathlib import Path

TOKEN = "kiosk.statistics-token"  # noqa: S105  a name
"""What the sender of statistics shows to its receiver."""

CODE = "kiosk.technician-code"
"""The technician's code, as kiosk.passcode keeps it."""


def credential(name: str) -> str | None:
    """Its content; None where this process was given none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder is None:
        return None
    try:
        return (Path(folder) / name).read_text(encoding="utf-8")
    except OSError:
        return None
