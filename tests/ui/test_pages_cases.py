from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custody_app.exchange.package_contents import Scope
from custody_app.services.verifying import verify_path
from custody_app.ui.page import Page
from custody_app.ui.pages import cases, exhibits, log, today
from custody_app.ui.pages.cases.case_page import PARTS
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.sign_sheet import SignSheet
from custody_app.ui.shell.unlock_sheet import UnlockSheet

ALL = (*today.PAGES, *cases.PAGES, *exhibits.PAGES, *log.PAGES)
HIDDEN = "\u202e"


@pytest.fixture
def window(open_window):
    return open_window(*ALL)


@pytest.fixture
def show(window, settle):
    """Return `show(page_id, **what)`: the page, after its reading ended."""

    def show_it(page_id: str, **what: object) -> Page:
        window.ctx.go(page_id, **what)
        settle(window.ctx)
        return window.pages.current

    return show_it


def sheet_of(window, kind):
    return next((each for each in window.content.findChildren(kind) if each.isVisible()), None)


def sign(window, qtbot, settle):
    """Press the verb on the read-back sheet and wait until it is recorded."""
    qtbot.waitUntil(lambda: sheet_of(window, SignSheet) is not None)
    size = window.ctx.station.store.head().size
    sheet_of(window, SignSheet)._button.click()
    qtbot.waitUntil(lambda: window.ctx.station.store.head().size > size)
    settle(window.ctx)


def words(widget):
    return [label.text() for label in widget.findChildren(PlainLabel)]


def case_of(window, number="C-1"):
    return window.ctx.station.cases.find(number)


def test_the_list_shows_the_cases_and_return_opens_one(window, show, settle, qtbot):
    page = show("cases")
    assert page.list.model.rowCount() == 1
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    settle(window.ctx)
    assert window.pages.current.title_text() == "C-1"


def test_searching_finds_and_esc_shows_all_again(window, show, settle, qtbot):
    page = show("cases")
    page.search.setText("nothing like it")
    page.search.returnPressed.emit()
    settle(window.ctx)
    assert page.list.model.rowCount() == 0
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    settle(window.ctx)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)


def test_opening_a_case_under_exigency_is_read_back_signed_and_nags(window, show, settle, qtbot):
    page = show("case_new")
    page.form.set_values(
        {"case_number": "C-2", "kind": "exigency", "facts": "The phone was being wiped.", "to_follow": True}
    )
    assert page.form.rows["number"].isHidden()
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sign(window, qtbot, settle)
    state = window.ctx.station.cases.state(case_of(window, "C-2"))
    assert [basis.id for basis in state.bases_to_follow] == ["basis-1"]
    assert window.pages.current.page_id == "case"
    assert any("has not come yet" in text for text in words(window.pages.current))
    assert any(group.heading == "Legal basis to follow" for group in show("today").known.groups)


def test_filing_the_written_basis_ends_the_nagging(window, show, settle, qtbot):
    test_opening_a_case_under_exigency_is_read_back_signed_and_nags(window, show, settle, qtbot)
    case = case_of(window, "C-2")
    page = show("case_basis", case=case, follows="basis-1")
    page.form.set_values({"kind": "warrant", "number": "W-7", "issuer": "Judge Paz"})
    page.submit()
    sign(window, qtbot, settle)
    assert not window.ctx.station.cases.state(case).bases_to_follow


def test_a_missing_number_is_told_beside_its_field_and_nothing_is_lost(window, show, settle):
    page = show("case_new")
    page.form.set_values({"title": "Kept", "kind": "consent"})
    page.submit()
    settle(window.ctx)
    assert "missing" in page.form.rows["case_number"].error
    assert page.form.value("title") == "Kept"
    assert sheet_of(window, SignSheet) is None


def test_a_number_that_is_taken_is_told_beside_it(window, show, settle):
    page = show("case_new")
    page.form.set_values({"case_number": "C-1", "kind": "consent"})
    page.submit()
    settle(window.ctx)
    assert "C-1" in page.form.rows["case_number"].error


