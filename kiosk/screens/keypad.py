"""Twelve keys of our own for secrets: masked, no text field, no digit in any property."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kiosk.journeys.steps import Progress
from kiosk.screens.page import FOOTER, HEADER, MARGIN, Actions, Frame, Page
from kiosk.screens.widgets import Box, Button, Drawing
from kiosk.secret import Secret

SHRINK = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55)

BACKSPACE, ENTER, KEYPAD_ENTER = 8, 13, 271
DIGIT_KEYS = {**{48 + digit: digit for digit in range(10)}, **{256 + d: d for d in range(10)}}
"""Kivy's key codes: the row of digits, and those of a numeric keypad."""


@dataclass(frozen=True)
class Question:
    """What is asked for, in sentences. `missing` is the button "I do not have it"."""

    brand: str
    note: str
    title: str
    body: str | None
    digits: int
    hints: tuple[str, ...]
    missing: str | None = None
    picture: str | None = None
    progress: Progress | None = None


class KeypadPage(Page):
    """Digits go straight into `entry`, which outlives the page when the language changes."""

    def __init__(  # noqa: PLR0913  a keypad is all of these
        self,
        frame: Frame,
        question: Question,
        entry: Secret,
        answer: Callable[[Secret | None], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame)
        self._question = question
        self._entry = entry
        self._answer = answer
        of = self.measures.of
        self.header(question.brand, question.note, question.progress, actions)
        self.footer(actions)
        top, bottom = of(HEADER + 24), self.height - of(FOOTER) - of(14)
        gap = max(self.measures.gap, of(20))
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
        self._boxes = self._left(left, top, room)
        self._ok = self._keys(corner, key, gap)
        self._show()

    def key_down(self, code: int) -> None:
        """A key of a keyboard or of a twelve-key pad."""
        if code in DIGIT_KEYS:
            self._type(DIGIT_KEYS[code])
        elif code == BACKSPACE:
            self._delete()
        elif code in (ENTER, KEYPAD_ENTER):
            self._confirm()

    def _type(self, digit: int) -> None:
        if len(self._entry) < self._question.digits:
            self._entry.append(digit)
            self._show()

    def _delete(self) -> None:
        self._entry.pop()
        self._show()

    def _confirm(self) -> None:
        if len(self._entry) == self._question.digits:
            self._answer(self._entry)

    def _show(self) -> None:
        """Dots for digits, a yellow frame where the next one goes, OK once it is complete."""
        typed, palette = len(self._entry), self.palette
        for index, (box, dot) in enumerate(self._boxes):
            dot.opacity = 1 if index < typed else 0
            box.paint(
                palette.yellow_soft if index == typed else palette.paper,
                palette.ink if index == typed else palette.edge,
            )
        complete = typed == self._question.digits
        self._ok.disabled = not complete
        self._ok.paint(palette.yellow if complete else palette.blue_soft, palette.edge)

    def _left(self, width: float, top: float, room: float) -> list[tuple[Box, Box]]:
        """Title, body, boxes, hints and the way out, in the largest size that fits."""
        of, question = self.measures.of, self._question
        for shrink in SHRINK:
            title = self.text(question.title, of(44) * shrink, width, bold=True)
            body = self.text(question.body, of(27) * shrink, width) if question.body else None
            tall = of(92) * max(shrink, 0.7)
            hints = [self.text(hint, of(23) * shrink, width - of(48)) for hint in question.hints]
            missing = (
                self.button(
                    question.missing,
                    min(width, of(430)),
                    partial(self._answer, None),
                    size=25 * max(shrink, 0.8),
                    least=72 * max(shrink, 0.8),
                )
                if question.missing
                else None
            )
            gap = of(22) * shrink
            hint_height = sum(hint.height for hint in hints) + of(30) * shrink
            parts = [title.height, tall, hint_height]
            parts += [part.height for part in (body, missing) if part]
            needed = sum(parts) + gap * (len(parts) - 1)
            if needed <= room:
                break
        at = top
        left = of(MARGIN)
        at += self.put(title, left, at).height + gap
        if body:
            at += self.put(body, left, at).height + gap
        boxes = self._entry_boxes(left, at, width, tall)
        at += tall + gap
        ground = Box(self.palette.blue_soft, self.palette.blue_soft, 1, of(16))
        ground.size = (width, hint_height)
        self.put(ground, left, at)
        line = at + of(15) * shrink
        for hint in hints:
            line += self.put(hint, left + of(24), line).height
        at += hint_height + gap
        if missing:
            at += self.put(missing, left, at).height + gap
        spare = top + room - at
        if question.picture and spare >= of(100):
            self.put(Drawing(question.picture, width, min(spare, of(330))), left, at)
        return boxes

    def _entry_boxes(
        self, left: float, top: float, width: float, tall: float
    ) -> list[tuple[Box, Box]]:
        of, digits = self.measures.of, self._question.digits
        gap = of(18 if digits <= 6 else 8)
        wide = min(of(76), (width - (digits - 1) * gap) / digits)
        boxes = []
        for index in range(digits):
            box = Box(self.palette.paper, self.palette.edge, of(2), of(12))
            box.size = (wide, tall)
            dot = Box(self.palette.ink, self.palette.ink, 1, of(9))
            dot.size = (of(18), of(18))
            at = left + index * (wide + gap)
            self.put(box, at, top)
            self.put(dot, at + wide / 2 - of(9), top + tall / 2 - of(9))
            boxes.append((box, dot))
        return boxes

    def _keys(self, corner: tuple[float, float], key: tuple[float, float], gap: float) -> Button:
        """Digits in the order of a telephone; gives the OK key."""
        left, top = corner
        for index, digit in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, None, 0)):
            row, column = divmod(index, 3)
            button = self._key(key, None if digit is None else str(digit))
            button.action = self._delete if digit is None else partial(self._type, digit)
            self.put(button, left + column * (key[0] + gap), top + row * (key[1] + gap))
        ok = self._key(key, self.frame.texts("button.ok"))
        ok.action = self._confirm
        self.put(ok, left + 2 * (key[0] + gap), top + 3 * (key[1] + gap))
        return ok

    def _key(self, size: tuple[float, float], caption: str | None) -> Button:
        """A key; without a caption it is the one that takes a digit back."""
        of, palette = self.measures.of, self.palette
        ground = palette.blue_soft if caption else palette.paper
        button = Button(ground, palette.edge, of(1.5), of(20), ground)
        button.size = size
        if caption:
            label = self.text(caption, of(46), size[0] - of(16), bold=True, align="center")
            label.pos = (of(8), (size[1] - label.height) / 2)
            self.hold(button, label)
        else:
            sign = Drawing("backspace", of(52), of(52))
            sign.pos = ((size[0] - of(52)) / 2, (size[1] - of(52)) / 2)
            self.hold(button, sign)
        return button
