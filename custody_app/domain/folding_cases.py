"""Folds statements about cases, corrections and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from custody_app.domain import lenient
from custody_app.domain.act import Recorded
from custody_app.domain.draft import Draft
from custody_app.domain.state import CaseState, Correction
from custody_app.domain.values import LegalBasis

_TEXTS = ("title", "offence", "authority", "prosecutor", "unit", "jurisdiction", "outcome", "status")
_BASIS_TEXTS = (
    "id",
    "kind",
    "number",
    "issuer",
    "issued",
    "expires",
    "return_due",
    "scope",
    "facts",
    "follows",
    "document",
)


def opened(draft: Draft, recorded: Recorded) -> None:
    """Add the case; where another station's log opened it too, take over only what is not known yet."""
    if recorded.case in draft.cases:
        _opened_again(draft, recorded)
        return
    draft.cases[recorded.case] = CaseState(
        id=recorded.case,
        number=lenient.text(recorded.body, "number"),
        opened_at=recorded.at,
        opened_by=recorded.actor,
    )
    updated(draft, recorded)


def _opened_again(draft: Draft, recorded: Recorded) -> None:
    known = draft.cases[recorded.case]
    if recorded.at < known.opened_at:
        draft.change_case(recorded.case, opened_at=recorded.at, opened_by=recorded.actor)
    bases = {basis.id for basis in known.bases}
    stated = {name: value for name, value in recorded.body.items() if not getattr(known, name, "")}
    stated["bases"] = [
        basis for basis in lenient.objects(recorded.body, "bases") if lenient.text(basis, "id") not in bases
    ]
    _take_over(draft, recorded.case, stated)


def updated(draft: Draft, recorded: Recorded) -> None:
    """Take over what was said; a legal basis stated anew replaces the one of its id."""
    _take_over(draft, recorded.case, recorded.body)


def _take_over(draft: Draft, case_id: str, body: Mapping[str, Any]) -> None:
    case = draft.cases.get(case_id)
    if case is None:
        return
    changes: dict[str, Any] = {name: value for name in _TEXTS if (value := lenient.text(body, name))}
    if languages := lenient.texts(body, "languages"):
        changes["languages"] = languages
    bases = {basis.id: basis for basis in case.bases}
    for stated in lenient.objects(body, "bases"):
        basis = _basis(stated)
        if basis.id:
            bases[basis.id] = basis
    draft.change_case(case_id, bases=tuple(bases.values()), **changes)


def held(draft: Draft, recorded: Recorded) -> None:
    """Set or lift the hold."""
    draft.change_case(recorded.case, hold=lenient.yes(recorded.body, "hold"))


def key_enrolled(draft: Draft, recorded: Recorded) -> None:
    """Add the key to its person's."""
    person, key = lenient.text(recorded.body, "person"), lenient.text(recorded.body, "key")
    draft.keys[person] = (*(known for known in draft.keys.get(person, ()) if known != key), key)


def key_revoked(draft: Draft, recorded: Recorded) -> None:
    """Take the key from its person's."""
    person, key = lenient.text(recorded.body, "person"), lenient.text(recorded.body, "key")
    draft.keys[person] = tuple(known for known in draft.keys.get(person, ()) if known != key)


def corrected(draft: Draft, recorded: Recorded) -> None:
    """Remember the correction at the exhibits concerned; a corrected field reads as corrected from now on."""
    member = lenient.text(recorded.body, "member")
    value = recorded.body.get("value")
    statement = lenient.text(recorded.body, "statement")
    correction = Correction(statement=statement, member=member, value=value, by=recorded.actor, at=recorded.at)
    original = draft.statements.get(statement)
    described = original.exhibits[-1:] if original and original.type != "exhibit.register" else None
    for exhibit_id in original.exhibits if original else tuple(line.exhibit for line in recorded.lines):
        exhibit = draft.exhibits.get(exhibit_id)
        if exhibit is None:
            continue
        parts = member.split(".")
        fields = exhibit.fields
        # In a derivation the fields are those of the new child, which stands last.
        if (
            parts[0] == "fields"
            and len(parts) == 2
            and value is not None
            and exhibit_id in (described or (exhibit_id,))
        ):
            fields = {**fields, parts[1]: value}
        draft.change_exhibit(exhibit_id, corrections=(*exhibit.corrections, correction), fields=fields)


def _basis(stated: Mapping[str, Any]) -> LegalBasis:
    return LegalBasis(
        **{name: lenient.text(stated, name) for name in _BASIS_TEXTS}, to_follow=lenient.yes(stated, "to_follow")
    )
