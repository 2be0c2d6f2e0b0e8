"""The data groups of the eID application as text (TR-03110-4, 2.2.1)."""

from __future__ import annotations

from kiosk.eid import tlv
from kiosk.eid.model import ProtocolBroken

STREET, CITY, ZIP = 0xAA, 0xAB, 0xAE
"""Of a structured place; there may be a state and a country too."""


def text(data_group: bytes) -> str:
    """What stands in a data group. Lines of an address are separated by line breaks, a date is
    YYYY-MM-DD (with spaces where a card knows no day), a community ID is hexadecimal.

    Raises ProtocolBroken.
    """
    try:
        tag, value, rest = tlv.split(data_group)
        if rest or not 0x60 < tag < 0x80:
            raise ProtocolBroken("data group")
        form, content, _ = tlv.split(value)
        match form:
            case 0x30:
                return _address(content)
            case 0xA1 | 0xA2:  # a place in free words, or why there is none
                return _plain(content)
            case _:
                return _plain(value)
    except (tlv.TlvError, UnicodeDecodeError):
        raise ProtocolBroken("data group") from None


def _address(place: bytes) -> str:
    """Street; zip code and city; the country is left out, as on an envelope at home."""
    parts = {tag: _plain(value) for tag, value in tlv.items(place)}
    city = " ".join(parts[tag] for tag in (ZIP, CITY) if tag in parts)
    return "\n".join(line for line in (parts.get(STREET, ""), city) if line)


def _plain(encoded: bytes) -> str:
    tag, value, _ = tlv.split(encoded)
    match tag:
        case 0x0C | 0x13:  # UTF8String, PrintableString
            return value.decode()
        case 0x12:  # NumericString: a date
            digits = value.decode("ascii")
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        case 0x04:  # OCTET STRING
            return value.hex()
        case _:
            raise ProtocolBroken("data group")
