"""OpenSSH private keys: ssh-keygen reads ours, we read its."""

from __future__ import annotations

import os
import stat
import subprocess

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.openssh_private import (
    read_openssh_key,
    write_openssh_key,
    write_openssh_key_without_passphrase,
)
from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.sshsig import NAMESPACE_PACKAGE, parse_armour
from custody_app.diagnostics import InputWrong, Locked

KEY = SigningKey.from_seed(bytes(range(32)))
PASSPHRASE = "frase de prueba"


@pytest.fixture
def encrypted(tmp_path):
    path = tmp_path / "encrypted"
    write_openssh_key(path, KEY, PASSPHRASE)
    return path


def test_ssh_keygen_reads_both_exports(encrypted, oracle, tmp_path):
    plain = tmp_path / "plain"
    write_openssh_key_without_passphrase(plain, KEY)
    for path, passphrase in ((plain, ""), (encrypted, PASSPHRASE)):
        command = [oracle("ssh-keygen"), "-y", "-P", passphrase, "-f", path]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert told.strip() == KEY.public_key.line
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    command = [oracle("ssh-keygen"), "-y", "-P", "wrong", "-f", encrypted]
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_what_ssh_keygen_signs_with_the_export_verifies_here(oracle, tmp_path):
    path = tmp_path / "plain"
    write_openssh_key_without_passphrase(path, KEY)
    command = [oracle("ssh-keygen"), "-q", "-Y", "sign", "-f", path, "-n", NAMESPACE_PACKAGE]
    told = subprocess.run(command, input=b"manifest", check=True, capture_output=True).stdout.decode()
    signature = Signature.from_armoured(parse_armour(told)[0])
    assert signature.key == KEY.public_key
    assert verify(signature, NAMESPACE_PACKAGE, b"manifest")
    assert signature == KEY.sign(NAMESPACE_PACKAGE, b"manifest")


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_keys_of_ssh_keygen_are_read(passphrase, oracle, tmp_path):
    path = tmp_path / "id"
    command = [oracle("ssh-keygen"), "-q", "-t", "ed25519", "-a", "1", "-N", passphrase, "-C", "a comment", "-f", path]
    subprocess.run(command, check=True)
    key = read_openssh_key(path.read_bytes(), passphrase)
    assert path.with_suffix(".pub").read_text().startswith(key.public_key.line + " ")


def test_the_export_reads_back(encrypted, tmp_path):
    assert read_openssh_key(encrypted.read_bytes(), PASSPHRASE).seed() == KEY.seed()
    plain = tmp_path / "plain"
    write_openssh_key_without_passphrase(plain, KEY)
    assert read_openssh_key(plain.read_bytes()).seed() == KEY.seed()
    assert read_openssh_key(plain.read_bytes(), "not needed").seed() == KEY.seed()


@pytest.mark.parametrize("passphrase", ["", "wrong"])
def test_without_the_passphrase_it_stays_locked(encrypted, passphrase):
    with pytest.raises(Locked, match="WRONG_PASSPHRASE"):
        read_openssh_key(encrypted.read_bytes(), passphrase)


def test_an_export_never_overwrites_and_never_takes_an_empty_passphrase(encrypted, tmp_path):
    before = encrypted.read_bytes()
    with pytest.raises(InputWrong, match="SECRET_FILE_EXISTS"):
        write_openssh_key(encrypted, KEY, PASSPHRASE)
    with pytest.raises(InputWrong, match="SECRET_FILE_EXISTS"):
        write_openssh_key_without_passphrase(encrypted, KEY)
    assert encrypted.read_bytes() == before
    with pytest.raises(InputWrong, match="PASSPHRASE_EMPTY"):
        write_openssh_key(tmp_path / "x", KEY, "")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_are_refused(kind, oracle, tmp_path):
    path = tmp_path / "id"
    bits = "256" if kind == "ecdsa" else "2048"
    subprocess.run([oracle("ssh-keygen"), "-q", "-t", kind, "-b", bits, "-N", "", "-f", path], check=True)
    with pytest.raises(InputWrong, match="OPENSSH_KEY"):
        read_openssh_key(path.read_bytes())


def test_damage_is_a_clear_error(tmp_path):
    path = tmp_path / "plain"
    write_openssh_key_without_passphrase(path, KEY)
    content = path.read_bytes()
    damaged = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(0, len(content), 3)]
    for bad in [b"", b"x", content[:100], content + b"x" * 70_000, *damaged]:
        try:
            key = read_openssh_key(bad)
        except (InputWrong, Locked) as error:
            assert error.code in {"OPENSSH_KEY", "WRONG_PASSPHRASE"}  # noqa: PT017
        else:
            # Only the comment, the check numbers or line ends were hit: the key itself is whole.
            assert key.public_key == KEY.public_key
