"""Drives one visit: shows its steps, feeds it answers, watches time, wipes every secret.

It lives on the thread of the screens; the card work it hands to the worker comes back there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault, CardRemoved
from kiosk.journeys.steps import (
    AwaitCard,
    AwaitRemoval,
    CardStep,
    ClosingQuestion,
    Journey,
    ReleaseCard,
    Step,
    WentBack,
)
from kiosk.journeys.visit import farewell
from kiosk.secret import Secret
from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.mapping import on_answer, on_leave, on_show
from kiosk.statistics.observer import Observer

T = TypeVar("T")

GRACE_SECONDS = 30.0
"""How long "Are you still there?" waits for a touch."""

ALARM_SECONDS = (15.0, 30.0, 60.0)
"""A card that is not taken: after these times the alarm rises to level 1, 2, 3."""

WORK_SECONDS = 45.0
"""Card work takes about two seconds; after this the person is sent to the desk."""

LOST_SECONDS = 180.0
"""After this the card work is lost: far longer than a chip writes, or a reader waits for it. The
person was sent to the desk two minutes ago."""

CARD_THERE = {ReaderState.CARD, ReaderState.UNREADABLE, ReaderState.IN_USE}


class Stage(Protocol):
    """What the conductor can put before the person."""

    def attract(self) -> None:
        """Nobody is here: the greeting, in German, nothing left of the visit before."""
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


class Person(Protocol):
    """What the screens can tell of the person before them."""

    def start(self) -> None: ...
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


class Conductor:
    """A Person for the screens and a Listener for the worker.

    `visit` makes the script of a visit, told whether a card was laid on to begin it.
    `clock` gives seconds that never go back. `tick` is to be called about once a second.
    `give_up` ends this process: the worker is lost, only a new one can serve the next person.
    """

    def __init__(  # noqa: PLR0913, PLR0917  all that it lives with is handed to it
        self,
        visit: Callable[[bool], Journey],
        stage: Stage,
        worker: Worker,
        clock: Callable[[], float],
        give_up: Callable[[], None],
        observer: Observer,
    ) -> None:
        self._visit = visit
        self._stage = stage
        self._worker = worker
        self._clock = clock
        self._give_up = give_up
        self._observer = observer
        self._journey: Journey | None = None
        self._step: Step[Any] | None = None
        self._reader = ReaderState.EMPTY
        self._at_card = False
        self._leaving = False
        self._asking = False
        self._hangs = False
        self._began = 0.0
        self._letting_go: float | None = None  # since when, at the end of a visit
        self._since = 0.0  # a touch starts patience anew, but not card work or an alarm
        self._secrets: list[Secret] = []

    @property
    def busy(self) -> bool:
        """Whether a visit is going on, so that time has to be watched."""
        return self._journey is not None

    # what the person does

    def start(self) -> None:
        if not self.busy:
            self._begin_visit()

    def answer(self, value: object) -> None:
        if isinstance(value, Secret):
            self._secrets.append(value)
        self.touched()
        if not self._at_card:
            self._observer.count(*on_answer(value))
            self._advance(lambda journey: journey.send(value))

    def back(self) -> None:
        self.touched()
        if not self._at_card:
            self._advance(lambda journey: journey.throw(WentBack()))

    def home(self) -> None:
        """Leave what is going on for the overview; what was typed is wiped."""
        if self._journey and not self._at_card:
            self.touched()
            self._journey.close()
            self._wipe()
            self._release_card()
            self._begin(self._visit(False))

    def end(self) -> None:
        if self._at_card:
            self._leaving = True  # the worker still reads the secrets; they are wiped later
        elif self._journey:
            if self._step:
                self._observer.count(*on_leave(self._step))
            self._journey.close()
            self._finish()

    def uses(self, *counters: Counted) -> None:
        self._observer.count(*counters)

    def touched(self) -> None:
        if not self._at_card and not isinstance(self._step, AwaitRemoval):
            self._since = self._clock()
        if self._asking:
            self._asking = False
            self._stage.still_there(None)

    # what the reader does

    def reader_changed(self, state: ReaderState) -> None:
        if state in CARD_THERE and isinstance(self._step, ClosingQuestion):
            self.end()  # somebody wants to begin
        self._reader = state
        self._stage.reader(state)
        if not self.busy:
            if state in CARD_THERE:
                self._begin_visit()
        elif self._waited_for():
            self.answer(None)

    def card_lost(self) -> None:
        if self._step and self._step.needs_card and not self._at_card:
            self.touched()
            self._wipe()
            self._advance(lambda journey: journey.throw(CardRemoved("while asking")))

    # what time does

    def tick(self) -> None:
        if self._letting_go is not None and self._clock() - self._letting_go > LOST_SECONDS:
            self._give_up()  # nobody waits for it, but no card will be noticed any more
        if self._step is None:
            return
        waited = self._clock() - self._since
        if self._at_card:
            if waited > WORK_SECONDS and not self._hangs:
                self._hangs = True
                self._stage.work_hangs()
            if waited > LOST_SECONDS:
                self._give_up()  # without wiping: the worker may still read the secrets
        elif isinstance(self._step, AwaitRemoval):
            level = sum(waited >= seconds for seconds in ALARM_SECONDS)
            if level:
                self._observer.count(Counter.CARD_LEFT_BEHIND)
            self._stage.alarm(level)
        elif waited >= self._step.patience + (GRACE_SECONDS if self._step.warns else 0):
            self.end()
        elif waited >= self._step.patience:
            self._asking = True
            self._stage.still_there(self._step.patience + GRACE_SECONDS - waited)

    def _begin_visit(self) -> None:
        self._began = self._clock()
        self._observer.begins()
        self._begin(self._visit(self._reader in CARD_THERE))

    def _begin(self, journey: Journey) -> None:
        self._journey = journey
        self._advance(lambda journey: journey.send(None))

    def _advance(self, resume: Callable[[Journey], Step[Any]]) -> None:
        """Take the journey to its next step, over those that need not wait for anybody."""
        journey, before = self._journey, self._step
        if journey is None:
            return
        if isinstance(self._step, AwaitRemoval):
            self._stage.alarm(0)
        try:
            step = self._step = resume(journey)
            while True:
                if self._waited_for():
                    step = self._step = journey.send(None)
                elif step.needs_card and self._reader not in CARD_THERE:
                    self._wipe()
                    step = self._step = journey.throw(CardRemoved("before asking"))
                else:
                    break
        except (StopIteration, WentBack):
            self._finish()
            return
        self._since = self._clock()
        self._observer.count(*on_show(step, before))
        if isinstance(step, AwaitRemoval):
            self._wipe()  # nothing more is wanted, and the card may lie there for hours
        if not isinstance(step, ReleaseCard):  # over in a moment, nothing to read
            self._stage.show(step)
        if isinstance(step, CardStep):
            self._at_card = True
            self._worker.run(step, self._back_with, self._back_without)

    def _waited_for(self) -> bool:
        """Whether the step waits for what the reader already says."""
        if isinstance(self._step, AwaitCard):
            return self._reader in CARD_THERE
        return isinstance(self._step, AwaitRemoval) and self._reader not in CARD_THERE

    def _back_with(self, value: object) -> None:
        self._observer.count(*on_answer(value))
        self._back_from_card(lambda journey: journey.send(value))

    def _back_without(self, fault: CardFault) -> None:
        self._wipe()  # after a fault every digit is typed again
        self._back_from_card(lambda journey: journey.throw(fault))

    def _back_from_card(self, resume: Callable[[Journey], Step[Any]]) -> None:
        self._at_card = self._hangs = False
        if self._leaving:
            self.end()
        else:
            self._advance(resume)

    def _finish(self) -> None:
        """Nothing of the visit stays: no digit, no question, no card."""
        self._wipe()
        self._journey = self._step = None
        self._leaving = self._asking = False
        self._stage.still_there(None)
        self._stage.alarm(0)
        self._release_card()
        if self._reader in CARD_THERE:
            self._observer.count(Counter.CARD_LEFT_BEHIND)
            self._begin(farewell())
        else:
            self._stage.attract()
        self._observer.ends(self._clock() - self._began)

    def _release_card(self) -> None:
        self._letting_go = self._clock()
        self._worker.run(ReleaseCard(), self._let_go, self._let_go)

    def _let_go(self, _: object) -> None:
        self._letting_go = None

    def _wipe(self) -> None:
        for secret in self._secrets:
            secret.wipe()
        self._secrets.clear()
