"""What an update or a correction changed of an exhibit: each member, how it read before and how it reads now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from custody_app.domain import lenient
from custody_app.reports.facts.statement import StatementFacts

_DESCRIBING: Final = frozenset({"exhibit.register", "exhibit.derive", "exhibit.update"})
_APART: Final = frozenset({"reason", "note", "confirmed", "cosigners"})


class Change(NamedTuple):
    """One member as a statement changed it.

    Attributes:
        member: dotted path, such as `fields.model`; "" for a statement as a whole.
        kind: the type of the statement that the member belongs to.
        before: how it read, None where nothing was said or it is withheld.
    """

    member: str
    kind: str
    before: Any
    now: Any


def corrected(statement: StatementFacts, line: Sequence[StatementFacts]) -> StatementFacts | None:
    """Return the statement that a correction names, None where it is not among `line`."""
    named = lenient.text(statement.body, "statement")
    return next((each for each in line if each.digest == named), None)


def changes(exhibit: str, statement: StatementFacts, line: Sequence[StatementFacts]) -> list[Change]:
    """Return what an update or a correction changed.

    Args:
        exhibit: its id.
        statement: the update or correction.
        line: the statements that concern the exhibit, in order.
    """
    earlier = line[: line.index(statement)]
    if statement.type == "correction":
        member = lenient.text(statement.body, "member")
        original = corrected(statement, earlier)
        before = _last(exhibit, member, earlier, original) if member and original is not None else None
        return [Change(member, original.type if original else "", before, statement.body.get("value"))]
    said = ((member, value) for member, value in leaves(statement.body) if member not in _APART)
    return [Change(member, "exhibit.update", _last(exhibit, member, earlier, None), value) for member, value in said]


def leaves(body: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each text, number, truth value or list of them below `body` with its dotted path."""
    for name, value in body.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from leaves(value, here)
        elif not isinstance(value, list) or not any(isinstance(item, Mapping) for item in value):
            yield here, value


def _last(exhibit: str, member: str, line: Sequence[StatementFacts], original: StatementFacts | None) -> Any:
    """Return what was said last of a member: of the exhibit, or of the one statement that a correction is about."""
    found = None
    for statement in line:
        if statement.type == "correction" and lenient.text(statement.body, "member") == member:
            if original is None or lenient.text(statement.body, "statement") == original.digest or _describes(original):
                found = statement.body.get("value", found)
        elif statement is original or (_describes(statement) and (original is None or _describes(original))):
            if statement.type == "exhibit.derive" and lenient.text(statement.body, "child") != exhibit:
                continue
            found = dict(leaves(statement.body)).get(member, found)
    return found


def _describes(statement: StatementFacts) -> bool:
    return statement.type in _DESCRIBING
