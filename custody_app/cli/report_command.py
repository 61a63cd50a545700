"""`custody report`: documents about a case, issued and logged with a key, or a copy without one."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.passphrase import add_passphrase_options
from custody_app.cli.sitting import Sitting, open_to_read
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator
from custody_app.reports.task import KINDS
from custody_app.services.reporting import PAPERS, ReadyReport, ReportRequest
from custody_app.services.station import OpenStation


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody report` takes."""
    tr = translator._
    parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--case", metavar="ID", required=True, help=tr(N_("the case, by number or id")))
    parser.add_argument("--exhibit", metavar="ID", default="", help=tr(N_("for documents about one exhibit")))
    parser.add_argument("--transfer", metavar="OFFER", default="", help=tr(N_("the offer, for a receipt")))
    parser.add_argument("--page", choices=PAPERS, default="A4", help=tr(N_("the paper")))
    parser.add_argument(
        "--redact", metavar="FIELD", nargs="+", default=[], help=tr(N_("withhold redactable members of these names"))
    )
    parser.add_argument("--for", dest="recipient", metavar="NAME", default="", help=tr(N_("who it is for")))
    parser.add_argument("--reason", default="", help=tr(N_("why it is made")))
    parser.add_argument(
        "--copy", action="store_true", help=tr(N_("without a key: each page says Copy, not issued; nothing is logged"))
    )
    parser.add_argument("--output", metavar="FILE.pdf", type=Path, required=True, help=tr(N_("the file to write")))
    parser.add_argument("--overwrite", action="store_true", help=tr(N_("replace an existing file")))
    parser.add_argument("--person", metavar="ID", default="", help=tr(N_("who signs (else whose key is here)")))
    parser.add_argument("--key-file", metavar="FILE", type=Path, help=tr(N_("a key file brought along")))
    parser.add_argument("--yes", action="store_true", help=tr(N_("sign without asking once more")))
    add_passphrase_options(parser, translator)
    add_common_options(parser, translator, inner=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Make the document, issue it unless it is a copy, and write it."""
    if args.kind not in KINDS:
        raise _kind_unknown(args.kind)
    with ExitStack() as stack:
        if args.copy:
            station = stack.enter_context(open_to_read(args, output))
            ready = station.reports.make(_request(args, station), progress=output)
            station.reports.save(ready, args.output, overwrite=args.overwrite)
            output.clear_bar()
            _tell(ready, args.output, output)
            return 0
        sitting = stack.enter_context(Sitting(args, output))
        reports = sitting.station.reports
        request = _request(args, sitting.station)
        ready = reports.make(request, sitting.actor, sitting.unlock(), output)
        output.clear_bar()
        reports.save(
            ready,
            args.output,
            lambda proposal: sitting.record(proposal, **_told(ready, args.output)),
            overwrite=args.overwrite,
        )
    output.say(N_("Issued: {file}, {pages} pages"), file=args.output, pages=ready.pages)
    return 0


def _request(args: argparse.Namespace, station: OpenStation) -> ReportRequest:
    case = station.cases.find(args.case)
    return ReportRequest(
        kind=args.kind,
        case=case,
        exhibit=station.exhibits.find(args.exhibit, case) if args.exhibit else "",
        language=args.language or station.info.language,
        paper=args.page,
        transfer=station.transfers.find(args.transfer) if args.transfer else "",
        withhold=tuple(args.redact),
        recipient=args.recipient,
        reason=args.reason,
    )


def _told(ready: ReadyReport, target: Path) -> dict[str, object]:
    return {
        "file": str(target),
        "kind": ready.request.kind,
        "language": ready.request.language,
        "issued": bool(ready.issuer),
        "pages": ready.pages,
        "bytes": len(ready.pdf),
        "sha256": ready.sha256,
        "record": ready.record,
        "log": ready.log,
    }


def _tell(ready: ReadyReport, target: Path, output: Output) -> None:
    output.document(_told(ready, target))
    output.say(N_("Copy, not issued: {file}, {pages} pages"), file=target, pages=ready.pages)
    output.say(N_("Record digest (SHA-256): {digest}"), digest=ready.record)


def _kind_unknown(kind: str) -> InputWrong:
    return InputWrong(
        "REPORT_KIND",
        N_("There is no document {value} yet; there are: {allowed}."),
        kept=N_("Nothing was written and nothing was recorded."),
        advice=N_("Choose one of these."),
        value=kind,
        allowed=", ".join(KINDS),
    )
