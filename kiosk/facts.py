"""Facts that age, such as fees: data with a date and a source, filled into sentences by name.

A fact that nobody has checked for too long leaves its sentence out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from babel.dates import format_date
from babel.numbers import format_currency

from kiosk import strict_yaml

FILE = Path(__file__).parents[1] / "assets" / "facts.yaml"

Line = Annotated[str, msgspec.Meta(min_length=1)]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Good until `good_for_months` after somebody last saw it in its `source`."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z")]
    meaning: Line
    checked_on: date
    good_for_months: Annotated[int, msgspec.Meta(ge=1, le=120)]
    source: Line

    @property
    def too_old_from(self) -> date:
        """The first of the month from which nobody should be told it any more."""
        months = self.checked_on.year * 12 + self.checked_on.month + self.good_for_months
        return date(months // 12, months % 12 + 1, 1)

    def words(self, locale: str) -> str:
        """The value as people of that language write it."""
        raise NotImplementedError


class Euros(Fact, frozen=True, forbid_unknown_fields=True):
    value: Annotated[float, msgspec.Meta(ge=0)]

    def words(self, locale: str) -> str:
        return format_currency(self.value, "EUR", locale=locale)


class Number(Fact, frozen=True, forbid_unknown_fields=True):
    value: int

    def words(self, locale: str) -> str:  # noqa: ARG002  digits are the same for everybody here
        return str(self.value)


class Day(Fact, frozen=True, forbid_unknown_fields=True):
    value: date

    def words(self, locale: str) -> str:
        return format_date(self.value, "long", locale)


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assets/facts.yaml`"""

    euros: list[Euros] = []
    numbers: list[Number] = []
    days: list[Day] = []


def load_facts(path: Path = FILE) -> list[Fact]:
    """All facts of a file, stale ones included. Raises strict_yaml.BadFile."""
    document = strict_yaml.read(path, File)
    facts: dict[str, Fact] = {}
    for kind in ("euros", "numbers", "days"):
        for index, fact in enumerate(getattr(document.content, kind)):
            if fact.name in facts:
                raise document.refuse(f"there are two facts '{fact.name}'", kind, index)
            facts[fact.name] = fact
    return list(facts.values())


class Facts:
    """What is known today. `today` is asked anew each time: the kiosk runs for months."""

    def __init__(self, facts: Sequence[Fact] = (), today: Callable[[], date] = date.today) -> None:
        self._facts = facts
        self._today = today

    def is_fresh(self, fact: Fact) -> bool:
        return self._today() < fact.too_old_from

    def fresh(self, locale: str) -> dict[str, str]:
        """By name, in the words of a language, all that may still be told."""
        return {fact.name: fact.words(locale) for fact in self._facts if self.is_fresh(fact)}
