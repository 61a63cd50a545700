"""`custody package inspect` and `import`: what came from another station is shown, then taken in."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custody_app.bootstrap import Bootstrap
from custody_app.cli.output import Output
from custody_app.cli.showing import show
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.cli.station_folder import station_folder
from custody_app.cli.verify_command import tell_outcome
from custody_app.diagnostics import RuleRefused
from custody_app.domain.vocabulary import PURPOSES, label_of
from custody_app.i18n import N_, Translator
from custody_app.services.importing_review import ImportReview, TakenIn
from custody_app.services.station import OpenStation
from custody_app.services.verifying import is_pdf, is_station, verify_path


@dataclass(frozen=True, slots=True)
class AnsweredOffer:
    """An offer that came from another station and was answered here: its case, and the station that waits."""

    case: str
    recipient: str


def add_verbs(verbs: Any, translator: Translator) -> None:
    """Add the verbs of this module."""
    tr = translator._
    what = N_("show what is proven and what is not; nothing is recorded")
    inspect = add_verb(verbs, translator, "inspect", what, run_inspect)
    inspect.add_argument("file", metavar="FILE.custody.zip", type=Path)
    inspect.add_argument(
        "--trust", metavar="DIR|FILE", type=Path, help=tr(N_("what is trusted from outside, instead of the station's"))
    )
    taking = add_verb(verbs, translator, "import", N_("take in a package of another station"), run_import)
    taking.add_argument("file", metavar="FILE.custody.zip", type=Path)
    taking.add_argument("--confirm", action="store_true", help=tr(N_("take it in although something is not proven")))


def run_inspect(args: argparse.Namespace, output: Output) -> int:
    """Verify a package and tell what it holds; nothing is recorded."""
    folder = station_folder(args)
    if args.trust is not None or is_pdf(args.file) or not is_station(folder):
        outcome = verify_path(args.file, args.trust, output, output.translator, output.error)
        output.document(outcome.to_json())
        log = outcome.to_json()["log"]
        output.say(N_("Log {origin}, {size} entries"), origin=log["origin"], size=log["size"])
        tell_outcome(outcome, output)
        return outcome.exit_code
    with (
        (args.bootstrap or Bootstrap()).open(folder, writable=False) as station,
        station.importing.inspect(args.file, output, output.translator) as review,
    ):
        output.clear_bar()
        output.document({**review.outcome.to_json(), **review.to_json()})
        _tell_review(review, output)
        if review.refusal is not None:
            output.error(review.refusal)
        return review.outcome.exit_code


def run_import(args: argparse.Namespace, output: Output) -> int:
    """Take in a package: what failed is refused, what is not proven is shown and asks for `--confirm`."""
    with Sitting(args, output) as sitting:
        importing = sitting.station.importing
        with importing.review(args.file, output, output.translator) as review:
            output.clear_bar()
            _tell_review(review, output)
            if review.refusal is not None:
                raise review.refusal
            if review.needs_confirmation and not args.confirm:
                output.document({**review.outcome.to_json(), **review.to_json(), "taken_in": None})
                output.say(N_("Nothing was taken in. Look at what is not proven, then give --confirm."))
                return review.outcome.exit_code
            taken = importing.take_in(review, confirmed=args.confirm, progress=output)
            output.clear_bar()
            output.document({**review.outcome.to_json(), **review.to_json(), "taken_in": taken.to_json()})
            _tell_taken(taken, sitting.station, output)
    return 0


def answered_offer(station: OpenStation, named: str) -> AnsweredOffer:
    """Return the offer that a receipt package answers.

    Raises:
        InputWrong: OFFER_UNKNOWN; RuleRefused: RECEIPT_WITHOUT_ANSWER, it was made here, or nobody has answered it.
    """
    offer = station.transfers.find(named)
    (row,) = station.store.transfer_rows([offer])
    if row.log == station.store.origin or station.transfers.stage(offer) not in ("answered", "closed"):
        raise RuleRefused(
            "RECEIPT_WITHOUT_ANSWER",
            N_("This offer did not come from another station, or was not answered yet."),
            kept=N_("No package was made."),
            advice=N_("Accept or reject it first; of an offer made here, export the case."),
        )
    rosters = (station.trust.roster, *station.trust.peers)
    names = (f"{held.station}, {roster.agency}" for roster in rosters if (held := roster.station_of(row.log)))
    return AnsweredOffer(row.case, next(names, row.log))


def _tell_review(review: ImportReview, output: Output) -> None:
    signer = review.signer
    show(
        output,
        {
            N_("Agency"): review.agency,
            N_("Station"): review.station,
            N_("Log"): review.origin,
            N_("Entries"): str(review.head.size) if review.head else "",
            N_("Signed by"): (signer.name or signer.person or signer.fingerprint) if signer else "",
            N_("SHA-256 of its tag manifest"): review.package,
        },
    )
    tell_outcome(review.outcome, output)
    if review.known:
        output.say(N_("This package was taken in before."))
    tr = output.translator._
    rows = [
        [
            offer.transfer.offer[:12],
            offer.transfer.by,
            offer.transfer.to,
            tr(label_of(PURPOSES, offer.transfer.purpose)),
            exhibit.number,
            exhibit.title,
        ]
        for offer in review.offers
        if offer.status == "open"
        for exhibit in offer.exhibits
    ]
    if rows:
        output.say(N_("Offered to people of this station:"))
        output.table([N_("Offer"), N_("From"), N_("To"), N_("Purpose"), N_("Exhibit"), N_("Description")], rows)


def _tell_taken(taken: TakenIn, station: OpenStation, output: Output) -> None:
    if taken.recorded is None:
        output.say(N_("Nothing new: {statements} statements."), statements=taken.statements)
    else:
        output.say(
            N_("Taken in: {statements} statements, {files} files; recorded as entry {seq}."),
            statements=taken.statements,
            files=taken.files,
            seq=taken.recorded.seq,
        )
    for offer in taken.offers:
        output.say(N_("To be answered here: custody transfer accept {offer}"), offer=offer)
    for offer in taken.answers:
        output.say(N_("Answered elsewhere; close it with: custody transfer close {offer}"), offer=offer)
    for number in taken.same_numbers:
        output.say(N_("Two exhibits bear the number {number}; neither is changed."), number=number)
    rows = station.store.exhibit_rows(taken.disputes)
    for row in rows:
        output.say(N_("Two histories of exhibit {number} contradict each other."), number=row.number)
