"""Card-verifiable certificates and their descriptions, written (TR-03110-3, C.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kiosk.eid import tlv
from kiosk.eid.curves import CURVES

CURVE = CURVES[13]
ID_TA_ECDSA_SHA_256 = bytes.fromhex("04007F00070202020203")
ID_RI_ECDH_SHA_256 = bytes.fromhex("04007F00070202050203")
ID_AT = bytes.fromhex("04007F000703010202")
ID_DESCRIPTION = bytes.fromhex("04007F000703010301")
ID_PLAIN_FORMAT = bytes.fromhex("04007F00070301030101")
ID_SECTOR = bytes.fromhex("04007F000703010302")

ROOT, DOMESTIC, FOREIGN, TERMINAL = 0b11, 0b10, 0b01, 0b00
"""Roles."""

RIGHTS = (1 << 38) - 1
"""All rights of a terminal, which a root may pass on."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the reference to its key, and the key."""

    reference: str
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Application:
    """What is to be certified. `rights` are bits of a CHAT, counted from the right."""

    holder: str
    key: ec.EllipticCurvePublicKey
    role: int
    rights: int
    effective: date
    expires: date
    description: bytes | None = None
    sector_key: bytes | None = None


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(CURVE.library)


def issue(issuer: Issuer, application: Application) -> bytes:
    """A whole certificate, 7F21."""
    template = (application.role << 38 | application.rights).to_bytes(5, "big")
    extensions = b""
    if application.description is not None:
        extensions += _extension(ID_DESCRIPTION, application.description)
    if application.sector_key is not None:
        extensions += _extension(ID_SECTOR, application.sector_key)
    body = tlv.encode(
        0x7F4E,
        tlv.encode(0x5F29, b"\x00")
        + tlv.encode(0x42, issuer.reference.encode("ascii"))
        + public_key(ID_TA_ECDSA_SHA_256, application.key, whole=application.role == ROOT)
        + tlv.encode(0x5F20, application.holder.encode("ascii"))
        + tlv.encode(0x7F4C, tlv.encode(0x06, ID_AT) + tlv.encode(0x53, template))
        + tlv.encode(0x5F25, _day(application.effective))
        + tlv.encode(0x5F24, _day(application.expires))
        + (tlv.encode(0x65, extensions) if extensions else b""),
    )
    r, s = decode_dss_signature(
        issuer.key.sign(body, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    )
    return tlv.encode(0x7F21, body + tlv.encode(0x5F37, _number(r) + _number(s)))


def public_key(oid: bytes, key: ec.EllipticCurvePublicKey, *, whole: bool) -> bytes:
    """A public key data object, 7F49; `whole` with the numbers of its curve."""
    numbers = key.public_numbers()
    point = tlv.encode(0x86, b"\x04" + _number(numbers.x) + _number(numbers.y))
    if whole:
        base = b"\x04" + _number(CURVE.gx) + _number(CURVE.gy)
        point = (
            tlv.encode(0x81, _number(CURVE.p))
            + tlv.encode(0x82, _number(CURVE.a))
            + tlv.encode(0x83, _number(CURVE.b))
            + tlv.encode(0x84, base)
            + tlv.encode(0x85, _number(CURVE.n))
            + point
            + tlv.encode(0x87, b"\x01")
        )
    return tlv.encode(0x7F49, tlv.encode(0x06, oid) + point)


def sector_key(key: ec.EllipticCurvePublicKey) -> bytes:
    """The key of a sector, whose hash stands in the certificates of that sector."""
    return public_key(ID_RI_ECDH_SHA_256, key, whole=True)


def description(
    issuer: str, subject: str, url: str, paragraphs: Iterable[tuple[str, str]]
) -> bytes:
    """CertificateDescription in plain format; the terms are paragraphs under headings."""
    terms = "\n\n".join(f"{heading}\n{text.strip()}" for heading, text in paragraphs)
    return tlv.encode(
        0x30,
        tlv.encode(0x06, ID_PLAIN_FORMAT)
        + tlv.encode(0xA1, tlv.encode(0x0C, issuer.encode()))
        + tlv.encode(0xA3, tlv.encode(0x0C, subject.encode()))
        + tlv.encode(0xA4, tlv.encode(0x13, url.encode("ascii")))
        + tlv.encode(0xA5, tlv.encode(0x04, terms.encode())),
    )


def _extension(oid: bytes, hashed: bytes) -> bytes:
    digest = hashlib.sha256(hashed).digest()
    return tlv.encode(0x73, tlv.encode(0x06, oid) + tlv.encode(0x80, digest))


def _number(value: int) -> bytes:
    return value.to_bytes(CURVE.size, "big")


def _day(day: date) -> bytes:
    return bytes(int(digit) for digit in day.strftime("%y%m%d"))
