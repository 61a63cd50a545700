"""Everything that the log's page shows of one entry, read in the background."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from custody_app.domain.act import Act, ActLine
from custody_app.domain.readback import ReadBackLine, read_back
from custody_app.log.canonical import CanonRefused, b64, parse
from custody_app.log.entry import Entry
from custody_app.log.statement import STATION_ACTOR
from custody_app.services.log_reading import LogView
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded, StoredEntry
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.told import event, sentence, statement_label
from custody_app.ui.pages.exhibits.wording import RecordNames
from custody_app.ui.widgets import TimelineItem

SHOWN_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The entry before or after; `fits` tells whether the chain holds between the two."""

    seq: int
    label: str
    leaf_hash: str
    fits: bool


@dataclass(frozen=True, slots=True)
class EntryKnown:
    """One entry.

    Attributes:
        log: its origin; seq: its number in it; size: of that log as far as it is held.
        item: what, by whom, when; None where the statement is withheld.
        lines: the statement, as it was read back to whoever signed it.
        signed_by: who, with the fingerprint of the key.
        entry_text, envelope_text: as they are stored, laid out for reading; their sizes in bytes.
        covered: size of the last signed head, 0 where none covers it.
    """

    log: str
    seq: int
    own: bool
    size: int
    item: TimelineItem | None
    told: str
    lines: list[ReadBackLine]
    signed_by: list[tuple[str, str]]
    entry_text: str
    envelope_text: str
    entry_size: int
    envelope_size: int
    leaf_hash: str
    digest: str
    before: Neighbour | None
    after: Neighbour | None
    covered: int
    proof_hashes: int


def read_entry(station: OpenStation, look: Look, log: str, seq: int) -> EntryKnown:
    """Return an entry of this log, or of another station's of which it is held.

    Raises:
        InputWrong: ENTRY_UNKNOWN, BODY_WITHHELD for another station's.
    """
    own = log in ("", station.info.origin)
    names = RecordNames(station)
    now = station.clock.utc_now()
    recorded: Recorded | None
    stored: StoredEntry | None
    if not own:
        recorded = station.store.statement(seq, log=log)
        stored = next((each for each in station.store.peer_entries(log) if each.seq == seq), None)
    else:
        LogView(station.store).show(seq)
        stored = next(station.store.entries(seq, seq + 1))
        recorded = station.store.statement(seq) if stored.envelope is not None else None
    saved = station.store.latest_checkpoint() if own else None
    covered = saved.head.size if saved is not None and seq < saved.head.size else 0
    entry = Entry.from_bytes(stored.entry) if stored is not None else None
    return EntryKnown(
        log=station.info.origin if own else log,
        seq=seq,
        own=own,
        size=station.store.head().size if own else 0,
        item=event(look, recorded, names, now) if recorded is not None else None,
        told=sentence(look, recorded, names) if recorded is not None else "",
        lines=_lines(recorded, names) if recorded is not None else [],
        signed_by=list(_signers(station, recorded, names)) if recorded is not None else [],
        entry_text=laid_out(stored.entry) if stored is not None else "",
        envelope_text=laid_out(stored.envelope) if stored is not None and stored.envelope is not None else "",
        entry_size=len(stored.entry) if stored is not None else 0,
        envelope_size=len(stored.envelope or b"") if stored is not None else 0,
        leaf_hash=entry.leaf_hash.hex() if entry is not None else "",
        digest=recorded.digest.hex() if recorded is not None else "",
        before=_neighbour(station, look, seq - 1, entry) if own else None,
        after=_neighbour(station, look, seq + 1, entry) if own else None,
        covered=covered,
        proof_hashes=_proof_hashes(station, seq) if covered else 0,
    )


def laid_out(canonical: bytes) -> str:
    """Return stored bytes as indented JSON for reading; what cannot be parsed is shown as it is."""
    try:
        text = json.dumps(parse(canonical), ensure_ascii=False, indent=2)
    except CanonRefused:
        text = canonical.decode("utf-8", "backslashreplace")
    return text[:SHOWN_TEXT]


def _lines(recorded: Recorded, names: RecordNames) -> list[ReadBackLine]:
    statement = recorded.statement
    act = Act(
        type=statement.type,
        case=statement.case,
        actor=statement.actor,
        lines=tuple(ActLine(each.exhibit, each.sha256, each.prev is None) for each in statement.exhibits),
        body=dict(recorded.body),
        cosigners=tuple(statement.cosigners),
    )
    return read_back(act, names)


def _signers(station: OpenStation, recorded: Recorded, names: RecordNames) -> Iterator[tuple[str, str]]:
    for signature in recorded.signatures:
        known = station.trust.roster.key_of(signature.key)
        person = known[0] if known is not None else ""
        if recorded.statement.actor == STATION_ACTOR and not person:
            person = STATION_ACTOR
        yield names.person(person) or person, signature.key.fingerprint


def _neighbour(station: OpenStation, look: Look, seq: int, entry: Entry | None) -> Neighbour | None:
    stored = next(station.store.entries(seq, seq + 1), None) if 0 <= seq < station.store.head().size else None
    if stored is None or entry is None:
        return None
    other = Entry.from_bytes(stored.entry)
    fits = entry.prev == other.leaf_hash if seq < entry.seq else other.prev == entry.leaf_hash
    rows = station.store.statement_rows([seq])
    return Neighbour(seq, statement_label(look, rows[0].type) if rows else "", b64(other.leaf_hash), fits)


def _proof_hashes(station: OpenStation, seq: int) -> int:
    return LogView(station.store).proof(seq).split(b"\n\n")[0].count(b"\n") - 2
