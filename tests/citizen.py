"""Scripted citizens: they lay a card on, read, answer, and lift it when they please.

Conductor, journeys, card worker, engine and chip are the real ones; only the screens are
missing. A test reads as the citizen would tell it; `sees` waits until it is so.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Collection
from enum import Enum
from typing import Any, Self

from kiosk.comfort import AT_REST
from kiosk.conductor import Conductor
from kiosk.eid.connection import Reader, ReaderState
from kiosk.eid.model import CardRemoved
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import Card, PracticeReader
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.steps import (
    Aside,
    AskNewPin,
    AskSecret,
    Choose,
    Ending,
    OnService,
    Pick,
    ShowList,
    ShowService,
    Step,
    Tell,
)
from kiosk.journeys.try_out import Exercise, PracticeCard
from kiosk.journeys.visit import Helped, HomeChoice, visit
from kiosk.practice import Hand, PracticeDesk
from kiosk.secret import Secret
from kiosk.services import Shelf
from kiosk.statistics.counters import Counted
from kiosk.statistics.observer import Observer
from kiosk.worker import CardWorker
from tests.cards import THE_PIN, Meddled, Send

PATIENCE_SECONDS = 10.0
"""Only a test that fails waits for so long."""


class Citizen:
    """One person at the kiosk, and at once the stage on which the kiosk shows its steps.

    `visits` is all that statistics hear of them.

    `reader` is another real reader than the one on which this person lays cards and lifts them.
    """

    def __init__(self, reader: Reader | None = None, shelves: tuple[Shelf, ...] = ()) -> None:
        self.comfort = AT_REST
        self._shelves = shelves
        self.typed: list[Secret] = []
        self._reader = PracticeReader()
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        real = reader or self._reader
        self._worker = CardWorker(real, self._engine(real), self._calls.put)
        self.visits: list[frozenset[Counted]] = []
        self._kiosk = Conductor(
            self._visit,
            self,
            self._worker,
            lambda: 0.0,
            lambda: None,
            Observer(self.visits.append),
            practise=lambda card: PracticeDesk(load_persona(card), self._calls.put),
        )
        self.hand: Hand | None = None
        self.told_of_real_card = False
        self._step: Step[Any] | None = None
        self._ending: Ending | None = None
        self._alone = False
        self._reader_says = ReaderState.MISSING
        self._worker.start(self._kiosk)

    def _engine(self, reader: Reader) -> NativeEngine:
        return NativeEngine(reader)

    # what the citizen does with the card

    def lays_on(self, card: Card) -> Self:
        self._reader.lay_on(card)
        return self

    def lifts(self) -> Self:
        """Lift the card; the kiosk hears of it before anything else."""
        self._reader.lift()
        self._until(lambda: self._reader_says is ReaderState.EMPTY, "an empty reader")
        return self

    def hears_of_a_card(self) -> Self:
        """The kiosk knows that a card lies there, whatever it makes of it."""
        self._until(lambda: self._reader_says is ReaderState.CARD, "a card on the reader")
        return self

    def will_lose(self, card: Meddled, at: int, *, acted: bool) -> Self:
        """From now on the card slips away at its command number `at`.

        With `acted` the chip has heard the command, and only the answer is lost.
        """

        def slip(wire: bytes, send: Send) -> bytes:
            if acted:
                send(wire)
            self._reader.lift()
            raise CardRemoved("transmit")

        card.at, card.meddle = card.asked + at, slip
        return self

    # what the citizen does in practice

    def takes_practice_card(self, card: PracticeCard) -> Self:
        """From the overview, with nothing on the reader, until the card is to be laid on."""
        self.sees("home").chooses(HomeChoice.TRY).sees("practise").chooses(Exercise(card.value))
        return self.sees(f"practise-{card.value}").goes_on().sees("lay-card-on")

    def lays_practice_card_on(self) -> Self:
        assert self.hand
        self._step = None
        self.hand.lay_on()
        return self

    def lifts_practice_card(self) -> Self:
        assert self.hand
        self.hand.lift()
        return self

    def lays_real_card_on(self, card: Card) -> Self:
        self._reader.lay_on(card)
        return self.is_told_of_a_real_card(there=True)

    def takes_real_card_away(self) -> Self:
        self._reader.lift()
        return self.is_told_of_a_real_card(there=False)

    def is_told_of_a_real_card(self, *, there: bool) -> Self:
        """The kiosk asks for it to be taken away, or asks no more."""
        self._until(lambda: self.told_of_real_card is there, f"a real card there: {there}")
        return self

    # what the citizen does at the screen

    def touches(self) -> Self:
        self._kiosk.start()
        return self

    def sees(self, text: str, count: int | None = None) -> Self:
        """The step with this text key is, or soon will be, on the screen."""
        return self.sees_one_of([text], count)

    def sees_one_of(self, texts: Collection[str], count: int | None = None) -> Self:
        self._until(lambda: self.text in texts, " or ".join(texts))
        if count is not None:
            assert getattr(self._step, "count", None) == count, self._step
        return self

    def reads(self, fact: str) -> Self:
        """The question on the screen tells this fact of the card."""
        assert isinstance(self._step, Choose)
        assert fact in [line.text for line in self._step.facts]
        return self

    def chooses(self, choice: Enum) -> Self:
        assert isinstance(self._step, Choose), self._step
        assert isinstance(choice, self._step.choices)
        return self._answers(choice)

    def picks(self, title: str) -> Self:
        """Presses the button with this title in a list of services or of their categories."""
        assert isinstance(self._step, Pick), self._step
        return self._answers(next(row for row in self._step.rows if row.title["de"] == title))

    def presses(self, button: Aside | OnService) -> Self:
        """A button among services that is not one of theirs."""
        step = self._step
        assert isinstance(step, Pick | ShowService), step
        assert button in (step.asides if isinstance(step, Pick) else step.choices), step
        return self._answers(button)

    def can_press(self, *buttons: OnService) -> Self:
        assert isinstance(self._step, ShowService)
        assert self._step.choices == buttons
        return self

    def carries_away(self, *titles: str) -> Self:
        """The list with its code is on the screen."""
        self.sees("my-list")
        assert isinstance(self._step, ShowList)
        assert tuple(one.title["de"] for one in self._step.services) == titles
        return self

    def types(self, digits: str) -> Self:
        """All digits of a keypad and its OK."""
        step = self._step
        assert isinstance(step, AskSecret | AskNewPin), step
        assert len(digits) == (step.field.digits if isinstance(step, AskSecret) else 6)
        secret = Secret(digits.encode())
        self.typed.append(secret)
        return self._answers(secret)

    def does_not_have_it(self) -> Self:
        assert isinstance(self._step, AskSecret), self._step
        return self._answers(None)

    def goes_on(self) -> Self:
        assert isinstance(self._step, Tell | ShowList), self._step
        return self._answers(None)

    def goes_back(self) -> Self:
        assert self._step is not None
        self._step = None
        self._kiosk.back()
        return self

    def takes_card(self) -> Self:
        """At the end, when the kiosk asks for it."""
        return self.sees("take-card").lifts()

    def ends(self, ending: Ending) -> None:
        """The visit came to its own end, and the closing question gets its answer."""
        if ending is not Ending.LEFT:
            self.sees("helped").chooses(Helped.YES)
        self.is_gone()
        assert self._ending is ending

    def leaves(self) -> Self:
        """Presses "end"."""
        self._kiosk.end()
        return self

    def goes_home(self) -> Self:
        """Presses "home"."""
        self._kiosk.home()
        return self

    def is_gone(self) -> None:
        """Nobody is there any more, and nothing that was typed is left."""
        self._until(lambda: self._alone, "the greeting")
        self._worker.stop()
        assert [len(secret) for secret in self.typed] == [0] * len(self.typed)

    def _answers(self, value: object) -> Self:
        self._step = None
        self._kiosk.answer(value)
        return self

    @property
    def text(self) -> str:
        """The text key of what is on the screen."""
        return getattr(self._step, "text", "")

    def _until(self, true: Callable[[], bool], what: str) -> None:
        while not true():
            try:
                self._calls.get(timeout=PATIENCE_SECONDS)()
            except queue.Empty:
                raise AssertionError(f"not {what} but {self.text}") from None

    async def _visit(self, card_is_there: bool) -> Ending:
        self._ending = await visit(card_is_there, self._shelves)
        return self._ending

    # conductor.Stage

    def attract(self) -> None:
        self._step, self._alone = None, True

    def show(self, step: Step[Any]) -> None:
        self._alone = False
        self._step = step

    def reader(self, state: ReaderState) -> None:
        self._reader_says = state

    def still_there(self, seconds_left: float | None) -> None: ...
    def alarm(self, level: int) -> None: ...
    def work_hangs(self) -> None: ...

    def practise(self, hand: Hand | None) -> None:
        self.hand = hand

    def real_card(self, there: bool) -> None:
        self.told_of_real_card = there


def lays_on(card: Card) -> Citizen:
    """A visit that begins with a card laid on."""
    return Citizen().lays_on(card)


def walks_up() -> Citizen:
    """A visit that begins with a touch, without a card."""
    return Citizen().touches().sees("home")


def at_the_new_pin(card: Card) -> Citizen:
    """Somebody who has typed the PIN that holds, and is asked for a new one."""
    citizen = lays_on(card).sees("card-status").chooses(WhichPin.SIX).sees("has-own-pin")
    return citizen.chooses(OwnPin.CHANGE).sees("enter-old-pin").types(THE_PIN)
