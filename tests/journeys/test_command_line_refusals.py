"""Each wrong thing that can be asked of `custody`: the exit code, the code that names it, and an untouched record."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

from custody_app.storage import StationLock
from tests.journeys.desk import PASSPHRASES, Desk

LUCIA, OKOYE = "l.ferreira", "m.okoye"
NOTE = ("case", "note", "C-1", "--text", "A note")
STICK = ("--case", "C-1", "--type", "removable_medium", "--title", "Another stick")
SEED = "abandon ability able about above absent absorb abstract absurd abuse access accident"


def wrong_paper(desk: Desk) -> str:
    return str(desk.file("wrong.txt", b"not the passphrase at all\n"))


def test_a_wrong_passphrase_locks(desk: Desk):
    desk.refused(*NOTE, "--person", LUCIA, "--passphrase-file", wrong_paper(desk), want=5, code="WRONG_PASSPHRASE")


def test_the_receivers_wrong_passphrase_records_neither_half(desk: Desk):
    offer = ("transfer", "hand-over", "E-2", "--to", OKOYE, "--purpose", "storage", "--condition", "good")
    wrong = ("--to-passphrase-file", wrong_paper(desk))
    desk.refused(*offer, *wrong, *desk.signing(LUCIA), want=5, code="WRONG_PASSPHRASE")


def test_without_terminal_and_passphrase_nothing_can_be_signed(desk: Desk):
    desk.refused(*NOTE, "--person", LUCIA, want=2, code="NO_PASSPHRASE")


def test_a_passphrase_file_that_is_not_there(desk: Desk):
    gone = ("--passphrase-file", str(desk.folder / "gone"))
    desk.refused(*NOTE, "--person", LUCIA, *gone, want=2, code="PASSPHRASE_UNREADABLE")


def test_of_several_officers_one_must_be_named(desk: Desk):
    desk.refused(*NOTE, "--passphrase-file", desk.paper(LUCIA), want=2, code="OFFICER_NOT_NAMED")


@pytest.mark.parametrize(
    ("words", "want", "code"),
    [
        (("exhibit", "move", "E-9", "--to", "Shelf"), 2, "EXHIBIT_UNKNOWN"),
        (("exhibit", "move", "E-1", "--case", "C-9", "--to", "Shelf"), 2, "CASE_UNKNOWN"),
        (("exhibit", "hash", "E-2", "/nowhere/at/all"), 2, "NOT_FOUND"),
        (("exhibit", "verify", "E-2", __file__), 4, "NO_BASELINE"),
        (("exhibit", "hash", "E-1", __file__), 4, "BASELINE_DIFFERS"),
        (("exhibit", "hash", "E-2", __file__, "--algorithms", "crc32"), 2, "ALGORITHM_UNKNOWN"),
        (("exhibit", "register", *STICK, "--number", "E-1"), 4, "NUMBER_TAKEN"),
        (("exhibit", "register", *STICK, "--basis", "basis-9"), 4, "NO_LEGAL_BASIS"),
        (("exhibit", "register", *STICK, "--field", "wheels=4"), 2, "FIELD_UNKNOWN"),
        (("exhibit", "register", *STICK, "--field", "capacity=large"), 2, "FIELD_KIND"),
        (("exhibit", "register", *STICK, "--field", "serial"), 2, "OPTION_PAIR"),
        (("exhibit", "register", *STICK, "--seized", "yesterday"), 2, "TIME_FORMAT"),
        (("exhibit", "register", *STICK, "--photograph", "/nowhere.jpg"), 2, "ATTACHMENT_UNREADABLE"),
        (("exhibit", "register", *STICK, "--field", f"notes={SEED}"), 4, "SECRET_REFUSED"),
        (("exhibit", "seal", "E-1", "--apply", "S-1"), 4, "SEAL_NUMBER_TAKEN"),
        (("exhibit", "seal", "E-1", "--break", "S-7", "--purpose", "p"), 4, "SEAL_UNKNOWN"),
        (
            ("exhibit", "dispose", "E-1", "--action", "destroy", "--authority", "a", "--method", "m"),
            2,
            "WITNESS_MISSING",
        ),
        (("exhibit", "correct", "999", "--value", "x", "--reason", "r"), 2, "ENTRY_UNKNOWN"),
        (("exhibit", "correct", "nonsense", "--value", "x", "--reason", "r"), 2, "STATEMENT_UNKNOWN"),
        (("exhibit", "update", "E-1", "--reason", "r"), 2, "NOTHING_NEW"),
        (("case", "open", "--number", "C-1"), 2, "CASE_NUMBER_TAKEN"),
        (("case", "open", "--number", "C-2", "--basis-kind", "warrant"), 2, "FIELD_MISSING"),
        (("transfer", "accept", "AAAAAAAAAA"), 2, "OFFER_UNKNOWN"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_done_is_refused_before_anything_is_signed(
    desk: Desk, words: tuple[str, ...], want: int, code: str
):
    desk.refused(*words, *desk.signing(LUCIA), want=want, code=code)


OFFER = ("transfer", "offer", "--purpose", "storage", "--condition", "good", "--to")


def test_only_the_holder_offers(desk: Desk):
    words = (*OFFER, LUCIA, "E-2")
    desk.refused(*words, *desk.signing(OKOYE), want=4, code="OFFER_NOT_HOLDER")


def test_the_seal_is_typed_back_from_the_exhibit(desk: Desk):
    desk.refused(*OFFER, OKOYE, "E-1", *desk.signing(LUCIA), want=4, code="SEAL_MISSING")
    desk.refused(*OFFER, OKOYE, "E-1", "--seal", "E-1=S-2", *desk.signing(LUCIA), want=4, code="SEAL_MISSING")


def test_a_transfer_has_exactly_one_receiver(desk: Desk):
    words = ("transfer", "offer", "E-2", "--purpose", "storage", "--condition", "good")
    desk.refused(*words, *desk.signing(LUCIA), want=2, code="RECIPIENT_NOT_NAMED")


def test_only_the_named_person_answers_and_nothing_else_happens_meanwhile(desk: Desk):
    offer = desk.sign(LUCIA, *OFFER, OKOYE, "E-2")["offers"][0]
    desk.refused("transfer", "accept", offer, *desk.signing(LUCIA), want=4, code="ACCEPT_WRONG_PERSON")
    desk.refused("exhibit", "move", "E-2", "--to", "Shelf", *desk.signing(LUCIA), want=4, code="OFFER_OPEN")
    stray = ("transfer", "accept", offer, "--reject", "E-1=no")
    desk.refused(*stray, *desk.signing(OKOYE), want=2, code="EXHIBIT_NOT_OFFERED")
    desk.sign(OKOYE, "transfer", "accept", offer)
    desk.refused("transfer", "accept", offer, *desk.signing(OKOYE), want=4, code="ACCEPT_TWICE")


def test_a_custodian_enrols_nobody(desk: Desk):
    words = (
        "officer",
        "enrol",
        "--person-id",
        "x.y",
        "--person-name",
        "X Y",
        "--role",
        "auditor",
        "--offer-passphrase",
    )
    desk.refused(*words, *desk.signing(OKOYE), want=5, code="WRONG_PASSPHRASE")
    root = ("--root-passphrase-file", desk.paper(LUCIA))
    desk.refused(*words, *root, *desk.signing(OKOYE), want=4, code="ROLE_MISSING")
    assert not (desk.station / "keys" / "x.y.custody-key").exists()


def test_a_number_in_two_cases_needs_its_case(desk: Desk):
    desk.sign(LUCIA, "case", "open", "--number", "C-2", "--basis-kind", "consent")
    desk.sign(LUCIA, "exhibit", "register", *STICK, "--case", "C-2", "--number", "E-1")
    desk.refused("exhibit", "show", "E-1", want=2, code="EXHIBIT_AMBIGUOUS")
    of_first = desk.run("exhibit", "show", "E-1", "--case", "C-1")["exhibit"]["id"]
    desk.refused("exhibit", "show", of_first, "--case", "C-2", want=2, code="EXHIBIT_UNKNOWN")
    assert desk.run("exhibit", "show", "E-1", "--case", "C-2")["exhibit"]["fields"]["title"] == "Another stick"


def test_a_doubtful_identifier_is_confirmed_or_refused(desk: Desk):
    words = ("exhibit", "register", "--case", "C-1", "--type", "phone", "--title", "Phone", "--field")
    doubtful = (*words, "imei=352099001761482")
    desk.refused(*doubtful, *desk.signing(LUCIA), want=2, code="IMEI_LUHN")
    exhibit = desk.sign(LUCIA, *doubtful, "--confirm", "IMEI_LUHN")["exhibit"]
    assert desk.run("exhibit", "history", exhibit)["history"][0]["body"]["confirmed"] == ["IMEI_LUHN"]


def test_a_key_file_on_a_stick_signs_and_anothers_does_not(desk: Desk):
    stick = desk.folder / "stick.custody-key"
    shutil.move(desk.station / "keys" / f"{OKOYE}.custody-key", stick)
    signing = desk.signing(OKOYE)
    desk.refused(*NOTE, *signing, want=2, code="NO_KEY_FILE")
    own = ("--key-file", str(stick), "--passphrase-file", desk.paper(OKOYE))
    assert desk.run(*NOTE, *own)["recorded"][0]["type"] == "note"
    desk.refused(*NOTE, *own, "--person", LUCIA, want=4, code="KEY_NOT_ENROLLED")


def test_a_second_program_waits_outside_but_may_read(desk: Desk):
    with StationLock(desk.station, "custody-app"):
        desk.refused(*NOTE, *desk.signing(LUCIA), want=6, code="SECOND_INSTANCE")
        assert desk.run("case", "list")["cases"][0]["number"] == "C-1"


def test_a_database_behind_its_mark_is_only_read(desk: Desk):
    older = (desk.station / "station.db").read_bytes()
    desk.sign(LUCIA, *NOTE)
    (desk.station / "station.db").write_bytes(older)
    desk.refused(*NOTE, *desk.signing(LUCIA), want=6, code="DATABASE_BEHIND")
    assert desk.run("station", "show")["read_only"]
    assert desk.run("station", "check", want=1)["mark"] == "DATABASE_BEHIND"


def test_a_database_of_a_newer_program_is_left_alone(desk: Desk):
    connection = sqlite3.connect(desk.station / "station.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    document = desk.run(*NOTE, *desk.signing(LUCIA), want=2)
    assert document["error"]["code"] == "DATABASE_NEWER"


def test_a_folder_that_is_no_station(desk: Desk, tmp_path: Path):
    desk.folder = tmp_path
    assert desk.run("case", "list", want=2)["error"]["code"] == "NOT_A_STATION"


def test_a_damaged_station_file(desk: Desk):
    (desk.station / "station.json").write_bytes(b"{}")
    assert desk.run("case", "list", want=2)["error"]["code"] == "STATION_FILE_DAMAGED"


def test_a_folder_that_may_only_be_read(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    nobody = 65534
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(desk.folder / "state-of-the-test"))
    paper = desk.paper(LUCIA)
    entries = [desk.station, *desk.station.rglob("*")]
    for entry in entries:
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    as_root = os.geteuid() == 0
    common = Path(tempfile.gettempdir())
    parents = [each for each in desk.folder.parents if as_root and common in each.parents]
    modes = [parent.stat().st_mode for parent in parents]
    try:
        if as_root:  # root may write anywhere, so the command runs as somebody who may not
            for parent in (desk.folder, *parents):
                parent.chmod(0o755)
            os.seteuid(nobody)
        document = desk.run(*NOTE, "--person", LUCIA, "--passphrase-file", paper, want=6)
    finally:
        if as_root:
            os.seteuid(0)
        for parent, mode in zip(parents, modes, strict=True):
            parent.chmod(mode)
        for entry in entries:
            entry.chmod(0o700)
    assert document["error"]["code"] in {"FOLDER_UNAVAILABLE", "DATABASE_READ_ONLY"}


def test_no_station_is_made_of_a_weak_passphrase_or_in_a_full_folder(tmp_path: Path):
    desk = Desk(tmp_path)
    weak = str(desk.file("weak.txt", b"password1234567\n"))
    place = ("--agency", "A", "--domain", "a.example", "--name", "s")
    who = ("--person-id", "a.b", "--person-name", "A B")
    document = desk.run("station", "init", *place, *who, "--passphrase-file", weak, want=2)
    assert document["error"]["code"] == "PASSPHRASE_PATTERN"
    assert not desk.station.exists()
    desk.station.mkdir()
    (desk.station / "something").write_text("of somebody else")
    document = desk.run("station", "init", *place, *who, "--offer-passphrase", want=2)
    assert document["error"]["code"] == "STATION_EXISTS"
    assert (desk.station / "something").read_text() == "of somebody else"


def test_a_number_pattern_that_two_laptops_would_share_is_refused(tmp_path: Path):
    desk = Desk(tmp_path)
    place = ("--agency", "A", "--domain", "a.example", "--name", "s", "--number-pattern", "{case}-{n}")
    who = ("--person-id", "a.b", "--person-name", "A B", "--offer-passphrase")
    assert desk.run("station", "init", *place, *who, want=2)["error"]["code"] == "NUMBER_PATTERN"
    assert not desk.station.exists()


def test_errors_speak_the_language_and_keep_their_code(desk: Desk):
    document = desk.run("exhibit", "show", "E-9", "--language", "es", want=2)
    assert document["error"]["code"] == "EXHIBIT_UNKNOWN"


def test_wrong_use_is_exit_two(desk: Desk):
    assert desk.text("exhibit", "register", want=2) == ""
    assert desk.text("case", want=2) == ""


def test_no_passphrase_is_ever_told(desk: Desk):
    desk.sign(LUCIA, *NOTE)
    said = desk.text(*NOTE, *desk.signing(LUCIA)) + desk.told
    assert not any(secret in said for secret in PASSPHRASES.values())
