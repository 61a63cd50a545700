"""Folds statements about exhibits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from custody_app.domain import lenient
from custody_app.domain.act import Recorded
from custody_app.domain.draft import Draft
from custody_app.domain.state import Comparison, Disposition, ExhibitState, Holder, Holding, SealState


def registered(draft: Draft, recorded: Recorded) -> None:
    """Add the exhibit, held by the actor."""
    for line in recorded.lines:
        _add(draft, recorded, line.exhibit, line.sha256, ())


def derived(draft: Draft, recorded: Recorded) -> None:
    """Add the new child, held by the actor, and name it at its parents."""
    child = lenient.text(recorded.body, "child")
    sha256 = next((line.sha256 for line in recorded.lines if line.exhibit == child), None)
    if not child or child in draft.exhibits or child not in {line.exhibit for line in recorded.lines}:
        return
    parents = tuple(line.exhibit for line in recorded.lines if line.exhibit != child)
    _add(draft, recorded, child, sha256, parents)
    for parent in parents:
        known = draft.exhibits.get(parent)
        if known is not None:
            draft.change_exhibit(parent, derived=(*known.derived, child))


def updated(draft: Draft, recorded: Recorded) -> None:
    """Take over what was said."""
    for line in recorded.lines:
        known = draft.exhibits.get(line.exhibit)
        if known is not None:
            draft.change_exhibit(
                line.exhibit,
                **_described(recorded.body, known.fields),
                attachments=_attachments(recorded.body, known.attachments),
            )


def hashed(draft: Draft, recorded: Recorded) -> None:
    """Add digests of algorithms that had none; those stated before stay."""
    for line in recorded.lines:
        known = draft.exhibits.get(line.exhibit)
        if known is not None:
            draft.change_exhibit(line.exhibit, baseline=_baseline(recorded.body, line.sha256, known.baseline))


def compared(draft: Draft, recorded: Recorded) -> None:
    """Remember the last comparison; the baseline stays."""
    comparison = Comparison(
        result=lenient.text(recorded.body, "result"), at=recorded.at, by=recorded.actor, statement=recorded.digest
    )
    for line in recorded.lines:
        draft.change_exhibit(line.exhibit, last_comparison=comparison)


def sealed(draft: Draft, recorded: Recorded) -> None:
    """Add, break, renew or doubt a seal."""
    body = recorded.body
    action, old = lenient.text(body, "action"), lenient.text(body, "old")
    for line in recorded.lines:
        known = draft.exhibits.get(line.exhibit)
        if known is None:
            continue
        seals = tuple(_seal_after(each, recorded) if each.number == old else each for each in known.seals)
        number = lenient.text(lenient.inner(body, "seal"), "number")
        if action in {"apply", "reseal"} and number:
            kind = lenient.text(lenient.inner(body, "seal"), "kind")
            seals = (*seals, SealState(number=number, kind=kind, applied_at=recorded.at))
        draft.change_exhibit(line.exhibit, seals=seals)


def relocated(draft: Draft, recorded: Recorded) -> None:
    """Set the location; one that is withheld is unknown."""
    for line in recorded.lines:
        draft.change_exhibit(line.exhibit, location=lenient.text(recorded.body, "location"))


def incident(draft: Draft, recorded: Recorded) -> None:
    """Remember what is lost, and what was found again."""
    kind = lenient.text(recorded.body, "kind")
    if kind in {"lost", "found"}:
        for line in recorded.lines:
            draft.change_exhibit(line.exhibit, lost=kind == "lost")


def disposed(draft: Draft, recorded: Recorded) -> None:
    """End the holding."""
    disposition = Disposition(
        action=lenient.text(recorded.body, "action"), at=recorded.at, by=recorded.actor, statement=recorded.digest
    )
    for line in recorded.lines:
        draft.change_exhibit(line.exhibit, disposed=disposition, holder=Holder())


def _add(draft: Draft, recorded: Recorded, exhibit: str, sha256: str | None, parents: tuple[str, ...]) -> None:
    if exhibit in draft.exhibits:
        return
    body = recorded.body
    holder = Holder(person=recorded.actor, releasers=frozenset({recorded.actor}))
    seal = lenient.inner(body, "seal")
    number = lenient.text(seal, "number")
    new = ExhibitState(
        id=exhibit,
        case=recorded.case,
        number=lenient.text(body, "number"),
        type=lenient.text(body, "type"),
        root=lenient.text(body, "root"),
        parents=parents,
        holder=holder,
        history=(Holding(holder=holder, since=recorded.at, statement=recorded.digest),),
        seals=(SealState(number=number, kind=lenient.text(seal, "kind"), applied_at=recorded.at),) if number else (),
        location=lenient.text(body, "location"),
        baseline=_baseline(body, sha256, {}),
        registered_at=recorded.at,
        registered_by=recorded.actor,
        attachments=_attachments(body, ()),
    )
    draft.exhibits[exhibit] = replace(new, **_described(body, {}))
    if new.number:
        draft.numbers.setdefault((new.case, new.number), exhibit)


def _described(body: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: value
        for name in ("basis", "container", "court_number", "agency_number")
        if (value := lenient.text(body, name))
    }
    if "flags" in body:
        changes["flags"] = frozenset(lenient.texts(body, "flags"))
    changes["fields"] = {**fields, **lenient.inner(body, "fields")}
    return changes


def _baseline(body: Mapping[str, Any], sha256: str | None, known: Mapping[str, str]) -> dict[str, str]:
    stated = {name: value for name, value in lenient.inner(body, "digests").items() if isinstance(value, str)}
    if sha256:
        stated["sha256"] = sha256
    return {**stated, **known}


def _attachments(body: Mapping[str, Any], known: tuple[str, ...]) -> tuple[str, ...]:
    new = (lenient.text(attachment, "sha256") for attachment in lenient.objects(body, "attachments"))
    return tuple(dict.fromkeys((*known, *(digest for digest in new if digest))))


def _seal_after(seal: SealState, recorded: Recorded) -> SealState:
    action = lenient.text(recorded.body, "action")
    if action == "check":
        doubtful = recorded.body.get("intact") is False or bool(lenient.text(recorded.body, "reads"))
        return replace(seal, status="doubtful") if doubtful and seal.status != "broken" else seal
    if action not in {"break", "reseal"}:
        return seal
    kept = lenient.text(recorded.body, "old_kept")
    return replace(seal, status="broken", broken_at=seal.broken_at or recorded.at, kept=kept or seal.kept)
