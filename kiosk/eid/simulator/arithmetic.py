"""Points of an elliptic curve in plain Python, in Jacobian coordinates (x/z², y/z³).

Slow and leaky, which is fine for a chip whose secrets are printed. None is the neutral point.
"""

from __future__ import annotations

from typing import TypeAlias

from kiosk.eid.curves import Curve

Affine: TypeAlias = tuple[int, int]
Jacobian: TypeAlias = tuple[int, int, int]


def times(curve: Curve, k: int, point: Affine) -> Affine:
    """k·P by double and add. Raises ValueError when the product is the neutral point."""
    x, y = point
    total: Jacobian | None = None
    for bit in bin(k % curve.n)[2:]:
        total = _double(curve, total)
        if bit == "1":
            total = _add(curve, total, (x, y, 1))
    return _affine(curve, total)


def plus(curve: Curve, left: Affine, right: Affine) -> Affine:
    return _affine(curve, _add(curve, (*left, 1), (*right, 1)))


def encode(curve: Curve, point: Affine) -> bytes:
    size = curve.size
    return b"\x04" + point[0].to_bytes(size, "big") + point[1].to_bytes(size, "big")


def decode(curve: Curve, data: bytes) -> Affine:
    """Raises ValueError for anything but an uncompressed point of the curve."""
    size = curve.size
    x, y = int.from_bytes(data[1 : 1 + size], "big"), int.from_bytes(data[1 + size :], "big")
    if len(data) != 1 + 2 * size or data[0] != 0x04 or not curve.contains(x, y):
        raise ValueError("no point of the curve")
    return x, y


def _double(curve: Curve, point: Jacobian | None) -> Jacobian | None:
    if point is None or point[1] == 0:
        return None
    (x, y, z), p = point, curve.p
    yy = y * y % p
    s = 4 * x * yy % p
    m = (3 * x * x + curve.a * pow(z, 4, p)) % p
    x3 = (m * m - 2 * s) % p
    return x3, (m * (s - x3) - 8 * yy * yy) % p, 2 * y * z % p


def _add(curve: Curve, left: Jacobian | None, right: Jacobian) -> Jacobian | None:
    if left is None:
        return right
    (x1, y1, z1), (x2, y2, z2), p = left, right, curve.p
    zz1, zz2 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * zz2 % p, x2 * zz1 % p
    s1, s2 = y1 * zz2 * z2 % p, y2 * zz1 * z1 % p
    if u1 == u2:
        return _double(curve, left) if s1 == s2 else None
    h, r = (u2 - u1) % p, (s2 - s1) % p
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    x3 = (r * r - hhh - 2 * v) % p
    return x3, (r * (v - x3) - s1 * hhh) % p, h * z1 * z2 % p


def _affine(curve: Curve, point: Jacobian | None) -> Affine:
    if point is None:
        raise ValueError("neutral point")
    x, y, z = point
    inverse = pow(z, -1, curve.p)
    return x * inverse * inverse % curve.p, y * pow(inverse, 3, curve.p) % curve.p
