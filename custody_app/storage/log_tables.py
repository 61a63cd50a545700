"""The tables that hold signed bytes: created once, only ever added to, never migrated.

`log_tables.sql` is their whole text. Opening compares it with what the file says of itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from importlib import resources
from typing import Final

LOG_TABLES: Final = (
    "entry",
    "envelope",
    "disclosure",
    "checkpoint",
    "anchor",
    "outbox",
    "peer_head",
    "peer_entry",
    "peer_envelope",
    "erasure",
)

LOG_READS: Final = (
    "SELECT seq, leaf FROM entry",
    "SELECT body_hash, bytes FROM envelope",
    "SELECT stmt_digest, disclosure FROM disclosure",
    "SELECT number, size, root, note FROM checkpoint",
)
"""What a verification reads: it goes on wherever these are there."""


def statements() -> list[str]:
    """Return the statements that make the log tables and their triggers, in order."""
    text = resources.files("custody_app.storage").joinpath("log_tables.sql").read_text("utf-8")
    made: list[str] = []
    pending = ""
    for line in text.splitlines(keepends=True):
        if not pending and (not line.strip() or line.startswith("--")):
            continue
        pending += line
        if sqlite3.complete_statement(pending):
            made.append(pending.strip().removesuffix(";"))
            pending = ""
    made += _guards()
    return made


def differing(declared: Iterable[str]) -> list[str]:
    """Return the statements of `statements()` that the schema `declared` (sqlite_schema.sql) lacks."""
    known = {_plain(text) for text in declared}
    return [text for text in statements() if _plain(text) not in known]


def missing(declared: Iterable[str]) -> list[str]:
    """Return the log tables that are not among the names `declared`."""
    return sorted(set(LOG_TABLES) - set(declared))


def _guards() -> list[str]:
    """The triggers against UPDATE on every log table and against DELETE, save for what a `body.erase` names."""
    erasable = {"envelope", "disclosure"}
    update = (
        "CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0} BEGIN SELECT raise(ABORT, 'the log is append-only'); END"
    )
    delete = (
        "CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0} BEGIN SELECT raise(ABORT, 'the log is append-only'); END"
    )
    return [update.format(name) for name in LOG_TABLES] + [
        delete.format(name) for name in LOG_TABLES if name not in erasable
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())
