"""One service, or the list of those that were marked: what it is, and a code to carry it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from kivy.uix.widget import Widget

from kiosk.journeys.steps import OnService, ShowList, ShowService
from kiosk.screens.book import Book
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.qr import Code
from kiosk.screens.script import EUROPEAN, address_lines
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box, Text
from kiosk.services import take_away

CODE = 540
"""Room for a code beside the words, in units of the design; in portrait it gets a little more.

A code is at least 60 mm wide on panels from 10 inches on. On one of 7 inches there is no more
room than 41 to 52 mm, which a phone reads from a little nearer.
"""


class CodePage(Page):
    """Words, buttons, and a code with its address below it."""

    def __init__(self, frame: Frame, note: str, actions: Actions) -> None:
        super().__init__(frame)
        self.header(frame.texts("home.services"), note, None, actions)
        self.footer(actions)

    def lay_out(
        self,
        code: str | None,
        below: str,
        words: Callable[[float, float], Pile],
        buttons: Callable[[float, float], Pile],
    ) -> None:
        """`words` and `buttons` give their pile for a shrinking factor and a width."""
        of = self.measures.of
        top, bottom = self.head + of(26), self.height - self.foot - of(18)
        width = self.width - 2 * of(MARGIN)
        side = of(CODE)
        if self.free and code and not self.measures.portrait:
            self._beside_a_book(code, below, words, buttons)
            return
        if self.free:
            tall = side * 1.2 if self.measures.portrait else of(420)
            self.bind_book(
                lambda shrink: [
                    *words(shrink, width),
                    (self._in_one(self._block(code, below, width, tall), width), 0),
                ],
                lambda shrink: buttons(shrink, width),
            )
            return
        if self.measures.portrait:
            block = self._block(code, below, width, side * 1.2)
            right, place = width, of(MARGIN)
            room = bottom - top - height(block) - of(48)
        else:
            block = self._block(code, below, side, bottom - top)
            right, place = width - side - of(40), of(MARGIN) + side + of(40)
            room = bottom - top - of(20)
        said, pressed = largest(
            lambda shrink: (words(shrink, right), buttons(shrink, right)),
            lambda piles: sum(map(height, piles)) <= room,
        )
        self.pile(said, place, top)
        self.pile(pressed, place, bottom - height(pressed))
        if self.measures.portrait:
            above = top + height(said)
            free = bottom - height(pressed) - above - height(block)
            self._centred(block, of(MARGIN), width, above + free / 2)
        else:
            self._centred(block, of(MARGIN), side, (top + bottom - height(block)) / 2)

    def _beside_a_book(
        self,
        code: str,
        below: str,
        words: Callable[[float, float], Pile],
        buttons: Callable[[float, float], Pile],
    ) -> None:
        """Larger letters take several leaves; the code stays, and is as large as ever."""
        of, side = self.measures.of, self.measures.of(CODE)
        top, bottom = self.head + of(26), self.height - self.foot - of(18)
        square = Code(code, min(side, bottom - top))
        self.put(square, of(MARGIN), (top + bottom - square.height) / 2)
        left = of(MARGIN) + square.width + of(40)
        width = self.width - of(MARGIN) - left
        self.book = Book(
            self,
            replace(self.room(top, bottom), width=width),
            lambda shrink: [
                *words(shrink, width),
                *([(self._address(below, width), 0)] if below else []),
            ],
            lambda shrink: buttons(shrink, width),
        )
        self.put(self.book, left, top)

    def _address(self, address: str, width: float) -> Text:
        """In lines of its parts, in letters that are small enough for the longest one."""
        size = self.measures.of(23)
        label = self.text(address, size, width, bold=True, align="center", script=EUROPEAN)
        lines = address_lines(address, width, label.extent)
        size *= min(1, width / max(label.extent(line) for line in lines.splitlines()))
        return self.text(lines, size, width, bold=True, align="center", script=EUROPEAN)

    def _block(self, code: str | None, below: str, width: float, tall: float) -> Pile:
        """The code and what it says; without one a number in large letters, or the desk."""
        of = self.measures.of
        if code and not below:
            return [(Code(code, min(width, tall)), 0)]
        if not below:
            return [(self.drawing("service-desk", width, min(tall, of(480))), 0)]
        if not code:
            number = self.text(below, of(72), width, bold=True, align="center", script=EUROPEAN)
            return [(number, 0)]
        label = self._address(below, width)
        return [(Code(code, min(width, tall - label.height)), 0), (label, 0)]

    def _in_one(self, block: Pile, width: float) -> Widget:
        """A block whose parts stay together, each in the middle."""
        box = Widget(size_hint=(None, None), size=(width, height(block)))
        low = box.height
        for widget, gap in block:
            low -= widget.height
            widget.pos = ((width - widget.width) / 2, low)
            low -= gap
        self.hold(box, *(widget for widget, _ in block))
        return box

    def _centred(self, block: Pile, left: float, width: float, top: float) -> None:
        for widget, gap in block:
            self.put(widget, left + (width - widget.width) / 2, top)
            top += widget.height + gap


class ServicePage(CodePage):
    def __init__(
        self,
        frame: Frame,
        step: ShowService,
        answer: Callable[[OnService], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame, step.service.provider, actions)
        self._step, self._answer = step, answer
        service = step.service
        below = (service.address or "").removeprefix("https://") or service.phone or ""
        self.lay_out(service.address, below, self._words, self._buttons)

    def _words(self, shrink: float, width: float) -> Pile:
        of, texts, service = self.measures.of, self.frame.texts, self._step.service
        title = self.text(texts.of(service.title), of(44) * shrink, width, bold=True)
        placed: list[tuple[Widget, float]] = [
            (title, of(16) * shrink),
            (self.text(texts.of(service.text), of(28) * shrink, width), of(20) * shrink),
        ]
        if service.needs:
            label = self.text(texts("service-needs"), of(24) * shrink, width, bold=True)
            needs = [texts(f"service-needs.{need.value}") for need in service.needs]
            placed += [(label, of(8)), (self._chips(needs, shrink, width), of(20) * shrink)]
        todo = texts(f"{self._step.text}.title")
        placed.append((self.text(todo, of(28) * shrink, width, bold=True), of(12) * shrink))
        for stop in service.stops:
            line = f"{texts.day(stop.day)}, {stop.hours}: {stop.place}"
            placed.append((self.text(line, of(26) * shrink, width), of(10) * shrink))
        return placed

    def _chips(self, words: list[str], shrink: float, width: float) -> Widget:
        """Short words on yellow, side by side, in as many lines as they need."""
        of = self.measures.of
        padding, gap = of(14) * shrink, of(10) * shrink
        parts: list[Widget] = []
        left = low = 0.0
        for word in words:
            label = self.text(word, of(23) * shrink, width, bold=True)
            label = self.text(word, of(23) * shrink, label.extent(word) + of(4), bold=True)
            chip = Box(self.palette.yellow_soft, self.palette.ink, of(1.25), of(10))
            chip.size = (label.width + 2 * padding, label.height + padding)
            if left and left + chip.width > width:
                left, low = 0, low - chip.height - gap
            chip.pos = (left, low)
            label.pos = (padding, padding / 2)
            self.hold(chip, label)
            parts.append(chip)
            left += chip.width + gap
        for chip in parts:
            chip.y -= low
        box = Widget(size_hint=(None, None), size=(width, parts[0].height - low))
        self.hold(box, *parts)
        return box

    def _buttons(self, shrink: float, width: float) -> Pile:
        of, texts = self.measures.of, self.frame.texts
        pile: list[tuple[Widget, float]] = []
        if self._step.full:
            full = self.text(texts("my-list-full"), of(25) * shrink, width, bold=True)
            pile.append((full, of(12)))
        for choice in self._step.choices:
            button = self.button(
                texts(f"on-service.{choice.value}"),
                width,
                partial(self._answer, choice),
                size=27 * shrink,
                least=84 * shrink,
                yellow=choice is self._step.choices[0],
            )
            pile.append((button, of(16)))
        return pile


class TakeAwayPage(CodePage):
    def __init__(
        self, frame: Frame, step: ShowList, answer: Callable[[object], None], actions: Actions
    ) -> None:
        super().__init__(frame, frame.site, actions)
        self._step, self._answer = step, answer
        self.lay_out(take_away(step.services, frame.texts.of), "", self._words, self._buttons)

    def _words(self, shrink: float, width: float) -> Pile:
        of, texts, text = self.measures.of, self.frame.texts, self._step.text
        titles: list[tuple[Text, float]] = [
            (self.text(f"• {texts.of(one.title)}", of(26) * shrink, width), of(8) * shrink)
            for one in self._step.services
        ]
        return [
            (self.text(texts(f"{text}.title"), of(44) * shrink, width, bold=True), of(16) * shrink),
            (self.text(texts(f"{text}.body"), of(28) * shrink, width), of(20) * shrink),
            *titles,
        ]

    def _buttons(self, shrink: float, width: float) -> Pile:
        button = self.button(
            self.frame.texts("button.next"),
            width,
            partial(self._answer, None),
            size=27 * shrink,
            least=84 * shrink,
            yellow=True,
        )
        return [(button, 0)]
