"""The few things that screens are made of. Lengths in pixels, places from the top left."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.image import Image
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.screens.right_to_left import RightToLeftLabel
from kiosk.screens.script import EUROPEAN, PIECES, Script, broken_anywhere
from kiosk.screens.theme import PICTURES, Colour

PALE = "80"
"""Opacity of words on a button that cannot be pressed yet."""


LEAST_PIXELS = 8
"""Letters are not made smaller than that for the sake of a long word."""

WORDS = re.compile(r"\S+\s*")

ENDLESS = 100_000.0
"""Width of a line that never ends, in pixels."""

SENTENCES = re.compile(r".+?(?:[.!?:؟]\s+|[。！？：]|$)", re.DOTALL)


class Text(Label):
    """Wrapped text of a fixed width; its height is what it needs.

    `align` "left" is where a line of the script begins.
    """

    def __init__(  # noqa: PLR0913  a text is all of these
        self,
        words: str,
        size: float,
        colour: Colour,
        width: float,
        *,
        bold: bool = False,
        align: str = "left",
        script: Script = EUROPEAN,
    ) -> None:
        self._script = script
        self._again = partial(
            Text, size=size, colour=colour, width=width, bold=bold, align=align, script=script
        )
        self._words = words
        self.heading = bold
        self.silent = False
        """Whether it is only for the eye."""
        if script.right_to_left and align == "left":
            align = "right"
        super().__init__(
            text=words,
            font_size=size,
            font_name=script.bold if bold else script.regular,
            color=get_color_from_hex(colour),
            disabled_color=get_color_from_hex(colour + PALE),
            text_size=(width, None),
            halign=align,
            line_height=script.line_height,
            size_hint=(None, None),
        )
        while self.torn and self.font_size > LEAST_PIXELS:
            self.font_size *= 0.95
        self.say(words)
        self.texture_update()
        self.size = (width, self.texture_size[1])

    def say(self, words: str) -> None:
        """Other words of about the same length in its place."""
        if self._script.breaks_anywhere:
            words = broken_anywhere(words, self.text_size[0], self.extent)
        self.text = words

    @property
    def torn(self) -> bool:
        """Whether a word is too long for its line."""
        width = self.text_size[0]
        return any(
            len(word) * self.font_size > width and self.extent(word) > width
            for word in self._pieces()
        )

    def split(self, room: float, *, anywhere: bool) -> tuple[Text, Text] | None:
        """As many sentences, or `anywhere` words, as are not higher than `room`, and the others.
        None if there are none."""
        pieces = self._pieces() if anywhere else SENTENCES.findall(self._words)
        fitting = bisect_right(
            range(1, len(pieces)),
            room,
            key=lambda count: self._again("".join(pieces[:count]).strip()).height,
        )
        if not fitting:
            return None
        first = self._again("".join(pieces[:fitting]).strip())
        others = self._again("".join(pieces[fitting:]).strip())
        first.silent = others.silent = self.silent
        return first, others

    def _pieces(self) -> list[str]:
        return (
            PIECES.findall(self._words)
            if self._script.breaks_anywhere
            else WORDS.findall(self._words)
        )

    def extent(self, words: str) -> float:
        """Width that some text has in one line."""
        return float(self._label.get_extents(words)[0])

    def _create_label(self) -> None:
        """Kivy's hook for the renderer of this text."""
        if not self._script.right_to_left:
            super()._create_label()
        else:
            properties = {name: getattr(self, name) for name in self._font_properties}
            self._label: Any = RightToLeftLabel(**properties, usersize=self.text_size)


@lru_cache(maxsize=4096)
def extent(words: str, size: float, bold: bool, script: Script) -> float:
    """Width in pixels that some text has in one line; remembered, since every page asks."""
    return Text(words, size, "#000000", ENDLESS, bold=bold, script=script).extent(words)


class Box(Widget):
    """A rounded ground with an outline."""

    def __init__(self, fill: Colour, edge: Colour, line: float, radius: float) -> None:
        super().__init__(size_hint=(None, None))
        with self.canvas.before:
            self._fill = Color(*get_color_from_hex(fill))
            self._ground = SmoothRoundedRectangle()
            self._edge = Color(*get_color_from_hex(edge))
            self._outline = SmoothLine(width=line)
        self.radius = radius
        self.bind(pos=self._draw, size=self._draw)

    def paint(self, fill: Colour, edge: Colour) -> None:
        self._fill.rgba = get_color_from_hex(fill)
        self._edge.rgba = get_color_from_hex(edge)

    def _draw(self, *_: Any) -> None:
        inset = self._outline.width
        width, height = round(self.width), round(self.height)
        self._ground.pos, self._ground.size = self.pos, (width, height)
        self._ground.radius = [self.radius]
        self._outline.rounded_rectangle = (
            self.x + inset,
            self.y + inset,
            width - 2 * inset,
            height - 2 * inset,
            max(1, self.radius - inset),
        )


class Drawing(Image):
    """A picture of `assets/pictures`, scaled into its box, on a `card` of that colour."""

    def __init__(
        self, name: str, width: float, height: float, *, card: Colour | None = None
    ) -> None:
        super().__init__(
            source=str(PICTURES / f"{name}.png"),
            size_hint=(None, None),
            size=(width, height),
            fit_mode="contain",
            mipmap=True,
        )
        if card:
            with self.canvas.before:
                Color(*get_color_from_hex(card))
                self._card = SmoothRoundedRectangle(radius=[height / 16])
            self.bind(pos=self._lay_card, size=self._lay_card)
            self._lay_card()

    def _lay_card(self, *_: Any) -> None:
        width, height = self.norm_image_size
        self._card.pos = (self.center_x - width / 2, self.center_y - height / 2)
        self._card.size = (width, height)


class Icon(Image):
    """A white drawing of `assets/pictures` in the colour of the words beside it."""

    def __init__(self, name: str, side: float, colour: Colour) -> None:
        super().__init__(
            source=str(PICTURES / f"{name}.png"),
            color=get_color_from_hex(colour),
            size_hint=(None, None),
            size=(side, side),
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
        self.spoken = ""
        """What it is called, where no words stand on it."""
        self._colours = (fill, edge, pressed)
        self.action: Callable[[], None] = _nothing

    def dress(self, fill: Colour, edge: Colour, pressed: Colour) -> None:
        """Take other colours, such as for something that can be pressed from now on."""
        self.ground = fill
        self._colours = (fill, edge, pressed)
        self.paint(fill, edge)

    def on_state(self, _: Any, state: str) -> None:
        fill, edge, pressed = self._colours
        self.paint(pressed if state == "down" else fill, edge)

    def on_release(self) -> None:
        if not self.disabled:
            self.action()


def _nothing() -> None:
    """The action of a button that has not been given one."""
