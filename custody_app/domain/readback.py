"""Reads an act back to the person who signs: every member of it, in reading order, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from custody_app.domain.act import Act
from custody_app.domain.bodies import BODIES, member_at, starred, walk
from custody_app.domain.body_member import Member, MemberKind
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.statement_names import STATEMENT_NAMES
from custody_app.domain.vocabulary import PURPOSES, Choices
from custody_app.i18n import N_


class Names(Protocol):
    """Names for ids, from the roster and the register. An unknown id gives ""."""

    def person(self, person: str) -> str:
        """Return the name of a person."""

    def exhibit(self, exhibit: str) -> str:
        """Return the exhibit number."""

    def case(self, case: str) -> str:
        """Return the case number."""


@dataclass(frozen=True, slots=True)
class ReadBackLine:
    """One line of a read-back.

    Attributes:
        label: English, marked for translation.
        value: as shown; ids stand in brackets after the name they belong to.
        path: dotted path into the body, with indexes; `@…` for what stands outside the body.
        group: label of the object that holds it, "" outside any; likewise marked.
        item: which of several, from 1; 0 outside any array.
        term: `value` is a marked message, to be translated.
        signed: exactly what is signed, as text.
    """

    label: str
    value: str
    path: str
    group: str = ""
    item: int = 0
    term: bool = False
    signed: str = ""


_HEADINGS = {"@type": N_("Statement"), "@actor": N_("Signed by"), "@case": N_("Case")}


def read_back(act: Act, names: Names, exhibit_type: str = "") -> list[ReadBackLine]:
    """Return the act as lines to read before signing.

    Each text, number, truth value and empty array of the body appears exactly once, as do type, signer, case
    and each exhibit line; times, digests of earlier statements and salts are added by the recorder.

    Args:
        act: what is about to be signed.
        names: names for ids.
        exhibit_type: for an `exhibit.update`, the type of the exhibit, whose labels are then used.
    """
    label = STATEMENT_NAMES[act.type].label if act.type in STATEMENT_NAMES else act.type
    lines = [
        ReadBackLine(_HEADINGS["@type"], label, "@type", term=True, signed=act.type),
        _named(_HEADINGS["@actor"], act.actor, names.person(act.actor), "@actor"),
    ]
    if act.case:
        lines.append(_named(_HEADINGS["@case"], act.case, names.case(act.case), "@case"))
    for place, line in enumerate(act.lines, 1):
        path = f"@exhibits.{place - 1}"
        # A new exhibit has no name on record yet: its number is part of what is signed.
        number = str(act.body.get("number", "")) if line.new else names.exhibit(line.exhibit)
        group = N_("New exhibit") if line.new else N_("Exhibit")
        lines.append(_named(group, line.exhibit, number, f"{path}.exhibit", item=place))
        if line.sha256:
            lines.append(ReadBackLine(N_("SHA-256"), line.sha256, f"{path}.sha256", group, place, signed=line.sha256))
    kind = exhibit_type or str(act.body.get("type", ""))
    return lines + [_line(act.type, path, value, kind, names) for path, value in _in_order(act.type, act.body, kind)]


def _in_order(kind: str, body: dict[str, Any], exhibit_type: str) -> Iterator[tuple[str, Any]]:
    order: dict[str, int] = {}
    for known in BODIES.get(kind, ()):
        order.setdefault(known.path.split(".")[0], len(order))
    for name in sorted(body, key=lambda each: (order.get(each, len(order)), each)):
        member = body[name]
        if name == "fields" and isinstance(member, dict):
            member = _fields_in_order(member, exhibit_type)
        elif isinstance(member, (dict, list)):
            member = _members_in_order(kind, name, member)
        for path, value in walk({name: member}):
            if not isinstance(value, (dict, list)) or not value:
                yield path, value


def _fields_in_order(fields: dict[str, Any], exhibit_type: str) -> dict[str, Any]:
    known = EXHIBIT_TYPES.get(exhibit_type)
    order = [spec.key for spec in known.fields] if known else []
    return {key: fields[key] for key in sorted(fields, key=lambda each: (_place(order, each), each))}


def _members_in_order(kind: str, path: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_members_in_order(kind, f"{path}.*", item) for item in value]
    if not isinstance(value, dict):
        return value
    order = [known.path for known in BODIES.get(kind, ())]
    names = sorted(value, key=lambda each: (_place(order, f"{path}.{each}"), each))
    return {name: _members_in_order(kind, f"{path}.{name}", value[name]) for name in names}


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _line(kind: str, path: str, value: Any, exhibit_type: str, names: Names) -> ReadBackLine:
    known = member_at(kind, path, exhibit_type) or _field_of_any_type(path)
    parts = path.split(".")
    items = [int(part) + 1 for part in parts if part.isdigit()]
    label = known.label if known else parts[-1]
    if known and "<" in known.path:
        label = parts[-1]  # an algorithm is its own label
    holder = member_at(kind, ".".join(part for part in parts[:-1] if not part.isdigit()), exhibit_type)
    group = holder.label if holder and holder.label != label and parts[0] != "fields" else ""
    item = items[-1] if items else 0
    shown, term = _shown(known, value, names)
    return ReadBackLine(label, shown, path, group, item, term, _signed(value))


def _shown(known: Member | None, value: Any, names: Names) -> tuple[str, bool]:
    """Return the value as shown, and whether it is a marked message."""
    if isinstance(value, bool):
        return (N_("Yes") if value else N_("No")), True
    if value in ([], {}):
        return N_("None"), True
    text = str(value)
    if known is None:
        return text, False
    if known.kind in {MemberKind.PERSON, MemberKind.RECIPIENT}:
        return _with_id(names.person(text), text), False
    if known.kind is MemberKind.EXHIBIT:
        return _with_id(names.exhibit(text), text), False
    label = _label(known, text)
    return (label, True) if label else (text, False)


def _label(known: Member, code: str) -> str:
    choices: Choices = PURPOSES if known.path == "purpose" else known.choices
    return next((choice.label for choice in choices if choice.code == code), "")


def _named(label: str, signed: str, name: str, path: str, item: int = 0) -> ReadBackLine:
    return ReadBackLine(label, _with_id(name, signed), path, item=item, signed=signed)


def _with_id(name: str, signed: str) -> str:
    return f"{name} [{signed}]" if name and name != signed else signed


def _signed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "[]" if value == [] else "{}" if value == {} else str(value)


def _field_of_any_type(path: str) -> Member | None:
    """Return the field's member by its key alone, where the exhibit's type is not at hand."""
    if not starred(path).startswith("fields."):
        return None
    return next((known for kind in EXHIBIT_TYPES if (known := member_at("exhibit.register", path, kind))), None)
