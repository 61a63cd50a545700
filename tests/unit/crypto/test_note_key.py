"""Keys and signatures of signed notes, against the C2SP's own example and other implementations' bytes."""

from __future__ import annotations

import base64
import hashlib

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import (
    TYPE_COSIGNATURE,
    TYPE_LOG,
    NoteKey,
    cosign_note,
    key_id,
    sign_note,
    vkey,
)
from custody_app.crypto.signature import verify_ed25519
from custody_app.diagnostics import InputWrong

KEY = SigningKey.from_seed(bytes(range(32)))
ORIGIN = "fiscalia.example.org/custody/lab-1"
TEXT = f"{ORIGIN}\n3\n{base64.b64encode(bytes(32)).decode()}\n"

# Go's golang.org/x/mod/sumdb/note documents this key and note (package example).
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIG = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_the_note_of_the_go_package_verifies():
    key = NoteKey.parse(GO_VKEY)
    line = base64.b64decode(GO_SIG)
    assert (key.name, key.type_byte, key.key_id) == ("PeterNeumann", TYPE_LOG, line[:4])
    assert key.verify(GO_TEXT, line[4:])
    assert not key.verify(GO_TEXT + "\n", line[4:])


def test_the_key_id_is_that_of_the_page():
    raw = KEY.public_key.raw
    for type_byte in (TYPE_LOG, TYPE_COSIGNATURE):
        expected = hashlib.sha256(ORIGIN.encode() + b"\n" + bytes([type_byte]) + raw).digest()[:4]
        assert key_id(ORIGIN, type_byte, raw) == expected
        told = vkey(ORIGIN, type_byte, raw)
        assert told == f"{ORIGIN}+{expected.hex()}+{base64.b64encode(bytes([type_byte]) + raw).decode()}"
        assert NoteKey.parse(told) == NoteKey(ORIGIN, type_byte, raw)
        assert NoteKey.parse(told).vkey == told


def test_a_log_signature_verifies_and_is_bare():
    line = sign_note(ORIGIN, KEY, TEXT)
    key = NoteKey(ORIGIN, TYPE_LOG, KEY.public_key.raw)
    assert (line.name, line.key_id) == (ORIGIN, key.key_id)
    assert key.verify(TEXT, line.raw)
    assert verify_ed25519(KEY.public_key.raw, TEXT.encode(), line.raw)
    assert not key.verify(TEXT.replace("3", "4"), line.raw)
    assert line.line == f"— {ORIGIN} {base64.b64encode(line.key_id + line.raw).decode()}\n"


def test_a_cosignature_carries_and_covers_its_time():
    line = cosign_note("witness.example", KEY, TEXT, 1_700_000_000)
    key = NoteKey("witness.example", TYPE_COSIGNATURE, KEY.public_key.raw)
    assert line.key_id == key.key_id
    assert line.raw[:8] == (1_700_000_000).to_bytes(8, "big")
    assert len(line.raw) == 72
    assert verify_ed25519(KEY.public_key.raw, f"cosignature/v1\ntime 1700000000\n{TEXT}".encode(), line.raw[8:])
    assert key.verify(TEXT, line.raw)
    assert not key.verify(TEXT, (1_700_000_001).to_bytes(8, "big") + line.raw[8:])
    assert not key.verify(TEXT, line.raw[8:])
    assert not key.verify(TEXT, line.raw[:-1])
    assert not NoteKey(ORIGIN, TYPE_LOG, KEY.public_key.raw).verify(TEXT, line.raw)
    assert not NoteKey(ORIGIN, TYPE_LOG, KEY.public_key.raw).verify(TEXT, b"")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("PeterNeumann", "Peter Neumann"),
        GO_VKEY.replace("PeterNeumann", ""),
        GO_VKEY.replace("PeterNeumann", "Peter+Neumann"),
        GO_VKEY + "\n",
        GO_VKEY[:-4],
        GO_VKEY + "AAAA",
        vkey("a b", 1, bytes(32)),
        vkey("a\u00a0b", 1, bytes(32)),
        vkey("a\u200eb", 1, bytes(32)),
        vkey("a+b", 1, bytes(32)),
        vkey("a", 2, bytes(32)),
        vkey("a", 1, bytes(31)),
    ],
)
def test_every_other_vkey_is_refused(text):
    with pytest.raises(InputWrong, match="VKEY"):
        NoteKey.parse(text)
