"""A question whose choices are many and alike: their titles in a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kiosk.journeys.steps import Aside, Pick
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import largest
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import PushButton


@dataclass(frozen=True)
class _Cell:
    words: str
    answer: object
    yellow: bool


class PickPage(Page):
    def __init__(
        self, frame: Frame, step: Pick[Any], answer: Callable[[object], None], actions: Actions
    ) -> None:
        super().__init__(frame)
        of, texts = self.measures.of, frame.texts
        note = texts.of(step.about.title) if step.about else frame.site
        self.header(texts("home.services"), note, None, actions)
        self.footer(actions)
        margin, gap = of(MARGIN), of(20)
        width = self.width - 2 * margin
        asked = texts(f"{step.text}.title")
        self._answer = answer
        cells = [_Cell(texts.of(row.title), row, yellow=False) for row in step.rows]
        cells += [
            _Cell(texts(f"aside.{aside.value}"), aside, yellow=aside is Aside.MY_LIST)
            for aside in step.asides
        ]
        if self.free:
            self.bind_book(
                lambda shrink: [(self.text(asked, of(48) * shrink, width, bold=True), 0)],
                lambda shrink: self.in_rows(self._buttons(cells, self.body_column, of(72), shrink)),
            )
            return
        title = self.text(asked, of(48), width, bold=True)
        self.put(title, margin, self.head + of(24))
        top = self.head + of(24) + title.height + of(24)
        room = self.height - self.foot - of(24) - top
        columns = 1 if self.measures.portrait else 2
        rows = max(4 if columns == 2 else 8, -(-len(cells) // columns))
        tall = (room - (rows - 1) * gap) / rows
        wide = (width - (columns - 1) * gap) / columns
        buttons = largest(
            partial(self._buttons, cells, wide, tall),
            lambda made: max(button.height for button in made) <= tall + 1,
        )
        for number, button in enumerate(buttons):
            row, column = divmod(number, columns)
            self.put(button, margin + column * (wide + gap), top + row * (tall + gap))

    def _buttons(
        self, cells: Sequence[_Cell], wide: float, tall: float, shrink: float
    ) -> list[PushButton]:
        return [
            self.button(
                cell.words,
                wide,
                partial(self._answer, cell.answer),
                size=29 * shrink,
                least=tall / self.measures.unit,
                yellow=cell.yellow,
            )
            for cell in cells
        ]
