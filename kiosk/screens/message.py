"""A sentence, what is known, and the buttons that lead on: most pages are of this kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kivy.uix.widget import Widget

from kiosk.journeys.steps import Mood, Progress
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.sheet import Frame
from kiosk.screens.theme import Colour
from kiosk.screens.widgets import Box, Drawing, Text


@dataclass(frozen=True)
class Line:
    """One fact of a status."""

    words: str
    mood: Mood


@dataclass(frozen=True)
class Choice:
    words: str
    action: Callable[[], None]
    yellow: bool = False
    """Among many that are alike: the next right thing."""


@dataclass(frozen=True)
class Message:
    """All words are sentences already. The first choice is the yellow one."""

    brand: str
    note: str
    title: str
    body: str | None = None
    ask: str | None = None
    """A short question right above the choices."""
    mood: Mood = Mood.NEUTRAL
    facts: Sequence[Line] = field(default=())
    choices: Sequence[Choice] = field(default=())
    picture: str | None = None
    progress: Progress | None = None
    urgent: bool = False
    """A warning that has to be heard to the end."""


class MessagePage(Page):
    """See Message. `ground` is another colour than paper for a page that alarms."""

    def __init__(
        self, frame: Frame, message: Message, actions: Actions, ground: Colour | None = None
    ) -> None:
        super().__init__(frame, ground)
        self._message = message
        self.urgent = message.urgent
        of = self.measures.of
        self.header(message.brand, message.note, message.progress, actions)
        self.footer(actions)
        top, bottom = self.head + of(30), self.height - self.foot - of(18)
        if self.measures.portrait or self.scale > 1:
            self._stacked()
        else:
            self._side_by_side(top, bottom)

    def _side_by_side(self, top: float, bottom: float) -> None:
        of, room = self.measures.of, bottom - top
        right = of(430) if self._message.choices or self._message.picture else 0
        left = self.width - 2 * of(MARGIN) - (right + of(48) if right else 0)
        words, buttons = largest(
            lambda shrink: (self._words(shrink, left), self._buttons(shrink, right)),
            lambda piles: max(map(height, piles)) <= room,
        )
        self.pile(words, of(MARGIN), top)
        at = self.width - of(MARGIN) - right
        spare = room - height(buttons) - of(24)
        if self._message.picture and spare >= of(110):
            tall = min(spare, of(380))
            self.put(self.drawing(self._message.picture, right, tall), at, top)
            top += tall + of(24)
        if len(self._message.choices) == 1:  # "continue" is always found in the same corner
            top = bottom - height(buttons)
        self.pile(buttons, at, top)

    def _stacked(self) -> None:
        width = self.width - 2 * self.measures.of(MARGIN)
        self.bind_book(
            lambda shrink: self._words(shrink, width),
            lambda shrink: self._buttons(shrink, width),
            self._message.picture,
        )

    def _words(self, shrink: float, width: float) -> Pile:
        of, message = self.measures.of, self._message
        placed: list[tuple[Widget, float]] = []
        signed = message.mood is not Mood.NEUTRAL and not message.facts
        side, gap = of(92) * shrink, of(22) * shrink
        beside = side + gap if signed and self.scale > 1 else 0  # where room is precious
        title = self.text(message.title, of(48) * shrink, width - beside, bold=True)
        if signed:
            sign = Drawing(f"mood-{message.mood.value}", side, side)
            if beside:
                placed.append((self.row([sign, title], width, gap), of(20) * shrink))
            else:
                placed += [(sign, gap), (title, of(20) * shrink)]
        else:
            placed.append((title, of(20) * shrink))
        if message.body:
            placed.append((self.text(message.body, of(29) * shrink, width), of(24) * shrink))
        placed += [(self._fact(fact, shrink, width), of(18) * shrink) for fact in message.facts]
        if message.ask and self.free:
            placed.append((self.text(message.ask, of(31) * shrink, width, bold=True), 0))
        return placed

    def _buttons(self, shrink: float, width: float) -> Pile:
        of, message = self.measures.of, self._message
        pile: list[tuple[Widget, float]] = []
        if message.ask and not self.free:
            pile.append((self.text(message.ask, of(31) * shrink, width, bold=True), of(20)))
        for choice in message.choices:
            button = self.button(
                choice.words,
                width,
                choice.action,
                size=27 * shrink,
                least=104 * shrink,
                yellow=choice is message.choices[0],
            )
            pile.append((button, of(20) * shrink))
        return pile

    def _fact(self, fact: Line, shrink: float, width: float) -> Widget:
        of = self.measures.of
        grounds = {
            Mood.GOOD: self.palette.good_soft,
            Mood.CAUTION: self.palette.yellow_soft,
            Mood.STOP: self.palette.stop_soft,
            Mood.NEUTRAL: self.palette.blue_soft,
        }
        ground = grounds[fact.mood]
        side, padding = of(48) * shrink, of(22) * shrink
        label: Text = self.text(fact.words, of(27) * shrink, width - side - 3 * padding)
        box = Box(ground, ground, 1, of(18))
        box.size = (width, max(side, label.height) + 2 * padding)
        sign = Drawing(f"mood-{fact.mood.value}", side, side)
        sign.pos = (padding, (box.height - side) / 2)
        label.pos = (2 * padding + side, (box.height - label.height) / 2)
        self.hold(box, sign, label)
        return box
