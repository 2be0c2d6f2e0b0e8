"""Tells the supervisor that the screen lives: sd_notify(3), and a file for `kiosk doctor`."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

BEATS = 3
"""In the time after which systemd takes us for dead: two may be late."""


class Heartbeat:
    """To be told of each frame that is on the screen; whoever draws asks for one every `seconds`.

    A heart that beats of itself, in a thread or by a clock, would beat on while the screen hangs.
    """

    def __init__(self, address: str, seconds: float, last_frame: Path) -> None:
        """`address` is a Unix socket as NOTIFY_SOCKET names it; `last_frame` becomes a file, and
        its time is that of the last beat."""
        self.seconds = seconds
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._last_frame = last_frame
        self._beaten: float | None = None

    def frame_drawn(self) -> None:
        """Raises OSError when nobody listens any more."""
        now = time.monotonic()
        if self._beaten is None:
            self._tell("READY=1\nSTATUS=The screen is drawn.")
        elif now - self._beaten < self.seconds:
            return
        self._beaten = now
        self._tell("WATCHDOG=1")
        self._last_frame.touch()

    def _tell(self, state: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), self._address)


def supervised() -> Heartbeat | None:
    """By what systemd gives to a service with a watchdog; None when nobody watches."""
    address, limit = os.environ.get("NOTIFY_SOCKET"), os.environ.get("WATCHDOG_USEC")
    if not address or not limit:
        return None
    seconds = int(limit) / 1_000_000 / BEATS
    return Heartbeat(address, seconds, Path(os.environ["RUNTIME_DIRECTORY"]) / "last-frame")
