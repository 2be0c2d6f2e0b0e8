"""Three faces to press, with the words below: the closing question."""

from __future__ import annotations

from kiosk.screens.message import Message
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import largest
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import PushButton, Text

FACES = ("face-good", "face-middling", "face-bad")
"""Drawings, from the best face to the worst, as the choices stand."""


class FacesPage(Page):
    def __init__(self, frame: Frame, message: Message, actions: Actions) -> None:
        super().__init__(frame)
        of = self.measures.of
        self.header(message.brand, message.note, None, actions)
        self.footer(actions)
        width, gap, top = self.width - 2 * of(MARGIN), of(24), self.head + of(30)
        if self.free:
            self.bind_book(
                lambda shrink: [
                    (self.text(message.title, of(48) * shrink, width, bold=True), of(20)),
                    (self.text(message.body or "", of(29) * shrink, width), 0),
                ],
                lambda shrink: [
                    (self.button(one.words, width, one.action, size=29 * shrink), of(16))
                    for one in message.choices
                ],
            )
            return
        for words, size, bold in ((message.title, 48, True), (message.body, 29, False)):
            label = self.text(words or "", of(size), width, bold=bold)
            self.put(label, of(MARGIN), top)
            top += label.height + of(20)
        room = self.height - self.foot - of(18) - top
        wide = (width - 2 * gap) / 3
        tall = min(room, wide * 1.4)
        if self.measures.portrait:  # within everybody's reach
            top += room - tall
        inner = wide - of(32)
        labels = largest(
            lambda shrink: [
                self.text(choice.words, of(29) * shrink, inner, bold=True, align="center")
                for choice in message.choices
            ],
            lambda made: max(label.height for label in made) <= tall / 3,
        )
        low = max(label.height for label in labels)
        for index, (choice, face, label) in enumerate(
            zip(message.choices, FACES, labels, strict=True)
        ):
            button = self._face(face, label, (wide, tall), low)
            button.action = choice.action
            self.put(button, of(MARGIN) + index * (wide + gap), top)

    def _face(self, face: str, label: Text, size: tuple[float, float], low: float) -> PushButton:
        """A button of that size, its words in `low` pixels above the lower edge."""
        of, palette = self.measures.of, self.palette
        button = PushButton(palette.paper, palette.blue, of(1.5), of(24), palette.blue_soft)
        button.size = size
        wide, tall = size
        label.pos = (of(16), of(20) + (low - label.height) / 2)
        side = min(wide - of(48), tall - low - of(64))
        drawing = self.drawing(face, side, side)
        drawing.pos = ((wide - side) / 2, low + of(40))
        self.hold(button, label, drawing)
        return button
