"""No number under ten can be computed from what is told: tried with all small tables there are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from itertools import product

import pytest

from kiosk.statistics import small_numbers
from kiosk.statistics.small_numbers import (
    LEAST,
    Cell,
    cells_at,
    faces_are_safe,
    lengths_are_safe,
    month_of,
    weeks_of,
)

JUNE = month_of(date(2026, 6, 1))
"""It begins on a Monday: weeks from the 1st, 8th, 15th, 22nd and 29th."""


def told(counts: dict[date, dict[str, int]]) -> list[Cell]:
    """All that is ever told of a June."""
    return [cell for day in JUNE for cell in cells_at(counts, day)]


def of_a_counter(numbers: dict[int, int]) -> list[tuple[str, int, int | None]]:
    """What is told of one counter with these numbers on these days of June."""
    counts = {date(2026, 6, day): {"pin_blocked": n} for day, n in numbers.items()}
    return [(cell.span, cell.last.day, cell.n) for cell in told(counts)]


# what is told


def test_a_day_of_ten_is_told_as_it_is() -> None:
    assert of_a_counter({3: 10, 5: 27}) == [("day", 3, 10), ("day", 5, 27)]


def test_smaller_days_are_told_as_their_week() -> None:
    assert of_a_counter({8: 4, 9: 3, 10: 12, 11: 5}) == [("day", 10, 12), ("week", 14, 12)]


def test_weeks_that_are_small_themselves_are_told_as_their_month() -> None:
    assert of_a_counter({1: 2, 3: 3, 9: 4, 16: 5}) == [("month", 30, 14)]


def test_what_is_small_even_in_a_month_is_under_ten() -> None:
    assert of_a_counter({4: 3, 25: 2}) == [("month", 30, None)]


def test_a_sum_that_could_only_be_nines_is_not_told() -> None:
    assert of_a_counter({8: 9, 9: 9}) == [("month", 30, None)]


def test_of_what_never_happened_nothing_is_told() -> None:
    assert of_a_counter({}) == []


def test_a_week_ends_where_its_month_does() -> None:
    assert [(week[0].day, week[-1].day) for week in weeks_of(JUNE)][-1] == (29, 30)
    assert of_a_counter({29: 6, 30: 4}) == [("week", 30, 10)]


def test_what_is_told_of_a_day_does_not_depend_on_later_days() -> None:
    early = {date(2026, 6, day): {"pin_blocked": day % 12} for day in range(1, 12)}
    later = early | {date(2026, 6, day): {"pin_blocked": 10} for day in range(12, 31)}
    for day in JUNE[:11]:
        assert cells_at(early, day) == cells_at(later, day)


def test_nothing_is_told_twice() -> None:
    numbers = {day: (day * 7) % 13 for day in range(1, 31)}
    cells = of_a_counter(numbers)
    whole = sum(numbers.values())
    assert sum(n or 0 for _, _, n in cells) <= whole
    assert len(cells) == len(set(cells))


def test_lengths_of_visits_are_told_together_or_not_at_all() -> None:
    def lengths(*numbers: int) -> list[tuple[str, int | None]]:
        names = ("length_under_1", "length_1_to_3", "length_3_to_10", "length_over_10")
        day = {"visits": sum(numbers)} | dict(zip(names, numbers, strict=True))
        return [(c.name, c.n) for c in told({JUNE[4]: day}) if c.name != "visits"]

    assert lengths(50, 40, 30, 3) == []
    assert len(lengths(50, 40, 30, 10)) == 4


def test_faces_are_told_by_month_where_visits_leave_room_for_the_others() -> None:
    def faces(visits: int) -> list[tuple[str, int | None]]:
        day = {"visits": visits, "helped_yes": 40, "helped_no": 2}
        return [(c.name, c.n) for c in told({JUNE[4]: day}) if c.name != "visits"]

    assert faces(50) == [("helped_yes", 40), ("helped_no", None)]
    assert faces(49) == []


# nothing can be computed from it


def possible(
    tables: Iterable[tuple[int, ...]], view: Callable[[tuple[int, ...]], Hashable]
) -> dict[Hashable, list[set[int]]]:
    """For all that can be told, which numbers may stand behind each cell."""
    behind: dict[Hashable, list[set[int]]] = {}
    for table in tables:
        cells = behind.setdefault(view(table), [set() for _ in table])
        for numbers, n in zip(cells, table, strict=True):
            numbers.add(n)
    return behind


def leaks(behind: dict[Hashable, list[set[int]]]) -> list[object]:
    """What is told although it rules out a small number for a cell that may hold one."""
    small = set(range(1, small_numbers.LEAST))
    return [
        (view, numbers)
        for view, cells in behind.items()
        for numbers in cells
        if numbers & small and not numbers >= small
    ]


@pytest.mark.parametrize(("weeks", "days", "least"), [(1, 3, 10), (2, 2, 5), (3, 2, 3), (2, 3, 3)])
def test_any_small_number_may_stand_behind_what_is_told_of_a_month(
    weeks: int, days: int, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tables of so many weeks with so many open days, with numbers up to the least told."""
    monkeypatch.setattr(small_numbers, "LEAST", least)
    open_days = [JUNE[7 * week + day] for week in range(weeks) for day in range(days)]
    ends = {*open_days, *(week[-1] for week in weeks_of(JUNE))}

    def view(table: tuple[int, ...]) -> Hashable:
        counts = {day: {"wrong_pin": n} for day, n in zip(open_days, table, strict=True)}
        return tuple(cell for day in sorted(ends) for cell in cells_at(counts, day))

    behind = possible(product(range(least + 1), repeat=weeks * days), view)
    assert any(cell.span == "week" or cell.n for view in behind for cell in view)  # type: ignore[attr-defined]
    assert leaks(behind) == []


@pytest.mark.parametrize("least", [3, 4])
def test_the_number_of_visits_does_not_tell_their_lengths(
    least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_numbers, "LEAST", least)

    def view(table: tuple[int, ...]) -> Hashable:
        return sum(table), table if lengths_are_safe(table) else None

    tables = (
        table for table in product(range(2 * least + 1), repeat=4) if sum(table) in (0, 3 * least)
    )
    assert leaks(possible(tables, view)) == []


@pytest.mark.parametrize("least", [3, 4])
def test_the_number_of_visits_does_not_tell_the_faces(
    least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_numbers, "LEAST", least)
    visits = 4 * least

    def view(table: tuple[int, ...]) -> Hashable:
        if not faces_are_safe(table, visits):
            return None
        return tuple(n if n >= least or n == 0 else "small" for n in table)

    tables = (table for table in product(range(visits + 1), repeat=3) if sum(table) <= visits)
    assert leaks(possible(tables, view)) == []


def test_the_threshold_is_ten() -> None:
    assert LEAST == 10


def test_a_month_has_its_days() -> None:
    assert [len(month_of(date(2026, month, 5))) for month in (1, 2, 4, 12)] == [31, 28, 30, 31]
    assert month_of(date(2028, 2, 29))[-1] + timedelta(days=1) == date(2028, 3, 1)
