"""A page: header, body, footer. What stands around the body is in the same place everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.journeys.steps import Progress
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.theme import Colour
from kiosk.screens.widgets import Box, Icon, PushButton

HEADER, FOOTER, MARGIN = 88, 104, 40
"""Heights and margin of the design at 1280x800."""

PILL_MILLIMETRES = 9
"""Least height of what can be pressed in the header."""


@dataclass(frozen=True, kw_only=True)
class Actions:
    """What the controls around a page do; None leaves a control out."""

    back: Callable[[], None] | None = None
    home: Callable[[], None] | None = None
    help: Callable[[], None] | None = None
    comfort: Callable[[], None] | None = None
    """Everything that can be chosen for eye, ear and hand."""
    end: Callable[[], None] | None = None
    size: Callable[[], None] | None = None
    """The next larger letters, or the first ones again."""
    contrast: Callable[[], None] | None = None
    speech: Callable[[], None] | None = None
    languages: Callable[[], None] | None = None

    def without_ways(self) -> Actions:
        """Where nobody may leave: only what makes the page easier to read stays."""
        return replace(self, back=None, home=None, help=None, end=None)


@dataclass(frozen=True)
class Pill:
    """A control of the header."""

    icon: str
    words: str
    action: Callable[[], None]
    on: bool = False


class Page(Sheet):
    """A sheet with a header and a footer. Its body lies between `head` and `foot`."""

    def __init__(self, frame: Frame, ground: Colour | None = None) -> None:
        super().__init__(frame, ground)
        of = self.measures.of
        self.head = of(HEADER)
        """Height of the header in pixels."""
        self.foot = of(FOOTER + 88 if self.measures.portrait else FOOTER)
        """Height of the footer in pixels."""

    def header(self, title: str, note: str, progress: Progress | None, actions: Actions) -> None:
        of, palette, texts = self.measures.of, self.palette, self.frame.texts
        self.heading = self._heading(title, note, progress)
        margin = of(MARGIN)
        mark = Box(palette.yellow, palette.edge, of(1), of(4))
        mark.size = (of(14), of(52))
        self.put(mark, margin, of(18))
        left = margin + of(32)
        if progress and progress.of == 1:
            progress = None
        least = of(300) + (of(200) + self._pitch(progress) * progress.of if progress else 0)
        least += of(152) if self.frame.practice else 0
        right = self.pills(self.width - margin, of(44), least, actions) - of(20)
        if self.frame.practice:
            right = self._practice_word(right) - of(20)
        words = texts("progress", step=progress.step, of=progress.of) if progress else ""
        if progress and self.measures.portrait:
            note = f"{words} · {note}"
        elif progress:
            label = self.text(words, of(20), of(190), bold=True, colour=self._quiet)
            bars = self._pitch(progress) * progress.of
            right -= label.width + bars + of(8)
            self.silent.append(self.put(label, right, of(44) - label.height / 2))
            self._bars(progress, right + label.width + of(8))
            right -= of(20)
        upper = self.text(title, of(26), right - left, bold=True)
        lower = self.text(note, of(17), right - left, colour=self._quiet)
        if upper.height + lower.height > of(84):  # a long title stands alone
            upper = self.text(title, of(20), right - left, bold=True)
            self.put(upper, left, of(44) - upper.height / 2)
        else:
            top = of(44) - (upper.height + lower.height) / 2
            self.put(upper, left, top)
            self.put(lower, left, top + upper.height)
        self.silent += [upper, lower]
        with self.canvas.before:
            Color(*get_color_from_hex(palette.edge))
            Rectangle(pos=(0, self.height - of(HEADER)), size=(self.width, of(2)))

    def _heading(self, title: str, note: str, progress: Progress | None) -> list[str]:
        """Not what stands on every page of this kiosk."""
        texts, said = self.frame.texts, []
        if self.frame.practice:
            said.append(texts("practice.word"))
        if title != texts("brand.title"):
            said.append(title)
        if progress and progress.of > 1:
            said.append(texts("progress", step=progress.step, of=progress.of))
        if note != self.frame.site:
            said.append(note)
        return said

    def footer(self, actions: Actions) -> None:
        """One row, and two in portrait; a control that is left out leaves its place empty."""
        of, texts = self.measures.of, self.frame.texts
        with self.canvas.before:
            Color(*get_color_from_hex(self.palette.blue_soft))
            Rectangle(size=(self.width, self.foot))
        places = (
            (actions.back, "button.back", self.arrow),
            (actions.home, "button.home", "home"),
            (actions.help, "button.help", "help"),
            (actions.comfort, "comfort.title", "comfort"),
            (actions.end, "button.end", "end"),
        )
        portrait, margin, gap = self.measures.portrait, of(MARGIN), of(16)
        top, buttons = self.height - self.foot + of(14), []
        for row in (places[:2] + places[4:], places[2:4]) if portrait else (places,):
            width = (self.width - 2 * margin - (len(row) - 1) * gap) / len(row)
            for index, (action, key, icon) in enumerate(row):
                if action:
                    button = self.button(texts(key), width, action, icon=icon, padding=14)
                    self.put(button, margin + index * (width + gap), top)
                    buttons.append(button)
            top += of(88)
        self.around = buttons + self.around
        self.back = actions.back

    def pills(self, right: float, middle: float, least: float, actions: Actions) -> float:
        """Controls in a row that ends at `right`: with words where that leaves `least` beside
        them, else as icons, the language last of all. Gives the row's left end."""
        made = self._pills(actions, self._named(actions))
        for named in (("globe",), ()):
            if right - _wide(made, self.measures.of(12)) >= least:
                break
            made = self._pills(actions, named)
        for pill in reversed(made):
            self.put(pill, right - pill.width, middle - pill.height / 2)
            right -= pill.width + self.measures.of(12)
        self.around += made
        return right + self.measures.of(12)

    def _offered(self, actions: Actions) -> list[Pill]:
        texts, comfort = self.frame.texts, self.frame.comfort
        offered = [
            ("size", texts("comfort.larger"), actions.size, comfort.size.value > 100),
            ("contrast", texts("comfort.contrast"), actions.contrast, comfort.contrast),
            ("speech", texts("comfort.speech"), actions.speech, comfort.speech),
            ("globe", texts("language.name"), actions.languages, False),
        ]
        return [Pill(icon, words, action, on) for icon, words, action, on in offered if action]

    def _named(self, actions: Actions) -> Sequence[str]:
        return [pill.icon for pill in self._offered(actions)]

    def _pills(self, actions: Actions, named: Sequence[str]) -> list[PushButton]:
        return [self._pill(one, one.icon in named) for one in self._offered(actions)]

    def _pill(self, pill: Pill, named: bool) -> PushButton:
        """What is switched on is yellow and has a thick edge."""
        of, palette = self.measures.of, self.palette
        fill, edge = (palette.yellow, palette.ink) if pill.on else (palette.paper, palette.edge)
        ink = palette.on_yellow if pill.on else palette.ink
        tall = min(max(of(60), PILL_MILLIMETRES * self.measures.millimetre), of(HEADER - 6))
        button = PushButton(fill, edge, of(2.5 if pill.on else 1.25), tall / 2, palette.blue_soft)
        icon = Icon(pill.icon, of(34), ink)
        icon.pos = (of(18), (tall - icon.height) / 2)
        button.size = (max(icon.width + of(36), tall), tall)
        parts = [icon]
        if named:
            label = self.text(pill.words, of(21), of(230), bold=True, colour=ink)
            label = self.text(
                pill.words, of(21), label.extent(pill.words) + of(4), bold=True, colour=ink
            )
            label.pos = (of(60), (tall - label.height) / 2)
            button.size = (label.width + of(78), tall)
            parts.append(label)
        else:
            icon.x = (button.width - icon.width) / 2
        button.spoken = (
            self.frame.texts("speech.chosen", name=pill.words) if pill.on else pill.words
        )
        self.hold(button, *parts)
        button.action = pill.action
        return button

    def _practice_word(self, right: float) -> float:
        of = self.measures.of
        label = self.text(
            self.frame.texts("practice.word"), of(21), of(120), bold=True, align="center"
        )
        sign = Box(self.palette.yellow, self.palette.ink, of(1.5), of(8))
        sign.size = (label.width + of(12), of(48))
        label.pos = (of(6), (sign.height - label.height) / 2)
        self.hold(sign, label)
        self.silent.append(self.put(sign, right - sign.width, of(20)))
        return right - sign.width

    def _bars(self, progress: Progress, left: float) -> None:
        of = self.measures.of
        pitch, gap = self._pitch(progress), self.measures.of(8)
        for step in range(progress.of):
            done = step < progress.step
            fill, edge = (
                (self.palette.blue, self.palette.blue)
                if done
                else (self.palette.paper, self.palette.edge)
            )
            bar = Box(fill, edge, of(1.25), of(7))
            bar.size = (pitch - gap, of(14))
            self.put(bar, left + step * pitch, of(37))

    def _pitch(self, progress: Progress) -> float:
        """From one bar to the next; many of them stand closer."""
        return self.measures.of(min(52, 208 / progress.of))


def _wide(row: Sequence[PushButton], gap: float) -> float:
    return sum(button.width + gap for button in row)
