"""Time and news that can be held still."""

from __future__ import annotations

from collections.abc import Callable


class Stillness:
    """While `frozen`, the clock of everything on the screen stands, and nothing is heard of the
    card work or the reader. Afterwards both go on where they were.

    It lives on the thread of the screens. `clock` and `post` are the real ones.
    """

    def __init__(
        self, clock: Callable[[], float], post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._clock = clock
        self._post = post
        self._held: list[Callable[[], None]] = []
        self._stood_still = 0.0
        self._since: float | None = None

    @property
    def frozen(self) -> bool:
        return self._since is not None

    def clock(self) -> float:
        now = self._clock() if self._since is None else self._since
        return now - self._stood_still

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: run the call on the thread of the screens, in its turn."""
        self._post(lambda: self._held.append(call) if self.frozen else call())

    def freeze(self) -> None:
        if self._since is None:
            self._since = self._clock()

    def go_on(self) -> None:
        if self._since is None:
            return
        self._stood_still += self._clock() - self._since
        self._since = None
        held, self._held = self._held, []
        for call in held:
            call()
