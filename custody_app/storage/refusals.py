"""What a database says when it refuses, in the words of the error tree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong, ProgramBroken, RuleRefused
from custody_app.i18n import N_, Translator
from custody_app.log.statement import Head
from custody_app.storage.connection import connect


class HeadMoved(RuleRefused):
    """The log grew after the statement was decided; decide again on the new head.

    Attributes:
        head: the head the log has now.
    """

    def __init__(self, head: Head) -> None:
        super().__init__(
            "HEAD_MOVED",
            N_("The log grew to {size} entries while this was being prepared."),
            kept=N_("Nothing was recorded."),
            advice=N_("Look at what changed, then sign again."),
            size=head.size,
        )
        self.head = head


def duplicate_statement(statement_id: str) -> RuleRefused:
    """Return the refusal of another statement under an id that is taken."""
    return RuleRefused(
        "DUPLICATE_STATEMENT",
        N_("Another statement already has the id {id}."),
        kept=N_("Nothing was recorded."),
        advice=N_("Start the act again; a new id is made for it."),
        id=statement_id,
    )


def opened_read_only() -> EnvironmentUnavailable:
    """Return the refusal of a change to a store that was opened for reading."""
    return EnvironmentUnavailable(
        "OPENED_READ_ONLY",
        N_("This station is open for reading only."),
        kept=N_("Nothing was recorded."),
        advice=N_("The banner says why; resolve that, then open the station again."),
    )


def read_back_differs(what: str) -> ProgramBroken:
    """Return the error of bytes that read back otherwise than they were written."""
    return ProgramBroken(
        "READ_BACK_DIFFERS",
        N_("What was written reads back differently: {part}."),
        kept=N_("The station takes no further entries in this sitting."),
        advice=N_("Do not rely on the last act. Copy the station folder, then run the station check."),
        part=what,
    )


def stands_already(error: CustodyError) -> CustodyError:
    """Return `error`, which came after a commit, saying so: nobody may be told that nothing was recorded."""
    return type(error)(
        error.code,
        error.what,
        kept=N_("The act stands in the log all the same; do not repeat it."),
        advice=N_("Mend the cause, then open the station again: what is missing is completed then."),
        **error.values,
    )


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what SQLite raises within into errors by blame.

    Raises:
        EnvironmentUnavailable: DISK_FULL, DATABASE_READ_ONLY, DATABASE_BUSY, DATABASE_UNAVAILABLE, DATABASE_IO.
        InputWrong: DATABASE_DAMAGED, NOT_A_STATION.
        ProgramBroken: DATABASE_REFUSED, anything else.
    """
    try:
        yield
    except DBAPIError as error:
        cause = error.orig if isinstance(error.orig, sqlite3.Error) else sqlite3.Error(str(error))
        raise refusal_of(cause, path) from error
    except NoConnectionFree as error:
        raise _busy(path) from error
    except sqlite3.Error as error:
        raise refusal_of(error, path) from error


