"""A film in sign language over the page that it signs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.films import Projector
from kiosk.screens.overlay import Overlay
from kiosk.screens.page import MARGIN
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box, PushButton

log = logging.getLogger(__name__)

WIDTH = 1200
"""Of the panel at most, in design units."""

WIDEST = 960
"""Pixels of a picture; on a larger screen it is drawn larger."""

PRESENCE_SECONDS = 10.0
"""Whoever watches touches nothing: so often a running film tells that somebody is here."""


class FilmOverlay(Overlay):
    """It plays as long as it is on the screen, and stays at its last picture.

    `touched` is told that somebody is here while the film is running.
    """

    def __init__(
        self, frame: Frame, film: Path, touched: Callable[[], None], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self.back = close
        self._film = film
        self._touched = touched
        self._projector: Projector | None = None
        self._texture: Texture | None = None
        self._present_until = time.monotonic() + PRESENCE_SECONDS
        self._lay_out(close)

    def on_parent(self, _: Any, parent: Widget | None) -> None:
        """Whatever takes it away ends the film: the person, the card or time."""
        if parent:
            self._play()
        elif self._projector:
            self._projector.close()

    def _lay_out(self, close: Callable[[], None]) -> None:
        """One leaf always: the film takes the room that words and controls leave."""
        of, texts, palette = self.measures.of, self.frame.texts, self.palette
        margin, padding, gap = of(20), of(40), of(16)
        width = min(of(WIDTH), self.width - 2 * of(MARGIN))
        inner = width - 2 * padding
        title = self.text(texts("sign-language.title"), of(36), inner, bold=True)
        controls = self._controls(inner, close)
        around = 2 * padding + title.height + controls.height + 2 * gap
        wide = min(inner, (self.height - 2 * margin - around) * 16 / 9)
        self._screen = Box(palette.paper, palette.edge, of(1.25), 1)
        self._screen.size = (wide, wide * 9 / 16)
        ground = Box(palette.paper, palette.ink, of(2), of(24))
        ground.size = (width, around + self._screen.height)
        controls.pos = (padding, padding)
        self._screen.pos = ((width - wide) / 2, controls.top + gap)
        title.pos = (padding, self._screen.top + gap)
        self.hold(ground, title, self._screen, controls)
        above = self.height - ground.height
        top = above - margin if self.measures.portrait else above / 2
        self.put(ground, (self.width - width) / 2, top)

    def _controls(self, width: float, close: Callable[[], None]) -> Widget:
        """As high as the longest words that will stand on one of them."""
        gap = self.measures.of(16)
        third = (width - 2 * gap) / 3

        def control(words: str, action: Callable[[], None], least: float = 72) -> PushButton:
            return self.button(
                self.frame.texts(words),
                third,
                action,
                least=least,
                yellow=action is close,
                align="center",
            )

        words = "sign-language.pause", "sign-language.again", "button.close", "sign-language.play"
        high = max(control(word, self._play).height for word in words) / self.measures.of(1)
        self._toggle, *others = (
            control(word, action, high)
            for word, action in zip(words, (self._pause, self._play, close), strict=False)
        )
        return self.row([self._toggle, *others], width, gap)

    def _play(self) -> None:
        """From the beginning."""
        if self._projector:
            self._projector.close()
        width = min(WIDEST, int(self._screen.width)) // 4 * 4
        size = (width, width * 9 // 16 // 2 * 2)
        self._show_toggle("sign-language.pause", self._pause)
        try:
            self._projector = Projector(self._film, size, _post, self._show, self._ended)
        except OSError as error:
            log.error("no film: %s", error)
            self._ended(False)
            return
        self._size = size

    def _pause(self) -> None:
        if self._projector:
            self._projector.pause()
        self._show_toggle("sign-language.play", self._go_on)

    def _go_on(self) -> None:
        if self._projector:
            self._projector.go_on()
        self._show_toggle("sign-language.pause", self._pause)

    def stand_still(self, still: bool) -> None:
        """Without a word of it; a film that the person has paused stays so."""
        if self._projector and self._toggle.action == self._pause:
            if still:
                self._projector.pause()
            else:
                self._projector.go_on()

    def _ended(self, any_seen: bool) -> None:
        self._show_toggle("sign-language.play", self._play)
        if not any_seen:
            log.error("%s cannot be played: see kiosk doctor", self._film)
            self._say_broken()

    def _show_toggle(self, words: str, action: Callable[[], None]) -> None:
        (before,) = self._toggle.children
        label = self.text(
            self.frame.texts(words),
            self.measures.of(25),
            before.width,
            bold=True,
            colour=self.palette.blue,
            align="center",
        )
        label.center = self._toggle.center
        self._toggle.clear_widgets()
        self._toggle.add_widget(label)
        self._toggle.action = action

    def _say_broken(self) -> None:
        message = self.text(
            self.frame.texts("sign-language.broken"),
            self.measures.of(27),
            self._screen.width * 0.8,
            align="center",
        )
        message.center = self._screen.center
        self._screen.add_widget(message)

    def _show(self, picture: bytes) -> None:
        if self._texture is None:
            self._texture = Texture.create(size=self._size, colorfmt="rgb")
            self._texture.flip_vertical()
            with self._screen.canvas:
                Color(1, 1, 1, 1)
                Rectangle(texture=self._texture, pos=self._screen.pos, size=self._screen.size)
        self._texture.blit_buffer(picture, colorfmt="rgb", bufferfmt="ubyte")
        self._screen.canvas.ask_update()
        if time.monotonic() >= self._present_until:
            self._present_until = time.monotonic() + PRESENCE_SECONDS
            self._touched()


def _post(call: Callable[[], None]) -> None:
    Clock.schedule_once(lambda _: call())
