"""Rows of other stations' logs, as verified packages bring them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from custody_app.diagnostics import RuleRefused
from custody_app.i18n import N_
from custody_app.log.entry import Entry
from custody_app.log.envelope import Envelope
from custody_app.log.statement import Head
from custody_app.storage import log_rows
from custody_app.storage.recorded import PeerEntry, Recorded
from custody_app.storage.refusals import duplicate_statement


def insert(connection: Connection, log: str, head: Head, note: bytes, entries: Sequence[PeerEntry]) -> list[Recorded]:
    """Insert what is not held yet; return the statements that are new or have new disclosures, by number.

    Raises:
        RuleRefused: PEER_FORK, DUPLICATE_STATEMENT.
    """
    connection.exec_driver_sql(
        "INSERT INTO peer_head (log, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (log, head.size, head.root, note),
    )
    changed = []
    for brought in sorted(entries, key=lambda brought: Entry.from_bytes(brought.entry).seq):
        entry = Entry.from_bytes(brought.entry)
        _insert_entry(connection, log, entry)
        if brought.envelope is None:
            continue
        envelope = Envelope.from_bytes(brought.envelope)
        new = _insert_envelope(connection, envelope)
        digest = envelope.statement.digest
        before = len(log_rows.disclosures(connection, digest))
        log_rows.insert_disclosures(connection, digest, brought.disclosures)
        if new or len(log_rows.disclosures(connection, digest)) > before:
            changed.append(log_rows.unfold(connection, entry, envelope))
    return changed


def _insert_entry(connection: Connection, log: str, entry: Entry) -> None:
    held = connection.exec_driver_sql(
        "SELECT leaf FROM peer_entry WHERE log = ? AND seq = ?", (log, entry.seq)
    ).scalar()
    if held is not None and held != entry.canonical:
        raise RuleRefused(
            "PEER_FORK",
            N_("Another entry {seq} of the log {log} is held here already: that log was forked."),
            kept=N_("Nothing of the package was taken over."),
            advice=N_("Keep both packages and ask the other station; one of the two histories is not true."),
            seq=entry.seq,
            log=log,
        )
    if held is None:
        connection.exec_driver_sql(
            "INSERT INTO peer_entry (log, seq, leaf, leaf_hash) VALUES (?, ?, ?, ?)",
            (log, entry.seq, entry.canonical, entry.leaf_hash),
        )


def _insert_envelope(connection: Connection, envelope: Envelope) -> bool:
    """Insert an envelope; tell whether it was new."""
    statement_id = envelope.statement.id
    held = connection.exec_driver_sql(
        "SELECT body_hash FROM peer_envelope WHERE body_hash = ? OR stmt_id = ?", (envelope.body_hash, statement_id)
    ).scalar()
    if held is None:
        connection.exec_driver_sql(
            "INSERT INTO peer_envelope (body_hash, bytes, stmt_id) VALUES (?, ?, ?)",
            (envelope.body_hash, envelope.canonical, statement_id),
        )
        return True
    if held != envelope.body_hash:
        raise duplicate_statement(statement_id)
    return False
