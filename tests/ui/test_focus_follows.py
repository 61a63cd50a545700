"""The keys go to the page in front: after going there, after another language, after a lock, after a sheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QScrollArea

from custody_app.ui.pages import page_types
from custody_app.ui.shell.sign_sheet import SignSheet
from tests.ui.keyboard import CTRL, Keyboard


@pytest.fixture
def keys(open_window) -> Keyboard:
    return Keyboard(open_window(*page_types()))


def within(keys: Keyboard) -> bool:
    keys.settle()
    page, focus = keys.window.pages.current, QApplication.focusWidget()
    return focus is page or page.isAncestorOf(focus)


def test_a_page_that_is_shown_has_the_keys(keys):
    for number in (1, 2, 3, 4, 5, 6, 7):
        keys.press(Qt.Key(Qt.Key.Key_0 + number), held=CTRL)
        assert within(keys), number
    keys.press(Qt.Key.Key_Escape)
    keys.on("reports")
    keys.press(Qt.Key.Key_Escape)
    keys.on("verify")
    assert within(keys)


def test_tab_goes_as_one_reads(keys):
    keys.press(Qt.Key.Key_2, held=CTRL)
    way = []
    for _ in range(4):
        keys.press(Qt.Key.Key_Tab)
        way.append(keys.name())
    assert way == ["Open case", "Search number, title, offence or order", "All", "Cases"]


def test_what_has_the_keys_is_in_view(keys):
    keys.press(Qt.Key.Key_N, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    keys.tab_to("Lock now")
    assert keys.window.pages.current.findChild(QScrollArea).verticalScrollBar().value() > 0
    keys.tab_to("Case number")


def test_ctrl_enter_beside_a_drop_area_is_the_page_s(keys):
    keys.press(Qt.Key.Key_N, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    keys.tab_to("Choose files …")
    keys.submit()
    assert QApplication.activeModalWidget() is None
    assert keys.name() == "Case number"
    keys.sees("Case number is missing")


def test_what_is_drawn_anew_does_not_hand_the_keys_to_the_sidebar(keys, station):
    exhibit = station.store.exhibit_ids()[0]
    keys.window.ctx.go("exhibit", exhibit=exhibit)
    keys.settle()
    assert keys.window.windowTitle() == "E-1 · Custody"
    keys.tab_to("Move")
    keys.window.pages.refresh()
    assert within(keys)


def test_a_button_that_goes_off_while_work_goes_on_leaves_the_keys_with_its_page(keys):
    keys.window.ctx.go("export")
    keys.tab_to("Export and sign").setEnabled(False)
    assert within(keys)


def test_another_language_and_other_colours_leave_the_keys_with_the_page(keys):
    keys.press(Qt.Key.Key_2, held=CTRL)
    keys.tab_to("Search number, title, offence or order")
    keys.window.ctx.set_language("es")
    assert within(keys)
    keys.window.ctx.set_language("en")
    assert within(keys)


def test_after_the_lock_the_cursor_is_where_it_was(keys, passphrase):
    keys.press(Qt.Key.Key_N, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    field = keys.tab_to("Offence")
    keys.press(Qt.Key.Key_L, held=CTRL)
    keys.enter(passphrase("ana"))
    assert keys.focus() is field
    assert keys.flashes.seen == []


def test_a_digest_that_is_signed_is_read_whole(keys, station, tmp_path):
    """No bar below what is read back: each line of it stands there to its end."""
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "image.raw").write_bytes(b"content")
    command = station.readings.read(tmp_path / "stick").hash_command("ana", station.store.exhibit_ids()[0])
    proposal = station.exhibits.propose(command, station.store.case_ids()[0])
    keys.window.ctx.sign(proposal, list)
    keys.settle()
    sheet = keys.window.findChild(SignSheet)
    assert sheet.findChild(QScrollArea).horizontalScrollBar().maximum() == 0
    sheet.close_sheet()


def test_the_file_dialog_does_not_look_like_the_sidebar(keys):
    keys.press(Qt.Key.Key_5, held=CTRL)
    keys.push("Choose a file …")
    dialog = QApplication.activeModalWidget()
    places = dialog.findChild(QListView, "sidebar")
    assert places.grab().toImage().pixelColor(3, places.height() - 3).lightness() > 200
    dialog.reject()
