"""A year of a whole city's kiosks, played into the real receiver and read back.

    python -m tests.bench_fleet [KIOSKS]

Nothing may be lost and nothing double: this one fails, unlike the other measurements, if a sum
that is read back differs from what was sent.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import requests

from kiosk.statistics.otlp import PREFIX, message
from kiosk.statistics.sending import HEADERS
from kiosk.statistics.small_numbers import Cell
from tests.victoria import RealReceiverNotTried, VictoriaMetrics
from tests.year import told_in

YEAR = 2025
DAYS_A_POST = 35
BUSY = 60
"""Visits on the busiest day of a kiosk."""

DIFFERENT = 20
"""So many different years are made up; kiosks share them."""

TWICE = 10
"""Every tenth message is sent twice, as when its confirmation was lost."""


@dataclass(frozen=True)
class Played:
    """What a fleet cost."""

    kiosks: int
    posts: int
    bytes: int
    points: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kiosks} kiosks, 365 days, {self.points} numbers in {self.posts} posts: "
            f"{self.bytes / self.kiosks / 365:.0f} bytes a kiosk and day; the receiver took "
            f"{self.points / self.seconds:.0f} numbers a second; all sums read back are right"
        )


def play(victoria: VictoriaMetrics, kiosks: int) -> Played:
    """Send, and read back. Raises AssertionError for a sum that differs."""
    years = [told_in(YEAR, seed, BUSY) for seed in range(min(kiosks, DIFFERENT))]
    sums: dict[str, int] = {}
    posts = sent = points = 0
    seconds = 0.0
    with requests.Session() as session:
        for kiosk in range(kiosks):
            for cells in parts(years[kiosk % len(years)]):
                body = message(cells, f"Site {kiosk:05}", "1.0.0")
                for cell in cells:
                    name = f"{PREFIX}{cell.name}{'_suppressed' if cell.n is None else ''}"
                    sums[name] = sums.get(name, 0) + (1 if cell.n is None else cell.n)
                for _ in range(2 if posts % TWICE == 0 else 1):
                    began = time.perf_counter()
                    answer = session.post(victoria.address, data=body, headers=HEADERS, timeout=60)
                    seconds += time.perf_counter() - began
                    assert answer.ok, answer.text
                posts, sent, points = posts + 1, sent + len(body), points + len(cells)
    after = datetime(YEAR + 1, 1, 1).timestamp()
    found = {
        name: int(victoria.query(f"sum(sum_over_time({name}[366d]))", after)[0]["value"][1])
        for name in sums
    }
    assert found == sums
    return Played(kiosks, posts, sent, points, seconds)


def parts(told: dict[date, list[Cell]]) -> Iterator[list[Cell]]:
    """What a kiosk that was offline sends at once."""
    days = sorted(told)
    for first in range(0, len(days), DAYS_A_POST):
        yield [cell for day in days[first : first + DAYS_A_POST] for cell in told[day]]


def main() -> int:
    kiosks = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    try:
        with VictoriaMetrics() as victoria:
            print(play(victoria, kiosks))
    except RealReceiverNotTried as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
