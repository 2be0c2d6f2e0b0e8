"""While the card works: it has to stay, and a slow pulse says that something goes on."""

from __future__ import annotations

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.screens.message import Message, MessagePage
from kiosk.screens.page import MARGIN, Actions
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box

BEAT_SECONDS = 0.6
"""One beat of the pulse; an endless spinner costs 70 % of a core (facts/kivy.md, section 2)."""


class WorkingPage(MessagePage):
    def __init__(self, frame: Frame, message: Message, actions: Actions) -> None:
        super().__init__(frame, message, actions)
        of = self.measures.of
        row = Widget(size_hint=(None, None), size=(of(300), of(40)))
        self._beads = []
        for index in range(3):
            bead = Box(self.palette.blue, self.palette.blue, 1, of(20))
            bead.size = (of(40), of(40))
            bead.pos = (index * of(64), 0)
            self._beads.append(bead)
        self.hold(row, *self._beads)
        self.put(row, of(MARGIN), self.height - self.foot + of(30))
        self._beat = 0
        self._show_beat()
        self._event = Clock.schedule_interval(self._next_beat, BEAT_SECONDS)

    def on_parent(self, _: object, parent: object) -> None:
        if parent is None:
            self._event.cancel()

    def _next_beat(self, _: float) -> None:
        self._beat += 1
        self._show_beat()

    def _show_beat(self) -> None:
        for index, bead in enumerate(self._beads):
            bead.opacity = 1 if index == self._beat % len(self._beads) else 0.25
