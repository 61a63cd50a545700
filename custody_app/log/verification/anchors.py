"""Time stamps of heads: `data/anchors` (log-format.md, Time; RFC 3161)."""

from __future__ import annotations

import hashlib
from typing import Final

from custody_app.clock import format_time
from custody_app.crypto.timestamp import (
    Certificate,
    TimestampToken,
    is_valid_at,
    read_certificates,
    read_query,
    read_response,
)
from custody_app.diagnostics import InputWrong
from custody_app.log.note import MAX_NOTE, Checkpoint, SignedNote
from custody_app.log.verification.checkpoints import is_signed_by_log, read_checkpoint
from custody_app.log.verification.heads import Outside, confirm_cosigned, judge_head
from custody_app.log.verification.layout import read_or_none
from custody_app.log.verification.log_view import LogView
from custody_app.log.verification.run import Run

_MAX_TOKEN: Final = 1 << 20


def check_anchors(run: Run, own: LogView, outside: Outside) -> None:
    """TSA_BAD, TSA_OTHER, TSA_EXPIRED, FORK, TRUNCATED; notes what time stamps and cosignatures confirm."""
    pinned = [c for _, pem in (run.trust.tsa if run.trust is not None else ()) for c in read_certificates(pem)]
    present = [
        certificate
        for name in run.layout.anchors
        if name.endswith(".pem")
        for certificate in read_certificates(read_or_none(run.files, name, _MAX_TOKEN) or b"")
    ]
    stems = sorted({name.rpartition(".")[0] for name in run.layout.anchors if name.endswith((".tsr", ".note"))})
    for stem in stems:
        _check_anchor(run, own, stem, (pinned, present), outside)


def _check_anchor(
    run: Run, own: LogView, stem: str, known: tuple[list[Certificate], list[Certificate]], outside: Outside
) -> None:
    token_name = f"{stem}.tsr"
    stamped = token_name in run.layout.names
    read = read_checkpoint(read_or_none(run.files, f"{stem}.note", MAX_NOTE) or b"")
    token = _token(run, stem, read) if stamped else None
    if stamped and (token is None or read is None):
        run.findings.add("TSA_BAD", file=token_name)
    if read is None:
        if not stamped:
            run.findings.add("HELD_BAD", file=f"{stem}.note")
        return
    note, checkpoint = read
    if not _is_of_log(own, note, checkpoint):
        # Whoever stamped a text that the log never signed has stamped nothing of this log.
        run.findings.add("TSA_BAD" if stamped else "HELD_BAD", file=token_name if stamped else f"{stem}.note")
        return
    agrees = judge_head(run, own, checkpoint.head, entry=None, file=f"{stem}.note", log=None)
    confirmed = (agrees or checkpoint.head == own.head) and run.trust is not None
    if confirmed:
        confirm_cosigned(own, note, checkpoint.head.size, outside)
    if token is not None and _is_trusted(run, token_name, token, known) and confirmed:
        outside.confirm("tsa", checkpoint.head.size, format_time(token.time))


def _token(run: Run, stem: str, read: tuple[SignedNote, Checkpoint] | None) -> TimestampToken | None:
    """Return the token if it stamps the note's text and answers the query."""
    try:
        token = read_response(read_or_none(run.files, f"{stem}.tsr", _MAX_TOKEN) or b"")
        query = read_query(read_or_none(run.files, f"{stem}.tsq", _MAX_TOKEN) or b"")
        if query.imprint != token.imprint or query.nonce != token.nonce:
            return None
        if read is not None and int(stem.rpartition("/")[2]) != read[1].head.size:
            return None
    except InputWrong:
        return None
    imprint = None if read is None else hashlib.sha256(read[0].text.encode()).digest()
    return token if token.imprint == imprint else None


def _is_trusted(run: Run, name: str, token: TimestampToken, known: tuple[list[Certificate], list[Certificate]]) -> bool:
    pinned, present = known
    # Who the token says signed it: only that certificate may be the one its signature holds with.
    named = [found for found in pinned or [*token.certificates, *present] if token.names(found)]
    if pinned and not named:
        by = next((found for found in token.certificates if token.names(found)), None)
        run.findings.add("TSA_OTHER", file=name, found=None if by is None else by.subject.rfc4514_string())
        return False
    certificate = next((found for found in named if token.is_signed_by(found)), None)
    if certificate is None:
        run.findings.add("TSA_BAD", file=name)
        return False
    if not is_valid_at(certificate, token.time):
        run.findings.add("TSA_EXPIRED", file=name, found=format_time(token.time))
        return False
    # Without a pinned authority a token proves nothing, but is no fault of the package either.
    return bool(pinned)


def _is_of_log(own: LogView, note: SignedNote, checkpoint: Checkpoint) -> bool:
    return checkpoint.origin == own.origin and own.epoch is not None and is_signed_by_log(note, own.epoch)
