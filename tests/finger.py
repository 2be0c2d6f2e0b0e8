"""What somebody sees in a window of ours, and the finger that presses what it reads.

To be imported when a display is there: it opens Kivy's window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk.screens.keypad import KeypadPage
from kiosk.screens.widgets import Drawing, PushButton, Text


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

    def up(self) -> None:
        Window.dispatch("on_touch_up", self)


def tap(x: float, y: float) -> None:
    touch = Touch(x, y)
    touch.down()
    touch.grab_current = None
    touch.up()
    for grabbed in list(touch.grab_list):  # as Kivy's event loop does for those that hold it
        touch.grab_current = grabbed()
        touch.grab_state = True
        if touch.grab_current:
            touch.grab_current.dispatch("on_touch_up", touch)


def shown(root: Widget) -> list[str]:
    """Every text on the screen, from the last added to the first."""
    return [widget.text for widget in visible(root) if isinstance(widget, Text) and widget.text]


def visible(root: Widget) -> Iterator[Widget]:
    return (widget for widget in root.walk(restrict=True) if widget.opacity)


def button(root: Widget, words: str) -> PushButton | None:
    """The button that says these words."""
    for widget in visible(root):
        if isinstance(widget, PushButton) and not widget.disabled and words in shown(widget):
            return widget
    return None


def backspace(root: Widget) -> PushButton:
    """The key of the keypad that has a drawing in place of words."""
    page = next(widget for widget in root.walk() if isinstance(widget, KeypadPage))
    return next(
        widget
        for widget in page.walk()
        if isinstance(widget, PushButton)
        and not shown(widget)
        and any(isinstance(part, Drawing) for part in widget.walk())
    )
