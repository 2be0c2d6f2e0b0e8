"""The reins of a class: what an instructor asks for is done here, whichever place it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.course.commands import (
    Command,
    Deed,
    Exchange,
    GoTo,
    OpenLesson,
    Speak,
    State,
    Take,
)
from kiosk.course.still import Stillness
from kiosk.course.understudy import Understudy
from kiosk.course.walks import Walks
from kiosk.eid.simulator.mishaps import Mishap
from kiosk.eid.simulator.personas import Persona
from kiosk.journeys.steps import CardStep
from kiosk.lessons import Lesson, Step


class Refused(Exception):
    """There is no such card, page, lesson or language."""


class Screen(Protocol):
    """What the reins can do to the window."""

    deaf: bool
    """Whether touches and keys do nothing."""
    black: bool
    bar: bool
    """Whether the instructor's strip is seen."""
    hood: bool
    """Whether it is seen what terminal and card say to each other."""

    @property
    def language(self) -> str: ...

    def speak(self, language: str) -> None: ...

    def resize(self, by: int) -> None:
        """Larger (1) or smaller (-1) letters, as far as there are any."""
        ...

    def back(self) -> None:
        """What the button "back" of the page does, if it has one."""
        ...


@dataclass(frozen=True)
class Teaching:
    """What a class is taught with. `first` is the lesson to begin with; `languages` are codes."""

    walks: Walks
    lessons: Mapping[str, Lesson]
    first: str
    languages: Sequence[str]


class Reins:
    """To be held on the thread of the screens."""

    def __init__(
        self,
        cards: Sequence[Persona],
        understudy: Understudy,
        screen: Screen,
        still: Stillness,
        teaching: Teaching,
    ) -> None:
        self._understudy = understudy
        self._screen = screen
        self._still = still
        self.teaching = teaching
        self._personas = {persona.id: persona for persona in cards}
        self._lesson = teaching.first
        self._step: int | None = None

    def obey(self, command: Command) -> None:
        """Raises Refused."""
        match command:
            case Take(card):
                self._understudy.hand.take(self._in_use(card))
            case Exchange(card):
                self._understudy.hand.exchange(self._in_use(card))
            case GoTo(page, card):
                self._go(page, card)
            case Speak(language):
                self.go_on()
                self._screen.speak(_known(language, self.teaching.languages))
            case OpenLesson(name):
                self._lesson = _known(name, self.teaching.lessons)
                self._step = None
            case Deed():
                self._deeds[command]()

    @property
    def state(self) -> State:
        hand = self._understudy.hand
        books = hand.chip.books
        digits = ""
        if books:
            pin, can, puk = (secret.decode() for secret in (books.pin, books.can, books.puk))
            digits = f"PIN {pin} · CAN {can} · PUK {puk}"
        return State(
            card=hand.persona.id,
            lies_there=hand.lies_there,
            tears=hand.mishap is not None,
            digits=digits,
            page=self._understudy.page,
            on_the_way=self._understudy.plays,
            lost=self._understudy.lost,
            frozen=self._still.frozen,
            black=self._screen.black,
            bar=self._screen.bar,
            hood=self._screen.hood,
            language=self._screen.language,
            lesson=self._lesson,
            step=self._step,
        )

    @property
    def lesson(self) -> Lesson:
        return self.teaching.lessons[self._lesson]

    @property
    def step(self) -> Step | None:
        """Where the lesson is; None before it has begun."""
        return None if self._step is None else self.lesson.steps[self._step]

    @property
    def _deeds(self) -> Mapping[Deed, Callable[[], None]]:
        return {
            Deed.LAY_ON: self._understudy.hand.lay_on,
            Deed.LIFT: self._understudy.hand.lift,
            Deed.TEAR_AWAY: lambda: self._understudy.hand.let_go_wrong(Mishap.TORN_IN_CHANGE),
            Deed.FREEZE: self._freeze,
            Deed.BLACK: self._blacken,
            Deed.BACK: self._back,
            Deed.LARGER: lambda: self._resize(1),
            Deed.SMALLER: lambda: self._resize(-1),
            Deed.NEXT: lambda: self._turn_to(0 if self._step is None else self._step + 1),
            Deed.PREVIOUS: lambda: self._turn_to((self._step or 0) - 1),
            Deed.AGAIN: lambda: self._turn_to(self._step or 0),
            Deed.START: lambda: self._turn_to(0),
            Deed.BAR: self._turn_bar,
            Deed.HOOD: self._turn_hood,
        }

    def _persona(self, card: str) -> Persona:
        return self._personas[_known(card, self._personas)]

    def _in_use(self, card: str) -> Persona:
        """A card for the reader in use; a citizen's practice knows only those with a PIN."""
        persona = self._persona(card)
        if self._understudy.practises and persona.secrets is None:
            raise Refused(card)
        return persona

    def _go(self, page: str, card: str | None) -> None:
        walk = self.teaching.walks.to(page, card)
        if walk is None:
            raise Refused(page)
        card = card or walk.card
        persona = self._persona(card) if card else None
        self.go_on()
        self._screen.deaf = True  # nobody answers for the understudy
        self._understudy.go(walk, persona, page, self._arrived)

    def _arrived(self) -> None:
        """The page stands there as if somebody had come to it; one that shows the card at work
        would be gone at once, and is held."""
        if isinstance(self._understudy.step, CardStep):
            self._still.freeze()
        self._screen.deaf = self._still.frozen

    def _freeze(self) -> None:
        if self._still.frozen:
            self.go_on()
        elif not self._understudy.plays:
            self._screen.deaf = True
            self._still.freeze()

    def go_on(self) -> None:
        """What moves the page ends its standing still."""
        if self._still.frozen:
            self._screen.deaf = self._understudy.plays
            self._still.go_on()

    def _blacken(self) -> None:
        self._screen.black = not self._screen.black

    def _turn_bar(self) -> None:
        self._screen.bar = not self._screen.bar

    def _turn_hood(self) -> None:
        self._screen.hood = not self._screen.hood

    def _back(self) -> None:
        self.go_on()
        if not self._understudy.plays:
            self._screen.back()

    def _resize(self, by: int) -> None:
        self.go_on()
        self._screen.resize(by)

    def _turn_to(self, step: int) -> None:
        """That step of the lesson, or the nearest there is."""
        self._step = min(max(step, 0), len(self.lesson.steps) - 1)
        place = self.lesson.steps[self._step]
        self._go(place.page, place.card)


def _known(name: str, names: Mapping[str, object] | Sequence[str]) -> str:
    if name not in names:
        raise Refused(name)
    return name
