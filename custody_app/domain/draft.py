"""A state that is being folded: what changes is held apart, the rest is the earlier state's."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from custody_app.domain.state import CaseState, ExhibitState, State, StatementRef, TransferState

Key = TypeVar("Key")
Piece = TypeVar("Piece")


@dataclass(slots=True)
class Draft:
    """The parts of a `State`, open to change."""

    roster: Mapping[str, frozenset[str]]
    cases: MutableMapping[str, CaseState]
    exhibits: MutableMapping[str, ExhibitState]
    numbers: MutableMapping[tuple[str, str], str]
    transfers: MutableMapping[str, TransferState]
    statements: MutableMapping[str, StatementRef]
    keys: MutableMapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, state: State) -> Draft:
        """Return a draft that begins as `state`."""
        return cls(
            state.roster,
            _open(state.cases),
            _open(state.exhibits),
            _open(state.numbers),
            _open(state.transfers),
            _open(state.statements),
            _open(state.keys),
        )

    def state(self) -> State:
        """Return the finished state; the draft is not used afterwards."""
        return State(
            roster=self.roster,
            cases=self.cases,
            exhibits=self.exhibits,
            numbers=self.numbers,
            transfers=self.transfers,
            statements=self.statements,
            keys=self.keys,
        )

    def change_case(self, case: str, **changes: Any) -> None:
        """Change a case if it is known."""
        if case in self.cases:
            self.cases[case] = replace(self.cases[case], **changes)

    def change_exhibit(self, exhibit: str, **changes: Any) -> None:
        """Change an exhibit if it is known."""
        if exhibit in self.exhibits:
            self.exhibits[exhibit] = replace(self.exhibits[exhibit], **changes)

    def change_transfer(self, offer: str, **changes: Any) -> None:
        """Change a transfer if it is known."""
        if offer in self.transfers:
            self.transfers[offer] = replace(self.transfers[offer], **changes)


def _open(pieces: Mapping[Key, Piece]) -> MutableMapping[Key, Piece]:
    """Return a mapping that begins as `pieces` and leaves them alone; what is read piece by piece is not read now."""
    if isinstance(pieces, dict):
        return dict(pieces)
    if isinstance(pieces, ChainMap):
        changed, *rest = pieces.maps
        return ChainMap(dict(changed), *rest)
    return ChainMap({}, cast("MutableMapping[Key, Piece]", pieces))  # only the first map of a chain is written to
