"""The strip above practice: a card and its letter with their digits, and a hand to lay it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kivy.uix.widget import Widget

from kiosk.practice import Hand
from kiosk.screens.instructor import MENU
from kiosk.screens.pile import largest
from kiosk.screens.script import EUROPEAN
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.technician import say
from kiosk.screens.theme import Measures
from kiosk.screens.widgets import Box, Drawing, Icon


def bar_height(window: Measures) -> float:
    """In units of the design; a narrow window needs two rows."""
    return 200 if window.portrait else 104


class PracticeBar(Sheet):
    """A citizen's practice: what the person would hold in the hands, and one button.

    A PIN that was set in practice is not shown: it may be one that somebody means to keep.
    """

    def __init__(self, frame: Frame, hand: Hand) -> None:
        super().__init__(frame, frame.palette.ink)
        self._hand = hand
        self.fill()

    def fill(self) -> None:
        self.clear_widgets()
        of, portrait = self.measures.of, self.measures.width < self.measures.of(1000)
        rows = 2 if portrait else 1
        middle = self.height / 2 / rows
        edge, gap = of(26), of(20)
        word = self._word()
        self.put(word, edge, middle - word.height / 2)
        lay = self._lay()
        self.put(lay, self.width - edge - lay.width, middle - lay.height / 2)
        left = edge if portrait else edge + word.width + gap
        room = self.width - edge - left - (0 if portrait else lay.width + gap)
        things = largest(
            lambda shrink: list(self._things(shrink)),
            lambda made: sum(thing.width for thing in made) + gap * (len(made) - 1) <= room,
        )
        for thing in things:
            self.put(thing, left, (2 * rows - 1) * middle - thing.height / 2)
            left += thing.width + gap

    def _word(self) -> Widget:
        of = self.measures.of
        word = self.frame.texts("practice.word")
        label = self.text(word, of(28), of(300), bold=True)
        label = self.text(word, of(28), label.extent(word) + of(4), bold=True)
        sign = Box(self.palette.yellow, self.palette.ink, of(1.5), of(8))
        sign.size = (label.width + of(28), of(60))
        label.pos = (of(14), (sign.height - label.height) / 2)
        self.hold(sign, label)
        return sign

    def _lay(self) -> Widget:
        lies, texts = self._hand.lies_there, self.frame.texts
        return self.button(
            texts("practice.lift") if lies else texts("practice.lay-on"),
            self.measures.of(260),
            self._move,
            size=22,
            least=72,
            yellow=not lies,
            align="center",
        )

    def _move(self) -> None:
        if self._hand.lies_there:
            self._hand.lift()
        else:
            self._hand.lay_on()
        self.fill()

    def _things(self, shrink: float) -> Iterator[Widget]:
        """The letter, a PIN in somebody's head, and the card, each with its digits."""
        secrets = self._hand.persona.secrets
        assert secrets is not None, "only eID cards are practised with"
        pin = [f"PIN {secrets.pin}"] if self._hand.knows_pin else []
        if len(secrets.pin) == 5:
            yield self._thing(shrink, "pin-letter", *pin, f"PUK {secrets.puk}")
        else:
            yield self._thing(shrink, "pin-letter", f"PUK {secrets.puk}")
            if pin:
                yield self._thing(shrink, "pin-boxes", *pin)
        yield self._thing(shrink, "card", f"CAN {secrets.can}")

    def _thing(self, shrink: float, picture: str, *lines: str) -> Widget:
        of = self.measures.of
        beside = of(94) * shrink
        drawing = Drawing(picture, of(84) * shrink, of(60) * shrink)
        labels = [self._line(words, of(25) * shrink) for words in lines]
        tall = max(drawing.height, sum(label.height for label in labels))
        wide = beside + max(label.width for label in labels)
        thing = Widget(size_hint=(None, None), size=(wide, tall))
        drawing.pos = (0, (tall - drawing.height) / 2)
        top = (tall + sum(label.height for label in labels)) / 2
        for label in labels:
            top -= label.height
            label.pos = (beside, top)
        self.hold(thing, drawing, *labels)
        return thing

    def _line(self, words: str, size: float) -> Widget:
        """Digits and the German word that is printed beside them: so in every language."""
        paper = self.palette.paper
        label = self.text(words, size, self.width, bold=True, colour=paper, script=EUROPEAN)
        wide = label.extent(words) + self.measures.of(4)
        return self.text(words, size, wide, bold=True, colour=paper, script=EUROPEAN)


class InstructorBar(Sheet):
    """In a demonstration: every practice card, with a PIN set before, for it has no secrets."""

    def __init__(
        self,
        frame: Frame,
        hand: Hand,
        hood: Callable[[], None],
        menu: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(frame, frame.palette.ink)
        self._hand = hand
        self._hood = hood
        """Shows what terminal and card say to each other, or hides it."""
        self._menu = menu
        self.fill()

    def fill(self) -> None:
        self.clear_widgets()
        of, texts, hand = self.measures.of, self.frame.texts, self._hand
        middle = self.height / 2
        left, right = of(16), self.width - of(16)
        keys: list[tuple[str, str, Callable[[], None]]] = [
            ("back", "The card before", partial(self._choose, -1)),
            ("forward", "The next card", partial(self._choose, 1)),
        ]
        keys += [("phone", MENU, self._menu)] if self._menu else []
        for sign, name, act in keys:
            key = self.button("", of(60), act, least=60)
            key.spoken = say(self.frame, name)
            drawing = Icon(sign, of(32), self.palette.blue)
            drawing.pos = (of(14), of(14))
            self.hold(key, drawing)
            self.put(key, left, middle - key.height / 2)
            left += key.width + of(14)
        if hand.lies_there:
            words, action, yellow = texts("practice.lift"), self._lift, False
        else:
            words, action, yellow = texts("practice.lay-on"), self._lay_on, True
        lay = self.button(words, of(260), action, size=22, least=60, yellow=yellow, align="center")
        hood = self.button(texts("hood.title"), of(260), self._hood, size=22, least=60)
        if self.measures.width < of(1000):  # upright, with two rows
            right -= lay.width
            self.put(lay, right, middle - of(10) - lay.height)
            self.put(hood, right, middle + of(10))
        else:
            for button in (lay, hood):
                right -= button.width
                self.put(button, right, middle - button.height / 2)
                right -= of(16)
        room = right - left - of(24)
        name = self.text(self._caption(), of(21), room, bold=True, colour=self.palette.paper)
        digits = self.text(self._digits(), of(18), room, colour=self.palette.paper)
        top = middle - (name.height + digits.height) / 2
        self.put(name, left + of(10), top)
        self.put(digits, left + of(10), top + name.height)

    def _caption(self) -> str:
        persona = self._hand.persona
        return f"{self.frame.texts('practice.word')} {persona.order} · {persona.name}"

    def _digits(self) -> str:
        books = self._hand.chip.books
        if books is None:
            return self.frame.texts("practice.no-digits")
        pin, can, puk = (digits.decode() for digits in (books.pin, books.can, books.puk))
        return f"PIN {pin} · CAN {can} · PUK {puk}"

    def _choose(self, step: int) -> None:
        self._hand.choose(step)
        self.fill()

    def _lay_on(self) -> None:
        self._hand.lay_on()
        self.fill()

    def _lift(self) -> None:
        self._hand.lift()
        self.fill()
