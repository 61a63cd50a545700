"""What is typed into the field of an exhibit, made into the value that a command carries."""

from __future__ import annotations

from datetime import datetime

from custody_app.clock import format_time
from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.domain.commands import FieldValue
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.field_checks import check_field
from custody_app.domain.identifiers import CHECKS, Doubt
from custody_app.i18n import N_

SEPARATOR = ";"


def typed_value(spec: FieldSpec, text: str, offset: str) -> FieldValue:
    """Return what was typed as the kind of value that the field takes; "" and () where nothing was.

    Args:
        spec: the field.
        text: as typed; several values are separated by semicolons.
        offset: `[+-]HH:MM`, of a time that says none.

    Raises:
        InputWrong: FIELD_KIND.
    """
    text = text.strip()
    if spec.many:
        return tuple(item.strip() for item in text.split(SEPARATOR) if item.strip())
    if not text:
        return ""
    if spec.kind is FieldKind.WHOLE:
        try:
            return int(text.replace("\u00a0", "").replace(" ", ""))
        except ValueError:
            raise InputWrong(
                "FIELD_KIND",
                N_("{text} is no whole number."),
                kept=N_("Nothing was recorded."),
                advice=N_("Use digits only."),
                text=text,
            ) from None
    if spec.kind is FieldKind.YES_NO:
        return text == "yes"
    return given_time(text, offset) if spec.kind is FieldKind.TIME else text


def given_time(text: str, offset: str) -> str:
    """Return a time as statements write it; without an offset it is local time. Anything else is left to the rules."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset}")
    return format_time(moment)


def problem_of(spec: FieldSpec, text: str, offset: str) -> CustodyError | None:
    """Return what is wrong with a field and cannot be confirmed away, None where it is well or empty."""
    try:
        value = typed_value(spec, text, offset)
        if value not in ("", ()):
            check_field(spec, value, [doubt.code for doubt in doubts_of(spec, text)])
    except CustodyError as error:
        return error
    return None


def doubts_of(spec: FieldSpec, text: str) -> list[Doubt]:
    """Return the doubts that a person may confirm."""
    return [doubt for doubt, _ in _checked(spec, text) if not doubt.refused]


def doubt_words(spec: FieldSpec, text: str) -> list[tuple[Doubt, str]]:
    """Return every doubt about the field with the value it is about."""
    return _checked(spec, text)


def _checked(spec: FieldSpec, text: str) -> list[tuple[Doubt, str]]:
    check = CHECKS.get(spec.kind)
    if check is None:
        return []
    items = [item.strip() for item in text.split(SEPARATOR)] if spec.many else [text.strip()]
    return [(doubt, item) for item in items if item for doubt in check(item)]
