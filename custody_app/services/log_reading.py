"""The log as people look at it: rows, one entry with its neighbours, proofs."""

from __future__ import annotations

from typing import Any

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import Json, b64, parse
from custody_app.log.entry import Entry
from custody_app.log.merkle import inclusion_proof
from custody_app.log.note import parse_note
from custody_app.log.proof import InclusionProof
from custody_app.storage import Store, StoredEntry


class LogView:
    """Reads a station's log for showing.

    Args:
        store: the log.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def row(self, seq: int) -> dict[str, Any]:
        """Return number, claimed time, type, actor, case and digest of an entry; a withheld text shows as such."""
        stored = self._stored(seq)
        entry = Entry.from_bytes(stored.entry)
        if stored.envelope is None:
            return {"seq": seq, "at": entry.at, "type": "withheld", "actor": "", "case": "", "digest": ""}
        recorded = self._store.statement(seq)
        statement = recorded.statement
        return {
            "seq": seq,
            "at": entry.at,
            "type": statement.type,
            "actor": statement.actor,
            "case": statement.case,
            "digest": b64(recorded.digest),
            "exhibits": [line.exhibit for line in statement.exhibits],
        }

    def show(self, seq: int) -> dict[str, Any]:
        """Return the entry, its envelope, the full body and the leaf hash.

        Raises:
            InputWrong: ENTRY_UNKNOWN.
        """
        stored = self._stored(seq)
        entry = Entry.from_bytes(stored.entry)
        told: dict[str, Any] = {"seq": seq, "leaf_hash": b64(entry.leaf_hash), "entry": entry.to_json()}
        if stored.envelope is not None:
            recorded = self._store.statement(seq)
            envelope: Json = parse(stored.envelope)
            told |= {"envelope": envelope, "body": recorded.body, "digest": b64(recorded.digest)}
        return told

    def proof(self, seq: int) -> bytes:
        """Return the inclusion proof of an entry against the last signed head (C2SP tlog-proof).

        Raises:
            InputWrong: ENTRY_UNKNOWN, or no signed head covers it.
        """
        stored = self._stored(seq)
        saved = self._store.latest_checkpoint()
        if saved is None or seq >= saved.head.size:
            raise _unknown(seq)
        hashes = inclusion_proof(self._store.node, seq, saved.head.size)
        return InclusionProof(seq, stored.entry, tuple(hashes), parse_note(saved.note)).encoded

    def _stored(self, seq: int) -> StoredEntry:
        found = next(self._store.entries(seq, seq + 1), None) if 0 <= seq < self._store.head().size else None
        if found is None:
            raise _unknown(seq)
        return found


def _unknown(seq: int) -> InputWrong:
    return InputWrong(
        "ENTRY_UNKNOWN",
        N_("The log has no entry {entry}."),
        advice=N_("Look at: custody log list"),
        entry=seq,
    )
