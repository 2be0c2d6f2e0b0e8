"""A reader inside the process, on which practice cards are laid."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardRemoved, CardUnreadable, ReaderUnavailable


class Card(Protocol):
    """A chip, or a wrapper around one that lets things go wrong."""

    @property
    def atr(self) -> bytes: ...
    def reset(self) -> None: ...
    def transmit(self, wire: bytes) -> bytes: ...


class PracticeReader:
    """A connection.Reader. Cards may be laid on and lifted from any thread."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._card: Card | None = None
        self._plugged = True
        self._events = 0
        self._news = False

    # what hands do

    def lay_on(self, card: Card) -> None:
        """Lay a card on, in place of any other."""
        with self._happening():
            self._card = card

    def lift(self) -> None:
        with self._happening():
            self._card = None

    def swap_unnoticed(self, card: Card) -> None:
        """Exchange the card faster than a reader polls: nothing but the chip can tell."""
        card.reset()
        self._card = card

    def unplug(self) -> None:
        with self._happening():
            self._plugged = False

    def plug(self) -> None:
        with self._happening():
            self._plugged = True

    # connection.Reader

    def state(self) -> ReaderState:
        if not self._plugged:
            return ReaderState.MISSING
        if self._card is None:
            return ReaderState.EMPTY
        return ReaderState.CARD if self._card.atr else ReaderState.UNREADABLE

    def wait_for_change(self, seconds: float) -> None:
        with self._change:
            self._change.wait_for(lambda: self._news, seconds)
            self._news = False

    def wake(self) -> None:
        with self._change:
            self._news = True
            self._change.notify_all()

    def connect(self) -> PracticeConnection:
        card = self._card
        if not self._plugged:
            raise ReaderUnavailable("connect")
        if card is None:
            raise CardRemoved("connect")
        if not card.atr:
            raise CardUnreadable("connect")
        card.reset()
        events = self._events
        return PracticeConnection(lambda: self._card if self._events == events else None)

    @contextmanager
    def _happening(self) -> Iterator[None]:
        """A change at the reader: what held the card before holds nothing afterwards."""
        yield
        self._events += 1
        if self._card:
            self._card.reset()
        self.wake()


class PracticeConnection:
    """A connection.CardConnection to the card that `card` still finds there."""

    def __init__(self, card: Callable[[], Card | None]) -> None:
        self._find = card
        self._open = True

    def transmit(self, command: bytes | bytearray) -> bytes:
        card = self._find() if self._open else None
        if card is None:
            raise CardRemoved("transmit")
        return card.transmit(bytes(command))

    def is_same_card(self) -> bool:
        return self._open and self._find() is not None

    def close(self) -> None:
        card = self._find() if self._open else None
        self._open = False
        if card:
            card.reset()
