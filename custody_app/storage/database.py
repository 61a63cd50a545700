"""One station's database: opening, checking that it is one, and transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_
from custody_app.storage import log_tables
from custody_app.storage.connection import APPLICATION_ID, LOG_SCHEMA, connect, engine_for, engine_of_copy
from custody_app.storage.migrations import upgrade
from custody_app.storage.refusals import log_tables_missing, not_a_station, opened_read_only, read_only_medium, refusals

BUSY_SECONDS = 10.0


class Database:
    """An open station database; the roles of `Store` are built on its two kinds of transaction.

    Attributes:
        path: the database file.
        read_only: whether changes are refused.
    """

    def __init__(self, path: Path, *, read_only: bool, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_seconds = busy_seconds
        self._engine = engine_for(path, read_only=read_only, busy_seconds=busy_seconds)
        self._one_writer = threading.Lock()

    def close(self) -> None:
        """Close every connection; the object is of no use afterwards."""
        self._engine.dispose()

    def take_into_memory(self) -> None:
        """Go on with a copy of the file in memory, which `in_memory` may change; the file is left alone."""
        held = self._engine
        with refusals(self.path):
            self._engine = engine_of_copy(self.path, busy_seconds=self._busy_seconds)
        held.dispose()

    @contextmanager
    def in_memory(self) -> Iterator[Connection]:
        """A transaction on the copy that `take_into_memory` made."""
        with refusals(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short transaction that sees one state; a writer's commit waits for it to end.

        Raises:
            EnvironmentUnavailable, InputWrong, ProgramBroken: see `refusals`.
        """
        with refusals(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """BEGIN IMMEDIATE, then COMMIT, or ROLLBACK when anything is raised.

        Raises:
            EnvironmentUnavailable, InputWrong, ProgramBroken: see `refusals`; OPENED_READ_ONLY.
        """
        if self.read_only:
            raise opened_read_only()
        with self._one_writer, refusals(self.path), self._engine.connect() as plain:
            connection = plain.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection


def make(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Make an empty station database at `path`, readable by its owner only, whole or not at all.

    Raises:
        InputWrong: STATION_EXISTS; EnvironmentUnavailable: the folder cannot be written, the disk is full.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise InputWrong(
            "STATION_EXISTS",
            N_("There is already a file {path}."),
            kept=N_("It was left as it is."),
            advice=N_("Choose another folder."),
            path=path,
        ) from error
    except OSError as error:
        raise folder_unavailable(path.parent, error) from error
    try:
        with Database(path, read_only=False, busy_seconds=busy_seconds) as database, database.writing() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {LOG_SCHEMA}")
            for statement in log_tables.statements():
                connection.exec_driver_sql(statement)
            upgrade.upgrade(connection)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def check_identity(path: Path, *, read_only: bool, busy_seconds: float = BUSY_SECONDS) -> None:
    """Look whether `path` is a station database that this program can work with.

    Raises:
        InputWrong: STATION_NOT_FOUND, NOT_A_STATION, DATABASE_NEWER, LOG_TABLES_ALTERED (for writing only),
            DATABASE_DAMAGED.
        EnvironmentUnavailable: DATABASE_READ_ONLY, or it cannot be opened.
    """
    _check_is_there(path)
    if not read_only and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise read_only_medium(path)
    with refusals(path):
        connection = connect(path, read_only=read_only, busy_seconds=busy_seconds)
        try:
            _check(connection, path, read_only=read_only)
        finally:
            connection.close()


def check_log(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Look whether `path` holds a log that can be verified, whatever else was done to it.

    The numbers in the file's header are not signed: they only say why a log cannot be read, never that it may not.

    Raises:
        InputWrong: STATION_NOT_FOUND, NOT_A_STATION, DATABASE_NEWER, LOG_TABLES_ALTERED, DATABASE_DAMAGED.
        EnvironmentUnavailable: it cannot be opened.
    """
    _check_is_there(path)
    with refusals(path):
        connection = connect(path, read_only=True, busy_seconds=busy_seconds)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            for query in log_tables.LOG_READS:
                _check_readable(connection, query, path)
        finally:
            connection.close()


def _check_readable(connection: sqlite3.Connection, query: str, path: Path) -> None:
    try:
        connection.execute(f"{query} LIMIT 0")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_ERROR":  # a table or column that is not there, nothing else
            raise
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION_ID:
            raise not_a_station(path) from error
        raise (newer(path) if schema > LOG_SCHEMA else log_tables_missing(path)) from error


def _check_is_there(path: Path) -> None:
    if not path.is_file():
        raise InputWrong(
            "STATION_NOT_FOUND",
            N_("There is no station at {path}."),
            advice=N_("Choose the folder that holds station.json and station.db."),
            path=path,
        )


def newer(path: Path) -> InputWrong:
    """Return the refusal of a database written by a later version of the program."""
    return InputWrong(
        "DATABASE_NEWER",
        N_("The station {path} was used with a newer version of this program."),
        kept=N_("Nothing was changed."),
        advice=N_("Install that version here, or go back to the machine that has it."),
        path=path,
    )


def folder_unavailable(folder: Path, error: OSError) -> EnvironmentUnavailable:
    """Return the error of a folder that cannot be used."""
    return EnvironmentUnavailable(
        "FOLDER_UNAVAILABLE",
        N_("The folder {folder} cannot be written: {reason}."),
        kept=N_("Nothing was recorded."),
        advice=N_("Check that the folder exists, that you may write to it, and that its disk is connected."),
        folder=folder,
        reason=error.strerror or error,
    )


def _check(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise not_a_station(path)
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > LOG_SCHEMA:
        raise newer(path)
    if log_tables.missing(name for (name,) in connection.execute("SELECT name FROM sqlite_schema")):
        raise log_tables_missing(path)
    declared = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
    if not read_only and log_tables.differing(declared):
        raise InputWrong(
            "LOG_TABLES_ALTERED",
            N_("The tables of {path} that hold signed bytes, or their guards, were altered outside this program."),
            kept=N_("Nothing was changed."),
            advice=N_("Open it for reading and verify it, then restore the last backup."),
            path=path,
        )
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if not read_only and mode != "delete":
        raise EnvironmentUnavailable(
            "DATABASE_BUSY",
            N_("Another program holds the station's database {path}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Close other programs that read this file, such as a backup, then try again."),
            path=path,
        )
