"""Rows of the log tables: the only statements that insert signed bytes, and how a row becomes a `Recorded`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import IntegrityError

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.i18n import N_
from custody_app.log.canonical import unb64
from custody_app.log.entry import Entry
from custody_app.log.envelope import Envelope
from custody_app.log.merkle import EMPTY_ROOT, Frontier
from custody_app.log.redaction import Disclosure, read_disclosure, reveal
from custody_app.log.statement import Head
from custody_app.storage.recorded import Recorded, StoredEntry
from custody_app.storage.refusals import lists_damaged

BATCH = 256


def size(connection: Connection) -> int:
    """Return the number of entries."""
    last = connection.exec_driver_sql("SELECT max(seq) FROM entry").scalar()
    return 0 if last is None else int(last) + 1


def last_entry(connection: Connection) -> Entry | None:
    """Return the last entry, None of an empty log."""
    leaf = connection.exec_driver_sql("SELECT leaf FROM entry ORDER BY seq DESC LIMIT 1").scalar()
    return None if leaf is None else Entry.from_bytes(leaf)


def frontier(connection: Connection) -> Frontier:
    """Return the frontier of the whole log, from the cached nodes.

    Raises:
        InputWrong: LISTS_DAMAGED, the cache is not whole.
    """
    total = size(connection)
    peaks = []
    done = 0
    for level in reversed(range(total.bit_length())):
        if total >> level & 1:
            try:
                peaks.append((level, node(connection, level, done >> level)))
            except KeyError as error:
                raise lists_damaged() from error
            done += 1 << level
    return Frontier(total, peaks)


def head(connection: Connection) -> Head:
    """Return size and root."""
    tree = frontier(connection)
    return Head(tree.size, tree.root() if tree.size else EMPTY_ROOT)


def node(connection: Connection, level: int, index: int) -> bytes:
    """Return the hash of a complete subtree.

    Raises:
        KeyError: there is no such subtree.
    """
    found = connection.exec_driver_sql("SELECT hash FROM node WHERE level = ? AND idx = ?", (level, index)).scalar()
    if found is None:
        raise KeyError((level, index))
    return bytes(found)


def insert(connection: Connection, entry: Entry, envelope: Envelope, disclosures: Iterable[Disclosure]) -> None:
    """Insert one entry with its envelope and disclosures."""
    leaf, body = entry.canonical, envelope.canonical
    connection.exec_driver_sql(
        "INSERT INTO envelope (body_hash, bytes, stmt_id) VALUES (?, ?, ?)",
        (entry.body, body, envelope.statement.id),
    )
    connection.exec_driver_sql(
        "INSERT INTO entry (seq, leaf, leaf_hash, prev) VALUES (?, ?, ?, ?)",
        (entry.seq, leaf, entry.leaf_hash, entry.prev),
    )
    insert_disclosures(connection, envelope.statement.digest, disclosures)


def insert_disclosures(connection: Connection, digest: bytes, disclosures: Iterable[Disclosure]) -> None:
    """Insert the disclosures of the statement with `digest`; those that are there stay."""
    for taken in disclosures:
        connection.exec_driver_sql(
            "INSERT INTO disclosure (stmt_digest, disclosure) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (digest, taken.text),
        )


def stored_ids(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """Return the body hash of each of these statement ids that this log holds, or held before an erasure."""
    query = text(
        "SELECT stmt_id, body_hash FROM envelope WHERE stmt_id IN :ids "
        "UNION ALL SELECT stmt_id, body_hash FROM erasure WHERE stmt_id IN :ids"
    ).bindparams(bindparam("ids", expanding=True))
    return {row.stmt_id: row.body_hash for row in connection.execute(query, {"ids": list(ids)})}


def entries(connection: Connection, start: int, stop: int) -> list[StoredEntry]:
    """Return the bytes of entries start ≤ seq < stop, as they are stored; at most `BATCH` at a time."""
    rows = connection.exec_driver_sql(
        "SELECT seq, leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?", (start, stop, BATCH)
    ).all()
    return _with_envelopes(connection, "envelope", [(seq, leaf) for seq, leaf in rows])


def peer_entries(connection: Connection, log: str, start: int) -> list[StoredEntry]:
    """Return what is held of another log from number `start` on; at most `BATCH` at a time."""
    rows = connection.exec_driver_sql(
        "SELECT seq, leaf FROM peer_entry WHERE log = ? AND seq >= ? ORDER BY seq LIMIT ?", (log, start, BATCH)
    ).all()
    return _with_envelopes(connection, "peer_envelope", [(seq, leaf) for seq, leaf in rows])


def _with_envelopes(connection: Connection, table: str, rows: Sequence[tuple[int, bytes]]) -> list[StoredEntry]:
    named = {seq: _named_body(leaf) for seq, leaf in rows}
    query = text(f"SELECT body_hash, bytes FROM {table} WHERE body_hash IN :named").bindparams(  # noqa: S608
        bindparam("named", expanding=True)
    )
    found = connection.execute(query, {"named": [body for body in named.values() if body is not None]})
    bodies = {bytes(row.body_hash): bytes(row.bytes) for row in found}
    return [StoredEntry(seq, leaf, bodies.get(named[seq] or b"")) for seq, leaf in rows]


def recorded(connection: Connection, log: str, seq: int, *, own: str) -> Recorded:
    """Return the statement at `seq` of `log`, revealed as far as disclosures are held.

    Raises:
        InputWrong: ENTRY_UNKNOWN, BODY_WITHHELD, ENVELOPE_CHANGED.
    """
    table = "entry WHERE seq = ?" if log == own else "peer_entry WHERE seq = ? AND log = ?"
    parameters: tuple[object, ...] = (seq,) if log == own else (seq, log)
    leaf = connection.exec_driver_sql(f"SELECT leaf FROM {table}", parameters).scalar()  # noqa: S608 - two constants
    if leaf is None:
        raise InputWrong("ENTRY_UNKNOWN", N_("The log {log} has no entry {seq} here."), log=log, seq=seq)
    entry = Entry.from_bytes(leaf)
    kept = "envelope" if log == own else "peer_envelope"
    body = connection.exec_driver_sql(
        f"SELECT bytes FROM {kept} WHERE body_hash = ?",  # noqa: S608 - two constants
        (entry.body,),
    ).scalar()
    if body is None:
        raise InputWrong("BODY_WITHHELD", N_("The text of entry {seq} is withheld."), seq=seq)
    if hashlib.sha256(body).digest() != entry.body:
        raise InputWrong(
            "ENVELOPE_CHANGED",
            N_("The stored text of entry {seq} is not what the log says it was."),
            advice=N_("Run the station check, then restore the last backup."),
            seq=seq,
        )
    return unfold(connection, entry, Envelope.from_bytes(body))


def unfold(connection: Connection, entry: Entry, envelope: Envelope) -> Recorded:
    """Return the recorded statement that `entry` and `envelope` make, with disclosures put back."""
    digest = envelope.statement.digest
    full, _ = reveal(envelope.statement.body, disclosures(connection, digest))
    return Recorded(entry.seq, entry.at, digest, envelope.statement, full, envelope.signatures)


def disclosures(connection: Connection, digest: bytes) -> list[Disclosure]:
    """Return the disclosures held of the statement with `digest`; a damaged one discloses nothing."""
    rows = connection.exec_driver_sql(
        "SELECT disclosure FROM disclosure WHERE stmt_digest = ? ORDER BY disclosure", (digest,)
    )
    found = []
    for (text_,) in rows:
        with suppress(ValueError):
            found.append(read_disclosure(text_))
    return found


def save_checkpoint(connection: Connection, taken: Head, note: bytes) -> None:
    """Insert a checkpoint's note; the same note again changes nothing.

    Raises:
        RuleRefused: CHECKPOINT_FORK, the size is covered by a note with another root.
    """
    try:
        connection.exec_driver_sql(
            "INSERT INTO checkpoint (size, root, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (taken.size, taken.root, note),
        )
    except IntegrityError as error:
        raise RuleRefused(
            "CHECKPOINT_FORK",
            N_("A signed head of {size} entries with another root exists."),
            kept=N_("The new one was not kept."),
            advice=N_("Copy the station folder and verify it before anything else."),
            size=taken.size,
        ) from error


def _named_body(leaf: bytes) -> bytes | None:
    """The body hash a leaf names; None for a leaf that is not an entry, which verification reports."""
    try:
        return unb64(json.loads(leaf)["body"])
    except (ValueError, KeyError, TypeError, InputWrong):
        return None
