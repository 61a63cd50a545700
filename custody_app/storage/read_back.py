"""The second code path: what was just committed, read by another connection and hashed again.

It shares with the appender only SHA-256 and the layout of the tables.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from custody_app.log.statement import Head
from custody_app.storage.connection import connect
from custody_app.storage.recorded import StoredEntry
from custody_app.storage.refusals import read_back_differs


def read_back(path: Path, written: Sequence[StoredEntry], head: Head, *, busy_seconds: float) -> None:
    """Compare what the file holds with the bytes and the head that the appender meant.

    Args:
        path: the database file.
        written: the entries and envelopes, in order, the last being the last of the log when it was committed.
        head: the head after them.
        busy_seconds: how long to wait for other readers and writers.

    Raises:
        ProgramBroken: READ_BACK_DIFFERS.
        sqlite3.Error: the file cannot be read.
    """
    with closing(connect(path, read_only=True, busy_seconds=busy_seconds)) as connection:
        for meant in written:
            _compare(connection, meant)
        if _root(connection, head.size) != head.root:
            raise read_back_differs("root")


def _compare(connection: sqlite3.Connection, meant: StoredEntry) -> None:
    row = connection.execute("SELECT leaf, leaf_hash, prev FROM entry WHERE seq = ?", (meant.seq,)).fetchone()
    if row is None or row[0] != meant.entry:
        raise read_back_differs(f"entry {meant.seq}")
    leaf, stored_hash, prev = row
    told = json.loads(leaf)
    level_0 = connection.execute("SELECT hash FROM node WHERE level = 0 AND idx = ?", (meant.seq,)).fetchone()
    if hashlib.sha256(b"\x00" + leaf).digest() != stored_hash or level_0 != (stored_hash,):
        raise read_back_differs(f"leaf hash {meant.seq}")
    before = connection.execute("SELECT leaf FROM entry WHERE seq = ?", (meant.seq - 1,)).fetchone()
    expected = hashlib.sha256(b"\x00" + before[0]).digest() if before else bytes(32)
    if prev != expected or told["prev"] != base64.b64encode(expected).decode():
        raise read_back_differs(f"previous leaf {meant.seq}")
    body = base64.b64decode(told["body"])
    found = connection.execute("SELECT bytes FROM envelope WHERE body_hash = ?", (body,)).fetchone()
    if found is None or found[0] != meant.envelope or hashlib.sha256(found[0]).digest() != body:
        raise read_back_differs(f"envelope {meant.seq}")


def _root(connection: sqlite3.Connection, size: int) -> bytes:
    """The root of `size` leaves, folded right to left over the complete subtrees (RFC 6962, section 2.1)."""
    root = b""
    end = size
    while end:
        level = (end & -end).bit_length() - 1
        row = connection.execute("SELECT hash FROM node WHERE level = ? AND idx = ?", (level, (end >> level) - 1))
        (part,) = row.fetchone() or (b"",)
        root = hashlib.sha256(b"\x01" + part + root).digest() if root else part
        end -= 1 << level
    return root
