"""The screen of the emulated device, seen and touched as a window is."""

from __future__ import annotations

from PIL import Image

from tests.appliance.machine import PATIENCE_SECONDS, Machine
from tests.twin import RealWindow


class DeviceWindow(RealWindow):
    patience = PATIENCE_SECONDS

    def __init__(self, device: Machine) -> None:
        self._device = device

    def look(self) -> Image.Image:
        return self._device.look()

    def tap(self, x: float, y: float) -> None:
        self._device.tap(x, y)

    def key(self, *names: str) -> None:
        for name in names:
            self._device.key(name)
