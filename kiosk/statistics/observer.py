"""Hears one visit at a time, and gives away what it saw as a set: no order, no number, no time."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.statistics.counters import Counted, Counter, ServiceShown
from kiosk.statistics.mapping import length_of


class Observer:
    """`keep` is given the counters of a visit when it is over; all it is told is this set. None
    keeps nothing: statistics are switched off, or all cards are practice cards.

    A set holds a counter once, so a visit raises it by one at most. `services` are the counters
    of the catalogue.
    """

    def __init__(
        self,
        keep: Callable[[frozenset[Counted]], None] | None,
        services: type[ServiceShown] = ServiceShown,
    ) -> None:
        self._keep = keep
        self._services = services
        self._seen: set[Counted] | None = None

    def begins(self) -> None:
        self._seen = set() if self._keep else None

    def count(self, *counters: Counted) -> None:
        """Raises TypeError for anything that is not on the closed list."""
        for counter in counters:
            if not isinstance(counter, Counter | ServiceShown):
                raise TypeError("only what is on the list of counters can be counted")
            if self._seen is not None:
                self._seen.add(counter)

    def shows_service(self, service: str) -> None:
        """`service` is its id; one that is not in the catalogue is not counted."""
        self.count(*(shown for shown in self._services if shown.value == service))

    def forgets(self) -> None:
        """This visit is practice, or a technician's: it never was."""
        self._seen = None

    def ends(self, seconds: float) -> None:
        """`seconds` is how long the visit took; only its band is kept."""
        if self._keep and self._seen is not None:
            self.count(Counter.VISITS, length_of(seconds))
            self._keep(frozenset(self._seen))
        self._seen = None
