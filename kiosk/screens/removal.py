""" "Take your card": the longer it lies there, the more the page calls."""

from __future__ import annotations

from kivy.clock import Clock

from kiosk.screens.message import Message, MessagePage
from kiosk.screens.page import Actions
from kiosk.screens.sheet import Frame

BEATS = {2: 1.0, 3: 0.5}
"""Seconds between changes of the ground, by level of the alarm; far below three flashes a
second (WCAG 2.2, 2.3.1)."""


class RemovalPage(MessagePage):
    """Level 0 is calm, 1 is yellow, 2 and 3 change between yellow and white."""

    def __init__(self, frame: Frame, message: Message, actions: Actions, level: int) -> None:
        self._colours = frame.palette.paper, frame.palette.bright
        super().__init__(frame, message, actions, self._colours[level > 0])
        self._lit = level > 0
        self._event = (
            Clock.schedule_interval(self._change, BEATS[level]) if level in BEATS else None
        )

    def on_parent(self, _: object, parent: object) -> None:
        if parent is None and self._event:
            self._event.cancel()

    def _change(self, _: float) -> None:
        self._lit = not self._lit
        self.paint(self._colours[self._lit])
