"""Connections to a station's SQLite file, each with the same pragmas."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, create_engine
from sqlalchemy.pool import QueuePool

APPLICATION_ID: Final = 0x43555354
"""`CUST` in the header of the file, so that `file` and the program tell a station from another database."""
LOG_SCHEMA: Final = 1
"""`user_version`: the version of the log tables, which no migration touches."""
READERS: Final = 4

PRAGMAS: Final = (
    "journal_mode = DELETE",
    "synchronous = EXTRA",  # also syncs the folder after the journal is unlinked
    "fullfsync = ON",  # macOS: F_FULLFSYNC, since fsync there does not reach the medium
    "recursive_triggers = ON",  # else INSERT OR REPLACE passes a no-delete trigger
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
    "mmap_size = 0",  # a read error is an error, not a signal
)
_JOURNAL: Final = "-journal"
_ATTEMPTS: Final = 5
_DEFENSIVE: Final = 1010  # SQLITE_DBCONFIG_DEFENSIVE


def connect(path: Path, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    """Return a connection to the existing file `path`, never creating one, with `PRAGMAS` set.

    Transactions are begun by hand, so that a writer's is BEGIN IMMEDIATE. Where a program was killed in the middle of
    a commit, a writer takes that commit back; a reader leaves the file alone and gets a copy in memory without it.

    Raises:
        sqlite3.Error: the file cannot be opened or is no database, or the copy cannot be made.
    """
    try:
        return _connect(path, read_only=read_only, busy_seconds=busy_seconds)
    except sqlite3.OperationalError as error:
        if not read_only or error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
            raise
    try:
        return _as_committed(path, busy_seconds)
    except OSError as error:
        raise _sqlite_error(str(error), "SQLITE_IOERR") from error


def _as_committed(path: Path, busy_seconds: float) -> sqlite3.Connection:
    with tempfile.TemporaryDirectory(prefix="custody-") as folder:
        copy = Path(folder) / path.name
        _copy_still(path, copy)
        with closing(_connect(copy, read_only=False, busy_seconds=busy_seconds)) as committed:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            committed.backup(memory)
            return memory


def _sqlite_error(text: str, name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


def _copy_still(path: Path, copy: Path) -> None:
    """Copy a database and its journal as they are at one moment, while nobody else settles them."""
    for _ in range(_ATTEMPTS):
        found = _times(path)
        for ending in ("", _JOURNAL):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
        if _times(path) == found:
            return
    raise _sqlite_error("the database changes while it is read", "SQLITE_BUSY")


def _times(path: Path) -> list[tuple[int, int]]:
    there = [each for each in (path, Path(f"{path}{_JOURNAL}")) if each.exists()]
    return [(each.stat().st_mtime_ns, each.stat().st_size) for each in there]


def _connect(path: Path, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    journal = Path(f"{path}{_JOURNAL}")
    if journal.exists() and not journal.is_file():  # a pipe would keep its reader waiting for ever
        raise _sqlite_error("the journal is no file", "SQLITE_CANTOPEN")
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds, check_same_thread=False)
    try:
        set_config = getattr(connection, "setconfig", None)  # from Python 3.12
        if set_config is not None:
            set_config(_DEFENSIVE, True)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def engine_for(path: Path, *, read_only: bool, busy_seconds: float) -> Engine:
    """Return an engine for one writer and four readers; a connection's option `begin` names how it begins."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only=read_only, busy_seconds=busy_seconds),
        poolclass=QueuePool,
        pool_size=READERS + 1,
        max_overflow=0,
        pool_timeout=max(busy_seconds, 1),
    )
    event.listen(engine, "begin", _begin)
    return engine


def engine_of_copy(path: Path, *, busy_seconds: float) -> Engine:
    """Return an engine on a copy of the file in memory, gone when it is disposed of.

    One connection serves one transaction after the other.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with closing(connect(path, read_only=True, busy_seconds=busy_seconds)) as file:
        file.backup(copy)
    engine = create_engine(
        "sqlite://", creator=lambda: copy, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=60
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
