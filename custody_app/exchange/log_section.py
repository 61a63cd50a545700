"""One log as a package holds it: checkpoint, entries, envelopes, proofs (log-format.md, Package)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_contents import LogContents, LogEntry
from custody_app.exchange.package_layout import number
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_
from custody_app.log.merkle import Frontier, consistency_proof, inclusion_proof, leaf_hash, verify_inclusion
from custody_app.log.note import parse_checkpoint_text, parse_note
from custody_app.log.proof import InclusionProof, encode_consistency


class Bag(Protocol):
    """Where files go, sorted by path."""

    def add(self, path: str, content: bytes) -> None:
        """Write one small file."""

    def add_chunks(self, path: str, chunks: Iterator[bytes], most: int, *, deflate: bool = False) -> None:
        """Write one file of at most `most` bytes."""


@dataclass(slots=True)
class LogSurvey:
    """What one pass over the logs found out before anything is written.

    Attributes:
        heads: by origin, the sizes that included statements and held notes name.
        whole: origins of logs with every entry included.
        blinded_size: by origin, the bytes of all entries, one a line.
        left_out: (origin, seq) of those `wanted` entries that are not included.
        bytes: what the logs will take, about.
    """

    heads: dict[str, set[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    blinded_size: dict[str, int] = field(default_factory=dict)
    left_out: set[tuple[str, int]] = field(default_factory=set)
    bytes: int = 0


def survey(
    logs: list[LogContents], progress: Progress, *, heads_wanted: bool, wanted: Iterable[tuple[str, int]] = ()
) -> LogSurvey:
    """Read every entry once and check that they make up the tree that the checkpoint names.

    Args:
        logs: the package's own log first.
        progress: asked whether to go on; the total is not known yet.
        heads_wanted: collect `heads`, which needs each envelope read.
        wanted: (origin, seq) of entries that must be included; what is left of them stays in `left_out`.

    Raises:
        InputWrong: RECORD_UNPROVEN, an entry is missing, or the tree has another root.
    """
    found = LogSurvey(left_out=set(wanted))
    for log in logs:
        frontier, whole, size = Frontier(), True, 0
        found.heads.setdefault(log.origin, set()).update(log.consistency_sizes, map(_note_size, log.held))
        for entry in log.entries():
            if entry.seq != frontier.size:
                raise _unproven(log.origin)
            frontier.append(leaf_hash(entry.entry))
            size += len(entry.entry) + 1
            whole = whole and entry.included
            if entry.included:
                found.left_out.discard((log.origin, entry.seq))
                # Proof: the entry in base64, about 20 hashes of 45 bytes, and the note.
                found.bytes += 3 * len(entry.entry) + 900 + len(log.checkpoint) + len(entry.envelope or b"")
                if heads_wanted and entry.envelope is not None:
                    _collect_heads(entry.envelope, log.origin, found.heads)
            progress.report(0, 0, log.origin)
        if (frontier.size, frontier.root()) != (log.head.size, log.head.root):
            raise _unproven(log.origin)
        found.blinded_size[log.origin] = size
        if whole:
            found.whole.add(log.origin)
        else:
            found.bytes += size
    return found


def _collect_heads(envelope: bytes, origin: str, heads: dict[str, set[int]]) -> None:
    """Note the base and the seen heads of a statement; an unreadable one has none, and verification will say so."""
    try:
        statement = json.loads(envelope)["statement"]
        named = [(origin, statement["base"]["size"])]
        named += [(seen["log"], seen["size"]) for seen in statement.get("seen", ())]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return
    for log, size in named:
        if isinstance(log, str) and type(size) is int:
            heads.setdefault(log, set()).add(size)


def _note_size(note: bytes) -> int:
    """Return the size a held note names, 0 for one that cannot be read: it is passed on for the verifier to judge."""
    try:
        return parse_checkpoint_text(parse_note(note).text).head.size
    except InputWrong:
        return 0


class LogSection:
    """Writes one log below `folder`, its files sorted by path.

    Args:
        log: what to write.
        folder: `data/log`, or `data/peer/<hex>`.
        found: what `survey` found.
        blinded: whether to add every entry and the consistency proofs.
    """

    def __init__(self, log: LogContents, folder: str, found: LogSurvey, *, blinded: bool) -> None:
        self._log = log
        self._folder = folder
        self._found = found
        self._blinded = blinded
        self._note = parse_note(log.checkpoint)

    def write(self, bag: Bag) -> None:
        """Write the section."""
        log, folder = self._log, self._folder
        if self._blinded:
            lines = (entry.entry + b"\n" for entry in log.entries())
            bag.add_chunks(f"{folder}/blinded.jsonl", lines, self._found.blinded_size[log.origin], deflate=True)
        bag.add(f"{folder}/checkpoint", log.checkpoint)
        if self._blinded:
            for size in sorted(self._found.heads[log.origin]):
                if 0 < size < log.head.size:
                    proof = consistency_proof(log.node, size, log.head.size)
                    bag.add(f"{folder}/consistency/{number(size)}", encode_consistency(proof))
        for entry in self._included():
            bag.add(f"{folder}/entry/{number(entry.seq)}.json", entry.entry)
        for entry in self._included():
            if entry.envelope is not None:
                bag.add(f"{folder}/envelope/{number(entry.seq)}.json", entry.envelope)
        for place, note in zip(count(1), log.held, strict=False):
            bag.add(f"{folder}/held/{number(place)}.note", note)
        for entry in self._included():
            bag.add(f"{folder}/proof/{number(entry.seq)}.tlog-proof", self._proof(entry))
        if log.roster is not None and log.roster_sig is not None:
            bag.add(f"{folder}/roster.json", log.roster)
            bag.add(f"{folder}/roster.json.sig", log.roster_sig)

    def _included(self) -> Iterator[LogEntry]:
        return (entry for entry in self._log.entries() if entry.included)

    def _proof(self, entry: LogEntry) -> bytes:
        head = self._log.head
        hashes = inclusion_proof(self._log.node, entry.seq, head.size)
        if not verify_inclusion(leaf_hash(entry.entry), entry.seq, head.size, head.root, hashes):
            raise _unproven(self._log.origin)
        return InclusionProof(entry.seq, entry.entry, tuple(hashes), self._note).encoded


def _unproven(origin: str) -> InputWrong:
    return InputWrong(
        "RECORD_UNPROVEN",
        N_("The entries of {log} do not make up the record that its checkpoint names."),
        kept=N_("No package was written."),
        advice=N_("Verify the station; keep its folder as it is."),
        log=origin,
    )
