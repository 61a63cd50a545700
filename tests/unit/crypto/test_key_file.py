"""Key files: only the passphrase opens them, and damage is told, never a crash."""

from __future__ import annotations

import base64
import errno
import json
import os
import stat
import struct
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from custody_app.crypto import key_file
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import (
    DEFAULT_COST,
    LEAST_COST,
    MIB,
    Cost,
    change_passphrase,
    read_key_file,
    read_key_file_header,
    write_key_file,
)
from custody_app.crypto.public_key import PublicKey
from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong, Locked

VECTOR = Path(__file__).parents[2] / "vectors" / "key-file.json"
PASSPHRASE = "señal de la montaña ocho"  # not a secret: it opens only what this file makes
KEY = SigningKey.from_seed(bytes(range(32)))


# Columns, then diagonals.
ROUNDS = [(n, 4 + n, 8 + n, 12 + n) for n in range(4)]
ROUNDS += [(n, 4 + (n + 1) % 4, 8 + (n + 2) % 4, 12 + (n + 3) % 4) for n in range(4)]


def counted(length: int) -> bytes:
    return bytes(range(length))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "maria.key"
    write_key_file(path, KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
    return path


def test_it_opens_with_its_passphrase_only(sample):
    assert read_key_file(sample, PASSPHRASE).public_key == KEY.public_key
    assert read_key_file(sample, unicodedata.normalize("NFD", PASSPHRASE)).seed() == KEY.seed()
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(Locked, match="WRONG_PASSPHRASE") as caught:
            read_key_file(sample, wrong)
        assert caught.value.exit_code == 5


def test_the_header_is_told_without_it(sample):
    header = read_key_file_header(sample)
    assert (header.person, header.public_key, header.cost) == ("maria", KEY.public_key, LEAST_COST)


def test_the_secret_is_nowhere_in_the_file_and_only_the_owner_reads_it(sample):
    content = sample.read_bytes()
    assert KEY.seed() not in content
    assert [path.name for path in sample.parent.iterdir()] == ["maria.key"]
    if os.name == "posix":
        assert stat.S_IMODE(sample.stat().st_mode) == 0o600


def test_the_default_cost_is_that_of_the_page():
    assert Cost(3, 256 * MIB) == DEFAULT_COST


def test_the_vector_stays(tmp_path):
    told = json.loads(VECTOR.read_text("utf-8"))
    path = tmp_path / "vector.key"
    key = SigningKey.from_seed(bytes.fromhex(told["seed"]))
    cost = Cost(told["passes"], told["memory"])
    write_key_file(path, key, told["passphrase"], person=told["person"], cost=cost, random=counted)
    assert path.read_text("utf-8") == told["file"]
    assert read_key_file(path, told["passphrase"]).seed().hex() == told["seed"]


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """Return the subkey of draft-irtf-cfrg-xchacha, section 2.2, written from the draft."""
    words = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))
    for a, b, c, d in ROUNDS * 10:
        for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            words[x] = (words[x] + words[y]) & 0xFFFFFFFF
            mixed = words[z] ^ words[x]
            words[z] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF
    return struct.pack("<8I", *words[:4], *words[12:])


