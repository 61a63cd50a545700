"""Fork evidence: two heads of one log, both signed by its key, that cannot belong to one history.

A UTF-8 text file. Its first line is `custody/fork-evidence/1`; then whatever people read; then, each on its own line,
`--- log key ---` and a vkey; `--- first note ---` and `--- second note ---`, each with a signed note, byte for byte;
where the sizes differ, `--- consistency path ---` with base64 hashes, one a line; and `--- end ---`.

Two notes of one size and two roots are proof by themselves. Where the sizes differ, the path leads from the smaller
tree to the larger (RFC 9162, 2.1.4; it begins with the root of the smaller one where that is a power of two): it must
end in the root of the larger note, and then shows which root the smaller tree had to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.crypto.note_key import NoteKey
from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import b64, unb64
from custody_app.log.merkle import consistency_roots
from custody_app.log.note import Checkpoint, NoteRefused, SignedNote, parse_checkpoint_text, parse_note

VERSION: Final = "custody/fork-evidence/1"
MAX_BYTES: Final = 1 << 22
_KEY, _FIRST, _SECOND = "--- log key ---", "--- first note ---", "--- second note ---"
_PATH, _END = "--- consistency path ---", "--- end ---"


@dataclass(frozen=True, slots=True)
class ForkEvidence:
    """What a third party needs to see that a log was forked.

    Attributes:
        key: the log's, as whoever wrote the file knew it; who reads it compares it with the roster.
        first, second: the notes, the smaller first.
        path: from the smaller tree to the larger, () where the sizes are the same.
    """

    key: NoteKey
    first: SignedNote
    second: SignedNote
    path: tuple[bytes, ...] = ()

    @property
    def heads(self) -> tuple[Checkpoint, Checkpoint]:
        """The two heads; raises NoteRefused where a note is no checkpoint."""
        return parse_checkpoint_text(self.first.text), parse_checkpoint_text(self.second.text)

    def is_signed(self, key: NoteKey) -> bool:
        """Tell whether `key` signed both notes, and both are of the log that it names."""
        named = all(checkpoint.origin == key.name for checkpoint in self.heads)
        return named and all(_signed(note, key) for note in (self.first, self.second))

    @property
    def contradicts(self) -> bool:
        """Whether no single history has both heads."""
        first, second = (checkpoint.head for checkpoint in self.heads)
        if first.size == second.size:
            return first.root != second.root
        roots = consistency_roots(first.size, second.size, self.path)
        return roots is not None and roots[1] == second.root and roots[0] != first.root

    def encoded(self, page: str) -> bytes:
        """Return the file's bytes.

        Args:
            page: what people read; no line of it begins with `---`.
        """
        parts = [VERSION, page.strip("\n"), _KEY, self.key.vkey]
        parts += [_FIRST, str(self.first).rstrip("\n"), _SECOND, str(self.second).rstrip("\n")]
        if self.path:
            parts += [_PATH, *(b64(part) for part in self.path)]
        return ("\n".join([*parts, _END]) + "\n").encode()


def is_fork_evidence(beginning: bytes) -> bool:
    """Tell whether a file that begins so is fork evidence."""
    return beginning.startswith(VERSION.encode() + b"\n")


def parse_fork_evidence(encoded: bytes) -> ForkEvidence:
    """Return the evidence in a file; nothing of it is judged yet.

    Raises:
        NoteRefused: it is not written so.
    """
    try:
        lines = encoded.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise NoteRefused("fork evidence that is not UTF-8") from error
    marks = [place for place, line in enumerate(lines) if line in (_KEY, _FIRST, _SECOND, _PATH, _END)]
    found = {
        lines[place]: lines[place + 1 : after] for place, after in zip(marks, [*marks[1:], len(lines)], strict=True)
    }
    told = [lines[place] for place in marks]
    if lines[0] != VERSION or told not in ([_KEY, _FIRST, _SECOND, _END], [_KEY, _FIRST, _SECOND, _PATH, _END]):
        raise NoteRefused("fork evidence without its parts")
    try:
        key = NoteKey.parse("\n".join(found[_KEY]))
    except InputWrong as error:
        raise NoteRefused("fork evidence without the log's key") from error
    notes = [parse_note(("\n".join(found[mark]) + "\n").encode()) for mark in (_FIRST, _SECOND)]
    evidence = ForkEvidence(key, notes[0], notes[1], tuple(unb64(line, 32) for line in found.get(_PATH, ())))
    first, second = evidence.heads
    if first.head.size > second.head.size:
        raise NoteRefused("fork evidence with the larger head first")
    return evidence


def _signed(note: SignedNote, key: NoteKey) -> bool:
    lines = [line for line in note.signatures if line.name == key.name and line.key_id == key.key_id]
    return any(key.verify(note.text, line.raw) for line in lines)
