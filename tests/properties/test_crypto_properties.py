"""What must hold of keys and signatures for any input."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.edwards25519 import BASE, L, add_points, decode_point, encode_point, multiply_point
from custody_app.crypto.note_key import TYPE_COSIGNATURE, TYPE_LOG, NoteKey, cosign_note, sign_note
from custody_app.crypto.passphrase import passphrase_bytes, weaknesses
from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify, verify_ed25519
from custody_app.crypto.ssh_wire import SshReader, ssh_mpint, ssh_string
from custody_app.crypto.sshsig import parse_armour, signed_blob
from custody_app.diagnostics import InputWrong

SEEDS = st.binary(min_size=32, max_size=32)
NAMESPACES = st.text(string.ascii_lowercase + string.digits + ".", min_size=1, max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["alg", "key", "sig", "flags", "counter"]), inner),
    max_leaves=8,
)


@given(SEEDS, NAMESPACES, st.binary(), st.binary())
def test_a_signature_holds_for_its_message_and_namespace_only(seed, namespace, message, other):
    signature = SigningKey.from_seed(seed).sign(namespace, message)
    assert verify(signature, namespace, message)
    assert verify(signature, namespace, other) is (other == message)
    assert not verify(signature, namespace + "x", message)
    assert Signature.from_json(signature.to_json()) == signature
    (block,) = parse_armour(signature.armoured(namespace))
    assert (block.namespace, Signature.from_armoured(block)) == (namespace, signature)


@given(SEEDS, st.integers(0, 511))
def test_any_changed_bit_fails(seed, bit):
    key = SigningKey.from_seed(seed)
    sig = bytearray(key.sign_raw(b"m"))
    sig[bit // 8] ^= 1 << bit % 8
    assert not verify_ed25519(key.public_key.raw, b"m", bytes(sig))


@given(st.binary(max_size=80), st.binary(), st.binary(max_size=80))
def test_verification_of_anything_never_raises(public, message, sig):
    assert verify_ed25519(public, message, sig) is False


@given(SEEDS)
def test_honest_keys_are_never_weak_and_libsodium_agrees_on_the_point(seed):
    key = SigningKey.from_seed(seed).public_key
    assert not key.is_weak(for_enrolment=True)
    point = decode_point(key.raw)
    assert point is not None
    assert encode_point(point) == key.raw


@given(st.integers(0, 2**256 - 1))
def test_a_point_has_one_encoding(number):
    encoded = number.to_bytes(32, "little")
    point = decode_point(encoded)
    assert point is None or encode_point(point) == encoded


@given(st.integers(1, 2**64), st.integers(1, 2**64))
def test_multiplication_distributes(one, other):
    total = add_points(multiply_point(one, BASE), multiply_point(other, BASE))
    assert total == multiply_point(one + other, BASE) == multiply_point(one + other + L, BASE)


@given(st.text())
def test_a_key_line_is_refused_or_is_itself(line):
    try:
        key = PublicKey.parse_line(line)
    except InputWrong as error:
        assert error.code == "KEY_LINE"  # noqa: PT017
    else:
        assert key.line == line


@given(SEEDS, st.integers(0, 80), st.characters())
def test_a_changed_key_line_never_reads_as_the_same_key(seed, at, character):
    key = SigningKey.from_seed(seed).public_key
    line = key.line[:at] + character + key.line[at + 1 :]
    try:
        assert PublicKey.parse_line(line).line == line
    except InputWrong:
        assert line != key.line


@given(JSON)
def test_any_json_is_refused_as_sig_shape(told):
    with pytest.raises(InputWrong) as caught:
        Signature.from_json(told)
    assert caught.value.code == "SIG_SHAPE"


@given(st.text())
def test_any_text_is_refused_as_armour(text):
    with pytest.raises(InputWrong) as caught:
        parse_armour(text)
    assert caught.value.code == "SSHSIG_FORM"


@given(SEEDS, st.binary(max_size=4), st.integers(0, 200))
def test_bytes_changed_inside_an_armour_never_raise_otherwise(seed, content, at):
    signature = SigningKey.from_seed(seed).sign("n", b"m")
    lines = signature.armoured("n").split("\n")
    inside = from_base64("".join(lines[1:-2])) or b""
    inside = inside[:at] + content + inside[at + len(content) :]
    text = f"{lines[0]}\n{to_base64(inside)}\n{lines[-2]}\n"
    try:
        (block,) = parse_armour(text)
    except InputWrong as error:
        assert error.code == "SSHSIG_FORM"  # noqa: PT017
    else:
        again = Signature.from_armoured(block)
        assert again.armoured(block.namespace).replace("\n", "") == text.replace("\n", "")


@given(st.lists(st.binary(max_size=20)), st.integers(min_value=0, max_value=2**300))
def test_wire_types_read_back(strings, number):
    reader = SshReader(b"".join(map(ssh_string, strings)) + ssh_mpint(number))
    assert [reader.string() for _ in strings] == strings
    assert reader.mpint() == number
    assert reader.at_end()


@given(st.binary())
def test_base64_has_one_form(content):
    text = to_base64(content)
    assert from_base64(text) == content
    assert from_base64(text + "=") is None
    assert from_base64(text + "\n") is None


@given(st.text())
def test_text_that_decodes_encodes_back(text):
    content = from_base64(text)
    assert content is None or to_base64(content) == text


@given(SEEDS, st.text(st.characters(codec="utf-8")), st.integers(0, 2**63))
def test_note_signatures_hold_for_their_text(seed, text, time):
    key = SigningKey.from_seed(seed)
    log, witness = (NoteKey("a/b", kind, key.public_key.raw) for kind in (TYPE_LOG, TYPE_COSIGNATURE))
    assert NoteKey.parse(witness.vkey) == witness
    assert log.verify(text, sign_note("a/b", key, text).raw)
    assert witness.verify(text, cosign_note("a/b", key, text, time).raw)
    assert not witness.verify(text + "x", cosign_note("a/b", key, text, time).raw)


@given(st.text(), st.lists(st.text()))
def test_any_passphrase_is_judged_without_an_error(passphrase, own_words):
    found = weaknesses(passphrase, own_words)
    assert all(weakness.code.startswith("PASSPHRASE_") for weakness in found)
    if not found:
        assert passphrase_bytes(passphrase)


def test_the_namespace_cannot_run_into_the_next_field():
    assert signed_blob("a", b"") != signed_blob("a\0", b"")