def test_what_was_typed_survives_a_change_of_language(window, show, settle):
    page = show("case_new")
    page.form.set_values({"case_number": "C-77", "kind": "exigency", "facts": "x", "to_follow": True})
    window.ctx.set_language("es")
    settle(window.ctx)
    window.ctx.set_language("en")
    page = window.pages.current
    assert page.form.value("case_number") == "C-77"
    assert page.form.value("to_follow") is True


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_case_shows_outside_text_plainly(window, show, part):
    page = show("case", case=case_of(window), part=part)
    assert page.parts.current == part
    assert page.known.state.number == "C-1"
    assert not any(HIDDEN in text for text in words(page))


def test_the_people_of_a_case_are_those_of_its_statements(window, show):
    page = show("case", case=case_of(window), part="people")
    assert [(each.name, each.entries) for each in page.known.people] == [("Ana Ruiz", 3)]


def test_several_exhibits_are_chosen_for_a_transfer(window, show, settle):
    page = show("case", case=case_of(window))
    asked = []
    window.ctx.navigated.connect(lambda page_id, what: asked.append((page_id, what)))
    page.list.table.selectAll()
    page._hand_over()
    assert asked[-1][0] == "transfer"
    assert len(asked[-1][1]["exhibits"]) == 2


def test_updating_and_holding_a_case_are_two_statements_of_one_sitting(window, show, settle, qtbot):
    case = case_of(window)
    page = show("case_update", case=case)
    page.form.set_values({"status": "prosecuted", "hold": "hold", "ground": "Appeal"})
    page.submit()
    sign(window, qtbot, settle)
    state = window.ctx.station.cases.state(case)
    assert (state.status, state.hold) == ("prosecuted", True)


def test_nothing_new_is_refused_and_said(window, show, settle):
    page = show("case_update", case=case_of(window))
    page.submit()
    settle(window.ctx)
    assert "Nothing new" in page.message.text()


def test_a_package_is_exported_with_a_fresh_key_and_verifies(window, show, settle, qtbot, tmp_path, passphrase):
    page = show("export", case=case_of(window))
    target = tmp_path / "case.custody.zip"
    page._chosen(target)
    page._form.set_values({"scope": str(Scope.CASE), "recipient": "Prosecutor Paz"})
    page.submit()
    qtbot.waitUntil(lambda: sheet_of(window, UnlockSheet) is not None)
    sheet = sheet_of(window, UnlockSheet)
    sheet._field.edit.setText(passphrase("ana"))
    qtbot.keyClick(sheet._field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(target.exists)
    settle(window.ctx)
    assert str(target) in window.toast.text()
    assert verify_path(target).record == "consistent"
    assert window.ctx.station.store.statements_of_type("export.made")[-1].body["recipient"] == "Prosecutor Paz"


def test_a_file_that_is_there_already_is_not_replaced(window, show, settle, qtbot, tmp_path, passphrase):
    page = show("export", case=case_of(window))
    target = tmp_path / "case.custody.zip"
    target.write_text("mine")
    page._chosen(target)
    page.submit()
    qtbot.waitUntil(lambda: sheet_of(window, UnlockSheet) is not None)
    sheet = sheet_of(window, UnlockSheet)
    sheet._field.edit.setText(passphrase("ana"))
    qtbot.keyClick(sheet._field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page._form.rows["target"].error))
    assert target.read_text() == "mine"


def test_today_leads_to_what_is_due(window, show, settle):
    page = show("today")
    assert page.known.custody == 2
    row = next(each for each in page.findChildren(LinkRow) if "Log" in each.accessibleName())
    row.follow()
    settle(window.ctx)
    assert window.pages.current.page_id == "log"


def test_today_says_when_nothing_is_due(window, show):
    page = show("today")
    assert any("Nothing is due" in text for text in words(page))


def test_with_a_blinded_package_no_files_travel(window, show):
    page = show("export", case=case_of(window))
    page._with_files.setChecked(True)
    page._scope.choose(str(Scope.BLINDED))
    assert (page._with_files.isChecked(), page._with_files.isEnabled()) == (False, False)
    page._scope.choose(str(Scope.CASE))
    assert page._with_files.isEnabled()
