"""`custody transfer offer`, `accept`, `reject`, `cancel`, `hand-over`: the acts that move custody."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from custody_app.cli.exhibit_handling import add_signature, named_exhibits
from custody_app.cli.given import pair
from custody_app.cli.output import Output
from custody_app.cli.passphrase import add_passphrase_options
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    CancelTransfer,
    CloseTransfer,
    OfferTransfer,
    RejectTransfer,
)
from custody_app.domain.values import Courier, KeylessRecipient
from custody_app.domain.vocabulary import PURPOSES, RECIPIENT_KINDS
from custody_app.i18n import N_, Translator
from custody_app.services.acts import Proposal
from custody_app.services.station import OpenStation

AS_OFFERED = N_("As described in the offer")


def add_verbs(verbs: Any, translator: Translator) -> None:
    """Add the verbs of this module."""
    tr = translator._
    offer = add_verb(verbs, translator, "offer", N_("offer exhibits to another person"), run_offer, signs=True)
    _add_offer(offer, translator)
    accept = add_verb(
        verbs, translator, "accept", N_("accept an offer, line by line"), run_accept, signs=True, cosigned=True
    )
    accept.add_argument("offer", metavar="OFFER", help=tr(N_("the offer's digest, or its first characters")))
    _add_answer(accept, translator)
    for name, summary, run in (
        ("reject", N_("reject an offer as a whole"), run_reject),
        ("cancel", N_("take back an offer that nobody has answered"), run_cancel),
    ):
        verb = add_verb(verbs, translator, name, summary, run, signs=True)
        verb.add_argument("offer", metavar="OFFER", help=tr(N_("the offer's digest, or its first characters")))
        verb.add_argument("--reason", required=True, metavar="TEXT")
    close = add_verb(
        verbs, translator, "close", N_("close an offer that another station answered"), run_close, signs=True
    )
    close.add_argument("offer", metavar="OFFER", help=tr(N_("the offer's digest, or its first characters")))
    both = add_verb(
        verbs,
        translator,
        "hand-over",
        N_("offer and accept in one sitting, both people signing"),
        run_hand_over,
        signs=True,
    )
    _add_offer(both, translator)
    _add_answer(both, translator)
    both.add_argument("--to-key-file", metavar="FILE", type=Path, help=tr(N_("a key file the receiver brought")))
    add_passphrase_options(both, translator, "to-")


def _add_offer(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument("exhibits", metavar="EXHIBIT", nargs="+", help=tr(N_("exhibit numbers or ids")))
    parser.add_argument("--case", metavar="CASE", default="", help=tr(N_("where a number is not unique")))
    parser.add_argument("--to", metavar="ID", default="", help=tr(N_("a person of the roster")))
    parser.add_argument("--to-kind", choices=[each.code for each in RECIPIENT_KINDS], default="")
    parser.add_argument("--to-name", metavar="NAME", default="", help=tr(N_("somebody without a key")))
    parser.add_argument("--to-org", metavar="TEXT", default="")
    purposes = ", ".join(choice.code for choice in PURPOSES)
    parser.add_argument("--purpose", required=True, metavar="TEXT", help=f"{purposes}, …")
    parser.add_argument("--condition", required=True, metavar="TEXT", help=tr(N_("in which they are handed over")))
    parser.add_argument(
        "--seal", metavar="EXHIBIT=NUMBER", action="append", default=[], help=tr(N_("as read on the exhibit itself"))
    )
    parser.add_argument("--due", metavar="DATE", default="", help=tr(N_("when they come back")))
    for part in ("name", "org", "tracking"):
        parser.add_argument(f"--courier-{part}", metavar="TEXT", default="")


def _add_answer(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument(
        "--reject", metavar="EXHIBIT=REASON", action="append", default=[], help=tr(N_("a line that is not accepted"))
    )
    parser.add_argument(
        "--received", metavar="EXHIBIT=CONDITION", action="append", default=[], help=tr(N_("a line's condition"))
    )
    parser.add_argument(
        "--received-condition", metavar="TEXT", default=tr(AS_OFFERED), help=tr(N_("of all other lines"))
    )
    parser.add_argument(
        "--seal-differs", metavar="EXHIBIT", action="append", default=[], help=tr(N_("its seal is not as offered"))
    )
    add_signature(parser, translator)


def run_offer(args: argparse.Namespace, output: Output) -> int:
    """Offer exhibits to another person; the giver stays responsible until they accept."""
    with Sitting(args, output) as sitting:
        proposal = sitting.station.transfers.propose_offer(_offer(args, sitting))
        offers = [draft.digest for draft in proposal.drafts if draft.type == "transfer.offer"]
        sitting.record(proposal, offers=offers)
    for offer in offers:
        output.say(N_("Offer: {offer}"), offer=offer)
    return 0


def run_accept(args: argparse.Namespace, output: Output) -> int:
    """Accept an offer line by line."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        offer = station.transfers.find(args.offer)
        state = station.transfers.state(offer)
        command = AcceptTransfer(
            actor=sitting.actor,
            offer=offer,
            lines=_lines(args, station, state.exhibits, state.case),
            signature=_signature(args, station),
            signed_on=args.signed_on,
            cosigners=sitting.cosigners(),
        )
        _record_answer(sitting, station.transfers.propose_accept(command), [offer])
    return 0


