"""The thread that writes: a slow, full or broken disk disturbs no visit."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from datetime import date

from kiosk.statistics.counters import Counted
from kiosk.statistics.spool import Spool

log = logging.getLogger(__name__)

SECONDS_TO_END = 5.0
"""How long the end of the program waits for a slow disk."""


class Keeper:
    """Puts each visit into the spool as soon as it is over.

    Visits that the disk does not take wait in memory, and are counted with the next one.
    """

    def __init__(self, spool: Spool, today: Callable[[], date]) -> None:
        self._spool = spool
        self._today = today
        self._visits: queue.SimpleQueue[frozenset[Counted] | None] = queue.SimpleQueue()
        self._waiting: list[frozenset[Counted]] = []
        self._failed = False
        self._thread = threading.Thread(target=self._loop, name="statistics", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._visits.put(None)
        self._thread.join(SECONDS_TO_END)

    def keep(self, seen: frozenset[Counted]) -> None:
        """To be called from any thread; never waits and never raises."""
        self._visits.put(seen)

    def _loop(self) -> None:
        while (seen := self._visits.get()) is not None:
            self._waiting.append(seen)
            self._write()
        if self._waiting:
            self._write()

    def _write(self) -> None:
        try:
            self._spool.add(self._waiting, self._today())
        except (sqlite3.Error, OSError) as error:
            if not self._failed:  # once, not with every visit: a log shall not tell of them
                log.error("visits cannot be counted for now: %s", error)
            self._failed = True
        else:
            self._waiting.clear()
            self._failed = False
