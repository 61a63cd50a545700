"""Seals, places, access, incidents, corrections, disposition, keys: each verb once, and what the record says then."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.desk import PASSPHRASES, Desk
from tests.journeys.terminal import on_a_terminal

LUCIA, OKOYE = "l.ferreira", "m.okoye"


def state(desk: Desk, exhibit: str) -> dict[str, Any]:
    return desk.run("exhibit", "show", exhibit)["exhibit"]


def test_a_seal_is_checked_broken_and_renewed(desk: Desk):
    desk.sign(LUCIA, "exhibit", "seal", "E-1", "--check", "S-1", "--intact")
    desk.sign(LUCIA, "exhibit", "seal", "E-1", "--break", "S-1", "--purpose", "Acquisition", "--place", "Bench 2")
    desk.sign(LUCIA, "exhibit", "seal", "E-1", "--reseal", "S-1", "S-2", "--old-kept", "Inside", "--kind", "box")
    seals = state(desk, "E-1")["seals"]
    assert [(seal["number"], seal["status"], seal["kind"], seal["kept"]) for seal in seals] == [
        ("S-1", "broken", "bag", "Inside"),
        ("S-2", "intact", "box", ""),
    ]


def test_exhibits_move_together_and_their_holder_stays(desk: Desk):
    answer = desk.sign(LUCIA, "exhibit", "move", "E-1", "E-2", "--to", "Room B / Shelf 12", "--reason", "Stored")
    assert len(answer["recorded"]) == 1
    shown = desk.run("exhibit", "list")["exhibits"]
    assert {(each["location"], each["holder"]) for each in shown} == {("Room B / Shelf 12", LUCIA)}


def test_access_by_an_outsider_is_signed_by_two(desk: Desk):
    words = ("exhibit", "access", "E-1", "--purpose", "Defence inspection", "--by-name", "Expert", "--started")
    cosigned = ("--cosigner", OKOYE, "--cosigner-passphrase-file", desk.paper(OKOYE))
    desk.sign(LUCIA, *words, "2026-03-05T10:00-03:00", *cosigned)
    last = desk.run("exhibit", "history", "E-1")["history"][-1]
    assert last["signers"] == [LUCIA, OKOYE]
    assert last["body"]["by"] == {"name": "Expert"}
    assert last["body"]["started"] == "2026-03-05T13:00:00.000Z"


def test_a_crypto_asset_is_seized_by_two_persons(desk: Desk):
    words = ("exhibit", "register", "--case", "C-1", "--type", "crypto_asset", "--title", "Wallet")
    words = (*words, "--field", "form=hardware_wallet", "--field", "asset=BTC")
    desk.refused(*words, *desk.signing(LUCIA), want=4, code="TWO_PERSONS")
    alone = ("--cosigner", OKOYE)
    desk.refused(*words, *alone, *desk.signing(LUCIA), want=2, code="NO_PASSPHRASE")
    both = (*alone, "--cosigner-passphrase-file", desk.paper(OKOYE))
    assert desk.sign(LUCIA, *words, *both)["recorded"][0]["type"] == "exhibit.register"


def test_what_is_lost_is_found_again(desk: Desk):
    desk.sign(LUCIA, "exhibit", "incident", "E-1", "--kind", "lost", "--what", "Not on its shelf")
    assert state(desk, "E-1")["lost"]
    desk.sign(LUCIA, "exhibit", "incident", "E-1", "--kind", "found", "--what", "Behind the shelf")
    assert not state(desk, "E-1")["lost"]


def test_updates_and_photographs_add_to_what_is_known(desk: Desk):
    desk.sign(LUCIA, "exhibit", "update", "E-1", "--reason", "Read again", "--field", "serial=4C53", "--flag", "victim")
    picture = desk.file("seal.jpg", b"a picture of the seal")
    kept = desk.sign(LUCIA, "exhibit", "attach", "E-1", picture, "--caption", "The seal")["attachments"]
    shown = state(desk, "E-1")
    assert shown["fields"] == {"title": "Stick", "serial": "4C53"}
    assert shown["flags"] == ["victim"]
    assert shown["attachments"] == kept
    desk.sign(LUCIA, "exhibit", "update", "E-1", "--reason", "Looked through", "--no-flags")
    assert state(desk, "E-1")["flags"] == []


def test_a_correction_names_its_statement_and_edits_nothing(desk: Desk):
    words = ("--member", "fields.capacity", "--value", "32000000000", "--reason", "Misread")
    registered = desk.run("exhibit", "history", "E-1")["history"][0]
    corrected = desk.sign(LUCIA, "exhibit", "correct", registered["seq"], *words)
    assert corrected["corrects"] == registered["digest"]
    assert state(desk, "E-1")["fields"]["capacity"] == 32_000_000_000
    assert desk.run("exhibit", "history", "E-1")["history"][0] == registered
    title = ("--member", "fields.title", "--value", "USB stick", "--reason", "Clearer")
    desk.sign(LUCIA, "exhibit", "correct", registered["digest"], *title)
    assert state(desk, "E-1")["fields"]["title"] == "USB stick"


def test_on_hold_nothing_is_disposed_of(desk: Desk):
    words = ("exhibit", "dispose", "E-2", "--action", "destroy", "--authority", "Order 7", "--method", "Shredded")
    destroyed = (*words, "--witness", "P. Duarte")
    desk.sign(LUCIA, "case", "hold", "C-1", "--ground", "Appeal")
    desk.refused(*destroyed, *desk.signing(LUCIA), want=4, code="CASE_HELD")
    desk.sign(LUCIA, "case", "hold", "C-1", "--ground", "Appeal decided", "--lift")
    desk.sign(LUCIA, *destroyed)
    assert state(desk, "E-2")["disposed"]["action"] == "destroy"
    desk.refused("exhibit", "move", "E-2", "--to", "Shelf", *desk.signing(LUCIA), want=4, code="EXHIBIT_DISPOSED")


def test_an_exigency_nags_until_its_written_basis_comes(desk: Desk):
    exigent = ("--basis-kind", "exigency", "--basis-to-follow", "--basis-facts", "Remote wiping under way")
    assert desk.sign(LUCIA, "case", "update", "C-1", *exigent)["bases"] == ["basis-2"]
    assert "basis-2" in desk.text("case", "show", "C-1")
    warrant = ("--basis-kind", "warrant", "--basis-number", "7/26", "--basis-issuer", "Court")
    desk.sign(LUCIA, "case", "update", "C-1", *warrant, "--basis-follows", "basis-2", "--status", "prosecuted")
    shown = desk.run("case", "show", "C-1")["case"]
    assert shown["status"] == "prosecuted"
    assert shown["bases"][2]["follows"] == "basis-2"
    assert not desk.run("case", "list")["cases"][0]["basis_missing"]


def test_formulas_from_outside_stay_text_in_spreadsheets(desk: Desk):
    desk.sign(LUCIA, "exhibit", "update", "E-1", "--reason", "r", "--title", '=HYPERLINK("http://x")')
    assert "'=HYPERLINK" in desk.text("case", "export-csv", "C-1")


def test_a_passphrase_is_changed_and_the_key_stays_the_same(desk: Desk):
    new = str(desk.file("new.txt", b"blanket sparrow nickel orchard dune fig\n"))
    old = ("--passphrase-file", desk.paper(OKOYE))
    before = desk.run("officer", "show", OKOYE)["officer"]["fingerprints"]
    desk.run("officer", "change-passphrase", OKOYE, *old, "--new-passphrase-file", new)
    desk.refused("case", "note", "C-1", "--text", "x", "--person", OKOYE, *old, want=5, code="WRONG_PASSPHRASE")
    desk.run("case", "note", "C-1", "--text", "x", "--person", OKOYE, "--passphrase-file", new)
    assert desk.run("officer", "show", OKOYE)["officer"]["fingerprints"] == before


def test_an_exported_key_is_the_officers_own(desk: Desk, oracle: Callable[..., str]):
    target = desk.folder / "id_okoye"
    desk.run("officer", "export-key", OKOYE, "--output", target, "--passphrase-file", desk.paper(OKOYE))
    ssh_keygen = oracle("ssh-keygen")
    asked = [ssh_keygen, "-y", "-P", PASSPHRASES[OKOYE], "-f", str(target)]
    line = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    roster = desk.run("roster", "show")["roster"]
    held = next(person["keys"][0]["key"] for person in roster["people"] if person["id"] == OKOYE)
    assert line[:2] == held.split()


def test_an_offered_passphrase_is_shown_once_and_opens_the_key(desk: Desk):
    who = ("--person-id", "j.doe", "--person-name", "J. Doe", "--role", "auditor", "--offer-passphrase")
    words = desk.sign(LUCIA, "officer", "enrol", *who)["passphrase"]
    assert len(words.split()) == 6
    paper = str(desk.file("six.txt", words.encode()))
    desk.run("case", "note", "C-1", "--text", "Audited", "--person", "j.doe", "--passphrase-file", paper)


def test_quiet_prints_no_message(desk: Desk):
    desk.sign(LUCIA, "case", "note", "C-1", "--text", "x", "--quiet")
    assert desk.told == ""


@pytest.mark.parametrize(("answer", "code", "grown"), [("n\n", 130, 0), ("y\n", 0, 1)])
def test_on_a_terminal_it_is_read_back_and_asked_first(desk: Desk, answer: str, code: int, grown: int):
    before = desk.size()
    words = ["case", "note", "C-1", "--text", "A note on a terminal", *desk.signing(LUCIA)]
    status, told = on_a_terminal([*words, "--station", str(desk.station)], answer)
    assert status == code, told
    assert "A note on a terminal" in told.partition("[y/N]")[0]
    assert desk.size() == before + grown
    assert ("Recorded" in told) == bool(grown)
