"""Packages out: a case, the whole log, or the blinded log of a case."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from custody_app.clock import Clock
from custody_app.crypto.signer import Signer
from custody_app.diagnostics import InputWrong
from custody_app.domain.act import Act
from custody_app.domain.bodies import make_act, walk
from custody_app.domain.readback import ReadBackLine, read_back
from custody_app.exchange.package_contents import (
    DisclosedMember,
    EvidenceFile,
    LogContents,
    LogEntry,
    PackageContents,
    Scope,
)
from custody_app.exchange.package_writer import WrittenPackage, write_package
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.log.envelope import Envelope
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.log.statement import STATION_ACTOR, Head
from custody_app.services.acts import ProposalNames
from custody_app.services.imported_logs import ImportedLog, ImportedLogs
from custody_app.services.outside_proofs import cosigned_heads, head_for_others, time_stamps
from custody_app.services.recording import Recorder
from custody_app.services.time_authorities import TimeAuthorities
from custody_app.services.trust import StationTrust
from custody_app.storage import SavedCheckpoint, Store, case_state
from custody_app.storage.attachments import AttachmentStore

_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
_CASE_SALT: Final = "case_salt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is to leave the station.

    Attributes:
        case: case id; "" for the whole log.
        scope: whole-log, case, blinded.
        with_files: attachments of the case travel along.
        evidence: evidence files to include besides; each must be known to the record by its SHA-256.
        withhold: names of redactable members that stay withheld, such as `title`.
        recipient, reason: as they will be recorded.
    """

    target: Path
    scope: Scope
    case: str = ""
    with_files: bool = False
    evidence: tuple[Path, ...] = ()
    withhold: tuple[str, ...] = ()
    recipient: str = ""
    reason: str = ""
    overwrite: bool = False


