"""From folded states to the rows that lists show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from custody_app.domain.state import CaseState, ExhibitState, State, TransferState
from custody_app.log.canonical import Json
from custody_app.storage.recorded import Recorded

_DIGITS = re.compile(r"[0-9]+")
_SERIALS = ("serial", "imei", "iccid", "mac", "vin", "account", "address")


def number_order(number: str) -> str:
    """Return a text by which numbers sort as people count: `A-2` before `A-10`."""
    return _DIGITS.sub(lambda digits: digits[0].lstrip("0").zfill(12), number).casefold()


def search_text(parts: Iterable[Any]) -> str:
    """Return every text within `parts`, case-folded, a line each, for LIKE."""
    found: dict[str, None] = {}
    pending = list(parts)
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            if part:
                found[part.casefold()] = None
        elif isinstance(part, Mapping):
            pending += part.values()
        elif isinstance(part, (list, tuple, set, frozenset)):
            pending += part
        elif isinstance(part, int) and not isinstance(part, bool):
            found[str(part)] = None
    return "\n".join(sorted(found))


def exhibit_row(folded: ExhibitState, state: State, last: Recorded) -> Json:
    """Return the row of an exhibit."""
    fields = folded.fields
    holder = folded.holder
    return {
        "id": folded.id,
        "case": folded.case,
        "number": folded.number,
        "number_order": number_order(folded.number),
        "root": folded.root or folded.number,
        "court_number": folded.court_number,
        "agency_number": folded.agency_number,
        "type": folded.type,
        "title": folded.title,
        "description": _text(fields.get("description")),
        "serial": next((text for name in _SERIALS if (text := _text(fields.get(name)))), ""),
        "basis": folded.basis,
        "container": folded.container,
        "location": folded.location,
        "holder": holder.person,
        "holder_name": ", ".join(part for part in (holder.name, holder.org) if part),
        "state": _state(folded),
        "due": _due(folded, state),
        "open_offer": folded.open_offer,
        "seal": ", ".join(seal.number for seal in folded.seals_in_force),
        "seal_state": _seal_state(folded),
        "baseline": folded.baseline.get("sha256", ""),
        "check_result": folded.last_comparison.result if folded.last_comparison else "",
        "check_at": folded.last_comparison.at if folded.last_comparison else "",
        "parents": list(folded.parents),
        "flags": sorted(folded.flags),
        "derived": len(folded.derived),
        "photographs": len(folded.attachments),
        "registered_at": folded.registered_at,
        "registered_by": folded.registered_by,
        "last_type": last.statement.type,
        "last_at": last.statement.at,
        "last_log": last.log,
        "last_seq": last.seq,
        "search": search_text(
            (
                (folded.number, folded.root, folded.court_number, folded.agency_number, folded.location, fields),
                [seal.number for seal in folded.seals],
                folded.baseline,
            )
        ),
    }


def seal_rows(folded: ExhibitState) -> list[Json]:
    """Return a row for each seal the exhibit has or had, oldest first."""
    return [
        {
            "exhibit": folded.id,
            "position": position,
            "number": seal.number,
            "kind": seal.kind,
            "status": seal.status,
            "applied_at": seal.applied_at,
            "broken_at": seal.broken_at,
        }
        for position, seal in enumerate(folded.seals)
    ]


def transfer_row(folded: TransferState, offer: Recorded) -> Json:
    """Return the row of a transfer."""
    recipient = folded.recipient
    name = ", ".join(part for part in (recipient.name, recipient.org) if part)
    return {
        "offer": folded.offer,
        "log": offer.log,
        "seq": offer.seq,
        "case": folded.case,
        "giver": folded.by,
        "receiver": folded.to,
        "receiver_name": name,
        "purpose": folded.purpose,
        "status": folded.status,
        "due": folded.due,
        "offered_at": folded.at,
        "answered_at": folded.answered_at,
        "answer": folded.answer,
        "closed": folded.closed,
        "exhibits": len(folded.exhibits),
        "accepted": len(folded.accepted),
        "search": search_text((folded.by, folded.to, name, folded.purpose, folded.seals)),
    }


def transfer_exhibit_rows(folded: TransferState) -> list[Json]:
    """Return a row for each exhibit of the transfer, with what came of it."""

    def outcome(exhibit: str) -> str:
        if folded.status != "accepted":
            return folded.status
        return "accepted" if exhibit in folded.accepted else "rejected"

    return [
        {"offer": folded.offer, "exhibit": exhibit, "outcome": outcome(exhibit)}
        for exhibit in dict.fromkeys(folded.exhibits)
    ]


def case_row(folded: CaseState, exhibits: int, last_at: str) -> Json:
    """Return the row of a case; `basis_until` is the earliest day on which a basis expires."""
    return {
        "id": folded.id,
        "number": folded.number,
        "number_order": number_order(folded.number),
        "title": folded.title,
        "offence": folded.offence,
        "authority": folded.authority,
        "status": folded.status,
        "outcome": folded.outcome,
        "held": folded.hold,
        "basis_missing": bool(folded.bases_to_follow),
        "basis": ", ".join(part for basis in folded.bases if (part := basis.number or basis.kind)),
        "basis_until": min((basis.expires for basis in folded.bases if basis.expires), default=""),
        "opened_at": folded.opened_at,
        "opened_by": folded.opened_by,
        "last_at": last_at,
        "exhibits": exhibits,
        "search": search_text(
            (
                (folded.number, folded.title, folded.offence, folded.authority, folded.prosecutor, folded.unit),
                [(basis.number, basis.issuer) for basis in folded.bases],
            )
        ),
    }


def person_rows(keys: Mapping[str, Sequence[str]], recorded: Sequence[Recorded]) -> list[Json]:
    """Return a row for each person with the keys that stand, and when keys were last enrolled and revoked."""
    last: dict[tuple[str, str], str] = {}
    for taken in recorded:
        last[_text(taken.body.get("person")), taken.statement.type] = taken.statement.at
    return [
        {
            "id": person,
            "keys": list(standing),
            "enrolled_at": last.get((person, "key.enrol"), ""),
            "revoked_at": last.get((person, "key.revoke"), ""),
        }
        for person, standing in sorted(keys.items())
        if person
    ]


def _state(folded: ExhibitState) -> str:
    """`disposed`, `lost`, `offered` or `held`."""
    if folded.disposed is not None:
        return "disposed"
    if folded.lost:
        return "lost"
    return "offered" if folded.open_offer else "held"


def _seal_state(folded: ExhibitState) -> str:
    """`doubtful` if any seal in force is, `intact`, `broken` if none is left, "" if there never was one."""
    statuses = {seal.status for seal in folded.seals}
    return next((status for status in ("doubtful", "intact", "broken") if status in statuses), "")


def _due(folded: ExhibitState, state: State) -> str:
    """When it is due back: what its last accepted transfer says."""
    accepted = [transfer for transfer in state.transfers.values() if folded.id in transfer.accepted]
    return accepted[-1].due if accepted and folded.disposed is None else ""


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
