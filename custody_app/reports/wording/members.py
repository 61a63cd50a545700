"""What members and codes are called, and how their values read, in the document's language."""

from __future__ import annotations

from custody_app.domain.bodies import member_at
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.vocabulary import FIXATIONS, FLAGS, PURPOSES, label_of
from custody_app.i18n import Translator
from custody_app.reports.facts.exhibit import ExhibitFacts
from custody_app.reports.facts.said import Value
from custody_app.reports.wording.dates import long_date, utc_text
from custody_app.reports.wording.numbers import listed, number_text, yes_no

CODED = {"fixed": FIXATIONS, "flags": FLAGS}


def type_name(kind: str, translator: Translator) -> str:
    """Return what an exhibit type is called; an unknown one by its code."""
    known = EXHIBIT_TYPES.get(kind)
    return translator._(known.label) if known else kind


def field_rows(exhibit: ExhibitFacts, translator: Translator) -> list[tuple[str, str, Value]]:
    """Return label, text and value of each field that was said, in the order of the type; unknown ones last."""
    kind = EXHIBIT_TYPES.get(exhibit.type)
    specs = {f"fields.{spec.key}": spec for spec in (kind.fields if kind else ())}
    order = {member: place for place, member in enumerate(specs)}
    said = [value for member, value in exhibit.said.items() if member.startswith("fields.")]
    rows = []
    for value in sorted(said, key=lambda each: (order.get(each.member, len(order)), each.member)):
        spec = specs.get(value.member)
        label = translator._(spec.label) if spec else value.member.removeprefix("fields.")
        rows.append((label, field_text(value, spec, translator), value))
    return rows


def field_text(value: Value, spec: FieldSpec | None, translator: Translator) -> str:
    """Return a field's value as it reads: codes by their label, dates and numbers in the language."""
    items = value.value if isinstance(value.value, list) else [value.value]
    return listed([_one(item, spec, translator) for item in items], translator)


def coded_text(value: Value, translator: Translator) -> str:
    """Return a list of codes by their labels."""
    items = value.value if isinstance(value.value, list) else [value.value]
    return listed([translator._(label_of(CODED[value.member], str(item))) for item in items], translator)


def member_label(kind: str, path: str, translator: Translator, exhibit_type: str = "") -> str:
    """Return what a member of a statement is called, or its path."""
    known = member_at(kind, path, exhibit_type)
    return translator._(known.label) if known else path


def purpose_text(purpose: str, translator: Translator) -> str:
    """Return a purpose by its label; other words stay as they were said."""
    return translator._(label_of(PURPOSES, purpose))


def bytes_text(size: int, translator: Translator) -> str:
    """Return a size in bytes."""
    number = number_text(size, translator.language)
    return translator.ngettext("{number} byte", "{number} bytes", size).format(number=number)


def _one(item: object, spec: FieldSpec | None, translator: Translator) -> str:
    if isinstance(item, bool):
        return yes_no(item, translator)
    if isinstance(item, int):
        return number_text(item, translator.language)
    text = str(item)
    if spec is None:
        return text
    if spec.kind is FieldKind.CHOICE:
        return translator._(label_of(spec.choices, text))
    if spec.kind is FieldKind.DATE:
        return long_date(text, translator.language)
    return utc_text(text, translator.language) if spec.kind is FieldKind.TIME else text