class Packages:
    """Makes packages from the station's log.

    Args:
        store: the log.
        recorder: records that a package was made.
        trust: the adopted roster travels along.
        attachments: files kept by digest.
        authorities: whose time stamps travel along.
        clock: the day of the package.
    """

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        trust: StationTrust,
        attachments: AttachmentStore,
        authorities: TimeAuthorities,
        clock: Clock,
    ) -> None:
        self._authorities = authorities
        self._store = store
        self._recorder = recorder
        self._trust = trust
        self._attachments = attachments
        self._clock = clock

    def export(self, request: ExportRequest, signer: Signer, progress: Progress | None = None) -> WrittenPackage:
        """Write the package at the present head, signed by the exporter, then record that it was made.

        Raises:
            InputWrong: CASE_UNKNOWN, EVIDENCE_UNKNOWN, and as `write_package`; EnvironmentUnavailable: disk full.
        """
        return self.export_all([request], signer, progress)[0]

    def read_back(self, request: ExportRequest) -> list[ReadBackLine]:
        """Return, line by line, what will be recorded of the package; the station signs it when it is written.

        Raises:
            InputWrong: LOG_EMPTY.
        """
        state = case_state(self._store, request.case, self._store.head().size)
        return read_back(_export_made(request, self._signed_head().head), ProposalNames(state, self._trust.names()))

    def export_all(
        self, requests: Sequence[ExportRequest], signer: Signer, progress: Progress | None = None
    ) -> list[WrittenPackage]:
        """Write several packages at one head, then record that each was made; raises as `export`."""
        made = []
        for request in requests:
            if request.case and not self._store.case_statements(request.case):
                raise _case_unknown(request.case)
            contents = self.contents(request, progress)
            written = write_package(contents, request.target, signer, progress=progress, overwrite=request.overwrite)
            made.append((request, contents.log.head, written))
        for request, head, _ in made:
            act = _export_made(request, head)
            if act.case and self._store.case_salt(act.case) is None:  # of another station, not yet opened in this log
                act = replace(act, case="")
            self._recorder.record_machine_act(act)
        return [written for _, _, written in made]

    def contents(self, request: ExportRequest, progress: Progress | None = None) -> PackageContents:
        """Return what the package will hold, at the last signed head."""
        saved = self._signed_head()
        included = self._included(request, saved.head.size)
        origin = self._store.origin
        imported = self._imported_logs(request)
        log = LogContents(
            origin=origin,
            checkpoint=saved.note,
            head=saved.head,
            entries=functools.partial(self._entries, saved.head.size, included),
            node=self._store.node,
            held=cosigned_heads(self._store, saved.head.size),
        )
        return PackageContents(
            scope=request.scope,
            case=request.case,
            bagging_date=self._clock.utc_now().date(),
            log=log,
            peers=[each.contents for each in imported],
            roster=self._trust.roster.canonical,
            roster_sig=self._trust.signatures,
            allowed_signers=allowed_signers(self._trust.roster).encode(),
            policy=policy(self._trust.roster).encode(),
            anchors=time_stamps(self._store, saved.head.size),
            certificates=self._authorities.pems(),
            disclosures=(
                *self._disclosures(request, included),
                *(member for each in imported for member in each.disclosures),
            ),
            names=self._trust.names(),
            files=self._files(request, progress) if request.with_files or request.evidence else {},
        )

    def _imported_logs(self, request: ExportRequest) -> list[ImportedLog]:
        """Return the logs of other stations that the exhibits passed through; a blinded package tells of none."""
        if request.scope is Scope.BLINDED:
            return []
        return ImportedLogs(self._store, self._trust).of_case(request.case or None, request.withhold)

    def _signed_head(self) -> SavedCheckpoint:
        saved = head_for_others(self._store, self._trust.roster)
        if saved is None:
            raise InputWrong("LOG_EMPTY", N_("The log is empty."), advice=N_("Record something first."))
        return saved

    def _included(self, request: ExportRequest, size: int) -> Collection[int]:
        """Return the entries that the package holds with their envelopes."""
        if request.scope is Scope.WHOLE_LOG:
            return range(size)
        cases = [""] if request.scope is Scope.BLINDED else ["", request.case]
        seqs = (r.seq for case in cases for r in self._store.case_statements(case, log=self._store.origin))
        return frozenset(seq for seq in seqs if seq < size)

    def _entries(self, size: int, included: Collection[int]) -> Iterator[LogEntry]:
        for stored in self._store.entries(0, size):
            inside = stored.seq in included
            yield LogEntry(stored.seq, stored.entry, stored.envelope if inside else None, inside)

    def _disclosures(self, request: ExportRequest, included: Collection[int]) -> Iterator[DisclosedMember]:
        withheld = set(request.withhold) - {_CASE_SALT}
        for stored in self._store.entries(0, max(included, default=-1) + 1):
            if stored.seq not in included or stored.envelope is None:
                continue
            statement = Envelope.from_bytes(stored.envelope).statement
            for member in self._store.disclosures(statement.digest):
                if member.name not in withheld:
                    yield DisclosedMember(None, stored.seq, member.text)

    def _files(self, request: ExportRequest, progress: Progress | None) -> Mapping[str, EvidenceFile]:
        known = self._digests(request.case)
        files = {}
        if request.with_files:
            for sha256 in known & set(self._attachments.names()):
                opener = functools.partial(_open_evidence, self._attachments.path(sha256))
                files[sha256] = EvidenceFile(self._attachments.size(sha256), opener)
        for path in request.evidence:
            result = hash_file(path, ["sha256"], progress)
            sha256 = result.digests.get("sha256", "")
            if sha256 not in known or result.size is None:
                raise InputWrong(
                    "EVIDENCE_UNKNOWN",
                    N_("{file} is not a file that this record knows by its digest."),
                    kept=N_("No package was made."),
                    advice=N_("Include only files whose SHA-256 was recorded, unchanged since."),
                    file=path,
                )
            files[sha256] = EvidenceFile(result.size, functools.partial(_open_evidence, path))
        return files

    def _digests(self, case: str) -> set[str]:
        """Return every SHA-256 that the statements of the case (of all cases for "") name."""
        cases: Sequence[str] = [case] if case else ["", *self._store.case_ids()]
        found: set[str] = set()
        for each in cases:
            for recorded in self._store.case_statements(each):
                found |= {line.sha256 for line in recorded.statement.exhibits if line.sha256}
                found |= {v for _, v in walk(recorded.body) if isinstance(v, str) and _SHA256.match(v)}
        return found


def _export_made(request: ExportRequest, head: Head) -> Act:
    body: dict[str, Any] = {"scope": str(request.scope), "size": head.size, "root": b64(head.root)}
    if request.with_files:
        body["with_files"] = True
    if request.withhold:
        body["redacted"] = sorted(set(request.withhold))
    if request.recipient:
        body["recipient"] = request.recipient
    if request.reason:
        body["reason"] = request.reason
    return make_act("export.made", actor=STATION_ACTOR, case=request.case, body=body)


def _open_evidence(path: Path) -> BinaryIO:
    return path.open("rb")


def _case_unknown(case: str) -> InputWrong:
    return InputWrong(
        "CASE_UNKNOWN",
        N_("There is no case {case} here."),
        kept=N_("Nothing was written."),
        advice=N_("Look it up with: custody case list"),
        case=case,
    )
