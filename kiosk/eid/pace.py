"""PACE with ECDH, generic mapping and AES (TR-03110-2, 3.2; TR-03110-3, A.3 and B.1; facts 1.4).

The terminal side. The chip has been told the password by MSE:Set AT before (module `pin`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kiosk.eid import tlv
from kiosk.eid.apdu import ANY_LENGTH, CHAINING, CommandAPDU
from kiosk.eid.card_access import PaceInfo
from kiosk.eid.curves import Curve
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.points import Point, add, generator_times, multiply, random_scalar, shared_x
from kiosk.eid.secure_messaging import SessionKeys, Transmit, cmac

FOR_ENC, FOR_MAC, FOR_PASSWORD = 1, 2, 3
"""Counters of the key derivation function."""

SW_OK = 0x9000


class NotArmed(Exception):
    """The chip gave no nonce: it knows of no MSE:Set AT, or refuses the password as it is.

    No try was spent.
    """


class PasswordRefused(Exception):
    """The chip did not accept our token and said so by 63xx: the password was wrong.

    Any other refusal breaks the protocol. A card that changed since the look may give it, but
    so does one put in its place just before the token, and that one's state says nothing.
    """


@dataclass(frozen=True, slots=True)
class Agreement:
    """What both sides know after PACE."""

    keys: SessionKeys
    chip_key: Point
    """The chip's ephemeral public key. Terminal authentication signs its x."""
    authorities: tuple[str, ...]
    """Roots whose certificates the chip takes, the newest first; empty unless a CHAT was sent."""


def derive_key(secret: bytes | memoryview, counter: int, key_bytes: int) -> bytes:
    """KDF of TR-03110-3, A.2.3: SHA-1 for 16 byte keys, SHA-256 for 24 and 32 bytes."""
    # SHA-1 is the standard's choice here and harmless: it derives, it does not sign
    digest = hashlib.sha1(secret) if key_bytes == 16 else hashlib.sha256(secret)  # noqa: S324
    digest.update(counter.to_bytes(4, "big"))
    return digest.digest()[:key_bytes]


def password_key(digits: memoryview, info: PaceInfo) -> bytes:
    """K_pi from the ASCII digits of a CAN, PIN or PUK."""
    return derive_key(digits, FOR_PASSWORD, info.key_bytes)


def establish(
    transmit: Transmit,
    info: PaceInfo,
    password: bytes,
    scalar: Callable[[Curve], int] = random_scalar,
) -> SessionKeys:
    """Run PACE and give the keys both sides now share. See `agree`."""
    return agree(transmit, info, password, scalar).keys


def agree(
    transmit: Transmit,
    info: PaceInfo,
    password: bytes,
    scalar: Callable[[Curve], int] = random_scalar,
) -> Agreement:
    """Run the four GENERAL AUTHENTICATE commands.

    `password` is K_pi. `scalar` draws the ephemeral private keys (prescribed in vectors).
    Raises NotArmed or PasswordRefused, ProtocolBroken for any answer a chip must not give,
    and whatever `transmit` raises.
    """
    curve = info.curve

    nonce = _decrypt_nonce(password, _general_authenticate(transmit, None, 0x80)[0x80])
    s = int.from_bytes(nonce, "big") % curve.n
    if s in (0, 1, curve.n - 1):
        raise ProtocolBroken("PACE step 1")

    generator = _map_nonce(transmit, curve, s, scalar(curve))

    private = scalar(curve)
    ours = multiply(private, generator)
    answer = _general_authenticate(transmit, (0x83, ours.encode()), 0x84)
    theirs = Point.decode(curve, answer[0x84])
    if theirs.x == ours.x:
        raise ProtocolBroken("PACE step 3")
    shared = shared_x(private, theirs)
    keys = SessionKeys(
        derive_key(shared, FOR_ENC, info.key_bytes), derive_key(shared, FOR_MAC, info.key_bytes)
    )

    answer = _general_authenticate(
        transmit, (0x85, authentication_token(keys.mac, info.oid, theirs)), 0x86, last=True
    )
    if not hmac.compare_digest(answer[0x86], authentication_token(keys.mac, info.oid, ours)):
        raise ProtocolBroken("PACE step 4")
    roots = (answer[tag].decode("latin-1") for tag in (0x87, 0x88) if tag in answer)
    return Agreement(keys, theirs, tuple(roots))


def authentication_token(mac_key: bytes, oid: bytes, public_key: Point) -> bytes:
    """CMAC over the other side's public key as a 7F49 template (TR-03110-3, A.2.4.1)."""
    return cmac(
        mac_key,
        tlv.encode(0x7F49, tlv.encode(0x06, oid) + tlv.encode(0x86, public_key.encode())),
    )


def _decrypt_nonce(password: bytes, encrypted: bytes) -> bytes:
    if len(encrypted) not in (16, 32):  # chips with longer keys may use two blocks
        raise ProtocolBroken("PACE step 1")
    decryptor = Cipher(algorithms.AES(password), modes.CBC(bytes(16))).decryptor()
    return decryptor.update(encrypted) + decryptor.finalize()


def _map_nonce(transmit: Transmit, curve: Curve, s: int, private: int) -> Point:
    """Generic mapping: the generator s·G + H, with H from an anonymous key agreement."""
    ours = generator_times(curve, private)
    answer = _general_authenticate(transmit, (0x81, ours.encode()), 0x82)
    theirs = Point.decode(curve, answer[0x82])
    if theirs.x == ours.x:
        raise ProtocolBroken("PACE step 2")
    return add(generator_times(curve, s), multiply(private, theirs))


def _general_authenticate(
    transmit: Transmit, send: tuple[int, bytes] | None, expect: int, *, last: bool = False
) -> dict[int, bytes]:
    """One GENERAL AUTHENTICATE: a data object inside 7C out, the expected one among those back."""
    data = tlv.encode(0x7C, tlv.encode(*send) if send else b"")
    response = transmit(CommandAPDU(0x00 if last else CHAINING, 0x86, 0, 0, data, ANY_LENGTH))
    if response.sw != SW_OK:
        if send is None:
            raise NotArmed
        if last and response.sw >> 8 == 0x63:
            raise PasswordRefused
        raise ProtocolBroken("GENERAL AUTHENTICATE")
    try:
        objects = dict(tlv.items(tlv.only(response.data, 0x7C)))
    except tlv.TlvError:
        raise ProtocolBroken("GENERAL AUTHENTICATE") from None
    if expect not in objects:
        raise ProtocolBroken("GENERAL AUTHENTICATE")
    return objects
