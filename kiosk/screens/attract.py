"""The greeting: nobody is here, and everybody is welcome, with a card or without."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.screens.page import MARGIN, Frame, Page
from kiosk.screens.pile import height, largest
from kiosk.screens.widgets import Drawing

STRIP = 150
"""Height of the dark strip with the languages, in design units."""


class AttractPage(Page):
    """The whole page can be touched; a language button also picks its language.

    `notice` is the text key of a fault of the reader, told in place of "lay your card on".
    """

    def __init__(
        self,
        frame: Frame,
        start: Callable[[], None],
        language: Callable[[str], None],
        notice: str | None,
    ) -> None:
        super().__init__(frame, frame.palette.yellow)
        self._start = start
        of, texts, width = self.measures.of, frame.texts, self.width
        margin = of(72) if not self.measures.portrait else of(MARGIN)
        with self.canvas.before:
            Color(*get_color_from_hex(self.palette.ink))
            Rectangle(size=(width, of(STRIP)))
        brand = f"{frame.site} · {texts('brand.title')}"
        top = of(56)
        top += self.put(self.text(brand, of(26), width - 2 * margin, bold=True), margin, top).height
        bottom = self.height - of(STRIP) - of(24)
        words = of(620) if not self.measures.portrait else width - 2 * margin
        body = texts("attract.body")
        if notice:
            body = f"{texts(f'{notice}.title')} {texts(f'{notice}.body')}"
        greeting = largest(
            lambda shrink: [
                (self.text(texts("attract.title"), of(92) * shrink, words, bold=True), of(24)),
                (self.text(body, of(32) * shrink, words), 0),
            ],
            lambda pile: top + of(40) + height(pile) <= bottom,
        )
        self.pile(greeting, margin, top + of(40))
        if self.measures.portrait:
            below = top + of(40) + height(greeting) + of(30)
            self.put(Drawing("greeting", width, bottom - below), 0, below)
        else:
            room = width - margin - words - of(48)
            self.put(Drawing("greeting", room, bottom - top), width - room - of(24), top)
        self._language_buttons(language)

    def on_touch_up(self, touch: Any) -> bool:
        if super().on_touch_up(touch):
            return True
        self._start()
        return True

    def _language_buttons(self, language: Callable[[str], None]) -> None:
        of = self.measures.of
        left = of(48)
        for spoken in self.frame.texts.languages():
            button = self.button(
                spoken.name, of(200), partial(language, spoken.code), align="center"
            )
            self.put(button, left, self.height - of(STRIP) / 2 - button.height / 2)
            left += button.width + of(12)
