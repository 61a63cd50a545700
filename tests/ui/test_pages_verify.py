"""The verify page: every kind of thing, each outcome, with and without a station."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QPushButton

from custody_app.domain.commands import HashExhibit
from custody_app.i18n import Translator
from custody_app.services.reporting import ReportRequest
from custody_app.ui.pages.verify import VerifyPage
from custody_app.ui.pages.verify.checks import candidates, cleaned_digest
from custody_app.ui.pages.verify.result_view import ResultView
from custody_app.ui.pages.verify.subject import Kind, recognise
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.widgets.digest_comparison import DigestComparison, first_difference
from tests.unit.log.verification.building import sample

CONTENT = b"what was on the stick" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def page(empty_ctx, qtbot) -> Iterator[VerifyPage]:
    """The page in a window without a station: nobody is unlocked."""
    window = MainWindow(empty_ctx, [VerifyPage])
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.go("verify")
    assert isinstance(window.pages.current, VerifyPage)
    yield window.pages.current
    window.close()


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "stick.raw"
    path.write_bytes(CONTENT)
    return path


def write_package(folder: Path) -> tuple[Path, Path]:
    log = sample()
    files = log.package(evidence=[b"image"])
    for name, content in files.items():
        place = folder / "C1.custody" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    trust = folder.with_name("trust")
    (trust / "held").mkdir(parents=True)
    (trust / "roster.json").write_bytes(files["data/trust/roster.json"])
    (trust / "roster.json.sig").write_bytes(files["data/trust/roster.json.sig"])
    (trust / "held" / "desk.note").write_bytes(log.checkpoint(8).encoded)
    return folder, trust


def result(page: VerifyPage) -> ResultView:
    assert page.stage == "answer", page.message.text()
    assert isinstance(page._view, ResultView)
    return page._view


def verify(page: VerifyPage, settle, *paths: Path, trust: Path | None = None, digest: str = "") -> str:
    """Verify as a person does; return the large word."""
    page.take(list(paths))
    if trust is not None:
        page._options._trusted.choose("given")
        page._options._trust.set_path(trust)
    if digest:
        page._options._against.choose("digest")
        page._options._digest.setText(digest)
    page.submit()
    settle(page.ctx)
    return result(page).banner.word.text()


def test_a_sound_package_matches_and_all_four_answers_are_told(page, settle, tmp_path):
    package, trust = write_package(tmp_path / "package")
    assert verify(page, settle, package, trust=trust) == "Matches"
    text = page.text()
    for answer in ("Evidence: Not compared.", "Transfers: All signed.", "Record: Consistent.", "outside: Given."):
        assert answer in text
    assert result(page).banner.property("state") == "ok"


def test_the_answer_goes_onto_paper(page, settle, tmp_path, qtbot):
    package, trust = write_package(tmp_path / "package")
    verify(page, settle, package, trust=trust)
    button = next(each for each in page.findChildren(QPushButton) if each.text() == "Print …" and each.isVisible())
    qtbot.keyClick(button, Qt.Key.Key_Space)
    dialog = page.findChild(QPrintDialog)
    assert dialog.isVisible()
    dialog.reject()
    target = tmp_path / "answer.pdf"
    page.paper.printer.setOutputFileName(str(target))
    page.paper.to_paper()
    with PdfDocument(target) as pages:
        told = pages[0].get_textpage().get_text_range()
    assert "MATCHES" in told
    assert "Record: Consistent." in told


def test_without_trust_one_cannot_tell(page, settle, tmp_path):
    package, _ = write_package(tmp_path / "package")
    assert verify(page, settle, package) == "Cannot tell"
    assert "SELF_TRUST" in page.text()
    assert "Give the agency's roster as trust" in page.text()


def test_a_flipped_byte_does_not_match_and_is_named(page, settle, tmp_path):
    package, trust = write_package(tmp_path / "package")
    image = next(each for each in package.rglob("*") if each.is_file() and each.read_bytes() == b"image")
    image.write_bytes(b"imagf")
    assert verify(page, settle, package, trust=trust) == "Does not match"
    assert "An evidence file is not what it was" in result(page).banner.sentence.text()
    assert image.name in page.text()


def test_what_is_no_package_cannot_be_told(page, settle, tmp_path):
    broken = tmp_path / "x.custody.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    assert verify(page, settle, broken) == "Cannot tell"
    assert "cannot be read as a package" in page.text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_told_and_never_waited_for(page, settle, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert verify(page, settle, tmp_path / "pipe") == "Cannot tell"
    assert "pipe" in page.text()


def test_an_issued_document_is_verified_by_the_package_inside(ana, open_window, settle, tmp_path, passphrase):
    station = ana.station
    (case,) = station.store.case_ids()
    key = station.session.fresh("ana", passphrase("ana"))
    ready = station.reports.make(ReportRequest(kind="custody-report", case=case, language="en"), "ana", key)
    target = tmp_path / "report.pdf"
    station.reports.save(ready, target, station.acts.record)
    window = open_window(VerifyPage)
    window.go("verify")
    page = window.pages.current
    assert verify(page, settle, target) in ("Cannot tell", "Matches")
    assert "Record: Consistent." in page.text()


def test_the_open_station_is_verified_and_the_window_told(ctx, open_window, settle):
    window = open_window(VerifyPage)
    window.go("verify")
    page = window.pages.current
    assert verify(page, settle, ctx.station.directory) in ("Cannot tell", "Matches")
    assert ctx.verified is not None
    assert "Record: Consistent." in page.text()


def test_evidence_is_compared_with_a_pasted_digest(page, settle, evidence):
    assert verify(page, settle, evidence, digest=f"SHA256: {SHA256.upper()}") == "Matches"
    page.other()
    wrong = SHA256[:12] + ("0" if SHA256[12] != "0" else "1") + SHA256[13:]
    assert verify(page, settle, evidence, digest=wrong) == "Does not match"
    told = result(page).findChildren(DigestComparison)[0]
    assert told.place == 12
    assert "digit 13" in told.told()
    assert "^ first difference" in page.text()


def test_with_nothing_to_compare_it_is_only_computed(page, settle, evidence):
    assert verify(page, settle, evidence) == "Computed"
    assert SHA256 in page.text()


def test_a_match_by_md5_alone_warns(page, settle, evidence):
    digest = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    assert verify(page, settle, evidence, digest=digest) == "Matches"
    assert "MD5 alone proves little" in page.text()
    assert SHA256 in page.text()


def test_a_digest_that_is_none_is_told_beside_its_field(page, evidence):
    page.take([evidence])
    page._options._against.choose("digest")
    page._options._digest.setText("abc")
    page.submit()
    assert page.stage == "ask"
    assert "3 characters" in page._options._digest_row.error


def test_evidence_is_compared_with_an_exhibit_and_recorded(ctx, open_window, settle, evidence, qtbot):
    window = open_window(VerifyPage)
    exhibit = ctx.station.exhibits.find("E-1")
    case = ctx.station.acts.case_of(exhibit)
    digests = {"sha256": SHA256}
    command = HashExhibit(
        actor="ana", exhibit=exhibit, digests=digests, tool="t", version="1", of="file", size=len(CONTENT)
    )
    ctx.station.acts.record(ctx.station.exhibits.propose(command, case))
    window.go("verify", {"path": str(evidence), "exhibit": "E-1"})
    page = window.pages.current
    page.submit()
    settle(ctx)
    assert result(page).banner.word.text() == "Matches"
    size = ctx.station.store.head().size
    asked = []
    ctx.sign_asked.disconnect(window._sign_asked)
    ctx.sign_asked.connect(asked.append)
    next(each for each in page.findChildren(QPushButton) if each.text() == "Record this comparison").click()
    recorded = ctx.station.acts.record(asked[0].proposal)
    asked[0].done(recorded)
    assert ctx.station.store.head().size == size + 1
    assert recorded[0].body["result"] == "match"
    assert "Record this comparison" not in {each.text() for each in page.findChildren(QPushButton) if each.isVisible()}


def test_an_exhibit_without_a_digest_is_told_beside_the_field(ctx, open_window, evidence):
    window = open_window(VerifyPage)
    window.go("verify", {"path": str(evidence), "exhibit": "E-1"})
    page = window.pages.current
    page.submit()
    assert "no digest on record" in page._options._exhibit_row.error


@pytest.mark.parametrize(
    "line",
    [
        "{digest}  stick.raw\n",
        "SHA256 (stick.raw) = {digest}\n",
        "%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n{size},{digest},stick.raw\n",
    ],
)
def test_a_manifest_of_any_layout_is_audited(page, settle, evidence, line):
    manifest = evidence.with_name("sums.txt")
    (evidence.parent / "unlisted").write_bytes(b"x")
    manifest.write_text(line.format(digest=SHA256, size=len(CONTENT)))
    assert recognise(manifest).kind is Kind.MANIFEST
    assert verify(page, settle, manifest) == "Matches"
    evidence.write_bytes(CONTENT[:-1] + b"X")
    page.other()
    assert verify(page, settle, manifest) == "Does not match"
    assert "[Changed] stick.raw" in page.text()
    evidence.unlink()
    page.other()
    assert verify(page, settle, manifest) == "Does not match"
    assert "[Missing] stick.raw" in page.text()
    assert "choose the folder that they are in" in page.text()


def test_what_is_not_listed_counts_only_when_asked_for(page, settle, evidence):
    manifest = evidence.with_name("SHA256SUMS")
    manifest.write_text(f"{SHA256}  stick.raw\n")
    (evidence.parent / "unlisted").write_bytes(b"x")
    page.take([manifest])
    page._options._everything.setChecked(True)
    page.submit()
    settle(page.ctx)
    assert "[Not listed] unlisted" in page.text()


def test_a_long_reading_can_be_cancelled_and_nothing_is_lost(page, settle, tmp_path, qtbot):
    large = tmp_path / "large.img"
    with large.open("wb") as stream:
        stream.truncate(3 << 30)
    page.take([large])
    page._options._against.choose("digest")
    page._options._digest.setText(SHA256)
    page.verify()
    assert page.stage == "run"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    settle(page.ctx)
    assert page.stage == "ask"
    assert "Stopped" in page.message.text()
    assert page._options._digest.text() == SHA256


def test_copy_holds_the_words_of_the_screen(page, settle, evidence):
    verify(page, settle, evidence, digest=SHA256)
    next(each for each in page.findChildren(QPushButton) if each.text() == "Copy as text").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("MATCHES\n")
    assert SHA256 in copied


def test_saving_where_one_may_not_write_is_told(page, settle, evidence, tmp_path):
    verify(page, settle, evidence)
    page._save()
    page._saver.write(str(tmp_path / "absent" / "x.txt"))
    assert "cannot be written" in page.message.text()
    page._saver.write(str(tmp_path / "x.txt"))
    assert SHA256 in (tmp_path / "x.txt").read_text()


def test_what_was_typed_survives_another_language(page, evidence, empty_ctx):
    page.take([evidence])
    page._options._against.choose("digest")
    page._options._digest.setText("ab12")
    empty_ctx.set_language("es")
    assert page.stage == "ask"
    assert page._options._digest.text() == "ab12"
    empty_ctx.look.translator.set_language("en")


def test_an_answer_is_told_anew_in_another_language(page, settle, evidence, empty_ctx):
    verify(page, settle, evidence)
    empty_ctx.set_language("fr")
    assert page.stage == "answer"
    assert SHA256 in page.text()
    empty_ctx.look.translator.set_language("en")


def test_a_path_that_is_gone_is_told(page, tmp_path):
    page.take([tmp_path / "absent"])
    assert page.stage == "choose"
    assert "There is no file or folder" in page.message.text()


def test_hostile_names_are_plain(page, settle, tmp_path):
    path = tmp_path / "<b>E\u202egpj.exe"
    path.write_bytes(b"x")
    verify(page, settle, path)
    assert "\u202e" not in page.text()
    assert "⟨U+202E⟩" in page.text()


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("ab" * 16, ("md5",)),
        ("ab" * 20, ("sha1",)),
        ("AB:CD " * 16, ("sha256", "sha3-256", "blake3")),
        ("ab" * 64, ("sha512",)),
        ("SHA-1: " + "ab" * 20, ("sha1",)),
        ("ab" * 32 + "  stick.raw", ("sha256", "sha3-256", "blake3")),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_a_digest_is_told_by_its_length(typed, kinds):
    assert candidates(cleaned_digest(typed)) == kinds


def test_where_two_values_part():
    assert first_difference("abc", "abc") is None
    assert first_difference("abc", "abd") == 2
    assert first_difference("ab", "abc") == 2


def test_every_code_of_a_finding_has_words():
    from custody_app.log.verification.findings import Finding
    from custody_app.log.verification.sentences import SENTENCES
    from custody_app.ui.pages.verify.tell_record import _finding

    for code in SENTENCES:
        told = _finding(Finding(code, "FAIL", 3, "a", "b", "c"), Translator())
        assert told.sentence
        assert told.code == code
