"""Network namespaces: places on this machine with networks of their own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def wait_for_namespace(pid: int) -> None:
    """`unshare` has become `cat` when it has its namespace."""
    while Path(f"/proc/{pid}/comm").read_text() != "cat\n":
        time.sleep(0.01)


def ip(command: str, there: Sequence[str] = ()) -> None:
    """ip(8), here or where the command `there` starts things."""
    subprocess.run([*there, "ip", *command.split()], check=True)
