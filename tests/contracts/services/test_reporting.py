"""What documents promise: issued only by a signed statement, logged only when saved, a copy never logged."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pikepdf
import pytest

from custody_app.diagnostics import Cancelled, InputWrong, RuleRefused
from custody_app.domain.commands import AddNote
from custody_app.services.reporting import ReadyReport, ReportRequest
from custody_app.services.station import OpenStation
from custody_app.services.verifying import verify_path
from tests.contracts.services.conftest import SECRET


def attached(pdf: Path, name: str) -> bytes:
    with pikepdf.open(pdf) as opened:
        return opened.attachments[name].get_file().read_bytes()


@pytest.fixture
def issued(station: OpenStation, case: str, exhibits: tuple[str, ...], tmp_path: Path) -> tuple[ReadyReport, Path]:
    key = station.session.fresh("ana", SECRET["ana"])
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case, language="pt"), "ana", key)
    target = tmp_path / "report.pdf"
    station.reports.save(ready, target, station.acts.record)
    return ready, target


def test_the_log_states_what_was_issued(station: OpenStation, case: str, issued: tuple[ReadyReport, Path]):
    ready, target = issued
    (stated,) = station.store.statements_of_type("report.issue")
    content = target.read_bytes()
    assert stated.statement.actor == "ana"
    assert stated.statement.case == case
    assert stated.body["sha256"] == hashlib.sha256(content).hexdigest()
    assert stated.body["length"] == len(content)
    assert stated.body["language"] == "pt"
    assert stated.body["record"] == hashlib.sha256(attached(target, "evidence.json")).hexdigest() == ready.record
    assert (stated.body["size"], stated.body["root"]) == (ready.log["size"], ready.log["root"])
    assert stated.seq == ready.log["size"]


def test_what_is_inside_verifies(issued: tuple[ReadyReport, Path]):
    ready, target = issued
    outcome = verify_path(target)
    assert outcome.outcome == "unproven"
    assert outcome.record == "consistent"
    assert {finding.code for finding in outcome.findings} == {"SELF_TRUST", "NO_ANCHOR", "UNPROVEN_TAIL"}
    assert outcome.head is not None
    assert outcome.head.size == ready.log["size"]


def test_a_changed_package_inside_is_seen(issued: tuple[ReadyReport, Path], tmp_path: Path):
    _, target = issued
    package = bytearray(attached(target, "package.custody.zip"))
    place = package.find(b'"actor"') if b'"actor"' in package else len(package) // 2
    package[place] ^= 1
    with pikepdf.open(target) as opened:
        opened.attachments["package.custody.zip"] = pikepdf.AttachedFileSpec(opened, bytes(package))
        opened.save(tmp_path / "changed.pdf")
    assert verify_path(tmp_path / "changed.pdf").outcome in {"fail", "unreadable"}


def test_a_copy_is_not_logged_and_carries_no_package(station: OpenStation, case: str, tmp_path: Path):
    before = station.store.head()
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case))
    station.reports.save(ready, tmp_path / "copy.pdf")
    assert station.store.head() == before
    evidence = json.loads(attached(tmp_path / "copy.pdf", "evidence.json"))
    assert evidence["log"]["checkpoint"].splitlines()[1] == str(before.size)
    assert verify_path(tmp_path / "copy.pdf").outcome == "unreadable"


def test_stopped_while_it_is_made_nothing_is_recorded(station: OpenStation, case: str):
    before = station.store.head()

    class Stopped:
        def report(self, _done: int, _total: int, current: str) -> None:
            if current == "custody-report":
                raise Cancelled

    with pytest.raises(Cancelled):
        station.reports.make(ReportRequest(kind="custody-report", case=case), progress=Stopped())
    assert station.store.head() == before


def test_refused_by_the_signer_no_file_stays(station: OpenStation, case: str, tmp_path: Path):
    key = station.session.fresh("ana", SECRET["ana"])
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case), "ana", key)
    before = station.store.head()

    def refuse(_proposal: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        station.reports.save(ready, tmp_path / "report.pdf", refuse)
    assert station.store.head() == before
    assert list(tmp_path.glob("*report*")) == []


def test_an_existing_file_is_left_alone(station: OpenStation, case: str, tmp_path: Path):
    (tmp_path / "report.pdf").write_bytes(b"mine")
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case))
    with pytest.raises(InputWrong, match="FILE_EXISTS"):
        station.reports.save(ready, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == b"mine"


def test_somebody_else_cannot_issue_it(station: OpenStation, case: str, tmp_path: Path):
    key = station.session.fresh("ana", SECRET["ana"])
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case), "beto", key)
    with pytest.raises(RuleRefused, match="SIGNER_ABSENT"):
        station.reports.save(ready, tmp_path / "report.pdf", station.acts.record)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "poem"}, "REPORT_KIND"),
        ({"language": "la"}, "REPORT_LANGUAGE"),
        ({"paper": "A3"}, "REPORT_PAPER"),
        ({"case": "nowhere"}, "CASE_UNKNOWN"),
        ({"kind": "transfer-receipt"}, "TRANSFER_NOT_NAMED"),
        ({"exhibit": "some-exhibit"}, "REPORT_SUBJECT"),
        ({"transfer": "some-offer"}, "REPORT_SUBJECT"),
    ],
)
def test_wrong_requests_are_refused(station: OpenStation, case: str, said: dict, code: str):
    with pytest.raises(InputWrong, match=code):
        station.reports.make(ReportRequest(**{"kind": "custody-report", "case": case, **said}))


def test_the_snapshot_moves_with_the_record_only(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    first = station.reports.make(ReportRequest(kind="custody-report", case=case))
    again = station.reports.make(ReportRequest(kind="custody-report", case=case))
    assert (again.record, again.sha256) == (first.record, first.sha256)
    note = AddNote(actor="ana", case=case, text="New", exhibits=exhibits[:1])
    station.acts.record(station.acts.propose(note, case))
    later = station.reports.make(ReportRequest(kind="custody-report", case=case))
    assert later.record != first.record
