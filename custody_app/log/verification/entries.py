"""The entries of a log, one after the other: form, order, chain, root, proofs (log-format.md, Envelope and entry)."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import MAX_BYTES, CanonRefused, b64, parse, unb64
from custody_app.log.entry import NO_PREVIOUS, TAG_SIZE, Entry
from custody_app.log.merkle import leaf_hash, verify_inclusion
from custody_app.log.note import MAX_NOTE
from custody_app.log.proof import parse_proof
from custody_app.log.shape import is_time
from custody_app.log.verification.clocks import Clocks
from custody_app.log.verification.entry_shape import entry_fault, refusal
from custody_app.log.verification.layout import read_or_none
from custody_app.log.verification.log_view import LogView
from custody_app.log.verification.run import Run


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes of an entry as they lie there; `content` is None where they are too many to be an entry."""

    content: bytes | None
    leaf: bytes


class EntryWalk:
    """Walks through the entries of one log in order, and gives those whose statement is to be looked at.

    Entries without a file (in a case package) are checked as entries all the same, and remembered by tag.
    """

    def __init__(self, run: Run, view: LogView) -> None:
        self._run = run
        self._view = view
        self._findings = run.findings
        self.clocks = Clocks()
        self._before: Raw | None = None
        self._before_usable = False
        self._hidden_tags = bytearray()
        self._hidden_numbers = array("Q")
        self._lines = 0
        self._gaps: set[int] = set()

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Give each entry that has a file and was not refused, with its number."""
        view = self._view
        expected = 0
        for number, raw in self._raw():
            if number > expected:
                self._gap(expected, number)
            expected = number + 1
            entry = self._check(number, raw)
            if number not in view.files.entries:
                self._hide(number, entry)
                continue
            yield from self._shown(number, self._own_file(number, raw, entry) if view.files.blinded else entry)
        head_size = view.head.size if view.head is not None else 0
        whole = not view.partial or view.files.blinded is not None
        if whole and expected < head_size:
            self._gap(expected, head_size)
        self._lines = expected if view.files.blinded is not None else 0
        self._check_root()
        for number in sorted(n for n in view.files.entries if n >= expected):
            yield from self._shown(number, self._beyond(number))

    def _shown(self, number: int, entry: Entry | None) -> Iterator[tuple[int, Entry]]:
        if entry is None:
            self._view.incomplete = True
        else:
            yield number, entry

    def report_orphans(self) -> None:
        """FILE_EXTRA for an envelope or proof without its entry, unless a gap that was reported explains it."""
        view, size = self._view, self._view.head.size if self._view.head is not None else 0
        for kind, numbers in ((view.files.envelope, view.files.envelopes), (view.files.proof, view.files.proofs)):
            for number in sorted(numbers - view.files.entries):
                if number not in self._gaps and (number < self._lines or number >= size):
                    self._findings.add("FILE_EXTRA", file=kind(number))

    def report_hidden(self, tags: set[bytes]) -> None:
        """SEQ_GAP for every entry without a file whose tag says that it belongs to what the package shows."""
        for place, number in enumerate(self._hidden_numbers):
            if bytes(self._hidden_tags[place * TAG_SIZE : (place + 1) * TAG_SIZE]) in tags:
                self._findings.add("SEQ_GAP", log=self._view.label, entry=number, file=self._view.files.entry(number))
                self._view.gap = True
                self._gaps.add(number)

    # The bytes.

    def _raw(self) -> Iterator[tuple[int, Raw]]:
        view = self._view
        if view.files.blinded is None:
            for number in sorted(view.files.entries):
                with self._run.files.open(view.files.entry(number)) as stream:
                    yield number, _read_file(stream)
            return
        with self._run.files.open(view.files.blinded) as stream:
            number = 0
            while (raw := _read_line(stream)) is not None:
                yield number, raw
                number += 1

    def _beyond(self, number: int) -> Entry | None:
        """Check an entry whose file goes beyond the end of the blinded log; it has no part in the root."""
        with self._run.files.open(self._view.files.entry(number)) as stream:
            raw = _read_file(stream)
        self._view.broken = True
        self._before, self._before_usable = None, False
        self.clocks.feed(None, number)
        entry = self._check(number, raw)
        if entry is not None:
            self._check_proof(number, raw)
        return entry

    def _own_file(self, number: int, line: Raw, entry: Entry | None) -> Entry | None:
        """Return the entry of the file in a case package, which should equal the line of the blinded log."""
        with self._run.files.open(self._view.files.entry(number)) as stream:
            own = _read_file(stream)
        if own.leaf == line.leaf:
            if entry is not None:
                self._check_proof(number, own)
            return entry
        parsed = self._parse(number, own)
        if parsed is not None:
            self._check_names(number, parsed)
            self._check_proof(number, own)
        return parsed

    # The checks.

    def _check(self, number: int, raw: Raw) -> Entry | None:
        view = self._view
        self._run.counts.entries += 1
        self._run.report(number, view.head.size if view.head is not None else 0, view.origin)
        if not view.broken:
            view.tree.append(raw.leaf)
        if view.head is not None and number >= view.head.size:
            self._findings.add("TAIL_UNSIGNED", log=view.label, entry=number, expected=f"< {view.head.size}")
        entry = self._parse(number, raw)
        if entry is not None:
            self._check_place(number, entry)
            if not view.files.blinded:
                self._check_proof(number, raw)
        else:
            view.incomplete = True
        self.clocks.feed(entry, number)
        self._before, self._before_usable = raw, entry is not None
        return entry

    def _parse(self, number: int, raw: Raw) -> Entry | None:
        label = self._view.label
        try:
            if raw.content is None:
                raise CanonRefused(f"longer than {MAX_BYTES} bytes")
            value = parse(raw.content)
        except CanonRefused as error:
            self._findings.add(
                "ENTRY_" + refusal(raw.content), log=label, entry=number, found=error.values.get("reason")
            )
            return None
        fault = entry_fault(value)
        if fault is not None:
            self._findings.add("ENTRY_SHAPE", log=label, entry=number, found=fault)
            return None
        return Entry(
            seq=value["seq"],
            log=value["log"],
            at=value["at"],
            boot=value["boot"],
            mono=value["mono"],
            body=unb64(value["body"], 32),
            prev=unb64(value["prev"], 32),
            tag=unb64(value["tag"], TAG_SIZE),
        )

    def _check_names(self, number: int, entry: Entry) -> None:
        """Judge what an entry says of itself, wherever its bytes come from."""
        label = self._view.label
        if not is_time(entry.at):
            self._findings.add("TIME_FORMAT", log=label, entry=number, found=entry.at)
        if entry.seq != number:
            self._findings.add("SEQ", log=label, entry=number, expected=number, found=entry.seq)
        if entry.log != self._view.origin:
            self._findings.add("LOG_ID", log=label, entry=number, expected=self._view.origin, found=entry.log)

    def _check_place(self, number: int, entry: Entry) -> None:
        label = self._view.label
        self._check_names(number, entry)
        expected = NO_PREVIOUS if number == 0 else self._before.leaf if self._before and self._before_usable else None
        if expected is not None and entry.prev != expected:
            self._findings.add("CHAIN", log=label, entry=number, expected=b64(expected), found=b64(entry.prev))

    def _check_proof(self, number: int, raw: Raw) -> None:
        view = self._view
        if not self._run.is_package or view.head is None or view.note is None or number >= view.head.size:
            return
        name = view.files.proof(number)
        encoded = read_or_none(self._run.files, name, MAX_NOTE)
        try:
            proof = None if encoded is None else parse_proof(encoded)
        except InputWrong:
            proof = None
        holds = (
            proof is not None
            and proof.index == number
            and proof.entry == raw.content
            and proof.note.text == view.note.text
            and verify_inclusion(raw.leaf, number, view.head.size, view.head.root, proof.hashes)
        )
        if not holds:
            self._findings.add("PROOF", log=view.label, entry=number, file=name)

    def _check_root(self) -> None:
        view = self._view
        if view.head is None or view.broken or view.tree.size < view.head.size:
            return
        if view.partial and view.files.blinded is None:
            return
        found = view.tree.root(view.head.size)
        if found != view.head.root:
            view.root_fails = True
            self._findings.add("ROOT", log=view.label, expected=b64(view.head.root), found=b64(found))

    def _gap(self, start: int, end: int) -> None:
        self._before, self._before_usable = None, False
        self.clocks.feed(None, start)
        view = self._view
        view.broken = True
        # A case package without its blinded log shows single entries, which is CASE_PARTIAL and no gap.
        if not view.partial or view.files.blinded is not None:
            missing = f"{start}" if end - start == 1 else f"{start}-{end - 1}"
            self._findings.add("SEQ_GAP", log=view.label, entry=start, expected=missing)
            view.gap = True

    def _hide(self, number: int, entry: Entry | None) -> None:
        if entry is not None:
            self._hidden_numbers.append(number)
            self._hidden_tags.extend(entry.tag)


def _read_file(stream: BinaryIO) -> Raw:
    """Read an entry that is the whole file."""
    content = stream.read(MAX_BYTES + 1)
    if len(content) <= MAX_BYTES:
        return Raw(content, leaf_hash(content))
    digest = hashlib.sha256(b"\x00" + content)
    while piece := stream.read(MAX_BYTES):
        digest.update(piece)
    return Raw(None, digest.digest())


def _read_line(stream: BinaryIO) -> Raw | None:
    """Read an entry that is one line of the blinded log; None at its end."""
    content = stream.readline(MAX_BYTES + 1)
    if not content:
        return None
    if content.endswith(b"\n") or len(content) <= MAX_BYTES:
        content = content.removesuffix(b"\n")
        return Raw(content, leaf_hash(content))
    digest = hashlib.sha256(b"\x00" + content)
    while piece := stream.readline(MAX_BYTES):
        digest.update(piece.removesuffix(b"\n"))
        if piece.endswith(b"\n"):
            break
    return Raw(None, digest.digest())
