"""The overview: one large yellow tile and the others beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kivy.uix.widget import Widget

from kiosk.journeys.steps import Choose
from kiosk.journeys.visit import HomeChoice
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import largest
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Icon, PushButton, Text

ICONS = {
    HomeChoice.PIN: "pin-dots",
    HomeChoice.WHICH_PIN: "question",
    HomeChoice.SERVICES: "services",
    HomeChoice.LEARN: "idea",
    HomeChoice.TRY: "try",
    HomeChoice.QUESTIONS: "questions",
}


class HomePage(Page):
    def __init__(
        self,
        frame: Frame,
        step: Choose[HomeChoice],
        answer: Callable[[HomeChoice], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame)
        texts = frame.texts
        self._answer = answer
        self.header(texts("brand.title"), frame.site, None, actions)
        self.footer(actions)
        self._title = texts(f"{step.text}.title")
        if self.free:
            self._list()
        else:
            self._tiles()

    def _list(self) -> None:
        """The choices as buttons one below the other, with two in a row where letters are small."""
        of = self.measures.of
        width = self.width - 2 * of(MARGIN)
        sentences = [more for choice in HomeChoice for more in self._words(choice)[1:]]
        self.bind_book(
            lambda shrink: [
                (self.text(self._title, of(48) * shrink, width, bold=True), of(20)),
                *((self.text(more, of(24) * shrink, width), of(12)) for more in sentences),
            ],
            lambda shrink: self.in_rows(
                [
                    self.button(
                        self._words(choice)[0],
                        self.body_column,
                        partial(self._answer, choice),
                        size=(38 if choice is HomeChoice.LOOK_AT_CARD else 27) * shrink,
                        least=80 * shrink,
                        yellow=choice is HomeChoice.LOOK_AT_CARD,
                        icon=ICONS.get(choice),
                    )
                    for choice in HomeChoice
                ]
            ),
        )

    def _tiles(self) -> None:
        of = self.measures.of
        margin, gap = of(MARGIN), of(24)
        width = self.width - 2 * margin
        title = self.put(
            self.text(self._title, of(48), width, bold=True),
            margin,
            self.head + of(24),
        )
        top = self.head + of(24) + title.height + of(20)
        room = self.height - self.foot - of(24) - top
        look, *others = HomeChoice
        if self.measures.portrait:
            rows = len(others) + 2
            tile = (room - (rows - 2) * gap) / rows
            self.put(self._tile(look, width, 2 * tile), margin, top)
            for index, choice in enumerate(others):
                self.put(
                    self._tile(choice, width, tile),
                    margin,
                    top + (2 + index) * tile + (1 + index) * gap,
                )
            return
        large = (width - gap) * 0.36
        self.put(self._tile(look, large, room), margin, top)
        small, rows = (width - large - 2 * gap) / 2, (len(others) + 1) // 2
        tile = (room - (rows - 1) * gap) / rows
        for index, choice in enumerate(others):
            row, column = divmod(index, 2)
            left = margin + large + gap + column * (small + gap)
            self.put(self._tile(choice, small, tile), left, top + row * (tile + gap))

    def _words(self, choice: HomeChoice) -> list[str]:
        """What a choice is called, and a sentence about it if there is one."""
        texts, key = self.frame.texts, f"home.{choice.value}"
        return [texts(one) for one in (key, f"{key}.body") if texts.has(one)]

    def _tile(self, choice: HomeChoice, width: float, height: float) -> PushButton:
        of, palette = self.measures.of, self.palette
        yellow, blue = choice is HomeChoice.LOOK_AT_CARD, choice is HomeChoice.PIN
        fill = palette.yellow if yellow else palette.blue if blue else palette.blue_soft
        edge = palette.on_yellow if yellow else palette.blue if blue else palette.edge
        ink = palette.on_yellow if yellow else palette.paper if blue else palette.ink
        pressed = palette.yellow_pressed if yellow else palette.ink if blue else palette.pressed
        tile = PushButton(fill, edge, of(1.25), of(24), pressed)
        tile.size = (width, height)
        padding, side = of(30 if yellow else 18), of(48)
        beside = 0 if yellow else side + of(10)
        inner = width - 2 * padding - beside

        def words(shrink: float) -> list[Text]:
            """From the lower edge up."""
            name, *more = self._words(choice)
            size = of(38 if yellow else 27) * shrink
            below = [self.text(body, of(24) * shrink, inner, colour=ink) for body in more]
            return [*below, self.text(name, size, inner, bold=True, colour=ink)]

        parts: list[Widget] = [*largest(words, lambda pile: _tall(pile) <= height - 2 * of(14))]
        low = padding if yellow else (height - _tall(parts)) / 2
        for part in parts:
            part.pos = (padding + beside, low)
            low += part.height + of(8)
        if not yellow:
            sign: Widget = Icon(ICONS[choice], side, ink)
            sign.pos = (padding, (height - side) / 2)
            parts.append(sign)
        elif (tall := min(height - low - of(20), of(220))) >= of(30):
            sign = self.drawing("card", min(inner, tall * 1.5), tall)
            sign.pos = (padding, height - of(20) - tall)
            parts.append(sign)
        self.hold(tile, *parts)
        tile.action = partial(self._answer, choice)
        return tile


def _tall(pile: Sequence[Widget]) -> float:
    return sum(part.height for part in pile)
