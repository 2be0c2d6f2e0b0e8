"""Colours and measures: yellow and blue, large, calm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from kiosk.comfort import Reach, TextSize

Colour: TypeAlias = str
"""#RRGGBB"""

PICTURES = Path(__file__).parents[2] / "assets" / "pictures"


FOOTER, ROW = 104, 88
"""Height of a footer of one row, and of a second row, in the design at 1280x800."""


@dataclass(frozen=True, slots=True)
class Palette:
    paper: Colour
    ink: Colour
    grey: Colour
    """Quiet text."""
    blue: Colour
    blue_soft: Colour
    pressed: Colour
    """Ground of a plain button while a finger is on it."""
    edge: Colour
    """Outlines of what can be touched."""
    yellow: Colour
    """Ground of the next right thing."""
    yellow_pressed: Colour
    on_yellow: Colour
    """Letters and outlines on yellow."""
    yellow_soft: Colour
    bright: Colour
    """Ground of a whole page that calls: the greeting, and a card left behind."""
    good_soft: Colour
    stop_soft: Colour
    veil: Colour
    """What darkens a page under an overlay."""
    card: Colour | None
    """Ground that drawings need to stand on, if they need one."""

    def texts(self) -> list[tuple[Colour, Colour]]:
        """Every pair of letters and ground that occurs: 7:1 at least."""
        grounds = (
            self.paper,
            self.blue_soft,
            self.pressed,
            self.yellow_soft,
            self.bright,
            self.good_soft,
            self.stop_soft,
        )
        pairs = [(self.ink, ground) for ground in grounds]
        pairs += [(self.grey, self.paper), (self.blue, self.paper), (self.blue, self.blue_soft)]
        pairs += [(self.on_yellow, self.yellow), (self.on_yellow, self.yellow_pressed)]
        return [*pairs, (self.paper, self.blue), (self.paper, self.ink)]

    def outlines(self) -> list[tuple[Colour, Colour]]:
        """Every pair of an outline and the ground around it: 3:1 at least."""
        return [
            (self.edge, self.paper),
            (self.edge, self.blue_soft),
            (self.blue, self.paper),
            (self.blue, self.blue_soft),
            (self.on_yellow, self.yellow),
            (self.ink, self.paper),
            (self.ink, self.bright),
        ]


DAY = Palette(
    paper="#FFFFFF",
    ink="#0B2A4A",
    grey="#3C4954",
    blue="#0A4478",
    blue_soft="#E6F0F9",
    pressed="#C4DAEE",
    edge="#5E7891",
    yellow="#FFD200",
    yellow_pressed="#E3BB00",
    on_yellow="#0B2A4A",
    yellow_soft="#FFF6CC",
    bright="#FFD200",
    good_soft="#E3F4EA",
    stop_soft="#FBE9E7",
    veil="#0B2A4A",
    card=None,
)

CONTRAST = Palette(
    paper="#000000",
    ink="#FFFFFF",
    grey="#E6E6E6",
    blue="#FFFFFF",
    blue_soft="#1C1C1C",
    pressed="#454545",
    edge="#FFFFFF",
    yellow="#FFE600",
    yellow_pressed="#FFF7A8",
    on_yellow="#000000",
    yellow_soft="#3A3300",
    bright="#3A3300",
    good_soft="#0C2A18",
    stop_soft="#3D0F0F",
    veil="#000000",
    card="#FFFFFF",
)
"""White and yellow on black, for whoever sees letters better that way."""


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


BODY = 29
"""Size of the letters of plain text in the design, in its units."""

CAPITAL = 0.714
"""Height of a capital H in sizes of the font: Noto Sans; the other fonts have higher ones."""

CAPITAL_MILLIMETRES = 7.3
"""0.7 degrees at 60 cm: EN 301 549, 5.1.4."""


@dataclass(frozen=True, slots=True)
class Measures:
    """A part of the window, from `left` and its lower edge `bottom` on, and what lengths mean
    there."""

    width: int
    height: int
    unit: float
    """Pixels for one unit of the design, which is drawn at 1280x800."""
    millimetre: float
    """Pixels for a true millimetre."""
    accessible: bool
    """Whether the panel is large enough for keys of 20 mm."""
    panel: int
    """Height of the whole screen in pixels."""
    bottom: int = 0
    left: int = 0

    @classmethod
    def of_window(cls, width: int, height: int, diagonal: float) -> Measures:
        """`width` x `height` pixels on a panel of `diagonal` inches."""
        unit = min(max(width, height) / 1280, min(width, height) / 800)
        millimetre = float((width**2 + height**2) ** 0.5 / (diagonal * 25.4))
        return cls(width, height, unit, millimetre, diagonal >= 10, height)

    def below(self, strip: int) -> Measures:
        """What is left under a strip at the upper edge."""
        return replace(self, height=self.height - strip)

    def strip(self, strip: int) -> Measures:
        """A strip at the upper edge."""
        return replace(self, height=strip, bottom=self.height - strip)

    def beside(self, column: int) -> Measures:
        """What is left of a column at the right edge; letters are smaller where it is narrow."""
        width = self.width - column
        return replace(self, width=width, unit=min(self.unit, width / 1280))

    def column(self, column: int) -> Measures:
        """A column at the right edge."""
        return replace(self, width=column, left=self.width - column)

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    def of(self, design: float) -> float:
        return design * self.unit

    @property
    def sizes(self) -> tuple[TextSize, ...]:
        """Sizes of letters that there is room for: on a small panel, under a strip, only one."""
        if self.accessible:
            return tuple(TextSize)
        whole = self.height == self.panel
        return (TextSize.NORMAL, TextSize.LARGE) if whole else (TextSize.NORMAL,)

    def scale(self, size: TextSize) -> float:
        """How much larger than in the design letters of that size are. The largest ones are at
        least as high as EN 301 549, 5.1.4 asks for at a distance of 60 cm."""
        size = size if size in self.sizes else self.sizes[-1]
        if size is TextSize.LARGEST:
            return max(2, CAPITAL_MILLIMETRES * self.millimetre / self.of(BODY * CAPITAL))
        return size.value / 100

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """Where controls can be put: in parts of the screen that hold a keypad and a footer."""
        if not self.portrait:
            return (Reach.WHOLE,)
        pad = 4 * self.key + 3 * self.gap + self.footer
        return tuple(reach for reach in Reach if self.within(reach) >= pad)

    def within(self, reach: Reach) -> float:
        """Height, from the lower edge up, of the part where controls may be."""
        share = {Reach.WHOLE: 1.0, Reach.LOWER_HALF: 1 / 2, Reach.LOWER_THIRD: 1 / 3}[reach]
        return min(self.height, self.panel * share)

    @property
    def footer(self) -> float:
        """Height of the controls below every page."""
        return self.of(FOOTER + ROW if self.portrait else FOOTER)

    @property
    def key(self) -> float:
        """Least side of a key: 20 mm from 10 inches on, 12 mm on smaller panels."""
        return (20 if self.accessible else 12) * self.millimetre

    @property
    def gap(self) -> float:
        """Least gap between keys: 3 mm."""
        return 3 * self.millimetre
