"""The strip above a demonstration: which practice card is at hand, and the hand that lays it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.widgets import Icon

HEIGHT = 76
"""In units of the design at 1280x800."""


class Hand:
    """A person with all practice cards in the bag and at most one on the reader."""

    def __init__(self, reader: PracticeReader, personas: Sequence[Persona]) -> None:
        self._reader = reader
        self._personas = personas
        self._index = 0
        self._chip = personas[0].make_chip()
        self.lies_there = False

    @property
    def persona(self) -> Persona:
        return self._personas[self._index]

    @property
    def chip(self) -> Chip:
        """The card at hand, as the visits before have left it."""
        return self._chip

    def choose(self, step: int) -> None:
        """Take the next (1) or the last (-1) card out of the bag, as its story has it."""
        self.lift()
        self._index = (self._index + step) % len(self._personas)
        self._chip = self.persona.make_chip()

    def lay_on(self) -> None:
        self.lies_there = True
        self._reader.lay_on(self._chip)

    def lift(self) -> None:
        if self.lies_there:
            self.lies_there = False
            self._reader.lift()


class PracticeBar(Sheet):
    """Shows the card at hand with its digits, a PIN set before included: it has no secrets."""

    def __init__(self, frame: Frame, hand: Hand) -> None:
        super().__init__(frame, frame.palette.ink)
        self._hand = hand
        self._fill()

    def _fill(self) -> None:
        self.clear_widgets()
        of, texts, hand = self.measures.of, self.frame.texts, self._hand
        middle = self.height / 2
        left, right = of(16), self.width - of(16)
        for sign, step in (("back", -1), ("forward", 1)):
            key = self.button("", of(60), partial(self._choose, step), least=60)
            drawing = Icon(sign, of(32), self.palette.blue)
            drawing.pos = (of(14), of(14))
            self.hold(key, drawing)
            self.put(key, left, middle - key.height / 2)
            left += key.width + of(10)
        if hand.lies_there:
            words, action, yellow = texts("practice.lift"), self._lift, False
        else:
            words, action, yellow = texts("practice.lay-on"), self._lay_on, True
        lay = self.button(words, of(260), action, size=22, least=60, yellow=yellow, align="center")
        self.put(lay, right - lay.width, middle - lay.height / 2)
        room = right - lay.width - left - of(24)
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
        self._fill()

    def _lay_on(self) -> None:
        self._hand.lay_on()
        self._fill()

    def _lift(self) -> None:
        self._hand.lift()
        self._fill()
