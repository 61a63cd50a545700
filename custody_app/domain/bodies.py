"""The body of every statement type that this program writes: one table for acts, read-back and docs/statements.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from custody_app.diagnostics import ProgramBroken
from custody_app.domain import bodies_anchor, bodies_case, bodies_exhibit, bodies_station, bodies_transfer
from custody_app.domain.act import Act, ActLine, Json
from custody_app.domain.body_member import Body, Member, MemberKind
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.i18n import N_

BODIES: Mapping[str, Body] = {
    "genesis": bodies_station.GENESIS,
    "epoch.start": bodies_station.EPOCH_START,
    "roster.adopt": bodies_station.ROSTER_ADOPT,
    "key.enrol": bodies_case.KEY_ENROL,
    "key.revoke": bodies_case.KEY_REVOKE,
    "case.open": bodies_case.CASE_OPEN,
    "case.update": bodies_case.CASE_UPDATE,
    "case.hold": bodies_case.CASE_HOLD,
    "exhibit.register": bodies_exhibit.EXHIBIT_REGISTER,
    "exhibit.update": bodies_exhibit.EXHIBIT_UPDATE,
    "exhibit.hash": bodies_exhibit.EXHIBIT_HASH,
    "exhibit.verify": bodies_exhibit.EXHIBIT_VERIFY,
    "exhibit.seal": bodies_exhibit.EXHIBIT_SEAL,
    "exhibit.derive": bodies_exhibit.EXHIBIT_DERIVE,
    "exhibit.relocate": bodies_exhibit.EXHIBIT_RELOCATE,
    "exhibit.access": bodies_exhibit.EXHIBIT_ACCESS,
    "exhibit.incident": bodies_exhibit.EXHIBIT_INCIDENT,
    "exhibit.dispose": bodies_exhibit.EXHIBIT_DISPOSE,
    "transfer.offer": bodies_transfer.TRANSFER_OFFER,
    "transfer.accept": bodies_transfer.TRANSFER_ACCEPT,
    "transfer.reject": bodies_transfer.TRANSFER_REJECT,
    "transfer.cancel": bodies_transfer.TRANSFER_CANCEL,
    "transfer.close": bodies_transfer.TRANSFER_CLOSE,
    "note": bodies_case.NOTE,
    "correction": bodies_case.CORRECTION,
    "body.erase": bodies_station.BODY_ERASE,
    "report.issue": bodies_station.REPORT_ISSUE,
    "label.print": bodies_station.LABEL_PRINT,
    "export.made": bodies_station.EXPORT_MADE,
    "import.made": bodies_station.IMPORT_MADE,
    "clock.step": bodies_station.CLOCK_STEP,
    "anchor.tsa": bodies_anchor.ANCHOR_TSA,
    "anchor.cosig": bodies_anchor.ANCHOR_COSIG,
    "anchor.head": bodies_anchor.ANCHOR_HEAD,
    "restore.declared": bodies_station.RESTORE_DECLARED,
}

_FIELD_KINDS = {
    FieldKind.WHOLE: MemberKind.WHOLE,
    FieldKind.YES_NO: MemberKind.YES_NO,
    FieldKind.DATE: MemberKind.DATE,
    FieldKind.TIME: MemberKind.TIME,
    FieldKind.CHOICE: MemberKind.CODE,
    FieldKind.SHA256: MemberKind.SHA256,
}


def make_act(
    kind: str, *, actor: str, body: Json, case: str = "", lines: tuple[ActLine, ...] = (), exhibit_type: str = ""
) -> Act:
    """Return an act whose redactable members are those of the table.

    Args:
        kind: statement type, one of `BODIES`.
        actor: person id, or `station`.
        body: its members; absent ones are left out.
        case: case id, or "".
        lines: the exhibits concerned.
        exhibit_type: where the body has `fields` but no `type`: whose fields they are.

    Raises:
        ProgramBroken: ACT_SHAPE when the body has a member that the table does not know.
    """
    redactable: dict[str, None] = {"case_salt": None} if kind in {"case.open", "genesis"} else {}
    for path, value in walk(body):
        if isinstance(value, dict) and path.split(".")[-1].isdigit():
            continue  # an item of an array: what it holds is in the table, it itself is not
        known = member_at(kind, path, exhibit_type or str(body.get("type", "")))
        if known is None:
            raise ProgramBroken("ACT_SHAPE", N_("The statement {type} has no member {path}."), type=kind, path=path)
        if known.redactable:
            redactable[starred(path)] = None
    return Act(
        type=kind,
        actor=actor,
        case=case,
        lines=lines,
        body=body,
        redactable=tuple(redactable),
        cosigners=tuple(body.get("cosigners", ())),
    )


def member_at(kind: str, path: str, exhibit_type: str = "") -> Member | None:
    """Return the table's member for a path with or without indexes, or None."""
    parts = starred(path).split(".")
    if parts[0] == "fields" and len(parts) > 1:
        exhibit = EXHIBIT_TYPES.get(exhibit_type)
        spec = exhibit.field(parts[1]) if exhibit else None
        return _field_member(spec, parts) if spec else None
    for known in BODIES.get(kind, ()):
        names = known.path.split(".")
        if len(names) == len(parts) and all(
            name == part or name.startswith("<") for name, part in zip(names, parts, strict=True)
        ):
            return known
    return None


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each member below `value` with its dotted path, array items by index; containers before what they hold."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        here = f"{path}.{name}" if path else str(name)
        yield here, inner
        yield from walk(inner, here)


def starred(path: str) -> str:
    """Return the path with `*` in place of each index."""
    return ".".join("*" if part.isdigit() else part for part in path.split("."))


def _field_member(spec: FieldSpec, parts: list[str]) -> Member | None:
    kind = _FIELD_KINDS.get(spec.kind, MemberKind.TEXT)
    if spec.many and len(parts) == 2:
        kind = MemberKind.ARRAY
    elif len(parts) > 2 and not (spec.many and parts[2:] == ["*"]):
        return None
    whole = len(parts) == 2
    return Member(
        path=".".join(parts),
        kind=kind,
        label=spec.label,
        required=spec.required and whole,
        redactable=spec.redactable and whole,
        choices=spec.choices,
    )
