"""`custody package`: what leaves the station, and a look at what came."""

from __future__ import annotations

import argparse
from pathlib import Path

from custody_app.cli import package_import
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_contents import Scope
from custody_app.i18n import N_, Translator
from custody_app.services.packages import ExportRequest


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody package` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    export = add_verb(verbs, translator, "export", N_("write a package"), run_export, signs=True)
    export.add_argument("--case", metavar="ID", help=tr(N_("case number or id")))
    scope = export.add_mutually_exclusive_group()
    scope.add_argument("--whole-log", action="store_true", help=tr(N_("every entry of the log")))
    scope.add_argument("--blinded", action="store_true", help=tr(N_("every entry, what they say withheld")))
    export.add_argument("--with-files", action="store_true", help=tr(N_("photographs and papers travel along")))
    export.add_argument(
        "--evidence", metavar="FILE", type=Path, action="append", default=[], help=tr(N_("include this evidence file"))
    )
    export.add_argument(
        "--redact", metavar="FIELD", nargs="+", default=[], help=tr(N_("withhold redactable members of these names"))
    )
    export.add_argument("--for", dest="recipient", metavar="NAME", default="", help=tr(N_("who it is for")))
    export.add_argument("--reason", default="", help=tr(N_("why it leaves")))
    export.add_argument("--overwrite", action="store_true", help=tr(N_("replace an existing file")))
    export.add_argument("--output", metavar="FILE.custody.zip", type=Path, help=tr(N_("the file to write")))
    # As it was before --output; an option that takes several words before it would swallow it.
    export.add_argument("file", nargs="?", type=Path, help=argparse.SUPPRESS)
    export.add_argument(
        "--receipt", metavar="OFFER", default="", help=tr(N_("the receipt for an offer that came from another station"))
    )
    package_import.add_verbs(verbs, translator)


def run_export(args: argparse.Namespace, output: Output) -> int:
    """Write a package signed by the exporter."""
    if not (args.case or args.whole_log or args.receipt):
        raise _scope_not_named()
    target: Path | None = args.output or args.file
    if target is None:
        raise _output_not_named()
    with Sitting(args, output) as sitting:
        station = sitting.station
        answered = package_import.answered_offer(station, args.receipt) if args.receipt else None
        case = answered.case if answered else station.cases.find(args.case) if args.case else ""
        scope = Scope.WHOLE_LOG if args.whole_log else Scope.BLINDED if args.blinded else Scope.CASE
        request = ExportRequest(
            target=target,
            scope=scope,
            case="" if scope is Scope.WHOLE_LOG else case,
            with_files=args.with_files,
            evidence=tuple(args.evidence),
            withhold=tuple(args.redact),
            recipient=args.recipient or (answered.recipient if answered else ""),
            reason=args.reason,
            overwrite=args.overwrite,
        )
        sitting.approve_export(request)
        written = station.packages.export(request, sitting.unlock(), output)
    output.document(
        {
            "file": str(written.path),
            "scope": str(scope),
            "case": request.case,
            "bytes": written.size,
            "tag_manifest_sha256": written.tag_manifest_sha256,
        }
    )
    output.say(N_("Written and read back: {file} ({size} bytes)"), file=written.path, size=written.size)
    output.say(N_("SHA-256 of its tag manifest: {sha256}"), sha256=written.tag_manifest_sha256)
    return 0


def _output_not_named() -> InputWrong:
    return InputWrong(
        "OUTPUT_NOT_NAMED",
        N_("It was not said where the package goes."),
        kept=N_("No package was made."),
        advice=N_("Give --output FILE.custody.zip."),
    )


def _scope_not_named() -> InputWrong:
    return InputWrong(
        "SCOPE_NOT_NAMED",
        N_("It was not said what is to leave the station."),
        kept=N_("No package was made."),
        advice=N_("Give --case, with --blinded for the log without what it says, or --whole-log for every case."),
    )
