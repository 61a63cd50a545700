"""`custody transfer`: hand exhibits over, each line accepted or rejected by whoever receives it."""

from __future__ import annotations

import argparse
from typing import Any

from custody_app.cli import transfer_acts
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.showing import FACT, as_json, show
from custody_app.cli.sitting import add_verb, open_to_read
from custody_app.domain.state import ExhibitState, TransferState
from custody_app.domain.vocabulary import PURPOSES, label_of
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64, unb64
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded
from custody_app.storage.list_rows import TransferFilter

_STATUSES = ("open", "accepted", "rejected", "cancelled")
_OUTCOMES = {"accepted": N_("Accepted"), "rejected": N_("Rejected")}
"""Of one exhibit."""


def _status_words(translator: Translator, status: str) -> str:
    words = {
        "open": translator.pgettext("transfer", "Open"),
        "accepted": translator.pgettext("transfer", "Accepted"),
        "rejected": translator.pgettext("transfer", "Rejected"),
        "cancelled": translator.pgettext("transfer", "Cancelled"),
    }
    return words.get(status, status)


def _stage_words(translator: Translator, stage: str) -> str:
    words = {
        "on_the_way": translator.pgettext("transfer", "On the way"),
        "arrived": translator.pgettext("transfer", "Arrived"),
        "answered": translator.pgettext("transfer", "Answered"),
        "closed": translator.pgettext("transfer", "Closed"),
    }
    return words.get(stage, "")


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody transfer` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    transfer_acts.add_verbs(verbs, translator)
    listing = add_verb(verbs, translator, "list", N_("the transfers of this station"), run_list)
    listing.add_argument("--case", metavar="CASE", default="", help=tr(N_("case number or id")))
    listing.add_argument("--status", choices=_STATUSES, default="")
    listing.add_argument("--of", metavar="ID", default="", help=tr(N_("giver or receiver")))
    for name, summary, run in (
        ("show", N_("one transfer"), run_show),
        ("receipt", N_("what was handed over, and who signed for it"), run_receipt),
    ):
        verb = add_verb(verbs, translator, name, summary, run)
        verb.add_argument("offer", metavar="OFFER", help=tr(N_("the offer's digest, or its first characters")))


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List transfers."""
    with open_to_read(args, output) as station:
        case = station.cases.find(args.case) if args.case else ""
        where = TransferFilter(case=case, status=args.status, person=args.of)
        rows = station.store.transfer_rows(station.store.transfer_ids(where))
        stages = station.transfers.stages(rows)
    told = [{**as_json(row), "stage": stage} for row, stage in zip(rows, stages, strict=True)]
    output.document({"transfers": told})
    tr = output.translator._
    output.table(
        [
            N_("Offer"),
            N_("From"),
            N_("To"),
            N_("Purpose"),
            N_("Status"),
            N_("Stage"),
            N_("Exhibits"),
            N_("Offered"),
            N_("Due"),
        ],
        [
            [
                row.offer[:12],
                row.giver,
                row.receiver or row.receiver_name,
                tr(label_of(PURPOSES, row.purpose)),
                _status_words(output.translator, row.status),
                _stage_words(output.translator, stage),
                f"{row.accepted}/{row.exhibits}",
                row.offered_at[:16],
                row.due,
            ]
            for row, stage in zip(rows, stages, strict=True)
        ],
    )
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show one transfer."""
    with open_to_read(args, output) as station:
        offer = station.transfers.find(args.offer)
        state = station.transfers.state(offer)
        exhibits = station.acts.state(state.case).exhibits
        outcomes = station.store.transfer_outcomes(offer)
        stage = station.transfers.stage(offer)
    output.document({"transfer": as_json(state), "outcomes": outcomes, "stage": stage})
    _tell_transfer(state, output)
    if stage:
        output.line(
            output.translator._(FACT).format(
                label=output.translator._(N_("Stage")), value=_stage_words(output.translator, stage)
            )
        )
    _tell_lines(state, exhibits, outcomes, output)
    return 0


def run_receipt(args: argparse.Namespace, output: Output) -> int:
    """Print the receipt: the lines, who signed the offer and who signed the answer, with their digests."""
    with open_to_read(args, output) as station:
        offer = station.transfers.find(args.offer)
        state = station.transfers.state(offer)
        exhibits = station.acts.state(state.case).exhibits
        outcomes = station.store.transfer_outcomes(offer)
        statements = [_signed(station, digest) for digest in (offer, state.answer) if digest]
    answers = _answer_lines(statements)
    output.document(
        {
            "receipt": as_json(state),
            "outcomes": outcomes,
            "exhibits": [
                {"id": each, "number": exhibits[each].number, "title": exhibits[each].title, **answers.get(each, {})}
                for each in state.exhibits
            ],
            "statements": statements,
        }
    )
    _tell_transfer(state, output)
    _tell_lines(state, exhibits, outcomes, output, answers)
    for said in statements:
        output.say(
            N_("Entry {seq}, {type}, signed by {signers}: {digest}"),
            seq=said["seq"],
            type=said["type"],
            signers=", ".join(said["signers"]),
            digest=said["digest"],
        )
    if state.attested_by:
        output.say(N_("Signed by hand, attested by {person}."), person=state.attested_by)
    return 0


def _signed(station: OpenStation, digest: str) -> dict[str, Any]:
    recorded: Recorded | None = station.store.find_digest(unb64(digest, 32))
    if recorded is None:
        return {"digest": digest, "seq": None, "type": "", "at": "", "signers": [], "body": {}}
    said = recorded.statement
    return {
        "digest": b64(recorded.digest),
        "seq": recorded.seq,
        "type": said.type,
        "at": said.at,
        "signers": [said.actor, *said.cosigners],
        "body": recorded.body,
    }


def _answer_lines(statements: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what the receiver said, by exhibit id."""
    lines = [line for said in statements for line in said["body"].get("lines", ())]
    return {line["exhibit"]: {name: line[name] for name in line if name != "exhibit"} for line in lines}


def _tell_transfer(state: TransferState, output: Output) -> None:
    tr = output.translator._
    recipient = state.recipient
    show(
        output,
        {
            N_("Offer"): state.offer,
            N_("From"): state.by,
            N_("To"): state.to or ", ".join(part for part in (recipient.name, recipient.org, recipient.kind) if part),
            N_("Purpose"): tr(label_of(PURPOSES, state.purpose)),
            N_("Condition"): state.condition,
            N_("Status"): _status_words(output.translator, state.status),
            N_("Offered"): state.at,
            N_("Answered"): state.answered_at,
            N_("Due"): state.due,
        },
    )


def _tell_lines(
    state: TransferState,
    exhibits: Any,
    outcomes: dict[str, str],
    output: Output,
    answers: dict[str, dict[str, Any]] | None = None,
) -> None:
    tr = output.translator._
    seals = dict(state.seals)
    rows = []
    for each in state.exhibits:
        exhibit: ExhibitState = exhibits[each]
        said = (answers or {}).get(each, {})
        outcome = outcomes.get(each, state.status)
        rows.append(
            [
                exhibit.number,
                exhibit.title,
                seals.get(each, ""),
                tr(_OUTCOMES[outcome]) if outcome in _OUTCOMES else _status_words(output.translator, outcome),
                " · ".join(str(said[name]) for name in ("condition", "reason") if said.get(name)),
            ]
        )
    output.table([N_("Exhibit"), N_("Description"), N_("Seal"), N_("Answer"), N_("Remarks")], rows)
