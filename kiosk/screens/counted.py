"""What was counted here: the last closed day, and all that was last sent. Never today's counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from babel.dates import format_date

from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.statistics.counters import meaning_of
from kiosk.statistics.spool import Glimpse
from kiosk.texts import locale_of

LEAST_SHRINK = 0.85
"""Rather one more leaf than smaller letters."""


class CountedOverlay(Overlay):
    """`sent` is the message that was last sent, line by line."""

    def __init__(
        self, frame: Frame, glimpse: Glimpse | None, sent: list[str], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self.back = close
        of, texts = self.measures.of, frame.texts
        lines = [(texts("counted.title"), 40, True, 16), *self._lines(glimpse, sent)]

        def words(shrink: float, width: float) -> Pile:
            shrink = max(shrink, LEAST_SHRINK)
            return [
                (self.text(line, of(size) * shrink, width, bold=bold), of(gap) * shrink)
                for line, size, bold, gap in lines
            ]

        self.panel(words, close=close, widest=1180)

    def _lines(self, glimpse: Glimpse | None, sent: list[str]) -> list[tuple[str, int, bool, int]]:
        """Words, size, weight, and the gap below."""
        texts, language = self.frame.texts, locale_of(self.frame.texts.language)

        def heading(key: str, day: date) -> tuple[str, int, bool, int]:
            return texts(key, day=format_date(day, "long", locale=language)), 27, True, 8

        if glimpse is None:
            return [(texts("counted.none"), 27, False, 0)]
        told = [
            (f"{meaning_of(cell.name, language == 'de')}: {cell.n}", 25, False, 6)
            for cell in glimpse.cells
        ]
        lines = [heading("counted.day", glimpse.day), *told]
        lines.append((texts("counted.rest"), 25, False, 24))
        if glimpse.sent is None:
            return [*lines, (texts("counted.nothing-sent"), 27, False, 0)]
        lines.append(heading("counted.sent", glimpse.sent.day))
        return [*lines, *((line, 22, False, 6) for line in sent)]
