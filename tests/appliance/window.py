"""The screen of the emulated device, seen and touched as a window is."""

from __future__ import annotations

import time

from PIL import Image

from tests.appliance.machine import PATIENCE_SECONDS, Machine
from tests.twin import RealWindow

LOOK_SECONDS = 1.0
"""Who looks at it all the time leaves the emulation no time to draw."""


class DeviceWindow(RealWindow):
    patience = PATIENCE_SECONDS

    def __init__(self, device: Machine) -> None:
        self._device = device

    def look(self) -> Image.Image:
        time.sleep(LOOK_SECONDS)
        return self._device.look()

    def tap(self, x: float, y: float) -> None:
        self._device.tap(x, y)

    def key(self, *names: str) -> None:
        for name in names:
            self._device.key(name)
