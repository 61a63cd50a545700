"""Public keys: one line, one meaning."""

from __future__ import annotations

import base64
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.public_key import ECDSA_P256, ED25519, SK_ECDSA_P256, SK_ED25519, PublicKey
from custody_app.crypto.ssh_wire import SshReader, ssh_mpint, ssh_string
from custody_app.diagnostics import InputWrong

POINT = (
    ec.derive_private_key(7, ec.SECP256R1())
    .public_key()
    .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
)
RAW = SigningKey.from_seed(b"\x01" * 32).public_key.raw


def blob(alg: str, *parts: bytes) -> bytes:
    return b"".join(map(ssh_string, (alg.encode(), *parts)))


BLOBS = {
    ED25519: blob(ED25519, RAW),
    ECDSA_P256: blob(ECDSA_P256, b"nistp256", POINT),
    SK_ED25519: blob(SK_ED25519, RAW, b"ssh:"),
    SK_ECDSA_P256: blob(SK_ECDSA_P256, b"nistp256", POINT, b"ssh:"),
}


@pytest.mark.parametrize("alg", BLOBS)
def test_a_line_reads_back(alg):
    key = PublicKey(alg, BLOBS[alg])
    assert PublicKey.parse_line(key.line) == key
    assert PublicKey.from_blob(key.blob) == key
    assert key.raw == (RAW if "ed25519" in alg else POINT)
    assert key.application == ("ssh:" if alg.startswith("sk-") else None)
    assert not key.is_weak(for_enrolment=True)


@pytest.mark.parametrize("alg", BLOBS)
def test_fingerprint_is_that_of_ssh_keygen(alg, oracle, tmp_path):
    key = PublicKey(alg, BLOBS[alg])
    path = tmp_path / "key.pub"
    path.write_text(key.line + "\n")
    told = subprocess.run([oracle("ssh-keygen"), "-l", "-f", path], check=True, capture_output=True, text=True).stdout
    assert told.split()[1] == key.fingerprint


def test_every_other_spelling_of_a_line_is_refused():
    line = PublicKey(ED25519, BLOBS[ED25519]).line
    alg, encoded = line.split()
    other = f"ssh-rsa {encoded}"
    spellings = [
        "",
        alg,
        encoded,
        f" {line}",
        f"{line} ",
        f"{line}\n",
        f"{line} officer@station",
        f"{alg}  {encoded}",
        f"{alg}\t{encoded}",
        f'namespaces="x" {line}',
        line.rstrip("=")[:-1],
        f"{line}=",
        f"{line[:40]}\n{line[40:]}",
        f"{line[:-1]}é",
        other,
        f"{SK_ED25519} {encoded}",
        line.replace(alg, alg.upper()),
    ]
    for spelling in spellings:
        with pytest.raises(InputWrong, match="KEY_LINE"):
            PublicKey.parse_line(spelling)


def test_base64_with_loose_last_bits_is_refused():
    line = PublicKey(ECDSA_P256, BLOBS[ECDSA_P256]).line
    assert line.endswith("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = len(line.rstrip("=")) - 1
    loose = line[:at] + alphabet[alphabet.index(line[at]) + 1] + line[at + 1 :]
    assert base64.b64decode(loose.split()[1]) == BLOBS[ECDSA_P256]
    with pytest.raises(InputWrong, match="KEY_LINE"):
        PublicKey.parse_line(loose)


@pytest.mark.parametrize(
    ("alg", "content"),
    [
        (ED25519, blob(ED25519, RAW[:-1])),
        (ED25519, blob(ED25519, RAW, b"")),
        (ED25519, blob(ED25519, RAW) + b"\x00"),
        (ED25519, blob(ED25519, RAW)[:-1]),
        (ED25519, blob(SK_ED25519, RAW, b"ssh:")),
        (ECDSA_P256, blob(ECDSA_P256, b"nistp384", POINT)),
        (ECDSA_P256, blob(ECDSA_P256, b"nistp256", b"\x02" + POINT[1:33])),
        (ECDSA_P256, blob(ECDSA_P256, b"nistp256", b"\x05" + POINT[1:])),
        (SK_ED25519, blob(SK_ED25519, RAW)),
        (SK_ED25519, blob(SK_ED25519, RAW, "é".encode())),
        ("ssh-rsa", blob("ssh-rsa", RAW)),
        (ED25519, b""),
        (ED25519, b"\xff\xff\xff\xff"),
    ],
)
def test_malformed_blobs_are_refused(alg, content):
    with pytest.raises(InputWrong, match="KEY_LINE"):
        PublicKey(alg, content)


def test_points_beside_the_curve_are_weak():
    beside = POINT[:-1] + bytes([POINT[-1] ^ 1])
    assert PublicKey(ECDSA_P256, blob(ECDSA_P256, b"nistp256", beside)).is_weak(for_enrolment=False)
    past_the_field = b"\x04" + b"\xff" * 64
    assert PublicKey(ECDSA_P256, blob(ECDSA_P256, b"nistp256", past_the_field)).is_weak(for_enrolment=False)


def test_mpints_have_one_form():
    assert ssh_mpint(0) == b"\0\0\0\0"
    assert ssh_mpint(0x80) == b"\0\0\0\x02\0\x80"
    for content in (b"\0", b"\0\x01", b"\x80", b"\xff"):
        with pytest.raises(InputWrong, match="SSH_WIRE"):
            SshReader(ssh_string(content)).mpint()
