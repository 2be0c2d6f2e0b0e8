"""What can go wrong with a practice card, when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kiosk.eid import model
from kiosk.eid.model import CardFault, CardRemoved
from kiosk.eid.simulator.chip import Chip


class Mishap(Enum):
    """Torn away, exchanged, or a fault by its key (`CardFault.key`) at the very next command."""

    TORN_IN_TRY = "torn-in-try"
    """As a secret begins to be proved: whether that was a try, nobody knows."""
    TORN_BEFORE_CHANGE = "torn-before-change"
    """The PIN was proved, and nothing was changed with it."""
    TORN_IN_CHANGE = "torn-in-change"
    """The worst moment: the chip has the new PIN, or its tries, and its answer is lost."""
    EXCHANGED = "exchanged"
    """For its like, and so fast that the reader notices nothing."""
    UNREADABLE = model.CardUnreadable.key
    READER_UNAVAILABLE = model.ReaderUnavailable.key
    READER_IN_USE = model.ReaderInUse.key
    PROTOCOL_BROKEN = model.ProtocolBroken.key
    UNSUPPORTED = model.UnsupportedCard.key
    CARD_FAULT = CardFault.key


FAULTS: dict[Mishap, type[CardFault]] = {
    Mishap.UNREADABLE: model.CardUnreadable,
    Mishap.READER_UNAVAILABLE: model.ReaderUnavailable,
    Mishap.READER_IN_USE: model.ReaderInUse,
    Mishap.PROTOCOL_BROKEN: model.ProtocolBroken,
    Mishap.UNSUPPORTED: model.UnsupportedCard,
    Mishap.CARD_FAULT: CardFault,
}

PACE_BEGINS, PACE_ENDS, RESET_RETRY_COUNTER = b"\x10\x86", b"\x00\x86", b"\x0c\x2c"
"""Class and instruction; both are readable under secure messaging too (ISO 7816-4)."""

COMMANDS = {
    Mishap.TORN_IN_TRY: PACE_BEGINS,
    Mishap.TORN_BEFORE_CHANGE: PACE_ENDS,
    Mishap.TORN_IN_CHANGE: RESET_RETRY_COUNTER,
    Mishap.EXCHANGED: PACE_BEGINS,
}
"""The command at which it happens."""


class Grip:
    """A chip in somebody's hand, to which one mishap may be going to happen.

    A chip that is torn away has got the command and acts on it; then `lift` takes it off the
    reader, and the answer is lost. Before the change the answer still comes through.
    """

    def __init__(self, chip: Chip, lift: Callable[[], None]) -> None:
        self._chip = chip
        self._lift = lift
        self.mishap: Mishap | None = None

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        mishap = self.mishap
        if mishap is None or wire[:2] != COMMANDS.get(mishap, wire[:2]):
            return self._chip.transmit(wire)
        self.mishap = None
        if mishap in FAULTS:
            raise FAULTS[mishap]("mishap")
        if mishap is Mishap.EXCHANGED:
            self._chip.reset()  # another chip knows nothing of what was agreed on
            return self._chip.transmit(wire)
        answer = self._chip.transmit(wire)
        self._lift()
        if mishap is not Mishap.TORN_BEFORE_CHANGE:
            raise CardRemoved("transmit")
        return answer
