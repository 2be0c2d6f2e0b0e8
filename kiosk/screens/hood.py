"""Under the hood: a class reads what terminal and practice card say to each other, as it happens.

A column beside the page where the window is wide; else it lies over the page until it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from kivy.uix.widget import Widget

from kiosk.hood.parts import Part, sections
from kiosk.hood.sentences import Sentence, Talk
from kiosk.hood.topics import Topic
from kiosk.screens.book import Book, Room
from kiosk.screens.pile import Pile
from kiosk.screens.script import EUROPEAN, script_of
from kiosk.screens.sheet import Frame, Sheet
from kiosk.screens.technician import say
from kiosk.screens.theme import Measures
from kiosk.screens.widgets import Icon, PushButton, Text

WIDE = 1600
"""Pixels across, from which on page and hood are read side by side."""

SHARE = 0.42
"""Of the width, for the hood."""

MARGIN, GAP, PADDING = 24, 12, 14
"""In design units."""

STARTS = (Topic.BEGIN, Topic.NONCE)

INDENT = 22
"""For what is inside another data object, in design units."""


def column_of(window: Measures) -> int:
    """Pixels for a column beside the page; 0 where there is no room for one."""
    wide = window.width >= WIDE and not window.portrait
    return round(window.width * SHARE) if wide else 0


class Hood(Sheet):
    """`talks` gives what was said, the oldest first. `close` is None where it stands beside the
    page, and `touched` is told of every finger."""

    def __init__(
        self,
        frame: Frame,
        talks: Callable[[], Sequence[Talk]],
        close: Callable[[], None] | None,
        touched: Callable[[], None],
    ) -> None:
        super().__init__(frame, frame.palette.blue_soft)
        self.least_shrink = 1
        self._talks = talks
        self._close = close
        self._touched = touched
        self._first: int | None = None
        """Where the list begins that is seen; None: where the newest part of the talk does."""
        self._open: Talk | None = None
        self.changed: Callable[[], None] = _nothing
        """Called when something else is read here."""
        self._fill()

    def on_touch_down(self, touch: Any) -> bool:
        """No touch goes through to the page."""
        if not self.collide_point(*touch.pos):
            return False
        self._touched()
        super().on_touch_down(touch)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        super().on_touch_up(touch)
        return bool(self.collide_point(*touch.pos))

    def news(self) -> None:
        """Something was said."""
        self._first = self._open = None
        self._refill()

    def _refill(self) -> None:
        self._fill()
        self.changed()

    def _fill(self) -> None:
        self.script = script_of(self.frame.texts.language)
        self.clear_widgets()
        self.book = None
        self.back = self._fold if self._open else self._close
        if self._open:
            self._show(self._open)
        else:
            self._list(self._talks())

    # what was said

    def _list(self, talks: Sequence[Talk]) -> None:
        of, texts = self.measures.of, self.frame.texts
        width, gap = self.width - 2 * of(MARGIN), of(GAP)
        title = self.text(texts("hood.title"), of(34), width, bold=True)
        self.put(title, of(MARGIN), of(18))
        top = of(18) + title.height + gap
        if not talks:
            self.put(self.text(texts("hood.empty"), of(28), width), of(MARGIN), top)
        ways = self._ways(width)
        low = self.height - max(way.height for way in ways) - of(MARGIN)
        first = _newest_part(talks) if self._first is None else self._first
        rows = self._fitting(talks[first:], low - gap - top)
        before = len(self._fitting(talks[first - 1 :: -1] if first else (), low - gap - top))
        places = (first - before if first else None, first + len(rows))
        for way, place in zip(ways, places, strict=False):
            if place is None or place >= len(talks):
                way.opacity, way.disabled = 0, True  # it keeps its place
            else:
                way.action = partial(self._turn_to, place)
        self.put(self.row(ways, width, gap), of(MARGIN), low)
        for row in rows:
            self.put(row, of(MARGIN), top)
            top += row.height + gap

    def _fitting(self, talks: Sequence[Talk], room: float) -> list[Widget]:
        """As many rows as there is room for, at least one."""
        rows: list[Widget] = []
        for talk in talks:
            row = self._row(talk)
            if rows and row.height > room:
                break
            rows.append(row)
            room -= row.height + self.measures.of(GAP)
        return rows

    def _row(self, talk: Talk) -> PushButton:
        """What was asked and answered, with a lock where nobody can overhear it."""
        of = self.measures.of
        width = self.width - 2 * of(MARGIN)
        side = of(40)
        beside = of(PADDING) + side + of(14)
        inner = width - beside - of(PADDING)
        lines = self._told(talk, of(24), inner)
        row = PushButton(
            self.palette.paper, self.palette.edge, of(1.25), of(14), self.palette.pressed
        )
        row.size = (width, sum(line.height for line in lines) + 2 * of(10))
        low = of(10)
        for line in reversed(lines):
            line.pos = (beside, low)
            low += line.height
        number = self.text(str(talk.number), of(22), side, bold=True, align="center")
        number.pos = (of(PADDING), row.height - of(12) - number.height)
        self.hold(row, *lines, number)
        if talk.protected:
            lock = Icon("lock", side, self.palette.blue)
            lock.pos = (of(PADDING), of(12))
            self.hold(row, lock)
        row.action = partial(self.unfold, talk)
        return row

    def _ways(self, width: float) -> list[PushButton]:
        """Earlier, later, and away."""
        texts, gap = self.frame.texts, self.measures.of(GAP)
        ways = [("less", texts("hood.older"), _nothing), ("more", texts("hood.newer"), _nothing)]
        if self._close:
            ways.append(("end", texts("button.close"), self._close))
        wide = (width - (len(ways) - 1) * gap) / len(ways)
        return [
            self.button(words, wide, act, size=25, least=68, icon=icon, padding=12)
            for icon, words, act in ways
        ]

    def _turn_to(self, first: int) -> None:
        self._first = first
        self._refill()

    def _told(self, talk: Talk, size: float, width: float) -> list[Text]:
        texts = self.frame.texts
        asked = texts("hood.device", words=self._say(talk.asked))
        answered = texts("hood.card", words=self._say(talk.answered))
        return [self.text(asked, size, width, bold=True), self.text(answered, size, width)]

    def _say(self, sentence: Sentence) -> str:
        texts = self.frame.texts
        what = texts(sentence.what) if sentence.what else ""
        return texts(sentence.key, sentence.count, password=sentence.password, what=what)

    # one exchange, unfolded to its bytes

    def unfold(self, talk: Talk) -> None:
        """Show this one with its bytes."""
        self._open = talk
        self._refill()

    def _fold(self) -> None:
        self._open = None
        self._refill()

    def _show(self, talk: Talk) -> None:
        of = self.measures.of
        width, tall = self.width - 2 * of(MARGIN), self.height - 2 * of(MARGIN)
        back = self.frame.texts("button.back")
        self.book = Book(
            self,
            Room(width, tall, tall),
            cache(lambda shrink: self._words(talk, shrink, width)),
            lambda _: (),
            always=lambda shrink: [
                (self.button(back, width, self._fold, size=27 * shrink, icon=self.arrow), 0)
            ],
        )
        self.book.bind(leaf=lambda *_: self.changed())
        self.put(self.book, of(MARGIN), of(MARGIN))

    def _words(self, talk: Talk, shrink: float, width: float) -> Pile:
        of = self.measures.of
        asked, answered = self._told(talk, of(27) * shrink, width)
        pile: list[tuple[Widget, float]] = [(asked, of(4)), (answered, of(18))]
        for section in sections(talk):
            title = say(self.frame, section.title)
            heading = self.text(title, of(26) * shrink, width, bold=True, script=EUROPEAN)
            pile.append((heading, of(6)))
            for part in section.parts:
                pile += self._part(part, shrink, width)
            pile[-1] = (pile[-1][0], of(18))
        return pile

    def _part(self, part: Part, shrink: float, width: float) -> Pile:
        """Some bytes and what they are called and mean, beside them or, above many bytes that may
        go on on the next leaf, in a line of their own. Bytes stand from left to right in every
        language, and so does what belongs to them. All of it is for the eye: some are secrets,
        and nobody makes sense of the others by ear."""
        of = self.measures.of
        indent = of(INDENT) * part.depth
        room = width - indent
        value = ", ".join([*([part.value] if part.value else []), *self._meaning(part)])
        told = say(self.frame, part.name) + (f": {value}" if value else "")
        size = of(23) * shrink
        digits = self.text(
            " ".join(f"{byte:02X}" for byte in part.data),
            size,
            room,
            bold=True,
            colour=self.palette.blue,
            script=EUROPEAN,
        )
        script = self.script if part.means else EUROPEAN
        beside = digits.extent(digits.text) + of(16)
        if beside > room * 0.6:
            name = self.text(told, size, width, script=script)
            name.heading = True  # it does not end a leaf
            name.silent = digits.silent = True
            return [(name, 0), (digits, of(8))]
        words = self.text(told, size, room - beside, script=script)
        words.silent = digits.silent = True
        box = Widget(size_hint=(None, None), size=(width, max(digits.height, words.height)))
        digits.pos = (indent, box.height - digits.height)
        words.pos = (indent + beside, box.height - words.height)
        self.hold(box, digits, words, mirrored=False)
        return [(box, of(8))]

    def _meaning(self, part: Part) -> list[str]:
        return [self.frame.texts(key) for key in part.means]


def _newest_part(talks: Sequence[Talk]) -> int:
    """Where the terminal began anew, or to prove that it knows a password."""
    starts = (index for index, talk in enumerate(talks) if talk.topic in STARTS)
    return max(starts, default=0)


def _nothing() -> None:
    """What a button does that nobody sees."""
