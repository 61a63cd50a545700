"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint; log-format.md, Checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from custody_app.log.canonical import CanonRefused, b64, unb64
from custody_app.log.statement import Head

_SIGNATURE_LINE = re.compile(r"— (?P<name>[^ +]+) (?P<sig>[A-Za-z0-9+/]+={0,2})\Z")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,15})\Z")
KEY_ID_SIZE = 4
MAX_NOTE = 1 << 20


class NoteRefused(CanonRefused):
    """The bytes are not a signed note, or its text is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: `— <name> <base64(key id || signature)>`."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {b64(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text ending in a newline, and the lines that sign it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)

    @property
    def encoded(self) -> bytes:
        """The note's UTF-8 bytes."""
        return str(self).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: origin, size, root; signed as a note without extension lines."""

    origin: str
    head: Head

    @property
    def text(self) -> str:
        """The note text: three lines, each ended by a newline."""
        return f"{self.origin}\n{self.head.size}\n{b64(self.head.root)}\n"


def parse_note(encoded: bytes) -> SignedNote:
    """Return the signed note that `encoded` is.

    Raises:
        NoteRefused: not UTF-8, no blank line, no signature line, a malformed line, control characters.
    """
    if len(encoded) > MAX_NOTE:
        raise NoteRefused("a note longer than 1 MiB")
    try:
        whole = encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteRefused("a note that is not UTF-8") from error
    if any(ord(c) < 0x20 and c != "\n" for c in whole):
        raise NoteRefused("a note with control characters")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise NoteRefused("a note without a signature part")
    return SignedNote(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def parse_checkpoint_text(text: str) -> Checkpoint:
    """Return the checkpoint whose note text is `text`.

    Raises:
        NoteRefused: not exactly origin, size and root.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.match(lines[1]):
        raise NoteRefused("a text that is not a checkpoint")
    return Checkpoint(lines[0], Head(int(lines[1]), unb64(lines[2], 32)))


def _signature(line: str) -> NoteSignature:
    match = _SIGNATURE_LINE.match(line)
    if not match:
        raise NoteRefused("a malformed signature line")
    raw = unb64(match["sig"])
    if len(raw) <= KEY_ID_SIZE:
        raise NoteRefused("a signature line without a signature")
    return NoteSignature(match["name"], raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:])
