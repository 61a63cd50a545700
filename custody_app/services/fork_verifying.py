"""Verification of fork evidence: does the file convince somebody who trusts the roster alone?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from custody_app.crypto.note_key import NoteKey
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import CanonRefused, b64
from custody_app.log.fork_evidence import MAX_BYTES, VERSION, is_fork_evidence, parse_fork_evidence
from custody_app.log.verification import Outcome, Trust
from custody_app.log.verification.findings import Findings

_FIRST_LINE: Final = len(VERSION) + 1


def is_evidence_file(path: Path) -> bool:
    """Tell whether the file begins as fork evidence does."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return is_fork_evidence(stream.read(_FIRST_LINE))
    except OSError:
        return False


def verify_evidence(path: Path, trust: Trust | None, translator: Translator | None = None) -> Outcome:
    """Judge fork evidence: FORK where it is proven, HELD_BAD where a note is not the log's, else nothing.

    Args:
        path: the file.
        trust: whose roster names the log's key; without it SELF_TRUST, the key is the file's own.
        translator: the language of the findings.

    Raises:
        InputWrong: FORK_EVIDENCE, the file is damaged.
    """
    with path.open("rb") as stream:
        encoded = stream.read(MAX_BYTES + 1)
    try:
        if len(encoded) > MAX_BYTES:
            raise CanonRefused("fork evidence longer than 4 MiB")
        evidence = parse_fork_evidence(encoded)
        first, second = evidence.heads
    except CanonRefused as error:
        raise InputWrong(
            "FORK_EVIDENCE",
            N_("The fork evidence in {file} is damaged."),
            advice=N_("Ask whoever wrote it for another copy."),
            file=path,
        ) from error
    findings = Findings()
    key = evidence.key if trust is None else _trusted_key(trust, evidence.key.name)
    if trust is None:
        findings.add("SELF_TRUST")
    if key is None or not evidence.is_signed(key):
        findings.add("HELD_BAD", file=path.name, expected=None if key is None else key.vkey, found=evidence.key.vkey)
    elif evidence.contradicts:
        heads = (f"{head.head.size} {b64(head.head.root)}" for head in (first, second))
        findings.add("FORK", file=path.name, expected=next(heads), found=next(heads))
    found = findings.sorted()
    failed = any(finding.verdict == "FAIL" for finding in found)
    return Outcome(
        outcome="fail" if failed else "unproven" if found else "pass",
        evidence="not_compared",
        transfers="none",
        record="inconsistent" if failed else "consistent",
        findings=found,
        origin=second.origin,
        head=second.head,
        translator=translator or Translator(),
    )


def _trusted_key(trust: Trust, origin: str) -> NoteKey | None:
    epochs = (roster.epoch(origin) for roster in (trust.roster, *trust.peers))
    return next((epoch.key for epoch in epochs if epoch is not None), None)
