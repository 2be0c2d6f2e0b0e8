"""What can be read on a card without a secret: its ATR, its applications and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.eid import tlv
from kiosk.eid.model import CardKind
from kiosk.eid.simulator.temperament import Temperament

MF, EF_DIR, EF_CARD_ACCESS = 0x3F00, 0x2F00, 0x011C
SHORT_IDENTIFIERS = {0x1E: EF_DIR, 0x1C: EF_CARD_ACCESS}
EF_CARD_SECURITY = 0x1D
"""Short identifier of the file that only a terminal may read whose certificate was accepted."""

EID = bytes.fromhex("E80704007F00070302")
EPASSPORT = bytes.fromhex("A0000002471001")
ESIGN = bytes.fromhex("A000000167455349474E")
PAYMENT = b"2PAY.SYS.DDF01"
HEALTH = bytes.fromhex("D2760001448000")

EF_DIR_OF_AN_ID_CARD = bytes.fromhex(
    "61324F0FE828BD080FA000000167455349474E500F434941207A752044462E655369676E5100730C4F0AA0"
    "00000167455349474E61094F07A0000002471001610B4F09E80704007F00070302610C4F0AA00000016745"
    "5349474E"
)
"""Verbatim as on real cards (facts 1.1)."""

ID_PACE_ECDH_GM = bytes.fromhex("04007F000702020402")
AES_ARC = {16: 2, 24: 3, 32: 4}


@dataclass(frozen=True, slots=True)
class Contents:
    """`files` by file identifier; `applications` are selectable by name."""

    atr: bytes
    applications: frozenset[bytes] = frozenset()
    files: Mapping[int, bytes] = field(default_factory=dict)
    has_mf: bool = True


def pace_oid(key_bytes: int) -> bytes:
    """id-PACE-ECDH-GM-AES-CBC-CMAC-128, -192 or -256."""
    return ID_PACE_ECDH_GM + bytes([AES_ARC[key_bytes]])


def contents_of(
    kind: CardKind, temperament: Temperament, parameter_id: int, key_bytes: int
) -> Contents:
    card_access = _card_access(temperament, parameter_id, key_bytes)
    match kind:
        case CardKind.EID:
            return Contents(
                _atr("80", "31F873F741E08290 00"),
                frozenset({EID, EPASSPORT, ESIGN}),
                {EF_DIR: EF_DIR_OF_AN_ID_CARD, EF_CARD_ACCESS: card_access},
            )
        case CardKind.PASSPORT:
            return Contents(
                _atr("", "0031C173C8401000"), frozenset({EPASSPORT}), {EF_CARD_ACCESS: card_access}
            )
        case CardKind.HEALTH_CARD:
            directory = tlv.encode(0x61, tlv.encode(0x4F, HEALTH))
            return Contents(
                _atr("80", "31FE45634543"),
                frozenset({HEALTH}),
                {EF_DIR: directory, EF_CARD_ACCESS: card_access},
            )
        case CardKind.BANK_CARD:
            return Contents(_atr("80", "318066B1840C016E"), frozenset({PAYMENT}), has_mf=False)
        case CardKind.UNKNOWN:
            return Contents(_atr("", "067577810280"), has_mf=False)


def _atr(category: str, historical: str) -> bytes:
    """A contactless ATR as PC/SC part 3 builds it: 3B 8n 80 01, historical bytes, checksum."""
    history = bytes.fromhex(category + historical)
    atr = bytes([0x3B, 0x80 | len(history), 0x80, 0x01]) + history
    checksum = 0
    for byte in atr[1:]:
        checksum ^= byte
    return atr + bytes([checksum])


def _card_access(temperament: Temperament, parameter_id: int, key_bytes: int) -> bytes:
    """SecurityInfos in the order of a real card (facts 1.3), filled up to the chip's length.

    What differs in length on real chips is CardInfoLocator, an address nobody fetches.
    """
    domain = _sequence(_oid("04007F00070102"), _integer(13))
    chip_authentication = _sequence(_oid("04007F00070202030202"), _integer(2), _integer(0x48))
    infos = [
        _sequence(_oid("04007F0007020202"), _integer(2)),
        chip_authentication,
        _sequence(tlv.encode(0x06, pace_oid(key_bytes)), _integer(2), _integer(parameter_id)),
        _sequence(_oid("04007F000702020302"), domain, _integer(0x48)),
    ]
    without = tlv.encode(0x31, b"".join(infos) + _locator(0))
    room = temperament.card_access_bytes - len(without)
    card_access = tlv.encode(0x31, b"".join(infos) + _locator(room))
    while len(card_access) > temperament.card_access_bytes:  # longer lengths need more bytes
        room -= 1
        card_access = tlv.encode(0x31, b"".join(infos) + _locator(room))
    return card_access + (bytes(300) if temperament.pads_card_access else b"")


def _locator(filling: int) -> bytes:
    address = b"http://practice.invalid/" + b"0" * filling
    return _sequence(_oid("04007F0007020206"), tlv.encode(0x16, address))


def _sequence(*parts: bytes) -> bytes:
    return tlv.encode(0x30, b"".join(parts))


def _oid(hexadecimal: str) -> bytes:
    return tlv.encode(0x06, bytes.fromhex(hexadecimal))


def _integer(value: int) -> bytes:
    return tlv.encode(0x02, bytes([value]))
