"""Whether headphones are plugged in, as the kernel's input devices tell of a jack."""

from __future__ import annotations

import fcntl
import logging
import os
import select
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

EV_SW, SW_HEADPHONE_INSERT = 0x05, 0x02
"""linux/input-event-codes.h"""

EVENT = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""

EVIOCGSW = 0x8001451B
"""Gives the first eight switches of a device as bits."""

LOOK_AGAIN_SECONDS = 10.0
"""A jack on a USB plug comes and goes with it."""


class Headphones:
    """Calls `changed` from a thread of its own with True when a plug is put into any jack that
    can feel it, and with False when the last one is pulled.

    `devices` and `nodes` are where the kernel describes its input devices, and has them.
    """

    def __init__(
        self,
        changed: Callable[[bool], None],
        devices: Path = Path("/sys/class/input"),
        nodes: Path = Path("/dev/input"),
    ) -> None:
        self._changed = changed
        self._devices = devices
        self._nodes = nodes
        self._plugged: dict[int, bool] = {}
        self._told = False

    def start(self) -> None:
        threading.Thread(target=self._run, name="headphones", daemon=True).start()

    def _run(self) -> None:
        while True:
            jacks = self._open_jacks()
            if jacks:
                self._listen(jacks)
            time.sleep(LOOK_AGAIN_SECONDS)

    def _open_jacks(self) -> list[int]:
        jacks = []
        for switches in sorted(self._devices.glob("event*/device/capabilities/sw")):
            node = self._nodes / switches.parts[-4]
            try:
                bits = int(switches.read_text().split()[-1], 16)
                if bits >> SW_HEADPHONE_INSERT & 1:
                    jacks.append(os.open(node, os.O_RDONLY | os.O_NONBLOCK))
            except OSError as error:
                log.warning("no headphones can be felt: %s", error)
        return jacks

    def _listen(self, jacks: list[int]) -> None:
        """Until one of them is gone."""
        self._plugged = {jack: _is_plugged(jack) for jack in jacks}
        try:
            self._tell()
            while True:
                for jack in select.select(jacks, [], [])[0]:
                    self._read(jack)
        except OSError as error:
            log.warning("a headphone jack is gone: %s", error)
        finally:
            self._plugged.clear()
            self._tell()
            for jack in jacks:
                os.close(jack)

    def _read(self, jack: int) -> None:
        events = os.read(jack, 64 * EVENT.size)
        if not events:
            raise OSError("end of its events")
        for _, _, kind, code, value in EVENT.iter_unpack(events):
            if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT):
                self._plugged[jack] = bool(value)
        self._tell()

    def _tell(self) -> None:
        plugged = any(self._plugged.values())
        if plugged != self._told:
            self._told = plugged
            self._changed(plugged)


def _is_plugged(jack: int) -> bool:
    """At the beginning; a jack that does not say counts as empty, and a key starts the speech."""
    switches = bytearray(1)
    with suppress(OSError):
        fcntl.ioctl(jack, EVIOCGSW, switches)
    return bool(switches[0] >> SW_HEADPHONE_INSERT & 1)
