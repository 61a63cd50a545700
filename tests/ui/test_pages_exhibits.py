from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

from custody_app.domain.commands import CorrectStatement, UpdateExhibit, VerifyExhibit
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.domain.values import OutsidePerson, Participant, Place
from custody_app.log.canonical import b64
from custody_app.ui.page import Page
from custody_app.ui.pages import cases, exhibits, log, today
from custody_app.ui.pages.exhibits.act_page import ALL_KINDS
from custody_app.ui.pages.exhibits.outcome import OutcomeCard, ReadingOutcome
from custody_app.ui.pages.exhibits.photographs import Photographs
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.sign_sheet import SignSheet
from custody_app.ui.shell.unlock_sheet import UnlockSheet
from custody_app.ui.widgets.digest_comparison import DigestComparison

ALL = (*today.PAGES, *cases.PAGES, *exhibits.PAGES, *log.PAGES)
HIDDEN = "\u202e"


@pytest.fixture
def window(open_window):
    return open_window(*ALL)


@pytest.fixture
def show(window, settle):
    def show_it(page_id: str, **what: object) -> Page:
        window.ctx.go(page_id, **what)
        settle(window.ctx)
        return window.pages.current

    return show_it


@pytest.fixture
def ids(window):
    """Exhibit ids by number."""
    store = window.ctx.station.store
    return {row.number: row.id for row in store.exhibit_rows(store.exhibit_ids())}


def sheet_of(window, kind):
    return next((each for each in window.content.findChildren(kind) if each.isVisible()), None)


def sign(window, qtbot, settle, passphrase=""):
    qtbot.waitUntil(lambda: sheet_of(window, SignSheet) is not None)
    size = window.ctx.station.store.head().size
    sheet_of(window, SignSheet)._button.click()
    if passphrase:
        qtbot.waitUntil(lambda: sheet_of(window, UnlockSheet) is not None)
        sheet = sheet_of(window, UnlockSheet)
        sheet._field.edit.setText(passphrase)
        qtbot.keyClick(sheet._field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.ctx.station.store.head().size > size)
    settle(window.ctx)


def words(widget):
    return [label.text() for label in widget.findChildren(PlainLabel)]


def state_of(window, exhibit):
    return window.ctx.station.exhibits.state(exhibit)


def act(window, show, qtbot, settle, kind, exhibit, values, passphrase=""):
    page = show("act", act=kind, exhibits=(exhibit,))
    page._form.set_values(values)
    page.submit()
    sign(window, qtbot, settle, passphrase)
    return state_of(window, exhibit)


def test_the_list_and_the_panel_beside_it_follow_the_cursor(window, show, settle, qtbot, ids):
    page = show("exhibits")
    assert page.list.model.rowCount() == 2
    page.list.select_id(ids["E-1"])
    settle(window.ctx)
    assert page.panel.row.number == "E-1"
    assert "S-1" in words(page.panel)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    settle(window.ctx)
    assert window.pages.current.known.row.number == "E-1"


def test_a_hostile_title_is_shown_as_it_is(window, show, settle, ids):
    page = show("exhibit", exhibit=ids["E-2"])
    shown = words(page)
    assert any('<img src="file:///etc/passwd">' in text for text in shown)
    assert not any(HIDDEN in text for text in shown)


def test_sorting_is_asked_of_sql(window, show, settle):
    page = show("exhibits")
    page.list.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    settle(window.ctx)
    assert page.list.model.sort_by == "-number"
    assert page.list.model.row_at(0).number == "E-2"


def test_applying_breaking_and_sealing_again(window, show, settle, qtbot, ids):
    state = act(window, show, qtbot, settle, "seal", ids["E-2"], {"number": "S-9", "kind": "tie"})
    assert [seal.number for seal in state.seals_in_force] == ["S-9"]
    state = act(window, show, qtbot, settle, "seal_break", ids["E-2"], {"old": "S-9", "purpose": "Imaging"})
    assert not state.seals_in_force
    values = {"old": "S-9", "old_kept": "in the new bag", "number": "S-10"}
    state = act(window, show, qtbot, settle, "reseal", ids["E-2"], values)
    assert [seal.number for seal in state.seals_in_force] == ["S-10"]


