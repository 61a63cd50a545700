"""Reading the log: heads, nodes, entries, statements, exhibits' lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, desc, select

from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import MAX_INTEGER, CanonRefused, canon, unb64
from custody_app.log.entry import Entry
from custody_app.log.merkle import Frontier, leaf_hash
from custody_app.log.redaction import Disclosure, read_disclosure
from custody_app.log.statement import Head
from custody_app.storage import log_rows
from custody_app.storage.database import Database
from custody_app.storage.projections.tables import exhibit_line, statement
from custody_app.storage.recorded import Recorded, StoredEntry


class SavedCheckpoint(NamedTuple):
    """A signed head that the store keeps."""

    head: Head
    note: bytes


class LogReading(Database):
    """What a store tells of its log."""

    _origin = ""

    @property
    def origin(self) -> str:
        """Origin of this log, from its genesis; "" while it is empty."""
        if not self._origin:
            with self.reading() as connection:
                self._origin = own_origin(connection)
        return self._origin

    def head(self) -> Head:
        """Return size and root of the log; of an empty log (0, SHA-256 of nothing)."""
        with self.reading() as connection:
            return log_rows.head(connection)

    def frontier(self) -> Frontier:
        """Return the frontier of the whole log."""
        with self.reading() as connection:
            return log_rows.frontier(connection)

    def last_entry(self) -> Entry | None:
        """Return the last entry, None of an empty log."""
        with self.reading() as connection:
            return log_rows.last_entry(connection)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; a `merkle.NodeReader`.

        Raises:
            KeyError: there is no such subtree.
        """
        with self.reading() as connection:
            return log_rows.node(connection, level, index)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """Yield the bytes of entries start ≤ seq < stop (to the present end if None), unchecked.

        Read in batches of short transactions, so that a long reading does not keep a writer waiting.
        """
        if stop is None:
            stop = self.head().size
        while start < stop:
            with self.reading() as connection:
                batch = log_rows.entries(connection, start, stop)
            yield from batch
            start = batch[-1].seq + 1 if batch else stop

    def statement(self, seq: int, *, log: str | None = None) -> Recorded:
        """Return the statement of entry `seq`, of this log or of a peer's.

        Raises:
            InputWrong: ENTRY_UNKNOWN, BODY_WITHHELD, ENVELOPE_CHANGED.
        """
        own = self.origin
        with self.reading() as connection:
            return log_rows.recorded(connection, own if log is None else log, seq, own=own)

    def find_statement(self, statement_id: str) -> int | None:
        """Return the number of the entry that holds the statement with this id, None if this log has none."""
        query = select(statement.c.seq).where(statement.c.stmt_id == statement_id, statement.c.log == self.origin)
        with self.reading() as connection:
            found = connection.execute(query).scalar()
            return None if found is None else int(found)

    def find_digest(self, digest: bytes) -> Recorded | None:
        """Return the statement with this digest, of this log or a peer's, None if it is not held."""
        found = self._statements(_placed(statement).where(statement.c.digest == digest))
        return found[0] if found else None

    def answered_in(self, digest: str) -> str:
        """Return the origin of the log that holds the statement with this digest (base64), "" if none does."""
        if not digest:
            return ""
        query = select(statement.c.log).where(statement.c.digest == unb64(digest, 32))
        with self.reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def line(self, exhibit_id: str) -> list[Recorded]:
        """Return every statement that lists the exhibit, in the order of its line, peers' statements included."""
        query = _placed(exhibit_line).where(exhibit_line.c.exhibit == exhibit_id).order_by(exhibit_line.c.position)
        return self._statements(query)

    def last_digest(self, exhibit_id: str, *, before: int | None = None) -> bytes | None:
        """Return the digest of the exhibit's last statement, None if it is not registered.

        Args:
            exhibit_id: the exhibit.
            before: only what stood in this log when it had so many entries; None for all of it.
        """
        columns = exhibit_line.c
        query = select(columns.digest).where(columns.exhibit == exhibit_id)
        if before is not None:
            query = query.where((columns.log != self.origin) | (columns.seq < before))
        query = query.order_by(desc(columns.position)).limit(1)
        with self.reading() as connection:
            return connection.execute(query).scalar()

    def case_statements(self, case_id: str, *, log: str | None = None) -> list[Recorded]:
        """Return the statements of a case, own log first, then peers' (of `log` only, if given), by number."""
        query = _placed(statement).where(statement.c.case == case_id)
        if log is not None:
            query = query.where(statement.c.log == log)
        return self._statements(query.order_by(statement.c.log != self.origin, statement.c.log, statement.c.seq))

    def station_statements(self) -> list[Recorded]:
        """Return this station's station-wide statements, by number."""
        return self.case_statements("", log=self.origin)

    def statements_of_type(self, *types: str) -> list[Recorded]:
        """Return this log's statements of these types, by number."""
        # As an expression, so that SQLite goes by the type and does not walk through the whole log in its order.
        of_this_log = statement.c.log.concat("") == self.origin
        return self._statements(_placed(statement).where(statement.c.type.in_(types), of_this_log).order_by("seq"))

    def recomputed_head(self) -> Head:
        """Return size and root computed from the stored entries alone, for the station's check."""
        tree = Frontier()
        for stored in self.entries(0, MAX_INTEGER):
            tree.append(leaf_hash(stored.entry))
        return Head(tree.size, tree.root())

    def peer_logs(self) -> list[str]:
        """Return the origins of the logs of which entries are held."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("SELECT DISTINCT log FROM peer_entry ORDER BY log").all()
        return [str(row[0]) for row in rows]

    def peer_entries(self, log: str) -> Iterator[StoredEntry]:
        """Yield the entries held of another log, in order, with envelopes where they are held."""
        start = 0
        while True:
            with self.reading() as connection:
                batch = log_rows.peer_entries(connection, log, start)
            if not batch:
                return
            yield from batch
            start = batch[-1].seq + 1

    def peer_heads(self, log: str) -> list[SavedCheckpoint]:
        """Return the signed heads held of another log, smallest first."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT size, root, note FROM peer_head WHERE log = ? ORDER BY size, number", (log,)
            ).all()
        return [SavedCheckpoint(Head(size, bytes(root)), bytes(note)) for size, root, note in rows]

    def all_disclosures(self) -> list[tuple[int, str]]:
        """Return the text of every disclosure of this log's statements with its entry's number, in order, unchecked.

        Found through the stored envelopes, not through the lists, so that verification rests on the log alone. Left
        out is what belongs to an entry that cannot be read: undisclosed says nothing.
        """
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT stmt_digest, disclosure FROM disclosure ORDER BY disclosure"
            ).all()
        held: dict[bytes, list[str]] = {}
        for digest, told in rows:
            held.setdefault(bytes(digest), []).append(str(told))
        found = []
        for stored in self.entries(0, MAX_INTEGER):
            with suppress(ValueError, KeyError, TypeError, InputWrong):
                Entry.from_bytes(stored.entry)
                said = canon(json.loads(stored.envelope or b"")["statement"])
                found += [(stored.seq, each) for each in held.get(hashlib.sha256(said).digest(), ())]
        return found

    def disclosure_texts(self) -> Iterator[Any]:
        """Yield the value of every disclosure held, own or of peers' statements; a damaged one discloses nothing."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("SELECT disclosure FROM disclosure").all()
        for (told,) in rows:
            with suppress(ValueError):
                yield read_disclosure(told).value

    def disclosures(self, digest: bytes) -> list[Disclosure]:
        """Return the disclosures held of the statement with this digest."""
        with self.reading() as connection:
            return log_rows.disclosures(connection, digest)

    def case_salt(self, case_id: str, *, log: str | None = None) -> bytes | None:
        """Return the 16 bytes that tag a case's entries ("" = the station's own), None if not held."""
        with self.reading() as connection:
            own = own_origin(connection)
            return case_salt(connection, case_id, log=own if log is None else log, own=own)

    def latest_checkpoint(self) -> SavedCheckpoint | None:
        """Return the last note of the largest size, None if there is none."""
        # One size by its index, then the notes of that size: there is a note for each act.
        found = self._checkpoints("WHERE size = (SELECT max(size) FROM checkpoint) ORDER BY number DESC LIMIT 1")
        return found[0] if found else None

    def checkpoints(self) -> list[SavedCheckpoint]:
        """Return every note, smallest size first."""
        return self._checkpoints("ORDER BY size, number")

    def quick_check(self) -> list[str]:
        """Return what SQLite finds wrong with the file's structure, nothing if it is sound."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("PRAGMA quick_check").all()
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def _checkpoints(self, order: str) -> list[SavedCheckpoint]:
        with self.reading() as connection:
            rows = connection.exec_driver_sql(f"SELECT size, root, note FROM checkpoint {order}").all()  # noqa: S608
        return [SavedCheckpoint(Head(size, bytes(root)), bytes(note)) for size, root, note in rows]

    def _statements(self, query: Select[Any]) -> list[Recorded]:
        own = self.origin
        with self.reading() as connection:
            return read_all(connection, query, own=own)


