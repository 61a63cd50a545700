"""Dates, numbers and lists in four languages."""

from __future__ import annotations

import pytest

from custody_app.i18n import Translator
from custody_app.reports.facts.statement import Moment
from custody_app.reports.wording.dates import duration_text, local_text, long_date, moment_text, short_date, utc_text
from custody_app.reports.wording.numbers import grouped, listed, number_text, short_key


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "4 March 2026", "4 Mar 2026"),
        ("es", "4 de marzo de 2026", "4 mar 2026"),
        ("pt", "4 de março de 2026", "4 mar 2026"),
        ("fr", "4 mars 2026", "4 mars 2026"),
    ],
)
def test_dates(language: str, long: str, short: str):
    assert (long_date("2026-03-04", language), short_date("2026-03-04", language)) == (long, short)


def test_the_first_of_a_month():
    assert long_date("2026-08-01", "fr") == "1er août 2026"
    assert long_date("2026-08-01", "pt") == "1º de agosto de 2026"


def test_both_clocks_are_told_and_a_date_where_it_is_another():
    moment = Moment("2026-03-04T01:42:10.000Z", "-03:00")
    assert moment_text(moment, "en") == "4 Mar 2026, 01:42 UTC (3 Mar 2026, 22:42 UTC−03:00)"
    assert local_text(Moment("2026-03-04T12:42:10.000Z", "+05:45"), "en", seconds=True) == "18:27:10 UTC+05:45"


@pytest.mark.parametrize("told", ["", "soon", "2026-13-01", "2026-03-04T25:00:00.000Z"])
def test_what_is_no_date_stays_as_it_is(told: str):
    assert utc_text(told, "es") == told
    assert local_text(Moment(told, "-03:00"), "es") == ""


@pytest.mark.parametrize("offset", ["", "Z", "+0300", "−03:00x", "-aa:bb"])
def test_a_bent_offset_gives_no_local_time(offset: str):
    assert local_text(Moment("2026-03-04T07:42:00.000Z", offset), "en") == ""


def test_durations():
    at = "2026-03-04T07:{}:00.000Z"
    assert duration_text(at.format("00"), at.format("50")) == "50 min"
    assert duration_text("2026-03-04T07:00:00.000Z", "2026-03-04T09:50:00.000Z") == "2 h 50 min"
    assert duration_text("2026-03-04T07:00:00.000Z", "2026-03-07T11:00:00.000Z") == "3 d 4 h"
    assert duration_text("?", "2026-03-07T11:00:00.000Z") == ""


def test_numbers_and_digests():
    assert [number_text(1234567, language) for language in ("en", "pt", "es")] == [
        "1,234,567",
        "1.234.567",
        "1\u00a0234\u00a0567",
    ]
    assert grouped("0123456789abcdef01") == "01234567 89abcdef 01"
    assert short_key("SHA256:abcdefghijklmnopqrstu") == "abcd efgh ijkl mnop"


def test_lists():
    assert [listed(items, Translator("en")) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert listed(["fiscalía", "Inspección"], Translator("es")) == "fiscalía e Inspección"
