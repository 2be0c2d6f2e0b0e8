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
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box, PushButton

log = logging.getLogger(__name__)

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
        self.back = self._close = close
        self._film = film
        self._touched = touched
        self._projector: Projector | None = None
        self._texture: Texture | None = None
        self._present_until = time.monotonic() + PRESENCE_SECONDS
        self.panel(self._pile, widest=1120)

    def on_parent(self, _: Any, parent: Widget | None) -> None:
        """Whatever takes it away ends the film: the person, the card or time."""
        if parent:
            self._play()
        elif self._projector:
            self._projector.close()

    def _pile(self, shrink: float, width: float) -> Pile:
        of, texts, palette = self.measures.of, self.frame.texts, self.palette
        title = self.text(texts("sign-language.title"), of(36) * shrink, width, bold=True)
        self._screen = Box(palette.paper, palette.edge, of(1.25), 1)
        self._screen.size = (width * shrink, width * shrink * 9 / 16)
        middle = Widget(size_hint=(None, None), size=(width, self._screen.height))
        self._screen.x = (width - self._screen.width) / 2
        self.hold(middle, self._screen)
        gap = of(16)
        third = (width - 2 * gap) / 3

        def control(words: str, action: Callable[[], None], *, yellow: bool = False) -> PushButton:
            return self.button(
                texts(words),
                third,
                action,
                size=25 * shrink,
                least=72 * shrink,
                yellow=yellow,
                align="center",
            )

        self._toggle = control("sign-language.pause", self._pause)
        other = control("sign-language.play", self._go_on)
        self._toggle.height = max(self._toggle.height, other.height)
        again = control("sign-language.again", self._play)
        close = control("button.close", self._close, yellow=True)
        return [
            (title, of(14) * shrink),
            (middle, of(18) * shrink),
            (self.row([self._toggle, again, close], width, gap), 0),
        ]

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

    def _ended(self, any_seen: bool) -> None:
        self._show_toggle("sign-language.play", self._play)
        if not any_seen:
            log.error("%s cannot be played: see kiosk doctor", self._film)
            self._say_broken()

    def _show_toggle(self, words: str, action: Callable[[], None]) -> None:
        (label,) = self._toggle.children
        label.text = self.frame.texts(words)
        label.texture_update()
        label.height = label.texture_size[1]
        label.center_y = self._toggle.center_y
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
