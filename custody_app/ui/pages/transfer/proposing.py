"""From the form to the statements that are read back and signed."""

from __future__ import annotations

from custody_app.domain.commands import AcceptTransfer
from custody_app.services.acts import Proposal
from custody_app.services.station import OpenStation
from custody_app.ui.pages.transfer.form import LATER, TransferForm


def propose(station: OpenStation, form: TransferForm, giver: str, signature: str, signed_on: str) -> Proposal:
    """Return the offer, the offer with its acceptance, or the acceptance of an offer that is on record.

    Args:
        station: where it is recorded.
        form: all of it.
        giver: who makes the offer.
        signature: SHA-256 of the signature by hand, "" of a receiver with a key.
        signed_on: `screen` or `paper`.

    Raises:
        RuleRefused, InputWrong: a rule refuses it; nothing was recorded.
    """
    transfers = station.transfers
    lines = form.accepted_lines(form.exhibits)
    receiver = (form.attestor or giver) if form.keyless else form.to
    if form.offer:
        return transfers.propose_accept(
            AcceptTransfer(actor=receiver, offer=form.offer, lines=lines, signature=signature, signed_on=signed_on)
        )
    offer = form.offer_command(giver)
    if form.when == LATER:
        return transfers.propose_offer(offer)
    return transfers.propose_hand_over(offer, lines, receiver, signature, signed_on)


def shown_meanwhile(station: OpenStation, form: TransferForm, giver: str) -> Proposal | None:
    """Return what can be read back before the receiver has signed by hand: the offer, where it is still to be made.

    Raises:
        RuleRefused, InputWrong: as `propose`.
    """
    return None if form.offer else station.transfers.propose_offer(form.offer_command(giver))
