"""A state that is being folded: plain dictionaries, copied once for any number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from custody_app.domain.state import CaseState, ExhibitState, State, StatementRef, TransferState


@dataclass(slots=True)
class Draft:
    """The parts of a `State`, open to change."""

    roster: Mapping[str, frozenset[str]]
    cases: dict[str, CaseState]
    exhibits: dict[str, ExhibitState]
    transfers: dict[str, TransferState]
    statements: dict[str, StatementRef]
    keys: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, state: State) -> Draft:
        """Return a draft that begins as `state`."""
        return cls(
            state.roster,
            dict(state.cases),
            dict(state.exhibits),
            dict(state.transfers),
            dict(state.statements),
            dict(state.keys),
        )

    def state(self) -> State:
        """Return the finished state; the draft is not used afterwards."""
        return State(
            roster=self.roster,
            cases=self.cases,
            exhibits=self.exhibits,
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
