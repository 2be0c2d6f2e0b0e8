"""Who may hold the reins: one code, for a few minutes and once; then one session, by a cookie."""

from __future__ import annotations

import secrets
from collections.abc import Callable

CODE_SECONDS = 180.0
"""How long a code is good for, if nobody uses it before."""

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not mistaken for each other."""

CODE_LENGTH = 8
"""Forty bits: by guessing at MOST_WRONG tries from each address, nobody finds it in its minutes."""

MOST_WRONG = 5
"""Wrong codes from one address; after them it is not listened to any more."""

MOST_ADDRESSES = 200
"""More than a class has; after that nobody new is listened to."""


class Refusal(Exception):
    """The code is wrong, used or too old."""


class TooOften(Exception):
    """There were too many wrong codes from this address."""


class Admission:
    """`clock` gives seconds that never go back. A new session ends the one before."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._code: str | None = None
        self._until = 0.0
        self._session: str | None = None
        self._wrong: dict[str, int] = {}

    @property
    def connected(self) -> bool:
        return self._session is not None

    @property
    def seconds_left(self) -> float:
        """Of the code; 0 when there is none."""
        return max(0.0, self._until - self._clock()) if self._code else 0.0

    def new_code(self) -> str:
        """The one before holds no more."""
        self._code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        self._until = self._clock() + CODE_SECONDS
        return self._code

    def enter(self, code: str, address: str) -> str:
        """The word that the session is known by, for the right code. Raises Refusal, TooOften."""
        wrong = self._wrong.get(address, 0)
        if wrong >= MOST_WRONG or len(self._wrong) >= MOST_ADDRESSES > wrong == 0:
            raise TooOften
        known = self._code if self.seconds_left > 0 else None
        if known is None or not secrets.compare_digest(known.encode(), code.upper().encode()):
            self._wrong[address] = wrong + 1
            raise Refusal
        self._code = None
        self._session = secrets.token_urlsafe(32)
        return self._session

    def knows(self, session: str) -> bool:
        known = self._session
        return known is not None and secrets.compare_digest(known.encode(), session.encode())

    def leave(self) -> None:
        """The session is over, and so is a code that nobody has used."""
        self._session = self._code = None
