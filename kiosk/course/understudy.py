"""Takes the person's place until a page is reached; meanwhile the screen keeps what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from kiosk.comfort import Comfort
from kiosk.course.walks import GREETING, Walk
from kiosk.eid.connection import ReaderState
from kiosk.eid.simulator.personas import Persona
from kiosk.journeys.steps import (
    AskNewPin,
    AskSecret,
    AwaitRemoval,
    CardStep,
    Choose,
    Pick,
    ShowService,
    Step,
)
from kiosk.journeys.trial_steps import Grant, PickProvider
from kiosk.practice import Hand
from kiosk.roles import Person, Stage
from kiosk.secret import Secret
from kiosk.services import Service, Shelf

ATTEMPTS = 2
"""A card that was moved in the very moment of a jump may send it astray once."""


class Lost(Exception):
    """The walk says nothing of this page, or something that cannot be done there."""


class Understudy:
    """A Stage before the real one, and a Person for as long as it plays.

    `person` is the conductor; set it before the first jump. `hand` is the instructor's.
    """

    person: Person

    def __init__(
        self, stage: Stage, hand: Hand, post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._stage = stage
        self._hand = hand
        self._practice_hand: Hand | None = None
        self._post = post
        self._step: Step[Any] | None = None
        self._reader = ReaderState.EMPTY
        self._part: _Part | None = None
        self.lost: str | None = None
        """The page that the last jump did not come to."""

    @property
    def step(self) -> Step[Any] | None:
        """What is shown, or would be; None at the greeting."""
        return self._step

    @property
    def page(self) -> str:
        """The text key of what is shown, or would be."""
        return GREETING if self._step is None else getattr(self._step, "text", "")

    @property
    def hand(self) -> Hand:
        """The one that lays cards on the reader in use: the instructor's, or that of a practice."""
        return self._practice_hand or self._hand

    @property
    def practises(self) -> bool:
        return self._practice_hand is not None

    @property
    def plays(self) -> bool:
        return self._part is not None

    def go(
        self, walk: Walk, persona: Persona | None, page: str, arrived: Callable[[], None]
    ) -> None:
        """Leave what is going on, and play the walk up to this page. `arrived` is called there, or
        where the way was lost."""
        self.lost = None
        self._part = _Part(walk, persona, page, arrived)
        self._hand.lift()
        self._go_on()

    # conductor.Stage

    @property
    def comfort(self) -> Comfort:
        return self._stage.comfort

    def attract(self) -> None:
        self._step = None
        if self._part:
            self._go_on()
        else:
            self._stage.attract()

    def show(self, step: Step[Any]) -> None:
        self._step = step
        if self._part and self._part.begun and isinstance(step, CardStep):
            if self.page == self._part.page:
                self._arrive(self._part)  # now: later the card has done its work
        elif self._part:
            self._go_on()
        else:
            self._stage.show(step)

    def reader(self, state: ReaderState) -> None:
        self._reader = state
        self._stage.reader(state)
        if self._part:
            self._go_on()

    def still_there(self, seconds_left: float | None) -> None:
        if not self._part:
            self._stage.still_there(seconds_left)

    def alarm(self, level: int) -> None:
        if not self._part:
            self._stage.alarm(level)

    def work_hangs(self) -> None:
        self._stage.work_hangs()

    def practise(self, hand: Hand | None) -> None:
        self._practice_hand = hand
        self._stage.practise(hand)

    def real_card(self, there: bool) -> None:
        self._stage.real_card(there)

    # the play

    def _go_on(self) -> None:
        """Later, because the conductor is in the middle of something now."""
        self._post(self._do_next)

    def _do_next(self) -> None:
        part = self._part
        if part is None or (part.begun and part.done is self._step):
            return  # there was other news, but no other page
        try:
            if part.begun:
                self._play(part)
            else:
                self._leave(part)
        except Lost:
            self._start_over(part)

    def _leave(self, part: _Part) -> None:
        """Nobody is there any more, and nothing lies on the reader: then the walk begins."""
        if self._step is None and self._reader is not ReaderState.CARD:
            part.begun = True
            if part.persona:
                self._hand.take(part.persona)
            self._play(part)
        elif not isinstance(self._step, AwaitRemoval):  # that one ends when the reader is empty
            self.person.end()

    def _play(self, part: _Part) -> None:
        if self.page == part.page:
            self._arrive(part)
        elif not isinstance(self._step, CardStep):
            part.done = self._step
            if self._step is None and part.walk.mishap:
                self.hand.let_go_wrong(part.walk.mishap)
            self._act(self._step, part.next_answer(self.page))

    def _act(self, step: Step[Any] | None, answer: str) -> None:
        deeds = {
            "touch": self.person.start,
            "lay-on": self.hand.lay_on,
            "lift": self.hand.lift,
            "home": self.person.home,
            "end": self.person.end,
        }
        if answer in deeds:
            deeds[answer]()
        else:
            self.person.answer(_meaning(step, answer, self.hand))

    def _start_over(self, part: _Part) -> None:
        if part.attempts < ATTEMPTS:
            self._part = _Part(part.walk, part.persona, part.page, part.arrived, part.attempts + 1)
            self._hand.lift()
            self._go_on()
        else:
            self.lost = part.page
            self._arrive(part)

    def _arrive(self, part: _Part) -> None:
        self._part = None
        if self._step is None:
            self._stage.attract()
        else:
            self._stage.show(self._step)
        part.arrived()


