"""EF.CardAccess: what the chip says about its PACE (TR-03110-3, annex A; facts 1.3)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.eid import tlv
from kiosk.eid.curves import CURVES, Curve
from kiosk.eid.model import ProtocolBroken, UnsupportedCard

ID_PACE = bytes.fromhex("04007F0007020204")
"""OID 0.4.0.127.0.7.2.2.4 without its last two arcs: mapping and cipher."""

ECDH_GENERIC_MAPPING = 2
AES_KEY_BYTES = {2: 16, 3: 24, 4: 32}
"""Last arc of the OID to key length; arc 1 is 3DES, which is refused."""


@dataclass(frozen=True, slots=True)
class PaceInfo:
    """One way to run PACE. `oid` are the bytes of the protocol's OID without tag and length."""

    oid: bytes
    key_bytes: int
    parameter_id: int

    @property
    def curve(self) -> Curve:
        return CURVES[self.parameter_id]


def pace_info(card_access: bytes) -> PaceInfo:
    """The first PACEInfo that this kiosk can run.

    `card_access` is the DER of the SecurityInfos, without padding.
    Raises UnsupportedCard when there are only other ways, ProtocolBroken for anything
    that is no EF.CardAccess.
    """
    offered = False
    try:
        for tag, security_info in tlv.items(tlv.only(card_access, 0x31)):
            if tag != 0x30:
                continue
            parts = list(tlv.items(security_info))
            if len(parts) < 2 or parts[0][0] != 0x06 or parts[1][0] != 0x02:
                continue
            oid = parts[0][1]
            if len(oid) != len(ID_PACE) + 2 or not oid.startswith(ID_PACE):
                continue
            offered = True
            info = _supported(oid, parts[1][1], parts[2:])
            if info:
                return info
    except tlv.TlvError:
        raise ProtocolBroken("EF.CardAccess") from None
    if offered:
        raise UnsupportedCard("PACEInfo")
    raise ProtocolBroken("EF.CardAccess without PACEInfo")


def _supported(oid: bytes, version: bytes, rest: list[tuple[int, bytes]]) -> PaceInfo | None:
    mapping, cipher = oid[-2:]
    if mapping != ECDH_GENERIC_MAPPING or cipher not in AES_KEY_BYTES or version != b"\x02":
        return None
    if not rest or rest[0][0] != 0x02:
        return None  # domain parameters of the chip's own, not standardised ones
    parameter_id = int.from_bytes(rest[0][1], "big")
    if parameter_id not in CURVES:
        return None
    return PaceInfo(oid, AES_KEY_BYTES[cipher], parameter_id)
