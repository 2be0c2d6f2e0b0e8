"""Chip authentication, version 2: the chip proves that it is real (TR-03110-2, 3.4)."""

from __future__ import annotations

import hmac

from kiosk.eid import tlv
from kiosk.eid.apdu import ANY_LENGTH, CommandAPDU
from kiosk.eid.eac.security_infos import ChipAuthenticationInfo
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.pace import FOR_ENC, FOR_MAC, authentication_token, derive_key
from kiosk.eid.points import Point, generator_times, shared_x
from kiosk.eid.secure_messaging import SessionKeys, Transmit


def authenticate_chip(
    channel: Transmit, info: ChipAuthenticationInfo, chip_key: Point, private: int
) -> SessionKeys:
    """Agree on new keys with the chip's static key, which only a real chip can do.

    `private` belongs to the ephemeral key that terminal authentication announced. From here on
    secure messaging goes by the keys given back, its counter beginning at zero.
    Raises ProtocolBroken, and whatever `channel` raises.
    """
    announced = tlv.encode(0x80, info.oid) + tlv.encode(0x84, bytes([info.key_id]))
    if channel(CommandAPDU(0x00, 0x22, 0x41, 0xA4, announced)).sw != 0x9000:
        raise ProtocolBroken("MSE:Set AT for the chip")
    ours = generator_times(info.curve, private)
    data = tlv.encode(0x7C, tlv.encode(0x80, ours.encode()))
    response = channel(CommandAPDU(0x00, 0x86, 0x00, 0x00, data, ANY_LENGTH))
    try:
        objects = dict(tlv.items(tlv.only(response.data, 0x7C)))
        nonce, token = objects[0x81], objects[0x82]
    except (tlv.TlvError, KeyError):
        raise ProtocolBroken("GENERAL AUTHENTICATE of the chip") from None
    keys = session_keys(info, shared_x(private, chip_key), nonce)
    if not hmac.compare_digest(token, authentication_token(keys.mac, info.oid, ours)):
        raise ProtocolBroken("the chip's token")
    return keys


def session_keys(info: ChipAuthenticationInfo, shared: bytes, nonce: bytes) -> SessionKeys:
    """KDF with the chip's nonce (TR-03110-3, A.2.3)."""
    secret = shared + nonce
    return SessionKeys(
        derive_key(secret, FOR_ENC, info.key_bytes), derive_key(secret, FOR_MAC, info.key_bytes)
    )