def test_a_seal_that_is_not_as_recorded_becomes_doubtful_and_due(window, show, settle, qtbot, ids):
    state = act(window, show, qtbot, settle, "seal_check", ids["E-1"], {"old": "S-1", "intact": "no"})
    assert state.seals[0].status == "doubtful"
    page = show("exhibits", show="problems")
    assert [page.list.model.row_at(0).number, page.list.model.rowCount()] == ["E-1", 1]
    due = show("today").known.groups[0].dues[0]
    assert (due.title, due.page, due.what["act"]) == ("E-1", "act", "seal_check")


def test_whether_the_seal_is_intact_must_be_said(window, show, settle, ids):
    page = show("act", act="seal_check", exhibits=(ids["E-1"],))
    page.submit()
    settle(window.ctx)
    assert "missing" in page._form.rows["intact"].error
    assert sheet_of(window, SignSheet) is None


def test_a_seal_number_that_was_used_is_told_beside_it(window, show, settle, ids):
    page = show("act", act="seal", exhibits=(ids["E-1"],))
    page._form.set_values({"number": "S-1"})
    page.submit()
    settle(window.ctx)
    assert "S-1" in page._form.rows["number"].error


def test_moving_noting_and_deriving(window, show, settle, qtbot, ids):
    assert act(window, show, qtbot, settle, "move", ids["E-1"], {"location": "Shelf 9"}).location == "Shelf 9"
    act(window, show, qtbot, settle, "note", ids["E-1"], {"text": "Label loose"})
    values = {"type": "disk_image", "title": "Image", "copy": "forensic_copy", "tool": "dd", "version": "9"}
    values["disk_image.format"] = "raw"
    state = act(window, show, qtbot, settle, "derive", ids["E-1"], values)
    assert len(state.derived) == 1
    page = show("exhibit", exhibit=ids["E-1"])
    assert [row.number for row in page.known.family] == ["E-1", "E-1.1"]


def test_correcting_offers_the_parts_of_the_statement(window, show, settle, qtbot, ids, passphrase):
    page = show("act", act="correct", exhibits=(ids["E-2"],))
    member = page._form.rows["member"].field
    codes = [member.itemData(row) for row in range(member.count())]
    assert "fields.title" in codes
    assert not any(HIDDEN in member.itemText(row) for row in range(member.count()))
    page._form.set_values({"member": "fields.title", "value": "A stick", "reason": "Mistyped"})
    page.submit()
    sign(window, qtbot, settle, passphrase("ana"))
    assert state_of(window, ids["E-2"]).title == "A stick"


def test_what_was_typed_is_kept_when_the_person_leaves(window, show, settle, ids):
    page = show("act", act="note", exhibits=(ids["E-1"],))
    page._form.set_values({"text": "half a sentence"})
    show("exhibits")
    page = show("act", act="note", exhibits=(ids["E-1"],))
    assert page._form.value("text") == "half a sentence"
    page = show("act", act="note", exhibits=(ids["E-2"],))
    assert page._form.value("text") == ""


def test_a_seal_in_force_elsewhere_is_confirmed_on_the_form_and_in_the_statement(window, show, settle, qtbot, ids):
    page = show("act", act="seal", exhibits=(ids["E-2"],))
    page._form.set_values({"number": "S-1"})
    row = page._form.rows[SEAL_IN_USE]
    assert row.isHidden()
    page.submit()
    qtbot.waitUntil(lambda: "exhibit E-1" in page._form.rows["number"].error)
    assert sheet_of(window, SignSheet) is None
    assert not row.isHidden()
    row.field.setChecked(True)
    page._form.set_values({"number": "S-2"})
    assert row.isHidden()
    assert not row.field.isChecked()
    page._form.set_values({"number": "S-1"})
    page.submit()
    qtbot.waitUntil(lambda: not row.isHidden())
    row.field.setChecked(True)
    page.submit()
    sign(window, qtbot, settle)
    assert window.ctx.station.exhibits.history(ids["E-2"])[-1].body["confirmed"] == [SEAL_IN_USE]


