"""What lies over a page for a moment: help, and the question whether somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from kivy.uix.widget import Widget

from kiosk.screens.book import Book, Room
from kiosk.screens.page import MARGIN
from kiosk.screens.pile import Pile
from kiosk.screens.qr import Code
from kiosk.screens.script import script_of
from kiosk.screens.sheet import Frame, TopSheet
from kiosk.screens.widgets import Box, Drawing, Text

AUSWEISAPP = "https://www.ausweisapp.bund.de/"
"""Where one gets what a real identification needs (source: assets/services.yaml)."""

VEIL = "C0"
"""Opacity of what lies over the page below."""


Part: TypeAlias = Callable[[float, float], Pile]
"""Makes a part of a panel for a shrinking factor and a width."""


class Overlay(TopSheet):
    """A panel in the middle, and low in portrait, where all can reach it; nothing below it can be
    touched."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, frame.palette.veil + VEIL)

    def panel(
        self,
        words: Part,
        controls: Part | None = None,
        close: Callable[[], None] | None = None,
        *,
        widest: float = 880,
    ) -> None:
        """Show words and controls, and on every leaf the button that closes the panel, which is
        at most `widest` units of the design."""
        of = self.measures.of
        padding, margin = of(48), of(20)
        width = min(of(widest if self.scale == 1 else 1200), self.width - 2 * of(MARGIN))
        inner = width - 2 * padding
        zone = self.measures.within(self.frame.comfort.reach) - margin - padding
        room = Room(inner, self.height - 2 * margin - 2 * padding, zone)
        self.book = Book(
            self,
            room,
            lambda shrink: words(shrink, inner),
            lambda shrink: controls(shrink, inner) if controls else (),
            always=lambda shrink: self._close(shrink, inner, close) if close else (),
        )
        self.book.height = self.book.natural
        ground = Box(self.palette.paper, self.palette.ink, of(2), of(24))
        ground.size = (width, self.book.height + 2 * padding)
        self.book.pos = (padding, padding)
        self.hold(ground, self.book)
        above = self.height - ground.height
        top = above - margin if self.measures.portrait else above / 2
        self.put(ground, (self.width - width) / 2, top)

    def _close(self, shrink: float, width: float, close: Callable[[], None]) -> Pile:
        button = self.button(
            self.frame.texts("button.close"),
            width,
            close,
            size=27 * shrink,
            least=80,
            yellow=True,
            align="center",
        )
        return [(button, 0)]


class Help(Overlay):
    """Whom to ask, and the ways to what has to be said about the kiosk itself.

    `counted` is None where nothing is counted.
    """

    def __init__(
        self,
        frame: Frame,
        privacy: Callable[[], None],
        accessibility: Callable[[], None],
        counted: Callable[[], None] | None,
        close: Callable[[], None],
    ) -> None:
        super().__init__(frame)
        self.back = close
        of, texts = self.measures.of, frame.texts
        self.panel(
            lambda shrink, width: [
                (self.text(texts("help.title"), of(44) * shrink, width, bold=True), of(20)),
                (self.text(texts("help.body"), of(29) * shrink, width), 0),
            ],
            lambda shrink, width: [
                (self.button(texts(key), width, action, size=27 * shrink), of(20))
                for key, action in (
                    ("help.privacy", privacy),
                    ("help.accessibility", accessibility),
                    ("help.counted", counted),
                )
                if action
            ],
            close,
        )


class Languages(Overlay):
    """Every language by its own name, in its own script."""

    def __init__(
        self, frame: Frame, choose: Callable[[str], None], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self._choose = choose
        self.back = close
        of, title = self.measures.of, frame.texts("language.all")
        self.panel(
            lambda shrink, width: [
                (self.text(title, of(40) * shrink, width, bold=True), of(20)),
            ],
            lambda shrink, width: [(row, of(12)) for row in self._rows(shrink, width)],
            close,
        )

    def _rows(self, shrink: float, width: float) -> list[Widget]:
        """The names in rows of as many as fit side by side."""
        of, gap = self.measures.of, self.measures.of(12)
        columns = max(2, int((width + gap) // (of(190) * self.scale + gap)))
        wide = (width - (columns - 1) * gap) / columns
        spoken, rows = self.frame.texts.languages(), []
        for first in range(0, len(spoken), columns):
            buttons = [
                self.button(
                    one.name,
                    wide,
                    partial(self._choose, one.code),
                    size=24 * shrink,
                    least=72 * shrink,
                    yellow=one.code == self.frame.texts.language,
                    align="center",
                    script=script_of(one.code),
                )
                for one in spoken[first : first + columns]
            ]
            rows.append(self.row(buttons, width, gap))
        return rows


class RealCard(Overlay):
    """A real card was laid on during practice. It stays until the card is taken, and says where
    one identifies oneself for real."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        of, texts = self.measures.of, frame.texts
        self.panel(
            lambda shrink, width: [
                *(  # large letters need the room
                    [(self._pictures(of(200) * shrink, width), of(24))] if self.scale == 1 else []
                ),
                (self.text(texts("real-card.title"), of(44) * shrink, width, bold=True), of(20)),
                (self.text(texts("real-card.body"), of(29) * shrink, width), 0),
            ]
        )

    def _pictures(self, side: float, width: float) -> Widget:
        """What to do now, and where to go with the real card."""
        code, gap = Code(AUSWEISAPP, side), self.measures.of(40)
        return self.row([Drawing("take-card", width - code.width - gap, side), code], width, gap)


class StillThere(Overlay):
    """One tap anywhere is enough for more time. A bar shows how long it is asked."""

    def __init__(self, frame: Frame, more_time: Callable[[], None], whole: float) -> None:
        super().__init__(frame)
        self._more_time = more_time
        self._whole = whole
        self.panel(self._words, self._more)
        self.update(whole)

    def update(self, seconds_left: float) -> None:
        self._body.say(self._sentence(seconds_left))
        self._bar.width = self._track.width * max(0.0, min(1.0, seconds_left / self._whole))

    def on_touch_up(self, touch: Any) -> bool:
        self._more_time()
        return super().on_touch_up(touch)

    def _sentence(self, seconds_left: float) -> str:
        return self.frame.texts("still-there.body", max(1, round(seconds_left)))

    def _words(self, shrink: float, width: float) -> Pile:
        of, texts, palette = self.measures.of, self.frame.texts, self.palette
        self._body: Text = self.text(self._sentence(self._whole), of(29) * shrink, width)
        self._track = Widget(size_hint=(None, None), size=(width, of(20)))
        ground = Box(palette.paper, palette.edge, of(1.25), of(8))
        self._bar = Box(palette.blue, palette.blue, 1, of(8))
        ground.size = self._bar.size = self._track.size
        self.hold(self._track, ground, self._bar)
        return [
            (self.text(texts("still-there.title"), of(48) * shrink, width, bold=True), of(18)),
            (self._body, of(24)),
            (self._track, 0),
        ]

    def _more(self, shrink: float, width: float) -> Pile:
        words = self.frame.texts("still-there.more-time")
        return [
            (
                self.button(
                    words,
                    width,
                    self._more_time,
                    size=29 * shrink,
                    least=110,
                    yellow=True,
                    align="center",
                ),
                0,
            )
        ]
