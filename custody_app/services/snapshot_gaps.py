"""What the record does not hold or leaves open, found in a snapshot: documents print it, nobody has to look for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from custody_app.clock import parse_time
from custody_app.domain import lenient
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.state import ExhibitState, State, TransferState
from custody_app.log.canonical import Json
from custody_app.reports.facts.statement import StatementFacts
from custody_app.services.snapshot_case import by_exhibit, reference

_LONG_BEFORE: Final = 60
"""Seconds between the stated time of a seizure and its registration from which the stretch is told."""


def gaps(statements: list[StatementFacts], state: State, *, at: str, case: str, withheld: int) -> list[Json]:
    """Return every gap, exhibit by exhibit, then those of the case.

    Kinds: `before_registration`, `no_digest`, `never_compared`, `unreadable`, `offer_open`, `no_seal`,
    `seal_doubtful`, `lost`, `handwritten`, `overdue`, `basis_to_follow`, `withheld`. Each has `exhibit` (its id)
    unless it is of the case, the reference of the statement that shows it, and `since`, `until` where it is a stretch.

    Args:
        statements: of the case, in order.
        state: what they add up to.
        at: time of the last entry.
        case: case id.
        withheld: how many members are not told.
    """
    by_digest = {statement.digest: statement for statement in statements}
    lines = by_exhibit(statements)
    taken: dict[str, list[TransferState]] = {}
    for transfer in state.transfers.values():
        for accepted in transfer.accepted:
            taken.setdefault(accepted, []).append(transfer)
    found: list[Json] = []
    for exhibit in state.exhibits.values():
        found += _of_exhibit(exhibit, lines[exhibit.id], by_digest, at)
        found += _of_transfers(exhibit, taken.get(exhibit.id, []), by_digest, at)
    known = state.cases.get(case)
    opened = next((s for s in statements if s.type == "case.open"), statements[0])
    for basis in known.bases_to_follow if known else ():
        said = next((s for s in statements if _states(s, basis.id)), opened)
        found.append({"kind": "basis_to_follow", "basis": basis.id, **reference(said)})
    if withheld:
        found.append({"kind": "withheld", "count": withheld, **reference(opened)})
    return found


def _of_exhibit(
    exhibit: ExhibitState, line: list[StatementFacts], by_digest: Mapping[str, StatementFacts], at: str
) -> Iterator[Json]:
    first = next((s for s in line if s.type == "exhibit.register" or s.body.get("child") == exhibit.id), line[0])
    last = by_digest.get(exhibit.last, line[-1])
    yield from _before_registration(exhibit, first)
    yield from _lost(exhibit, line)
    kind = EXHIBIT_TYPES.get(exhibit.type)
    if kind is not None and kind.digital and not exhibit.baseline:
        yield _gap("no_digest", exhibit, first)
    if exhibit.baseline and exhibit.last_comparison is None:
        yield _gap("never_compared", exhibit, last)
    if exhibit.last_comparison is not None and exhibit.last_comparison.result == "unreadable":
        yield _gap("unreadable", exhibit, by_digest[exhibit.last_comparison.statement])
    if exhibit.open_offer:
        offer = by_digest[exhibit.open_offer]
        yield {**_gap("offer_open", exhibit, offer), "since": offer.at, "until": at}
    yield from _doubts(exhibit, line, by_digest)
    if kind is not None and kind.physical and exhibit.disposed is None:
        yield from _seals(exhibit, line, first)


def _of_transfers(
    exhibit: ExhibitState, taken: list[TransferState], by_digest: Mapping[str, StatementFacts], at: str
) -> Iterator[Json]:
    for transfer in taken:
        if transfer.attested_by:
            yield _gap("handwritten", exhibit, by_digest[transfer.answer])
        still = bool(exhibit.history) and exhibit.history[-1].statement == transfer.answer
        if transfer.due and transfer.due < at[:10] and still and exhibit.disposed is None:
            yield {**_gap("overdue", exhibit, by_digest[transfer.offer]), "since": transfer.due}


def _before_registration(exhibit: ExhibitState, first: StatementFacts) -> Iterator[Json]:
    seized = lenient.text(first.body, "seized")
    try:
        waited = (parse_time(first.at) - parse_time(seized)).total_seconds() if seized else 0
    except ValueError:
        return
    if waited >= _LONG_BEFORE:
        yield {**_gap("before_registration", exhibit, first), "since": seized, "until": first.at}


def _lost(exhibit: ExhibitState, line: list[StatementFacts]) -> Iterator[Json]:
    told = [s for s in line if s.type == "exhibit.incident" and s.body.get("kind") in {"lost", "found"}]
    for one, following in pairwise([*told, None]):
        if one is not None and one.body.get("kind") == "lost":
            stretch = {"since": one.at} | ({"until": following.at} if following is not None else {})
            yield {**_gap("lost", exhibit, one), **stretch}


def _seals(exhibit: ExhibitState, line: list[StatementFacts], first: StatementFacts) -> Iterator[Json]:
    sealing = [s for s in line if s.type == "exhibit.seal"]
    if not exhibit.seals_in_force:
        shown = sealing[-1] if sealing else first
        yield {**_gap("no_seal", exhibit, shown), "since": shown.at}


def _doubts(
    exhibit: ExhibitState, line: list[StatementFacts], by_digest: Mapping[str, StatementFacts]
) -> Iterator[Json]:
    """Yield each time a seal was found otherwise than recorded, also where it was replaced later."""
    for statement in line:
        body = statement.body
        if statement.type == "exhibit.seal" and (body.get("intact") is False or lenient.text(body, "reads")):
            yield {**_gap("seal_doubtful", exhibit, statement), "seal": lenient.text(body, "old")}
        for answered in lenient.objects(body, "lines"):
            offer = by_digest.get(lenient.text(body, "offer"))
            if answered.get("seal_ok") is not False or answered.get("exhibit") != exhibit.id or offer is None:
                continue
            stated = [each for each in lenient.objects(offer.body, "seals") if each.get("exhibit") == exhibit.id]
            numbers = ", ".join(lenient.text(each, "number") for each in stated)
            yield {**_gap("seal_doubtful", exhibit, statement), "seal": numbers}


def _gap(kind: str, exhibit: ExhibitState, shown: StatementFacts) -> Json:
    return {"kind": kind, "exhibit": exhibit.id, **reference(shown)}


def _states(statement: StatementFacts, basis: str) -> bool:
    return any(lenient.text(each, "id") == basis for each in lenient.objects(statement.body, "bases"))
