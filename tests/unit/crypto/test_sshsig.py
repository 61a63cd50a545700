"""SSHSIG: what we sign others verify, what others sign we verify."""

from __future__ import annotations

import base64
import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.public_key import ECDSA_P256, SK_ECDSA_P256, SK_ED25519, PublicKey
from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.ssh_wire import ssh_string
from custody_app.crypto.sshsig import (
    NAMESPACE_PACKAGE,
    NAMESPACE_ROSTER,
    NAMESPACE_STATEMENT,
    armour,
    parse_armour,
    signed_blob,
)
from custody_app.diagnostics import InputWrong

KEY = SigningKey.from_seed(bytes(range(32)))
EC_KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
EC_POINT = EC_KEY.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
MESSAGE = b'{"v":"custody/statement/1"}'


def key_of(alg: str, *parts: bytes) -> PublicKey:
    return PublicKey(alg, b"".join(map(ssh_string, (alg.encode(), *parts))))


def ec_sign(message: bytes) -> bytes:
    r, s = decode_dss_signature(EC_KEY.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def token_signed(flags: int, counter: int, namespace: str, application: bytes = b"ssh:") -> bytes:
    """Return what a FIDO2 token signs (OpenSSH, PROTOCOL.u2f)."""
    blob = signed_blob(namespace, MESSAGE)
    head = hashlib.sha256(application).digest() + bytes([flags]) + counter.to_bytes(4, "big")
    return head + hashlib.sha256(blob).digest()


def signature_of(alg: str, flags: int = 1, application: bytes = b"ssh:") -> Signature:
    """Return a good signature of each kind, tokens played by software."""
    if alg == "ssh-ed25519":
        return KEY.sign(NAMESPACE_STATEMENT, MESSAGE)
    if alg == ECDSA_P256:
        blob = signed_blob(NAMESPACE_STATEMENT, MESSAGE)
        return Signature(alg, key_of(alg, b"nistp256", EC_POINT), ec_sign(blob))
    signed = token_signed(flags, 77, NAMESPACE_STATEMENT, application)
    if alg == SK_ED25519:
        return Signature(alg, key_of(alg, KEY.public_key.raw, application), KEY.sign_raw(signed), flags, 77)
    return Signature(alg, key_of(alg, b"nistp256", EC_POINT, application), ec_sign(signed), flags, 77)


ALL = ["ssh-ed25519", ECDSA_P256, SK_ED25519, SK_ECDSA_P256]


def ssh_verify(program, folder, signature: Signature, message=MESSAGE, namespace=NAMESPACE_STATEMENT) -> bool:
    (folder / "allowed").write_text(f'maria namespaces="{NAMESPACE_STATEMENT}" {signature.key.line}\n')
    (folder / "sig").write_text(signature.armoured(namespace))
    command = [program, "-Y", "verify", "-f", folder / "allowed", "-I", "maria", "-n", namespace, "-s", folder / "sig"]
    return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("alg", ALL)
def test_ssh_keygen_verifies_ours(alg, oracle, tmp_path):
    signature = signature_of(alg)
    assert verify(signature, NAMESPACE_STATEMENT, MESSAGE)
    assert ssh_verify(oracle("ssh-keygen"), tmp_path, signature)
    assert not ssh_verify(oracle("ssh-keygen"), tmp_path, signature, message=MESSAGE + b" ")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_we_verify_what_stock_ssh_keygen_signs(kind, oracle, tmp_path):
    program, path = oracle("ssh-keygen"), tmp_path / "id"
    subprocess.run([program, "-q", "-t", kind, "-b", "256", "-N", "", "-C", "", "-f", path], check=True)
    command = [program, "-q", "-Y", "sign", "-f", path, "-n", NAMESPACE_PACKAGE]
    told = subprocess.run(command, input=MESSAGE, check=True, capture_output=True).stdout.decode()
    (block,) = parse_armour(told)
    assert block.namespace == NAMESPACE_PACKAGE
    assert block.key == PublicKey.parse_line(path.with_suffix(".pub").read_text().strip())
    signature = Signature.from_armoured(block)
    assert verify(signature, NAMESPACE_PACKAGE, MESSAGE)
    assert not verify(signature, NAMESPACE_STATEMENT, MESSAGE)
    assert signature.armoured(NAMESPACE_PACKAGE) == told


def test_openssl_verifies_the_rebuilt_blob(oracle, tmp_path):
    program = oracle("openssl")
    signature = KEY.sign(NAMESPACE_STATEMENT, MESSAGE)
    der = bytes.fromhex("302a300506032b6570032100") + KEY.public_key.raw
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    (tmp_path / "key.pem").write_text(pem)
    (tmp_path / "sig").write_bytes(signature.sig)
    blob = tmp_path / "blob"
    command = [program, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-sigfile", "sig", "-in", "blob"]
    blob.write_bytes(signed_blob(NAMESPACE_STATEMENT, MESSAGE))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    blob.write_bytes(signed_blob(NAMESPACE_ROSTER, MESSAGE))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_the_signed_blob_is_laid_out_as_the_page_says():
    digest = hashlib.sha512(MESSAGE).digest()
    assert signed_blob("custody.enrol.v1", MESSAGE) == (
        b"SSHSIG\0\0\0\x10custody.enrol.v1\0\0\0\0\0\0\0\x06sha512\0\0\0\x40" + digest
    )


def test_a_golden_signature_stays():
    signature = KEY.sign(NAMESPACE_STATEMENT, MESSAGE)
    assert signature.to_json() == {
        "alg": "ssh-ed25519",
        "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "sig": "kOlEAg1EeBybup4C4JI8O468ds+i4BnxHWiK3mzawGTn2P0LnD3WgfhXlj7W1ZjhpFw3QR3LLSIAluvQioOsAQ==",
    }


@pytest.mark.parametrize("alg", ALL)
def test_json_reads_back(alg):
    signature = signature_of(alg)
    told = signature.to_json()
    assert Signature.from_json(told) == signature
    assert set(told) == {"alg", "key", "sig"} | ({"flags", "counter"} if alg.startswith("sk-") else set())


@pytest.mark.parametrize("alg", ALL)
@pytest.mark.parametrize(
    "change",
    [
        {"alg": "ssh-rsa"},
        {"alg": None},
        {"alg": ["ssh-ed25519"]},
        {"key": "ssh-ed25519 AAAA"},
        {"key": 7},
        {"sig": ""},
        {"sig": base64.b64encode(b"x" * 63).decode()},
        {"sig": base64.b64encode(b"x" * 64).decode().rstrip("=")},
        {"sig": None},
        {"more": 1},
        {"flags": True},
        {"flags": -1},
        {"flags": 256},
        {"counter": 2**32},
        {"counter": "1"},
        {"counter": 1.0},
    ],
)
def test_every_other_json_is_refused(alg, change):
    with pytest.raises(InputWrong, match="SIG_SHAPE"):
        Signature.from_json(signature_of(alg).to_json() | change)


@pytest.mark.parametrize("told", [None, 7, "x", [], {}])
def test_what_is_no_object_is_refused(told):
    with pytest.raises(InputWrong, match="SIG_SHAPE"):
        Signature.from_json(told)


def test_parts_left_out_are_refused():
    for alg in ALL:
        told = signature_of(alg).to_json()
        for name in told:
            with pytest.raises(InputWrong, match="SIG_SHAPE"):
                Signature.from_json({key: value for key, value in told.items() if key != name})


@pytest.mark.parametrize("alg", ALL)
def test_any_changed_bit_of_a_signature_fails(alg):
    good = signature_of(alg)
    for bit in range(0, 512, 7):
        sig = bytearray(good.sig)
        sig[bit // 8] ^= 1 << bit % 8
        assert not verify(Signature(alg, good.key, bytes(sig), good.flags, good.counter), NAMESPACE_STATEMENT, MESSAGE)


@pytest.mark.parametrize("alg", [SK_ED25519, SK_ECDSA_P256])
def test_tokens_must_say_that_a_person_was_present(alg):
    for flags in (0, 4, 0xFE):
        assert not verify(signature_of(alg, flags=flags), NAMESPACE_STATEMENT, MESSAGE)
    for flags in (1, 5):
        assert verify(signature_of(alg, flags=flags), NAMESPACE_STATEMENT, MESSAGE)
    good = signature_of(alg)
    assert not verify(Signature(alg, good.key, good.sig, 5, 77), NAMESPACE_STATEMENT, MESSAGE)
    assert not verify(Signature(alg, good.key, good.sig, 1, 78), NAMESPACE_STATEMENT, MESSAGE)


@pytest.mark.parametrize("alg", [SK_ED25519, SK_ECDSA_P256])
def test_tokens_sign_for_the_application_that_their_key_names(alg):
    good = signature_of(alg, application=b"ssh:other")
    assert verify(good, NAMESPACE_STATEMENT, MESSAGE)
    other = signature_of(alg).key
    assert not verify(Signature(alg, other, good.sig, good.flags, good.counter), NAMESPACE_STATEMENT, MESSAGE)


def test_p256_zero_and_order_fail():
    good = signature_of(ECDSA_P256)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for r, s in ((0, 1), (1, 0), (0, 0), (order, 1), (1, order)):
        sig = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert not verify(Signature(ECDSA_P256, good.key, sig), NAMESPACE_STATEMENT, MESSAGE)


def test_p256_key_beside_the_curve_verifies_nothing():
    good = signature_of(ECDSA_P256)
    beside = key_of(ECDSA_P256, b"nistp256", EC_POINT[:-1] + bytes([EC_POINT[-1] ^ 1]))
    assert not verify(Signature(ECDSA_P256, beside, good.sig), NAMESPACE_STATEMENT, MESSAGE)


def test_blocks_stand_one_after_the_other():
    signatures = [signature_of(alg) for alg in ALL]
    text = "".join(s.armoured(NAMESPACE_ROSTER) for s in signatures)
    for form in (text, text.replace("\n", "\r\n"), text[:-1]):
        assert [Signature.from_armoured(block) for block in parse_armour(form)] == signatures


def test_every_other_armour_is_refused():
    text = KEY.sign(NAMESPACE_ROSTER, MESSAGE).armoured(NAMESPACE_ROSTER)
    lines = text.split("\n")
    inside = base64.b64decode("".join(lines[1:-2]))
    variants = [
        inside + b"\0",
        inside[:-1],
        inside.replace(b"SSHSIG", b"SSHSIH"),
        inside.replace(b"SSHSIG\0\0\0\x01", b"SSHSIG\0\0\0\x02"),
        inside.replace(b"sha512", b"sha256"),
        inside.replace(b"\0\0\0\0\0\0\0\x06sha512", b"\0\0\0\x01x\0\0\0\x06sha512"),
        inside.replace(NAMESPACE_ROSTER.encode(), b"\xff" * len(NAMESPACE_ROSTER)),
        inside[:-79] + inside[-79:].replace(b"ssh-ed25519", b"ssh-ed25518"),
        b"",
    ]
    assert len(set(variants)) == len(variants)
    assert inside not in variants
    armoured = [f"{lines[0]}\n{base64.b64encode(v).decode()}\n{lines[-2]}\n" for v in variants]
    for bad in ["", "\n", "x" + text, text + "x", text + "\n" + text, text[5:], text[:-10], lines[1], *armoured]:
        with pytest.raises(InputWrong, match="SSHSIG_FORM"):
            parse_armour(bad)


def test_armour_with_a_p256_number_past_the_field_is_refused():
    key = signature_of(ECDSA_P256).key
    text = armour(key, NAMESPACE_ROSTER, b"\xff" * 64)
    content = base64.b64decode("".join(text.split("\n")[1:-2]))
    longer = content.replace(b"\0\0\0\x21\0" + b"\xff" * 32, b"\0\0\0\x21\x01" + b"\xff" * 32, 1)
    assert longer != content
    bad = text.split("\n")[0] + "\n" + base64.b64encode(longer).decode() + "\n-----END SSH SIGNATURE-----\n"
    with pytest.raises(InputWrong, match="SSHSIG_FORM"):
        parse_armour(bad)