def test_hashing_then_verifying_a_match(window, show, settle, qtbot, ids, tmp_path):
    file = tmp_path / "evidence.bin"
    file.write_bytes(b"a" * 1000)
    page = show("reading", exhibit=ids["E-2"], act="hash")
    page._dropped([file])
    qtbot.waitUntil(lambda: page.outcome is not None)
    page.submit()
    sign(window, qtbot, settle)
    assert "sha256" in state_of(window, ids["E-2"]).baseline
    page = show("reading", exhibit=ids["E-2"], act="verify")
    page._dropped([file])
    qtbot.waitUntil(lambda: page.outcome is not None)
    assert page._result.verdict.text() == "Matches"
    page.submit()
    sign(window, qtbot, settle)
    assert state_of(window, ids["E-2"]).last_comparison.result == "match"


def test_who_read_it_signs_it(window, show, settle, qtbot, ids, tmp_path, passphrase):
    (tmp_path / "evidence.bin").write_bytes(b"a" * 1000)
    page = show("reading", exhibit=ids["E-2"], act="hash")
    page._dropped([tmp_path / "evidence.bin"])
    qtbot.waitUntil(lambda: page.outcome is not None)
    window.ctx.station.session.unlock("beto", passphrase("beto"))
    page.submit()
    assert sheet_of(window, SignSheet) is None
    assert "Ana Ruiz read this" in page.message.text()
    window.ctx.station.session.unlock("ana", passphrase("ana"))
    page.submit()
    sign(window, qtbot, settle)
    assert "sha256" in state_of(window, ids["E-2"]).baseline


def test_a_mismatch_shows_both_values_and_the_first_difference_and_replaces_nothing(
    window, show, settle, qtbot, ids, tmp_path
):
    test_hashing_then_verifying_a_match(window, show, settle, qtbot, ids, tmp_path)
    stored = state_of(window, ids["E-2"]).baseline["sha256"]
    other = tmp_path / "other.bin"
    other.write_bytes(b"b" * 1000)
    page = show("reading", exhibit=ids["E-2"], act="verify")
    page._dropped([other])
    qtbot.waitUntil(lambda: page.outcome is not None)
    assert page._result.verdict.text() == "Does not match"
    drawn = page._result.findChildren(DigestComparison)[0]
    assert stored in drawn.accessibleName()
    assert f"digit {drawn.place + 1}" in drawn.accessibleName()
    page.submit()
    sign(window, qtbot, settle)
    assert state_of(window, ids["E-2"]).baseline["sha256"] == stored
    assert state_of(window, ids["E-2"]).last_comparison.result == "mismatch"


def test_each_list_of_an_outcome_counts_what_it_leaves_out_itself(window):
    named = tuple(f"finding {number}" for number in range(20))
    command = VerifyExhibit(
        actor="ana",
        exhibit="e",
        digests={},
        tool="t",
        differing=tuple(f"altered: {number}" for number in range(20)),
        differing_count=3000,
        findings=named,
        findings_count=25,
    )
    card = OutcomeCard(window.ctx.look, ReadingOutcome("mismatch", command, {}, None))
    assert [each for each in words(card) if each.endswith("more")] == ["and 2988 more", "and 13 more"]


def test_a_reading_that_is_stopped_records_nothing(window, show, settle, qtbot, ids, tmp_path):
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(30_000_000))
    page = show("reading", exhibit=ids["E-2"], act="hash")
    size = window.ctx.station.store.head().size
    page._dropped([file])
    page.back_out()
    qtbot.waitUntil(lambda: "Stopped" in page.message.text())
    assert page.outcome is None
    assert window.ctx.station.store.head().size == size
    assert not page._choosing.isHidden()


