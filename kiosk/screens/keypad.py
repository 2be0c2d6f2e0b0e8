"""Twelve keys of our own for secrets: masked, no text field, no digit in any property."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from kivy.uix.widget import Widget

from kiosk.journeys.steps import Progress
from kiosk.screens.book import Book, Room
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box, Icon, PushButton
from kiosk.secret import Secret

EntryBox: TypeAlias = tuple[Box, Box]
"""A box for a digit, and the dot that stands for the digit."""

PICTURE = 150
"""Least height of the picture that shows where the digits are printed, in design units."""


@dataclass(frozen=True)
class Question:
    """What is asked for, in sentences. `missing` is the button "I do not have it"."""

    brand: str
    note: str
    title: str
    body: str | None
    digits: int
    hints: Sequence[str]
    missing: str | None = None
    picture: str | None = None
    progress: Progress | None = None


class KeypadPage(Page):
    """Digits go straight into `entry`, which outlives the page when the language changes.

    `tell` is called with a sentence on what happened to them, for those who do not see the dots.
    """

    numbered = False

    def __init__(
        self,
        frame: Frame,
        question: Question,
        entry: Secret,
        answer: Callable[[Secret | None], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame)
        self._question = question
        self.entry = entry
        self.tell: Callable[[str], None] = _nothing
        self.default = self._confirm
        self._answer = answer
        self.header(question.brand, question.note, question.progress, actions)
        self.footer(actions)
        if self.free:
            self.boxes, self._ok = self._with_a_book()
        else:
            self.boxes, self._ok = self._on_one_leaf()
        self._show()

    def _on_one_leaf(self) -> tuple[list[EntryBox], PushButton]:
        of = self.measures.of
        top, bottom = self.head + of(24), self.height - self.foot - of(14)
        gap = self._gap(bottom - top)
        key = (
            max(self.measures.key, of(136)),
            min(max(self.measures.key, of(112)), (bottom - top - 3 * gap) / 4),
        )
        pad = (3 * key[0] + 2 * gap, 4 * key[1] + 3 * gap)
        if self.measures.portrait:
            left, room = self.width - 2 * of(MARGIN), bottom - top - pad[1] - of(30)
            corner = ((self.width - pad[0]) / 2, bottom - pad[1])
        else:
            left, room = self.width - 2 * of(MARGIN) - pad[0] - of(40), bottom - top
            corner = (self.width - of(MARGIN) - pad[0], top)
        return self._left(left, top, room), self._keys(corner, key, gap)

    def _with_a_book(self) -> tuple[list[EntryBox], PushButton]:
        """The boxes right above or beside the keys, and before them what has to be read."""
        of, measures = self.measures.of, self.measures
        top, bottom = self.head + of(24), self.height - self.foot - of(14)
        room = self.room(top, bottom)
        gap = self._gap(room.zone)
        tall_key = max(measures.key, min(of(112), (room.zone - 3 * gap) / 4))
        key = (
            max(measures.key, of(92 if self.low else 136)),
            min(tall_key, (bottom - top - 3 * gap) / 4),  # under the strip of practice
        )
        pad = (3 * key[0] + 2 * gap, 4 * key[1] + 3 * gap)
        aside = self.low or not measures.portrait  # what else can be pressed is beside the keys
        column = room.width - pad[0] - of(40)
        tall, apart = of(92), of(18)
        if not measures.portrait:
            row, boxes = self._entry_boxes(column, tall)
            high = bottom - top - tall - apart
            room = Room(column, high, high)
        else:
            row, boxes = self._entry_boxes(room.width, tall)
            high = bottom - top - pad[1] - tall - 2 * apart
            room = Room(room.width, high, high)
            if self.low:
                room = Room(room.width, bottom - top, pad[1] + tall + 2 * apart, column)
        self.book = Book(
            self,
            room,
            lambda shrink: self._to_read(shrink, room.width),
            lambda shrink: self._missing(shrink, room.column or room.width),
            picture=self._question.picture,
        )
        self.put(self.book, of(MARGIN), top)
        low = bottom if not measures.portrait else bottom - pad[1] - apart
        self.put(row, of(MARGIN), low - tall)
        left = self.width - of(MARGIN) - pad[0] if aside else (self.width - pad[0]) / 2
        return boxes, self._keys((left, bottom - pad[1]), key, gap)

    def type(self, digit: int) -> None:
        if len(self.entry) < self._question.digits:
            self.entry.append(digit)
            self._show()
        self._tell("speech.complete" if self._complete else "speech.digit")

    def take_back(self) -> None:
        self.entry.pop()
        self._show()
        self._tell("speech.taken-back")

    def tell_entry(self) -> None:
        """How many digits are there, and what to do next."""
        self._tell("speech.complete" if self._complete else "speech.incomplete")

    @property
    def _complete(self) -> bool:
        return len(self.entry) == self._question.digits

    def _confirm(self) -> None:
        if self._complete:
            self._answer(self.entry)
        else:
            self.tell_entry()

    def _tell(self, key: str) -> None:
        self.tell(self.frame.texts(key, typed=len(self.entry), of=self._question.digits))

    def _show(self) -> None:
        """Dots for digits, a yellow frame where the next one goes, OK once it is complete."""
        typed, palette = len(self.entry), self.palette
        for index, (box, dot) in enumerate(self.boxes):
            dot.opacity = 1 if index < typed else 0
            box.paint(
                palette.yellow_soft if index == typed else palette.paper,
                palette.ink if index == typed else palette.edge,
            )
        self._ok.disabled = not self._complete
        if self._complete:
            self._ok.dress(palette.yellow, palette.on_yellow, palette.yellow_pressed)
        else:
            self._ok.dress(palette.blue_soft, palette.edge, palette.blue_soft)

    def _gap(self, tall: float) -> float:
        """Gap between the keys of a pad that is not higher than `tall`: wide for a hand that
        trembles, and as wide as can be where there is little room."""
        wanted = self.measures.of(40 if self.frame.comfort.steady else 20)
        return max(self.measures.gap, min(wanted, (tall - 4 * self.measures.key) / 3))

    def _felt(self, _: object, state: str) -> None:
        """A finger went down on a digit. Its key keeps its ground, so that nobody sees from afar
        which one it is; the box that waits for the digit answers instead."""
        if len(self.entry) < len(self.boxes):
            self.boxes[len(self.entry)][0].paint(
                self.palette.pressed if state == "down" else self.palette.yellow_soft,
                self.palette.ink,
            )

    def _left(self, width: float, top: float, room: float) -> list[EntryBox]:
        """Title, body, boxes, hints and the way out, in the largest size that fits."""
        of, question = self.measures.of, self._question
        words, boxes = largest(
            lambda shrink: self._words(width, shrink),
            lambda made: height(made[0]) + (of(PICTURE) if question.picture else 0) <= room,
        )
        self.pile(words, of(MARGIN), top)
        below = top + height(words) + of(14)
        spare = top + room - below
        if question.picture:
            self.put(self.drawing(question.picture, width, min(spare, of(330))), of(MARGIN), below)
        return boxes

    def _words(self, width: float, shrink: float) -> tuple[Pile, list[EntryBox]]:
        of, question = self.measures.of, self._question
        gap = of(22) * shrink
        row, boxes = self._entry_boxes(width, of(92) * max(shrink, 0.7))
        words = [self.text(question.title, of(44) * shrink, width, bold=True)]
        if question.body:
            words.append(self.text(question.body, of(27) * shrink, width))
        words += [row, self._hints(width, shrink)]
        words += [button for button, _ in self._missing(shrink, min(width, of(430)))]
        return [(word, gap) for word in words], boxes

    def _to_read(self, shrink: float, width: float) -> Pile:
        """All that is asked and said, without the boxes."""
        of, question = self.measures.of, self._question
        size = of(27) * shrink
        title = of(44 if self.measures.portrait else 35) * shrink
        words = [self.text(question.title, title, width, bold=True)]
        words += [self.text(line, size, width) for line in (question.body, *question.hints) if line]
        return [(word, of(18)) for word in words]

    def _missing(self, shrink: float, width: float) -> Pile:
        """The button for whoever does not have what is asked for."""
        if not self._question.missing:
            return ()
        shrink = max(shrink, 0.8)
        button = self.button(
            self._question.missing,
            width,
            partial(self._answer, None),
            size=25 * shrink,
            least=72 * shrink,
        )
        return [(button, self.measures.of(14))]

    def _hints(self, width: float, shrink: float) -> Box:
        of = self.measures.of
        padding = of(15) * shrink
        labels = [self.text(hint, of(23) * shrink, width - of(48)) for hint in self._question.hints]
        ground = Box(self.palette.blue_soft, self.palette.blue_soft, 1, of(16))
        ground.size = (width, sum(label.height for label in labels) + 2 * padding)
        top = ground.height - padding
        for label in labels:
            top -= label.height
            label.pos = (of(24), top)
        self.hold(ground, *labels)
        return ground

    def _entry_boxes(self, width: float, tall: float) -> tuple[Widget, list[EntryBox]]:
        """A box for each digit, with the dot that stands for it."""
        of, digits = self.measures.of, self._question.digits
        gap = of(18 if digits <= 6 else 8)
        wide = min(of(76), (width - (digits - 1) * gap) / digits)
        row = Widget(size_hint=(None, None), size=(width, tall))
        boxes = []
        for index in range(digits):
            box = Box(self.palette.paper, self.palette.edge, of(2), of(12))
            box.size = (wide, tall)
            box.pos = (index * (wide + gap), 0)
            dot = Box(self.palette.ink, self.palette.ink, 1, of(9))
            dot.size = (of(18), of(18))
            dot.pos = (box.x + wide / 2 - of(9), tall / 2 - of(9))
            self.hold(row, box, dot, mirrored=False)
            boxes.append((box, dot))
        return row, boxes

    def _keys(
        self, corner: tuple[float, float], key: tuple[float, float], gap: float
    ) -> PushButton:
        """Digits in the order of a telephone, in every language; gives the OK key."""
        width, height = key
        pad = Widget(size_hint=(None, None), size=(3 * width + 2 * gap, 4 * height + 3 * gap))
        buttons = []
        for index, caption in enumerate("123456789<0"):
            if caption == "<":
                button = self._key(key, None)
                button.action = self.take_back
            else:
                button = self._key(key, caption)
                button.action = partial(self.type, int(caption))
                button.bind(state=self._felt)
            buttons.append((index, button))
        ok = self._key(key, self.frame.texts("button.ok"))
        ok.action = self._confirm
        buttons.append((11, ok))
        for index, button in buttons:
            row, column = divmod(index, 3)
            button.pos = (column * (width + gap), (3 - row) * (height + gap))
            self.hold(pad, button, mirrored=False)
        self.silent.append(self.put(pad, *corner))
        return ok

    def _key(self, size: tuple[float, float], caption: str | None) -> PushButton:
        """A key; without a caption it is the one that takes a digit back."""
        of, palette = self.measures.of, self.palette
        ground = palette.blue_soft if caption else palette.paper
        pressed = ground if caption else palette.pressed
        button = PushButton(ground, palette.edge, of(1.5), of(20), pressed)
        button.size = size
        if caption:
            label = self.text(
                caption,
                min(of(46), size[1] * 0.6),
                size[0] - of(16),
                bold=True,
                align="center",
                fixed=True,
            )
            label.pos = (of(8), (size[1] - label.height) / 2)
            self.hold(button, label)
        else:
            sign = Icon("backspace", of(52), palette.ink)
            sign.pos = ((size[0] - of(52)) / 2, (size[1] - of(52)) / 2)
            self.hold(button, sign)
        return button


def _nothing(_: str) -> None:
    """Nobody listens."""
