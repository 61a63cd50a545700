"""`evolve` and `fold`: what recorded statements add up to. They read what is recorded and judge nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from custody_app.domain import folding_cases, folding_exhibits, folding_transfers
from custody_app.domain.act import Recorded
from custody_app.domain.draft import Draft
from custody_app.domain.state import State, StatementRef

_FOLDS: Mapping[str, Callable[[Draft, Recorded], None]] = {
    "case.open": folding_cases.opened,
    "case.update": folding_cases.updated,
    "case.hold": folding_cases.held,
    "key.enrol": folding_cases.key_enrolled,
    "key.revoke": folding_cases.key_revoked,
    "correction": folding_cases.corrected,
    "exhibit.register": folding_exhibits.registered,
    "exhibit.derive": folding_exhibits.derived,
    "exhibit.update": folding_exhibits.updated,
    "exhibit.hash": folding_exhibits.hashed,
    "exhibit.verify": folding_exhibits.compared,
    "exhibit.seal": folding_exhibits.sealed,
    "exhibit.relocate": folding_exhibits.relocated,
    "exhibit.incident": folding_exhibits.incident,
    "exhibit.dispose": folding_exhibits.disposed,
    "transfer.offer": folding_transfers.offered,
    "transfer.accept": folding_transfers.accepted,
    "transfer.reject": folding_transfers.ended,
    "transfer.cancel": folding_transfers.ended,
    "transfer.close": folding_transfers.closed,
}


def evolve(state: State, recorded: Recorded) -> State:
    """Return the state after one more recorded statement."""
    return fold((recorded,), state)


def fold(statements: Iterable[Recorded], state: State | None = None) -> State:
    """Return the state after these statements, in the order of their log, parents before children.

    Statements of unknown types are remembered and join their exhibits' lines. A second registration of an
    exhibit, or an answer to an unknown offer, changes nothing but the line: findings are the verifier's to make.
    """
    draft = Draft.of(state or State())
    for recorded in statements:
        _apply(draft, recorded)
    return draft.state()


def _apply(draft: Draft, recorded: Recorded) -> None:
    rule = _FOLDS.get(recorded.type)
    if rule is not None:
        rule(draft, recorded)
    for line in recorded.lines:
        draft.change_exhibit(line.exhibit, last=recorded.digest)
    if recorded.case and recorded.type.startswith("case."):
        draft.change_case(recorded.case, last=recorded.digest)
    draft.statements[recorded.digest] = StatementRef(
        type=recorded.type,
        case=recorded.case,
        actor=recorded.actor,
        exhibits=tuple(line.exhibit for line in recorded.lines),
    )
