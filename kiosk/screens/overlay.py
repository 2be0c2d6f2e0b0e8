"""What lies over a page for a moment: help, and the question whether somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.screens.page import MARGIN
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.script import script_of
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.widgets import Box, Drawing, Text

VEIL = "C0"
"""Opacity of what lies over the page below."""


class Overlay(Sheet):
    """A panel in the middle, and low in portrait, where all can reach it; nothing below it can be
    touched."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, frame.palette.veil + VEIL)

    def panel(self, make: Callable[[float, float], Pile], widest: float = 880) -> None:
        """Show the pile that `make` gives for a shrinking factor and a width.

        The panel is at most `widest` units of the design.
        """
        of = self.measures.of
        padding = of(48)
        width = min(of(widest), self.width - 2 * of(MARGIN))
        words = largest(
            lambda shrink: make(shrink, width - 2 * padding),
            lambda pile: height(pile) + 2 * padding <= self.height - of(40),
        )
        ground = Box(self.palette.paper, self.palette.ink, of(2), of(24))
        ground.size = (width, height(words) + 2 * padding)
        top = ground.height - padding
        for word, gap in words:
            word.pos = (padding, top - word.height)
            top -= word.height + gap
        self.hold(ground, *(word for word, _ in words))
        above = self.height - ground.height
        self.put(
            ground,
            (self.width - width) / 2,
            above - of(MARGIN) if self.measures.portrait else above / 2,
        )

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        super().on_touch_up(touch)
        return True


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
                (self.text(texts("help.body"), of(29) * shrink, width), of(28)),
                *(
                    (self.button(texts(key), width, action, size=27 * shrink), of(20))
                    for key, action in (
                        ("help.privacy", privacy),
                        ("help.accessibility", accessibility),
                        ("help.counted", counted),
                    )
                    if action
                ),
                (
                    self.button(
                        texts("button.close"),
                        width,
                        close,
                        size=27 * shrink,
                        least=96,
                        yellow=True,
                        align="center",
                    ),
                    0,
                ),
            ]
        )


class Languages(Overlay):
    """Every language by its own name, in its own script."""

    def __init__(
        self, frame: Frame, choose: Callable[[str], None], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self._choose = choose
        self.back = close
        texts = frame.texts
        title = texts("language.all")
        self.panel(
            lambda shrink, width: [
                (self.text(title, self.measures.of(40) * shrink, width, bold=True), 20),
                *((row, self.measures.of(12)) for row in self._rows(shrink, width)),
                (self.button(texts("button.close"), width, close, size=25, align="center"), 0),
            ]
        )

    def _rows(self, shrink: float, width: float) -> list[Widget]:
        """The names in rows of as many as fit side by side."""
        of, gap = self.measures.of, self.measures.of(12)
        columns = max(2, int((width + gap) // (of(190) + gap)))
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
    """A real card was laid on during practice. It stays until the card is taken."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        of, texts = self.measures.of, frame.texts
        self.panel(
            lambda shrink, width: [
                (Drawing("take-card", width, of(200) * shrink), of(24)),
                (self.text(texts("real-card.title"), of(44) * shrink, width, bold=True), of(20)),
                (self.text(texts("real-card.body"), of(29) * shrink, width), 0),
            ]
        )


class StillThere(Overlay):
    """One tap anywhere is enough for more time. A bar shows how long it is asked."""

    def __init__(self, frame: Frame, more_time: Callable[[], None], whole: float) -> None:
        super().__init__(frame)
        self._more_time = more_time
        self._whole = whole
        self.panel(self._words)
        self.update(whole)

    def update(self, seconds_left: float) -> None:
        self._body.text = self._sentence(seconds_left)
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
        more = self.button(
            texts("still-there.more-time"),
            width,
            self._more_time,
            size=29 * shrink,
            least=110,
            yellow=True,
            align="center",
        )
        return [
            (self.text(texts("still-there.title"), of(48) * shrink, width, bold=True), of(18)),
            (self._body, of(24)),
            (self._track, of(32)),
            (more, 0),
        ]
