"""A head as somebody brings it: a bare signed note, or a request to a witness with the proof before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused
from custody_app.log.note import Checkpoint, NoteRefused, SignedNote, parse_checkpoint_text, parse_note
from custody_app.log.proof import parse_consistency

_OLD: Final = re.compile(rb"old (0|[1-9][0-9]{0,15})\n")


@dataclass(frozen=True, slots=True)
class BroughtHead:
    """A head, not judged yet.

    Attributes:
        note: with its signatures. checkpoint: what its text says.
        old: the size that the proof begins at. proof: its hashes, None where no proof was brought.
    """

    note: SignedNote
    checkpoint: Checkpoint
    old: int = 0
    proof: tuple[bytes, ...] | None = None

    @classmethod
    def from_bytes(cls, encoded: bytes) -> BroughtHead:
        """Read a note, or the body of C2SP tlog-witness add-checkpoint.

        Raises:
            InputWrong: HEAD_UNREADABLE.
        """
        try:
            old = _OLD.match(encoded)
            top, _, rest = encoded[old.end() :].partition(b"\n\n") if old else (b"", b"", encoded)
            if old and encoded[old.end() : old.end() + 1] == b"\n":  # no hashes: a first meeting
                top, rest = b"", encoded[old.end() + 1 :]
            note = parse_note(rest)
            checkpoint = parse_checkpoint_text(note.text)
            if checkpoint.head.size == 0:
                raise NoteRefused("a head of nothing")
            proof = tuple(parse_consistency(top + b"\n" if top else b"")) if old and int(old[1]) else None
        except CanonRefused as error:
            raise InputWrong(
                "HEAD_UNREADABLE",
                N_("The file is no signed head of a log."),
                kept=N_("Nothing was signed or recorded."),
                advice=N_("Bring what this wrote: custody log checkpoint --output FILE"),
            ) from error
        return cls(note, checkpoint, int(old[1]) if old else 0, proof)
