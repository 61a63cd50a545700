"""`custody exhibit`: register, hash, verify, seal and follow exhibits."""

from __future__ import annotations

import argparse
from typing import Any

from custody_app.cli import exhibit_content, exhibit_description, exhibit_handling
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.showing import FACT, as_json, show, word
from custody_app.cli.sitting import add_verb, open_to_read
from custody_app.cli.window_words import tell_window
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.state import ExhibitState, Holder
from custody_app.domain.statement_names import STATEMENT_NAMES
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64
from custody_app.services.provable_window import ProvableWindows
from custody_app.storage import Recorded
from custody_app.storage.list_rows import ExhibitFilter

_STATES = ("held", "offered", "lost", "disposed")


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody exhibit` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    exhibit_description.add_verbs(verbs, translator)
    _add_reading_verbs(verbs, translator)
    exhibit_content.add_verbs(verbs, translator)
    exhibit_handling.add_verbs(verbs, translator)


def _add_reading_verbs(verbs: Any, translator: Translator) -> None:
    tr = translator._
    listing = add_verb(verbs, translator, "list", N_("the exhibits of this station"), run_list)
    listing.add_argument("--case", metavar="CASE", default="", help=tr(N_("case number or id")))
    listing.add_argument("--text", metavar="WORDS", default="", help=tr(N_("words that all occur")))
    listing.add_argument("--type", choices=list(EXHIBIT_TYPES), default="")
    listing.add_argument("--holder", metavar="ID", default="")
    listing.add_argument("--state", choices=_STATES, default="")
    listing.add_argument("--seal", metavar="NUMBER", default="")
    listing.add_argument("--never-compared", action="store_true", help=tr(N_("never compared since it was hashed")))
    for name, summary, run in (
        ("show", N_("one exhibit, as the record has it"), run_show),
        ("history", N_("everything that was recorded of one exhibit"), run_history),
    ):
        verb = add_verb(verbs, translator, name, summary, run)
        verb.add_argument("exhibit", metavar="EXHIBIT", help=tr(N_("exhibit number or id")))
        verb.add_argument("--case", metavar="CASE", default="", help=tr(N_("where the number is not unique")))


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List exhibits."""
    with open_to_read(args, output) as station:
        where = ExhibitFilter(
            case=station.cases.find(args.case) if args.case else "",
            text=args.text,
            type=args.type,
            holder=args.holder,
            state=args.state,
            seal=args.seal,
            never_compared=args.never_compared,
        )
        rows = station.store.exhibit_rows(station.store.exhibit_ids(where))
    output.document({"exhibits": as_json(rows)})
    tr = output.translator._
    headings = [N_("Number"), N_("Type"), N_("Description"), N_("Holder"), N_("State"), N_("Seal"), N_("Compared")]
    output.table(
        headings,
        [
            [
                row.number,
                tr(EXHIBIT_TYPES[row.type].label) if row.type in EXHIBIT_TYPES else row.type,
                row.title,
                row.holder or row.holder_name,
                word(output, row.state),
                row.seal,
                f"{word(output, row.check_result)} {row.check_at[:10]}".strip(),
            ]
            for row in rows
        ],
    )
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show one exhibit."""
    with open_to_read(args, output) as station:
        case = station.cases.find(args.case) if args.case else ""
        state = station.exhibits.state(station.exhibits.find(args.exhibit, case))
    output.document({"exhibit": as_json(state)})
    tr = output.translator._
    kind = EXHIBIT_TYPES.get(state.type)
    show(
        output,
        {
            N_("Exhibit"): state.number,
            N_("Id"): state.id,
            N_("Root exhibit"): state.root if state.root != state.number else "",
            N_("Type"): tr(kind.label) if kind else state.type,
            N_("Legal basis"): state.basis,
            N_("Sensitive content"): ", ".join(sorted(state.flags)),
        },
    )
    for key, value in state.fields.items():
        spec = kind.field(key) if kind else None
        shown = ", ".join(value) if isinstance(value, (list, tuple)) else value
        output.line(tr(FACT).format(label=tr(spec.label) if spec else key, value=shown))
    _tell_custody(state, output)
    return 0


def _tell_custody(state: ExhibitState, output: Output) -> None:
    comparison = state.last_comparison
    show(
        output,
        {
            N_("Holder"): holder_text(state.holder),
            N_("Location"): state.location,
            N_("Seals"): ", ".join(f"{seal.number} ({word(output, seal.status)})" for seal in state.seals),
            N_("Compared"): f"{word(output, comparison.result)}, {comparison.at}, {comparison.by}"
            if comparison
            else "",
            N_("Offered"): state.open_offer,
            N_("Disposed of"): f"{state.disposed.action}, {state.disposed.at}" if state.disposed else "",
        },
    )
    for algorithm, value in state.baseline.items():
        output.line(f"{algorithm}: {value}")
    for holding in state.history:
        output.say(N_("Held by {holder} since {since}"), holder=holder_text(holding.holder), since=holding.since)


def holder_text(holder: Holder) -> str:
    """Return the person id, or the name of a holder without a key."""
    return holder.person or ", ".join(part for part in (holder.name, holder.org, holder.kind) if part)


def run_history(args: argparse.Namespace, output: Output) -> int:
    """Tell everything that was recorded of one exhibit, in order."""
    with open_to_read(args, output) as station:
        case = station.cases.find(args.case) if args.case else ""
        exhibit = station.exhibits.find(args.exhibit, case)
        line = station.exhibits.history(exhibit)
        logs = {log: ProvableWindows(station.store, log) for log in {each.statement.log for each in line}}
    windows = [logs[each.statement.log].of(each.seq) for each in line]
    told = [_statement(each) | {"window": window.to_json()} for each, window in zip(line, windows, strict=True)]
    output.document({"exhibit": exhibit, "history": told})
    for recorded, window in zip(line, windows, strict=True):
        said = recorded.statement
        name = STATEMENT_NAMES.get(said.type)
        label = output.translator._(name.label) if name else said.type
        output.line(f"{recorded.seq:>8}  {said.at}  {said.actor}  {label}")
        tell_window(window, output, " " * 10)
    return 0


def _statement(recorded: Recorded) -> dict[str, Any]:
    said = recorded.statement
    return {
        "log": said.log,
        "seq": recorded.seq,
        "digest": b64(recorded.digest),
        "id": said.id,
        "type": said.type,
        "actor": said.actor,
        "at": said.at,
        "recorded_at": recorded.at,
        "signers": [said.actor, *said.cosigners],
        "body": recorded.body,
    }
