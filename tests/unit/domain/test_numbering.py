from __future__ import annotations

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.domain.numbering import NumberPattern, derived_number, initials

PLACES = {"case": "123/24", "officer": "RM", "station": "SP.1"}


def test_numbers_follow_the_pattern():
    pattern = NumberPattern("{case}-{officer}-{n:03}")
    assert pattern.number(7, PLACES) == "123/24-RM-007"
    assert pattern.number(1234, PLACES) == "123/24-RM-1234"
    assert NumberPattern("{{{station}}}/{n}").number(1, PLACES) == "{SP.1}/1"


def test_the_next_number_follows_the_highest_of_its_own_and_fills_no_gap():
    pattern = NumberPattern("{station}-{officer}-{n:03}")
    taken = {"SP.1-RM-001", "SP.1-RM-009", "SP.1-AB-050", "SPX1-RM-077", "SP.1-RM-010.1", "other"}
    assert pattern.next_number(PLACES, taken) == "SP.1-RM-010"
    assert pattern.next_number(PLACES, ()) == "SP.1-RM-001"
    assert NumberPattern("{n}-{officer}").next_number(PLACES, {"4-RM", "9-RMX"}) == "5-RM"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{n}",
        "{officer}",
        "{case}-{n}",
        "{officer}-{n}-{n}",
        "{officer.__class__}-{n}",
        "{officer!r}-{n}",
        "{officer:>9999999}-{n}",
        "{officer}-{n:099999999}",
        "{officer}-{n:x}",
        "{officer}-{}",
        "{officer}-{n",
        "{moon}-{officer}-{n}",
    ],
)
def test_unfit_patterns_are_refused(pattern):
    with pytest.raises(InputWrong) as error:
        NumberPattern(pattern)
    assert error.value.code == "NUMBER_PATTERN"
    assert str(error.value)


def test_a_place_without_a_value_is_refused():
    with pytest.raises(InputWrong) as error:
        NumberPattern("{officer}-{n}").next_number({}, ())
    assert error.value.code == "NUMBER_PLACE"


def test_derived_numbers_stand_below_their_parent():
    assert derived_number("1", ()) == "1.1"
    assert derived_number("1", {"1.1", "1.3", "1.1.9", "11.7", "1.x"}) == "1.4"
    assert derived_number("A-001.1", {"A-001.1.1"}) == "A-001.1.2"


def test_initials():
    assert initials("Rosa María Díaz") == "RMD"
    assert initials("  jean-luc  o'neil ") == "JLON"
    assert initials("") == ""
