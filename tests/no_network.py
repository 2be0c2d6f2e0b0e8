"""A place on this machine that is in no network, until it joins one."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW_ADDRESS = "198.51.100.7"
"""Of RFC 5737: nobody has it."""


@contextmanager
def no_network() -> Iterator[tuple[str, ...]]:
    """Gives the command that starts something there."""
    root = os.getuid() == 0
    owner = [] if root else ["--user", "--map-root-user"]
    with subprocess.Popen(["unshare", *owner, "--net", "cat"], stdin=subprocess.PIPE) as holder:
        while Path(f"/proc/{holder.pid}/comm").read_text() != "cat\n":
            time.sleep(0.01)  # `unshare` becomes `cat` when it has its namespace
        as_owner = [] if root else ["--user", "--preserve-credentials"]
        there = ("nsenter", f"--target={holder.pid}", *as_owner, "--net")
        _ip(there, "link set lo up")
        yield there


def join_one(there: tuple[str, ...]) -> None:
    """From now on there is a network, with NEW_ADDRESS."""
    _ip(there, "link add in type veth peer name out")
    _ip(there, f"address add {NEW_ADDRESS}/24 dev in")
    _ip(there, "link set in up")


def _ip(there: tuple[str, ...], command: str) -> None:
    subprocess.run([*there, "ip", *command.split()], check=True)
