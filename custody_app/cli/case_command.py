"""`custody case`: open a case under its legal basis, follow it, list it."""

from __future__ import annotations

import argparse
from pathlib import Path

from custody_app.cli.case_export import run_export_csv
from custody_app.cli.given import given
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.showing import as_json, show, word
from custody_app.cli.sitting import Sitting, add_verb, open_to_read
from custody_app.domain.commands import AddNote, HoldCase, UpdateCase
from custody_app.domain.state import CaseState
from custody_app.domain.values import Attachment, LegalBasis
from custody_app.domain.vocabulary import BASIS_KINDS, CASE_STATUSES, label_of
from custody_app.i18n import N_, Translator
from custody_app.services.station import OpenStation
from custody_app.storage.list_rows import CaseFilter, ExhibitFilter

_BASIS = ("number", "issuer", "issued", "expires", "return_due", "scope", "facts")
_TEXTS = ("title", "offence", "authority", "prosecutor", "unit", "jurisdiction", "note")


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody case` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    opening = add_verb(verbs, translator, "open", N_("open a case"), run_open, signs=True)
    opening.add_argument("--number", required=True, metavar="NUMBER", help=tr(N_("the case number")))
    _add_description(opening, translator)
    listing = add_verb(verbs, translator, "list", N_("the cases of this station"), run_list)
    listing.add_argument("--text", metavar="WORDS", default="", help=tr(N_("words that all occur")))
    listing.add_argument("--status", choices=[each.code for each in CASE_STATUSES], default="")
    showing = add_verb(verbs, translator, "show", N_("one case"), run_show)
    showing.add_argument("case", metavar="CASE", help=tr(N_("case number or id")))
    update = add_verb(verbs, translator, "update", N_("state what is new about a case"), run_update, signs=True)
    update.add_argument("case", metavar="CASE", help=tr(N_("case number or id")))
    update.add_argument("--status", choices=[each.code for each in CASE_STATUSES], default="")
    update.add_argument("--outcome", metavar="TEXT", default="")
    update.add_argument("--basis-follows", metavar="ID", default="", help=tr(N_("the exigent basis that it fills")))
    _add_description(update, translator)
    hold = add_verb(verbs, translator, "hold", N_("forbid that exhibits are disposed of"), run_hold, signs=True)
    hold.add_argument("case", metavar="CASE", help=tr(N_("case number or id")))
    hold.add_argument("--ground", required=True, metavar="TEXT")
    hold.add_argument("--lift", action="store_true", help=tr(N_("allow it again")))
    note = add_verb(verbs, translator, "note", N_("add a note"), run_note, signs=True, cosigned=True)
    note.add_argument("case", metavar="CASE", help=tr(N_("case number or id")))
    note.add_argument("--text", required=True, metavar="TEXT")
    note.add_argument("--exhibit", metavar="EXHIBIT", action="append", default=[], help=tr(N_("may be repeated")))
    note.add_argument("--attach", metavar="FILE", type=Path, action="append", default=[])
    export = add_verb(verbs, translator, "export-csv", N_("a table for spreadsheets"), run_export_csv)
    export.add_argument("case", metavar="CASE", nargs="?", help=tr(N_("its exhibits; without it, every case")))
    export.add_argument("--output", metavar="FILE", type=Path, help=tr(N_("a file (standard output)")))


def _add_description(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    for name in _TEXTS:
        parser.add_argument(f"--{name}", metavar="TEXT", default="")
    parser.add_argument("--languages", metavar="LIST", default="", help=tr(N_("such as es,en")))
    parser.add_argument(
        "--attach", metavar="FILE", type=Path, action="append", default=[], help=tr(N_("a document to keep"))
    )
    parser.add_argument("--basis-kind", choices=[each.code for each in BASIS_KINDS], default="")
    parser.add_argument("--basis-id", metavar="ID", default="", help=tr(N_("basis-1, basis-2, … unless given")))
    for name in _BASIS:
        option = name.replace("_", "-")
        metavar = "DATE" if name in {"issued", "expires", "return_due"} else "TEXT"
        parser.add_argument(f"--basis-{option}", metavar=metavar, default="")
    parser.add_argument("--basis-to-follow", action="store_true", help=tr(N_("exigent; the written basis will come")))
    parser.add_argument("--basis-document", metavar="FILE", type=Path, help=tr(N_("the warrant or order itself")))


def run_open(args: argparse.Namespace, output: Output) -> int:
    """Open a case."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        bases, documents = _bases(args, station, 1)
        proposal = station.cases.propose_open(
            sitting.actor,
            args.number,
            bases,
            languages=_languages(args),
            attachments=documents,
            **given(args, *_TEXTS),
        )
        case = proposal.drafts[0].case
        sitting.record(proposal, case=case, number=args.number, bases=[basis.id for basis in bases])
    output.say(N_("Case id: {case}"), case=case)
    return 0


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List cases."""
    with open_to_read(args, output) as station:
        rows = station.store.case_rows(station.store.case_ids(CaseFilter(text=args.text, status=args.status)))
    output.document({"cases": as_json(rows)})
    tr = output.translator._
    status = {each.code: output.translator._(each.label) for each in CASE_STATUSES}
    output.table(
        [N_("Number"), N_("Title"), N_("Status"), N_("Exhibits"), N_("Legal basis"), N_("Until"), N_("Opened")],
        [
            [
                row.number,
                row.title,
                status.get(row.status, row.status),
                str(row.exhibits),
                tr(label_of(BASIS_KINDS, row.basis)),
                row.basis_until,
                row.opened_at[:10],
            ]
            for row in rows
        ],
    )
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show one case: its legal bases, what is missing, its exhibits."""
    with open_to_read(args, output) as station:
        state = station.cases.state(station.cases.find(args.case))
        rows = station.store.exhibit_rows(station.store.exhibit_ids(ExhibitFilter(case=state.id)))
    output.document({"case": as_json(state), "exhibits": as_json(rows)})
    _tell_case(state, output)
    output.table(
        [N_("Exhibit"), N_("Description"), N_("Holder"), N_("State")],
        [[row.number, row.title, row.holder or row.holder_name, word(output, row.state)] for row in rows],
    )
    return 0


def _tell_case(state: CaseState, output: Output) -> None:
    tr = output.translator._
    show(
        output,
        {
            N_("Case"): state.number,
            N_("Id"): state.id,
            N_("Title"): state.title,
            N_("Offence"): state.offence,
            N_("Court or authority"): state.authority,
            N_("Prosecutor"): state.prosecutor,
            N_("Unit"): state.unit,
            N_("Status"): tr(label_of(CASE_STATUSES, state.status)),
            N_("Outcome"): state.outcome,
            N_("Hold"): tr(N_("Yes")) if state.hold else "",
        },
    )
    for basis in state.bases:
        said = (tr(label_of(BASIS_KINDS, basis.kind)), basis.number, basis.issuer, basis.issued, basis.expires)
        output.line(f"{tr(N_('Legal basis'))} {basis.id}: {', '.join(part for part in said if part)}")
    for basis in state.bases_to_follow:
        output.say(N_("The written basis for {basis} has not come yet."), basis=basis.id)


def run_update(args: argparse.Namespace, output: Output) -> int:
    """State what is new about a case."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        case = station.cases.find(args.case)
        bases, documents = _bases(args, station, len(station.cases.state(case).bases) + 1)
        command = UpdateCase(
            actor=sitting.actor,
            case=case,
            languages=_languages(args),
            bases=bases,
            attachments=documents,
            **given(args, *_TEXTS, "status", "outcome"),
        )
        sitting.record(station.cases.propose_update(command), case=case, bases=[basis.id for basis in bases])
    return 0


def run_hold(args: argparse.Namespace, output: Output) -> int:
    """Put a case on hold, or lift the hold."""
    with Sitting(args, output) as sitting:
        case = sitting.station.cases.find(args.case)
        command = HoldCase(actor=sitting.actor, case=case, hold=not args.lift, ground=args.ground)
        sitting.record(sitting.station.cases.propose_hold(command), case=case)
    return 0


def run_note(args: argparse.Namespace, output: Output) -> int:
    """Add a note to a case, and to exhibits of it."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        case = station.cases.find(args.case)
        command = AddNote(
            actor=sitting.actor,
            case=case,
            text=args.text,
            exhibits=tuple(station.exhibits.find(named, case) for named in args.exhibit),
            attachments=tuple(station.exhibits.attach(path, "document") for path in args.attach),
            cosigners=sitting.cosigners(),
        )
        sitting.record(station.acts.propose(command, case), case=case)
    return 0


def _languages(args: argparse.Namespace) -> tuple[str, ...]:
    return tuple(part.strip() for part in args.languages.split(",") if part.strip())


def _bases(
    args: argparse.Namespace, station: OpenStation, place: int
) -> tuple[tuple[LegalBasis, ...], tuple[Attachment, ...]]:
    """Return the legal basis that the options describe, if any, and every document to keep."""
    documents = [station.exhibits.attach(path, "document") for path in args.attach]
    said = {name: getattr(args, f"basis_{name}") for name in _BASIS}
    follows = getattr(args, "basis_follows", "")
    if not (args.basis_kind or any(said.values()) or args.basis_document or args.basis_to_follow or follows):
        return (), tuple(documents)
    document = ""
    if args.basis_document is not None:
        paper = station.exhibits.attach(args.basis_document, "authority")
        documents.append(paper)
        document = paper.sha256
    basis = LegalBasis(
        id=args.basis_id or f"basis-{place}",
        kind=args.basis_kind,
        to_follow=args.basis_to_follow,
        follows=follows,
        document=document,
        **said,
    )
    return (basis,), tuple(documents)
