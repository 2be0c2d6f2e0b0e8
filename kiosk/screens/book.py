"""Words and controls on one leaf where they fit, else dealt out on several, like a book.

Nothing is moved by dragging: buttons at the foot of a leaf turn it. All pages and overlays with
larger letters are made of this, and so are those whose controls have to be further down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.screens.pile import SHRINK, Pile, height
from kiosk.screens.sheet import Sheet
from kiosk.screens.widgets import Icon, Text

APART = 24
"""Least gap between the words and the controls of a leaf, in design units."""

PICTURE = (110, 480)
"""Least and greatest height of a picture between them."""

Part: TypeAlias = Callable[[float], Pile]
"""Makes a part of a leaf for a shrinking factor."""


@dataclass(frozen=True)
class Leaf:
    """Words from the upper edge down, controls on the lower edge."""

    words: Pile
    controls: Pile


@dataclass(frozen=True)
class Room:
    """How much a leaf holds, in pixels."""

    width: float
    height: float
    zone: float
    """How far up from the lower edge controls may stand."""
    column: float | None = None
    """Width of the controls where something else stands beside them; words stay above it."""

    def less(self, tall: float) -> Room:
        """What is left above something on the lower edge."""
        return Room(self.width, self.height - tall, self.zone - tall, self.column)

    def holds(self, leaf: Leaf, apart: float) -> bool:
        words, controls = height(leaf.words), height(leaf.controls)
        if self.column is not None:
            return words <= self.height - self.zone - apart and controls <= self.zone
        both = words + controls + (apart if words and controls else 0)
        return both <= self.height and controls <= self.zone


class Book(Widget):
    """`always` are controls that stand on every leaf. `leaf` is the number of the open one."""

    leaf = NumericProperty(0)

    def __init__(  # noqa: PLR0913  what stands on a leaf
        self,
        sheet: Sheet,
        room: Room,
        words: Part,
        controls: Part,
        *,
        always: Part = lambda _: (),
        picture: str | None = None,
    ) -> None:
        super().__init__(size_hint=(None, None), size=(room.width, room.height))
        self._sheet = sheet
        self._room = room
        self._apart = sheet.measures.of(APART)
        self._picture = picture
        self._leaves, self._always = self._fitted(words, controls, always)
        self._places: list[tuple[Widget, float]] = []
        self.bind(pos=self._move, size=self._open, leaf=self._open)
        self._open()

    @property
    def leaves(self) -> int:
        return len(self._leaves)

    @property
    def natural(self) -> float:
        """Height of the tallest leaf with all that stands on it, in pixels."""
        return max(
            height(leaf.words) + height(self._lower(index)) + (self._apart if leaf.words else 0)
            for index, leaf in enumerate(self._leaves)
        )

    def turn_to(self, leaf: int) -> None:
        """Open a leaf; the last one if there are not so many."""
        self.leaf = max(0, min(leaf, self.leaves - 1))

    def _fitted(self, words: Part, controls: Part, always: Part) -> tuple[list[Leaf], Pile]:
        """On one leaf, as much smaller as the size of letters allows; else on several."""
        possible = [shrink for shrink in SHRINK if shrink >= self._sheet.least_shrink]
        for tighter in possible:
            below = always(tighter)
            room, beside = self._above(below), controls(tighter)
            if room.holds(Leaf((), beside), self._apart):
                for shrink in possible:
                    whole = Leaf(words(shrink), beside)
                    if room.holds(whole, self._apart):
                        return [whole], below
        turning = height(self._turning(True, True, True)) + self._gap
        leaves: list[Leaf] = []
        below = ()
        for shrink in SHRINK:
            below = always(shrink)
            room = self._above(below).less(turning)
            leaves = list(dealt(words(shrink), controls(shrink), room, self._apart))
            if all(room.holds(leaf, self._apart) for leaf in leaves):
                break
        return leaves, below

    def _above(self, steady: Pile) -> Room:
        return self._room.less(height(steady) + self._gap) if steady else self._room

    @property
    def _gap(self) -> float:
        return self._sheet.measures.of(20)

    def _lower(self, index: int) -> Pile:
        """The controls of a leaf and what stands below them, no closer than buttons may stand."""
        controls, foot = list(self._leaves[index].controls), self._foot(index)
        if controls and foot:
            widget, gap = controls[-1]
            controls[-1] = (widget, max(gap, self._gap))
        return [*controls, *foot]

    def _foot(self, index: int) -> Pile:
        """What stands below the controls of a leaf."""
        if self.leaves == 1:
            return self._always
        alone = not (self._leaves[index].controls or self._always)
        return [*self._turning(index > 0, index < self.leaves - 1, alone), *self._always]

    def _turning(self, back: bool, on: bool, alone: bool) -> Pile:
        """A row of two buttons; what cannot be done keeps its place. Where a leaf has nothing
        else to press, to go on is the next right thing."""
        sheet, gap = self._sheet, self._gap
        width = self._room.column or self._room.width
        more = sheet.button(
            sheet.frame.texts("text.more"),
            (width - gap) * 0.7,
            self._on,
            size=25,
            least=72,
            icon="more",
            yellow=alone,
        )
        less = sheet.button("", (width - gap) * 0.3, self._back, least=72, align="center")
        less.height = more.height
        less.spoken = sheet.frame.texts("text.back")
        icon = Icon("less", sheet.measures.of(32) * sheet.scale, sheet.palette.blue)
        icon.pos = ((less.width - icon.width) / 2, (less.height - icon.height) / 2)
        sheet.hold(less, icon)
        row = [
            part if there else Widget(size_hint=(None, None), size=part.size)
            for part, there in ((less, back), (more, on))
        ]
        return [(sheet.row(row, width, gap), gap)]

    def _back(self) -> None:
        self.turn_to(self.leaf - 1)

    def _on(self) -> None:
        self.turn_to(self.leaf + 1)

    def _open(self, *_: Any) -> None:
        leaf = self._leaves[self.leaf]
        self._places = []
        top = 0.0
        for word, gap in leaf.words:
            self._places.append((word, top))
            top += word.height + gap
        controls = self._lower(self.leaf)
        low = self.height - height(controls)
        self._place_picture(top + self._apart - (leaf.words[-1][1] if leaf.words else 0), low)
        for control, gap in controls:
            self._places.append((control, low))
            low += control.height + gap
        self.clear_widgets()
        for place in self._places:
            self.add_widget(place[0])
        self._move()

    def _place_picture(self, top: float, low: float) -> None:
        """A picture stands on the last leaf, where there is room for it."""
        of = self._sheet.measures.of
        if self._room.column is not None:
            low = self.height - self._room.zone
        spare = low - self._apart - top
        if self._picture and self.leaf == self.leaves - 1 and spare >= of(PICTURE[0]):
            tall = min(spare, of(PICTURE[1]))
            drawing = self._sheet.drawing(self._picture, self.width, tall)
            self._places.append((drawing, top + (spare - tall) / 2))

    def _move(self, *_: Any) -> None:
        for widget, top in self._places:
            left = self.width - widget.width if self._sheet.script.right_to_left else 0
            widget.pos = (round(self.x + left), round(self.top - top - widget.height))


def dealt(words: Pile, controls: Pile, room: Room, apart: float) -> Iterator[Leaf]:
    """Fill leaf after leaf: first with words, then with controls."""
    rest = list(words)
    open_leaf = Leaf((), ())
    while rest:
        taken, rest = _filled(rest, room, apart)
        if open_leaf.words:
            yield open_leaf
        open_leaf = Leaf(taken, ())
    for control in controls:
        fuller = Leaf(open_leaf.words, [*open_leaf.controls, control])
        if room.holds(fuller, apart) or not (open_leaf.words or open_leaf.controls):
            open_leaf = fuller
        else:
            yield open_leaf
            open_leaf = Leaf((), [control])
    yield open_leaf


def _filled(rest: Sequence[tuple[Widget, float]], room: Room, apart: float) -> tuple[Pile, Any]:
    """As much of the rest as a leaf holds, and what is left. A heading does not end a leaf."""
    taken: list[tuple[Widget, float]] = []
    rest = list(rest)
    while rest and room.holds(Leaf([*taken, rest[0]], ()), apart):
        taken.append(rest.pop(0))
    if not rest:
        return taken, rest
    widget, gap = rest[0]
    used = sum(one.height + below for one, below in taken)
    full = room.height if room.column is None else room.height - room.zone - apart
    parts = None
    if isinstance(widget, Text):
        parts = widget.split(full - used, anywhere=not taken)
    if parts:
        taken.append((parts[0], gap))
        rest[0] = (parts[1], gap)
    elif len(taken) > 1 and isinstance(taken[-1][0], Text) and taken[-1][0].heading:
        rest.insert(0, taken.pop())
    elif not taken:
        taken.append(rest.pop(0))
    return taken, rest
