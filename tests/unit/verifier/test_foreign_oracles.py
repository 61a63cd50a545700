"""The arithmetic against foreign judges: ssh-keygen, openssl, libsodium, cryptography, published Merkle vectors."""

import base64
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from custody_app.verifier import verify_custody as v
from tests.conformance.builder import Person, sshsig_armour
from tests.conformance.builder.signing import sshsig_blob

Oracle = Callable[..., str]
VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "merkle-vectors.json").read_text())


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_all_merkle_vectors() -> None:
    assert len(VECTORS["inclusion"]) + len(VECTORS["consistency"]) == 196
    for case in VECTORS["inclusion"]:
        proof = [raw(p) for p in case["proof"] or []]
        good = v.inclusion_holds(case["leafIdx"], case["treeSize"], raw(case["leafHash"]), proof, raw(case["root"]))
        assert good is not case["wantErr"], case["name"]
    for case in VECTORS["consistency"]:
        proof = [raw(p) for p in case["proof"] or []]
        good = v.consistency_holds(case["size1"], case["size2"], proof, raw(case["root1"]), raw(case["root2"]))
        assert good is not case["wantErr"], case["name"]


def test_ssh_keygen_and_the_verifier_agree(tmp_path: Path, oracle: Oracle) -> None:
    ana, message = Person("ana"), b"a statement"
    (tmp_path / "allowed").write_text(f'ana namespaces="custody.statement.v1" {ana.line}\n')
    for text, good in ((message, True), (b"another", False)):
        armour = sshsig_armour(ana, "custody.statement.v1", message)
        (tmp_path / "sig").write_text(armour)
        done = subprocess.run(
            [
                oracle("ssh-keygen"),
                "-Y",
                "verify",
                "-f",
                tmp_path / "allowed",
                "-I",
                "ana",
                "-n",
                "custody.statement.v1",
                "-s",
                tmp_path / "sig",
            ],
            input=text,
            capture_output=True,
            check=False,
        )
        ((key, *rest),) = v.armoured_signatures(armour, "custody.statement.v1")
        mine = key.verify(v.sshsig_message("custody.statement.v1", v.hashlib.sha512(text).digest()), *rest)
        assert (done.returncode == 0) is good is mine


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_signatures_made_by_ssh_keygen(kind: str, tmp_path: Path, oracle: Oracle) -> None:
    keygen = oracle("ssh-keygen")
    subprocess.run([keygen, "-q", "-t", kind, "-N", "", "-C", "", "-f", tmp_path / "k"], check=True)
    for n in range(4):
        (tmp_path / "m").write_bytes(b"message %d" % n)
        subprocess.run(
            [keygen, "-q", "-Y", "sign", "-f", tmp_path / "k", "-n", "custody.package.v1", tmp_path / "m"],
            check=True,
            capture_output=True,
        )
        ((key, sig, *rest),) = v.armoured_signatures((tmp_path / "m.sig").read_text(), "custody.package.v1")
        (tmp_path / "m.sig").unlink()
        message = v.sshsig_message("custody.package.v1", v.hashlib.sha512(b"message %d" % n).digest())
        assert key.verify(message, sig, *rest)
        assert not key.verify(message + b"x", sig, *rest)
        assert v.parse_key((tmp_path / "k.pub").read_text().strip()).blob == key.blob


def test_openssl_pkeyutl_agrees(tmp_path: Path, oracle: Oracle) -> None:
    ana = Person("ana")
    blob = sshsig_blob("custody.statement.v1", b"m")
    spki = bytes.fromhex("302a300506032b6570032100") + ana.public
    (tmp_path / "k.der").write_bytes(spki)
    (tmp_path / "blob").write_bytes(blob)
    (tmp_path / "sig").write_bytes(ana.sign("custody.statement.v1", b"m"))
    subprocess.run(
        [
            oracle("openssl"),
            "pkeyutl",
            "-verify",
            "-rawin",
            "-pubin",
            "-keyform",
            "DER",
            "-inkey",
            tmp_path / "k.der",
            "-in",
            tmp_path / "blob",
            "-sigfile",
            tmp_path / "sig",
        ],
        check=True,
        capture_output=True,
    )
    assert v.ed_verify(ana.public, blob, ana.sign("custody.statement.v1", b"m"))


def test_ed25519_agrees_with_libsodium_on_damaged_signatures() -> None:
    rng, ana = random.Random(7), Person("ana")  # noqa: S311 - a repeatable sample
    for n in range(120):
        message = rng.randbytes(n)
        both = bytearray(ana.key.sign(message).signature + ana.public)
        if n % 3:
            both[rng.randrange(96)] ^= 1 << rng.randrange(8)
        sig, key = bytes(both[:64]), bytes(both[64:])
        try:
            VerifyKey(key).verify(message, sig)
            good = True
        except BadSignatureError:
            good = False
        assert v.ed_verify(key, message, sig) is good


SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@pytest.mark.parametrize("key", SMALL)
def test_small_order_and_non_canonical_keys_are_weak(key: str) -> None:
    assert v.ed_key(bytes.fromhex(key)) is None
    assert not v.ed_verify(bytes.fromhex(key), b"", bytes.fromhex(SMALL[0]) + bytes(32))


def test_a_mixed_order_key_verifies_nothing_at_enrolment() -> None:
    ana = Person("ana")
    point = v.ed_add(v.ed_decode(ana.public), v.ed_decode(bytes.fromhex(SMALL[4])))
    mixed = v.ed_encode(point)
    assert v.ed_key(mixed) is not None
    assert v.ed_torsion_free(ana.public)
    assert not v.ed_torsion_free(mixed)


def test_ecdsa_agrees_with_cryptography() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    point = v.ec_decode(public)
    for n in range(6):
        message = b"m%d" % n
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
        assert v.ecdsa_verify(point, v.sha256(message), r, s)
        assert not v.ecdsa_verify(point, v.sha256(b"x"), r, s)
        assert not v.ecdsa_verify(point, v.sha256(message), 0, s)
    assert v.ec_decode(public[:-1] + bytes([public[-1] ^ 1])) is None


def test_rsa_agrees_with_cryptography() -> None:
    key = rsa.generate_private_key(65537, 2049)
    n, e = key.public_key().public_numbers().n, 65537
    for name, algorithm in (("sha256", hashes.SHA256()), ("sha512", hashes.SHA512())):
        digest = v.hashlib.new(name, b"m").digest()
        plain: Any = key.sign(b"m", padding.PKCS1v15(), algorithm)
        assert v.rsa_pkcs1(n, e, name, digest, plain)
        assert not v.rsa_pkcs1(n, e, name, digest[::-1], plain)
    with pytest.raises(InvalidSignature):
        key.public_key().verify(plain, b"x", padding.PKCS1v15(), hashes.SHA512())


def sk_signature(person: Person, message: bytes, flags: int) -> tuple[Any, bytes]:
    blob = v.wire(b"sk-ssh-ed25519@openssh.com") + v.wire(person.public) + v.wire(b"ssh:")
    wrapped = v.sha256(b"ssh:") + bytes([flags]) + (9).to_bytes(4, "big") + v.sha256(message)
    return v.Key(blob), person.key.sign(wrapped).signature


def test_a_security_key_needs_presence_and_its_counter() -> None:
    key, sig = sk_signature(Person("ana"), b"m", 1)
    assert key.verify(b"m", sig, 1, 9)
    assert not key.verify(b"m", sig, 1, 8)
    assert not key.verify(b"m", sig, 5, 9)
    key, sig = sk_signature(Person("ana"), b"m", 0)
    assert not key.verify(b"m", sig, 0, 9)
