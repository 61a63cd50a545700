"""Checks of single values that commands bring: each returns nothing, or refuses with a code and advice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from custody_app.diagnostics import InputWrong, Term
from custody_app.domain.vocabulary import ALGORITHMS, Choices
from custody_app.i18n import N_

NOTHING_RECORDED = N_("Nothing was recorded.")

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_HEX = re.compile(r"[0-9a-f]+\Z")
_PERSON = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
MAX_TEXT = 8000
"""Characters in one text; a statement as a whole stays below 64 KiB."""


def require(value: str, label: str) -> None:
    """Refuse a required text that is empty or blank (FIELD_MISSING)."""
    if not value.strip():
        raise InputWrong(
            "FIELD_MISSING",
            N_("{field} is missing."),
            kept=NOTHING_RECORDED,
            advice=N_("Fill it in."),
            field=Term(label),
        )


def check_code(value: str, choices: Choices, label: str) -> None:
    """Refuse a code that is not one of `choices` (CODE_UNKNOWN); "" passes."""
    if value and value not in {choice.code for choice in choices}:
        raise InputWrong(
            "CODE_UNKNOWN",
            N_("{field} cannot be {value}."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose one of: {choices}."),
            field=Term(label),
            value=value,
            choices=", ".join(choice.code for choice in choices),
        )


def check_text(value: str, label: str) -> None:
    """Refuse a text that is too long for a statement (TEXT_TOO_LONG)."""
    if len(value) > MAX_TEXT:
        raise InputWrong(
            "TEXT_TOO_LONG",
            N_("{field} is longer than {limit} characters."),
            kept=NOTHING_RECORDED,
            advice=N_("Attach the long text as a file and say the essence here."),
            field=Term(label),
            limit=MAX_TEXT,
        )


def check_time(value: str, label: str) -> None:
    """Refuse what is no time `YYYY-MM-DDTHH:MM:SS.mmmZ` (TIME_FORMAT); "" passes."""
    if value and not (_TIME.match(value) and _parses(value)):
        _refuse_time(value, label, "YYYY-MM-DDTHH:MM:SS.mmmZ")


def check_date(value: str, label: str) -> None:
    """Refuse what is no date `YYYY-MM-DD` (TIME_FORMAT); "" passes."""
    if value and not (_DATE.match(value) and _parses(value)):
        _refuse_time(value, label, "YYYY-MM-DD")


def check_order(earlier: str, later: str) -> None:
    """Refuse an end before its start (END_BEFORE_START); either may be ""."""
    if earlier and later and later < earlier:
        raise InputWrong(
            "END_BEFORE_START",
            N_("{later} is before {earlier}."),
            kept=NOTHING_RECORDED,
            advice=N_("Check both times."),
            earlier=earlier,
            later=later,
        )


def check_person(value: str) -> None:
    """Refuse what cannot be a person id (PERSON_ID)."""
    if not _PERSON.match(value) or value == "station":
        raise InputWrong(
            "PERSON_ID",
            N_("{value} cannot be the id of a person."),
            kept=NOTHING_RECORDED,
            advice=N_("Use lower-case letters, digits, dots and hyphens, at most 40."),
            value=value,
        )


def check_sha256(value: str, label: str) -> None:
    """Refuse what is no SHA-256 in hex (DIGEST_FORMAT); "" passes."""
    if value:
        check_digests({"sha256": value}, label)


def check_digests(digests: Mapping[str, str], label: str) -> None:
    """Refuse an unknown algorithm or a digest of another length or case (DIGEST_FORMAT)."""
    for algorithm, value in digests.items():
        if len(value) != ALGORITHMS.get(algorithm) or not _HEX.match(value):
            raise InputWrong(
                "DIGEST_FORMAT",
                N_("{field}: {value} is no {algorithm} digest."),
                kept=NOTHING_RECORDED,
                advice=N_("Digests are written as lower-case hexadecimal digits, in full."),
                field=Term(label),
                value=value,
                algorithm=algorithm,
            )


def check_count(value: int | None, label: str) -> None:
    """Refuse a negative count or size (NUMBER_NEGATIVE); None passes."""
    if value is not None and value < 0:
        raise InputWrong(
            "NUMBER_NEGATIVE",
            N_("{field} cannot be less than nothing."),
            kept=NOTHING_RECORDED,
            advice=N_("Check the number."),
            field=Term(label),
        )


def check_once(values: Iterable[str], label: str) -> None:
    """Refuse a value that is given twice (GIVEN_TWICE)."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InputWrong(
                "GIVEN_TWICE",
                N_("{field}: {value} is given twice."),
                kept=NOTHING_RECORDED,
                advice=N_("Name it once."),
                field=Term(label),
                value=value,
            )
        seen.add(value)


def _parses(value: str) -> bool:
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _refuse_time(value: str, label: str, form: str) -> NoReturn:
    raise InputWrong(
        "TIME_FORMAT",
        N_("{field}: {value} is no time."),
        kept=NOTHING_RECORDED,
        advice=N_("Write it as {form}."),
        field=Term(label),
        value=value,
        form=form,
    )