def test_another_implementation_opens_the_vector():
    told = json.loads(VECTOR.read_text("utf-8"))
    line, sealed = told["file"].rstrip("\n").split("\n")
    header = json.loads(line)
    salt, nonce = (base64.b64decode(header[name]) for name in ("salt", "nonce"))
    argon2 = Argon2id(salt=salt, length=32, iterations=header["passes"], lanes=1, memory_cost=header["memory"] // 1024)
    subkey = hchacha20(argon2.derive(told["passphrase"].encode()), nonce[:16])
    seed = ChaCha20Poly1305(subkey).decrypt(bytes(4) + nonce[16:], base64.b64decode(sealed), line.encode())
    assert seed.hex() == told["seed"]


def test_an_existing_file_is_never_overwritten(sample, tmp_path):
    path = tmp_path / "there"
    path.write_bytes(b"evidence")
    with pytest.raises(InputWrong, match="SECRET_FILE_EXISTS"):
        write_key_file(path, KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
    assert path.read_bytes() == b"evidence"
    if os.name == "posix":
        link = tmp_path / "link"
        link.symlink_to(tmp_path / "nowhere")
        with pytest.raises(InputWrong, match="SECRET_FILE_EXISTS"):
            write_key_file(link, KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
        assert not (tmp_path / "nowhere").exists()


def test_a_missing_folder_is_the_environment(tmp_path):
    with pytest.raises(EnvironmentUnavailable, match="SECRET_FILE_WRITE"):
        write_key_file(tmp_path / "no" / "maria.key", KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
    with pytest.raises(InputWrong, match="KEY_FILE_MISSING"):
        read_key_file(tmp_path / "no", PASSPHRASE)
    with pytest.raises(EnvironmentUnavailable, match="KEY_FILE_READ"):
        read_key_file(tmp_path, PASSPHRASE)


def test_every_flipped_byte_is_a_clear_error(sample, tmp_path):
    content, path = sample.read_bytes(), tmp_path / "flipped.key"
    locked = 0
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x01]) + content[at + 1 :])
        try:
            header = read_key_file_header(path)
        except InputWrong as error:
            assert error.code in {"KEY_FILE_FORM", "KEY_FILE_VERSION", "KEY_FILE_COST"}  # noqa: PT017
            continue
        # The form still holds, so only the cipher can tell. Each of these costs a derivation: take some.
        if at % 6 == 0 and header.cost == LEAST_COST:
            with pytest.raises(Locked, match="WRONG_PASSPHRASE"):
                read_key_file(path, PASSPHRASE)
            locked += 1
    assert locked > 10


def test_every_shortened_file_is_a_clear_error(sample, tmp_path):
    content, path = sample.read_bytes(), tmp_path / "short.key"
    for end in range(len(content)):
        path.write_bytes(content[:end])
        with pytest.raises(InputWrong, match="KEY_FILE_FORM"):
            read_key_file(path, PASSPHRASE)


def rewritten(sample: Path, path: Path, **changes: object) -> Path:
    line, _, rest = sample.read_bytes().partition(b"\n")
    told = json.loads(line) | changes
    path.write_bytes(json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n" + rest)
    return path


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"memory": 64 * MIB - 1024}, "KEY_FILE_COST"),
        ({"memory": 64 * MIB + 1}, "KEY_FILE_COST"),
        ({"memory": 2048 * MIB + 1024}, "KEY_FILE_COST"),
        ({"memory": 10**40}, "KEY_FILE_COST"),
        ({"passes": 1}, "KEY_FILE_COST"),
        ({"passes": 11}, "KEY_FILE_COST"),
        ({"passes": True}, "KEY_FILE_FORM"),
        ({"passes": 2.0}, "KEY_FILE_FORM"),
        ({"passes": "2"}, "KEY_FILE_FORM"),
        ({"person": "Maria"}, "KEY_FILE_FORM"),
        ({"person": ""}, "KEY_FILE_FORM"),
        ({"person": None}, "KEY_FILE_FORM"),
        ({"person": "maria\n"}, "KEY_FILE_FORM"),
        ({"kdf": "scrypt"}, "KEY_FILE_FORM"),
        ({"cipher": "none"}, "KEY_FILE_FORM"),
        ({"salt": "AAAA"}, "KEY_FILE_FORM"),
        ({"nonce": "A" * 31}, "KEY_FILE_FORM"),
        ({"key": "ssh-ed25519 AAAA"}, "KEY_FILE_FORM"),
        ({"more": 1}, "KEY_FILE_FORM"),
        ({"v": "custody-key/2"}, "KEY_FILE_VERSION"),
        ({"v": 1}, "KEY_FILE_FORM"),
    ],
)
def test_headers_outside_the_rules_are_refused(sample, tmp_path, changes, code):
    path = rewritten(sample, tmp_path / "header.key", **changes)
    for read in (read_key_file_header, lambda path: read_key_file(path, PASSPHRASE)):
        with pytest.raises(InputWrong) as caught:
            read(path)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"\n\n", b"[" * 3000 + b"\n\n", b"\xff\n\n", b"null\n\n", b"[]\n\n", b"{}\n\n", b'{"v":NaN}\n\n'],
)
def test_what_is_no_key_file_is_refused(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(InputWrong, match="KEY_FILE_FORM"):
        read_key_file_header(path)


def test_trailing_bytes_and_other_line_ends_are_refused(sample, tmp_path):
    content, path = sample.read_bytes(), tmp_path / "x"
    for bad in (content + b"\n", content[:-1], content.replace(b"\n", b"\r\n"), content + b" " * 5000, b" " + content):
        path.write_bytes(bad)
        with pytest.raises(InputWrong, match="KEY_FILE_FORM"):
            read_key_file_header(path)


def test_another_key_inside_than_named_is_refused(tmp_path):
    class Liar(SigningKey):
        @property
        def public_key(self) -> PublicKey:
            return SigningKey.from_seed(bytes(32)).public_key

    path = tmp_path / "liar.key"
    write_key_file(path, Liar.from_seed(KEY.seed()), PASSPHRASE, person="maria", cost=LEAST_COST)
    with pytest.raises(InputWrong, match="KEY_FILE_KEY"):
        read_key_file(path, PASSPHRASE)


@pytest.mark.parametrize("cost", [Cost(1, 64 * MIB), Cost(2, 32 * MIB), Cost(2, 4096 * MIB), Cost(11, 64 * MIB)])
def test_costs_outside_the_bounds_are_not_written(tmp_path, cost):
    with pytest.raises(InputWrong, match="KEY_FILE_COST"):
        write_key_file(tmp_path / "x", KEY, PASSPHRASE, person="maria", cost=cost)
    assert not list(tmp_path.iterdir())


def test_persons_without_an_id_are_not_written(tmp_path):
    for person in ("", "María", "a" * 41, "-x", "maria\n"):
        with pytest.raises(InputWrong, match="KEY_FILE_PERSON"):
            write_key_file(tmp_path / "x", KEY, PASSPHRASE, person=person, cost=LEAST_COST)
    assert not list(tmp_path.iterdir())


def test_half_characters_are_refused(tmp_path):
    with pytest.raises(InputWrong, match="PASSPHRASE_TEXT"):
        write_key_file(tmp_path / "x", KEY, "half \ud800 character", person="maria", cost=LEAST_COST)


def test_the_passphrase_changes_and_the_key_stays(sample, tmp_path):
    path = tmp_path / "maria.key"
    path.write_bytes(sample.read_bytes())
    change_passphrase(path, PASSPHRASE, "otra frase muy distinta", cost=LEAST_COST)
    assert read_key_file(path, "otra frase muy distinta").seed() == KEY.seed()
    with pytest.raises(Locked):
        read_key_file(path, PASSPHRASE)
    before, after = read_key_file_header(sample), read_key_file_header(path)
    assert after.person == "maria"
    assert (after.salt, after.nonce) != (before.salt, before.nonce)
    assert [entry.name for entry in tmp_path.iterdir()] == ["maria.key"]


def test_with_the_wrong_old_passphrase_nothing_changes(sample, tmp_path):
    path = tmp_path / "maria.key"
    path.write_bytes(sample.read_bytes())
    with pytest.raises(Locked, match="WRONG_PASSPHRASE"):
        change_passphrase(path, "wrong", "otra frase muy distinta", cost=LEAST_COST)
    assert path.read_bytes() == sample.read_bytes()


def test_a_new_file_that_does_not_open_never_replaces_the_old_one(sample, tmp_path):
    path = tmp_path / "maria.key"
    path.write_bytes(sample.read_bytes())

    def refuse(_: bytes) -> None:
        raise Locked("WRONG_PASSPHRASE", "")

    with pytest.raises(CustodyError):
        key_file.replace_secret_file(path, b"not good", check=refuse)
    assert path.read_bytes() == sample.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["maria.key"]


def test_what_a_bad_disk_gives_back_never_replaces_the_old_file(sample, tmp_path, monkeypatch):
    path = tmp_path / "maria.key"
    path.write_bytes(sample.read_bytes())
    sealed = key_file._sealed

    def damaged(*parts: object) -> bytes:
        content = sealed(*parts)
        return content[:-10] + b"AAAAAAAA\n" if content[-10:] != b"AAAAAAAA\n" else content

    monkeypatch.setattr(key_file, "_sealed", damaged)
    with pytest.raises((Locked, InputWrong)):
        change_passphrase(path, PASSPHRASE, "otra frase muy distinta", cost=LEAST_COST)
    assert path.read_bytes() == sample.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["maria.key"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no handle on a folder to flush")
def test_file_and_folder_are_flushed(tmp_path, monkeypatch):
    flushed, fsync = [], os.fsync

    def recorded(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    path = tmp_path / "maria.key"
    write_key_file(path, KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
    assert flushed == [path.stat().st_ino, tmp_path.stat().st_ino]


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentUnavailable, match=r"SECRET_FILE_WRITE.*No space left"):
        write_key_file(tmp_path / "maria.key", KEY, PASSPHRASE, person="maria", cost=LEAST_COST)
    assert not list(tmp_path.iterdir())
