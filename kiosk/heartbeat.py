"""Tells the supervisor that a service lives: sd_notify(3), and a file for `kiosk doctor`."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

BEATS = 3
"""In the time after which systemd takes us for dead: two may be late."""


class Heartbeat:
    """Beats each time that something was seen to work, at most once in `seconds`.

    One that beats of itself, in a thread or by a clock, would beat on while all else hangs.
    """

    def __init__(self, address: str, seconds: float, trace: Path) -> None:
        """`address` is a Unix socket as NOTIFY_SOCKET names it; `trace` becomes an empty file, and
        its time is that of the last beat."""
        self.seconds = seconds
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._trace = trace
        self._beaten: float | None = None

    def beat(self) -> None:
        """The first one says that the service is ready. Raises OSError when nobody listens."""
        now = time.monotonic()
        if self._beaten is None:
            self._tell("READY=1")
        elif now - self._beaten < self.seconds:
            return
        self._beaten = now
        self._tell("WATCHDOG=1")
        self._trace.touch()

    def _tell(self, state: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), self._address)


def supervised(trace: str) -> Heartbeat | None:
    """By what systemd gives to a service with a watchdog and a runtime folder, where `trace` will
    be; None when nobody watches."""
    address, limit = os.environ.get("NOTIFY_SOCKET"), os.environ.get("WATCHDOG_USEC")
    if not address or not limit:
        return None
    seconds = int(limit) / 1_000_000 / BEATS
    return Heartbeat(address, seconds, Path(os.environ["RUNTIME_DIRECTORY"], trace))
