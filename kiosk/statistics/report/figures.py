"""What is told, added up by year and month; what is under 10 stays under 10."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal, format_percent

from kiosk.statistics.small_numbers import Cell


@dataclass(frozen=True)
class Figure:
    """A sum of what is told; `hidden` says how many cells besides were under 10."""

    n: int
    hidden: int = 0

    def __str__(self) -> str:
        """In German words, true also where something is hidden."""
        if self.hidden and not self.n:
            return "unter 10" if self.hidden == 1 else "unter 10 im Monat"
        number = str(format_decimal(self.n, locale="de"))
        return f"mindestens {number}" if self.hidden else number


@dataclass(frozen=True)
class Site:
    """What is told of one kiosk."""

    name: str
    cells: list[Cell]


class Figures:
    """The cells of a year, of one site or of many."""

    def __init__(self, year: int, sites: Iterable[Site]) -> None:
        self.year = year
        self.sites = [
            Site(site.name, [cell for cell in site.cells if cell.last.year == year])
            for site in sites
        ]
        self._cells = [cell for site in self.sites for cell in site.cells]

    def names(self) -> list[str]:
        return sorted({cell.name for cell in self._cells})

    def of_year(self, name: str) -> Figure:
        return _figure(cell for cell in self._cells if cell.name == name)

    def of_month(self, name: str, month: int) -> Figure:
        return _figure(
            cell for cell in self._cells if cell.name == name and cell.last.month == month
        )

    def of_site(self, name: str, site: Site) -> Figure:
        return _figure(cell for cell in site.cells if cell.name == name)

    def months(self) -> list[date]:
        """From the first month of which something is told to the last one."""
        told = [cell.last.month for cell in self._cells]
        return (
            [date(self.year, month, 1) for month in range(min(told), max(told) + 1)] if told else []
        )


def share(part: Figure, whole: Figure) -> str | None:
    """How much of a whole a part is, in per cent; None where it is not known well enough."""
    if part.n == 0 or whole.n == 0 or part.n > whole.n:
        return None
    about = "etwa " if part.hidden or whole.hidden else ""
    return f"{about}{format_percent(part.n / whole.n, locale='de')}"


def _figure(cells: Iterable[Cell]) -> Figure:
    numbers = [cell.n for cell in cells]
    return Figure(sum(n for n in numbers if n is not None), numbers.count(None))
