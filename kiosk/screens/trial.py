"""What the pages of a trial identification have in common: sides to be seen beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kivy.uix.widget import Widget

from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.script import EUROPEAN
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box, PushButton, Text

Side: TypeAlias = Callable[[float, float], Pile]
"""Makes a side for a shrinking factor and a width."""

PADDING, GAP = 18, 20
"""Within a box, and between things, in design units."""

DOT = "\N{NO-BREAK SPACE}· "
"""Between the names of a list; it ends a line and begins none."""

LEAST_SHRINK = 0.7
"""Rather one more leaf than smaller letters."""


class TrialPage(Page):
    """Words that come from a certificate or a card are shown as they stand there."""

    def __init__(self, frame: Frame, text: str, actions: Actions) -> None:
        super().__init__(frame)
        self.words = text
        """The text key of the page."""
        self.least_shrink = max(self.least_shrink, LEAST_SHRINK)
        self.header(frame.texts("practise.identify"), frame.site, None, actions)
        self.footer(actions)

    def beside(
        self, sides: tuple[Side, Side], buttons: Callable[[float, float], list[PushButton]]
    ) -> None:
        """Two boxes under the title, and buttons. One side stands below the other on an upright
        screen, and where there is no room for letters of a good size."""
        of = self.measures.of
        width, gap = self.width - 2 * of(MARGIN), of(GAP)
        half = (width - gap) / 2
        top, bottom = self.head + of(24), self.height - self.foot - of(16)

        def made(shrink: float) -> tuple[Pile, list[Widget], list[PushButton]]:
            piles = [side(shrink, half - 2 * of(PADDING)) for side in sides]
            tall = max(map(height, piles)) + 2 * of(PADDING)
            boxes = [self._box(pile, half, tall) for pile in piles]
            return self.told(shrink, width), boxes, buttons(shrink, half)

        def fit(parts: tuple[Pile, list[Widget], list[PushButton]]) -> bool:
            words, boxes, row = parts
            low = max(button.height for button in row)
            return height(words) + gap + boxes[0].height + gap + low <= bottom - top

        upright = self.measures.portrait or self.free
        parts = largest(made, fit, lowest=LEAST_SHRINK)
        if upright or not fit(parts):
            self.bind_book(
                lambda shrink: [
                    *self.told(shrink, width),
                    *(part for side in sides for part in side(shrink, width)),
                ],
                lambda shrink: [(button, of(16)) for button in buttons(shrink, width)],
            )
            return
        words, boxes, row = parts
        self.pile(words, of(MARGIN), top)
        self.put(self.row(boxes, width, gap), of(MARGIN), top + height(words) + gap)
        left = self.width - of(MARGIN) - len(row) * half - (len(row) - 1) * gap
        for button in row:
            self.put(button, left, bottom - max(one.height for one in row))
            left += half + gap

    def told(self, shrink: float, width: float) -> Pile:
        """The title, and the body if there is one."""
        of, texts, body = self.measures.of, self.frame.texts, f"{self.words}.body"
        pile = [
            (self.text(texts(f"{self.words}.title"), of(42) * shrink, width, bold=True), of(14))
        ]
        if texts.has(body):
            pile.append((self.text(texts(body), of(27) * shrink, width), of(GAP) * shrink))
        return pile

    def caption(self, part: str, shrink: float, width: float) -> Pile:
        of, words = self.measures.of, self.frame.texts(f"{self.words}.{part}")
        return [(self.text(words, of(28) * shrink, width, bold=True), of(8) * shrink)]

    def as_printed(self, words: str, size: float, width: float) -> Text:
        """Words of a document, in Latin letters; they begin where the page's own do."""
        align = "right" if self.script.right_to_left else "left"
        return self.text(words, size, width, align=align, script=EUROPEAN)

    def onward(self, key: str, shrink: float, width: float, act: Callable[[], None]) -> PushButton:
        """The next right thing."""
        words = self.frame.texts(key)
        return self.button(words, width, act, size=27 * shrink, yellow=True)

    def _box(self, pile: Pile, width: float, tall: float) -> Widget:
        of = self.measures.of
        box = Box(self.palette.blue_soft, self.palette.edge, of(1.25), of(20))
        box.size = (width, tall)
        low = tall - of(PADDING)
        for part, below in pile:
            low -= part.height
            part.pos = (of(PADDING), low)
            low -= below
        self.hold(box, *(part for part, _ in pile))
        return box
