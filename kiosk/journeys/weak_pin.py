"""Why a new PIN is easy to guess. Looked at here only; the person decides."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from kiosk.secret import Secret


class Weakness(Enum):
    SEQUENCE = "sequence"  # 123456, 987654
    REPEATED = "repeated"  # 000000, 121212, 123123
    DATE = "date"  # 240590, 900524
    SAME_AS_CAN = "same-as-can"


def weakness(new: Secret, can: Secret | None) -> Weakness | None:
    """The first reason why six digits are weak. Leaves both secrets as they are."""
    digits = new.view()
    if can is not None and new.same_as(can):
        return Weakness.SAME_AS_CAN
    steps = {later - earlier for earlier, later in pairwise(digits)}
    if steps in ({1}, {-1}):
        return Weakness.SEQUENCE
    if any(digits[period:] == digits[:-period] for period in (1, 2, 3)):
        return Weakness.REPEATED
    first, second, third = (_pair(digits, at) for at in (0, 2, 4))
    if _is_day(first, second) or _is_day(third, second) or _is_day(second, first):
        return Weakness.DATE
    return None


def _pair(digits: memoryview, at: int) -> int:
    return (digits[at] - 0x30) * 10 + digits[at + 1] - 0x30


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12
