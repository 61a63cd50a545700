from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton

from custody_app.i18n import N_
from custody_app.services.session import IDLE_LOCK_MS
from custody_app.ui.actions import ACTIONS, actions_for
from custody_app.ui.page import Page
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.command_palette import matching
from custody_app.ui.widgets import FieldRow, primary_button


class TodayPage(Page):
    page_id = "today"
    title = N_("Today")
    refreshed = 0

    def build(self):
        self.edit = QLineEdit()
        self.row = FieldRow(self.ctx.look, "&Name", self.edit, help="What it is called.", help_on_demand=True)
        self.body.addWidget(self.row)

    def refresh(self):
        self.refreshed += 1

    def draft(self):
        return {"name": self.edit.text()}

    def restore(self, draft):
        self.edit.setText(draft["name"])

    def header_actions(self):
        return [primary_button(self.ctx.look, "Go", "plus")]


class ExhibitPage(Page):
    page_id = "exhibit"
    section = "today"
    title = N_("Exhibit")

    def open(self, exhibit=""):
        self.exhibit = exhibit

    def title_text(self):
        return f"Exhibit {self.exhibit[:8]}"


class BrokenPage(Page):
    page_id = "cases"
    title = N_("Cases")

    def refresh(self):
        raise RuntimeError("of the page")


def test_actions_are_unique_and_told():
    for member in ("id", "text", "help"):
        values = [getattr(action, member) for action in ACTIONS]
        assert all(values)
        assert len(set(values)) == len(values)
    keys = [QKeySequence(action.shortcut).toString() for action in ACTIONS if action.shortcut]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert not {"Ctrl+K", "F5", "F1", "Esc", "Ctrl+Return"} & set(keys)


def test_an_action_without_its_page_is_left_out():
    shown = actions_for({"today"})
    assert {action.page for action in shown} == {"", "today"}


def test_the_window_shows_the_first_page_and_lights_its_section(open_window):
    window = open_window(TodayPage, ExhibitPage)
    assert window.pages.current.page_id == "today"
    assert window.sidebar._buttons["today"].isChecked()
    window.ctx.go("exhibit", exhibit="abc")
    assert window.windowTitle() == "Exhibit abc · Custody"
    assert window.sidebar._buttons["today"].isChecked()
    window.ctx.back()
    assert window.pages.current.page_id == "today"


def test_a_page_that_fails_says_so_and_the_window_goes_on(open_window):
    window = open_window(TodayPage, BrokenPage)
    told = []
    window.ctx.report = told.append
    window.ctx.go("cases")
    assert "of the page" in window.pages.current.message.text()
    assert [str(error) for error in told] == ["of the page"]
    window.ctx.go("today")
    assert window.pages.current.page_id == "today"


def test_another_language_builds_anew_and_keeps_what_was_typed(open_window):
    window = open_window(TodayPage)
    page = window.pages.current
    page.edit.setText("typed")
    before = page.edit
    window.ctx.set_language("es")
    assert page.edit is not before
    assert page.edit.text() == "typed"
    window.ctx.set_language("en")


def test_keys_of_a_page(open_window, qtbot):
    window = open_window(TodayPage, ExhibitPage)
    window.ctx.go("exhibit", exhibit="abc")
    qtbot.keyClick(window.pages.current, Qt.Key.Key_Escape)
    page = window.pages.current
    assert page.page_id == "today"
    window.activateWindow()
    page.edit.setFocus()
    qtbot.waitUntil(page.edit.hasFocus)
    labels = [label for label in page.row.findChildren(PlainLabel) if label.text() == "What it is called."]
    assert not labels
    qtbot.keyClick(page.edit, Qt.Key.Key_F1)
    assert [label for label in page.row.findChildren(PlainLabel) if label.text() == "What it is called."]


def test_locking_covers_everything_dialogs_too_and_drafts_survive(open_window, qtbot):
    window = open_window(TodayPage)
    page = window.pages.current
    page.edit.setText("typed")
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.open()
    window.ctx.lock(N_("You locked it."))
    assert window.locked
    assert not window.ctx.person
    assert not dialog.isVisible()
    assert not page.isVisible()
    assert not window.content.isVisible()
    assert window.lock_page.reason.text() == "You locked it."
    assert "Look without" not in " ".join(texts(window.lock_page))
    window.open_palette()
    assert not window.palette_sheet.isVisible()
    unlock(window, qtbot, "ana", "violin harbour stone paper lamp fox")
    assert dialog.isVisible()
    assert page.edit.text() == "typed"
    assert page.isVisible()


def test_a_wrong_passphrase_is_told_in_place_and_the_text_is_kept_selected(open_window, qtbot):
    window = open_window(TodayPage)
    window.ctx.lock("")
    lock = window.lock_page
    lock.people.setCurrentIndex(lock.people.findData("ana"))
    lock.passphrase.edit.setText("wrong one")
    qtbot.keyClick(lock.passphrase.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(lock.row.error))
    assert window.locked
    assert lock.passphrase.edit.selectedText() or lock.passphrase.edit.selectionLength() == len("wrong one")
    assert lock.passphrase.text() == "wrong one"
    unlock(window, qtbot, "ana", "violin harbour stone paper lamp fox")
    assert not lock.passphrase.text()


