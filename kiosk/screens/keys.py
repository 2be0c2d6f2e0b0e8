"""Keys of a keyboard or of a twelve-key pad, each press counted once."""

from __future__ import annotations

from collections.abc import Callable


class Keys:
    """Tells `pressed` of a key when it goes down, and not again while it is held: a key that
    repeats would type digits for whoever cannot let go quickly (EN 301 549, 5.7)."""

    def __init__(self, pressed: Callable[[int], bool]) -> None:
        self._pressed = pressed
        self._held: set[int] = set()

    def down(self, code: int) -> bool:
        if code in self._held:
            return True
        self._held.add(code)
        return self._pressed(code)

    def up(self, code: int) -> bool:
        self._held.discard(code)
        return True
