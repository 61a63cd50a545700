"""The receipt of a transfer, both halves, as facts and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from custody_app.domain.state import Holder
from custody_app.domain.vocabulary import PURPOSES, RECIPIENT_KINDS, SIGNED_ON, label_of
from custody_app.i18n import N_, Translator, visible
from custody_app.log.canonical import unb64
from custody_app.services.station import OpenStation

OUTCOMES = {
    "open": N_("Waits for an answer"),
    "accepted": N_("Accepted"),
    "rejected": N_("Rejected"),
    "cancelled": N_("Cancelled"),
}
"""Of one exhibit; of a transfer see `status_words`."""
WIDTH = 78


def status_words(tr: Translator, status: str) -> str:
    """Return how a transfer stands, in words; an unknown status by its code."""
    words = {
        "open": tr._("Waits for an answer"),
        "accepted": tr.pgettext("transfer", "Accepted"),
        "rejected": tr.pgettext("transfer", "Rejected"),
        "cancelled": tr.pgettext("transfer", "Cancelled"),
    }
    return words.get(status, status)


@dataclass(frozen=True, slots=True)
class Half:
    """One side: who signed what, when, where it stands.

    Attributes:
        role: marked, such as `Handed over by`.
        seq: entry in the log, None where the statement stands in another station's log.
        digest: of the statement, hex.
        by_hand: how and by whose attestation, for a signature by hand; else "".
    """

    role: str
    name: str
    at: str = ""
    seq: int | None = None
    digest: str = ""
    signers: tuple[str, ...] = ()
    by_hand: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One exhibit of it."""

    number: str
    title: str
    seals: str
    outcome: str
    condition: str = ""
    seal_ok: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a transfer came to."""

    offer: str
    case: str
    agency: str
    log: str
    status: str
    purpose: str
    condition: str
    due: str
    giver: Half
    receiver: Half
    lines: tuple[ReceiptLine, ...]


def receipt_of(station: OpenStation, offer: str, tr: Translator) -> Receipt:
    """Return the receipt of a transfer as the record has it now; `offer` is the digest of the offer in base64."""
    state = station.transfers.state(offer)
    record = station.acts.state(state.case)
    names = station.trust.names()
    said, answer = _statement(station, offer), _statement(station, state.answer)
    body = answer.get("body", {})
    answers = {line["exhibit"]: line for line in body.get("lines", ())}
    outcomes = station.store.transfer_outcomes(offer)
    seals: dict[str, list[str]] = {}
    for exhibit, number in state.seals:
        seals.setdefault(exhibit, []).append(number)
    lines = tuple(
        ReceiptLine(
            number=record.exhibits[each].number,
            title=record.exhibits[each].title,
            seals=", ".join(seals.get(each, [])),
            outcome=outcomes.get(each, state.status),
            condition=str(answers.get(each, {}).get("condition", "")),
            seal_ok=bool(answers.get(each, {}).get("seal_ok", True)),
            reason=str(answers.get(each, {}).get("reason", "")),
        )
        for each in state.exhibits
    )
    receiver = names.get(state.to, state.to) if state.to else _keyless(state.recipient, tr)
    by_hand, image = _by_hand(body, names, state.attested_by, tr)
    return Receipt(
        offer=offer,
        case=record.cases[state.case].number if state.case in record.cases else state.case,
        agency=station.info.agency,
        log=station.info.origin,
        status=state.status,
        purpose=tr._(label_of(PURPOSES, state.purpose)),
        condition=state.condition,
        due=state.due,
        giver=_half(N_("Handed over by"), names.get(state.by, state.by), said),
        receiver=_half(_role_of(state.status), receiver, answer, by_hand, image),
        lines=lines,
    )


def receipt_text(receipt: Receipt, tr: Translator) -> str:
    """Return the receipt as plain text, hidden characters written out."""
    said = [
        tr._(N_("RECEIPT OF A TRANSFER OF CUSTODY")),
        receipt.agency,
        "",
        _pair(tr, N_("Case"), receipt.case),
        _pair(tr, N_("Log"), receipt.log),
        _pair(tr, N_("State"), status_words(tr, receipt.status)),
        _pair(tr, N_("Purpose"), receipt.purpose),
        _pair(tr, N_("Condition"), receipt.condition),
    ]
    if receipt.due:
        said.append(_pair(tr, N_("Due back on"), receipt.due))
    said += ["", "-" * WIDTH]
    for number, line in enumerate(receipt.lines, 1):
        said.append(f"{number}. {line.number}  {line.title}")
        told = [tr._(OUTCOMES.get(line.outcome, line.outcome))]
        if line.seals:
            told.append(tr._(N_("seal {seals}")).format(seals=line.seals))
        if not line.seal_ok:
            told.append(tr._(N_("seal not in order")))
        told += [part for part in (line.condition, line.reason) if part]
        said.append("   " + " · ".join(told))
    said.append("-" * WIDTH)
    for half in (receipt.giver, receipt.receiver):
        said += ["", *half_lines(half, tr)]
    said.append("")
    return "\n".join(visible(line) for line in said)


def half_lines(half: Half, tr: Translator) -> list[str]:
    """Return one side of the receipt, a line for each fact."""
    said = [f"{tr._(half.role)}: {half.name}"]
    if not half.digest:
        return [*said, tr._(N_("Not signed yet"))]
    said.append(_pair(tr, N_("Signed by"), ", ".join(half.signers)))
    if half.by_hand:
        said.append(half.by_hand)
    said.append(_pair(tr, N_("Time stated"), half.at))
    if half.seq is not None:
        said.append(_pair(tr, N_("Entry"), str(half.seq)))
    return [*said, _pair(tr, N_("Digest"), half.digest)]


def _pair(tr: Translator, label: str, value: str) -> str:
    return f"{tr._(label)}: {value}"


def _role_of(status: str) -> str:
    words = {"rejected": N_("Rejected by"), "cancelled": N_("Cancelled; offered to"), "open": N_("Offered to")}
    return words.get(status, N_("Received by"))


def _half(role: str, name: str, said: dict[str, Any], by_hand: str = "", image: str = "") -> Half:
    return Half(
        role,
        name,
        **{key: said[key] for key in ("at", "seq", "digest", "signers") if key in said},
        by_hand=by_hand,
        image=image,
    )


def _statement(station: OpenStation, digest: str) -> dict[str, Any]:
    if not digest:
        return {}
    raw = unb64(digest, 32)
    recorded = station.store.find_digest(raw)
    if recorded is None:
        return {"digest": raw.hex()}
    names = station.trust.names()
    said = recorded.statement
    return {
        "at": said.at,
        "seq": recorded.seq,
        "digest": recorded.digest.hex(),
        "signers": tuple(names.get(each, each) for each in (said.actor, *said.cosigners)),
        "body": recorded.body,
    }


def _keyless(holder: Holder, tr: Translator) -> str:
    kind = tr._(label_of(RECIPIENT_KINDS, holder.kind))
    return ", ".join(part for part in (holder.name, holder.org, kind) if part)


def _by_hand(body: Any, names: Any, attestor: str, tr: Translator) -> tuple[str, str]:
    hand = body.get("handwritten") or {}
    if not hand:
        return "", ""
    on = tr._(label_of(SIGNED_ON, str(hand.get("on", ""))))
    told = tr._(N_("Signed by hand ({on}), attested by {name}")).format(on=on, name=names.get(attestor, attestor))
    return told, str(hand.get("image", ""))
