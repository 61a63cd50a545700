"""Inclusion proofs as files (C2SP tlog-proof; log-format.md, Checkpoint)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from custody_app.log.canonical import b64, unb64
from custody_app.log.note import NoteRefused, SignedNote, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 64
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})\Z")


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """A self-contained proof that an entry stands at `index` in the log of `note`.

    Attributes:
        entry: the entry's bytes, on the `extra` line.
        hashes: 32 bytes each, leaf to root.
    """

    index: int
    entry: bytes
    hashes: tuple[bytes, ...]
    note: SignedNote

    @property
    def encoded(self) -> bytes:
        """The file's bytes."""
        lines = [HEADER, f"extra {b64(self.entry)}", f"index {self.index}", *(b64(part) for part in self.hashes)]
        return ("\n".join(lines) + "\n\n").encode("ascii") + self.note.encoded


def parse_proof(encoded: bytes) -> InclusionProof:
    """Return the proof that `encoded` is.

    Raises:
        NoteRefused: another header, order, base64 or note; CanonRefused: bad base64.
    """
    top, blank, note = encoded.partition(b"\n\n")
    try:
        lines = top.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteRefused("a proof that is not text") from error
    if not blank or len(lines) < 3 or len(lines) > 3 + MAX_HASHES or lines[0] != HEADER:
        raise NoteRefused("a text that is not a proof")
    index = _INDEX.match(lines[2])
    if not lines[1].startswith("extra ") or not index:
        raise NoteRefused("a proof without its entry or index")
    hashes = tuple(unb64(line, 32) for line in lines[3:])
    return InclusionProof(int(index[1]), unb64(lines[1][6:]), hashes, parse_note(note))


def encode_consistency(hashes: Sequence[bytes]) -> bytes:
    """Return a consistency proof as a file: base64 hashes, one a line."""
    return "".join(b64(part) + "\n" for part in hashes).encode("ascii")


def parse_consistency(encoded: bytes) -> list[bytes]:
    """Return the hashes of a consistency proof file.

    Raises:
        NoteRefused, CanonRefused: not base64 hashes, one a line.
    """
    if encoded and not encoded.endswith(b"\n"):
        raise NoteRefused("a consistency proof without a last newline")
    try:
        lines = encoded.decode("ascii").split("\n")[:-1]
    except UnicodeDecodeError as error:
        raise NoteRefused("a consistency proof that is not text") from error
    if len(lines) > 2 * MAX_HASHES:
        raise NoteRefused("a consistency proof that is too long")
    return [unb64(line, 32) for line in lines]
