"""A practice card that is torn away at the worst moment, when somebody asks for that."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.eid.model import CardRemoved
from kiosk.eid.simulator.chip import Chip

RESET_RETRY_COUNTER = 0x2C
"""Sets a PIN or fills its tries: the command after which nobody can know without its answer."""


class Grip:
    """A chip in the hand of somebody who may tear it away while it works.

    Once `tight`, the chip gets its next RESET RETRY COUNTER and acts on it; then `lift` takes it
    off the reader, and the answer is lost. The header of a command is readable under secure
    messaging as well (ISO 7816-4).
    """

    def __init__(self, chip: Chip, lift: Callable[[], None]) -> None:
        self._chip = chip
        self._lift = lift
        self.tight = False

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        answer = self._chip.transmit(wire)
        if self.tight and wire[1] == RESET_RETRY_COUNTER:
            self.tight = False
            self._lift()
            raise CardRemoved("transmit")
        return answer
