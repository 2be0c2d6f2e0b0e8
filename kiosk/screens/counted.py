"""What was counted here: the last closed day, and all that was last sent. Never today's counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import format_date

from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.statistics.counters import meaning_of
from kiosk.statistics.spool import Glimpse
from kiosk.texts import locale_of

ON_A_PAGE = 6
"""Lines; so many have room on the smallest panel."""


@dataclass(frozen=True)
class Leaf:
    """A heading and what stands below it."""

    heading: str
    lines: tuple[str, ...]


def leaves(frame: Frame, glimpse: Glimpse | None, sent: list[str]) -> list[Leaf]:
    """All that there is to read, in pages; `sent` is what was last sent, line by line."""
    texts, language = frame.texts, locale_of(frame.texts.language)
    if glimpse is None:
        return [Leaf(texts("counted.none"), ())]
    day = format_date(glimpse.day, "long", locale=language)
    told = [f"{meaning_of(cell.name, language == 'de')}: {cell.n}" for cell in glimpse.cells]
    found = _leaves(texts("counted.day", day=day), [*told, texts("counted.rest")])
    if glimpse.sent:
        day = format_date(glimpse.sent.day, "long", locale=language)
        return found + _leaves(texts("counted.sent", day=day), sent)
    return [*found, Leaf(texts("counted.nothing-sent"), ())]


def _leaves(heading: str, lines: list[str]) -> list[Leaf]:
    return [
        Leaf(heading, tuple(lines[first : first + ON_A_PAGE]))
        for first in range(0, len(lines), ON_A_PAGE)
    ]


class CountedOverlay(Overlay):
    """One leaf; `more` leads to the next, None from the last one."""

    def __init__(
        self, frame: Frame, leaf: Leaf, more: Callable[[], None] | None, close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self.back = close
        of, texts = self.measures.of, frame.texts
        ways = [("button.next", more), ("button.close", close)]
        gaps = [8.0] * (len(leaf.lines) - 1) + [28.0]

        def words(shrink: float, width: float) -> Pile:
            return [
                (self.text(texts("counted.title"), of(40) * shrink, width, bold=True), of(14)),
                (self.text(leaf.heading, of(27) * shrink, width, bold=True), of(12)),
                *(
                    (self.text(line, of(25) * shrink, width), of(gap) * shrink)
                    for line, gap in zip(leaf.lines, gaps, strict=False)
                ),
                *(
                    (
                        self.button(
                            texts(key),
                            width,
                            action,
                            size=27 * shrink,
                            yellow=action is (more or close),
                            align="center",
                        ),
                        of(12),
                    )
                    for key, action in ways
                    if action
                ),
            ]

        self.panel(words, widest=1180)
