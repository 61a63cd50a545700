"""Key files `custody-key/1`: an officer's signing key behind a passphrase (docs/key-file.md has the bytes)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nacl.bindings
import nacl.exceptions
import nacl.pwhash.argon2id

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.ed25519 import SEED_BYTES, SigningKey
from custody_app.crypto.passphrase import passphrase_bytes
from custody_app.crypto.public_key import ED25519, PublicKey
from custody_app.crypto.secret_file import replace_secret_file, write_new_secret_file
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong, Locked, ProgramBroken
from custody_app.i18n import N_

VERSION: Final = "custody-key/1"
MIB: Final = 1024 * 1024
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 24
_TAG_BYTES: Final = 16
_LARGEST_FILE: Final = 4096
_MEMBERS: Final = frozenset({"cipher", "kdf", "key", "memory", "nonce", "passes", "person", "salt", "v"})
_PERSON: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class Cost:
    """What each guess at a passphrase costs: Argon2id passes (2 to 10) and bytes of memory (64 MiB to 2 GiB)."""

    passes: int
    memory: int

    def within_bounds(self) -> bool:
        """Say whether a key file may ask for this much; more would let a file stall the machine."""
        return 2 <= self.passes <= 10 and 64 * MIB <= self.memory <= 2048 * MIB and self.memory % 1024 == 0


DEFAULT_COST: Final = Cost(3, 256 * MIB)
LEAST_COST: Final = Cost(2, 64 * MIB)


@dataclass(frozen=True, slots=True)
class KeyFileHeader:
    """What a key file tells without its passphrase; nothing vouches for it until the file is unlocked.

    Attributes:
        person: the id of the person whose key it is.
        public_key: the key's public half.
        cost: what the passphrase's derivation costs.
        salt: 16 bytes, for Argon2id.
        nonce: 24 bytes, for XChaCha20-Poly1305.
    """

    person: str
    public_key: PublicKey
    cost: Cost
    salt: bytes
    nonce: bytes

    def encoded(self) -> bytes:
        """Return the header line without its line feed: canonical JSON, the cipher's associated data."""
        told = {
            "cipher": "xchacha20-poly1305",
            "kdf": "argon2id",
            "key": self.public_key.line,
            "memory": self.cost.memory,
            "nonce": to_base64(self.nonce),
            "passes": self.cost.passes,
            "person": self.person,
            "salt": to_base64(self.salt),
            "v": VERSION,
        }
        return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def write_key_file(
    path: Path,
    key: SigningKey,
    passphrase: str,
    *,
    person: str,
    cost: Cost = DEFAULT_COST,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Write `key` to a new file that `passphrase` unlocks; durable, mode 0600, never over another file.

    Args:
        path: where; nothing may be there.
        key: the signing key.
        passphrase: kept as its NFC form; whether it is good enough, `passphrase.weaknesses` says.
        person: the person's id.
        cost: of each guess.
        random: the system's, except for vectors.

    Raises:
        InputWrong: SECRET_FILE_EXISTS, KEY_FILE_PERSON, KEY_FILE_COST, PASSPHRASE_TEXT.
        EnvironmentUnavailable: SECRET_FILE_WRITE, KEY_FILE_MEMORY.
    """
    write_new_secret_file(path, _sealed(key, passphrase, person, cost, random))


def read_key_file(path: Path, passphrase: str) -> SigningKey:
    """Return the signing key of the file.

    Raises:
        Locked: WRONG_PASSPHRASE; a header changed without the passphrase gives this too.
        InputWrong: KEY_FILE_MISSING, KEY_FILE_FORM, KEY_FILE_VERSION, KEY_FILE_COST, KEY_FILE_KEY (it holds
            another key than it names), PASSPHRASE_TEXT.
        EnvironmentUnavailable: KEY_FILE_READ, KEY_FILE_MEMORY.
    """
    return _opened(_read(path), passphrase)


def read_key_file_header(path: Path) -> KeyFileHeader:
    """Return what the file tells without its passphrase.

    Raises:
        InputWrong: KEY_FILE_MISSING, KEY_FILE_FORM, KEY_FILE_VERSION, KEY_FILE_COST.
        EnvironmentUnavailable: KEY_FILE_READ.
    """
    return _split(_read(path))[0]


def change_passphrase(
    path: Path,
    old: str,
    new: str,
    *,
    cost: Cost = DEFAULT_COST,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Lock the file with another passphrase; the key stays the same.

    The new file is written beside the old one, read back from the disk and unlocked with the new passphrase
    before it takes the old one's place in one step.

    Raises:
        Locked: WRONG_PASSPHRASE, the old one is wrong.
        InputWrong: as `read_key_file` and `write_key_file`.
        EnvironmentUnavailable: SECRET_FILE_WRITE, KEY_FILE_READ, KEY_FILE_MEMORY; the old passphrase still works.
    """
    content = _read(path)
    key = _opened(content, old)
    try:
        again = _sealed(key, new, _split(content)[0].person, cost, random)
        replace_secret_file(path, again, check=lambda written: _opened(written, new).wipe())
    finally:
        key.wipe()


def _sealed(key: SigningKey, passphrase: str, person: str, cost: Cost, random: Callable[[int], bytes]) -> bytes:
    if not _PERSON.match(person):
        raise InputWrong("KEY_FILE_PERSON", N_("“{person}” is not a person's id."), person=person)
    if not cost.within_bounds():
        raise _cost_wrong()
    header = KeyFileHeader(person, key.public_key, cost, random(SALT_BYTES), random(NONCE_BYTES))
    line = header.encoded()
    sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        key.seed(), line, header.nonce, _wrapping_key(header, passphrase)
    )
    return line + b"\n" + to_base64(sealed).encode() + b"\n"


