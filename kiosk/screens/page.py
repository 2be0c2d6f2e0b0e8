"""A page: header, body, footer. What stands around the body is in the same place everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kivy.graphics import Color, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.comfort import Reach, TextSize
from kiosk.journeys.steps import Progress
from kiosk.screens.book import Book, Part, Room
from kiosk.screens.pile import Pile, largest
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.theme import ROW, Colour
from kiosk.screens.widgets import Box, Icon, PushButton, Text

HEADER, MARGIN = 88, 40
"""Height and margin of the design at 1280x800."""

PILL_MILLIMETRES = 9
"""Least height of what can be pressed in the header."""


WAY_PADDING = 14
"""In a button of the footer, in design units."""


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
    signing: Callable[[], None] | None = None
    """The film of this page in sign language."""
    languages: Callable[[], None] | None = None
    technician: Callable[[], None] | None = None
    """The way in for technicians, at the greeting alone."""

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
        self.head = round(self.measures.of(HEADER))
        """Height of the header in pixels."""
        self.foot = round(self.measures.footer)
        """Height of the footer in pixels."""
        self.low = frame.comfort.reach is not Reach.WHOLE
        """Whether all that can be touched stands further down."""
        self.free = self.low or self.scale > 1
        """Whether the page is laid out in another way than in the design."""

    @property
    def body_columns(self) -> int:
        """How many controls stand side by side where a page is laid out freely."""
        return 1 if self.scale > 1 else 2

    @property
    def body_column(self) -> float:
        """Width of one of them."""
        width, gap = self.width - 2 * self.measures.of(MARGIN), self.measures.of(16)
        return (width - (self.body_columns - 1) * gap) / self.body_columns

    def room(self, top: float, bottom: float, column: float | None = None) -> Room:
        """What a book from `top` to `bottom` holds on this page."""
        zone = self.measures.within(self.frame.comfort.reach) - (self.height - bottom)
        return Room(
            self.width - 2 * self.measures.of(MARGIN),
            bottom - top,
            min(zone, bottom - top),
            column,
        )

    def bind_book(self, words: Part, controls: Part, picture: str | None = None) -> None:
        """Fill the whole body with a book."""
        of = self.measures.of
        top = self.head + of(30)
        room = self.room(top, self.height - self.foot - of(18))
        self.book = Book(self, room, words, controls, picture=picture)
        self.put(self.book, of(MARGIN), top)

    def in_rows(self, buttons: Sequence[PushButton]) -> Pile:
        """Buttons of the width of a column, row below row."""
        columns = self.body_columns
        width, gap = self.width - 2 * self.measures.of(MARGIN), self.measures.of(16)
        return [
            (self.row(buttons[first : first + columns], width, gap), gap)
            for first in range(0, len(buttons), columns)
        ]

    def header(self, title: str, note: str, progress: Progress | None, actions: Actions) -> None:
        of, palette, texts = self.measures.of, self.palette, self.frame.texts
        self.heading = self._heading(title, note, progress)
        margin = of(MARGIN)
        mark = Box(palette.yellow, palette.edge, of(1), of(4))
        mark.size = (of(14), of(52))
        self.put(mark, margin, of(18))
        left, right = margin + of(32), self.width - margin
        if progress and progress.of == 1:
            progress = None
        least = of(300) + (of(200) + self._pitch(progress) * progress.of if progress else 0)
        least += of(152) if self.frame.practice else 0
        if not self.low:
            offered = replace(actions, comfort=None)  # that one stands in the footer
            right = self.pills(right, of(HEADER / 2), least, offered) - of(20)
        if self.frame.practice:
            right = self._practice_word(right) - of(20)
        words = texts("progress", step=progress.step, of=progress.of) if progress else ""
        if progress and self.measures.portrait:
            note = f"{words} · {note}"
        elif progress:
            label = self.text(words, of(20), of(190), bold=True, colour=self._quiet, fixed=True)
            bars = self._pitch(progress) * progress.of
            right -= label.width + bars + of(8)
            self.silent.append(self.put(label, right, of(44) - label.height / 2))
            self._bars(progress, right + label.width + of(8))
            right -= of(20)
        self._titles(title, note, left, right - left)
        with self.canvas.before:
            Color(*get_color_from_hex(palette.edge))
            Rectangle(pos=(0, self.height - self.head), size=(self.width, round(of(2))))

    def _titles(self, title: str, note: str, left: float, width: float) -> None:
        """As large as the header's height allows; a long title stands alone."""
        of = self.measures.of

        def lines(size: float) -> list[Text]:
            return [
                self.text(title, of(26) * size, width, bold=True, fixed=True),
                self.text(note, of(17) * size, width, colour=self._quiet, fixed=True),
            ]

        def alone(size: float) -> list[Text]:
            return lines(size)[:1]

        def fit(made: list[Text]) -> bool:
            return sum(line.height for line in made) <= of(84)

        made = largest(lambda shrink: lines(self.scale * shrink), fit, lowest=1 / self.scale)
        if not fit(made):
            made = largest(lambda shrink: alone(self.scale * shrink), fit)
        if not fit(made):
            made = largest(alone, fit)
        top = (self.head - sum(line.height for line in made)) / 2
        for line in made:
            self.silent.append(self.put(line, left, top))
            top += line.height

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
        """One row, and two in portrait; a control that is left out leaves its place empty. What
        stands in the header else stands on the right of it, where all has to be further down."""
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
        rows = (places[:2] + places[4:], places[2:4]) if self.measures.portrait else (places,)
        gap, top = of(16), self.height - self.foot + of(14)
        buttons: list[PushButton] = []
        for number, row in enumerate(rows):
            room = self.width - 2 * of(MARGIN)
            if self.low:
                pair = self._pills(self._offered(replace(actions, comfort=None)), ())
                pair = pair[2:] if number else pair[:2]
                room -= sum(pill.width + gap for pill in pair)
                left = of(MARGIN) + room + gap
                for pill in pair:
                    self.put(pill, left, top + (of(72) - pill.height) / 2)
                    left += pill.width + gap
                self.around += pair
            width = (room - (len(row) - 1) * gap) / len(row)
            words = [texts(key) for _, key, _ in row]
            size = self._way_size(words, width)
            for index, (action, _, icon) in enumerate(row):
                if action:
                    button = self._way(words[index], width, action, icon, size)
                    self.put(button, of(MARGIN) + index * (width + gap), top)
                    buttons.append(button)
            top += of(ROW)
        self.around = buttons + self.around
        self.back = actions.back

    def _way_size(self, words: Sequence[str], width: float) -> float:
        """Size of the letters of a row of the footer, in design units: as large as has been chosen
        and the places allow."""
        of = self.measures.of
        longest = max(self.extent(word, of(25)) for word in words)
        return 25 * min(self.scale, max(0.7, (width - of(WAY_PADDING * 2 + 44)) / longest))

    def _way(
        self, words: str, width: float, action: Callable[[], None], icon: str, size: float
    ) -> PushButton:
        return largest(
            lambda shrink: self.button(
                words,
                width,
                action,
                size=size * shrink / self.scale,
                icon=icon,
                icon_side=32,
                padding=WAY_PADDING,
            ),
            lambda button: button.height <= self.measures.of(ROW - 12),
        )

    def pills(self, right: float, middle: float, least: float, actions: Actions) -> float:
        """Controls in a row that ends at `right`: with words where that leaves `least` beside
        them, else as icons, the language last of all. Gives the row's left end."""
        offered, gap = self._offered(actions), self.measures.of(12)
        named: list[str] = []
        for named in ([pill.icon for pill in offered], ["globe"], []):
            if right - sum(self._pill_width(p, p.icon in named) + gap for p in offered) >= least:
                break
        made = self._pills(offered, named)
        for pill in reversed(made):
            self.put(pill, right - pill.width, middle - pill.height / 2)
            right -= pill.width + gap
        self.around += made
        return right + gap

    def _offered(self, actions: Actions) -> list[Pill]:
        texts, comfort = self.frame.texts, self.frame.comfort
        offered = [
            ("size", texts("comfort.larger"), actions.size, comfort.size is not TextSize.NORMAL),
            ("contrast", texts("comfort.contrast"), actions.contrast, comfort.contrast),
            ("speech", texts("comfort.speech"), actions.speech, comfort.speech),
            ("signing", texts("sign-language.title"), actions.signing, False),
            ("comfort", texts("comfort.title"), actions.comfort, False),
            ("globe", texts("language.name"), actions.languages, False),
        ]
        return [Pill(icon, words, action, on) for icon, words, action, on in offered if action]

    def _pills(self, offered: Sequence[Pill], named: Sequence[str]) -> list[PushButton]:
        return [self._pill(one, one.icon in named) for one in offered]

    def _pill(self, pill: Pill, named: bool) -> PushButton:
        """What is switched on is yellow and has a thick edge."""
        of, palette = self.measures.of, self.palette
        fill, edge = (palette.yellow, palette.ink) if pill.on else (palette.paper, palette.edge)
        ink = palette.on_yellow if pill.on else palette.ink
        tall = self._pill_height
        button = PushButton(fill, edge, of(2.5 if pill.on else 1.25), tall / 2, palette.blue_soft)
        icon = Icon(pill.icon, of(34), ink)
        icon.pos = (of(18), (tall - icon.height) / 2)
        button.size = (self._pill_width(pill, named), tall)
        parts = [icon]
        if named:
            width = button.width - of(78)
            label = self.text(pill.words, of(21), width, bold=True, colour=ink, fixed=True)
            label.pos = (of(60), (tall - label.height) / 2)
            parts.append(label)
        else:
            icon.x = (button.width - icon.width) / 2
        button.spoken = (
            self.frame.texts("speech.chosen", name=pill.words) if pill.on else pill.words
        )
        self.hold(button, *parts)
        button.action = pill.action
        return button

    @property
    def _pill_height(self) -> float:
        of = self.measures.of
        return min(max(of(60), PILL_MILLIMETRES * self.measures.millimetre), of(HEADER - 6))

    def _pill_width(self, pill: Pill, named: bool) -> float:
        of = self.measures.of
        if named:
            return self.extent(pill.words, of(21)) + of(4 + 78)
        return max(of(34 + 36), self._pill_height)

    def _practice_word(self, right: float) -> float:
        of = self.measures.of
        label = self.text(
            self.frame.texts("practice.word"),
            of(21),
            of(120),
            bold=True,
            colour=self.palette.on_yellow,
            align="center",
            fixed=True,
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
