"""The curve of Ed25519 in whole numbers: for judging public keys and the rare edge, never for secrets.

Python's integers take time that depends on their values, so nothing here may touch a secret key.
Points are affine pairs (x, y) on -x² + y² = 1 + d x² y² over the field of 2²⁵⁵ - 19 (RFC 8032, section 5.1).
"""

from __future__ import annotations

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int]
_Extended = tuple[int, int, int, int]

NEUTRAL: Point = (0, 1)


def decode_point(encoded: bytes) -> Point | None:
    """Return the point of 32 bytes, or None where they name no point or not in the one canonical way.

    Layout: y as 255 bits little-endian, the top bit the sign of x (RFC 8032, section 5.1.3).
    """
    if len(encoded) != 32:
        return None
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * _SQRT_MINUS_ONE % P
        if (v * x * x - u) % P:
            return None
    if x == 0 and sign:
        return None
    return (x if x & 1 == sign else P - x, y)


def encode_point(point: Point) -> bytes:
    """Return the canonical 32 bytes of `point`."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add_points(one: Point, other: Point) -> Point:
    """Return the sum of two points of the curve."""
    return _affine(_add(_extended(one), _extended(other)))


def negate_point(point: Point) -> Point:
    """Return the inverse of `point`."""
    return ((P - point[0]) % P, point[1])


def multiply_point(scalar: int, point: Point) -> Point:
    """Return `point` taken `scalar` times; not in constant time."""
    total, step = _extended(NEUTRAL), _extended(point)
    while scalar:
        if scalar & 1:
            total = _add(total, step)
        step = _add(step, step)
        scalar >>= 1
    return _affine(total)


def is_small_order(point: Point) -> bool:
    """Say whether `point` is one of the eight whose order divides the cofactor."""
    return multiply_point(8, point) == NEUTRAL


def is_torsion_free(point: Point) -> bool:
    """Say whether `point` lies in the subgroup of prime order."""
    return multiply_point(L, point) == NEUTRAL


def _extended(point: Point) -> _Extended:
    x, y = point
    return (x, y, 1, x * y % P)


def _affine(point: _Extended) -> Point:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (x * inverse % P, y * inverse % P)


def _add(one: _Extended, other: _Extended) -> _Extended:
    # The complete formulas of RFC 8032, section 5.1.4: no special cases.
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


BASE: Point = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
