"""What was counted here: the last closed day, and all that was last sent. Never today's counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from babel.dates import format_date

from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.statistics.counters import meaning_of
from kiosk.statistics.spool import Glimpse
from kiosk.texts import locale_of

Line: TypeAlias = tuple[str, float, bool, float]
"""Words, their size, whether they are bold, and the gap below, in units of the design."""


class CountedOverlay(Overlay):
    """`sent` is what was last sent, line by line; None in place of `glimpse` before all that."""

    def __init__(
        self, frame: Frame, glimpse: Glimpse | None, sent: list[str], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self.back = close
        lines = [(frame.texts("counted.title"), 40, True, 14), *_lines(frame, glimpse, sent)]

        def words(shrink: float, width: float) -> Pile:
            of = self.measures.of
            return [
                (self.text(line, of(size) * shrink, width, bold=bold), of(gap) * shrink)
                for line, size, bold, gap in lines
            ]

        self.panel(words, close=close, widest=1180)


def _lines(frame: Frame, glimpse: Glimpse | None, sent: list[str]) -> Iterator[Line]:
    texts, language = frame.texts, locale_of(frame.texts.language)
    if glimpse is None:
        yield _heading(texts("counted.none"))
        return
    yield _heading(texts("counted.day", day=format_date(glimpse.day, "long", locale=language)))
    for cell in glimpse.cells:
        yield _line(f"{meaning_of(cell.name, language == 'de')}: {cell.n}")
    yield _line(texts("counted.rest"))
    if glimpse.sent is None:
        yield _heading(texts("counted.nothing-sent"))
        return
    day = format_date(glimpse.sent.day, "long", locale=language)
    yield _heading(texts("counted.sent", day=day))
    yield from map(_line, sent)


def _heading(words: str) -> Line:
    return words, 27, True, 12


def _line(words: str) -> Line:
    return words, 25, False, 8
