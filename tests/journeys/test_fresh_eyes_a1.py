"""What somebody tries who sees the command line for the first time, or wants to prove the record wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from custody_app.verifier import verify_custody
from tests.journeys.conftest import LUCIA, OKOYE
from tests.journeys.desk import Desk

NOTE = ("case", "note", "C-1", "--text", "x")


def alter(desk: Desk, *statements: str, guards_back: bool = True) -> None:
    """Change the station's database as somebody with an editor would, then put the guards back."""
    with closing(sqlite3.connect(desk.station / "station.db")) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards if guards_back else ():
            connection.execute(sql)
        connection.commit()


def both_verify(desk: Desk, capsys: pytest.CaptureFixture[str], want: int) -> set[str]:
    """Verify the station with both verifiers; return the codes that both found."""
    trust = desk.station / "trust" / "roster.json"
    document = desk.run("verify", desk.station, "--trust", trust, want=want)
    capsys.readouterr()
    code = verify_custody.main([str(desk.station), "--trust", str(trust), "--json"])
    other = json.loads(capsys.readouterr().out)
    assert (code, other["outcome"], codes(other["findings"])) == (
        want,
        document["outcome"],
        codes(document["findings"]),
    )
    return {name for name, _ in codes(document["findings"])}


def codes(findings: Iterable[dict[str, object]]) -> set[tuple[object, object]]:
    return {(finding["code"], finding["entry"]) for finding in findings}


