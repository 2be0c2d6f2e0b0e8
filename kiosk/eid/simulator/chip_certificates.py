"""Card-verifiable certificates as the chip checks them, and whom it trusts (TR-03110-3, C; 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from kiosk.eid import tlv
from kiosk.eid.curves import CURVES

BRAINPOOL = CURVES[13]
ECDSA_SHA_256 = bytes.fromhex("04007F00070202020203")
AUTHENTICATION_TERMINAL = bytes.fromhex("04007F000703010202")
SECTOR = bytes.fromhex("04007F000703010302")
ROOT, DOMESTIC, FOREIGN, TERMINAL = 0b11, 0b10, 0b01, 0b00
RIGHTS = (1 << 38) - 1
"""All bits of a CHAT but the two of the role."""


class CertificateRefused(Exception):
    """The certificate does not follow from what the chip trusts."""


@dataclass(frozen=True, slots=True)
class ChipCertificate:
    """What the chip keeps of a certificate. Dates are YYMMDD as numbers."""

    issuer: bytes
    holder: bytes
    role: int
    rights: int
    effective: int
    expires: int
    key: ec.EllipticCurvePublicKey
    sector: bytes | None
    """Hash of the key of the sector for which pseudonyms may be asked."""
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def parse(content: bytes) -> ChipCertificate:
    """Read the value of 7F21. Raises CertificateRefused."""
    try:
        (body_tag, body), (signature_tag, signature) = tlv.items(content)
        fields = dict(tlv.items(body))
        authorisation = dict(tlv.items(fields[0x7F4C]))
        bits = int.from_bytes(authorisation[0x53], "big")
        good = (
            (body_tag, signature_tag) == (0x7F4E, 0x5F37)
            and fields[0x5F29] == b"\x00"
            and authorisation[0x06] == AUTHENTICATION_TERMINAL
            and len(authorisation[0x53]) == 5
        )
        if not good:
            raise CertificateRefused
        return ChipCertificate(
            fields[0x42],
            fields[0x5F20],
            bits >> 38,
            bits & RIGHTS,
            _day(fields[0x5F25]),
            _day(fields[0x5F24]),
            _key(fields[0x7F49], bits >> 38),
            _sector(fields.get(0x65, b"")),
            tlv.encode(0x7F4E, body),
            signature,
        )
    except (ValueError, KeyError):
        raise CertificateRefused from None


def verified(key: ec.EllipticCurvePublicKey, covered: bytes, signature: bytes) -> bool:
    """Whether this is an ECDSA signature in plain form: r and s."""
    half = BRAINPOOL.size
    if len(signature) != 2 * half:
        return False
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), covered, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass(slots=True)
class TrustStore:
    """The chip's roots, the newest first, and the latest date it has seen. Kept without power."""

    roots: list[ChipCertificate]
    today: int

    def root(self, reference: bytes) -> ChipCertificate | None:
        return next((root for root in self.roots if root.holder == reference), None)

    def take(self, certificate: ChipCertificate, issuer: ChipCertificate) -> None:
        """Check a certificate against its issuer's. Raises CertificateRefused.

        The chip has no clock: it learns the date from certificates of home. An expired root may
        still pass on its trust to the next one, or a card in a drawer could never come back.
        """
        allowed = {
            ROOT: (ROOT,),
            DOMESTIC: (ROOT,),
            FOREIGN: (ROOT,),
            TERMINAL: (DOMESTIC, FOREIGN),
        }
        if certificate.issuer != issuer.holder or issuer.role not in allowed[certificate.role]:
            raise CertificateRefused
        if not verified(issuer.key, certificate.body, certificate.signature):
            raise CertificateRefused
        if certificate.role != ROOT and certificate.expires < self.today:
            raise CertificateRefused
        if FOREIGN not in (certificate.role, issuer.role):
            self.today = max(self.today, certificate.effective)
        if certificate.role == ROOT and self.root(certificate.holder) is None:
            self.roots = [certificate, self.roots[0]]


def _sector(extensions: bytes) -> bytes | None:
    for _, extension in tlv.items(extensions):
        parts = dict(tlv.items(extension))
        if parts.get(0x06) == SECTOR:
            return parts.get(0x80)
    return None


def _key(template: bytes, role: int) -> ec.EllipticCurvePublicKey:
    """The public key. A root brings its curve along, and there is one that this chip computes."""
    fields = dict(tlv.items(template))
    size, curve = BRAINPOOL.size, BRAINPOOL
    base = b"\x04" + curve.gx.to_bytes(size, "big") + curve.gy.to_bytes(size, "big")
    numbers = {0x81: curve.p, 0x82: curve.a, 0x83: curve.b, 0x85: curve.n, 0x87: 1}
    if fields[0x06] != ECDSA_SHA_256:
        raise CertificateRefused
    if role == ROOT and (
        fields[0x84] != base
        or any(int.from_bytes(fields[tag], "big") != value for tag, value in numbers.items())
    ):
        raise CertificateRefused
    return ec.EllipticCurvePublicKey.from_encoded_point(curve.library, fields[0x86])


def _day(digits: bytes) -> int:
    if len(digits) != 6 or max(digits) > 9:
        raise CertificateRefused
    return int("".join(map(str, digits)))
