"""Where a report reads what is told: from a receiver with the kiosks of a city."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import requests

from kiosk.statistics.otlp import PREFIX, SUPPRESSED
from kiosk.statistics.report.figures import Site
from kiosk.statistics.small_numbers import Cell, month_of, weeks_of

SECONDS = 120


class NotRead(Exception):
    """The receiver could not be read; the message tells why."""


def sites_of(url: str, year: int) -> list[Site]:
    """All kiosks that a VictoriaMetrics, or another with Prometheus' interface, knows of a year.

    Raises NotRead.
    """
    after = datetime(year + 1, 1, 1).timestamp()
    try:
        answer = requests.get(
            f"{url.rstrip('/')}/api/v1/query",
            params={"query": f'{{__name__=~"{PREFIX}.+"}}[367d]', "time": str(after)},
            timeout=SECONDS,
        )
        answer.raise_for_status()
        series: list[Any] = answer.json()["data"]["result"]
        sites: dict[str, set[Cell]] = {}
        for one in series:
            labels = one["metric"]
            cells = sites.setdefault(labels["site"], set())
            cells |= {_cell(labels, float(at), float(n)) for at, n in one["values"]}
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise NotRead(f"{url} cannot be read: {error}") from error
    return [
        Site(name, sorted(cells, key=lambda cell: cell.last))
        for name, cells in sorted(sites.items())
    ]


def _cell(labels: dict[str, str], at: float, n: float) -> Cell:
    last = date.fromtimestamp(at) - timedelta(days=1)
    name = labels["__name__"].removeprefix(PREFIX)
    first = {"day": [last], "month": month_of(last)}.get(labels["span"]) or next(
        week for week in weeks_of(month_of(last)) if last in week
    )
    suppressed = name.endswith(SUPPRESSED)
    return Cell(name.removesuffix(SUPPRESSED), first[0], last, None if suppressed else int(n))
