"""What lies over everything: bad settings after the start, the night, and black in a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.german import german
from kiosk.screens.page import MARGIN
from kiosk.screens.pile import Pile, height, largest
from kiosk.screens.sheet import Frame, TopSheet
from kiosk.screens.widgets import Box
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts

GO_ON = "Go on"
HOLDS = (
    "Mend it in the file, and start the device again. Until then the last settings hold that were"
    " right, or the defaults if there were none."
)


class Cover(TopSheet):
    """Nothing below it can be touched. `lift` takes it away."""

    def __init__(self, frame: Frame, lift: Callable[[], None], ground: str) -> None:
        super().__init__(frame, ground)
        self.lift = lift


class Night(Cover):
    """Dark, with a small light as devices have that sleep. Any touch wakes."""

    def __init__(self, frame: Frame, lift: Callable[[], None]) -> None:
        super().__init__(frame, lift, "#000000")
        of = self.measures.of
        light = Box(self.palette.yellow, self.palette.yellow, 1, of(5))
        light.size = (of(10), of(10))
        self.put(light, (self.width - of(10)) / 2, self.height - of(40))

    def on_touch_up(self, touch: Any) -> bool:
        self.lift()
        return super().on_touch_up(touch)


class Black(Cover):
    """Nothing at all is seen, and no touch changes that: an instructor wants to be looked at."""

    def __init__(self, frame: Frame, lift: Callable[[], None]) -> None:
        super().__init__(frame, lift, "#000000")


class SettingsProblem(Cover):
    """For the technician, in German and English: file, line, what is wrong and what would be
    right. It shows names of settings, and no value but those that are no secret."""

    def __init__(self, frame: Frame, bad: BadFile, lift: Callable[[], None]) -> None:
        frame = replace(frame, texts=Texts())
        super().__init__(frame, lift, frame.palette.bright)
        self._bad = bad
        of, margin = self.measures.of, self.measures.of(MARGIN)
        wide = self.width - 2 * margin
        button = self.button(
            f"{german(GO_ON)} · {GO_ON}", min(wide, of(520)), lift, yellow=False, align="center"
        )
        room = self.height - 3 * margin - button.height
        words = largest(lambda shrink: self._words(shrink, wide), lambda p: height(p) <= room)
        self.pile(words, margin, margin)
        self.put(button, margin, self.height - margin - button.height)

    def _words(self, shrink: float, width: float) -> Pile:
        def line(words: str, size: float, gap: float, *, bold: bool = False) -> tuple[Any, float]:
            of = self.measures.of
            return self.text(words, of(size) * shrink, width, bold=bold), of(gap) * shrink

        return [
            line(german("Something is wrong in the settings"), 44, 14, bold=True),
            line(self._where(german), 44, 18, bold=True),
            line(self._what(german), 34, 12, bold=True),
            line(german(HOLDS), 26, 36),
            line(f"{self._where(str)}: {self._what(str)}", 26, 10, bold=True),
            line(HOLDS, 24, 0),
        ]

    def _where(self, translate: Callable[[str], str]) -> str:
        line = translate("line {line}").format(line=self._bad.line) if self._bad.line else ""
        return ", ".join(filter(None, (self._bad.path.name, line)))

    def _what(self, translate: Callable[[str], str]) -> str:
        problem = self._bad.problem(translate)
        return f"{translate(self._bad.place)}: {problem}" if self._bad.place else problem
