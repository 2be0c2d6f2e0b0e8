"""The whole window: the stage, and in practice a bar above it and a frame around it all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk import comfort
from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.hood.record import Record
from kiosk.practice import Hand
from kiosk.screens.covers import Black, Cover, Night, SettingsProblem
from kiosk.screens.guide import Guide
from kiosk.screens.hood import Hood, column_of
from kiosk.screens.narrator import Speaker
from kiosk.screens.practice_bar import InstructorBar, PracticeBar, bar_height
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.stage import KivyStage
from kiosk.screens.theme import Measures
from kiosk.settings import Settings
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts

FRAME = 10
"""Thickness of the frame around practice, in units of the design; an outer part of it is ink."""


AWAKE_SECONDS = 120.0
"""How long the greeting is seen at night after somebody was there, or the device was started."""

PROBLEM_SECONDS = 600.0
"""How long after the start a technician is told of bad settings, if nobody touches the screen."""


class Room(Widget):
    """`demonstration` is the reader of an instructor, with the cards to lay on it. `problem` is
    what is wrong with the settings."""

    def __init__(  # noqa: PLR0913  all that is in the room
        self,
        settings: Settings,
        texts: Texts,
        demonstration: PracticeReader | None,
        personas: Sequence[Persona],
        clock: Callable[[], float] = time.monotonic,
        *,
        voice: Speaker,
        problem: BadFile | None = None,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._problem = problem
        self._problem_until = clock() + PROBLEM_SECONDS
        self._awake_until = clock() + AWAKE_SECONDS
        self._cover: Cover | None = None
        self._night = False
        self._diagonal = settings.screen.diagonal
        self._size = (1280, 800)
        self.hand = Hand(demonstration, personas) if demonstration else None
        self._practising: Hand | None = None
        self._black = False
        self._bar_is_seen = True
        self.menu: Callable[[], None] | None = None
        """What else an instructor can do; set it before the window is laid out."""
        if self.hand:
            self.hand.moved = Clock.create_trigger(self._refill_bar)
        self._record: Record | None = None
        self._hood: Hood | None = None
        self._overheard: Hand | None = None
        at_rest = replace(comfort.AT_REST, volume=settings.volume)
        voice.change_volume(settings.volume)
        self._frame = Frame(
            texts,
            Measures.of_window(*self._size, self._diagonal),
            settings.site,
            practice=bool(self.hand),
            comfort=at_rest,
            at_rest=at_rest,
            contact=settings.contact,
            films=Path(settings.sign_language),
        )
        self._bar: Sheet | None = None
        self.stage = KivyStage(
            self._frame, Guide(voice, clock), clock, self._practise, self._lay_out
        )
        self.add_widget(self.stage)
        self.stage.bind(children=self._follow)

    @property
    def shows_hood(self) -> bool:
        return self._record is not None

    def show_hood(self, on: bool) -> None:
        """Let a class read what terminal and practice card say to each other, or no more.

        Only in a demonstration, where no real card can be: elsewhere nothing happens.
        """
        if self.hand and on is not self.shows_hood:
            self._record = Record(Clock.create_trigger(self._hear)) if on else None
            self._overhear()
            self._lay_out()

    def _overhear(self) -> None:
        """Only the card that is used now is listened to."""
        hand = self._practising or self.hand
        if self._overheard:
            self._overheard.overhear(None)
        self._overheard = hand if self._record else None
        if self._record and hand:
            hand.overhear(self._record.hear)

    def _hear(self, *_: object) -> None:
        if self._hood and not self.deaf:
            self._hood.news()

    @property
    def deaf(self) -> bool:
        """Whether touches and keys do nothing but at the instructor's strip."""
        return self.stage.deaf

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        self.stage.deaf = deaf
        self._hear()  # what was said meanwhile

    def on_touch_down(self, touch: Any) -> bool:
        hood = self._hood
        if self.deaf and hood and hood.collide_point(*touch.pos):
            return True
        return bool(super().on_touch_down(touch))

    def rest(self, *, dark: bool) -> None:
        """To be told once a second whether the house is closed and nobody is at the screen."""
        now = self._clock()
        if self._problem:
            if now >= self._problem_until:
                self.uncover()
            return
        if not dark:
            self._awake_until = now + AWAKE_SECONDS
        night = now >= self._awake_until
        if night != self._night:
            self._night = night
            self._cover_up()

    @property
    def black(self) -> bool:
        """Whether nothing at all is seen."""
        return self._black

    @black.setter
    def black(self, black: bool) -> None:
        self._black = black
        self._lay_out()

    @property
    def bar_is_seen(self) -> bool:
        """Whether there is an instructor's strip, if there is an instructor."""
        return self._bar_is_seen

    @bar_is_seen.setter
    def bar_is_seen(self, seen: bool) -> None:
        if seen != self._bar_is_seen:
            self._bar_is_seen = seen
            self._lay_out()

    def uncover(self) -> None:
        """Somebody is there: take away what lies over everything, but not what an instructor has
        put there."""
        if self._cover and not self._black:
            self._problem, self._night = None, False
            self._awake_until = self._clock() + AWAKE_SECONDS
            self._cover_up()

    def _follow(self, *_: object) -> None:
        """The stage shows something else now: perhaps a visit begins."""
        if not self.stage.greets:
            self.uncover()

    def _cover_up(self) -> None:
        if self._cover:
            self.remove_widget(self._cover)
        whole = Measures.of_window(*self._size, self._diagonal)
        self._cover = self._make_cover(self._frame.at(whole))
        if self._cover:
            self.add_widget(self._cover)

    def _make_cover(self, frame: Frame) -> Cover | None:
        if self._black:
            return Black(frame, self.uncover)
        if self._problem:
            return SettingsProblem(frame, self._problem, self.uncover)
        return Night(frame, self.uncover) if self._night else None

    def measure(self, width: int, height: int) -> None:
        """Lay everything out for a window of that size."""
        self._size = width, height
        self._lay_out()

    def _lay_out(self) -> None:
        whole = Measures.of_window(*self._size, self._diagonal)
        barred = self._practising or (self.hand and self._bar_is_seen)
        strip = round(whole.of(bar_height(whole))) if barred else 0
        if self._bar:
            self.remove_widget(self._bar)
        self._bar = self._make_bar(self._frame.at(whole.strip(strip)))
        if self._bar:
            self.add_widget(self._bar)
        self.stage.guide.beside = self._bar if self._practising else None
        self._draw_frame(whole)
        below = whole.below(strip)
        column = column_of(whole) if self.shows_hood else 0
        self.stage.measure(self._frame.at(below.beside(column) if column else below))
        if self._hood:
            self.remove_widget(self._hood)
        self._hood = self._make_hood(below.column(column) if column else below, bool(column))
        if self._hood:
            self.add_widget(self._hood)
        self.stage.guide.hood = self._hood if column else None
        self.stage.lay_over(None if column else self._hood)
        self._cover_up()  # over all of it

    def _make_hood(self, measures: Measures, beside: bool) -> Hood | None:
        if not self._record:
            return None
        close = None if beside else lambda: self.show_hood(False)
        frame = self._frame.at(measures).with_comfort(self.stage.comfort)
        hood = Hood(frame, self._record.talks, close, self.stage.person.touched)
        if not beside:
            hood.changed = partial(self.stage.lay_over, hood)
        return hood

    def _practise(self, hand: Hand | None) -> None:
        """A citizen's practice begins or ends, within a demonstration too."""
        self._practising = hand
        self._overhear()
        if hand:
            hand.moved = Clock.create_trigger(self._refill_bar)
        self._frame = replace(self._frame, practice=bool(hand or self.hand), bar=bool(hand))
        self._lay_out()

    def _make_bar(self, frame: Frame) -> Sheet | None:
        if self._practising:
            return PracticeBar(frame, self._practising)
        if not (self.hand and self._bar_is_seen):
            return None
        return InstructorBar(frame, self.hand, self._turn_hood, self.menu)

    def _turn_hood(self) -> None:
        self.show_hood(not self.shows_hood)

    def _refill_bar(self, *_: object) -> None:
        """The instructor has moved a card from somewhere else, or it was torn away."""
        if isinstance(self._bar, InstructorBar | PracticeBar):
            self._bar.fill()

    def _draw_frame(self, whole: Measures) -> None:
        """Over everything, so that no overlay hides it."""
        self.canvas.after.clear()
        if not self._frame.practice or self._black:
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
