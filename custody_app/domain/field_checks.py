"""Checks the fields of an exhibit against its type: only its own fields, required ones present, identifiers sound."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NoReturn

from custody_app.diagnostics import InputWrong, Term
from custody_app.domain.act import Json, plain
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_date,
    check_sha256,
    check_text,
    check_time,
    require,
)
from custody_app.domain.exhibit_commands import FieldValue, FieldValues
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.exhibit_types import EXHIBIT_TYPES, ExhibitType
from custody_app.domain.identifiers import CHECKS
from custody_app.i18n import N_

_SIGNED = frozenset({"clock_offset"})
"""Whole numbers that may be negative."""
_LARGEST = {"clock_offset": 200 * 366 * 86_400}
"""Seconds in 200 years: clocks that were never set begin in 1904 or 1970."""
MAX_INTEGER = 2**53 - 1
"""What a canonical statement can hold."""


def exhibit_type(type_id: str) -> ExhibitType:
    """Return the exhibit type, or refuse an unknown one (EXHIBIT_TYPE_UNKNOWN)."""
    known = EXHIBIT_TYPES.get(type_id)
    if known is None:
        raise InputWrong(
            "EXHIBIT_TYPE_UNKNOWN",
            N_("There is no exhibit type {type}."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose one of: {types}."),
            type=type_id,
            types=", ".join(EXHIBIT_TYPES),
        )
    return known


def checked_fields(kind: ExhibitType, fields: FieldValues, confirmed: Collection[str], *, whole: bool) -> Json:
    """Return the fields as they are signed, in the type's order, empty ones left out.

    Args:
        kind: the exhibit type.
        fields: key to value.
        confirmed: codes of doubts that the person has confirmed.
        whole: required fields must be there (a registration); False for an update.

    Raises:
        InputWrong: FIELD_UNKNOWN, FIELD_MISSING, FIELD_KIND, CODE_UNKNOWN, TIME_FORMAT, or the code of an identifier's
            error or unconfirmed doubt.
    """
    for key in fields:
        if kind.field(key) is None:
            raise InputWrong(
                "FIELD_UNKNOWN",
                N_("An exhibit of type {type} has no field {field}."),
                kept=NOTHING_RECORDED,
                advice=N_("Use the fields of that type, or say it in the further description."),
                type=kind.id,
                field=key,
            )
    checked: Json = {}
    for spec in kind.fields:
        value = fields.get(spec.key, "")
        if value in ("", ()):
            if whole and spec.required:
                require("", spec.label)
            continue
        check_field(spec, value, confirmed)
        checked[spec.key] = plain(value)
    return checked


def check_field(spec: FieldSpec, value: FieldValue, confirmed: Collection[str] = ()) -> None:
    """Refuse a value that does not fit its field; raises as `checked_fields` does."""
    if spec.many:
        if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            _refuse_kind(spec, N_("a list of texts"))
        for item in value:
            _check_text_value(spec, item, confirmed)
        return
    if spec.kind is FieldKind.WHOLE:
        _check_whole(spec, value)
    elif spec.kind is FieldKind.YES_NO:
        if not isinstance(value, bool):
            _refuse_kind(spec, N_("yes or no"))
    elif isinstance(value, str):
        _check_text_value(spec, value, confirmed)
    else:
        _refuse_kind(spec, N_("text"))


def _check_whole(spec: FieldSpec, value: FieldValue) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse_kind(spec, N_("a whole number"))
    if value < 0 and spec.key not in _SIGNED:
        _refuse_kind(spec, N_("a whole number that is not below zero"))
    limit = _LARGEST.get(spec.key, MAX_INTEGER)
    if abs(value) > limit:
        raise InputWrong(
            "NUMBER_BEYOND",
            N_("{field} cannot be more than {limit}."),
            kept=NOTHING_RECORDED,
            advice=N_("Check the number and its unit."),
            field=Term(spec.label),
            limit=limit,
        )


def _check_text_value(spec: FieldSpec, value: str, confirmed: Collection[str]) -> None:
    require(value, spec.label)
    check_text(value, spec.label)
    if spec.kind is FieldKind.CHOICE:
        check_code(value, spec.choices, spec.label)
    elif spec.kind is FieldKind.TIME:
        check_time(value, spec.label)
    elif spec.kind is FieldKind.DATE:
        check_date(value, spec.label)
    elif spec.kind is FieldKind.SHA256:
        check_sha256(value, spec.label)
    for doubt in CHECKS[spec.kind](value) if spec.kind in CHECKS else ():
        if doubt.refused or doubt.code not in confirmed:
            raise InputWrong(
                doubt.code,
                doubt.message,
                kept=NOTHING_RECORDED,
                advice=N_("Read it again from the device. What cannot be read in full belongs in the description.")
                if doubt.refused
                else N_("Read it again from the device; if it really reads so, confirm it."),
                value=value,
                field=Term(spec.label),
                **({} if doubt.refused else {"confirm": doubt.code}),
            )


def doubts(kind: ExhibitType, fields: Mapping[str, FieldValue]) -> tuple[str, ...]:
    """Return the codes of all doubts about these fields that a person may confirm, sorted."""
    codes = set()
    for spec in kind.fields:
        given = fields.get(spec.key, ())
        values = given if isinstance(given, tuple) else (given,)
        check = CHECKS.get(spec.kind)
        if check is not None:
            codes |= {
                doubt.code
                for item in values
                if isinstance(item, str) and item
                for doubt in check(item)
                if not doubt.refused
            }
    return tuple(sorted(codes))


def _refuse_kind(spec: FieldSpec, wanted: str) -> NoReturn:
    raise InputWrong(
        "FIELD_KIND",
        N_("{field} takes {wanted}."),
        kept=NOTHING_RECORDED,
        advice=N_("Check what was entered."),
        field=Term(spec.label),
        wanted=Term(wanted),
    )
