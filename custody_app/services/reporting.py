"""Documents: snapshot, facts, pages in a worker, a look at the result, then the statement that it was issued."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from custody_app.crypto.signer import Signer
from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.domain.commands import IssueReport
from custody_app.exchange.new_file import NewFile
from custody_app.exchange.package_contents import Scope
from custody_app.exchange.package_writer import write_package
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import LANGUAGES, N_
from custody_app.log.canonical import Json
from custody_app.log.verification import verify
from custody_app.reports.task import KINDS, PACKAGE, DocumentTask
from custody_app.reports.worker import make_in_worker
from custody_app.services.acts import Acts, Proposal
from custody_app.services.packages import ExportRequest, Packages
from custody_app.services.snapshot import Snapshot, Snapshots
from custody_app.storage import Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.station_files import StationFiles

PAPERS: Final = ("A4", "Letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Which document is wanted.

    Attributes:
        kind: one of `KINDS`.
        case: case id.
        language: of the document, whatever the screen speaks.
        exhibit: its id, for a document about one exhibit; none of the present kinds is.
        transfer: digest of the offer, for a receipt.
        withhold: names of redactable members that stay out.
        recipient, reason: as the log will state them.
    """

    kind: str
    case: str
    language: str = "en"
    paper: str = "A4"
    exhibit: str = ""
    transfer: str = ""
    withhold: tuple[str, ...] = ()
    recipient: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyReport:
    """A document that was made and looked at, and is neither issued nor saved yet.

    Attributes:
        pdf: its bytes. sha256: their digest, hex. pages: how many.
        record: the record digest.
        issuer: who will issue it, "" for a copy.
        log: {"origin", "size", "root"} that it speaks of.
    """

    request: ReportRequest
    pdf: bytes
    sha256: str
    pages: int
    record: str
    issuer: str
    log: Json


