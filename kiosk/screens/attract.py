"""The greeting: nobody is here, and everybody is welcome, with a card or without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.screens.page import HEADER, MARGIN, Actions, Page, Pill
from kiosk.screens.pile import height, largest
from kiosk.screens.script import EUROPEAN, script_of
from kiosk.screens.sheet import Frame
from kiosk.screens.technician import say
from kiosk.screens.widgets import Text

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
        actions: Actions,
    ) -> None:
        super().__init__(frame, frame.palette.bright)
        self._start = self.default = start
        of, texts, width = self.measures.of, frame.texts, self.width
        # whole rows: of an edge between two, drivers make different pictures
        self._strip = round(of(STRIP))
        margin = of(72) if not self.measures.portrait else of(MARGIN)
        with self.canvas.before:
            Color(*get_color_from_hex(self.palette.ink))
            Rectangle(size=(width, self._strip))
        top = of(56)
        right = self.pills(
            width - margin, top + of(18), of(500), replace(actions, languages=None)
        ) - of(24)
        self._way_in = [one for one in self.around if one.action is actions.technician]
        if self.measures.portrait:  # below the pills, which leave too little beside them
            top, right = top + of(18 + HEADER / 2 + 12), width - margin
        for line in self._brand(right - margin):
            top += self.put(line, margin, top).height
        bottom = self.height - self._strip - of(24)
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
            self.put(self.drawing("greeting", width, bottom - below), 0, below)
        else:
            room = width - margin - words - of(48)
            below = max(top, of(56 + 18 + HEADER / 2))  # the pills
            self.put(self.drawing("greeting", room, bottom - below), width - room - of(24), below)
        self._language_buttons(language, actions.languages)

    def _brand(self, width: float) -> list[Text]:
        """Where this is, and what: in one line, or each in lines of its own. A name that is not in
        the script of the language is not turned round by it."""
        of, texts, site = self.measures.of, self.frame.texts, self.frame.site
        whole = f"{site} · {texts('brand.title')}"
        if self.extent(whole, of(26) * self.scale) <= width:
            return [self.text(whole, of(26), width, bold=True)]
        align = "right" if self.script.right_to_left else "left"
        return [
            self.text(site, of(26), width, bold=True, align=align, script=EUROPEAN),
            self.text(texts("brand.title"), of(26), width, bold=True),
        ]

    def _offered(self, actions: Actions) -> list[Pill]:
        """There is no footer, so help is found beside the rest."""
        offered = super()._offered(actions)
        if actions.help:
            offered.append(Pill("help", self.frame.texts("button.help"), actions.help))
        if actions.technician:
            words = say(self.frame, "Technician")
            offered.append(Pill("technician", words, actions.technician))
        return offered

    def on_touch_down(self, touch: Any) -> bool:
        """Felt at once, before the next page has been made."""
        if not super().on_touch_down(touch):
            self.paint(self.palette.yellow_pressed)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if not super().on_touch_up(touch) and not self._is_for_technicians(touch):
            self._start()
        return True

    def _is_for_technicians(self, touch: Any) -> bool:
        """Theirs is no visit."""
        return any(one.collide_point(*touch.pos) for one in self._way_in)

    def _language_buttons(
        self, language: Callable[[str], None], languages: Callable[[], None] | None
    ) -> None:
        """As many languages as there is room for, and the way to all of them."""
        of, gap = self.measures.of, self.measures.of(12)
        wide, left = of(206), self.measures.of(48)
        room = int((self.width - 2 * left + gap) // (wide + gap))
        spoken = self.frame.texts.languages()
        buttons = [
            self.button(
                one.name,
                wide,
                partial(language, one.code),
                size=23,
                align="center",
                script=script_of(one.code),
            )
            for one in spoken[: room if len(spoken) <= room else room - 1]
        ]
        if len(spoken) > room and languages:
            everything = self.frame.texts("language.all")
            buttons.append(self.button(everything, wide, languages, size=23, align="center"))
        for button in buttons:
            self.put(button, left, self.height - self._strip / 2 - button.height / 2)
            left += wide + gap
