"""The overview: one large yellow tile and the others beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.journeys.steps import Choose
from kiosk.journeys.visit import HomeChoice
from kiosk.screens.page import FOOTER, HEADER, MARGIN, Actions, Frame, Page
from kiosk.screens.widgets import Drawing, PushButton

ICONS = {HomeChoice.PIN: "pin-dots", HomeChoice.WHICH_PIN: "question"}


class HomePage(Page):
    def __init__(
        self,
        frame: Frame,
        step: Choose[HomeChoice],
        answer: Callable[[HomeChoice], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame)
        of, texts = self.measures.of, frame.texts
        self._answer = answer
        self.header(texts("brand.title"), frame.site, None, actions)
        self.footer(actions)
        margin, gap = of(MARGIN), of(24)
        width = self.width - 2 * margin
        title = self.put(
            self.text(texts(f"{step.text}.title"), of(48), width, bold=True),
            margin,
            of(HEADER + 24),
        )
        top = of(HEADER + 24) + title.height + of(20)
        room = self.height - of(FOOTER) - of(24) - top
        look, *others = HomeChoice
        if self.measures.portrait:
            tile = (room - 2 * gap) / 4
            self.put(self._tile(look, width, 2 * tile), margin, top)
            for index, choice in enumerate(others):
                self.put(self._tile(choice, width, tile), margin, top + (2 + index) * (tile + gap))
            return
        large = (width - gap) * 0.5
        self.put(self._tile(look, large, room), margin, top)
        tile = (room - gap) / 2
        for index, choice in enumerate(others):
            left, at = margin + large + gap, top + index * (tile + gap)
            self.put(self._tile(choice, large, tile), left, at)

    def _tile(self, choice: HomeChoice, width: float, height: float) -> PushButton:
        of, palette, texts = self.measures.of, self.palette, self.frame.texts
        yellow, blue = choice is HomeChoice.LOOK_AT_CARD, choice is HomeChoice.PIN
        fill = palette.yellow if yellow else palette.blue if blue else palette.blue_soft
        edge = palette.ink if yellow else palette.blue if blue else palette.edge
        ink = palette.paper if blue else palette.ink
        tile = PushButton(
            fill, edge, of(1.25), of(24), palette.ink if blue else palette.yellow_soft
        )
        tile.size = (width, height)
        padding = of(30)
        parts = []
        low = padding
        if yellow:
            body = self.text(texts(f"home.{choice.value}.body"), of(24), width - 2 * padding)
            body.pos = (padding, low)
            low += body.height + of(8)
            parts.append(body)
        words = self.text(
            texts(f"home.{choice.value}"),
            of(38 if yellow else 31),
            width - 2 * padding,
            bold=True,
            colour=ink,
        )
        words.pos = (padding, low)
        low += words.height + of(12)
        parts.append(words)
        tall = min(height - low - of(20), of(220 if yellow else 64))
        if tall >= of(30):
            sign = Drawing(
                "card" if yellow else ICONS[choice], tall * 1.5 if yellow else tall, tall
            )
            sign.pos = (padding, height - of(20) - tall)
            parts.append(sign)
        self.hold(tile, *parts)
        tile.action = partial(self._answer, choice)
        return tile
