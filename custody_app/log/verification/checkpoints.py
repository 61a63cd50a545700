"""The signed head of a log: CP_* codes, cosignatures (log-format.md, Checkpoint)."""

from __future__ import annotations

import hashlib

from custody_app.log.canonical import MAX_BYTES, CanonRefused, parse
from custody_app.log.note import MAX_NOTE, Checkpoint, SignedNote, parse_checkpoint_text, parse_note
from custody_app.log.roster import Epoch, Roster
from custody_app.log.verification.entry_shape import entry_fault
from custody_app.log.verification.layout import LOG_FOLDER, LogFiles, read_or_none
from custody_app.log.verification.log_view import LogView
from custody_app.log.verification.run import Run


def read_checkpoint(encoded: bytes) -> tuple[SignedNote, Checkpoint] | None:
    """Return a checkpoint and its note, or None where the bytes are none."""
    try:
        note = parse_note(encoded)
        return note, parse_checkpoint_text(note.text)
    except CanonRefused:
        return None


def claimed_origins(run: Run, log: LogFiles) -> list[str]:
    """Return the origins that a log's own checkpoint and first entry name, unchecked."""
    encoded = read_or_none(run.files, f"{log.folder}checkpoint", MAX_NOTE)
    read = None if encoded is None else read_checkpoint(encoded)
    claims = [] if read is None else [read[1].origin]
    first = read_or_none(run.files, log.entry(min(log.entries)), MAX_BYTES) if log.entries else None
    try:
        entry = {} if first is None else parse(first)
    except CanonRefused:
        return claims
    return claims if entry_fault(entry) else [*claims, entry["log"]]


def peer_origin(run: Run, log: LogFiles) -> str:
    """Return the origin of another log: one that fits its folder, of its own files or a roster, else a claimed one."""
    claims = claimed_origins(run, log)
    rosters = [run.roster, *(run.trust.peers if run.trust is not None else ())]
    known = [epoch.origin for r in rosters if r is not None for station in r.stations for epoch in station.epochs]
    fitting = [origin for origin in [*claims, *known] if peer_folder(origin) == log.folder]
    return next(iter([*fitting, *claims]), log.folder.split("/")[2])


def check_checkpoint(run: Run, view: LogView) -> None:
    """Read the log's checkpoint into `view`; CP_MISSING, CP_BAD, CP_ORIGIN, CP_UNSIGNED, CP_QUORUM."""
    name = f"{view.files.folder}checkpoint"
    if not _fits_folder(view):
        run.findings.add(
            "CP_ORIGIN", file=view.files.folder, expected=view.files.folder, found=view.origin, log=view.label
        )
    if "checkpoint" not in view.files.others:
        run.findings.add("CP_MISSING", file=name, log=view.label)
        return
    encoded = read_or_none(run.files, name, MAX_NOTE)
    read = None if encoded is None else read_checkpoint(encoded)
    if read is None or read[1].head.size == 0:
        run.findings.add("CP_BAD", file=name, log=view.label)
        return
    view.note, checkpoint = read
    view.head = checkpoint.head
    if checkpoint.origin != view.origin:
        run.findings.add("CP_ORIGIN", file=name, expected=view.origin, found=checkpoint.origin, log=view.label)
    if view.epoch is None or not is_signed_by_log(view.note, view.epoch):
        run.findings.add("CP_UNSIGNED", file=name, log=view.label)
    quorum = view.roster.quorum if view.roster is not None else 0
    cosigned = len(cosignatures(view.note, view.roster))
    if cosigned < quorum:
        run.findings.add("CP_QUORUM", file=name, expected=quorum, found=cosigned, log=view.label)


def is_signed_by_log(note: SignedNote, epoch: Epoch) -> bool:
    """Tell whether one line of the note is the log's own signature and holds."""
    key = epoch.key
    lines = [line for line in note.signatures if line.name == key.name and line.key_id == key.key_id]
    return any(key.verify(note.text, line.raw) for line in lines)


def cosignatures(note: SignedNote, roster: Roster | None) -> dict[str, int]:
    """Return the roster's witnesses whose cosignature of the note holds, with its time in POSIX seconds."""
    times: dict[str, int] = {}
    for witness in roster.witnesses if roster is not None else ():
        key = witness.key
        for line in note.signatures:
            if line.name == key.name and line.key_id == key.key_id and key.verify(note.text, line.raw):
                time = int.from_bytes(line.raw[:8], "big")
                times[witness.name] = min(time, times.get(witness.name, time))
    return times


def _fits_folder(view: LogView) -> bool:
    if view.files.folder == LOG_FOLDER:
        return True
    return view.files.folder == peer_folder(view.origin)


def peer_folder(origin: str) -> str:
    """Return the folder of another log in a package."""
    name = hashlib.sha256(origin.encode("utf-8", "replace")).hexdigest()[:16]
    return f"data/peer/{name}/"
