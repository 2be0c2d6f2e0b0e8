"""The person on a practice card, and the data groups that tell of them (TR-03110-4, 2.2.1)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.eid import tlv

Text = Annotated[str, msgspec.Meta(min_length=1)]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{8}\Z")]
"""YYYYMMDD."""

UTF8, PRINTABLE, NUMERIC, OCTETS = 0x0C, 0x13, 0x12, 0x04


class Home(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address in Germany."""

    street: Text
    zip_code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}\Z")]
    city: Text
    community: Annotated[str, msgspec.Meta(pattern=r"^0276[0-9]{10}\Z")]
    """Community ID: 0276 for Germany, then the official key of the municipality."""


class Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Plainly fictitious, like everything on a practice card."""

    given_names: Text
    family_names: Text
    born: Day
    birth_place: Text
    home: Home
    nationality: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{1,3}\Z")] = "D"
    document: Annotated[str, msgspec.Meta(pattern=r"^(ID|UB|AR)\Z")] = "ID"
    """Identity card, eID card for citizens of the Union, residence permit."""
    expires: Day = "20351231"
    title: Text | None = None
    artistic_name: Text | None = None
    birth_name: Text | None = None


def data_groups(holder: Holder) -> dict[int, bytes]:
    """The files of the eID application by number. What a person has not got, is not there."""
    home = holder.home
    place = (
        tlv.encode(0xAA, _text(home.street))
        + tlv.encode(0xAB, _text(home.city))
        + tlv.encode(0xAD, _plain(PRINTABLE, "D"))
        + tlv.encode(0xAE, _plain(PRINTABLE, home.zip_code))
    )
    contents = {
        1: _plain(PRINTABLE, holder.document),
        2: _plain(PRINTABLE, "D"),
        3: _plain(NUMERIC, holder.expires),
        4: _text(holder.given_names),
        5: _text(holder.family_names),
        6: _text(holder.artistic_name),
        7: _text(holder.title),
        8: _plain(NUMERIC, holder.born),
        9: tlv.encode(0xA1, _text(holder.birth_place)),
        10: _plain(PRINTABLE, holder.nationality),
        13: _text(holder.birth_name),
        17: tlv.encode(0x30, place),
        18: tlv.encode(OCTETS, bytes.fromhex(home.community)),
    }
    return {
        number: tlv.encode(0x60 + number, content)
        for number, content in contents.items()
        if content
    }


def _text(words: str | None) -> bytes:
    return tlv.encode(UTF8, words.encode()) if words else b""


def _plain(tag: int, words: str) -> bytes:
    return tlv.encode(tag, words.encode("ascii"))
