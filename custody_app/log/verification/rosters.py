"""Which roster counts: the trusted one, or a newer one that its roots signed (log-format.md, Trust)."""

from __future__ import annotations

import hashlib
from typing import Final

from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import MAX_BYTES_LARGE, b64, unb64
from custody_app.log.note import MAX_NOTE
from custody_app.log.roster import Roster
from custody_app.log.roster_signing import dropped_from, is_signed_by, refusal_of
from custody_app.log.verification.layout import ROSTER, LogFiles, read_or_none
from custody_app.log.verification.run import Run

_DISQUALIFY: Final = {"ROSTER_ROLLBACK", "ROSTER_FORK", "ROSTER_SIG"}


def choose_roster(run: Run) -> None:
    """Set `run.roster` and the digests of all versions that are trusted; reports ROSTER_* and SELF_TRUST."""
    offered = _offered(run, ROSTER)
    if run.trust is None:
        run.findings.add("SELF_TRUST")
        if offered is None or not is_signed_by(offered[1], offered[2], offered[0].roots):
            run.findings.add("ROSTER_SIG", file=ROSTER)
        run.roster = None if offered is None else offered[0]
    else:
        trusted = run.trust.roster
        given = run.trust.signatures
        if given is not None and not is_signed_by(trusted.canonical, given, trusted.roots):
            run.findings.add("ROSTER_SIG", file="roster.json.sig")
        if ROSTER in run.layout.names and offered is None:
            run.findings.add("ROSTER_SIG", file=ROSTER)
        run.roster = _newer(run, trusted, offered, ROSTER, None)
        _note_versions(run, trusted)
    if run.roster is not None:
        _note_versions(run, run.roster)


def peer_roster(run: Run, log: LogFiles, origin: str) -> Roster | None:
    """Return the roster that answers for another log, or None where its agency is not trusted."""
    if run.roster is not None and run.roster.epoch(origin) is not None:
        return run.roster
    peers = run.trust.peers if run.trust is not None else ()
    name = f"{log.folder}roster.json"
    offered = _offered(run, name)
    for trusted in peers:
        same_agency = offered is not None and offered[0].agency == trusted.agency
        roster = _newer(run, trusted, offered, name, origin) if same_agency else trusted
        if roster.epoch(origin) is not None:
            _note_versions(run, trusted)
            _note_versions(run, roster)
            return roster
    return None


def _newer(
    run: Run, trusted: Roster, offered: tuple[Roster, bytes, bytes] | None, name: str, log: str | None
) -> Roster:
    if offered is None:
        return trusted
    roster, encoded, signatures = offered
    codes = refusal_of(trusted, roster, encoded, signatures)
    for code in codes:
        expected, found = _difference(code, trusted, roster)
        run.findings.add(code, file=name, expected=expected, found=found, log=log)
    return trusted if _DISQUALIFY & set(codes) else roster


def _difference(code: str, trusted: Roster, roster: Roster) -> tuple[object, object]:
    if code == "ROSTER_ROLLBACK":
        return trusted.version, roster.version
    if code == "ROSTER_FORK":
        return trusted.digest, roster.digest
    if code == "ROSTER_DROPPED":
        return None, ", ".join(dropped_from(trusted, roster))
    return None, None


def _offered(run: Run, name: str) -> tuple[Roster, bytes, bytes] | None:
    encoded = read_or_none(run.files, name, MAX_BYTES_LARGE)
    if encoded is None:
        return None
    try:
        roster = Roster.from_bytes(encoded)
    except InputWrong:
        return None
    return roster, encoded, read_or_none(run.files, name + ".sig", MAX_NOTE) or b""


def _note_versions(run: Run, roster: Roster) -> None:
    """Note the digests of a trusted version and of those before it, as far as `prev` and `data/files` lead back."""
    run.known_rosters.add(roster.digest)
    while roster.version > 1:
        earlier = None
        if roster.prev is not None:
            run.known_rosters.add(roster.prev)
            earlier = _kept_version(run, roster.prev)
        if earlier is None:
            run.rosters_complete = run.rosters_complete and roster.version == 2
            return
        roster = earlier


def _kept_version(run: Run, digest: str) -> Roster | None:
    """Return an earlier version that lies among the files, found by its digest."""
    encoded = read_or_none(run.files, f"data/files/{unb64(digest).hex()}", MAX_BYTES_LARGE)
    if encoded is None or b64(hashlib.sha256(encoded).digest()) != digest:
        return None
    try:
        return Roster.from_bytes(encoded)
    except InputWrong:
        return None