def read_all(connection: Connection, query: Select[Any], *, own: str) -> list[Recorded]:
    """Return the statements at the (log, seq) that `query` finds, in its order, without those that are withheld."""
    found = []
    for place in connection.execute(query).all():
        try:
            found.append(log_rows.recorded(connection, place.log, place.seq, own=own))
        except InputWrong as error:
            if error.code != "BODY_WITHHELD":
                raise
    return found


def own_origin(connection: Connection) -> str:
    """Return the origin of this log, "" while it is empty."""
    leaf = connection.exec_driver_sql("SELECT leaf FROM entry WHERE seq = 0").scalar()
    return "" if leaf is None else Entry.from_bytes(leaf).log


def case_salt(connection: Connection, case_id: str, *, log: str, own: str) -> bytes | None:
    """Return the case salt that the case's opening (the genesis for "") in `log` discloses, None if not held."""
    opening = "case.open" if case_id else "genesis"
    query = _placed(statement).where(statement.c.case == case_id, statement.c.type == opening, statement.c.log == log)
    for opened in read_all(connection, query.order_by(statement.c.seq), own=own):
        try:
            return unb64(opened.body.get("case_salt"), 16)
        except CanonRefused:
            continue
    return None


def _placed(table: Table) -> Select[Any]:
    return select(table.c.log, table.c.seq)
