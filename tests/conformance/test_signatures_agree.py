"""Both verifiers accept exactly the same signatures: the edges of Ed25519, of P-256, and of security keys."""

import hashlib
import json
import random
from pathlib import Path

import nacl.bindings
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify, verify_ed25519
from custody_app.crypto.sshsig import NAMESPACE_STATEMENT, signed_blob
from custody_app.verifier import verify_custody as v
from tests.conformance.builder import Person
from tests.conformance.builder.signing import ssh_string

EDGES = json.loads((Path(__file__).parents[1] / "vectors" / "ed25519-edges.json").read_text("utf-8"))["cases"]
MESSAGE = b"a statement"


def libsodium(public: bytes, message: bytes, signature: bytes) -> bool:
    """What crypto_sign_verify_detached answers, asked as directly as can be."""
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
    except Exception:  # noqa: BLE001 - any refusal is a refusal
        return False
    return True


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge["name"])
def test_an_edge_of_ed25519(edge: dict[str, str]) -> None:
    public, message, signature = (bytes.fromhex(edge[name]) for name in ("public", "message", "sig"))
    answers = {verifier(public, message, signature) for verifier in (v.ed_verify, verify_ed25519, libsodium)}
    assert answers == {edge["holds"]}


def test_damaged_ed25519_signatures() -> None:
    rng, ana = random.Random(3), Person("ana")  # noqa: S311 - a repeatable sample
    for n in range(150):
        message = rng.randbytes(n % 40)
        parts = bytearray(ana.key.sign(message).signature + ana.public)
        for _ in range(n % 3):
            parts[rng.choice([0, 31, 32, 63, 64, 95, rng.randrange(96)])] ^= 1 << rng.randrange(8)
        signature, public = bytes(parts[:64]), bytes(parts[64:])
        told = {verifier(public, message, signature) for verifier in (v.ed_verify, verify_ed25519, libsodium)}
        assert len(told) == 1


KEY = ec.derive_private_key(7, ec.SECP256R1())
POINT = KEY.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
N = v.EC_N


def p256_edges() -> dict[str, tuple[bytes, int, int]]:
    """Point, r and s of what lies at the edge."""
    blob = signed_blob(NAMESPACE_STATEMENT, MESSAGE)
    r, s = decode_dss_signature(KEY.sign(blob, ec.ECDSA(hashes.SHA256())))
    other = POINT[:-1] + bytes([POINT[-1] ^ 1])
    beyond = b"\4" + (int.from_bytes(POINT[1:33], "big") + v.EC_P).to_bytes(33, "big")[-32:] + POINT[33:]
    return {
        "honest": (POINT, r, s),
        "s on the other side": (POINT, r, N - s),
        "r zero": (POINT, 0, s),
        "s zero": (POINT, r, 0),
        "r is n": (POINT, N, s),
        "s is n": (POINT, r, N),
        "r plus n": (POINT, (r + N) % 2**256, s),
        "s plus n": (POINT, r, (s + N) % 2**256),
        "both one": (POINT, 1, 1),
        "not on the curve": (other, r, s),
        "x past p": (beyond, r, s),
        "the neutral point": (b"\4" + bytes(64), r, s),
        "another r": (POINT, r ^ 1, s),
        "n less one": (POINT, N - 1, N - 1),
    }


def by_cryptography(point: bytes, r: int, s: int) -> bool:
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key.verify(encode_dss_signature(r, s), signed_blob(NAMESPACE_STATEMENT, MESSAGE), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize("name", p256_edges())
def test_an_edge_of_p256(name: str) -> None:
    point, r, s = p256_edges()[name]
    blob = ssh_string(b"ecdsa-sha2-nistp256") + ssh_string(b"nistp256") + ssh_string(point)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    program = verify(Signature("ecdsa-sha2-nistp256", PublicKey.from_blob(blob), raw), NAMESPACE_STATEMENT, MESSAGE)
    message = v.sshsig_message(NAMESPACE_STATEMENT, hashlib.sha512(MESSAGE).digest())
    assert program == v.Key(blob).verify(message, raw) == by_cryptography(point, r, s)
    assert program == (name in ("honest", "s on the other side"))


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
@pytest.mark.parametrize("flags", [0, 1, 4, 5, 0x81, 0xFF])
def test_security_keys(kind: str, flags: int) -> None:
    ana, edwards = Person("ana"), "ed25519" in kind
    public = [ana.public] if edwards else [b"nistp256", POINT]
    blob = b"".join(map(ssh_string, (kind.encode(), *public, b"ssh:")))
    inner = hashlib.sha256(signed_blob(NAMESPACE_STATEMENT, MESSAGE)).digest()
    wrapped = hashlib.sha256(b"ssh:").digest() + bytes([flags]) + (3).to_bytes(4, "big") + inner
    if edwards:
        raw = ana.key.sign(wrapped).signature
    else:
        raw = b"".join(
            n.to_bytes(32, "big") for n in decode_dss_signature(KEY.sign(wrapped, ec.ECDSA(hashes.SHA256())))
        )
    message = v.sshsig_message(NAMESPACE_STATEMENT, hashlib.sha512(MESSAGE).digest())
    for told, counter, good in ((flags, 3, bool(flags & 1)), (flags ^ 2, 3, False), (flags, 4, False)):
        program = verify(Signature(kind, PublicKey.from_blob(blob), raw, told, counter), NAMESPACE_STATEMENT, MESSAGE)
        assert program == v.Key(blob).verify(message, raw, told, counter) == good


def test_rsa_takes_one_padding_only() -> None:
    """What time-stamp authorities sign with: a lax reader of PKCS #1 v1.5 takes forgeries with a small exponent."""
    key = rsa.generate_private_key(65537, 2048)
    n, digest = key.public_key().public_numbers().n, hashlib.sha256(MESSAGE).digest()
    good = key.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    d = key.private_numbers().d

    def raised(padded: bytes) -> bytes:
        return pow(int.from_bytes(padded, "big"), d, n).to_bytes(256, "big")

    tail = b"\0" + bytes.fromhex(v.DIGEST_INFO["sha256"]) + digest
    whole = b"\0\1" + b"\xff" * (254 - len(tail)) + tail
    assert raised(whole) == good
    assert v.rsa_pkcs1(n, 65537, "sha256", digest, good)
    for forged in (
        b"\0\1" + b"\xff" * 8 + tail + bytes(246 - len(tail)),  # Bleichenbacher 2006: bytes behind the digest
        b"\0\2" + whole[2:],
        b"\0\1" + b"\xfe" * (254 - len(tail)) + tail,
        whole[:-1] + bytes([whole[-1] ^ 1]),
    ):
        assert not v.rsa_pkcs1(n, 65537, "sha256", digest, raised(forged))
    for bad in (good[1:], b"\0" + good, (n + 1).to_bytes(256, "big")):
        with pytest.raises(v.Malformed):
            v.rsa_pkcs1(n, 65537, "sha256", digest, bad)
    with pytest.raises(v.Malformed):
        v.rsa_pkcs1(n, 1, "sha256", digest, good)
