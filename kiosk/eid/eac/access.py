"""What a provider may ask of an ID card, and the bits that stand for it (TR-03110-4, 2.2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from kiosk.eid import tlv

AUTHENTICATION_TERMINAL = bytes.fromhex("04007F000703010202")
"""OID id-AT: what the bits of a CHAT mean depends on the type of the terminal."""

BYTES = 5
FIRST_READ_BIT = 7
"""The right to read data group n is bit 7 + n."""


class Access(IntEnum):
    """One thing to be asked for. The value is its bit in a CHAT, counted from the right.

    There are more rights, such as to write or to manage a PIN; a provider on the web has none.
    """

    AGE_VERIFICATION = 0
    COMMUNITY_VERIFICATION = 1
    PSEUDONYM = 2
    DOCUMENT_TYPE = 8
    ISSUING_STATE = 9
    DATE_OF_EXPIRY = 10
    GIVEN_NAMES = 11
    FAMILY_NAMES = 12
    ARTISTIC_NAME = 13
    ACADEMIC_TITLE = 14
    DATE_OF_BIRTH = 15
    PLACE_OF_BIRTH = 16
    NATIONALITY = 17
    BIRTH_NAME = 20
    PLACE_OF_RESIDENCE = 24
    COMMUNITY_ID = 25
    RESIDENCE_PERMIT = 26

    @property
    def data_group(self) -> int | None:
        """The number of the data group that is read for it; None for what the chip only answers."""
        return self - FIRST_READ_BIT if self > FIRST_READ_BIT else None


def bits(access: Iterable[Access]) -> bytes:
    """The discretionary data of a CHAT; its two highest bits are 00, a terminal."""
    return sum(1 << one for one in set(access)).to_bytes(BYTES, "big")


def access_of(discretionary: bytes) -> frozenset[Access]:
    """What the bits allow, as far as it is for a provider on the web."""
    number = int.from_bytes(discretionary, "big")
    return frozenset(one for one in Access if number >> one & 1)


def chat(access: Iterable[Access]) -> bytes:
    """A certificate holder authorisation template, 7F4C: what the person grants."""
    oid = tlv.encode(0x06, AUTHENTICATION_TERMINAL)
    return tlv.encode(0x7F4C, oid + tlv.encode(0x53, bits(access)))
