"""Ed25519 accepts exactly the set the page names: the edges where verifiers are known to differ.

The cases are those of Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), made anew from whole-number
arithmetic. `PYTHONPATH=. python tests/unit/crypto/test_ed25519_edges.py` writes the vectors again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.edwards25519 import (
    BASE,
    NEUTRAL,
    L,
    P,
    add_points,
    decode_point,
    encode_point,
    is_small_order,
    is_torsion_free,
    multiply_point,
    negate_point,
)
from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify, verify_ed25519
from custody_app.crypto.sshsig import NAMESPACE_STATEMENT, signed_blob

VECTORS = Path(__file__).parents[2] / "vectors" / "ed25519-edges.json"
A_SECRET, R_SECRET = (
    int.from_bytes(hashlib.sha512(name).digest(), "little") % L for name in (b"custody a", b"custody r")
)
# A generator of the eight points whose order divides the cofactor.
TORSION = decode_point(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")) or NEUTRAL


def challenge(r: bytes, a: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + a + message).digest(), "little") % L


def number(value: int) -> bytes:
    return value.to_bytes(32, "little")


def case(name, holds, a, r, s, message):
    return {"name": name, "public": a.hex(), "message": message.hex(), "sig": (r + s).hex(), "holds": holds}


def made(a_torsion: int, r_torsion: int, message: bytes, a_scalar: int = A_SECRET, r_scalar: int = R_SECRET):
    """Return A, R, S that satisfy the equation with cofactor, with so much torsion in A and R."""
    a = encode_point(add_points(multiply_point(a_scalar, BASE), multiply_point(a_torsion, TORSION)))
    r = encode_point(add_points(multiply_point(r_scalar, BASE), multiply_point(r_torsion, TORSION)))
    return a, r, (r_scalar + challenge(r, a, message) * a_scalar) % L


def search(accept, **kinds: int):
    """Return the first message for which the made case is accepted by `accept(A, R, S, message)`."""
    for count in range(10_000):
        message = b"custody edge %d" % count
        a, r, s = made(message=message, **kinds)
        if accept(a, r, s, message):
            return a, r, s, message
    raise AssertionError


def equation_without_cofactor(a, r, s, message):
    points = decode_point(a), decode_point(r)
    assert points[0]
    assert points[1]
    right = add_points(points[1], multiply_point(challenge(r, a, message), points[0]))
    return multiply_point(s, BASE) == right


def non_canonical(encoded: bytes) -> bytes:
    """Return the other 32 bytes that a lax reader takes for the same point."""
    whole = int.from_bytes(encoded, "little")
    y, sign = whole & (2**255 - 1), whole >> 255
    assert y < 19
    return number((y + P) | sign << 255)


def cases():
    small = encode_point(TORSION)
    identity = encode_point(NEUTRAL)
    message = b"custody edge"
    a, r, s = made(0, 0, message)
    found = [
        case("honest", True, a, r, number(s), message),
        case("S plus L", False, a, r, number(s + L), message),
        case("S plus 8 L", False, a, r, number(s + 8 * L), message),
        case("top bits of S set", False, a, r, number(s | 0xE0 << 248), message),
        case("R other point", False, a, encode_point(BASE), number(s), message),
        case("R not on curve", False, a, number(2), number(s), message),
        case("A not on curve", False, number(2), r, number(s), message),
        case("S, R, A of nothing", False, identity, identity, number(0), message),
        case("A and R small order, S zero", False, small, small, number(0), message),
    ]
    # Small-order A: anything verifies where k A vanishes.
    for count in range(1000):
        message = b"custody edge %d" % count
        r = encode_point(multiply_point(R_SECRET, BASE))
        if challenge(r, small, message) % 8 == 0:
            found.append(case("A small order, equation holds", False, small, r, number(R_SECRET), message))
            break
    # Small-order R, A honest: S = k a.
    message = b"custody edge R"
    a = encode_point(multiply_point(A_SECRET, BASE))
    s = challenge(identity, a, message) * A_SECRET % L
    found.append(case("R neutral, equation holds", False, a, identity, number(s), message))
    lax = non_canonical(identity)
    s = challenge(lax, a, message) * A_SECRET % L
    found.append(case("R neutral, not canonical", False, a, lax, number(s), message))
    found.append(case("A neutral, not canonical", False, lax, encode_point(BASE), number(1), message))
    signed_zero = number(1 | 1 << 255)
    found.append(case("A neutral with sign of zero", False, signed_zero, encode_point(BASE), number(1), message))
    with_cofactor_only = {"a_torsion": 1, "r_torsion": 0}
    a, r, s, message = search(lambda *parts: not equation_without_cofactor(*parts), **with_cofactor_only)
    found.append(case("A mixed, holds with cofactor only", False, a, r, number(s), message))
    a, r, s, message = search(equation_without_cofactor, **with_cofactor_only)
    found.append(case("A mixed, holds without cofactor", True, a, r, number(s), message))
    a, r, s, message = search(lambda *_: True, a_torsion=0, r_torsion=1)
    found.append(case("R mixed, holds with cofactor only", False, a, r, number(s), message))
    a, r, s, message = search(equation_without_cofactor, a_torsion=1, r_torsion=3)
    found.append(case("A and R mixed, holds without cofactor", True, a, r, number(s), message))
    return found


def text() -> str:
    return json.dumps({"rule": "log-format.md, Signature", "cases": cases()}, indent=1) + "\n"


def test_vectors_are_what_the_arithmetic_gives():
    assert VECTORS.read_text("utf-8") == text()


@pytest.mark.parametrize("told", json.loads(VECTORS.read_text("utf-8"))["cases"], ids=lambda told: told["name"])
def test_verification_accepts_exactly_the_named_set(told):
    public, message, sig = (bytes.fromhex(told[name]) for name in ("public", "message", "sig"))
    assert verify_ed25519(public, message, sig) is told["holds"]


def test_all_small_order_and_lax_encodings_are_weak():
    for turn in range(8):
        point = multiply_point(turn, TORSION)
        assert is_small_order(point)
        assert PublicKey.from_ed25519(encode_point(point)).is_weak(for_enrolment=False)
    for y in range(P, 2**255):
        for sign in (0, 1 << 255):
            assert PublicKey.from_ed25519(number(y | sign)).is_weak(for_enrolment=False)
    assert PublicKey.from_ed25519(number(2)).is_weak(for_enrolment=False)


def test_torsion_is_refused_at_enrolment_only():
    mixed = PublicKey.from_ed25519(made(1, 0, b"")[0])
    assert mixed.is_weak(for_enrolment=True)
    assert not mixed.is_weak(for_enrolment=False)
    honest = PublicKey.from_ed25519(made(0, 0, b"")[0])
    assert not honest.is_weak(for_enrolment=True)


def test_curve_arithmetic_agrees_with_rfc_8032():
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    scalar = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & ((1 << 254) - 8) | 1 << 254
    assert encode_point(multiply_point(scalar, BASE)) == public
    assert SigningKey.from_seed(seed).public_key.raw == public
    assert SigningKey.from_seed(seed).sign_raw(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )
    assert is_torsion_free(BASE)
    assert add_points(BASE, negate_point(BASE)) == NEUTRAL
    assert decode_point(b"short") is None
    # Zero has no sign.
    assert decode_point(number(1)) == NEUTRAL
    assert decode_point(number(1 | 1 << 255)) is None


def test_s_plus_l_is_refused_through_the_statement_signature():
    key = SigningKey.from_seed(b"\x07" * 32)
    good = key.sign(NAMESPACE_STATEMENT, b"m")
    s = int.from_bytes(good.sig[32:], "little")
    bad = Signature(good.alg, good.key, good.sig[:32] + number(s + L))
    assert verify(good, NAMESPACE_STATEMENT, b"m")
    assert not verify(bad, NAMESPACE_STATEMENT, b"m")
    assert good.sig == key.sign_raw(signed_blob(NAMESPACE_STATEMENT, b"m"))


if __name__ == "__main__":
    VECTORS.write_text(text(), "utf-8")
