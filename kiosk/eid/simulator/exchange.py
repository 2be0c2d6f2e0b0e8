"""What can be overheard at a practice card: each exchange, and what only the chip knows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from kiosk.eid.apdu import CommandAPDU, ResponseAPDU

Inside: TypeAlias = tuple[CommandAPDU, ResponseAPDU]
"""A command and its response as secure messaging carries them, decrypted."""


class Known(Enum):
    """A secret of the chip that an exchange is about."""

    DIGITS = "digits"
    """Those of the CAN, PIN or PUK in ASCII."""
    NONCE = "nonce"
    ENC_KEY = "enc-key"
    MAC_KEY = "mac-key"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its response, whole as they went over the air.

    Only the chip in software makes these: nothing that speaks to a reader of PC/SC could, for it
    holds neither the keys of the card's side nor the digits.
    """

    command: bytes = field(repr=False)
    response: bytes = field(repr=False)
    inside: Inside | None = field(default=None, repr=False)
    """None for an exchange in plain."""
    password: int | None = None
    """Reference of the password (2 CAN, 3 PIN, 4 PUK) that MSE:Set AT had announced before."""
    secrets: tuple[tuple[Known, bytes], ...] = field(default=(), repr=False)


Listener: TypeAlias = Callable[[Exchange], None]
"""Is told each exchange on the thread that speaks to the card, before the answer goes out."""
