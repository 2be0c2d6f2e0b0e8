"""What may be told of the counts of a month, so that no small number can be computed from it.

A day's count of 10 or more is told as it is. Smaller ones are added up to their week, and what
their week could not tell is added up to the month. Such a sum is told only if each of its parts
could still be any number from 1 to 9. The proof, by trying all tables, is in
`tests/test_small_numbers.py`; why it is so in `docs/decisions/13-small-numbers.md`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from kiosk.statistics.counters import FACES, LENGTHS, Counter, name_of

LEAST = 10
"""The smallest number that is told."""

Counts: TypeAlias = Mapping[date, Mapping[str, int]]
"""By day and name of the counter; a day or a name that is missing is 0."""

BY_MONTH = tuple(name_of(counter) for counter in (*LENGTHS, *FACES))
"""A visit is in one of several of these, so they are told together, once a month."""


@dataclass(frozen=True)
class Cell:
    """What is told of a counter from the day `first` to the day `last`, both included.

    `n` is None for "under 10": there was something, and on no day that is not told by itself
    were there ten or more.
    """

    name: str
    first: date
    last: date
    n: int | None

    @property
    def span(self) -> str:
        """How long it covers; a week is cut where a month ends."""
        if self.first == self.last:
            return "day"
        return "month" if self.last == month_of(self.first)[-1] and self.first.day == 1 else "week"


def month_of(day: date) -> list[date]:
    first = day.replace(day=1)
    return [first + timedelta(days=n) for n in range(monthrange(day.year, day.month)[1])]


def weeks_of(month: Sequence[date]) -> list[list[date]]:
    """The days of a month in weeks from Monday to Sunday, cut at both ends of the month."""
    weeks: list[list[date]] = []
    for day in month:
        if not weeks or day.weekday() == 0:
            weeks.append([])
        weeks[-1].append(day)
    return weeks


def cells_at(counts: Counts, closing: date) -> list[Cell]:
    """All that can be told when the day `closing` is over, and not before.

    `counts` needs the days of its month up to then. What is told never depends on later days.
    """
    month = month_of(closing)
    week = next(week for week in weeks_of(month) if closing in week)
    names = sorted({name for day in month for name in counts.get(day, {})} - set(BY_MONTH))
    cells = [_cell(name, [closing], n) for name, n in _told_days(counts, names, [closing])]
    if closing == week[-1]:
        cells += [
            _cell(name, week, sum(parts))
            for name in names
            if is_safe(parts := _small(counts, name, week))
        ]
    if closing == month[-1]:
        for name in names:
            sums = [sum(parts) for parts in _untold_weeks(counts, name, month)]
            if sums:
                cells.append(_cell(name, month, sum(sums) if is_safe(sums) else None))
        cells += _by_month(counts, month)
    return cells


def is_safe(parts: Sequence[int]) -> bool:
    """Whether the sum of parts above 0 leaves open for each of them all from 1 to 9."""
    others = len(parts) - 1
    fewest, most = others, others * (LEAST - 1)
    return (
        others > 0
        and all(part < LEAST for part in parts)
        and fewest + LEAST - 1 <= sum(parts) <= most + 1
    )


def lengths_are_safe(parts: Iterable[int]) -> bool:
    """Whether parts that make up a known whole can be told: none of them, or all."""
    return not any(0 < part < LEAST for part in parts)


def faces_are_safe(parts: Iterable[int], whole: int) -> bool:
    """Whether parts of which a known whole has at most one each can be told where they are not
    small: the whole has to leave room for any small number in each of the others."""
    told = sum(part for part in parts if part >= LEAST)
    small = sum(0 < part < LEAST for part in parts)
    return small == 0 or whole - told >= LEAST + small - 1


def _cell(name: str, days: Sequence[date], n: int | None) -> Cell:
    return Cell(name, days[0], days[-1], n)


def _told_days(counts: Counts, names: Iterable[str], days: Iterable[date]) -> list[tuple[str, int]]:
    return [
        (name, n) for day in days for name in names if (n := _count(counts, name, day)) >= LEAST
    ]


def _count(counts: Counts, name: str, day: date) -> int:
    return counts.get(day, {}).get(name, 0)


def _small(counts: Counts, name: str, days: Iterable[date]) -> list[int]:
    return [n for day in days if 0 < (n := _count(counts, name, day)) < LEAST]


def _untold_weeks(counts: Counts, name: str, month: Sequence[date]) -> list[list[int]]:
    small = [_small(counts, name, week) for week in weeks_of(month)]
    return [parts for parts in small if parts and not is_safe(parts)]


def _by_month(counts: Counts, month: Sequence[date]) -> list[Cell]:
    def total(counter: Counter) -> int:
        return sum(_count(counts, name_of(counter), day) for day in month)

    lengths = {name_of(counter): total(counter) for counter in LENGTHS}
    faces = {name_of(counter): total(counter) for counter in FACES}
    told: dict[str, int] = {}
    if lengths_are_safe(lengths.values()):
        told |= lengths
    if faces_are_safe(faces.values(), total(Counter.VISITS)):
        told |= faces
    return [_cell(name, month, n if n >= LEAST else None) for name, n in told.items() if n > 0]
