"""Rules of transfers: only the holder offers, only the named person answers, one open offer for an exhibit."""

from __future__ import annotations

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.act import Act, ActLine, members
from custody_app.domain.bodies import make_act
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_date,
    check_once,
    check_sha256,
    require,
)
from custody_app.domain.guards import (
    batches,
    lines_of,
    open_exhibits,
    require_cosigners,
    require_holder,
    require_person,
    require_recipient,
)
from custody_app.domain.state import ExhibitState, State, TransferState
from custody_app.domain.transfer_commands import (
    AcceptTransfer,
    CancelTransfer,
    CloseTransfer,
    OfferTransfer,
    RejectTransfer,
)
from custody_app.domain.values import KeylessRecipient
from custody_app.domain.vocabulary import RECIPIENT_KINDS, SIGNED_ON
from custody_app.i18n import N_

BATCH = 150
"""Exhibits in one offer, so that the acceptance, which has a line for each, stays below 64 KiB too."""

_READ_SEAL = N_("Read the seal on the exhibit itself. If it differs from the record, record a seal check first.")


def offer(state: State, command: OfferTransfer) -> tuple[Act, ...]:
    """Offer exhibits; more than `BATCH` become several offers."""
    require_person(state, command.actor)
    exhibits = open_exhibits(state, command.exhibits)
    require_holder(command.actor, exhibits, "OFFER_NOT_HOLDER")
    _check_recipient(state, command, exhibits)
    require(command.purpose, N_("Purpose"))
    require(command.condition, N_("Condition"))
    check_date(command.due, N_("Due back on"))
    if command.courier is not None:
        require(command.courier.name, N_("Courier"))
    _check_seals(command, exhibits)
    lost = [each.number or each.id for each in exhibits if each.lost]
    if lost:
        raise RuleRefused(
            "EXHIBIT_LOST",
            N_("Exhibit {number} is recorded as lost."),
            kept=NOTHING_RECORDED,
            advice=N_("Record first that it was found again."),
            number=lost[0],
        )
    to = command.to if isinstance(command.to, str) else command.to.to_body()
    acts = []
    for batch in batches(exhibits, BATCH):
        ids = {each.id for each in batch}
        seals = [{"exhibit": exhibit, "number": number} for exhibit, number in command.seals if exhibit in ids]
        body = {
            "to": to,
            "seals": seals,
            **members(purpose=command.purpose, condition=command.condition, due=command.due, courier=command.courier),
        }
        acts.append(
            make_act("transfer.offer", actor=command.actor, case=batch[0].case, lines=lines_of(batch), body=body)
        )
    return tuple(acts)


def accept(state: State, command: AcceptTransfer) -> Act:
    """Accept an open offer, line by line."""
    transfer = _open_transfer(state, command.offer)
    require_person(state, command.actor)
    if transfer.to:
        _require_recipient(transfer, command.actor)
    else:
        check_code(command.signed_on, SIGNED_ON, N_("Signed"))
        require(command.signature, N_("Handwritten signature"))
        check_sha256(command.signature, N_("Handwritten signature"))
    require_cosigners(state, command.actor, command.cosigners)
    _check_lines(transfer, command)
    lines = [
        {
            "exhibit": line.exhibit,
            "accepted": line.accepted,
            "condition": line.condition,
            "seal_ok": line.seal_ok,
            **members(reason=line.reason),
        }
        for line in command.lines
    ]
    handwritten = {"image": command.signature, "on": command.signed_on} if command.signature else None
    return make_act(
        "transfer.accept",
        actor=command.actor,
        case=transfer.case,
        lines=tuple(ActLine(exhibit) for exhibit in transfer.exhibits),
        body={"offer": command.offer, "lines": lines, **members(handwritten=handwritten, cosigners=command.cosigners)},
    )


def reject(state: State, command: RejectTransfer) -> Act:
    """Reject an open offer as a whole."""
    transfer = _open_transfer(state, command.offer)
    require_person(state, command.actor)
    if not transfer.to:
        raise RuleRefused(
            "REJECT_WITHOUT_KEY",
            N_("The recipient has no key and cannot sign a rejection."),
            kept=NOTHING_RECORDED,
            advice=N_("Let the person who made the offer cancel it, and say why."),
        )
    _require_recipient(transfer, command.actor)
    return _answer("transfer.reject", transfer, command.actor, command.reason)


def cancel(state: State, command: CancelTransfer) -> Act:
    """Take back an open offer."""
    transfer = _open_transfer(state, command.offer)
    require_person(state, command.actor)
    if command.actor != transfer.by:
        raise RuleRefused(
            "ACCEPT_WRONG_PERSON",
            N_("Only {person}, who made the offer, can cancel it."),
            kept=NOTHING_RECORDED,
            advice=N_("Ask that person; the recipient can reject the offer."),
            person=transfer.by,
        )
    return _answer("transfer.cancel", transfer, command.actor, command.reason)


