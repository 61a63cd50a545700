"""What people type on the command line, made into the values that commands carry."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from custody_app.cli.answers import NO, YES
from custody_app.clock import format_time
from custody_app.diagnostics import InputWrong
from custody_app.domain.exhibit_commands import FieldValue
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.field_checks import exhibit_type
from custody_app.domain.values import OutsidePerson, Participant
from custody_app.i18n import N_, Translator

_PERSON_PARTS = ("name", "identity", "relation", "address", "telephone")
_PARTS = ("found", "collected", "packaged", "witness", "present")


def pair(text: str, option: str) -> tuple[str, str]:
    """Split `NAME=VALUE`.

    Raises:
        InputWrong: OPTION_PAIR.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InputWrong(
            "OPTION_PAIR",
            N_("{option} takes NAME=VALUE, not {given}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Write the name, an equals sign and the value, without blanks between."),
            option=option,
            given=text,
        )
    return name, value


def given_time(text: str | None) -> str:
    """Return a time as statements write it; `2026-03-04T10:15-03:00` is converted, anything else left to the rules."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return format_time(moment) if moment.tzinfo is not None else text


def given_fields(type_id: str, pairs: Iterable[str], title: str = "") -> dict[str, FieldValue]:
    """Return `KEY=VALUE` texts as the values that the fields of an exhibit type take.

    Raises:
        InputWrong: EXHIBIT_TYPE_UNKNOWN, OPTION_PAIR, FIELD_KIND; a field of another type is left to the rules.
    """
    kind = exhibit_type(type_id)
    fields: dict[str, FieldValue] = {"title": title} if title else {}
    for text in pairs:
        key, value = pair(text, "--field")
        spec = kind.field(key)
        if spec is not None and spec.many:
            earlier = fields.get(key, ())
            fields[key] = (*(earlier if isinstance(earlier, tuple) else ()), value)
        else:
            fields[key] = value if spec is None else field_value(spec, value)
    return fields


def field_value(spec: FieldSpec, text: str) -> FieldValue:
    """Return what was typed as the kind of value that the field takes.

    Raises:
        InputWrong: FIELD_KIND.
    """
    if spec.many:
        return (text,)
    if spec.kind is FieldKind.WHOLE:
        try:
            return int(text)
        except ValueError:
            raise _wrong_kind(spec.key, text) from None
    if spec.kind is FieldKind.YES_NO:
        if text.casefold() not in YES | NO:
            raise _wrong_kind(spec.key, text)
        return text.casefold() in YES
    return given_time(text) if spec.kind is FieldKind.TIME else text


def add_outsider(parser: argparse.ArgumentParser, translator: Translator, prefix: str, who: str) -> None:
    """Add `--<prefix>-name` and the other options that describe somebody outside the roster."""
    for part in _PERSON_PARTS:
        text = translator._(who) if part == "name" else None
        parser.add_argument(f"--{prefix}-{part}", metavar="TEXT", default="", help=text)


def outsider(args: argparse.Namespace, prefix: str) -> OutsidePerson | None:
    """Return the person whom the options `--<prefix>-…` describe, None if there is none."""
    said = {part: getattr(args, f"{prefix}_{part}") for part in _PERSON_PARTS}
    return OutsidePerson(**said) if any(said.values()) else None


def add_participants(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add `--found-by`, `--collected-by`, `--packaged-by`, `--witness` and `--present`."""
    for part in _PARTS:
        option = part if part in {"witness", "present"} else f"{part}-by"
        parser.add_argument(
            f"--{option}",
            dest=f"part_{part}",
            metavar="ID|NAME[, ORG]",
            action="append",
            default=[],
            help=translator._(N_("a person of the roster, or another by name")),
        )


def participants(args: argparse.Namespace, roster: Iterable[str]) -> tuple[Participant, ...]:
    """Return everybody who took part: of the roster by id, others by name and organisation."""
    known = set(roster)
    found = []
    for part in _PARTS:
        for text in getattr(args, f"part_{part}"):
            name, _, org = text.partition(",")
            found.append(
                Participant(part=part, person=text)
                if text in known
                else Participant(part=part, name=name.strip(), org=org.strip())
            )
    return tuple(found)


def given(args: argparse.Namespace, *names: str) -> dict[str, Any]:
    """Return these arguments by name, "" for those that were not given."""
    return {name: getattr(args, name) or "" for name in names}


def _wrong_kind(key: str, text: str) -> InputWrong:
    return InputWrong(
        "FIELD_KIND",
        N_("{field} cannot be {value}."),
        kept=N_("Nothing was recorded."),
        advice=N_("Whole numbers are written in digits; questions are answered with yes or no."),
        field=key,
        value=text,
    )
