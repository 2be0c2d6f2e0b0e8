"""A year of a kiosk that nobody visited: made-up visits for reports and for the load of a fleet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.statistics.counters import LENGTHS, Counter, name_of
from kiosk.statistics.small_numbers import Cell, cells_at

OFTEN = {
    Counter.PIN_OPERATIONAL: 0.5,
    Counter.PIN_SUSPENDED: 0.04,
    Counter.PIN_BLOCKED: 0.05,
    Counter.PIN_DEACTIVATED: 0.06,
    Counter.CARD_HEALTH: 0.03,
    Counter.FIRST_PIN_BEGUN: 0.3,
    Counter.FIRST_PIN_SET: 0.24,
    Counter.CHANGE_BEGUN: 0.12,
    Counter.PIN_CHANGED: 0.09,
    Counter.UNBLOCK_BEGUN: 0.03,
    Counter.PIN_UNBLOCKED: 0.02,
    Counter.WRONG_TRANSPORT_PIN: 0.05,
    Counter.WRONG_PIN: 0.06,
    Counter.LEFT_AT_OVERVIEW: 0.12,
    Counter.LEFT_AT_LAY_CARD_ON: 0.07,
    Counter.LEFT_AT_TRANSPORT_PIN: 0.04,
    Counter.LEFT_AT_CAN: 0.01,
    Counter.DESK_NEW_PIN: 0.1,
    Counter.DESK_NO_LETTER: 0.06,
    Counter.DESK_NO_CAN: 0.005,
    Counter.LEARN_WHAT: 0.2,
    Counter.LEARN_COST: 0.08,
    Counter.ANSWER_LETTER_LOST: 0.05,
    Counter.LANGUAGE_EN: 0.08,
    Counter.LANGUAGE_UK: 0.05,
    Counter.LANGUAGE_AR: 0.04,
    Counter.LANGUAGE_VI: 0.003,
    Counter.HELPED_YES: 0.25,
    Counter.HELPED_PARTLY: 0.04,
    Counter.HELPED_NO: 0.015,
}
"""In which part of the visits something happens."""


def counts(chance: random.Random, visits: int) -> dict[str, int]:
    """One day with so many visits."""
    lengths = [chance.choices(LENGTHS, (3, 4, 4, 1))[0] for _ in range(visits)]
    happened = [
        counter for counter, part in OFTEN.items() for _ in range(visits) if chance.random() < part
    ]
    day: dict[str, int] = {}
    for counter in [*lengths, *happened, *[Counter.VISITS] * visits]:
        day[name_of(counter)] = day.get(name_of(counter), 0) + 1
    return day


def days_of(year: int, seed: int, busy: int) -> Iterator[tuple[date, dict[str, int]]]:
    """Mondays to Fridays, with up to `busy` visits."""
    chance = random.Random(seed)
    day = date(year, 1, 1)
    while day.year == year:
        yield day, counts(chance, chance.randint(busy // 4, busy)) if day.weekday() < 5 else {}
        day += timedelta(days=1)


def told_in(year: int, seed: int = 1, busy: int = 60) -> dict[date, list[Cell]]:
    """What is told at the end of each day."""
    days: dict[date, dict[str, int]] = {}
    told: dict[date, list[Cell]] = {}
    for day, numbers in days_of(year, seed, busy):
        days[day] = numbers
        told[day] = cells_at(days, day)
    return told
