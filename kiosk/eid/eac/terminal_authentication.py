"""Terminal authentication, version 2: the terminal proves whom it works for (TR-03110-2, 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kiosk.eid import tlv
from kiosk.eid.apdu import CommandAPDU
from kiosk.eid.eac.certificates import Certificate
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.points import Point
from kiosk.eid.secure_messaging import Transmit

ID_TA_ECDSA_SHA_256 = bytes.fromhex("04007F00070202020203")
CHALLENGE = 8
"""Bytes of the chip's challenge."""


class TerminalRefused(ProtocolBroken):
    """The chip does not accept a certificate or the signature: it names the step."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What the signature binds together: this chip, and the chip authentication to come."""

    chip_key: Point
    """The chip's ephemeral key of PACE."""
    ephemeral: Point
    """The terminal's key of chip authentication."""
    auxiliary: bytes
    """What the chip may be asked afterwards (67, whole); empty for nothing."""

    def covered(self, challenge: bytes) -> bytes:
        return compressed(self.chip_key) + challenge + compressed(self.ephemeral) + self.auxiliary


def authenticate_terminal(
    channel: Transmit,
    chain: Sequence[Certificate],
    key: ec.EllipticCurvePrivateKey,
    binding: Binding,
) -> None:
    """Show the chain, then sign the chip's challenge with the key of its last certificate.

    Raises TerminalRefused, ProtocolBroken, and whatever `channel` raises.
    """
    for certificate in chain:
        _show(channel, certificate)
    announced = (
        tlv.encode(0x80, ID_TA_ECDSA_SHA_256)
        + tlv.encode(0x83, chain[-1].holder.encode("latin-1"))
        + binding.auxiliary
        + tlv.encode(0x91, compressed(binding.ephemeral))
    )
    if channel(CommandAPDU(0x00, 0x22, 0x81, 0xA4, announced)).sw != 0x9000:
        raise TerminalRefused("MSE:Set AT for the terminal")
    challenge = channel(CommandAPDU(0x00, 0x84, 0x00, 0x00, b"", CHALLENGE))
    if challenge.sw != 0x9000 or len(challenge.data) != CHALLENGE:
        raise ProtocolBroken("GET CHALLENGE")
    signed = signature(key, binding.covered(challenge.data))
    if channel(CommandAPDU(0x00, 0x82, 0x00, 0x00, signed)).sw != 0x9000:
        raise TerminalRefused("EXTERNAL AUTHENTICATE")


def compressed(point: Point) -> bytes:
    """Comp of TR-03110: the x of a point of an elliptic curve."""
    return point.x.to_bytes(point.curve.size, "big")


def signature(key: ec.EllipticCurvePrivateKey, covered: bytes) -> bytes:
    """ECDSA with SHA-256 in the plain form of cards: r and s, each as long as the curve's n."""
    size = (key.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(covered, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _show(channel: Transmit, certificate: Certificate) -> None:
    """MSE:Set DST names the key to verify with, PSO:Verify Certificate brings the certificate."""
    reference = tlv.encode(0x83, certificate.authority.encode("latin-1"))
    if channel(CommandAPDU(0x00, 0x22, 0x81, 0xB6, reference)).sw != 0x9000:
        raise TerminalRefused("MSE:Set DST")
    if channel(CommandAPDU(0x00, 0x2A, 0x00, 0xBE, certificate.content)).sw != 0x9000:
        raise TerminalRefused(f"PSO:Verify Certificate: {certificate.role.name}")
