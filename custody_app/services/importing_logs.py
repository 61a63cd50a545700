"""Reads the logs of a package that was verified and not refused: entries, statements, what is disclosed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from custody_app.diagnostics import InputWrong
from custody_app.domain.folding import fold
from custody_app.domain.state import State
from custody_app.exchange import bagit
from custody_app.exchange.package_layout import DISCLOSURES
from custody_app.log.canonical import MAX_BYTES, MAX_BYTES_LARGE, parse
from custody_app.log.entry import Entry
from custody_app.log.envelope import Envelope
from custody_app.log.note import MAX_NOTE, Checkpoint, parse_checkpoint_text, parse_note
from custody_app.log.redaction import Disclosure, read_disclosure, reveal
from custody_app.log.statement import Head
from custody_app.log.verification import PackageFiles
from custody_app.log.verification.layout import LOG_FOLDER, LogFiles, read_or_none, sort_names
from custody_app.storage import AsRecorded, PeerEntry, Recorded
from custody_app.storage.projections.index import Link, in_order, mentioned


@dataclass(frozen=True, slots=True)
class ArrivedLog:
    """One log as a package brings it.

    Attributes:
        origin: its name.
        folder: where it lies in the package.
        head: the signed head it is proven against; note: that checkpoint.
    """

    origin: str
    folder: str
    head: Head
    note: bytes

    @property
    def is_own(self) -> bool:
        """Whether it is the log of the station that made the package."""
        return self.folder == LOG_FOLDER


def told_of_itself(files: PackageFiles) -> dict[str, str]:
    """Return the labels of bag-info.txt, {} where it cannot be read: verification says so."""
    try:
        return dict(bagit.parse_bag_info(read_or_none(files, bagit.BAG_INFO, MAX_BYTES) or b""))
    except InputWrong:
        return {}


def arrived_logs(files: PackageFiles) -> list[ArrivedLog]:
    """Return the logs that have a readable checkpoint, the package's own first."""
    layout = sort_names(files.names())
    return [log for each in (layout.own, *layout.peers) if (log := _arrived(files, each)) is not None]


def _arrived(files: PackageFiles, log: LogFiles) -> ArrivedLog | None:
    note = read_or_none(files, f"{log.folder}checkpoint", MAX_NOTE)
    try:
        told: Checkpoint = parse_checkpoint_text(parse_note(note or b"").text)
    except InputWrong:
        return None
    return ArrivedLog(told.origin, log.folder, told.head, note or b"")


class PackagedLogs:
    """The entries of a package's logs.

    Args:
        files: the package, verified without a FAIL.
        own: origin of its own log.
    """

    def __init__(self, files: PackageFiles, own: str) -> None:
        self._files = files
        self._layout = sort_names(files.names())
        self._disclosed = _disclosed(files, own)

    def entries(self, log: ArrivedLog) -> Iterator[PeerEntry]:
        """Yield the entries in order, each with its envelope and disclosures where they are there."""
        here = self._layout.logs[log.folder]
        for seq, leaf in self.leaves(log):
            envelope = read_or_none(self._files, here.envelope(seq), MAX_BYTES) if seq in here.envelopes else None
            yield PeerEntry(leaf, envelope, self._disclosed.get((log.origin, seq), ()))

    def leaves(self, log: ArrivedLog) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the bytes of each entry."""
        here = self._layout.logs[log.folder]
        if here.blinded is None:
            for seq in sorted(here.entries):
                yield seq, self._files.read(here.entry(seq), MAX_BYTES)
            return
        with self._files.open(here.blinded) as lines:
            seq = 0
            while line := lines.readline(MAX_BYTES):
                yield seq, line.removesuffix(b"\n")
                seq += 1

    def statements(self, log: ArrivedLog) -> Iterator[Recorded]:
        """Yield the statements, revealed as far as the package discloses them."""
        for brought in self.entries(log):
            if brought.envelope is not None:
                yield unfolded(brought)

    def state(self, logs: list[ArrivedLog], own: str) -> State:
        """Return what the statements of these logs add up to."""
        told = {recorded.digest: recorded for log in logs for recorded in self.statements(log)}
        links = [Link(each.log, each.seq, each.digest, _parents(each)) for each in told.values()]
        return fold(AsRecorded(told[link.digest]) for link in in_order(links, own=own))


def unfolded(brought: PeerEntry) -> Recorded:
    """Return an entry with its envelope as a recorded statement."""
    entry, envelope = Entry.from_bytes(brought.entry), Envelope.from_bytes(brought.envelope or b"")
    body, _ = reveal(envelope.statement.body, brought.disclosures)
    said = envelope.statement
    return Recorded(entry.seq, entry.at, said.digest, said, body, envelope.signatures)


def _parents(recorded: Recorded) -> frozenset[bytes]:
    named = mentioned(recorded)
    found = {line.prev for line in recorded.statement.exhibits if line.prev is not None}
    return frozenset(found | ({named} if named is not None else set()))


def _disclosed(files: PackageFiles, own: str) -> Mapping[tuple[str, int], tuple[Disclosure, ...]]:
    encoded = read_or_none(files, DISCLOSURES, MAX_BYTES_LARGE)
    if encoded is None:
        return {}
    found: dict[tuple[str, int], tuple[Disclosure, ...]] = {}
    for told in parse(encoded, max_bytes=MAX_BYTES_LARGE)["disclosures"]:
        place = (told.get("log", own), told["entry"])
        found[place] = (*found.get(place, ()), read_disclosure(told["disclosure"]))
    return found