def test_where_when_and_by_whom_it_was_taken_stands_on_its_page(window, show, settle, ids, passphrase):
    station = window.ctx.station
    case = state_of(window, ids["E-1"]).case
    update = UpdateExhibit(
        actor="ana",
        exhibit=ids["E-1"],
        reason="as noted at the scene",
        place=Place(address="Calle 5", spot="kitchen table", coordinates="-15.79,-47.89"),
        seized="2026-03-04T08:30:00.000Z",
        from_=OutsidePerson(name="Jo Doe", relation="resident", telephone="555-1234"),
        people=(Participant(part="collected", person="ana"), Participant(part="witness", name="M Roe")),
        flags=("child",),
    )
    (recorded,) = station.acts.record(station.exhibits.propose(update, case))
    told = "\n".join(words(show("exhibit", exhibit=ids["E-1"])._shown))
    for each in ("Calle 5", "kitchen table", "-15.79,-47.89", "4 Mar", "Jo Doe · resident", "Ana Ruiz", "M Roe"):
        assert each in told
    assert "555-1234" not in told
    correct = CorrectStatement(
        actor="ana", statement=b64(recorded.digest), member="place.spot", value="hall", reason="slip"
    )
    station.acts.record(station.acts.propose(correct, case), {"ana": station.session.fresh("ana", passphrase("ana"))})
    told = words(show("exhibit", exhibit=ids["E-1"])._shown)
    assert "hall" in told
    assert "kitchen table" not in told


def test_a_sensitive_exhibit_shows_no_previews(window, show, settle, qtbot, ids, tmp_path):
    from PySide6.QtGui import QImage

    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    image.save(str(tmp_path / "a.png"))
    station = window.ctx.station
    kept = station.exhibits.attach(tmp_path / "a.png")
    add = UpdateExhibit(actor="ana", exhibit=ids["E-1"], reason="photograph", attachments=(kept,))
    station.acts.record(station.exhibits.propose(add, state_of(window, ids["E-1"]).case))

    def pictures() -> tuple[list[PlainLabel], list[str]]:
        page = show("exhibit", exhibit=ids["E-1"])
        held = page._shown.findChildren(Photographs)[0]
        return [label for label in held.findChildren(PlainLabel) if "Photograph" in label.accessibleName()], words(held)

    assert len(pictures()[0]) == 1
    assert not pictures()[0][0].pixmap().isNull()
    flag = UpdateExhibit(actor="ana", exhibit=ids["E-1"], reason="content", flags=("child",))
    station.acts.record(station.exhibits.propose(flag, state_of(window, ids["E-1"]).case))
    shown, told = pictures()
    assert not shown
    assert any("no previews" in text for text in told)


@pytest.mark.parametrize("kind", list(ALL_KINDS))
def test_every_field_of_every_act_has_a_name(window, show, ids, kind):
    page = show("act", act=kind, exhibits=(ids["E-1"],))
    fields = [
        field
        for type_ in (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)
        for field in page.findChildren(type_)
        if field.isVisible() and not field.objectName().startswith("qt_")
    ]
    nameless = [field for field in fields if not (field.accessibleName() or getattr(field, "text", str)())]
    assert not nameless


def test_the_log_shows_an_entry_its_bytes_neighbours_and_saves_its_proof(window, show, settle, tmp_path):
    from custody_app.log.proof import parse_proof

    page = show("log", entry=1)
    known = page.panel.known
    assert known.seq == 1
    assert known.before.fits
    assert known.after.fits
    assert '"seq": 1' in known.entry_text
    assert known.signed_by[0][0]
    page.panel.save_proof(tmp_path / "proof")
    settle(window.ctx)
    assert parse_proof((tmp_path / "proof").read_bytes()).index == 1


def test_the_log_is_filtered_and_verified(window, show, settle, qtbot):
    page = show("log")
    whole = page.list.model.rowCount()
    page.kinds.choose("exhibit")
    settle(window.ctx)
    assert 0 < page.list.model.rowCount() < whole
    page.submit()
    qtbot.waitUntil(lambda: page.verifying.outcome is not None)
    assert page.verifying.outcome.record == "consistent"
    assert window.ctx.verified.role == "ok"


def test_a_signed_head_is_saved(window, show, settle, tmp_path):
    from custody_app.log.note import parse_note

    page = show("log")
    page.views.choose("checkpoints")
    size = page.checkpoints.list.model.id_at(0)
    page.checkpoints.save(size, tmp_path / "head")
    settle(window.ctx)
    assert str(size) in parse_note((tmp_path / "head").read_bytes()).text


def test_a_file_that_cannot_be_written_is_told(window, show, settle, tmp_path):
    page = show("log", entry=1)
    page.panel.save_proof(tmp_path / "missing" / "proof")
    settle(window.ctx)
    assert "could not be written" in page.message.text()
