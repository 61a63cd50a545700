"""Logs of other stations as they came with packages: which head of one is wholly here, and how it travels on."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from custody_app.diagnostics import CustodyError
from custody_app.exchange.package_contents import DisclosedMember, LogContents, LogEntry
from custody_app.log.entry import Entry, case_tag
from custody_app.log.envelope import Envelope
from custody_app.log.merkle import Tree, leaf_hash
from custody_app.log.roster import Roster
from custody_app.log.statement import SeenHead
from custody_app.services.trust import StationTrust
from custody_app.storage import SavedCheckpoint, Store, StoredEntry
from custody_app.storage.durable_files import sync_folder, write_durably

_CASE_SALT: Final = "case_salt"


@dataclass(frozen=True, slots=True)
class ImportedLog:
    """One log of another station as it goes into a package.

    Attributes:
        contents: up to the largest head that is wholly here.
        disclosures: of what it includes.
    """

    contents: LogContents
    disclosures: tuple[DisclosedMember, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The entries that one reader sees: those of these cases, or whatever is held for None."""

    tags: frozenset[bytes] | None
    erased: frozenset[int]

    def includes(self, stored: StoredEntry) -> bool:
        if self.tags is None:
            return stored.envelope is not None or stored.seq in self.erased
        return Entry.from_bytes(stored.entry).tag in self.tags

    def lacks(self, stored: StoredEntry) -> bool:
        return self.includes(stored) and stored.envelope is None and stored.seq not in self.erased


class ImportedLogs:
    """What this station holds of other logs.

    Args:
        store: the station's log, with what was imported.
        trust: who answers for which log.
    """

    def __init__(self, store: Store, trust: StationTrust) -> None:
        self._store = store
        self._trust = trust

    def head(self, log: str, case: str | None) -> SavedCheckpoint | None:
        """Return the largest signed head of `log` up to which everything of `case` is held, None if there is none.

        Args:
            log: origin.
            case: case id, "" for the station-wide entries, None for the bare entries alone.
        """
        shown, complete = self._shown(log, case), 0
        for stored in self._store.peer_entries(log):
            if stored.seq != complete or shown.lacks(stored):
                break
            complete += 1
        heads = [saved for saved in self._store.peer_heads(log) if saved.head.size <= complete]
        return heads[-1] if heads else None

    def seen(self, log: str, case: str) -> tuple[SeenHead, ...]:
        """Return the head of `log` that a statement of this case may say it has seen."""
        saved = self.head(log, case)
        return () if saved is None else (SeenHead(log, saved.head),)

    def of_case(self, case: str | None, withhold: Collection[str] = ()) -> list[ImportedLog]:
        """Return the logs that the exhibits of a case passed through, of all cases for None, by origin.

        A log of which no head is wholly here is left out; the package then says PEER_MISSING.
        """
        if case is None:
            logs = self._store.peer_logs()
        else:
            statements = self._store.case_statements(case)
            met = {recorded.log for recorded in statements}
            met |= {seen.log for recorded in statements for seen in recorded.statement.seen}
            logs = sorted(met & set(self._store.peer_logs()))
        found = (self._imported(log, case, withhold) for log in logs)
        return [imported for imported in found if imported is not None]

    def _imported(self, log: str, case: str | None, withhold: Collection[str]) -> ImportedLog | None:
        saved = self.head(log, case)
        if saved is None:
            return None
        shown, size = self._shown(log, case), saved.head.size
        leaves = Tree(leaf_hash(stored.entry) for stored in self._up_to(log, size))
        roster, signatures = carried_roster(self._trust, log)
        contents = LogContents(
            origin=log,
            checkpoint=saved.note,
            head=saved.head,
            entries=functools.partial(self._entries, log, size, shown),
            node=leaves.node,
            roster=roster,
            roster_sig=signatures,
        )
        return ImportedLog(contents, tuple(self._disclosures(log, size, shown, withhold)))

    def _entries(self, log: str, size: int, shown: _Shown) -> Iterator[LogEntry]:
        for stored in self._up_to(log, size):
            inside = shown.includes(stored)
            yield LogEntry(stored.seq, stored.entry, stored.envelope if inside else None, inside)

    def _disclosures(self, log: str, size: int, shown: _Shown, withhold: Collection[str]) -> Iterator[DisclosedMember]:
        withheld = set(withhold) - {_CASE_SALT}
        for stored in self._up_to(log, size):
            if stored.envelope is None or not shown.includes(stored):
                continue
            for member in self._store.disclosures(Envelope.from_bytes(stored.envelope).statement.digest):
                if member.name not in withheld:
                    yield DisclosedMember(log, stored.seq, member.text)

    def _up_to(self, log: str, size: int) -> Iterator[StoredEntry]:
        for stored in self._store.peer_entries(log):
            if stored.seq >= size:
                return
            yield stored

    def _shown(self, log: str, case: str | None) -> _Shown:
        erased = frozenset(
            recorded.body["seq"]
            for recorded in self._store.case_statements("", log=log)
            if recorded.statement.type == "body.erase" and isinstance(recorded.body.get("seq"), int)
        )
        if case is None:
            return _Shown(None, erased)
        salts = {each: self._store.case_salt(each, log=log) for each in {"", case}}
        return _Shown(frozenset(case_tag(each, salt) for each, salt in salts.items() if salt is not None), erased)


def carried_roster(trust: StationTrust, log: str) -> tuple[bytes | None, bytes | None]:
    """Return the roster that goes along with a log of another agency, and its signatures; None where none need be."""
    if trust.roster.epoch(log) is not None:
        return None, None
    for path in sorted(trust.carried.glob("*.json")):
        signatures = path.with_suffix(".json.sig")
        roster = _read(path)
        if roster is not None and roster.epoch(log) is not None and signatures.is_file():
            return roster.canonical, signatures.read_bytes()
    return None, None


def keep_carried(trust: StationTrust, name: str, encoded: bytes, signatures: bytes) -> None:
    """Keep the roster that came with a log, as something to pass on: nothing is trusted because of it."""
    path = trust.carried / f"{name}.json"
    new, held = Roster.from_bytes(encoded), _read(path)
    if held is not None and held.version >= new.version:
        return
    trust.carried.mkdir(exist_ok=True)
    sync_folder(trust.carried.parent)
    write_durably(path.with_suffix(".json.sig"), signatures)
    write_durably(path, encoded)


def _read(path: Path) -> Roster | None:
    try:
        return Roster.from_bytes(path.read_bytes())
    except (OSError, CustodyError):
        return None
