"""What the chip says about chip authentication and restricted identification (TR-03110-3, A.1).

The same SecurityInfos are in EF.CardAccess, unsigned, and in EF.CardSecurity, signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.eid import tlv
from kiosk.eid.card_access import AES_KEY_BYTES
from kiosk.eid.curves import CURVES, Curve
from kiosk.eid.model import ProtocolBroken, UnsupportedCard
from kiosk.eid.points import Point

ID_CA_ECDH = bytes.fromhex("04007F000702020302")
ID_PK_ECDH = bytes.fromhex("04007F000702020102")
ID_RI_ECDH_SHA_256 = bytes.fromhex("04007F00070202050203")
STANDARDISED = bytes.fromhex("04007F00070102")


@dataclass(frozen=True, slots=True)
class ChipAuthenticationInfo:
    """How the chip proves itself: protocol, number of its key, and the curve of that key."""

    oid: bytes
    key_bytes: int
    key_id: int
    parameter_id: int

    @property
    def curve(self) -> Curve:
        return CURVES[self.parameter_id]


def chip_authentication_info(security_infos: bytes) -> ChipAuthenticationInfo:
    """The first way of chip authentication version 2 that this terminal has.

    Raises UnsupportedCard when there is none, ProtocolBroken for what are no SecurityInfos.
    """
    try:
        domains = {
            _number(rest[1]): _parameter_id(rest[0])
            for oid, rest in _infos(security_infos)
            if oid == ID_CA_ECDH and len(rest) > 1
        }
        for oid, rest in _infos(security_infos):
            if oid[:-1] != ID_CA_ECDH or oid[-1] not in AES_KEY_BYTES or len(rest) < 2:
                continue
            key_id = _number(rest[1])
            parameter_id = domains.get(key_id)
            if rest[0] == (0x02, b"\x02") and parameter_id in CURVES:
                return ChipAuthenticationInfo(oid, AES_KEY_BYTES[oid[-1]], key_id, parameter_id)
    except tlv.TlvError:
        raise ProtocolBroken("SecurityInfos") from None
    raise UnsupportedCard("ChipAuthenticationInfo")


def chip_public_key(security_infos: bytes, info: ChipAuthenticationInfo) -> Point:
    """The chip's static key of that number. Believe it only from a signed EF.CardSecurity.

    Raises ProtocolBroken when there is none.
    """
    try:
        for oid, rest in _infos(security_infos):
            if oid == ID_PK_ECDH and len(rest) > 1 and _number(rest[1]) == info.key_id:
                algorithm, key = list(tlv.items(rest[0][1]))
                if _parameter_id(algorithm) == info.parameter_id and key[1][:1] == b"\x00":
                    return Point.decode(info.curve, key[1][1:])
    except (tlv.TlvError, ValueError):
        raise ProtocolBroken("SecurityInfos") from None
    raise ProtocolBroken("ChipAuthenticationPublicKeyInfo")


def restricted_identification_key(security_infos: bytes) -> int:
    """The number of the key that makes pseudonyms. Raises UnsupportedCard when there is none."""
    try:
        for oid, rest in _infos(security_infos):
            if oid == ID_RI_ECDH_SHA_256 and rest:
                return _number(list(tlv.items(rest[0][1]))[1])
    except (tlv.TlvError, IndexError):
        raise ProtocolBroken("SecurityInfos") from None
    raise UnsupportedCard("RestrictedIdentificationInfo")


def _infos(security_infos: bytes) -> Iterator[tuple[bytes, list[tuple[int, bytes]]]]:
    """The protocol's OID and what follows it, for each SecurityInfo."""
    for tag, value in tlv.items(tlv.only(security_infos, 0x31)):
        parts = list(tlv.items(value)) if tag == 0x30 else []
        if parts and parts[0][0] == 0x06 and parts[0][1]:
            yield parts[0][1], parts[1:]


def _parameter_id(algorithm: tuple[int, bytes]) -> int | None:
    """The standardised domain parameters of an AlgorithmIdentifier; None for others."""
    parts = list(tlv.items(algorithm[1]))
    if len(parts) < 2 or parts[0] != (0x06, STANDARDISED):
        return None
    return _number(parts[1])


def _number(integer: tuple[int, bytes]) -> int:
    return int.from_bytes(integer[1], "big")
