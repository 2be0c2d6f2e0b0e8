"""What an identified terminal asks of the eID application (TR-03110-2, 3.5; -3, B.7; -4, 2).

Every command needs the channel of chip authentication. A refusal of the chip is an answer here:
None, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from kiosk.eid import tlv
from kiosk.eid.apdu import ANY_LENGTH, CommandAPDU
from kiosk.eid.eac.security_infos import ID_RI_ECDH_SHA_256
from kiosk.eid.files import EID_APPLICATION
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.secure_messaging import Transmit

CHUNK = 0xDF
"""Bytes of a file in one response of 256, with what secure messaging adds."""

MOST_CHUNKS = 64


class Question(Enum):
    """What the chip answers with yes or no, by OID; the date or place is told beforehand."""

    BORN_BY = bytes.fromhex("04007F000703010401")
    VALID_ON = bytes.fromhex("04007F000703010402")
    LIVES_IN = bytes.fromhex("04007F000703010403")


def auxiliary_data(questions: Mapping[Question, bytes]) -> bytes:
    """The questions (67, whole) as terminal authentication signs them; empty for none."""
    templates = b"".join(
        tlv.encode(0x73, tlv.encode(0x06, question.value) + tlv.encode(0x53, value))
        for question, value in questions.items()
    )
    return tlv.encode(0x67, templates) if templates else b""


def digits(day: date) -> bytes:
    """YYYYMMDD, as cards write dates."""
    return day.strftime("%Y%m%d").encode()


def born_by(age: int, today: date) -> date:
    """The latest date of birth of a person of `age` years; the 28th for a missing 29 February."""
    try:
        return today.replace(year=today.year - age)
    except ValueError:
        return date(today.year - age, 2, 28)


def verify(channel: Transmit, question: Question) -> bool | None:
    """The chip's yes or no; None when it refuses to answer (VERIFY, 80 20 80 00)."""
    data = tlv.encode(0x06, question.value)
    sw = channel(CommandAPDU(0x80, 0x20, 0x80, 0x00, data)).sw
    return {0x9000: True, 0x6300: False}.get(sw)


def select(channel: Transmit) -> None:
    """Select the eID application. Raises ProtocolBroken when the chip has none."""
    if channel(CommandAPDU(0x00, 0xA4, 0x04, 0x0C, EID_APPLICATION)).sw != 0x9000:
        raise ProtocolBroken("SELECT the eID application")


def read(channel: Transmit, short_identifier: int) -> bytes | None:
    """A file, cut to its outer DER length; None when the chip refuses to read it.

    Raises ProtocolBroken for a file without an end.
    """
    response = channel(CommandAPDU(0x00, 0xB0, 0x80 | short_identifier, 0x00, b"", CHUNK))
    if response.sw not in (0x9000, 0x6282):
        return None
    content = response.data
    try:
        _, start, length = tlv.header(content)
    except tlv.TlvError:
        raise ProtocolBroken("READ BINARY") from None
    for _ in range(MOST_CHUNKS):
        offset = len(content)
        if offset >= start + length:
            return content[: start + length]
        more = channel(CommandAPDU(0x00, 0xB0, offset >> 8, offset & 0xFF, b"", CHUNK)).data
        if not more:
            break
        content += more
    raise ProtocolBroken("READ BINARY")


def pseudonym(channel: Transmit, key_id: int, sector_key: bytes) -> bytes | None:
    """Restricted identification: who this is in the sector of that key (7F49, whole).

    The same card gives the same answer, in each sector another. None when the chip refuses.
    """
    announced = tlv.encode(0x80, ID_RI_ECDH_SHA_256) + tlv.encode(0x84, bytes([key_id]))
    if channel(CommandAPDU(0x00, 0x22, 0x41, 0xA4, announced)).sw != 0x9000:
        return None
    data = tlv.encode(0x7C, tlv.encode(0xA0, tlv.only(sector_key, 0x7F49)))
    response = channel(CommandAPDU(0x00, 0x86, 0x00, 0x00, data, ANY_LENGTH))
    if response.sw != 0x9000:
        return None
    try:
        return dict(tlv.items(tlv.only(response.data, 0x7C)))[0x81]
    except (tlv.TlvError, KeyError):
        raise ProtocolBroken("restricted identification") from None
