from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from custody_app.domain.commands import OfferTransfer
from custody_app.domain.readback import ReadBackLine
from custody_app.i18n import N_
from custody_app.paths import state_dir
from custody_app.ui.page import Page
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.sign_sheet import SignSheet
from custody_app.ui.shell.unlock_sheet import UnlockSheet
from custody_app.ui.widgets.read_back_view import ReadBackView


class TodayPage(Page):
    page_id = "today"
    title = N_("Today")
    refreshed = 0

    def refresh(self):
        self.refreshed += 1


@pytest.fixture
def window(open_window):
    return open_window(TodayPage)


@pytest.fixture
def proposal(window):
    """A note-like act that one unlock covers: another case."""
    from custody_app.domain.values import LegalBasis

    basis = LegalBasis(id="basis-9", kind="consent")
    return window.ctx.station.cases.propose_open("ana", "C-<b>2</b>\u202e", (basis,))


@pytest.fixture
def offer(window):
    """An act that asks for the passphrase again."""
    station = window.ctx.station
    exhibit = next(row.id for row in station.store.exhibit_rows(station.store.exhibit_ids()) if row.number == "E-1")
    return station.transfers.propose_offer(
        OfferTransfer(
            actor="ana", exhibits=(exhibit,), to="beto", purpose="storage", condition="good", seals=((exhibit, "S-1"),)
        )
    )


def sheet_of(window, kind):
    return next((each for each in window.content.findChildren(kind) if each.isVisible()), None)


def words(widget):
    return [label.text() for label in widget.findChildren(PlainLabel)]


def test_what_is_read_back_is_exactly_what_is_signed_and_plain(window, proposal):
    window.ctx.sign(proposal, print)
    sheet = sheet_of(window, SignSheet)
    shown = words(sheet)
    for line in window.ctx.station.acts.read_back(proposal)[0]:
        assert (line.value.replace("\u202e", "⟨U+202E⟩") or "–") in shown
    assert not any("\u202e" in text for text in shown)


def test_a_long_read_back_says_every_line_without_a_widget_for_each(look):
    lines = [
        ReadBackLine("Name", f"IMG_{number:03d}\u202e.jpg\nHolder: Eve", f"a.{number}", N_("Attachments"), number)
        for number in range(1, 301)
    ]
    view = ReadBackView(look, [lines])
    told = "\n".join([*words(view), *(each.toPlainText() for each in view.findChildren(QPlainTextEdit))])
    assert all(f"IMG_{number:03d}" in told for number in range(1, 301))
    assert "\u202e" not in told
    assert told.count("\n" + " " * 12 + "Holder: Eve") == 240
    assert "Attachments 300" in told
    assert len(words(view)) < 250


def test_signing_records_tells_and_refreshes(window, proposal, qtbot):
    done, size = [], window.ctx.station.store.head().size
    page = window.pages.current
    before = page.refreshed
    window.ctx.sign(proposal, done.append)
    sheet_of(window, SignSheet)._button.click()
    qtbot.waitUntil(lambda: bool(done))
    assert done[0][0].statement.type == "case.open"
    assert window.ctx.station.store.head().size == size + 1
    assert window.toast.text() == f"Recorded as entry {size}."
    assert page.refreshed == before + 1
    assert sheet_of(window, SignSheet) is None


def test_going_back_records_nothing(window, proposal, qtbot):
    told, size = [], window.ctx.station.store.head().size
    window.ctx.sign(proposal, told.append, cancelled=lambda: told.append("back"))
    qtbot.keyClick(sheet_of(window, SignSheet), Qt.Key.Key_Escape)
    assert told == ["back"]
    assert window.ctx.station.store.head().size == size


def test_an_act_that_asks_for_the_passphrase_gets_it_and_the_key_is_wiped(window, offer, passphrase, qtbot):
    done = []
    window.ctx.sign(offer, done.append)
    sign = sheet_of(window, SignSheet)
    sign._button.click()
    unlock = sheet_of(window, UnlockSheet)
    assert "Ana Ruiz" in unlock.heading.text()
    unlock._field.edit.setText("wrong")
    qtbot.keyClick(unlock._field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(unlock._row.error))
    assert not done
    unlock._field.edit.setText(passphrase("ana"))
    keys = []
    seen = sign._signed

    def signed(key) -> object:
        keys.append(key)
        seen(key)

    object.__setattr__(unlock._request, "granted", signed)
    qtbot.keyClick(unlock._field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(done))
    assert done[0][0].statement.type == "transfer.offer"
    assert len(keys) == 1
    assert not any(keys[0]._secret)


def test_a_refusal_stands_on_the_sheet_and_may_be_tried_again(window, proposal, qtbot):
    window.ctx.station.session.lock("")
    done = []
    window.ctx.sign(proposal, done.append)
    sheet = sheet_of(window, SignSheet)
    sheet._record()
    qtbot.waitUntil(lambda: "locked" in sheet._message.text())
    assert sheet._button.isEnabled()
    assert not done


def test_what_stands_although_recording_failed_is_told_and_not_left_to_be_repeated(window, proposal, qtbot):
    mark = state_dir() / "high-water" / f"{window.ctx.station.info.instance}.json"
    mark.unlink(missing_ok=True)
    mark.mkdir(parents=True)
    done, cancelled = [], []
    window.ctx.sign(proposal, done.append, cancelled=lambda: cancelled.append(1))
    sheet = sheet_of(window, SignSheet)
    sheet._button.click()
    qtbot.waitUntil(lambda: "stands in the log" in sheet._message.text())
    assert not done
    before = window.pages.current.refreshed
    sheet.close_sheet()
    assert [len(recorded) for recorded in done] == [1]
    assert not cancelled
    assert window.pages.current.refreshed > before


def test_tab_stays_on_the_sheet(window, proposal, qtbot):
    window.ctx.sign(proposal, print)
    sheet = sheet_of(window, SignSheet)
    window.activateWindow()
    qtbot.waitUntil(sheet._button.hasFocus)
    for _ in range(60):
        sheet.focusNextPrevChild(True)
        focused = window.focusWidget()
        assert sheet.isAncestorOf(focused)
    assert {button.text() for button in sheet.findChildren(QPushButton)} == {"Go back", "Sign and record"}


def test_locking_forgets_a_passphrase_half_typed(window, offer):
    window.ctx.sign(offer, print)
    sheet_of(window, SignSheet)._button.click()
    unlock = sheet_of(window, UnlockSheet)
    unlock._field.edit.setText("half")
    window.ctx.lock("")
    assert not unlock._field.text()
