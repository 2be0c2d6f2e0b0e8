"""The whole window: the stage, and in practice a bar above it and a frame around it all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kivy.graphics import Color, Line
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.practice import Hand
from kiosk.screens.guide import Guide
from kiosk.screens.narrator import Speaker
from kiosk.screens.practice_bar import InstructorBar, PracticeBar, bar_height
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.stage import KivyStage
from kiosk.screens.theme import Measures
from kiosk.settings import Settings
from kiosk.texts import Texts

FRAME = 10
"""Thickness of the frame around practice, in units of the design; an outer part of it is ink."""


class Room(Widget):
    """`demonstration` is the reader of an instructor, with the cards to lay on it."""

    def __init__(  # noqa: PLR0913  all that is in the room
        self,
        settings: Settings,
        texts: Texts,
        demonstration: PracticeReader | None,
        personas: Sequence[Persona],
        clock: Callable[[], float] = time.monotonic,
        *,
        voice: Speaker,
    ) -> None:
        super().__init__()
        self._diagonal = settings.screen.diagonal
        self._size = (1280, 800)
        self.hand = Hand(demonstration, personas) if demonstration else None
        self._practising: Hand | None = None
        self._frame = Frame(
            texts,
            Measures.of_window(*self._size, self._diagonal),
            settings.site,
            practice=bool(self.hand),
            contact=settings.contact,
            films=Path(settings.sign_language),
        )
        self._bar: Sheet | None = None
        self.stage = KivyStage(
            self._frame, Guide(voice, clock), clock, self._practise, self._lay_out
        )
        self.add_widget(self.stage)

    def measure(self, width: int, height: int) -> None:
        """Lay everything out for a window of that size."""
        self._size = width, height
        self._lay_out()

    def _lay_out(self) -> None:
        whole = Measures.of_window(*self._size, self._diagonal)
        strip = round(whole.of(bar_height(whole))) if self._frame.practice else 0
        if self._bar:
            self.remove_widget(self._bar)
        self._bar = self._make_bar(self._frame.at(whole.strip(strip)))
        if self._bar:
            self.add_widget(self._bar)
        self.stage.guide.beside = self._bar if self._practising else None
        self._draw_frame(whole)
        self.stage.measure(self._frame.at(whole.below(strip)))

    def _practise(self, hand: Hand | None) -> None:
        """A citizen's practice begins or ends, within a demonstration too."""
        self._practising = hand
        self._frame = replace(self._frame, practice=bool(hand or self.hand), bar=bool(hand))
        self._lay_out()

    def _make_bar(self, frame: Frame) -> Sheet | None:
        if self._practising:
            return PracticeBar(frame, self._practising)
        return InstructorBar(frame, self.hand) if self.hand else None

    def _draw_frame(self, whole: Measures) -> None:
        """Over everything, so that no overlay hides it."""
        self.canvas.after.clear()
        if not self._frame.practice:
            return
        thick, palette = whole.of(FRAME), self._frame.palette
        with self.canvas.after:
            for colour, edge in ((palette.ink, thick), (palette.yellow, 0.6 * thick)):
                Color(*get_color_from_hex(colour))
                Line(
                    rectangle=(edge / 2, edge / 2, whole.width - edge, whole.height - edge),
                    width=edge / 2,
                    joint="miter",
                )
