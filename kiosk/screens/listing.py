"""A list to choose from: buttons that are all alike, as wide as the page allows."""

from __future__ import annotations

from kiosk.screens.message import Choice, Message
from kiosk.screens.page import MARGIN, Actions, Page
from kiosk.screens.pile import largest
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import PushButton

Rows = list[list[PushButton]]


class ListPage(Page):
    """In two columns, or one below the other on an upright screen."""

    def __init__(self, frame: Frame, message: Message, actions: Actions) -> None:
        super().__init__(frame)
        of = self.measures.of
        self.header(message.brand, message.note, message.progress, actions)
        self.footer(actions)
        width, gap = self.width - 2 * of(MARGIN), of(24)
        if self.free:
            self.bind_book(
                lambda shrink: [(self.text(message.title, of(48) * shrink, width, bold=True), 0)],
                lambda shrink: self.in_rows(
                    [self._row(one, self.body_column, 72, shrink) for one in message.choices]
                ),
            )
            return
        columns = 1 if self.measures.portrait else 2
        wide = (width - (columns - 1) * gap) / columns
        bottom = self.height - self.foot - of(18)
        title = self.text(message.title, of(48), width, bold=True)
        top = self.head + of(30)
        self.put(title, of(MARGIN), top)
        top += title.height + of(28)
        room = bottom - top

        def rows(shrink: float) -> Rows:
            """Down the first column, then down the second."""
            buttons = [self._row(one, wide, 104 * shrink, shrink) for one in message.choices]
            deep = -(-len(buttons) // columns)
            return [buttons[row::deep] for row in range(deep)]

        def tall(rows: Rows) -> float:
            return sum(max(button.height for button in row) + gap for row in rows) - gap

        made = largest(rows, lambda made: tall(made) <= room)
        if self.measures.portrait:  # within everybody's reach
            top = bottom - tall(made)
        for row in made:
            height = max(button.height for button in row)
            for column, button in enumerate(row):
                self.put(button, of(MARGIN) + column * (wide + gap), top)
            top += height + gap

    def _row(self, choice: Choice, width: float, least: float, shrink: float) -> PushButton:
        return self.button(
            choice.words,
            width,
            choice.action,
            size=29 * shrink,
            least=least,
            yellow=choice.yellow,
        )