def scope_of(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/bag-info.txt"))
        lines = archive.read(name).decode().splitlines()
    return next(line.removeprefix("Custody-Scope: ") for line in lines if line.startswith("Custody-Scope"))


class TestWhatLeavesTheStation:
    def test_the_whole_log_leaves_only_when_asked_for_by_name(self, desk: Desk):
        target = desk.folder / "p.custody.zip"
        desk.refused("package", "export", target, *desk.signing(LUCIA), want=2, code="SCOPE_NOT_NAMED")
        desk.refused("package", "export", "--blinded", target, *desk.signing(LUCIA), want=2, code="SCOPE_NOT_NAMED")
        assert not target.exists()
        desk.sign(LUCIA, "package", "export", "--whole-log", target)
        assert scope_of(target) == "whole-log"

    def test_the_scope_is_the_one_asked_for(self, desk: Desk):
        for options, scope in (((), "case"), (("--blinded",), "blinded"), (("--whole-log",), "whole-log")):
            target = desk.folder / f"{scope}.custody.zip"
            desk.sign(LUCIA, "package", "export", "--case", "C-1", *options, target)
            assert scope_of(target) == scope

    def test_nobody_is_taken_for_the_exporter_unasked(self, desk: Desk):
        words = ("package", "export", "--whole-log", desk.folder / "p.custody.zip")
        desk.refused(*words, "--passphrase-file", desk.paper(LUCIA), want=2, code="OFFICER_NOT_NAMED")

    def test_a_key_brought_along_exports(self, desk: Desk):
        stick = desk.folder / "stick.custody-key"
        (desk.station / "keys" / f"{OKOYE}.custody-key").rename(stick)
        words = ("package", "export", "--whole-log", desk.folder / "p.custody.zip", "--key-file", stick)
        desk.run(*words, "--passphrase-file", desk.paper(OKOYE))
        assert scope_of(desk.folder / "p.custody.zip") == "whole-log"


class TestAnAlteredDatabase:
    def test_a_cut_log_is_verified_and_read_not_refused(self, desk: Desk, capsys: pytest.CaptureFixture[str]):
        desk.sign(LUCIA, *NOTE)
        alter(desk, "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
        assert "SEQ_GAP" in both_verify(desk, capsys, 1)
        assert desk.run("case", "list")["cases"][0]["number"] == "C-1"
        assert desk.run("station", "check", want=1)["mark"] == "DATABASE_BEHIND"
        desk.refused(*NOTE, *desk.signing(LUCIA), want=6, code="DATABASE_BEHIND")

    @pytest.mark.parametrize("table", ["node", "exhibit", "statement", "projected", "alembic_version"])
    def test_dropped_lists_come_back_from_the_log(self, desk: Desk, table: str, capsys: pytest.CaptureFixture[str]):
        before = desk.run("exhibit", "list")
        alter(desk, f"DROP TABLE {table}")
        assert both_verify(desk, capsys, 3) == {"NO_ANCHOR", "UNPROVEN_TAIL"}
        assert desk.run("exhibit", "list") == before
        desk.run("station", "rebuild")
        assert desk.run("station", "check", want=3)["lists_changed"] == []
        desk.sign(LUCIA, *NOTE)

    def test_an_emptied_tree_is_built_again(self, desk: Desk):
        alter(desk, "DELETE FROM node")
        assert desk.run("exhibit", "list")["exhibits"]
        desk.sign(LUCIA, *NOTE)

    def test_altered_lists_are_named_by_the_check(self, desk: Desk):
        assert desk.run("station", "check", want=3)["lists_changed"] == []
        alter(desk, "UPDATE exhibit SET holder = 'm.okoye'", "DELETE FROM seal")
        assert desk.run("station", "check", want=1)["lists_changed"] == ["exhibit", "seal"]
        assert "custody station rebuild" in desk.text("station", "check", want=1)
        desk.run("station", "rebuild")
        assert desk.run("station", "check", want=3)["lists_changed"] == []

    def test_altered_lists_do_not_move_disclosures_in_the_verification(
        self, desk: Desk, capsys: pytest.CaptureFixture[str]
    ):
        alter(desk, "UPDATE statement SET seq = seq + 100")
        assert both_verify(desk, capsys, 3) == {"NO_ANCHOR", "UNPROVEN_TAIL"}

    def test_the_check_goes_to_its_end_over_an_altered_log(self, desk: Desk):
        alter(desk, "UPDATE entry SET leaf = cast(replace(cast(leaf AS text), ':4,', ': 4,') AS blob) WHERE seq = 4")
        document = desk.run("station", "check", want=1)
        assert "ENTRY_CANON" in {finding["code"] for finding in document["verification"]["findings"]}

    def test_lists_of_an_altered_log_are_not_built(self, desk: Desk, capsys: pytest.CaptureFixture[str]):
        spaced = "UPDATE entry SET leaf = cast(replace(cast(leaf AS text), ':4,', ': 4,') AS blob) WHERE seq = 4"
        alter(desk, spaced, "DELETE FROM projected")
        assert "ENTRY_CANON" in both_verify(desk, capsys, 1)
        for words in (("case", "list"), ("station", "rebuild")):
            document = desk.run(*words, want=2)
            assert document["error"]["code"] == "LOG_DAMAGED"
            assert "erify the station" in document["error"]["text"]

    @pytest.mark.parametrize("table", ["entry", "envelope", "checkpoint", "disclosure"])
    def test_without_a_log_table_nothing_can_be_verified(self, desk: Desk, table: str):
        alter(desk, f"DROP TABLE {table}", guards_back=False)
        assert desk.run("verify", desk.station, want=2)["outcome"] == "unreadable"
        assert "LOG_TABLES_ALTERED" in desk.told
        assert desk.run("case", "list", want=2)["error"]["code"] == "LOG_TABLES_ALTERED"

    def test_a_database_that_is_no_database_is_unreadable(self, desk: Desk):
        (desk.station / "station.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
        assert desk.run("verify", desk.station, want=2)["outcome"] == "unreadable"


class TestAnAlteredRoster:
    def test_nothing_is_signed_under_a_roster_that_was_not_adopted(self, desk: Desk):
        roster = desk.station / "trust" / "roster.json"
        roster.write_bytes(roster.read_bytes().replace(b'"custodian"', b'"examiner"'))
        desk.refused(*NOTE, *desk.signing(LUCIA), want=2, code="ROSTER_NOT_ADOPTED")
        assert desk.run("case", "list")["cases"]


class TestThingsThatAreNoFiles:
    def test_a_name_that_a_manifest_cannot_hold_is_told_not_bent(self, desk: Desk):
        path = desk.file("line\nbreak.txt", b"x")
        desk.text("hash", path, "--format", "hashdeep", "--output", desk.folder / "m.txt", want=2)
        assert "NAME_NOT_WRITABLE" in desk.told
        assert "line\u27e8U+000A\u27e9break.txt" in desk.told

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_a_pipe_or_device_is_no_photograph(self, desk: Desk):
        pipe = desk.folder / "pipe"
        os.mkfifo(pipe)
        for path in (pipe, Path("/dev/zero")):
            words = ("exhibit", "register", "--case", "C-1", "--type", "object", "--title", "x", "--photograph", path)
            desk.refused(*words, *desk.signing(LUCIA), want=2, code="ATTACHMENT_UNREADABLE")

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
    def test_a_passphrase_file_without_end_is_not_read_to_its_end(self, desk: Desk):
        who = ("--person", LUCIA, "--passphrase-file")
        desk.refused(*NOTE, *who, "/dev/zero", want=2, code="PASSPHRASE_UNREADABLE")
        long = desk.file("long.txt", b"x" * 5000)
        desk.refused(*NOTE, *who, str(long), want=2, code="PASSPHRASE_UNREADABLE")


class TestATiredOfficer:
    def test_a_mistyped_command_is_told_in_one_line_and_in_json(self, desk: Desk):
        document = desk.run("exhibit", "register", "--case", "C-1", "--type", "telefone", want=2)
        assert document["error"]["code"] == "WRONG_USE"
        assert "telefone" in desk.told
        assert "custody exhibit register --help" in desk.told
        assert len(desk.told.splitlines()) < 8

    @pytest.mark.parametrize(
        ("words", "help_of"),
        [
            (("case", "update", "--case", "C-1"), "custody case update"),
            (("case", "upate"), "custody case"),
            (("cases",), "custody"),
            (("exhibit", "register"), "custody exhibit register"),
            (("case", "note", "C-1", "--text", "x", "--txt", "y"), "custody case note"),
        ],
    )
    def test_the_help_named_is_that_of_the_verb(self, desk: Desk, words: tuple[str, ...], help_of: str):
        assert desk.run(*words, want=2)["error"]["code"] == "WRONG_USE"
        assert f"{help_of} --help" in desk.told

    def test_a_wrong_passphrase_says_whose_and_that_nothing_was_recorded(self, desk: Desk):
        words = ("transfer", "hand-over", "E-2", "--to", OKOYE, "--purpose", "storage", "--condition", "good")
        wrong = ("--to-passphrase-file", desk.paper(LUCIA))
        desk.refused(*words, *desk.signing(LUCIA), *wrong, want=5, code="WRONG_PASSPHRASE")
        assert OKOYE in desk.told
        assert "Nothing was recorded" in desk.told

    def test_what_never_was_there_has_not_vanished(self, desk: Desk):
        desk.run("hash", desk.folder / "nowhere", want=2)
        assert "is not there." in desk.told

    @pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
    def test_ctrl_c_while_the_program_is_still_loading_leaves_no_trace(self, desk: Desk):
        """Interrupted at the first import of the command itself, long before anything is open."""
        program = (
            "import sys, signal, importlib\n"
            "from custody_app.cli.main import main\n"
            "class Interrupt:\n"
            "    def find_spec(self, name, *_):\n"
            "        if name == 'custody_app.cli.case_command': signal.raise_signal(signal.SIGINT)\n"
            "sys.meta_path.insert(0, Interrupt())\n"
            "sys.exit(main(sys.argv[1:]))\n"
        )
        words = [sys.executable, "-c", program, "case", "list", "--station", str(desk.station)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (130, "custody: Cancelled.\n")