def refusal_of(error: sqlite3.Error, path: Path) -> CustodyError:
    """Return the error that a person is told for `error`, by SQLite's own result code."""
    name: str = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return disk_full(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return read_only_medium(path)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _busy(path)
    if name.startswith("SQLITE_CORRUPT") and (name != "SQLITE_CORRUPT" or _is_damaged(path)):
        return damaged(path, str(error))
    if name.startswith("SQLITE_NOTADB"):
        return not_a_station(path)
    if name.startswith("SQLITE_CANTOPEN"):
        return EnvironmentUnavailable(
            "DATABASE_UNAVAILABLE",
            N_("The station's database {path} cannot be opened."),
            kept=_NOTHING,
            advice=N_("Check that the folder exists, that you may read and write it, and that its disk is connected."),
            path=path,
        )
    if name.startswith(("SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOLFS", "SQLITE_NOMEM")):
        return EnvironmentUnavailable(
            "DATABASE_IO",
            N_("Reading or writing {path} failed: {reason}."),
            kept=_LOOK_FIRST,
            advice=N_("Check the disk and its connection, then open the station again."),
            path=path,
            reason=error,
        )
    return ProgramBroken(
        "DATABASE_REFUSED",
        N_("The database refused a step of the program: {reason}."),
        kept=_NOTHING,
        advice=N_("Run the station check and report this."),
        reason=error,
    )


def _is_damaged(path: Path) -> bool:
    """Look whether a file that SQLite called corrupt is: a read that the disk refused it calls so too.

    (`SQLITE_IOERR_CORRUPTFS` in os_unix.c, turned into SQLITE_CORRUPT in vdbe.c.)
    """
    try:
        with closing(connect(path, read_only=True, busy_seconds=0)) as again:
            found: object = again.execute("PRAGMA quick_check(1)").fetchone()
            return found != ("ok",)
    except sqlite3.Error as error:
        return not getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR")


def disk_full(path: Path) -> EnvironmentUnavailable:
    """Return the error of a full disk."""
    return EnvironmentUnavailable(
        "DISK_FULL",
        N_("The disk that holds {path} is full."),
        kept=_NOTHING,
        advice=N_("Free some space on that disk, then try again."),
        path=path,
    )


def damaged(path: Path, reason: str) -> InputWrong:
    """Return the error of a database file whose structure is broken."""
    return InputWrong(
        "DATABASE_DAMAGED",
        N_("The station's database {path} is damaged: {reason}."),
        kept=_NOTHING,
        advice=N_("Copy the whole folder before anything else, then restore the last backup."),
        path=path,
        reason=reason,
    )


def log_tables_missing(path: Path) -> InputWrong:
    """Return the error of a station's database without one of the tables that hold signed bytes."""
    return InputWrong(
        "LOG_TABLES_ALTERED",
        N_("Tables of {path} that hold signed bytes were removed outside this program."),
        kept=N_("Nothing was changed."),
        advice=N_("Copy the whole folder before anything else, then restore the last backup."),
        path=path,
    )


@contextmanager
def log_damage(path: Path) -> Iterator[None]:
    """Say of a log that its lists cannot be built from it because its bytes are not what they were.

    Raises:
        InputWrong: LOG_DAMAGED.
    """
    try:
        yield
    except InputWrong as error:
        raise InputWrong(
            "LOG_DAMAGED",
            N_("The log in {path} was altered, so its lists cannot be built from it: {reason}"),
            kept=N_("Nothing was changed."),
            advice=N_("Verify the station: that names every altered entry. Then restore the last backup."),
            path=path,
            reason=error.sentences(Translator())[0],
        ) from error


def not_a_station(path: Path) -> InputWrong:
    """Return the error of a file that is no station database."""
    return InputWrong(
        "NOT_A_STATION",
        N_("The file {path} is not a station's database."),
        advice=N_("Choose the folder that holds station.json and station.db."),
        path=path,
    )


def read_only_medium(path: Path) -> EnvironmentUnavailable:
    """Return the error of a file or folder that may not be written."""
    return EnvironmentUnavailable(
        "DATABASE_READ_ONLY",
        N_("The station's database {path} cannot be written."),
        kept=_NOTHING,
        advice=N_("Allow writing to the folder and the file, or open the station for reading only."),
        path=path,
    )


def lists_damaged() -> InputWrong:
    """Return the error of derived tables that are not whole; the log itself is not concerned."""
    return InputWrong(
        "LISTS_DAMAGED",
        N_("The lists that are derived from the log are damaged."),
        kept=N_("The log itself is not concerned."),
        advice=N_("Rebuild them from the log: station, rebuild."),
    )


def _busy(path: Path) -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "DATABASE_BUSY",
        N_("Another program holds the station's database {path}."),
        kept=_NOTHING,
        advice=N_("Close other programs that read this file, such as a backup, then try again."),
        path=path,
    )


_NOTHING = N_("Nothing was recorded.")
_LOOK_FIRST = N_("Whether it was recorded is looked up before anything is signed again.")
