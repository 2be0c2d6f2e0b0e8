"""The way to a card: bytes in, bytes out. Implemented by `pcsc` and by the practice reader."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class ReaderState(Enum):
    MISSING = "missing"  # no such reader, or no pcscd
    EMPTY = "empty"
    CARD = "card"
    UNREADABLE = "unreadable"  # something lies there, but no chip answers
    IN_USE = "in-use"  # another program holds it alone


class CardConnection(Protocol):
    """One card, exclusively, from power-up until `close`. There is no reconnect."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Send one command APDU; give the response with its status word (2 to 65538 bytes).

        Raises CardRemoved when the card was lifted, exchanged or reset, CardUnreadable when
        it fell silent, ReaderUnavailable when reader or pcscd went away. Nothing is resent.
        """
        ...

    def is_same_card(self) -> bool:
        """Whether the reader saw no removal since the connection was made."""
        ...

    def close(self) -> None:
        """Reset the card and let go. Never raises."""
        ...


class Reader(Protocol):
    """A place to lay a card. Used by one thread; only `wake` may come from another."""

    def state(self) -> ReaderState:
        """What is there now. Never raises, never blocks."""
        ...

    def wait_for_change(self, seconds: float) -> None:
        """Return after a change of state, after `wake`, or after `seconds`. Never raises."""
        ...

    def wake(self) -> None:
        """Make a running or the next `wait_for_change` return."""
        ...

    def connect(self) -> CardConnection:
        """Raises CardRemoved (no card), CardUnreadable, ReaderInUse or ReaderUnavailable."""
        ...
