"""Points on a curve that the crypto library multiplies but cannot add.

`cryptography` has ECDH (the x of k·P) and public keys (k·G), no point addition. Generic
mapping needs s·G + H. The secret scalars stay inside OpenSSL: x(k·P) is an ECDH exchange, the
sign of y is found by comparing x((k+1)·P) with an affine sum; only the result of the mapping,
which goes over the air hashed into nothing secret, is added here. See DESIGN section 7.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.eid.curves import Curve
from kiosk.eid.model import ProtocolBroken


@dataclass(frozen=True, slots=True)
class Point:
    """An affine point, checked to lie on its curve."""

    curve: Curve
    x: int
    y: int

    def encode(self) -> bytes:
        """Uncompressed: 04, x, y."""
        size = self.curve.size
        return b"\x04" + self.x.to_bytes(size, "big") + self.y.to_bytes(size, "big")

    @classmethod
    def decode(cls, curve: Curve, data: bytes) -> Point:
        """Raises ProtocolBroken for another form, another length or a point off the curve."""
        size = curve.size
        if len(data) != 1 + 2 * size or data[0] != 0x04:
            raise ProtocolBroken("point encoding")
        x, y = int.from_bytes(data[1 : 1 + size], "big"), int.from_bytes(data[1 + size :], "big")
        if not curve.contains(x, y):
            raise ProtocolBroken("point off the curve")
        return cls(curve, x, y)


def random_scalar(curve: Curve) -> int:
    """A private key that `multiply` takes: 2 to n - 2."""
    return 2 + secrets.randbelow(curve.n - 3)


def generator_times(curve: Curve, k: int) -> Point:
    """k·G, for k from 1 to n - 1."""
    public = ec.derive_private_key(k, curve.library).public_key().public_numbers()
    return Point(curve, public.x, public.y)


def shared_x(k: int, point: Point) -> bytes:
    """The x of k·P, as many bytes as a coordinate has: the secret of an ECDH."""
    curve = point.curve
    peer = ec.EllipticCurvePublicNumbers(point.x, point.y, curve.library).public_key()
    return ec.derive_private_key(k, curve.library).exchange(ec.ECDH(), peer)


def multiply(k: int, point: Point) -> Point:
    """k·P, for k from 2 to n - 2."""
    curve = point.curve
    x = int.from_bytes(shared_x(k, point), "big")
    x_next = int.from_bytes(shared_x(k + 1, point), "big")
    # every supported p is 3 mod 4, so this power is a square root
    y = pow(x * x * x + curve.a * x + curve.b, (curve.p + 1) // 4, curve.p)
    for candidate in (Point(curve, x, y), Point(curve, x, curve.p - y)):
        if add(candidate, point).x == x_next:
            return candidate
    raise ProtocolBroken("point multiplication")


def add(left: Point, right: Point) -> Point:
    """The affine sum of two points with different x. Raises ProtocolBroken for equal x."""
    curve = left.curve
    if left.x == right.x:
        raise ProtocolBroken("point addition")
    slope = (right.y - left.y) * pow(right.x - left.x, -1, curve.p) % curve.p
    x = (slope * slope - left.x - right.x) % curve.p
    return Point(curve, x, (slope * (left.x - x) - left.y) % curve.p)
