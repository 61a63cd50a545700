"""Carries new statements into every projection, and builds all of them again from the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, insert, select

from custody_app.diagnostics import InputWrong
from custody_app.log.entry import Entry
from custody_app.log.envelope import Envelope
from custody_app.log.merkle import Frontier, leaf_hash
from custody_app.storage import log_rows
from custody_app.storage.migrations import upgrade
from custody_app.storage.projections.folded import Folder
from custody_app.storage.projections.index import index, index_erased
from custody_app.storage.projections.tables import (
    FOLD_VERSION,
    exhibit_line,
    metadata,
    node,
    projected,
    statement,
)
from custody_app.storage.recorded import Recorded, StoredEntry


def grow(connection: Connection, tree: Frontier, leaves: Iterable[bytes]) -> None:
    """Append leaf hashes to the tree and to the table of its nodes."""
    completed = [part for leaf in leaves for part in tree.append(leaf)]
    if completed:
        connection.execute(insert(node), [{"level": at, "idx": i, "hash": value} for at, i, value in completed])


def project(connection: Connection, recorded: Sequence[Recorded], *, own: str, size: int) -> None:
    """Carry statements of this log or of peers' into the projections.

    Args:
        connection: in the transaction that inserts them.
        recorded: the new statements, indexed already (see `index`).
        own: origin of this log.
        size: number of entries of this log now.
    """
    folder = Folder(connection, own)
    cases = folder.fold_exhibits(folder.exhibits_concerned(recorded))
    folder.fold_transfers(folder.offers_concerned(recorded))
    folder.fold_cases(cases | {taken.statement.case for taken in recorded})
    if any(taken.statement.type.startswith("key.") for taken in recorded):
        folder.fold_persons()
    _mark(connection, size)


def are_there(connection: Connection) -> bool:
    """Tell whether the file has every table of projections."""
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return set(metadata.tables) <= {name for (name,) in rows}


def is_current(connection: Connection) -> bool:
    """Tell whether the projections are of this program's folding and of the whole log, and its tree can be read."""
    row = connection.execute(select(projected.c.fold, projected.c.size)).first()
    if row is None or tuple(row) != (FOLD_VERSION, log_rows.size(connection)):
        return False
    try:
        log_rows.frontier(connection)
    except InputWrong:
        return False
    return True


def differing(stored: Connection, rebuilt: Connection) -> list[str]:
    """Return the names of the projections whose rows differ, in any order of rows."""
    return [
        name
        for name, table in sorted(metadata.tables.items())
        if sorted(map(repr, stored.execute(select(table)))) != sorted(map(repr, rebuilt.execute(select(table))))
    ]


def remake(connection: Connection) -> None:
    """Make every table of projections anew, empty; whatever was left of them is dropped."""
    metadata.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    upgrade.upgrade(connection)


def rebuild(connection: Connection) -> None:
    """Empty every projection and fill it from the log tables alone."""
    for table in metadata.tables.values():
        connection.execute(delete(table))
    total = log_rows.size(connection)
    tree = Frontier()
    own = ""
    for start in range(0, total, log_rows.BATCH):
        batch = log_rows.entries(connection, start, start + log_rows.BATCH)
        grow(connection, tree, (leaf_hash(stored.entry) for stored in batch))
        index(connection, _read(connection, batch))
        own = own or Entry.from_bytes(batch[0].entry).log
    index_erased(connection, own)
    for (log,) in connection.exec_driver_sql("SELECT DISTINCT log FROM peer_entry ORDER BY log").all():
        start = 0
        while held := log_rows.peer_entries(connection, log, start):
            index(connection, _read(connection, held))
            start = held[-1].seq + 1
    folder = Folder(connection, own)
    folder.fold_exhibits(connection.execute(select(exhibit_line.c.exhibit).distinct()).scalars().all())
    offers = select(statement.c.digest).where(statement.c.type == "transfer.offer")
    folder.fold_transfers(connection.execute(offers).scalars().all())
    folder.fold_cases(connection.execute(select(statement.c.case).distinct()).scalars().all())
    folder.fold_persons()
    _mark(connection, total)


def _mark(connection: Connection, size: int) -> None:
    connection.execute(delete(projected))
    connection.execute(insert(projected), {"fold": FOLD_VERSION, "size": size})


def _read(connection: Connection, batch: Iterable[StoredEntry]) -> Iterator[Recorded]:
    for stored in batch:
        if stored.envelope is not None:
            yield log_rows.unfold(connection, Entry.from_bytes(stored.entry), Envelope.from_bytes(stored.envelope))