class _Part:
    """What is being played, and how far."""

    def __init__(
        self,
        walk: Walk,
        persona: Persona | None,
        page: str,
        arrived: Callable[[], None],
        attempts: int = 1,
    ) -> None:
        self.walk = walk
        self.persona = persona
        self.page = page
        self.arrived = arrived
        self.attempts = attempts
        self.begun = False
        self.done: Step[Any] | None = None
        self._answers = {
            page: [answers] if isinstance(answers, str) else [*(answers or ())]
            for page, answers in walk.way.items()
        }

    def next_answer(self, page: str) -> str:
        """What the person does there now. Raises Lost, also where the walk would go in circles."""
        answers = self._answers.get(page)
        if not answers:
            raise Lost
        return answers.pop(0)


def _meaning(step: Step[Any] | None, answer: str, hand: Hand) -> object:
    """The answer to a step that a word of a walk stands for. Raises Lost."""
    match step:
        case AskSecret() if answer == "missing":
            return None
        case AskSecret() | AskNewPin():
            books = hand.chip.books
            known = {"pin": books.pin, "can": books.can, "puk": books.puk} if books else {}
            return Secret(bytes(known.get(answer, answer.encode())))
        case Choose():
            return _found(answer, _choices(step))
        case Pick(rows=rows):
            return _found(answer, _by_way(rows))
        case ShowService(choices=choices):
            return _found(answer, {choice.value: choice for choice in choices})
        case PickProvider(providers=providers):
            return _found(answer, {provider.id: provider for provider in providers})
        case Grant(provider=provider) if answer == "all":
            return (*provider.required, *provider.optional)
        case _:
            return _found(answer, {"next": None})


def _choices(step: Choose[Enum]) -> dict[str, Enum]:
    members: Iterable[Enum] = step.choices
    return {member.value: member for member in members}


def _by_way(rows: Sequence[Shelf] | Sequence[Service]) -> dict[str, object]:
    """The first row, and for each way to a service the first one that is or holds such a one."""
    found: dict[str, object] = {"first": rows[0]}
    for row in rows:
        for service in row.pages[0] if isinstance(row, Shelf) else (row,):
            if service.way:
                found.setdefault(service.way.value, row)
    return found


def _found(answer: str, meanings: Mapping[str, object]) -> object:
    if answer not in meanings:
        raise Lost
    return meanings[answer]