def close(state: State, command: CloseTransfer) -> Act:
    """Close an offer that another station answered."""
    transfer = _transfer(state, command.offer)
    require_person(state, command.actor)
    if transfer.closed:
        raise RuleRefused(
            "TRANSFER_CLOSED",
            N_("This transfer is closed already."),
            kept=NOTHING_RECORDED,
            advice=N_("Nothing is left to do."),
        )
    if transfer.status not in {"accepted", "rejected"} or transfer.answer != command.answer:
        raise RuleRefused(
            "ACCEPT_NO_OFFER",
            N_("This is not the answer to that offer."),
            kept=NOTHING_RECORDED,
            advice=N_("Import the receipt package of the receiving station first."),
        )
    answer = {"accept" if transfer.status == "accepted" else "reject": command.answer}
    return make_act("transfer.close", actor=command.actor, case=transfer.case, body={"offer": command.offer, **answer})


def _answer(kind: str, transfer: TransferState, actor: str, reason: str) -> Act:
    require(reason, N_("Reason"))
    return make_act(
        kind,
        actor=actor,
        case=transfer.case,
        lines=tuple(ActLine(exhibit) for exhibit in transfer.exhibits),
        body={"offer": transfer.offer, "reason": reason},
    )


def _transfer(state: State, offer_digest: str) -> TransferState:
    transfer = state.transfers.get(offer_digest)
    if transfer is None:
        raise InputWrong(
            "OFFER_UNKNOWN",
            N_("There is no such offer."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose the offer from the list, or import the sender's package."),
        )
    return transfer


def _open_transfer(state: State, offer_digest: str) -> TransferState:
    transfer = _transfer(state, offer_digest)
    if transfer.status != "open":
        raise RuleRefused(
            "ACCEPT_TWICE" if transfer.status == "accepted" else "ACCEPT_NO_OFFER",
            N_("This offer has been answered already: {status}."),
            kept=NOTHING_RECORDED,
            advice=N_("If custody is to change, the holder makes a new offer."),
            status=transfer.status,
        )
    return transfer


def _require_recipient(transfer: TransferState, actor: str) -> None:
    if actor != transfer.to:
        raise RuleRefused(
            "ACCEPT_WRONG_PERSON",
            N_("The offer is made to {to}, not to {person}."),
            kept=NOTHING_RECORDED,
            advice=N_("Let {to} sign, or cancel the offer and make another."),
            to=transfer.to,
            person=actor,
        )


def _check_recipient(state: State, command: OfferTransfer, exhibits: tuple[ExhibitState, ...]) -> None:
    if isinstance(command.to, KeylessRecipient):
        check_code(command.to.kind, RECIPIENT_KINDS, N_("Kind of recipient"))
        require(command.to.kind, N_("Kind of recipient"))
        require(command.to.name, N_("Name"))
        return
    require_recipient(state, command.to)
    # Whoever attested for a person without a key may take the exhibit back by an offer to themself.
    if any(each.holder.person == command.to for each in exhibits):
        raise RuleRefused(
            "OFFER_TO_HOLDER",
            N_("{person} holds the exhibit already."),
            kept=NOTHING_RECORDED,
            advice=N_("Name another recipient."),
            person=command.to,
        )


def _check_seals(command: OfferTransfer, exhibits: tuple[ExhibitState, ...]) -> None:
    check_once((f"{exhibit} {number}" for exhibit, number in command.seals), N_("Seals"))
    given = set(command.seals)
    in_force = {(each.id, seal.number) for each in exhibits for seal in each.seals_in_force}
    wrong = sorted(given ^ in_force)
    if wrong:
        numbers = {each.id: each.number for each in exhibits}
        exhibit = wrong[0][0]
        missing = any(named == exhibit for named, _ in in_force - given)
        # What was read is repeated, never what the record has: the number must come from the exhibit itself.
        typed = next((number for named, number in wrong if named == exhibit and (named, number) in given), "")
        told = {"seal": typed, "number": numbers.get(exhibit) or exhibit}
        if missing and not typed:
            raise RuleRefused(
                "SEAL_MISSING",
                N_("A seal of exhibit {number} was not typed back."),
                kept=NOTHING_RECORDED,
                advice=_READ_SEAL,
                **told,
            )
        raise RuleRefused(
            "SEAL_MISSING" if missing else "SEAL_UNKNOWN",
            N_("Exhibit {number} has no seal {seal} on record."),
            kept=NOTHING_RECORDED,
            advice=_READ_SEAL,
            **told,
        )


def _check_lines(transfer: TransferState, command: AcceptTransfer) -> None:
    exhibits = [line.exhibit for line in command.lines]
    check_once(exhibits, N_("Exhibit"))
    if set(exhibits) != set(transfer.exhibits):
        raise InputWrong(
            "ACCEPT_EXHIBITS",
            N_("The answer must have one line for each exhibit of the offer."),
            kept=NOTHING_RECORDED,
            advice=N_("Accept or reject every exhibit of the list."),
        )
    for line in command.lines:
        require(line.condition, N_("Condition"))
        if not line.accepted:
            require(line.reason, N_("Reason"))