class Reports:
    """Makes documents about cases of this station.

    Args:
        store: the log.
        snapshots: takes snapshots of cases.
        packages: gives the package that travels inside.
        attachments: photographs and signature images.
        acts: decides and records that a document was issued.
        trust: the folder of the roster.
    """

    def __init__(
        self,
        store: Store,
        snapshots: Snapshots,
        packages: Packages,
        attachments: AttachmentStore,
        acts: Acts,
        trust: Path,
    ) -> None:
        self._store = store
        self._snapshots = snapshots
        self._packages = packages
        self._attachments = attachments
        self._acts = acts
        self._trust = trust

    def make(
        self, request: ReportRequest, issuer: str = "", signer: Signer | None = None, progress: Progress | None = None
    ) -> ReadyReport:
        """Return the document, made and looked at in a worker; nothing is recorded or written yet.

        Args:
            request: which document.
            issuer: person id of who will issue it; "" for a copy, marked so on each page.
            signer: the issuer's key, which signs the package inside.
            progress: told of pages; may raise `Cancelled`.

        Raises:
            InputWrong: REPORT_KIND, REPORT_LANGUAGE, REPORT_PAPER, CASE_UNKNOWN, OFFER_UNKNOWN.
            ProgramBroken: DOCUMENT_CHECK, DOCUMENT_NOT_MADE. Cancelled.
        """
        _check(request)
        if issuer and signer is None:
            raise ProgramBroken("SIGNER_ABSENT", N_("{person} has to sign this as well."), person=issuer)
        progress = progress or Silent()
        snapshot = self._snapshots.of_case(request.case, request.withhold, self._verification(progress))
        task = DocumentTask(
            kind=request.kind,
            snapshot=snapshot.canonical,
            language=request.language,
            paper=request.paper,
            issuer=issuer,
            transfer=request.transfer,
            pictures=self._pictures(request, snapshot),
            package=self._package(request, snapshot, signer, progress) if signer is not None and issuer else b"",
        )
        made = make_in_worker(task, lambda page: progress.report(page, 0, request.kind))
        return ReadyReport(
            request=request,
            pdf=made.pdf,
            sha256=hashlib.sha256(made.pdf).hexdigest(),
            pages=made.pages,
            record=snapshot.digest,
            issuer=issuer,
            log={name: snapshot.value["log"][name] for name in ("origin", "size", "root")},
        )

    def propose(self, ready: ReadyReport) -> Proposal:
        """Return the statement that the document was issued, to be read back and signed by the issuer."""
        asked = ready.request
        command = IssueReport(
            actor=ready.issuer,
            case=asked.case,
            kind=asked.kind,
            language=asked.language,
            sha256=ready.sha256,
            length=len(ready.pdf),
            record=ready.record,
            size=ready.log["size"],
            root=ready.log["root"],
            exhibit=asked.exhibit,
            transfer=asked.transfer,
            recipient=asked.recipient,
            reason=asked.reason,
        )
        return self._acts.propose(command, asked.case)

    def save(
        self,
        ready: ReadyReport,
        target: Path,
        record: Callable[[Proposal], Any] | None = None,
        *,
        overwrite: bool = False,
    ) -> None:
        """Put the document under its name; one that is issued is recorded first, when it is safe on the disk.

        Args:
            ready: the document.
            target: the file.
            record: reads back, signs and records the proposal; needed exactly for what is issued.
            overwrite: replace an existing file.

        Raises:
            InputWrong: FILE_EXISTS; EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED; whatever `record` raises.
            In all these cases no file is left behind.
        """
        with NewFile(target, overwrite=overwrite) as new:
            new.stream.write(ready.pdf)
            new.flush()
            if ready.issuer:
                if record is None:
                    raise ProgramBroken("REPORT_NOT_RECORDED", N_("An issued document must be recorded."))
                record(self.propose(ready))
            new.keep()

    def _verification(self, progress: Progress) -> Json:
        """Verify the log as it stands; the document prints what was found."""
        outcome = verify(StationFiles(self._store, self._trust), None, progress)
        return {
            "outcome": outcome.outcome,
            "record": outcome.record or "",
            "transfers": outcome.transfers or "",
            "entries": outcome.counts.entries,
            "outside_proof": list(outcome.outside_proof),
            "findings": sorted({finding.code for finding in outcome.findings}),
        }

    def _pictures(self, request: ReportRequest, snapshot: Snapshot) -> dict[str, bytes]:
        wanted = (
            snapshot.photographs if request.kind == "custody-report" else snapshot.signature_images(request.transfer)
        )
        found = {}
        for sha256 in wanted:
            if sha256 in self._attachments:
                try:
                    found[sha256] = self._attachments.read(sha256)
                except InputWrong:
                    continue  # changed or too large: the document says that it is not kept here
        return found

    def _package(self, request: ReportRequest, snapshot: Snapshot, signer: Signer, progress: Progress) -> bytes:
        with TemporaryDirectory(prefix="custody-") as folder:
            target = Path(folder) / PACKAGE
            export = ExportRequest(target=target, scope=Scope.CASE, case=request.case, withhold=request.withhold)
            contents = self._packages.contents(export)
            if contents.log.head.size != snapshot.value["log"]["size"]:
                raise InputWrong(
                    "RECORD_MOVED",
                    N_("Something was recorded while the document was being made."),
                    kept=N_("Nothing was written and nothing was recorded."),
                    advice=N_("Make the document again."),
                )
            write_package(contents, target, signer, progress=progress)
            return target.read_bytes()


def _check(request: ReportRequest) -> None:
    for value, allowed, code, what in (
        (request.kind, KINDS, "REPORT_KIND", N_("There is no document {value} yet; there are: {allowed}.")),
        (request.language, LANGUAGES, "REPORT_LANGUAGE", N_("There is no language {value}; there are: {allowed}.")),
        (request.paper, PAPERS, "REPORT_PAPER", N_("There is no paper {value}; there are: {allowed}.")),
    ):
        if value not in allowed:
            raise InputWrong(
                code,
                what,
                kept=N_("Nothing was written and nothing was recorded."),
                advice=N_("Choose one of these."),
                value=value,
                allowed=", ".join(allowed),
            )
    if request.exhibit or (request.transfer and request.kind != "transfer-receipt"):
        raise InputWrong(
            "REPORT_SUBJECT",
            N_("The document {kind} is not about one exhibit or transfer."),
            kept=N_("Nothing was written and nothing was recorded."),
            advice=N_("Leave that option out."),
            kind=request.kind,
        )
    if request.kind == "transfer-receipt" and not request.transfer:
        raise InputWrong(
            "TRANSFER_NOT_NAMED",
            N_("A receipt is for one transfer, and none was named."),
            kept=N_("Nothing was written and nothing was recorded."),
            advice=N_("Name it with --transfer; look it up with: custody transfer list"),
        )
