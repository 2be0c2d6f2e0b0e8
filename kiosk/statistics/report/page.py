"""The yearly report as a page of HTML that needs nothing else, and as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML

from kiosk.statistics.counters import FACES, LENGTHS, Counter, Why, name_of
from kiosk.statistics.report.charts import Chart, columns, rows
from kiosk.statistics.report.figures import Figure, Figures, Site, share

FOLDER = Path(__file__).parents[3] / "assets" / "report"

JOURNEYS = (
    ("Erste PIN setzen", Counter.FIRST_PIN_BEGUN, Counter.FIRST_PIN_SET),
    ("PIN ändern", Counter.CHANGE_BEGUN, Counter.PIN_CHANGED),
    ("Alle Versuche zurückholen", Counter.RESUME_BEGUN, Counter.PIN_RESUMED),
    ("PIN entsperren", Counter.UNBLOCK_BEGUN, Counter.PIN_UNBLOCKED),
)

STATES = (
    ("bereit", Counter.PIN_OPERATIONAL),
    ("nur noch ein Versuch", Counter.PIN_SUSPENDED),
    ("gesperrt", Counter.PIN_BLOCKED),
    ("ausgeschaltet", Counter.PIN_DEACTIVATED),
)

MOST_SERVICES = 15


@dataclass(frozen=True)
class Journey:
    name: str
    begun: Figure
    finished: Figure
    share: str | None


def html(year: int, sites: Sequence[Site]) -> str:
    """The report of a year, of one kiosk or of many."""
    figures = Figures(year, sites)

    def of(counter: Counter) -> Figure:
        return figures.of_year(name_of(counter))

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html").render(
        year=year,
        sites=[(site.name, figures.of_site("visits", site)) for site in figures.sites],
        today=format_date(date.today(), "long", locale="de"),
        visits=of(Counter.VISITS),
        first_pins=of(Counter.FIRST_PIN_SET),
        changed=of(Counter.PIN_CHANGED),
        unblocked=of(Counter.PIN_UNBLOCKED),
        months=columns(
            [
                (
                    format_date(month, "LLL", locale="de"),
                    figures.of_month("visits", month.month),
                )
                for month in figures.months()
            ]
        ),
        lengths=_rows(figures, [(_short(one), one) for one in LENGTHS]),
        journeys=[
            Journey(name, of(begun), of(finished), share(of(finished), of(begun)))
            for name, begun, finished in JOURNEYS
        ],
        left=_sorted(figures, "left_at_", "verlassen "),
        desk=_sorted(figures, "desk_", "zum Schalter "),
        states=_rows(figures, STATES),
        languages=_sorted(figures, "language_"),
        services=_services(figures),
        topics=_sorted(figures, ("learn_", "answer_")),
        faces=_rows(figures, [(_short(one), one) for one in FACES], yellow=True),
        answers=[of(face) for face in FACES],
        groups=[
            (
                why.value[0],
                [(_short(one), of(one)) for one in Counter if one.value.why is why],
            )
            for why in Why
        ],
    )


def pdf(page: str) -> bytes:
    """The page as a tagged PDF, which a screen reader can read."""
    document: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return document


def _short(counter: Counter) -> str:
    return counter.value.german.removeprefix("Besuche, ")


def _rows(
    figures: Figures, named: Sequence[tuple[str, Counter]], *, yellow: bool = False
) -> Chart | None:
    bars = [(name, figures.of_year(name_of(counter))) for name, counter in named]
    return rows(bars, yellow=yellow) if any(one.n or one.hidden for _, one in bars) else None


def _sorted(figures: Figures, prefix: str | tuple[str, ...], drop: str = "") -> Chart | None:
    """What was met, the most frequent first."""
    bars = [
        (_short(one).removeprefix(drop), figures.of_year(name_of(one)))
        for one in Counter
        if name_of(one).startswith(prefix)
    ]
    bars = [bar for bar in bars if bar[1].n or bar[1].hidden]
    bars.sort(key=lambda bar: -bar[1].n)
    return rows(bars) if bars else None


def _services(figures: Figures) -> Chart | None:
    bars = [
        (name.removeprefix("service_").replace("_", "-"), figures.of_year(name))
        for name in figures.names()
        if name.startswith("service_")
    ]
    bars.sort(key=lambda bar: -bar[1].n)
    return rows(bars[:MOST_SERVICES]) if bars else None
