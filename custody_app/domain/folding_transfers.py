"""Folds transfers of custody: a holder changes by an acceptance only."""

from __future__ import annotations

from dataclasses import replace

from custody_app.domain import lenient
from custody_app.domain.act import Recorded
from custody_app.domain.draft import Draft
from custody_app.domain.state import Holder, Holding, SealState, TransferState


def offered(draft: Draft, recorded: Recorded) -> None:
    """Open the transfer; its exhibits wait for the answer."""
    body = recorded.body
    to = lenient.text(body, "to")
    named = lenient.inner(body, "to")
    exhibits = tuple(line.exhibit for line in recorded.lines)
    draft.transfers[recorded.digest] = TransferState(
        offer=recorded.digest,
        case=recorded.case,
        exhibits=exhibits,
        by=recorded.actor,
        to=to,
        recipient=Holder(
            person=to,
            kind=lenient.text(named, "kind"),
            name=lenient.text(named, "name"),
            org=lenient.text(named, "org"),
            releasers=frozenset({to} if to else ()),
        ),
        at=recorded.at,
        purpose=lenient.text(body, "purpose"),
        condition=lenient.text(body, "condition"),
        seals=tuple(
            (lenient.text(seal, "exhibit"), lenient.text(seal, "number")) for seal in lenient.objects(body, "seals")
        ),
        due=lenient.text(body, "due"),
    )
    for exhibit in exhibits:
        draft.change_exhibit(exhibit, open_offer=recorded.digest)


def accepted(draft: Draft, recorded: Recorded) -> None:
    """Give the accepted exhibits to the recipient; the others stay with their holder."""
    transfer = _open(draft, recorded)
    if transfer is None:
        return
    holder = transfer.recipient
    if not transfer.to:
        cosigners = lenient.texts(recorded.body, "cosigners")
        holder = replace(holder, releasers=frozenset({recorded.actor, *cosigners}))
    taken = set()
    for line in lenient.objects(recorded.body, "lines"):
        exhibit = lenient.text(line, "exhibit")
        known = draft.exhibits.get(exhibit)
        if exhibit not in transfer.exhibits or known is None:
            continue
        if line.get("seal_ok") is False:
            draft.change_exhibit(exhibit, seals=tuple(_doubt(seal) for seal in known.seals))
        if lenient.yes(line, "accepted") and exhibit not in taken:
            taken.add(exhibit)
            holding = Holding(holder=holder, since=recorded.at, statement=recorded.digest)
            draft.change_exhibit(exhibit, holder=holder, history=(*known.history, holding))
    draft.change_transfer(
        transfer.offer,
        status="accepted",
        accepted=frozenset(taken),
        attested_by="" if transfer.to else recorded.actor,
    )
    _answered(draft, transfer, recorded)


def ended(draft: Draft, recorded: Recorded) -> None:
    """End the transfer by a rejection or cancellation; nothing changes hands."""
    transfer = _open(draft, recorded)
    if transfer is not None:
        status = "rejected" if recorded.type == "transfer.reject" else "cancelled"
        draft.change_transfer(transfer.offer, status=status)
        _answered(draft, transfer, recorded)


def closed(draft: Draft, recorded: Recorded) -> None:
    """Mark the transfer as closed in the sender's log."""
    draft.change_transfer(lenient.text(recorded.body, "offer"), closed=True)


def _open(draft: Draft, recorded: Recorded) -> TransferState | None:
    transfer = draft.transfers.get(lenient.text(recorded.body, "offer"))
    return transfer if transfer is not None and transfer.status == "open" else None


def _answered(draft: Draft, transfer: TransferState, recorded: Recorded) -> None:
    draft.change_transfer(transfer.offer, answer=recorded.digest, answered_at=recorded.at)
    for exhibit in transfer.exhibits:
        known = draft.exhibits.get(exhibit)
        if known is not None and known.open_offer == transfer.offer:
            draft.change_exhibit(exhibit, open_offer="")


def _doubt(seal: SealState) -> SealState:
    return seal if seal.status == "broken" else replace(seal, status="doubtful")
