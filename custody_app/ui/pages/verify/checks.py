"""The work itself, done off the GUI thread: each kind of thing gives facts, not yet words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from custody_app.clock import format_time
from custody_app.diagnostics import InputWrong
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, DIGEST_BYTES, WEAK_ALGORITHMS
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.findings import Finding
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.progress import Progress
from custody_app.log.verification import Outcome
from custody_app.services.verifying import verify_path
from custody_app.ui.pages.verify.manifest_check import ManifestCheck, check_manifest
from custody_app.ui.pages.verify.subject import Kind, Subject

if TYPE_CHECKING:
    from custody_app.services.readings import Readings, RepeatedReading

_GROUPING: Final = re.compile(r"[\s:_-]+")
_LABEL: Final = re.compile(r"^\s*(?:sha-?3-?256|sha-?(?:1|256|512)|md5|blake3)\s*[:=]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The exhibit whose recorded digests the evidence is compared with."""

    id: str
    number: str
    case: str
    baseline: Mapping[str, str]
    manifest: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the person asks.

    Attributes:
        trust: a folder or roster.json from outside, for packages and stations.
        digest: pasted; hex without grouping.
        exhibit: compared with, where the open station has one.
        everything: of a manifest: also look for what is not listed.
        root: of a manifest: the folder that the names are in.
    """

    subject: Subject
    trust: Path | None = None
    digest: str = ""
    exhibit: Exhibit | None = None
    everything: bool = False
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class EvidenceCheck:
    """One reading of evidence, and what it was compared with.

    Attributes:
        found: algorithm to hex, under the program's names; empty where it was not read whole.
        expected: likewise; empty where there was nothing to compare with.
        verdict: `match`, `mismatch`, `unknown` (not read whole) or `computed`.
        problems: what could not be read or changed meanwhile.
        notes: sentences of the reading service, English, as the record keeps them.
    """

    kind: Kind
    found: Mapping[str, str]
    expected: Mapping[str, str]
    verdict: str
    size: int
    files: int | None
    started: str
    ended: str
    problems: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    differing_count: int | None = None
    repeated: RepeatedReading | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """The verification of a package or a station.

    Attributes:
        unreadable_because: why it could not be read at all.
    """

    outcome: Outcome
    trusted: bool
    unreadable_because: InputWrong | None = None


Result = RecordCheck | EvidenceCheck | ManifestCheck


def candidates(digest: str) -> tuple[str, ...]:
    """Return the algorithms that a pasted digest may be of, by its length; () where it is no digest."""
    if not digest or digest.strip("0123456789abcdef"):
        return ()
    return tuple(name for name, size in DIGEST_BYTES.items() if 2 * size == len(digest))


def cleaned_digest(typed: str) -> str:
    """Return what was pasted as bare lower-case hex: no label, no grouping, no file name after it."""
    text = _LABEL.sub("", typed.strip())
    first = text.split("  ", 1)[0] if re.match(r"^[0-9a-fA-F]{32,128}  ", text) else text
    return _GROUPING.sub("", first).lower()


def carry_out(question: Question, readings: Readings | None, progress: Progress) -> Result:
    """Do what was asked.

    Raises:
        CustodyError: as the services raise; Cancelled.
    """
    subject = question.subject
    if subject.kind in (Kind.PACKAGE, Kind.STATION):
        return _record(question, progress)
    if subject.kind is Kind.MANIFEST:
        manifest = subject.manifest or subject.path
        root = question.root or subject.root or manifest.parent
        return check_manifest(manifest, root, everything=question.everything, progress=progress)
    if question.exhibit is not None and readings is not None:
        return _against_exhibit(question, question.exhibit, readings, progress)
    return _evidence(question, progress)


def _record(question: Question, progress: Progress) -> RecordCheck:
    reasons: list[InputWrong] = []
    outcome = verify_path(question.subject.path, question.trust, progress, on_unreadable=reasons.append)
    return RecordCheck(outcome, question.trust is not None, reasons[0] if reasons else None)


def _evidence(question: Question, progress: Progress) -> EvidenceCheck:
    asked = candidates(question.digest)
    algorithms = asked or DEFAULT_ALGORITHMS
    if asked and set(asked) <= set(WEAK_ALGORITHMS):
        algorithms = (*asked, "sha256")
    if question.subject.kind is Kind.FOLDER:
        return _folder(question, ("sha256",), progress)
    result = hash_file(question.subject.path, algorithms, progress)
    found = dict(result.digests) if result.whole else {}
    verdict, expected = _compared(question.digest, asked, found)
    return EvidenceCheck(
        Kind.FILE,
        found,
        expected,
        verdict,
        result.size or 0,
        None,
        format_time(result.started),
        format_time(result.ended),
        result.findings,
    )


def _folder(question: Question, algorithms: tuple[str, ...], progress: Progress) -> EvidenceCheck:
    result = hash_folder(question.subject.path, algorithms, progress)
    found = {"sha256": result.digest} if not result.findings_count else {}
    asked = tuple(name for name in candidates(question.digest) if name == "sha256")
    verdict, expected = _compared(question.digest, asked, found)
    return EvidenceCheck(
        Kind.FOLDER,
        found,
        expected,
        verdict,
        result.size,
        result.files,
        format_time(result.started),
        format_time(result.ended),
        tuple(result.findings),
    )


def _compared(digest: str, asked: tuple[str, ...], found: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if not digest:
        return ("computed" if found else "unknown"), {}
    hit = next((name for name in asked if found.get(name) == digest), None)
    expected = {hit or (asked[0] if asked else "sha256"): digest}
    if not found:
        return "unknown", expected
    return ("match" if hit else "mismatch"), expected


def _against_exhibit(question: Question, exhibit: Exhibit, readings: Readings, progress: Progress) -> EvidenceCheck:
    repeated = readings.read_again(question.subject.path, exhibit.baseline, exhibit.manifest, progress)
    reading = repeated.reading
    found = {name: value for name, value in reading.digests.items() if name in exhibit.baseline}
    same = all(exhibit.baseline[name] == value for name, value in found.items())
    verdict = "unknown" if not found or repeated.only_unread else "match" if same else "mismatch"
    return EvidenceCheck(
        Kind.FOLDER if reading.of == "folder" else Kind.FILE,
        _named(found),
        _named(exhibit.baseline),
        verdict,
        reading.size,
        reading.files,
        reading.started,
        reading.ended,
        notes=reading.findings,
        differing=repeated.differing,
        differing_count=repeated.differing_count,
        repeated=repeated,
    )


def _named(digests: Mapping[str, str]) -> dict[str, str]:
    """Return digests under the program's names; statements write `sha3_256`."""
    return {name.replace("_", "-"): value for name, value in digests.items()}
