"""Everything that can be chosen for eye, ear and hand, over the page that it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from kivy.uix.widget import Widget

from kiosk.comfort import LOUDEST, Comfort
from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.widgets import Box

VOLUME_STEP = 2
"""What one press on louder or softer changes; five presses from silent to the loudest."""


Make: TypeAlias = Callable[[float, float], Widget]
"""Makes a part of a row for a shrinking factor and a width."""


class ComfortPanel(Overlay):
    """Each choice holds at once. What holds is yellow, in a thick frame, and named so."""

    def __init__(
        self,
        frame: Frame,
        change: Callable[[Comfort], None],
        languages: Callable[[], None],
        close: Callable[[], None],
    ) -> None:
        super().__init__(frame)
        self._change = change
        self._languages = languages
        self.back = close
        of, title = self.measures.of, frame.texts("comfort.title")
        self.panel(
            lambda shrink, width: [
                (self.text(title, of(40) * shrink, width, bold=True), of(14)),
            ],
            self._controls,
            close,
        )

    def _controls(self, shrink: float, width: float) -> Pile:
        gap = self.measures.of(12)
        language = self._choice(self.frame.texts("language.name"), "globe", self._languages)
        rows = [self._sizes(), self._switches(), self._volume(), [language]]
        if len(self.measures.reaches) > 1:
            rows.insert(3, self._reaches())
        pile: list[tuple[Widget, float]] = []
        for row in rows:
            columns = len(row) if self.scale == 1 else min(len(row), 2)
            wide = (width - (columns - 1) * gap) / columns
            made = [make(shrink, wide) for make in row]
            pile += [
                (self.row(made[first : first + columns], width, gap), gap)
                for first in range(0, len(made), columns)
            ]
        return pile

    def _sizes(self) -> list[Make]:
        now, words = self.frame.comfort, self.frame.texts("comfort.size")
        return [
            self._option(
                f"{words} {size.value} %", "size", replace(now, size=size), size is now.size
            )
            for size in self.measures.sizes
        ]

    def _switches(self) -> list[Make]:
        now, texts = self.frame.comfort, self.frame.texts
        switches = (
            ("contrast", now.contrast, replace(now, contrast=not now.contrast)),
            ("speech", now.speech, replace(now, speech=not now.speech)),
            ("steady", now.steady, replace(now, steady=not now.steady)),
        )
        states = {True: texts("comfort.on"), False: texts("comfort.off")}
        return [
            self._option(f"{texts(f'comfort.{name}')}: {states[on]}", name, other, on)
            for name, on, other in switches
        ]

    def _volume(self) -> list[Make]:
        now, texts = self.frame.comfort, self.frame.texts
        softer = replace(now, volume=max(0, now.volume - VOLUME_STEP))
        louder = replace(now, volume=min(LOUDEST, now.volume + VOLUME_STEP))
        less = self._option(texts("comfort.softer"), "softer", softer)
        more = self._option(texts("comfort.louder"), "speech", louder)
        return [less, self._bars, more] if self.scale == 1 else [less, more, self._bars]

    def _reaches(self) -> list[Make]:
        now, texts, key = self.frame.comfort, self.frame.texts, "comfort.reach"
        return [
            self._option(
                texts(f"{key}.{reach.value}"),
                reach.value,
                replace(now, reach=reach),
                reach is now.reach,
            )
            for reach in self.measures.reaches
        ]

    def _option(self, words: str, icon: str, comfort: Comfort, on: bool = False) -> Make:
        return self._choice(words, icon, partial(self._change, comfort), on)

    def _choice(self, words: str, icon: str, action: Callable[[], None], on: bool = False) -> Make:
        def make(shrink: float, width: float) -> Widget:
            button = self.button(
                words,
                width,
                action,
                size=24 * shrink,
                least=72 * shrink,
                icon=icon,
                yellow=on,
                padding=16,
            )
            button.spoken = self.frame.texts("speech.chosen", name=words) if on else ""
            return button

        return make

    def _bars(self, shrink: float, width: float) -> Widget:
        """How loud it is, as bars that grow."""
        of, palette, steps = self.measures.of, self.palette, LOUDEST // VOLUME_STEP
        scale = Widget(size_hint=(None, None), size=(width, of(72) * shrink))
        wide = width / (2 * steps + 1)
        bars = []
        for step in range(1, steps + 1):
            full = step * VOLUME_STEP <= self.frame.comfort.volume
            bar = Box(palette.blue if full else palette.paper, palette.edge, of(1.25), of(4))
            bar.size = (wide, scale.height * (0.3 + 0.7 * step / steps))
            bar.pos = ((2 * step - 1) * wide, 0)
            bars.append(bar)
        self.hold(scale, *bars)
        return scale
