"""Keys and signatures of signed notes: checkpoints and their cosignatures (C2SP signed-note, tlog-cosignature)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.signature import verify_ed25519
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

TYPE_LOG: Final = 0x01
TYPE_COSIGNATURE: Final = 0x04
KEY_ID_BYTES: Final = 4
_SIGNATURE_BYTES: Final = 64
_TIME_BYTES: Final = 8


class NoteLine(NamedTuple):
    """One signature line of a note, in parts: `— <name> <base64(key id || raw)>`."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The line with its line feed."""
        return f"— {self.name} {to_base64(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A verifier key of a note: who signs, how, and with which key.

    Attributes:
        name: the origin of a log, or the name of a witness; no white space, no `+`.
        type_byte: `TYPE_LOG` for plain Ed25519, `TYPE_COSIGNATURE` for a timestamped cosignature.
        public: 32 bytes.

    Raises:
        InputWrong: VKEY, one of them is not so.
    """

    name: str
    type_byte: int
    public: bytes

    def __post_init__(self) -> None:
        named = self.name and "+" not in self.name and self.name.isprintable() and not _has_space(self.name)
        if not named or self.type_byte not in (TYPE_LOG, TYPE_COSIGNATURE) or len(self.public) != 32:
            raise _vkey_wrong()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key of a vkey: `<name>+<8 hex digits of the key id>+<base64(type || public key)>`.

        Raises:
            InputWrong: VKEY, unless writing the key again gives the same text.
        """
        name, _, rest = text.partition("+")
        body = from_base64(rest.partition("+")[2])
        if not body:
            raise _vkey_wrong()
        key = cls(name, body[0], body[1:])
        if key.vkey != text:
            raise _vkey_wrong()
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that point from a signature line to this key."""
        return key_id(self.name, self.type_byte, self.public)

    @property
    def vkey(self) -> str:
        """The key as text."""
        return vkey(self.name, self.type_byte, self.public)

    def verify(self, text: str, raw: bytes) -> bool:
        """Say whether `raw` (what follows the key id on its line) is this key's signature over the note text.

        Args:
            text: the note text up to and including its last line feed before the blank line.
            raw: 64 bytes, or for a cosignature 8 bytes of time and 64 of signature.
        """
        if self.type_byte == TYPE_LOG:
            return verify_ed25519(self.public, text.encode(), raw)
        time, sig = raw[:_TIME_BYTES], raw[_TIME_BYTES:]
        if len(sig) != _SIGNATURE_BYTES:
            return False
        return verify_ed25519(self.public, cosigned_message(text, int.from_bytes(time, "big")), sig)


def key_id(name: str, type_byte: int, public: bytes) -> bytes:
    """Return the first 4 bytes of `SHA-256(name || line feed || type || public key)`."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([type_byte]) + public).digest()[:KEY_ID_BYTES]


def vkey(name: str, type_byte: int, public: bytes) -> str:
    """Return the verifier key as text: `<name>+<key id, 8 hex digits>+<base64(type || public key)>`."""
    return f"{name}+{key_id(name, type_byte, public).hex()}+{to_base64(bytes([type_byte]) + public)}"


def cosigned_message(text: str, time: int) -> bytes:
    """Return what a cosignature signs: `cosignature/v1`, `time <POSIX seconds>`, then the note text."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def sign_note(name: str, key: SigningKey, text: str) -> NoteLine:
    """Return the log's signature (type 0x01) over the note text.

    Args:
        name: the log's origin.
        key: the epoch's key.
        text: ends with a line feed.
    """
    return NoteLine(name, key_id(name, TYPE_LOG, key.public_key.raw), key.sign_raw(text.encode()))


def cosign_note(name: str, key: SigningKey, text: str, time: int) -> NoteLine:
    """Return a witness's cosignature (type 0x04): `raw` is 8 bytes of time, big-endian, and 64 of signature.

    Args:
        name: the witness's name.
        key: the witness's key.
        text: the checkpoint's text, ending with a line feed.
        time: POSIX seconds.
    """
    sig = key.sign_raw(cosigned_message(text, time))
    return NoteLine(name, key_id(name, TYPE_COSIGNATURE, key.public_key.raw), time.to_bytes(_TIME_BYTES, "big") + sig)


def _has_space(name: str) -> bool:
    return any(c.isspace() for c in name)


def _vkey_wrong() -> InputWrong:
    return InputWrong("VKEY", N_("The key of a log or witness cannot be read."))
