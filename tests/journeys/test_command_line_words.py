"""What `custody` says: in the language asked for, with the option that mends it, and nothing hidden."""

from __future__ import annotations

import pytest

from tests.journeys.desk import Desk

LUCIA, OKOYE = "l.ferreira", "m.okoye"


def said(desk: Desk, *words: object, want: int, language: str = "en") -> str:
    desk.text(*words, *desk.signing(LUCIA), "--language", language, want=want)
    return desk.told


def test_an_error_names_its_field_in_the_same_language(desk: Desk):
    told = said(desk, "case", "open", "--number", "C-2", "--basis-kind", "warrant", want=2, language="fr")
    assert "Numéro de la décision" in told
    assert "Number of the order" not in told


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("case", "open", "--number", "C-2", "--basis-kind", "warrant"), "--basis-number"),
        (("case", "open", "--number", "C-2", "--basis-kind", "warrant", "--basis-number", "7"), "--basis-issuer"),
        (("case", "open", "--number", "C-2", "--basis-number", "7"), "--basis-kind"),
        (("exhibit", "register", "--case", "C-1", "--type", "phone"), "--title"),
        (("exhibit", "register", "--case", "C-1", "--type", "cloud_account", "--title", "A"), "--field provider="),
        (("exhibit", "seal", "E-1", "--break", "S-1"), "--purpose"),
        (("exhibit", "seal", "E-1", "--check", "S-1"), "--intact, --not-intact"),
        (("exhibit", "seal", "E-1", "--reseal", "S-1", "S-2"), "--old-kept"),
        (("exhibit", "seal", "E-1", "--apply", " "), "--apply"),
        (("exhibit", "dispose", "E-2", "--action", "return", "--authority", "order"), "--receiver-name"),
        (("transfer", "offer", "E-2", "--to-name", "A. M.", "--purpose", "p", "--condition", "c"), "--to-kind"),
        (("exhibit", "update", "E-2", "--reason", " ", "--title", "t"), "--reason"),
        (("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "P", "--seized", "noon"), "--seized"),
    ],
)
def test_what_is_missing_is_told_with_its_option(desk: Desk, words: tuple[str, ...], option: str):
    told = said(desk, *words, want=2)
    assert f"On the command line: {option}" in told


def test_a_doubt_is_told_with_the_option_that_confirms_it(desk: Desk):
    words = ("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "P", "--field")
    assert "--confirm IMEI_LUHN" in said(desk, *words, "imei=352099001761482", want=2)
    assert "--confirm" not in said(desk, *words, "imei=12", want=2)


def test_a_seal_typed_back_is_repeated_as_given_and_the_recorded_one_not_given_away(desk: Desk):
    offer = ("transfer", "offer", "E-1", "--to", OKOYE, "--purpose", "p", "--condition", "c")
    told = said(desk, *offer, "--seal", "E-1=S-7", want=4)
    assert "S-7" in told
    assert "S-1" not in told
    told = said(desk, *offer, want=4)
    assert "S-1" not in told
    assert "--seal E-1=" in told
