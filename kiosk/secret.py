"""The one type in which a PIN, a CAN or a PUK lives."""

from __future__ import annotations

import hmac
from typing import NoReturn, Self

LONGEST = 10  # a PUK


class Secret:
    """Digits typed by a citizen, as ASCII bytes in one buffer that is zeroed after use.

    `with secret as digits:` lends the digits once and leaves the secret empty.
    A Secret has no readable repr, no equality, no hash, and cannot be pickled or copied;
    see DESIGN section 6. The buffer never grows, so no stale copy stays behind in the heap.
    """

    __slots__ = ("_buffer", "_length")

    def __init__(self, digits: bytes | bytearray | memoryview = b"") -> None:
        """Take over ASCII digits; the caller wipes its own copy.

        Raises ValueError, without the digits, for anything but up to ten ASCII digits.
        """
        self._buffer = bytearray(LONGEST)
        self._length = 0
        for digit in digits:
            self.append(digit - 0x30)

    def append(self, digit: int) -> None:
        """Add one digit (0 to 9). Raises ValueError if it is none or the buffer is full."""
        if not 0 <= digit <= 9 or self._length == LONGEST:
            raise ValueError("a secret holds up to ten digits")
        self._buffer[self._length] = 0x30 + digit
        self._length += 1

    def pop(self) -> None:
        """Take back the last digit, if there is one."""
        if self._length:
            self._length -= 1
            self._buffer[self._length] = 0

    def view(self) -> memoryview:
        """The digits without using them up: a view, never a copy."""
        return memoryview(self._buffer)[: self._length]

    def same_as(self, other: Secret) -> bool:
        """Compare two secrets in constant time."""
        return hmac.compare_digest(self.view(), other.view())

    def wipe(self) -> None:
        for i in range(LONGEST):
            self._buffer[i] = 0
        self._length = 0

    def __enter__(self) -> memoryview:
        return self.view()

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are not compared with ==; use same_as")

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")

    def __copy__(self) -> Self:
        raise TypeError("a secret is not pickled or copied")

    def __deepcopy__(self, memo: object) -> Self:
        raise TypeError("a secret is not pickled or copied")