def _opened(content: bytes, passphrase: str) -> SigningKey:
    header, sealed = _split(content)
    try:
        seed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, header.encoded(), header.nonce, _wrapping_key(header, passphrase)
        )
    except nacl.exceptions.CryptoError:
        raise Locked(
            "WRONG_PASSPHRASE",
            N_("The passphrase is not the right one for this key file, or the file was changed."),
            advice=N_("Try again; look at the keyboard layout and at the capitals lock."),
        ) from None
    key = SigningKey.from_seed(seed)
    if key.public_key != header.public_key:
        raise InputWrong("KEY_FILE_KEY", N_("The key file holds another key than the one it names."))
    return key


def _wrapping_key(header: KeyFileHeader, passphrase: str) -> bytes:
    try:
        return nacl.pwhash.argon2id.kdf(
            32,
            passphrase_bytes(passphrase),
            header.salt,
            opslimit=header.cost.passes,
            memlimit=header.cost.memory,
        )
    except (nacl.exceptions.RuntimeError, MemoryError) as error:
        raise EnvironmentUnavailable(
            "KEY_FILE_MEMORY",
            N_("There is not enough free memory to unlock the key: {mib} MiB are needed."),
            advice=N_("Close other programs and try again."),
            mib=header.cost.memory // MIB,
        ) from error
    except nacl.exceptions.CryptoError as error:
        raise ProgramBroken("KEY_FILE_DERIVATION", N_("The key could not be derived.")) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputWrong(
            "KEY_FILE_MISSING",
            N_("There is no key file at {path}."),
            advice=N_("Plug in the medium that holds it, or choose the file."),
            path=path,
        ) from None
    except OSError as error:
        raise EnvironmentUnavailable(
            "KEY_FILE_READ",
            N_("The key file {path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or type(error).__name__,
        ) from error


def _split(content: bytes) -> tuple[KeyFileHeader, bytes]:
    line, _, rest = content.partition(b"\n")
    sealed = from_base64(rest[:-1].decode("latin-1"))
    if len(content) > _LARGEST_FILE or not rest.endswith(b"\n") or sealed is None:
        raise _form_wrong()
    if len(sealed) != SEED_BYTES + _TAG_BYTES:
        raise _form_wrong()
    header = _header(_members(line))
    if header.encoded() != line:
        raise _form_wrong()
    return header, sealed


def _members(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise _form_wrong() from None
    if isinstance(told, dict) and isinstance(told.get("v"), str) and told["v"] != VERSION:
        raise InputWrong(
            "KEY_FILE_VERSION",
            N_("The key file is of the kind “{version}”, which this program does not know."),
            advice=N_("Use a newer version of the program."),
            version=told["v"],
        )
    if not isinstance(told, dict) or set(told) != _MEMBERS:
        raise _form_wrong()
    return told


def _header(told: dict[str, Any]) -> KeyFileHeader:
    passes, memory = told["passes"], told["memory"]
    words = [told[name] for name in ("person", "key", "salt", "nonce")]
    if type(passes) is not int or type(memory) is not int or not all(isinstance(word, str) for word in words):
        raise _form_wrong()
    person, line, salt, nonce = words[0], words[1], from_base64(words[2]), from_base64(words[3])
    if salt is None or nonce is None or len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
        raise _form_wrong()
    try:
        public_key = PublicKey.parse_line(line)
    except InputWrong:
        raise _form_wrong() from None
    if public_key.alg != ED25519 or not _PERSON.match(person):
        raise _form_wrong()
    cost = Cost(passes, memory)
    if not cost.within_bounds():
        raise _cost_wrong()
    return KeyFileHeader(person, public_key, cost, salt, nonce)


def _form_wrong() -> InputWrong:
    return InputWrong(
        "KEY_FILE_FORM",
        N_("This is not a key file, or it is damaged."),
        advice=N_("Use a copy of the key file, if there is one. Otherwise have the key revoked and enrol a new one."),
    )


def _cost_wrong() -> InputWrong:
    return InputWrong(
        "KEY_FILE_COST",
        N_("The key file asks for more or less work at unlocking than is allowed (64 MiB to 2 GiB, 2 to 10 passes)."),
    )
