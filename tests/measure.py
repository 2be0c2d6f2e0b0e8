"""Figures with their spread, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


class Spread:
    """The values of several rounds; shown as "median (min..max)"."""

    def __init__(self, values: Iterable[float]) -> None:
        self._values = sorted(values)

    def __bool__(self) -> bool:
        return bool(self._values)

    @property
    def median(self) -> float:
        return median(self._values)

    def __str__(self) -> str:
        if not self._values:
            return "-"
        low, high = _short(self._values[0]), _short(self._values[-1])
        middle = _short(self.median)
        return middle if low == high else f"{middle} ({low}..{high})"


@dataclass(frozen=True)
class Row:
    """One figure of both; an empty side stands for what that side does not have."""

    what: str
    ours: Iterable[float] = ()
    theirs: Iterable[float] = ()

    def cells(self) -> list[str]:
        ours, theirs = Spread(self.ours), Spread(self.theirs)
        ratio = _short(theirs.median / ours.median) if ours and theirs and ours.median else "-"
        return [self.what, str(ours), str(theirs), ratio]


def table(us: str, them: str, rows: Sequence[Row]) -> str:
    """A table that is also Markdown."""
    lines = [["", us, them, "ratio"], *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    shown = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(shown)


def _short(value: float) -> str:
    """Three digits that count, without an exponent."""
    for limit, places in ((0.1, 3), (10, 2), (100, 1)):
        if 0 < value < limit:
            return f"{value:.{places}f}".rstrip("0").rstrip(".")
    return f"{value:.0f}"
