"""Drives one visit: shows its steps, feeds it answers, watches time, wipes every secret.

It lives on the thread of the screens; the card work it hands to the worker comes back there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault, CardRemoved
from kiosk.journeys.maintenance import maintenance
from kiosk.journeys.steps import (
    UNSEEN,
    AwaitCard,
    AwaitRemoval,
    BeginPractice,
    CardStep,
    ClosingQuestion,
    Journey,
    ReleaseCard,
    ShowService,
    Step,
    WentAway,
    WentBack,
    WentHome,
)
from kiosk.journeys.visit import farewell
from kiosk.roles import Practice, Stage, Worker
from kiosk.secret import Secret
from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.mapping import on_answer, on_leave, on_show
from kiosk.statistics.observer import Observer

T = TypeVar("T")

GRACE_SECONDS = 30.0
"""How long "Are you still there?" waits for a touch."""

LISTENING = 2
"""How many times longer a step waits for somebody to whom the screen is read out."""

ALARM_SECONDS = (15.0, 30.0, 60.0)
"""A card that is not taken: after these times the alarm rises to level 1, 2, 3."""

WORK_SECONDS = 45.0
"""Card work takes about two seconds; after this the person is sent to the desk."""

LOST_SECONDS = 180.0
"""After this the card work is lost: far longer than a chip writes, or a reader waits for it. The
person was sent to the desk two minutes ago."""

CARD_THERE = {ReaderState.CARD, ReaderState.UNREADABLE, ReaderState.IN_USE}


class Conductor:
    """A Person for the screens and a Listener for the worker at the real reader.

    `visit` makes the script of a visit, told whether a card was laid on to begin it.
    `clock` gives seconds that never go back. `tick` is to be called about once a second.
    `give_up` ends this process: the worker is lost, only a new one can serve the next person.
    `practise` makes the practice with a card of that id.
    `patient`: somebody explains, so nobody is asked whether they are there, and no alarm grows.
    """

    def __init__(  # noqa: PLR0913, PLR0917  it is handed everything it needs
        self,
        visit: Callable[[bool], Journey],
        stage: Stage,
        worker: Worker,
        clock: Callable[[], float],
        give_up: Callable[[], None],
        observer: Observer,
        *,
        practise: Callable[[str], Practice],
        patient: bool = False,
    ) -> None:
        self._visit = visit
        self._stage = stage
        self._real_worker = worker
        self._clock = clock
        self._give_up = give_up
        self._observer = observer
        self._practise = practise
        self._patient = patient
        self._practice: Practice | None = None
        self._journey: Journey | None = None
        self._step: Step[Any] | None = None
        self._real_reader = ReaderState.EMPTY
        self._reader = ReaderState.EMPTY  # the one in use: real, or of practice
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

    @property
    def practising(self) -> bool:
        """Whether what goes on is practice, which counts for nothing."""
        return self._practice is not None

    # what the person does

    def start(self) -> None:
        if not self.busy:
            self._begin_visit()

    def maintain(self) -> None:
        """Nothing of it is counted: for statistics no visit begins."""
        if not self.busy:
            self._began = self._clock()
            self._begin(maintenance())

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
            self._wipe()
            self._advance(lambda journey: journey.throw(WentHome()))

    def end(self) -> None:
        if self._at_card:
            self._leaving = True  # the worker still reads the secrets; they are wiped later
        else:
            if self._step:
                self._observer.count(*on_leave(self._step))
            self._wipe()
            self.touched()
            self._advance(lambda journey: journey.throw(WentAway()))

    def uses(self, *counters: Counted) -> None:
        self._observer.count(*counters)

    def touched(self) -> None:
        if not self._at_card and not self._card_is_to_be_taken():
            self._since = self._clock()
        if self._asking:
            self._asking = False
            self._stage.still_there(None)

    # what the reader does

    def reader_changed(self, state: ReaderState) -> None:
        self._real_reader = state
        if self.practising:
            self.touched()  # that is somebody
            self._stage.real_card(state in CARD_THERE)
        else:
            self._reader_in_use_changed(state)

    def card_lost(self) -> None:
        if not self.practising:
            self._card_in_use_lost()

    def practice_reader_changed(self, state: ReaderState) -> None:
        self.touched()
        self._reader_in_use_changed(state)

    def practice_card_lost(self) -> None:
        self._card_in_use_lost()

    def _reader_in_use_changed(self, state: ReaderState) -> None:
        if state in CARD_THERE and isinstance(self._step, ClosingQuestion):
            self.end()  # somebody wants to begin
        self._reader_in_use_is(state)
        if not self.busy:
            if state in CARD_THERE:
                self._begin_visit()
        elif self._waited_for():
            self.answer(None)

    def _card_in_use_lost(self) -> None:
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
        elif self._patient:
            return
        elif self._card_is_to_be_taken():
            level = sum(waited >= seconds for seconds in ALARM_SECONDS)
            if level:
                self._observer.count(Counter.CARD_LEFT_BEHIND)
            self._stage.alarm(level)
        elif waited >= self._patience(self._step) + (GRACE_SECONDS if self._step.warns else 0):
            self._leave()
        elif waited >= self._patience(self._step):
            self._asking = True
            self._stage.still_there(self._patience(self._step) + GRACE_SECONDS - waited)

    def _patience(self, step: Step[Any]) -> float:
        """To listen takes longer than to read."""
        return step.patience * (LISTENING if self._stage.comfort.speech else 1)

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
            while following := self._over(journey, step):
                step = self._step = following
        except (StopIteration, WentBack):
            self._finish(wants_more=self.practising)
            return
        except WentHome:
            self._release()
            self._begin(self._visit(False))
            return
        except WentAway:
            self._finish()
            return
        self._since = self._clock()
        self._observer.count(*on_show(step, before))
        if isinstance(step, ShowService):
            self._observer.shows_service(step.service.id)
        if isinstance(step, AwaitRemoval):
            self._wipe()  # nothing more is wanted, and the card may lie there for hours
        if not isinstance(step, UNSEEN):
            self._stage.show(step)
        if isinstance(step, CardStep):
            self._at_card = True
            worker = self._practice.worker if self._practice else self._real_worker
            worker.run(step, self._back_with, self._back_without)

    def _over(self, journey: Journey, step: Step[Any]) -> Step[Any] | None:
        """What follows a step that need not wait for anybody; None for one that has to."""
        if self._waited_for():
            return journey.send(None)
        if isinstance(step, BeginPractice):
            self._begin_practice(step.card)
            return journey.send(None)
        if isinstance(step, ClosingQuestion) and self.practising:
            return journey.send(None)  # the visit is not over
        if step.needs_card and self._reader not in CARD_THERE:
            self._wipe()
            return journey.throw(CardRemoved("before asking"))
        return None

    def _waited_for(self) -> bool:
        """Whether the step waits for what the reader already says."""
        if isinstance(self._step, AwaitCard):
            return self._reader in CARD_THERE
        return isinstance(self._step, AwaitRemoval) and self._reader not in CARD_THERE

    def _card_is_to_be_taken(self) -> bool:
        """Whether an alarm watches over the step; nobody misses a practice card."""
        return isinstance(self._step, AwaitRemoval) and not self.practising

    def _begin_practice(self, card: str) -> None:
        self._observer.forgets()
        self._end_practice()
        self._practice = self._practise(card)
        self._stage.practise(self._practice.hand)
        self._reader_in_use_is(ReaderState.EMPTY)
        self._stage.real_card(self._real_reader in CARD_THERE)
        self._practice.start(_AtPractice(self))

    def _end_practice(self) -> None:
        if self._practice:
            self._practice.stop()
            self._practice = None
            self._stage.real_card(False)
            self._stage.practise(None)
            self._reader_in_use_is(self._real_reader)

    def _reader_in_use_is(self, state: ReaderState) -> None:
        self._reader = state
        self._stage.reader(state)

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

    def _leave(self) -> None:
        """Nobody is there any more."""
        if self._journey:
            if self._step:
                self._observer.count(*on_leave(self._step))
            self._journey.close()
            self._finish()

    def _finish(self, *, wants_more: bool = False) -> None:
        """Nothing of the visit stays: no digit, no question, no card, no practice.

        `wants_more`: the person has practised to the end, and is led back to the overview.
        """
        self._wipe()
        self._journey = self._step = None
        self._leaving = self._asking = False
        self._stage.still_there(None)
        self._stage.alarm(0)
        self._release()
        if self._reader in CARD_THERE:
            self._observer.count(Counter.CARD_LEFT_BEHIND)
            self._begin(farewell())
        elif wants_more:
            self._begin(self._visit(False))
        else:
            self._stage.attract()
        self._observer.ends(self._clock() - self._began)

    def _release(self) -> None:
        self._end_practice()
        self._letting_go = self._clock()
        self._real_worker.run(ReleaseCard(), self._let_go, self._let_go)

    def _let_go(self, _: object) -> None:
        self._letting_go = None

    def _wipe(self) -> None:
        for secret in self._secrets:
            secret.wipe()
        self._secrets.clear()


class _AtPractice:
    """The conductor as a Listener for the worker of a practice."""

    def __init__(self, conductor: Conductor) -> None:
        self.reader_changed = conductor.practice_reader_changed
        self.card_lost = conductor.practice_card_lost
