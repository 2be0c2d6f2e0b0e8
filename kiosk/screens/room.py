"""The whole window: the stage, and above it the practice bar in a demonstration."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kivy.uix.widget import Widget

from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.screens.practice_bar import HEIGHT, Hand, PracticeBar
from kiosk.screens.sheet import Frame
from kiosk.screens.stage import KivyStage
from kiosk.screens.theme import Measures
from kiosk.settings import Settings
from kiosk.texts import Texts


class Room(Widget):
    """`practice` is the reader of a demonstration, with the cards to lay on it."""

    def __init__(
        self,
        settings: Settings,
        texts: Texts,
        practice: PracticeReader | None,
        personas: Sequence[Persona],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._diagonal = settings.screen.diagonal
        self._frame = Frame(
            texts,
            Measures.of_window(1280, 800, self._diagonal),
            settings.site,
            bool(practice),
            contact=settings.contact,
        )
        self.hand = Hand(practice, personas) if practice else None
        self._bar: PracticeBar | None = None
        self.stage = KivyStage(self._frame, clock)
        self.add_widget(self.stage)

    def measure(self, width: int, height: int) -> None:
        """Lay everything out for a window of that size."""
        whole = Measures.of_window(width, height, self._diagonal)
        strip = round(whole.of(HEIGHT)) if self.hand else 0
        if self.hand:
            if self._bar:
                self.remove_widget(self._bar)
            self._bar = PracticeBar(self._frame.at(whole.strip(strip)), self.hand)
            self.add_widget(self._bar)
        self.stage.measure(whole.below(strip))
