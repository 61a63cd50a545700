"""Erasing the text of a statement, after a signed `body.erase` said so; its entry and digest stay for ever."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.i18n import N_
from custody_app.log.canonical import canon, unb64
from custody_app.storage import log_rows
from custody_app.storage.projections.tables import mention
from custody_app.storage.recorded import Recorded


def erase(connection: Connection, seq: int, *, own: str) -> Recorded | None:
    """Delete the envelope and disclosures that entry `seq`, a `body.erase`, names; return what was erased.

    None if it was erased before.

    Raises:
        RuleRefused: ERASE_NOT_DECLARED, entry `seq` does not name that statement.
        InputWrong: ENTRY_UNKNOWN.
    """
    declared = log_rows.recorded(connection, own, seq, own=own)
    target = declared.body.get("seq")
    if declared.statement.type != "body.erase" or not isinstance(target, int) or target >= seq:
        raise _not_declared(seq)
    try:
        erased = log_rows.recorded(connection, own, target, own=own)
    except InputWrong as error:
        if error.code == "BODY_WITHHELD":
            return None
        raise
    if erased.digest != unb64(declared.body.get("statement")):
        raise _not_declared(seq)
    _delete(connection, erased, seq)
    return erased


def _delete(connection: Connection, erased: Recorded, seq: int) -> None:
    said = erased.statement
    kept = {
        "type": said.type,
        "case": said.case,
        "actor": said.actor,
        "at": said.at,
        "exhibits": [{k: v for k, v in line.to_json().items() if k != "sha256"} for line in said.exhibits],
    }
    (body_hash,) = log_rows.stored_ids(connection, [said.id]).values()
    connection.exec_driver_sql(
        "INSERT INTO erasure (stmt_digest, body_hash, stmt_id, seq, target, kept) VALUES (?, ?, ?, ?, ?, ?)",
        (erased.digest, body_hash, said.id, seq, erased.seq, canon(kept).decode()),
    )
    connection.exec_driver_sql("DELETE FROM envelope WHERE body_hash = ?", (body_hash,))
    connection.exec_driver_sql("DELETE FROM disclosure WHERE stmt_digest = ?", (erased.digest,))
    connection.execute(delete(mention).where(mention.c.log == erased.log, mention.c.seq == erased.seq))


def _not_declared(seq: int) -> RuleRefused:
    return RuleRefused(
        "ERASE_NOT_DECLARED",
        N_("Entry {seq} does not declare the erasure of that statement."),
        kept=N_("Nothing was erased."),
        advice=N_("Record the erasure first: a signed statement with its ground."),
        seq=seq,
    )
