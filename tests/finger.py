"""What somebody sees in a window of ours, and the finger that presses what it reads.

To be imported when a display is there: it opens Kivy's window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.context import get_context
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.screens.widgets import Icon, PushButton, Text


class Touch(MotionEvent):
    """A finger at a place of the window, in its pixels."""

    def __init__(self, x: float, y: float) -> None:
        super().__init__("test", id(self), {"x": x / Window.width, "y": y / Window.height})
        self.is_touch = True
        self.profile = ["pos"]

    def depack(self, args: Any) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)

    def down(self) -> None:
        self.scale_for_screen(Window.width, Window.height)
        Window.dispatch("on_touch_down", self)

    def slide(self, x: float, y: float) -> None:
        self.move({"x": x / Window.width, "y": y / Window.height})
        self.scale_for_screen(Window.width, Window.height)
        Window.dispatch("on_touch_move", self)
        self._to_those_who_hold("on_touch_move")

    def up(self) -> None:
        Window.dispatch("on_touch_up", self)
        self._to_those_who_hold("on_touch_up")

    def _to_those_who_hold(self, event: str) -> None:
        """Kivy's event loop tells a touch to the widgets that have grabbed it."""
        self.grab_state = True
        for grabbed in list(self.grab_list):
            self.grab_current = grabbed()
            if self.grab_current:
                self.grab_current.dispatch(event, self)
        self.grab_current = None
        self.grab_state = False


def tap(x: float, y: float) -> None:
    touch = Touch(x, y)
    touch.down()
    touch.up()


def shown(root: Widget) -> list[str]:
    """Every text on the screen, from the last added to the first."""
    return [widget.text for widget in visible(root) if isinstance(widget, Text) and widget.text]


def visible(root: Widget) -> Iterator[Widget]:
    return (widget for widget in root.walk(restrict=True) if widget.opacity)


def button(root: Widget, words: str) -> PushButton | None:
    """The button that says these words, or is called so; of several the one on top."""
    found = None
    for widget in visible(root):
        if isinstance(widget, PushButton) and not widget.disabled:
            names = [*shown(widget), widget.spoken]
            if words in names:
                found = widget
    return found


def backspace(root: Widget) -> PushButton:
    """The key of the keypad that has a drawing in place of words."""
    return next(
        widget
        for widget in visible(root)
        if isinstance(widget, PushButton)
        and not shown(widget)
        and not widget.spoken
        and any(isinstance(part, Icon) for part in visible(widget))
    )


def between_frames() -> None:
    """What Kivy's loop does there. Without it nothing that was drawn or put off is let go of: each
    page costs a little more than the one before."""
    Clock.tick()
    Builder.sync()
    get_context().gl_dealloc()


def picture(widget: Widget) -> Image.Image:
    """What a widget looks like."""
    Builder.sync()  # what the next frame would do first
    drawn = widget.export_as_image().texture
    return Image.frombytes("RGBA", drawn.size, drawn.pixels).convert("RGB")


def pixel(root: Widget, x: int, y: int) -> str:
    """The colour at a place from the top left, as #RRGGBB."""
    return "#" + picture(root).crop((x, y, x + 1, y + 1)).tobytes().hex().upper()
