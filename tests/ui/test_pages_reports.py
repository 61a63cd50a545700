"""The page of documents on a real station: looked at, issued, saved, printed."""

from __future__ import annotations

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from custody_app.storage.list_rows import StatementFilter
from custody_app.ui.pages.reports import ReportsPage
from custody_app.ui.pages.reports.printing import Printing
from custody_app.ui.pages.reports.rendering import page_picture
from custody_app.ui.shell.sign_sheet import SignSheet
from custody_app.ui.shell.unlock_sheet import UnlockSheet

LONG = 30_000  # milliseconds; the document is made by a process of its own


@pytest.fixture
def window(open_window):
    return open_window(ReportsPage)


@pytest.fixture
def page(window):
    window.ctx.go("reports", case=window.ctx.station.cases.find("C-1"))
    return window.pages.current


def sheet_of(window, kind):
    return next((each for each in window.content.findChildren(kind) if each.isVisible()), None)


def unlock(window, qtbot, passphrase):
    qtbot.waitUntil(lambda: sheet_of(window, UnlockSheet) is not None)
    sheet = sheet_of(window, UnlockSheet)
    sheet._field.edit.setText(passphrase("ana"))
    qtbot.keyClick(sheet._field.edit, Qt.Key.Key_Return)


def issued(window):
    """Return the statements that documents were issued."""
    return window.ctx.station.store.statements_of_type("report.issue")


def read_back(window, page, target, qtbot, passphrase):
    page.issue_to(target)
    unlock(window, qtbot, passphrase)
    qtbot.waitUntil(lambda: sheet_of(window, SignSheet) is not None, timeout=LONG)
    return sheet_of(window, SignSheet)


def test_a_copy_is_looked_at_page_by_page_and_printed_and_nothing_is_recorded(window, page, qtbot, settle, tmp_path):
    size = window.ctx.station.store.head().size
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.ready is not None, timeout=LONG)
    settle(window.ctx)
    assert page.ready.pages > 1
    assert page._state.text() == "Copy, not issued"
    first = page.view.sheet.picture
    assert first.width() > 0
    qtbot.keyClick(page.view, Qt.Key.Key_PageDown)
    settle(window.ctx)
    assert page.view.number == 1
    assert page.view.sheet.picture != first
    assert issued(window) == []
    assert window.ctx.station.store.head().size == size

    printing = Printing(window.ctx, page.ready.pdf, page.ready.pages, "A4", page)
    printing.printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printing.printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    with qtbot.waitSignal(printing.ended, timeout=LONG) as ended:
        printing.start()
    assert ended.args == [True]
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert page_picture(paper, page.ready.pages - 1, 100).height() == pytest.approx(141, abs=2)

    page.choosing.form.set_values({"paper": "Letter"})
    assert page.ready is None, "what is shown must be what is chosen"
    page.choosing.form.set_values({"paper": "A4"})
    page.rebuild()
    settle(window.ctx)
    assert page._stack.currentWidget() is page.view, "another language or theme keeps the document"


def test_issuing_records_the_digest_of_the_file_that_is_saved(window, page, qtbot, settle, tmp_path, passphrase):
    target = tmp_path / "report.pdf"
    sheet = read_back(window, page, target, qtbot, passphrase)
    assert not target.exists()
    sheet._button.click()
    qtbot.waitUntil(lambda: page._saved == target, timeout=LONG)
    settle(window.ctx)
    [recorded] = issued(window)
    assert recorded.body["kind"] == "custody-report"
    assert hashlib.sha256(target.read_bytes()).hexdigest() in str(recorded.body)
    assert str(page.entry) in page._state.text()
    assert [page.entry] == window.ctx.station.store.statement_seqs(StatementFilter(types=("report.issue",)))
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_going_back_from_the_read_back_leaves_neither_entry_nor_file(window, page, qtbot, settle, tmp_path, passphrase):
    (tmp_path / "to").mkdir()
    sheet = read_back(window, page, tmp_path / "to" / "report.pdf", qtbot, passphrase)
    sheet.close_sheet()
    settle(window.ctx)
    assert issued(window) == []
    assert list((tmp_path / "to").iterdir()) == []


def test_a_receipt_without_a_transfer_is_told_beside_the_field(window, page, settle):
    page.choosing.form.set_values({"kind": "transfer-receipt"})
    page.preview()
    assert "no transfer" in page.choosing.form.rows["transfer"].error
    assert page._task is None
