"""A kiosk without screens and threads, with a clock that a test turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kiosk.comfort import AT_REST
from kiosk.conductor import Conductor
from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import Card, PracticeReader
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.steps import CardStep, Step
from kiosk.journeys.visit import visit
from kiosk.practice import Hand
from kiosk.secret import Secret
from kiosk.statistics.counters import Counted
from kiosk.statistics.observer import Observer
from kiosk.worker import Listener
from tests.cards import NEW_PIN, THE_PIN, secret

T = TypeVar("T")


class HeldWorker:
    """A worker whose card takes its time: work is done when `work` is called."""

    def __init__(self, engine: NativeEngine) -> None:
        self.engine = engine
        self.at_once = True
        self._jobs: list[Callable[[], None]] = []

    def run(
        self,
        step: CardStep[T],
        done: Callable[[T], None],
        failed: Callable[[CardFault], None],
    ) -> None:
        def job() -> None:
            try:
                value = step.run(self.engine)
            except CardFault as fault:
                failed(fault)
            else:
                done(value)

        self._jobs.append(job)
        if self.at_once:
            self.work()

    def work(self) -> None:
        while self._jobs:
            self._jobs.pop(0)()


class HeldPractice:
    """A practice whose card takes its time."""

    def __init__(self, card: str) -> None:
        reader = PracticeReader()
        self.hand = Hand(reader, [load_persona(card)])
        self.worker = HeldWorker(NativeEngine(reader))
        self.listener: Listener | None = None

    def start(self, listener: Listener) -> None:
        self.listener = listener

    def stop(self) -> None:
        self.listener = None
        self.worker.engine.release()

    def lay_on(self) -> None:
        assert self.listener
        self.hand.lay_on()
        self.listener.reader_changed(ReaderState.CARD)

    def lift(self) -> None:
        assert self.listener
        self.hand.lift()
        if self.worker.engine.card_is_gone():
            self.worker.engine.release()
            self.listener.card_lost()
        self.listener.reader_changed(ReaderState.EMPTY)


class Room:
    """A kiosk without screens and threads, with a clock that a test turns; also its stage."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.now = 0.0
        self.comfort = AT_REST
        self.card_reader = PracticeReader()
        self.worker = HeldWorker(NativeEngine(self.card_reader))
        self.visits: list[frozenset[Counted]] = []
        self.practice: HeldPractice | None = None
        self.kiosk = Conductor(
            visit,
            self,
            self.worker,
            lambda: self.now,
            self.gives_up,
            Observer(self.visits.append),
            practise=self.practises,
        )

    def practises(self, card: str) -> HeldPractice:
        self.practice = HeldPractice(card)
        return self.practice

    def gives_up(self) -> None:
        self.heard.append("gives-up")

    def lay_on(self, card: Card) -> None:
        self.card_reader.lay_on(card)
        self.kiosk.reader_changed(ReaderState.CARD)

    def lift(self) -> None:
        """As the worker tells it: the session first."""
        self.card_reader.lift()
        if self.worker.engine.card_is_gone():
            self.worker.engine.release()
            self.kiosk.card_lost()
        self.kiosk.reader_changed(ReaderState.EMPTY)

    def pass_time(self, seconds: float) -> None:
        """Second by second, as the clock ticks."""
        until = self.now + seconds
        while self.now < until:
            self.now = min(self.now + 1, until)
            self.kiosk.tick()

    def change_pin(self, card: Card) -> list[Secret]:
        """A card laid on and all secrets typed for a change, so that the card works next."""
        self.lay_on(card)
        self.kiosk.answer(WhichPin.SIX)
        self.kiosk.answer(OwnPin.CHANGE)
        typed = [secret(THE_PIN), secret(NEW_PIN), secret(NEW_PIN)]
        for digits in typed:
            self.kiosk.answer(digits)
        return typed

    def on_screen(self) -> object:
        """The text key of the last step shown, or what else was last put there."""
        return next(one for one in reversed(self.heard) if isinstance(one, str))

    @property
    def alarms(self) -> list[int]:
        return [one for one in self.heard if isinstance(one, int)]

    # conductor.Stage

    def attract(self) -> None:
        self.heard.append("attract")

    def show(self, step: Step[Any]) -> None:
        assert isinstance(step, Step)
        self.heard.append(getattr(step, "text", None))

    def reader(self, state: ReaderState) -> None:
        self.heard.append(state)

    def still_there(self, seconds_left: float | None) -> None:
        self.heard.append(("still there", seconds_left))

    def alarm(self, level: int) -> None:
        if not self.alarms or self.alarms[-1] != level:
            self.heard.append(level)

    def work_hangs(self) -> None:
        self.heard.append("work-hangs")

    def practise(self, hand: Hand | None) -> None:
        self.heard.append(("practice", hand is not None))

    def real_card(self, there: bool) -> None:
        self.heard.append(("real card", there))
