"""Opening hours, as a week of spans of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec

_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = rf"{_TIME}-(?:{_TIME}|24:00)"

Spans = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^{_SPAN}(?:, ?{_SPAN})*\Z",
        description="times such as 09:00-18:00 or 09:00-12:00, 13:00-18:00",
    ),
]


class OpeningHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day that is not named is closed."""

    monday: Spans | None = None
    tuesday: Spans | None = None
    wednesday: Spans | None = None
    thursday: Spans | None = None
    friday: Spans | None = None
    saturday: Spans | None = None
    sunday: Spans | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether the house is open; `now` is the time on its clock."""
        spans: str | None = getattr(self, self.__struct_fields__[now.weekday()])
        minute = now.hour * 60 + now.minute
        return any(begin <= minute < end for begin, end in _minutes(spans or ""))

    def out_of_order(self) -> str | None:
        """The first day whose times do not follow each other."""
        for day in self.__struct_fields__:
            last = -1
            for begin, end in _minutes(getattr(self, day) or ""):
                if not last < begin < end:
                    return day
                last = end
        return None


def _minutes(spans: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each span, in minutes after midnight."""
    for span in filter(None, spans.split(",")):
        begin, end = (60 * int(time[:2]) + int(time[3:]) for time in span.strip().split("-"))
        yield begin, end
