"""Which card is this? EF.DIR and EF.CardAccess, and what tells cards apart (facts 1.1, 1.2)."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.eid import tlv
from kiosk.eid.apdu import ANY_LENGTH, CommandAPDU
from kiosk.eid.model import CardKind, ProtocolBroken
from kiosk.eid.secure_messaging import Transmit

EF_CARD_ACCESS = 0x1C
EF_DIR = 0x1E
"""Short EF identifiers."""

EID_APPLICATION = bytes.fromhex("E80704007F00070302")

OTHER_CARDS = {
    CardKind.PASSPORT: CommandAPDU(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001")),
    # EMV knows only this form, in which the answer names the card's payment schemes
    CardKind.BANK_CARD: CommandAPDU(0x00, 0xA4, 0x04, 0x00, b"2PAY.SYS.DDF01", ANY_LENGTH),
    CardKind.HEALTH_CARD: CommandAPDU(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("D2760001448000")),
}
"""The selection of an application that only such a card has."""

SELECTED = {0x9000, 0x6982}
"""6982: the application is there but wants an authentication before it is selected."""

MOST_READS = 16
"""Further reads of one file. No EF.CardAccess comes near; a chip that goes on is broken."""


def recognise(transmit: Transmit) -> CardKind:
    """Tell the kind of card; for EID the MF is left selected, ready for EF.CardAccess.

    A German eID is known by the eID application in EF.DIR, as the AusweisApp does it: a
    health card has an EF.CardAccess with PACE too, so that file alone proves nothing.
    """
    transmit(CommandAPDU(0x00, 0xA4, 0x00, 0x0C, bytes.fromhex("3F00")))
    if EID_APPLICATION in _applications(_read(transmit, 0x80 | EF_DIR, 0x00)):
        return CardKind.EID
    for kind, select in OTHER_CARDS.items():
        if transmit(select).sw in SELECTED:
            return kind
    return CardKind.UNKNOWN


def read_card_access(transmit: Transmit) -> bytes:
    """EF.CardAccess, cut to its outer DER length: some chips pad it with zeros.

    One command for up to 256 bytes, one more for each further 256.
    Raises ProtocolBroken when there is no complete object.
    """
    content = _read(transmit, 0x80 | EF_CARD_ACCESS, 0x00)
    try:
        _, start, length = tlv.header(content)
    except tlv.TlvError:
        raise ProtocolBroken("EF.CardAccess") from None
    end = start + length
    for _ in range(MOST_READS):
        offset = len(content)
        if offset >= end or not (more := _read(transmit, offset >> 8, offset & 0xFF)):
            break
        content += more
    if len(content) < end:
        raise ProtocolBroken("EF.CardAccess cut off")
    return content[:end]


def _read(transmit: Transmit, p1: int, p2: int) -> bytes:
    """Up to 256 bytes of a file, whatever the chip sends; empty when it cannot be read.

    `p1` and `p2` are a short EF identifier and an offset, or an offset in the same file.
    """
    response = transmit(CommandAPDU(0x00, 0xB0, p1, p2, b"", ANY_LENGTH))
    return response.data[:ANY_LENGTH] if response.sw in (0x9000, 0x6282) else b""


def _applications(ef_dir: bytes) -> Iterator[bytes]:
    """The application identifiers (4F) of all templates (61, and 73 within)."""
    try:
        for tag, value in tlv.items(ef_dir):
            if tag == 0x4F:
                yield value
            elif tag in (0x61, 0x73):
                yield from _applications(value)
    except tlv.TlvError:
        return  # padded or foreign: what was found before counts
