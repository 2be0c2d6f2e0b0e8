"""A page that explains: few words, and the picture as large as the page allows."""

from __future__ import annotations

from kiosk.screens.message import MessagePage
from kiosk.screens.page import MARGIN
from kiosk.screens.pile import height, largest


class ExplanationPage(MessagePage):
    """The picture beside words and buttons; on an upright screen between them."""

    def _side_by_side(self, top: float, bottom: float) -> None:
        of, message = self.measures.of, self._message
        whole, wide = self.width - 2 * of(MARGIN), of(540)
        title = self.text(message.title, of(48), whole, bold=True)
        self.put(title, of(MARGIN), top)
        top += title.height + of(24)
        words, buttons = largest(
            lambda shrink: (
                self.text(message.body or "", of(29) * shrink, wide),
                self._buttons(shrink, wide),
            ),
            lambda made: made[0].height + of(24) + height(made[1]) <= bottom - top,
        )
        beside = self.width - of(MARGIN) - wide
        self.put(words, beside, top)
        self.pile(buttons, beside, bottom - height(buttons))
        if message.picture:
            room = whole - wide - of(56)
            self.put(self.drawing(message.picture, room, bottom - top), of(MARGIN), top)
