"""A place on this machine that is in no network, until it joins one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.namespaces import ip, wait_for_namespace

NEW_ADDRESS = "198.51.100.7"
"""Of RFC 5737: nobody has it."""


@contextmanager
def no_network() -> Iterator[tuple[str, ...]]:
    """Gives the command that starts something there."""
    root = os.getuid() == 0
    owner = [] if root else ["--user", "--map-root-user"]
    with subprocess.Popen(["unshare", *owner, "--net", "cat"], stdin=subprocess.PIPE) as holder:
        wait_for_namespace(holder.pid)
        as_owner = [] if root else ["--user", "--preserve-credentials"]
        there = ("nsenter", f"--target={holder.pid}", *as_owner, "--net")
        ip("link set lo up", there)
        yield there


def join_one(there: tuple[str, ...]) -> None:
    """From now on there is a network, with NEW_ADDRESS."""
    ip("link add in type veth peer name out", there)
    ip(f"address add {NEW_ADDRESS}/24 dev in", there)
    ip("link set in up", there)
