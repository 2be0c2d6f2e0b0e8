"""A sheet of the window's width. Things are placed from the top left, once, by measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from kiosk.comfort import AT_REST, Comfort
from kiosk.films import SHIPPED
from kiosk.screens.pile import Pile
from kiosk.screens.script import Script, script_of
from kiosk.screens.theme import CONTRAST, DAY, Colour, Measures, Palette
from kiosk.screens.widgets import Drawing, Icon, PushButton, Text, extent
from kiosk.settings import Contact
from kiosk.texts import Texts


@dataclass(frozen=True)
class Frame:
    """What every page is built with."""

    texts: Texts
    measures: Measures
    site: str
    practice: bool
    """A word in the header says that this is practice."""
    comfort: Comfort = AT_REST
    at_rest: Comfort = AT_REST
    """What the kiosk goes back to after each visit."""
    contact: Contact = field(default_factory=Contact)
    """Whom to ask, beside the team."""
    films: Path = SHIPPED
    """The folder of films in sign language."""
    bar: bool = False
    """The person has no card, but a bar above the page that lays one on and takes it away."""

    @property
    def script(self) -> Script:
        """How the language that is being read is written."""
        return script_of(self.texts.language)

    @property
    def palette(self) -> Palette:
        return CONTRAST if self.comfort.contrast else DAY

    def at(self, measures: Measures) -> Frame:
        return replace(self, measures=measures)

    def with_comfort(self, comfort: Comfort) -> Frame:
        return replace(self, comfort=comfort)


class Sheet(Widget):
    """An empty sheet. Subclasses fill it in `__init__`; `reading` makes words of it."""

    numbered = True
    """Whether digits go to its choices; on a keypad they are typed."""

    urgent = False
    """Whether it warns of something that has to be heard to the end."""

    def __init__(self, frame: Frame, ground: Colour | None = None) -> None:
        measures = frame.measures
        super().__init__(
            size_hint=(None, None),
            size=(measures.width, measures.height),
            pos=(measures.left, measures.bottom),
        )
        self.frame = frame
        self.script = frame.script
        self.palette = frame.palette
        self.measures = measures
        with self.canvas.before:
            self._ground = Color()
            Rectangle(pos=self.pos, size=self.size)
        self.paint(ground or self.palette.paper)
        self.scale = measures.scale(frame.comfort.size)
        """How much larger than in the design letters are."""
        self.least_shrink = 0.55 if self.scale == 1 else 0.94
        """How far letters may shrink to fit on one leaf: large ones are meant to stay large."""
        self._quiet = self.palette.ink if ground else self.palette.grey
        self.book: Any = None
        """A kiosk.screens.book.Book, where the sheet can have more than one leaf."""
        self.default: Callable[[], None] | None = None
        """What OK does while no control has the focus; without it, OK goes to the first one."""
        self.back: Callable[[], None] | None = None
        """What the key does that takes things back."""
        self.heading: list[str] = []
        """What of a header is worth hearing."""
        self.around: list[PushButton] = []
        """Controls that stand around every page, in the order of the focus."""
        self.silent: list[Widget] = []
        """Parts that are not read out as they stand."""

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
        widget.pos = (round(self.x + left), round(self.top - top - widget.height))
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

    def row(self, parts: Sequence[Widget], width: float, gap: float) -> Widget:
        """Parts side by side, their middles on one line."""
        row = Widget(size_hint=(None, None), size=(width, max(part.height for part in parts)))
        left = 0.0
        for part in parts:
            part.pos = (left, (row.height - part.height) / 2)
            left += part.width + gap
        self.hold(row, *parts)
        return row

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
        fixed: bool = False,
    ) -> Text:
        """Words in letters of `size` pixels, times the scale unless that is `fixed`."""
        return Text(
            words,
            size if fixed else size * self.scale,
            colour or self.palette.ink,
            width,
            bold=bold,
            align=align,
            script=script or self.script,
        )

    def extent(self, words: str, size: float) -> float:
        """Width in pixels of bold words in one line, in letters of `size` pixels."""
        return extent(words, size, True, self.script)

    def drawing(self, name: str, width: float, height: float) -> Drawing:
        return Drawing(name, width, height, card=self.palette.card)

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
        icon_side: float | None = None,
        padding: float = 24,
        script: Script | None = None,
    ) -> PushButton:
        """A button as high as its words need, at least `least` design units."""
        of, palette = self.measures.of, self.palette
        fill = palette.yellow if yellow else palette.paper
        edge = palette.on_yellow if yellow else palette.blue
        pressed = palette.yellow_pressed if yellow else palette.pressed
        button = PushButton(fill, edge, of(1.5), of(16), pressed)
        padding, side = of(padding), of(icon_side or 32 * self.scale)
        room = side + of(12) if icon else 0
        label = self.text(
            words,
            of(size),
            width - 2 * padding - room,
            bold=True,
            colour=edge,
            align=align,
            script=script,
        )
        tall = max(label.height + of(20), side + of(8) if icon else 0)
        button.size = (width, max(of(least), tall))
        label.pos = (padding + room, (button.height - label.height) / 2)
        self.hold(button, label)
        if icon:
            sign = Icon(icon, side, edge)
            sign.pos = (padding, (button.height - sign.height) / 2)
            self.hold(button, sign)
        button.action = action
        return button


class TopSheet(Sheet):
    """A sheet on top of others: no touch goes through it."""

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        super().on_touch_up(touch)
        return True
