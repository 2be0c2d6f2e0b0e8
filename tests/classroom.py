"""A class without a screen: an instructor holds the reins, and a kiosk without screens obeys.

Conductor, journeys, card worker, engine and chips are the real ones, as for tests.citizen.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Self

import msgspec

from kiosk.comfort import AT_REST
from kiosk.conductor import Conductor
from kiosk.course.commands import Command, State
from kiosk.course.reins import Reins, Teaching
from kiosk.course.still import Stillness
from kiosk.course.understudy import Understudy
from kiosk.course.walks import load_walks
from kiosk.eid.connection import ReaderState
from kiosk.eid.eac.service import load_services
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.steps import AskNewPin, AskSecret, Choose, Journey, Step
from kiosk.journeys.visit import visit
from kiosk.lessons import FOLDER, Known, Lesson, lessons_in, read_lesson
from kiosk.practice import Hand, PracticeDesk
from kiosk.secret import Secret
from kiosk.services import SHIPPED, Catalogue, Stop, read_catalogue, shelves
from kiosk.statistics.counters import Counted
from kiosk.statistics.observer import Observer
from kiosk.worker import CardWorker

PATIENCE_SECONDS = 20.0
"""Only a test that fails waits for so long."""

TODAY = date(2026, 11, 1)


def _with_a_stop(catalogue: Catalogue) -> Catalogue:
    """The mobile office comes somewhere: the city writes its dates, the shipped file has none."""
    stop = Stop(date(2026, 11, 20), "Stadtbibliothek", "10-14 Uhr")
    replace = msgspec.structs.replace
    rows = [
        one if one.way else replace(one, stops=(stop,), doubtful=False)
        for one in catalogue.services
    ]
    return replace(catalogue, services=tuple(rows))


CATALOGUE = _with_a_stop(read_catalogue(SHIPPED))


@cache
def lessons() -> dict[str, Lesson]:
    known = Known(
        {persona.id for persona in load_personas()},
        {service.id for service in CATALOGUE.services},
        load_walks().pages,
    )
    return {path.stem: read_lesson(path, known) for path in lessons_in(FOLDER)}


class Board:
    """The screen as the reins see it, and the stage on which the class sees steps."""

    def __init__(self) -> None:
        self.comfort = AT_REST
        self.deaf = self.black = self.hood = False
        self.bar = True
        self.language = "de"
        self.larger = 0
        self.shown: list[str] = []
        """The text key of every page that the class has seen."""
        self.step: Step[Any] | None = None
        self.went_back: Callable[[], None] = lambda: None

    # reins.Screen

    def speak(self, language: str) -> None:
        self.language = language

    def resize(self, by: int) -> None:
        self.larger += by

    def back(self) -> None:
        self.went_back()

    # conductor.Stage

    def attract(self) -> None:
        self.step = None
        self.shown.append("attract")

    def show(self, step: Step[Any]) -> None:
        self.step = step
        self.shown.append(getattr(step, "text", ""))

    def reader(self, state: ReaderState) -> None: ...
    def still_there(self, seconds_left: float | None) -> None: ...
    def alarm(self, level: int) -> None: ...
    def work_hangs(self) -> None: ...
    def practise(self, hand: Hand | None) -> None: ...
    def real_card(self, there: bool) -> None: ...


class Class:
    """An instructor with the reins in hand, and whoever comes to the screen from the class."""

    def __init__(self, lesson: str = "45-minuten") -> None:
        self.now = 0.0
        self.board = Board()
        self.visits: list[frozenset[Counted]] = []
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.still = Stillness(lambda: self.now, self._calls.put)
        reader = PracticeReader()
        self.hand = Hand(reader, load_personas())
        self._worker = CardWorker(reader, PracticeEngine(reader), self.still.post)
        understudy = Understudy(self.board, self.hand, self.still.post)
        providers = tuple(service.provider for service in load_services())

        def today(card_is_there: bool) -> Journey:
            return visit(card_is_there, shelves(CATALOGUE, TODAY), providers, course=True)

        self.kiosk = Conductor(
            today,
            understudy,
            self._worker,
            self.still.clock,
            lambda: None,
            Observer(self.visits.append),
            practise=lambda card: PracticeDesk(load_persona(card), self.still.post),
            patient=True,
        )
        understudy.person = self.kiosk
        self.board.went_back = self.kiosk.back
        teaching = Teaching(load_walks(), lessons(), lesson, ("de", "en", "ar"))
        self.reins = Reins(self.hand.personas, understudy, self.board, self.still, teaching)
        self._worker.start(self.kiosk)

    @property
    def state(self) -> State:
        return self.reins.state

    def asks(self, *commands: Command) -> Self:
        """The instructor does."""
        for command in commands:
            self.reins.obey(command)
        return self

    def sees(self, page: str) -> Self:
        """The class does, now or soon, and nobody stands in for anybody any more."""
        self._until(lambda: not self.state.on_the_way and self.board.shown[-1:] == [page], page)
        return self

    def arrives(self) -> Self:
        """A jump has come to its end."""
        self._until(lambda: not self.state.on_the_way, "an end of the way")
        return self

    def chooses(self, choice: Enum) -> Self:
        """Somebody from the class does, at the screen."""
        assert isinstance(self.board.step, Choose), self.board.step
        return self.answers(choice)

    def answers(self, value: object = None) -> Self:
        """Somebody from the class does; without a value they go on."""
        self.kiosk.answer(value)
        return self

    def types(self, digits: str) -> Self:
        assert isinstance(self.board.step, AskSecret | AskNewPin), self.board.step
        self.kiosk.answer(Secret(digits.encode()))
        return self

    def hears_everything(self) -> Self:
        """Whatever the card work has said so far has arrived."""
        while True:
            try:
                self._calls.get(timeout=0.3)()
            except queue.Empty:
                return self

    def ends(self) -> None:
        self._worker.stop()

    def _until(self, true: Callable[[], bool], what: str) -> None:
        while not true():
            try:
                self._calls.get(timeout=PATIENCE_SECONDS)()
            except queue.Empty:
                raise AssertionError(f"not {what} but {self.board.shown[-3:]}") from None
