"""The store of one station: the log, appended to and read back, and what is derived from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from custody_app.clock import Clock
from custody_app.diagnostics import CustodyError, ProgramBroken
from custody_app.i18n import N_
from custody_app.log.canonical import unb64
from custody_app.log.entry import case_tag
from custody_app.log.sequencing import next_entry, read_clock
from custody_app.log.statement import Head
from custody_app.storage import database, erasing, log_rows, peer_rows
from custody_app.storage.anchor_rows import AnchorRows
from custody_app.storage.list_queries import ListQueries
from custody_app.storage.log_reading import case_salt, own_origin
from custody_app.storage.migrations import upgrade
from custody_app.storage.projections import project
from custody_app.storage.projections.index import index
from custody_app.storage.read_back import read_back
from custody_app.storage.recorded import NewEntry, PeerEntry, Recorded, StoredEntry
from custody_app.storage.refusals import HeadMoved, duplicate_statement, log_damage, refusal_of, stands_already


class Store(ListQueries, AnchorRows):
    """A station's log and projections in one SQLite file.

    Any thread may call it; writers go one after the other.
    """

    @classmethod
    def create(cls, path: Path, *, busy_seconds: float = database.BUSY_SECONDS) -> Self:
        """Make an empty store at `path` and open it.

        Raises:
            InputWrong: STATION_EXISTS; EnvironmentUnavailable: see `refusals`.
        """
        database.make(path, busy_seconds=busy_seconds)
        return cls.open(path, busy_seconds=busy_seconds)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, busy_seconds: float = database.BUSY_SECONDS) -> Self:
        """Open the store at `path`; projections that are behind the log or the program are rebuilt.

        In a file that is only read they are rebuilt in a copy in memory; the file stays as it is.

        Raises:
            InputWrong: STATION_NOT_FOUND, NOT_A_STATION, DATABASE_NEWER, LOG_TABLES_ALTERED, DATABASE_DAMAGED,
                LOG_DAMAGED.
            EnvironmentUnavailable: DATABASE_UNAVAILABLE, DATABASE_READ_ONLY, DATABASE_BUSY.
        """
        database.check_identity(path, read_only=read_only, busy_seconds=busy_seconds)
        store = cls(path, read_only=read_only, busy_seconds=busy_seconds)
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    def append(self, new: Sequence[NewEntry], expected: Head, readings: Clock) -> list[Recorded]:
        """Put signed statements at the end of the log, all or none, and read them back.

        Statements that stand in the log already are returned as they stand, whatever `expected` is: a commit
        may land although its answer was lost.

        Args:
            new: the statements, in order.
            expected: the head they were decided on.
            readings: asked once for each entry, after the log is held for writing.

        Raises:
            HeadMoved: the head is another; nothing was recorded.
            RuleRefused: DUPLICATE_STATEMENT.
            EnvironmentUnavailable, InputWrong: see `refusals`; nothing was recorded, or `find_statement` tells. After
                the commit, as `stands_already` words it.
            ProgramBroken: READ_BACK_DIFFERS; LOG_OTHER, CASE_TAG_WRONG, the caller's mistake.
        """
        with self.writing() as connection:
            stored = _already_stored(connection, new)
            if stored is not None:
                return stored
            recorded, written, head = _append(connection, new, expected, readings)
        self._read_back(written, head)
        return recorded

    def confirm(self, since: int) -> None:
        """Read back and hash again the entries from number `since` on, as after their append.

        Raises:
            ProgramBroken: READ_BACK_DIFFERS; InputWrong, EnvironmentUnavailable: they cannot be read.
        """
        head = self.head()
        written = list(self.entries(since, head.size))
        if written:
            self._read_back(written, head)

    def save_checkpoint(self, head: Head, note: bytes) -> None:
        """Keep a signed checkpoint of `head`; the same note again changes nothing.

        Raises:
            RuleRefused: CHECKPOINT_FORK, another root is signed for this size.
        """
        with self.writing() as connection:
            log_rows.save_checkpoint(connection, head, note)

    def import_peer(self, log: str, head: Head, note: bytes, entries: Sequence[PeerEntry]) -> list[Recorded]:
        """Keep entries of another station's log, which the caller verified, and carry them into the projections.

        Importing again, or a smaller part, changes nothing; what a later package discloses more is added.

        Args:
            log: origin of the other log.
            head: the signed head that the entries were proven against.
            note: its checkpoint.
            entries: in any order.

        Returns:
            What is new here or revealed further, by number.

        Raises:
            RuleRefused: PEER_FORK, another entry is held under the same number; DUPLICATE_STATEMENT.
            ProgramBroken: LOG_OTHER, the log is this one.
        """
        with self.writing() as connection:
            own = own_origin(connection)
            if log == own:
                raise ProgramBroken("LOG_OTHER", N_("The statement is meant for the log {log}."), log=log)
            recorded = peer_rows.insert(connection, log, head, note, entries)
            index(connection, recorded)
            project.project(connection, recorded, own=own, size=log_rows.size(connection))
        return recorded

    def erase(self, seq: int) -> None:
        """Erase the text that entry `seq`, a recorded `body.erase`, names; the file's freed pages are overwritten.

        The entry, its digest and its place in exhibits' lines stay. Erasing again changes nothing.

        Raises:
            RuleRefused: ERASE_NOT_DECLARED; InputWrong: ENTRY_UNKNOWN.
        """
        with self.writing() as connection:
            own = own_origin(connection)
            erased = erasing.erase(connection, seq, own=own)
            if erased is not None:
                project.project(connection, [erased], own=own, size=log_rows.size(connection))

    @classmethod
    def open_log(cls, path: Path, *, busy_seconds: float = database.BUSY_SECONDS) -> Self:
        """Open the store at `path` for reading its log tables, whatever they and the projections hold.

        Raises:
            InputWrong, EnvironmentUnavailable: as `database.check_log`.
        """
        database.check_log(path, busy_seconds=busy_seconds)
        return cls(path, read_only=True, busy_seconds=busy_seconds)

    def rebuild(self) -> None:
        """Build every projection again from the log alone.

        Raises:
            InputWrong: LOG_DAMAGED.
        """
        with self.writing() as connection, log_damage(self.path):
            project.rebuild(connection)

    def differing_lists(self) -> list[str]:
        """Return the projections that are not what the log gives, compared in a copy in memory.

        Raises:
            InputWrong: LOG_DAMAGED.
        """
        with Store.open_log(self.path, busy_seconds=self._busy_seconds) as copy:
            copy.take_into_memory()
            copy._rebuild_in_memory()  # noqa: SLF001 - a store of the same class
            with self.reading() as stored, copy.reading() as rebuilt:
                return project.differing(stored, rebuilt)

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            revision = upgrade.current(connection)
            if not upgrade.known(revision):
                raise database.newer(self.path)
            whole = project.are_there(connection)
            if whole and revision == upgrade.HEAD and project.is_current(connection):
                return
        if self.read_only:
            self.take_into_memory()
            self._rebuild_in_memory()
            return
        with self.writing() as connection, log_damage(self.path):
            if not whole or revision is None:
                project.remake(connection)
            elif revision != upgrade.HEAD:
                upgrade.upgrade(connection)
            project.rebuild(connection)

    def _rebuild_in_memory(self) -> None:
        with self.in_memory() as connection, log_damage(self.path):
            project.remake(connection)
            project.rebuild(connection)

    def _read_back(self, written: Sequence[StoredEntry], head: Head) -> None:
        try:
            read_back(self.path, written, head, busy_seconds=self._busy_seconds)
        except sqlite3.Error as error:
            raise stands_already(refusal_of(error, self.path)) from error
        except CustodyError:
            self.read_only = True  # nothing may be built on bytes that did not arrive
            raise


def _already_stored(connection: Connection, new: Sequence[NewEntry]) -> list[Recorded] | None:
    """Return what is stored if all of `new` is, None if nothing of it is."""
    ids = [entry.envelope.statement.id for entry in new]
    held = log_rows.stored_ids(connection, ids)
    if not held and len(set(ids)) == len(ids):
        return None
    own = own_origin(connection)
    found = []
    for entry in new:
        said = entry.envelope.statement
        seq = connection.exec_driver_sql(
            "SELECT seq FROM statement WHERE log = ? AND stmt_id = ?", (own, said.id)
        ).scalar()
        stands = None if seq is None else log_rows.recorded(connection, own, seq, own=own)
        if stands is None or stands.digest != said.digest:
            raise duplicate_statement(said.id)
        found.append(stands)
    if len({stands.seq for stands in found}) != len(new):
        raise duplicate_statement(ids[0])
    return found


def _append(
    connection: Connection, new: Sequence[NewEntry], expected: Head, readings: Clock
) -> tuple[list[Recorded], list[StoredEntry], Head]:
    tree = log_rows.frontier(connection)
    head = Head(tree.size, tree.root())
    if head != expected:
        raise HeadMoved(head)
    previous = log_rows.last_entry(connection)
    own = own_origin(connection) or (new[0].envelope.statement.log if new else "")
    recorded: list[Recorded] = []
    written: list[StoredEntry] = []
    for taken in new:
        _check(connection, taken, own)
        entry = next_entry(previous, taken.envelope, taken.tag, read_clock(readings))
        log_rows.insert(connection, entry, taken.envelope, taken.disclosures)
        project.grow(connection, tree, [entry.leaf_hash])
        recorded.append(log_rows.unfold(connection, entry, taken.envelope))
        written.append(StoredEntry(entry.seq, entry.canonical, taken.envelope.canonical))
        index(connection, recorded[-1:])
        previous = entry
    project.project(connection, recorded, own=own, size=tree.size)
    return recorded, written, Head(tree.size, tree.root())


def _check(connection: Connection, taken: NewEntry, own: str) -> None:
    """Refuse what would stand wrong in the log for ever."""
    said = taken.envelope.statement
    if said.log != own:
        raise ProgramBroken("LOG_OTHER", N_("The statement is meant for the log {log}."), log=said.log)
    salt = _salt_of(taken) or case_salt(connection, said.case, log=own, own=own)
    if salt is not None and case_tag(said.case, salt) != taken.tag:
        raise ProgramBroken("CASE_TAG_WRONG", N_("The entry's tag is not that of its case."))


def _salt_of(taken: NewEntry) -> bytes | None:
    if taken.envelope.statement.type not in {"genesis", "case.open"}:
        return None
    return next((unb64(d.value, 16) for d in taken.disclosures if d.name == "case_salt"), None)