def run_reject(args: argparse.Namespace, output: Output) -> int:
    """Reject an offer as a whole."""
    with Sitting(args, output) as sitting:
        transfers = sitting.station.transfers
        offer = transfers.find(args.offer)
        command = RejectTransfer(actor=sitting.actor, offer=offer, reason=args.reason)
        sitting.record(transfers.propose_reject(command), offers=[offer])
    return 0


def run_cancel(args: argparse.Namespace, output: Output) -> int:
    """Take back an offer that nobody has answered."""
    with Sitting(args, output) as sitting:
        transfers = sitting.station.transfers
        offer = transfers.find(args.offer)
        command = CancelTransfer(actor=sitting.actor, offer=offer, reason=args.reason)
        sitting.record(transfers.propose_cancel(command), offers=[offer])
    return 0


def run_close(args: argparse.Namespace, output: Output) -> int:
    """Close an offer that was answered at another station, whose receipt was taken in."""
    with Sitting(args, output) as sitting:
        transfers = sitting.station.transfers
        offer = transfers.find(args.offer)
        command = CloseTransfer(actor=sitting.actor, offer=offer, answer=transfers.state(offer).answer)
        sitting.record(transfers.propose_close(command), offers=[offer])
    return 0


def run_hand_over(args: argparse.Namespace, output: Output) -> int:
    """Offer and accept in one sitting: both people sign here, and both statements are recorded or neither."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        offer = _offer(args, sitting)
        receiver = args.to or sitting.actor
        sitting.joined_by(receiver, "to-")
        case = station.acts.case_of(offer.exhibits[0])
        proposal = station.transfers.propose_hand_over(
            offer,
            _lines(args, station, offer.exhibits, case),
            receiver,
            _signature(args, station),
            args.signed_on,
        )
        offers = [draft.digest for draft in proposal.drafts if draft.type == "transfer.offer"]
        _record_answer(sitting, proposal, offers)
    return 0


def _record_answer(sitting: Sitting, proposal: Proposal, offers: list[str]) -> None:
    lines = [line for draft in proposal.drafts for line in draft.body.get("lines", ())]
    sitting.record(
        proposal,
        offers=offers,
        accepted=[line["exhibit"] for line in lines if line["accepted"]],
        rejected=[line["exhibit"] for line in lines if not line["accepted"]],
    )


def _offer(args: argparse.Namespace, sitting: Sitting) -> OfferTransfer:
    exhibits, case = named_exhibits(args, sitting)
    if bool(args.to) == bool(args.to_name):
        raise InputWrong(
            "RECIPIENT_NOT_NAMED",
            N_("It must be said who receives: one person, with a key or without."),
            kept=N_("Nothing was recorded."),
            advice=N_("Give either --to, or --to-kind and --to-name."),
        )
    keyless = KeylessRecipient(kind=args.to_kind, name=args.to_name, org=args.to_org)
    seals = [pair(text, "--seal") for text in args.seal]
    return OfferTransfer(
        actor=sitting.actor,
        exhibits=exhibits,
        to=args.to or keyless,
        purpose=args.purpose,
        condition=args.condition,
        seals=tuple((sitting.station.exhibits.find(named, case), number) for named, number in seals),
        due=args.due,
        courier=Courier(name=args.courier_name, org=args.courier_org, tracking=args.courier_tracking)
        if args.courier_name or args.courier_org or args.courier_tracking
        else None,
    )


def _lines(
    args: argparse.Namespace, station: OpenStation, exhibits: Iterable[str], case: str
) -> tuple[AcceptedLine, ...]:
    rejected = _by_exhibit(args.reject, "--reject", station, case)
    received = _by_exhibit(args.received, "--received", station, case)
    differs = {station.exhibits.find(named, case) for named in args.seal_differs}
    offered = tuple(exhibits)
    stray = (rejected.keys() | received.keys() | differs) - set(offered)
    if stray:
        raise InputWrong(
            "EXHIBIT_NOT_OFFERED",
            N_("Exhibit {exhibit} is not in this offer."),
            kept=N_("Nothing was recorded."),
            advice=N_("Look at the offer with: custody transfer show"),
            exhibit=min(stray),
        )
    return tuple(
        AcceptedLine(
            exhibit=exhibit,
            condition=received.get(exhibit, args.received_condition),
            accepted=exhibit not in rejected,
            seal_ok=exhibit not in differs,
            reason=rejected.get(exhibit, ""),
        )
        for exhibit in offered
    )


def _by_exhibit(texts: Iterable[str], option: str, station: OpenStation, case: str) -> dict[str, str]:
    pairs = (pair(text, option) for text in texts)
    return {station.exhibits.find(named, case): value for named, value in pairs}


def _signature(args: argparse.Namespace, station: OpenStation) -> str:
    return station.exhibits.attach(args.signature_image, "signature").sha256 if args.signature_image else ""
