"""`custody report`: issued with a key and verified from the PDF by both verifiers, or a copy without one."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from custody_app.verifier import verify_custody
from tests.journeys.conftest import LUCIA, OKOYE
from tests.journeys.desk import Desk


def report(*more: object) -> tuple[object, ...]:
    return ("report", "custody-report", "--case", "C-1", *more)


def test_issued_logged_and_verified_by_both(desk: Desk, tmp_path: Path):
    target = tmp_path / "report.pdf"
    told = desk.sign(LUCIA, *report("--language", "fr", "--page", "Letter", "--output", target))
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert told["issued"] is True
    assert [each["type"] for each in told["recorded"]] == ["report.issue"]
    outcome = desk.run("verify", target, want=3)
    assert outcome["record"] == "consistent"
    standalone = [sys.executable, verify_custody.__file__, str(target), "--json"]
    other = json.loads(subprocess.run(standalone, capture_output=True, check=False).stdout)
    assert {each["code"] for each in other["findings"]} == {each["code"] for each in outcome["findings"]}
    assert other["log"] == outcome["log"]


def test_a_receipt(desk: Desk, tmp_path: Path):
    hand_over = ("transfer", "offer", "E-2", "--to", OKOYE, "--purpose", "storage", "--condition", "good")
    offer = desk.sign(LUCIA, *hand_over)["recorded"][0]["digest"]
    words = ("report", "transfer-receipt", "--case", "C-1", "--transfer", offer, "--output", tmp_path / "receipt.pdf")
    assert desk.sign(LUCIA, *words)["kind"] == "transfer-receipt"
    assert desk.run("verify", tmp_path / "receipt.pdf", want=3)["record"] == "consistent"


def test_a_copy_needs_no_key_and_is_not_logged(desk: Desk, tmp_path: Path):
    before = desk.size()
    told = desk.run(*report("--copy", "--output", tmp_path / "copy.pdf"))
    assert (told["issued"], desk.size()) == (False, before)
    assert desk.run("verify", tmp_path / "copy.pdf", want=2)["outcome"] == "unreadable"
    assert "PDF_WITHOUT_PACKAGE" in desk.told


def test_what_it_refuses(desk: Desk, tmp_path: Path):
    target = tmp_path / "report.pdf"
    desk.refused("report", "poem", "--case", "C-1", "--output", target, want=2, code="REPORT_KIND")
    desk.refused(*report("--copy", "--output", tmp_path / "no" / "x.pdf"), want=6, code="FOLDER_REFUSED")
    desk.refused("report", "custody-report", "--case", "C-9", "--copy", "--output", target, want=2, code="CASE_UNKNOWN")
    desk.refused(
        "report", "transfer-receipt", "--case", "C-1", "--copy", "--output", target, want=2, code="TRANSFER_NOT_NAMED"
    )
    assert not target.exists()
