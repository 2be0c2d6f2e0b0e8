"""A page: header, body, footer. Things are placed from the top left, once, by measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.journeys.steps import Progress
from kiosk.screens.pile import Pile
from kiosk.screens.script import Script, script_of
from kiosk.screens.theme import DAY, Colour, Measures, Palette
from kiosk.screens.widgets import Box, Drawing, PushButton, Text
from kiosk.texts import Texts

HEADER, FOOTER, MARGIN = 88, 104, 40
"""Heights and margin of the design at 1280x800."""


@dataclass(frozen=True)
class Frame:
    """What every page is built with."""

    texts: Texts
    measures: Measures
    site: str
    practice: bool
    """A word in the header says that this is practice."""
    bar: bool = False
    """The person has no card, but a bar above the page that lays one on and takes it away."""
    palette: Palette = DAY

    @property
    def script(self) -> Script:
        """How the language that is being read is written."""
        return script_of(self.texts.language)

    def at(self, measures: Measures) -> Frame:
        return replace(self, measures=measures)


@dataclass(frozen=True)
class Actions:
    """What the controls around a page do; None leaves a control out."""

    back: Callable[[], None] | None = None
    help: Callable[[], None] | None = None
    end: Callable[[], None] | None = None
    languages: Callable[[], None] | None = None


class Page(Widget):
    """An empty page of the window's size. Subclasses fill it in `__init__`."""

    def __init__(self, frame: Frame, ground: Colour | None = None) -> None:
        measures = frame.measures
        super().__init__(
            size_hint=(None, None),
            size=(measures.width, measures.height),
            pos=(0, measures.bottom),
        )
        self.frame = frame
        self.script = frame.script
        self.palette = frame.palette
        self.measures = measures
        with self.canvas.before:
            self._ground = Color()
            Rectangle(pos=self.pos, size=self.size)
        self.paint(ground or self.palette.paper)
        self._quiet = self.palette.ink if ground else self.palette.grey

    @property
    def arrow(self) -> str:
        """The drawing that points back, against the direction of reading."""
        return "forward" if self.script.right_to_left else "back"

    def paint(self, ground: Colour) -> None:
        self._ground.rgba = get_color_from_hex(ground)

    def put(self, widget: Widget, left: float, top: float) -> Widget:
        """Add a widget with its upper left corner there, on whole pixels so that it is sharp.

        Where the language runs from right to left the page is mirrored, and so is the place.
        """
        if self.script.right_to_left:
            left = self.width - left - widget.width
        widget.pos = (round(left), round(self.top - top - widget.height))
        self.add_widget(widget)
        return widget

    def pile(self, pile: Pile, left: float, top: float) -> None:
        """Add a pile with its upper left corner there."""
        for widget, gap in pile:
            self.put(widget, left, top)
            top += widget.height + gap

    def hold(self, box: Widget, *parts: Widget, mirrored: bool = True) -> None:
        """Put parts into a box that is placed later; their places are within the box.

        What is `mirrored` changes sides with the page; digits do not.
        """
        places = [(part, part.x, part.y) for part in parts]
        if mirrored and self.script.right_to_left:
            places = [(part, box.width - x - part.width, y) for part, x, y in places]

        def move(*_: object) -> None:
            for part, x, y in places:
                part.pos = (round(box.x + x), round(box.y + y))

        for part in parts:
            box.add_widget(part)
        box.bind(pos=move)

    def text(  # noqa: PLR0913  as Text
        self,
        words: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        colour: Colour | None = None,
        align: str = "left",
        script: Script | None = None,
    ) -> Text:
        return Text(
            words,
            size,
            colour or self.palette.ink,
            width,
            bold=bold,
            align=align,
            script=script or self.script,
        )

    def button(  # noqa: PLR0913  as Text
        self,
        words: str,
        width: float,
        action: Callable[[], None],
        *,
        size: float = 25,
        least: float = 72,
        yellow: bool = False,
        icon: str | None = None,
        align: str = "left",
        script: Script | None = None,
    ) -> PushButton:
        """A button as high as its words need, at least `least` design units."""
        of, palette = self.measures.of, self.palette
        fill = palette.yellow if yellow else palette.paper
        edge = palette.ink if yellow else palette.blue
        button = PushButton(fill, edge, of(1.5), of(16), palette.blue_soft)
        padding, room = of(24), of(44) if icon else 0
        label = self.text(
            words,
            of(size),
            width - 2 * padding - room,
            bold=True,
            colour=edge,
            align=align,
            script=script,
        )
        button.size = (width, max(of(least), label.height + of(20)))
        label.pos = (padding + room, (button.height - label.height) / 2)
        self.hold(button, label)
        if icon:
            drawing = Drawing(icon, of(32), of(32))
            drawing.pos = (padding, (button.height - drawing.height) / 2)
            self.hold(button, drawing)
        button.action = action
        return button

    def header(self, title: str, note: str, progress: Progress | None, actions: Actions) -> None:
        of, palette, texts = self.measures.of, self.palette, self.frame.texts
        margin = of(MARGIN)
        mark = Box(palette.yellow, palette.edge, of(1), of(4))
        mark.size = (of(14), of(52))
        self.put(mark, margin, of(18))
        right = self.width - margin
        if actions.languages:
            right = self._languages(right, actions.languages) - of(20)
        if self.frame.practice:
            right = self._practice_word(right) - of(20)
        left = margin + of(32)
        if progress and progress.of == 1:
            progress = None
        words = texts("progress", step=progress.step, of=progress.of) if progress else ""
        if progress and self.measures.portrait:
            note = f"{words} · {note}"
        elif progress:
            label = self.text(words, of(20), of(190), bold=True, colour=self._quiet)
            bars = of(52) * progress.of
            right -= label.width + bars + of(8)
            self.put(label, right, of(44) - label.height / 2)
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
        with self.canvas.before:
            Color(*get_color_from_hex(palette.edge))
            Rectangle(pos=(0, self.height - of(HEADER)), size=(self.width, of(2)))

    def footer(self, actions: Actions) -> None:
        of, texts = self.measures.of, self.frame.texts
        with self.canvas.before:
            Color(*get_color_from_hex(self.palette.blue_soft))
            Rectangle(size=(self.width, of(FOOTER)))
        width = min(of(250), (self.width - 2 * of(MARGIN + 24)) / 3)
        places = (
            (actions.back, "button.back", of(MARGIN), self.arrow),
            (actions.help, "button.help", (self.width - width) / 2, None),
            (actions.end, "button.end", self.width - of(MARGIN) - width, None),
        )
        for action, key, left, icon in places:
            if action:
                button = self.button(texts(key), width, action, icon=icon, align="center")
                self.put(button, left, self.height - of(FOOTER) / 2 - button.height / 2)

    def _languages(self, right: float, choose: Callable[[], None]) -> float:
        """A pill that says the language being read, and leads to the others; gives its left."""
        of = self.measures.of
        pill = PushButton(
            self.palette.paper, self.palette.edge, of(1.25), of(30), self.palette.blue_soft
        )
        globe = Drawing("globe", of(34), of(34))
        name = self.frame.texts("language.name")
        label = self.text(name, of(21), of(190), bold=True)
        label = self.text(name, of(21), label.extent(name) + of(4), bold=True)
        pill.size = (label.width + of(78), max(of(60), label.height))
        globe.pos = (of(18), (pill.height - globe.height) / 2)
        label.pos = (of(62), (pill.height - label.height) / 2)
        self.hold(pill, globe, label)
        pill.action = choose
        self.put(pill, right - pill.width, of(44) - pill.height / 2)
        return right - pill.width

    def _practice_word(self, right: float) -> float:
        of = self.measures.of
        label = self.text(
            self.frame.texts("practice.word"), of(21), of(120), bold=True, align="center"
        )
        sign = Box(self.palette.yellow, self.palette.ink, of(1.5), of(8))
        sign.size = (label.width + of(12), of(48))
        label.pos = (of(6), (sign.height - label.height) / 2)
        self.hold(sign, label)
        self.put(sign, right - sign.width, of(20))
        return right - sign.width

    def _bars(self, progress: Progress, left: float) -> None:
        of = self.measures.of
        for step in range(progress.of):
            done = step < progress.step
            fill, edge = (
                (self.palette.blue, self.palette.blue)
                if done
                else (self.palette.paper, self.palette.edge)
            )
            bar = Box(fill, edge, of(1.25), of(7))
            bar.size = (of(44), of(14))
            self.put(bar, left + step * of(52), of(37))