def test_while_a_passphrase_is_checked_the_page_says_so(open_window, qtbot):
    window = open_window(TodayPage, person="")
    window.ctx.lock("")
    page = window.lock_page
    assert page.busy.isHidden()
    page.passphrase.edit.setText("wrong wrong wrong wrong wrong wrong")
    qtbot.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    assert page.busy.isVisible()
    assert not page.button.isEnabled()
    assert page.passphrase.edit.isReadOnly()
    qtbot.waitUntil(lambda: bool(page.row.error))
    assert page.busy.isHidden()
    assert page.button.isEnabled()
    assert not page.passphrase.edit.isReadOnly()


def test_idleness_locks_and_says_so(open_window, clock, qtbot):
    window = open_window(TodayPage)
    for _ in range(14):
        clock.move(seconds=50)
        window.watch.tick()
    qtbot.keyClick(window.pages.current.edit, Qt.Key.Key_A)
    for _ in range(IDLE_LOCK_MS // 50_000 - 1):
        clock.move(seconds=50)
        window.watch.tick()
    assert not window.locked
    clock.move(seconds=59)
    window.watch.tick()
    assert window.locked
    assert "15 minutes" in window.lock_page.reason.text()


def test_sleep_locks(open_window, clock):
    window = open_window(TodayPage)
    clock.move(minutes=2)
    window.watch.tick()
    assert window.locked
    assert "slept" in window.lock_page.reason.text()


def test_shortcuts_do_nothing_behind_the_lock(open_window, qtbot):
    window = open_window(TodayPage, ExhibitPage)
    window.ctx.go("exhibit", exhibit="abc")
    window.ctx.lock("")
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.current.page_id == "exhibit"


def test_the_palette_finds_actions_by_their_words(open_window):
    window = open_window(TodayPage, ExhibitPage)
    actions = window.actions_shown
    assert matching(window.ctx, actions, "lock")[0].id == "window.lock"
    assert not matching(window.ctx, actions, "zzz")
    assert matching(window.ctx, actions, "") == [each for each in actions if each.enabled(window.ctx)]


@pytest.mark.parametrize("typed", ["E-2", "S-1", "stick"])
def test_the_palette_finds_exhibits_by_number_seal_and_name(open_window, qtbot, settle, typed):
    window = open_window(TodayPage, ExhibitPage)
    window.open_palette()
    sheet = window.palette_sheet
    qtbot.keyClicks(sheet.edit, typed)
    settle(window.ctx)
    shown = sheet.hits.items[0]
    assert shown.text == ("E-2" if typed == "E-2" else "E-1")
    assert "\u202e" not in sheet.hits.index(0, 0).data()
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert window.pages.current.page_id == "exhibit"
    assert window.pages.current.exhibit


def test_return_before_the_records_are_found_waits_for_them(open_window, qtbot, settle):
    window = open_window(TodayPage, ExhibitPage)
    window.open_palette()
    sheet = window.palette_sheet
    qtbot.keyClicks(sheet.edit, "E-2")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    settle(window.ctx)
    assert not sheet.isVisible()
    assert window.pages.current.page_id == "exhibit"


def test_escape_closes_the_palette_and_arrows_choose(open_window, qtbot):
    window = open_window(TodayPage)
    window.open_palette()
    sheet = window.palette_sheet
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Down)
    assert sheet.list.currentIndex().row() == 1
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Up)
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Up)
    assert sheet.list.currentIndex().row() == sheet.hits.rowCount() - 1
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_looking_without_a_key_shows_pages_and_records_nothing(open_window):
    window = open_window(TodayPage, person="")
    assert not window.locked
    assert not window.ctx.person
    ran = []
    window.ctx.with_unlocked(lambda: ran.append(1))
    assert window.locked
    assert not ran


def test_the_status_bar_tells_entries_and_head(open_window):
    window = open_window(TodayPage)
    head = window.ctx.station.store.head()
    shown = window.status.health.text()
    assert f"{head.size} entries" in shown
    assert head.root.hex()[:4] in shown
    assert "not verified" in shown
    window.ctx.log_verified("ok", N_("Log verified"))
    assert window.status.health.text().startswith("Log verified just now")


def test_closing_with_work_asks_stops_and_waits(open_window, qtbot, tasks):
    window = open_window(TodayPage)
    stopped = []

    def endless(control) -> object:
        while True:
            control.report(0, 1, "")

    tasks.run(endless, cancelled=lambda: stopped.append(1))
    window.close()
    assert window.isVisible()
    assert window.covered_by_sheet()
    window._stop_and_close()
    assert stopped == [1]
    assert not window.isVisible()


def unlock(window, qtbot, person, passphrase):
    lock = window.lock_page
    lock.people.setCurrentIndex(lock.people.findData(person))
    lock.passphrase.edit.setText(passphrase)
    qtbot.keyClick(lock.passphrase.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.locked)


def texts(widget):
    return [each.text() for each in widget.findChildren(PlainLabel) if each.isVisible()] + [
        each.text() for each in widget.findChildren(QPushButton) if each.isVisible()
    ]
