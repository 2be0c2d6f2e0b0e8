"""The last exchanges with the practice card at hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.eid.simulator.exchange import Exchange
from kiosk.hood.sentences import Talk

KEPT = 100
"""Exchanges: an account at a bank takes 42, with the look before."""


class Record:
    """`news` is called for each exchange, on the thread that speaks to the card."""

    def __init__(self, news: Callable[[], None]) -> None:
        self._news = news
        self._count = 0
        self._talks: deque[Talk] = deque(maxlen=KEPT)

    def hear(self, exchange: Exchange) -> None:
        self._count += 1
        self._talks.append(Talk(exchange, self._count))
        self._news()

    def talks(self) -> list[Talk]:
        """The oldest one first."""
        return list(self._talks.copy())
