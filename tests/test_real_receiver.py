"""What is sent is found again in VictoriaMetrics: nothing lost, nothing double."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import requests

from kiosk.settings import Statistics
from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.otlp import message
from kiosk.statistics.sending import HEADERS, send
from kiosk.statistics.small_numbers import Cell
from kiosk.statistics.spool import Spool
from tests.bench_fleet import play
from tests.victoria import RealReceiverNotTried, VictoriaMetrics

VISIT: frozenset[Counted] = frozenset({Counter.VISITS})

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def victoria() -> Iterator[VictoriaMetrics]:
    """Without one nothing is skipped: the test fails."""
    try:
        with VictoriaMetrics() as running:
            yield running
    except RealReceiverNotTried as error:
        pytest.fail(str(error), pytrace=False)


def test_a_month_of_visits_is_found_again(victoria: VictoriaMetrics, tmp_path: Path) -> None:
    """Days, weeks and a month, sent by the real sender on the real clock."""
    spool = Spool(tmp_path / "spool.sqlite")
    today = date.today()
    for n in range(1, 31):
        spool.add([VISIT] * (n % 13), today - n * DAY)
    settings = Statistics(address=victoria.address)

    def close(day: date) -> None:
        spool.close(day, None, lambda cells: message(cells, "Here", "1"))

    assert send(spool, settings, close) > 0
    assert spool.unsent() == []
    told = spool.told(date.min, date.max)
    end = datetime(today.year, today.month, today.day).timestamp()
    found = victoria.query("sum by (site, span) (sum_over_time(kiosk_visits[60d]))", end)
    assert {
        (one["metric"]["site"], one["metric"]["span"]): int(one["value"][1]) for one in found
    } == {
        ("Here", span): sum(cell.n or 0 for cell in told if cell.span == span)
        for span in {cell.span for cell in told if cell.n}
    }


def test_a_day_that_is_sent_twice_is_stored_once(victoria: VictoriaMetrics) -> None:
    day = date.today() - 3 * DAY
    body = message(
        [Cell("wrong_pin", day, day, 12), Cell("wrong_can", day, day, None)], "There", "1"
    )
    for _ in range(3):
        answer = requests.post(victoria.address, data=body, headers=HEADERS, timeout=10)
        assert answer.ok
    now = datetime.now().timestamp()
    for name, n in (("kiosk_wrong_pin", "12"), ("kiosk_wrong_can_suppressed", "1")):
        (found,) = victoria.query(f"sum(sum_over_time({name}[30d]))", now)
        assert found["value"][1] == n


def test_two_years_old_days_are_kept(victoria: VictoriaMetrics) -> None:
    day = date.today() - 700 * DAY
    body = message([Cell("wrong_puk", day, day, 11)], "There", "1")
    assert requests.post(victoria.address, data=body, headers=HEADERS, timeout=10).ok
    (found,) = victoria.query("sum_over_time(kiosk_wrong_puk[730d])", datetime.now().timestamp())
    assert found["value"][1] == "11"


def test_a_fleet_loses_and_doubles_nothing(victoria: VictoriaMetrics) -> None:
    """As `./dev bench` plays it with 1000 kiosks; some messages are sent twice."""
    played = play(victoria, 4)
    assert (played.kiosks, played.posts) == (4, 4 * 11)
