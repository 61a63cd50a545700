"""Private keys in OpenSSH's own format (OpenSSH, PROTOCOL.key): an export, and the way in for an existing key."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.passphrase import passphrase_bytes
from custody_app.crypto.secret_file import write_new_secret_file
from custody_app.crypto.ssh_wire import SshReader
from custody_app.diagnostics import InputWrong, Locked
from custody_app.i18n import N_

_LARGEST_FILE = 64 * 1024
_MAGIC = b"openssh-key-v1\0"


def write_openssh_key(path: Path, key: SigningKey, passphrase: str) -> None:
    """Write `key` as an OpenSSH private key, encrypted with `passphrase`, to a new file of mode 0600.

    Raises:
        InputWrong: SECRET_FILE_EXISTS, PASSPHRASE_TEXT, PASSPHRASE_EMPTY.
        EnvironmentUnavailable: SECRET_FILE_WRITE.
    """
    if not passphrase:
        raise InputWrong(
            "PASSPHRASE_EMPTY", N_("The passphrase is empty."), advice=N_("Give a passphrase for the exported key.")
        )
    write_new_secret_file(path, _encoded(key, serialization.BestAvailableEncryption(passphrase_bytes(passphrase))))


def write_openssh_key_without_passphrase(path: Path, key: SigningKey) -> None:
    """Write `key` as an OpenSSH private key that anyone who has the file can use, to a new file of mode 0600.

    Raises:
        InputWrong: SECRET_FILE_EXISTS.
        EnvironmentUnavailable: SECRET_FILE_WRITE.
    """
    write_new_secret_file(path, _encoded(key, serialization.NoEncryption()))


def read_openssh_key(content: bytes, passphrase: str = "") -> SigningKey:
    """Return the Ed25519 key of an OpenSSH private key file.

    Args:
        content: the file's bytes.
        passphrase: empty for a key without one.

    Raises:
        Locked: WRONG_PASSPHRASE, also when one is needed and none is given.
        InputWrong: OPENSSH_KEY, it is no such file, damaged, or a key of another kind.
    """
    if len(content) > _LARGEST_FILE or not content.lstrip().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----"):
        raise _form_wrong()
    password = passphrase_bytes(passphrase) if passphrase else None
    try:
        key = serialization.load_ssh_private_key(content, password)
    except TypeError:
        # One is needed and none was given, or one was given and none is needed.
        if password is not None:
            return read_openssh_key(content)
        raise _wrong_passphrase() from None
    except (ValueError, UnsupportedAlgorithm) as error:
        # With encryption, a wrong passphrase shows only as unequal check numbers inside.
        if password is not None and "Corrupt data: broken checksum" in str(error):
            raise _wrong_passphrase() from None
        raise _form_wrong() from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _form_wrong()
    ours = SigningKey.from_seed(key.private_bytes_raw())
    # cryptography does not compare the secret with the public key beside it: one wrong bit is another key.
    if ours.public_key.blob != _public_blob(content):
        raise _form_wrong()
    return ours


def _public_blob(content: bytes) -> bytes:
    """Return the public key that stands first: magic, three strings (cipher, kdf, its options), uint32, the key."""
    body = re.sub(rb"-----[A-Z ]+-----|\s", b"", content)
    try:
        reader = SshReader(base64.b64decode(body))
        reader.take(len(_MAGIC))
        for _ in range(3):
            reader.string()
        reader.uint32()
        return reader.string()
    except (ValueError, InputWrong):
        raise _form_wrong() from None


def _encoded(key: SigningKey, encryption: serialization.KeySerializationEncryption) -> bytes:
    private = Ed25519PrivateKey.from_private_bytes(key.seed())
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, encryption)


def _wrong_passphrase() -> Locked:
    return Locked("WRONG_PASSPHRASE", N_("The passphrase is not the right one for this key."))


def _form_wrong() -> InputWrong:
    return InputWrong(
        "OPENSSH_KEY",
        N_("This is not an Ed25519 private key in OpenSSH format, or it is damaged."),
        advice=N_("Make one with “ssh-keygen -t ed25519”, or choose another file."),
    )
