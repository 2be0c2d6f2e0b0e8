"""What the keys of a twelve-key pad mean, and of any other keyboard."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

STEADY_SECONDS = 0.5
"""For a hand that trembles: the same key so soon once more does not count (EN 301 549, 5.8)."""


class Key(Enum):
    OK = auto()
    TAKE_BACK = auto()
    """A digit, a page, or what lies over the page."""
    NEXT = auto()
    """The next control."""
    BEFORE = auto()
    SPEECH = auto()
    """The key with the mark: read aloud, pause, go on, say it once more."""
    LOUDER = auto()
    SOFTER = auto()


_PAD, _ROW = 256, 48

DIGITS = {**{_PAD + digit: digit for digit in range(10)}, **{_ROW + d: d for d in range(10)}}
"""Kivy's key codes. Those of a pad do not depend on its NumLock."""

MEANINGS = {
    **dict.fromkeys((271, 13, 32), Key.OK),  # Enter of the pad, Enter, space
    **dict.fromkeys((266, 8, 127, 44, 46), Key.TAKE_BACK),  # point of the pad, backspace, delete
    **dict.fromkeys((267, 9, 274, 275, 47), Key.NEXT),  # "/" of the pad, tab, down, right
    **dict.fromkeys((273, 276), Key.BEFORE),  # up, left
    **dict.fromkeys((268, 42), Key.SPEECH),  # "*"
    **dict.fromkeys((270, 43), Key.LOUDER),
    **dict.fromkeys((269, 45), Key.SOFTER),
}

TAB = 9


class Keyboard:
    """Which presses count: a key that is held down counts once (EN 301 549, 5.7)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: set[int] = set()
        self._last, self._at = 0, 0.0

    def down(self, code: int, steady: bool) -> bool:
        """Whether this press counts. `steady`: not so soon after the same key."""
        repeated = code in self._held
        self._held.add(code)
        now = self._clock()
        bounced = steady and code == self._last and now - self._at < STEADY_SECONDS
        self._last, self._at = code, now
        return not repeated and not bounced

    def up(self, code: int) -> None:
        self._held.discard(code)
