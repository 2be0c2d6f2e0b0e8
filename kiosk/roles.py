"""Whom the conductor works with: the stage, the person before it, the worker, and practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from kiosk.comfort import Comfort
from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault
from kiosk.journeys.steps import CardStep, Step
from kiosk.practice import Hand
from kiosk.statistics.counters import Counted
from kiosk.worker import Listener

T = TypeVar("T")


class Stage(Protocol):
    """What the conductor can put before the person."""

    @property
    def comfort(self) -> Comfort:
        """What the person has chosen for eye, ear and hand."""
        ...

    def attract(self) -> None:
        """Nobody is here: the greeting, in German, nothing left of the visit before, nor of
        what the person had chosen."""
        ...

    def show(self, step: Step[Any]) -> None: ...

    def reader(self, state: ReaderState) -> None:
        """What the reader says, for those screens that wait for it."""
        ...

    def still_there(self, seconds_left: float | None) -> None:
        """Ask whether somebody is there; None takes the question away."""
        ...

    def alarm(self, level: int) -> None:
        """A card is left behind: 0 calm, 1 to 3 ever more visible."""
        ...

    def work_hangs(self) -> None:
        """The card work does not come back: point to the desk. If it does after all, the next
        step is shown as ever."""
        ...

    def practise(self, hand: Hand | None) -> None:
        """From now on everything is practice, and says so; `hand` plays the practice card.
        None: no more."""
        ...

    def real_card(self, there: bool) -> None:
        """A real card was laid on in the middle of practice: ask that it be taken away again."""
        ...


class Person(Protocol):
    """What the screens can tell of the person before them."""

    def start(self) -> None: ...

    def maintain(self) -> None:
        """A technician was let in."""
        ...

    def answer(self, value: object) -> None: ...
    def back(self) -> None: ...
    def home(self) -> None: ...
    def end(self) -> None: ...
    def touched(self) -> None: ...

    def uses(self, *counters: Counted) -> None:
        """A language, speech, contrast or size was chosen."""
        ...


class Worker(Protocol):
    def run(
        self,
        step: CardStep[T],
        done: Callable[[T], None],
        failed: Callable[[CardFault], None],
    ) -> None: ...


class Practice(Protocol):
    """A practice card with a reader and a worker of its own."""

    @property
    def hand(self) -> Hand: ...
    @property
    def worker(self) -> Worker: ...

    def start(self, listener: Listener) -> None: ...

    def stop(self) -> None:
        """Nothing is heard of it afterwards."""
        ...
