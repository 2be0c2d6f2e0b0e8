"""The few things that screens are made of. Lengths in pixels, places from the top left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Line, RoundedRectangle
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.image import Image
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.screens.theme import BOLD, PICTURES, REGULAR, Colour


class Text(Label):
    """Wrapped text of a fixed width; its height is what it needs."""

    def __init__(  # noqa: PLR0913  a text is all of these
        self,
        words: str,
        size: float,
        colour: Colour,
        width: float,
        *,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        super().__init__(
            text=words,
            font_size=size,
            font_name=BOLD if bold else REGULAR,
            color=get_color_from_hex(colour),
            text_size=(width, None),
            halign=align,
            line_height=0.9,  # Noto's own lines stand far apart
            size_hint=(None, None),
        )
        self.texture_update()
        self.size = (width, self.texture_size[1])


class Box(Widget):
    """A rounded ground with an outline."""

    def __init__(self, fill: Colour, edge: Colour, line: float, radius: float) -> None:
        super().__init__(size_hint=(None, None))
        with self.canvas.before:
            self._fill = Color(*get_color_from_hex(fill))
            self._ground = RoundedRectangle()
            self._edge = Color(*get_color_from_hex(edge))
            self._outline = Line(width=line)
        self._radius = radius
        self.bind(pos=self._draw, size=self._draw)

    def paint(self, fill: Colour, edge: Colour) -> None:
        self._fill.rgba = get_color_from_hex(fill)
        self._edge.rgba = get_color_from_hex(edge)

    def _draw(self, *_: Any) -> None:
        inset = self._outline.width
        width, height = round(self.width), round(self.height)
        self._ground.pos, self._ground.size = self.pos, (width, height)
        self._ground.radius = [self._radius]
        self._outline.rounded_rectangle = (
            self.x + inset,
            self.y + inset,
            width - 2 * inset,
            height - 2 * inset,
            max(1, self._radius - inset),
        )


class Drawing(Image):
    """A picture or an icon of `assets/pictures`, scaled into its box."""

    def __init__(self, name: str, width: float, height: float) -> None:
        super().__init__(
            source=str(PICTURES / f"{name}.png"),
            size_hint=(None, None),
            size=(width, height),
            fit_mode="contain",
            mipmap=True,
        )


class PushButton(ButtonBehavior, Box):
    """Something to press: it acts on release, and sliding off cancels.

    `pressed` is the ground while a finger is on it; keys of the keypad keep their ground, so
    that nobody sees from afar which one was pressed.
    """

    def __init__(
        self, fill: Colour, edge: Colour, line: float, radius: float, pressed: Colour
    ) -> None:
        super().__init__(fill=fill, edge=edge, line=line, radius=radius)
        self.ground = fill
        self._colours = (fill, edge, pressed)
        self.action: Callable[[], None] = _nothing

    def on_state(self, _: Any, state: str) -> None:
        fill, edge, pressed = self._colours
        self.paint(pressed if state == "down" else fill, edge)

    def on_release(self) -> None:
        if not self.disabled:
            self.action()


def _nothing() -> None:
    """The action of a button that has not been given one."""
