"""Registering an exhibit: by keyboard alone, with what is wrong told beside the field, and nothing lost on the way."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.drafts import Drafts
from custody_app.ui.pages.register import RegisterPage
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.page import EVIDENCE, FIELDS, ORIGIN, SIGN, TYPE
from custody_app.ui.pages.register.photographs import claims_of

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
RETURN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
SOUND_IMEI, DOUBTFUL_IMEI = "352099001761481", "352099001761480"


class Hands:
    """Types where the cursor is, as a person would; counts what is not the text itself."""

    def __init__(self, ctx, settle) -> None:
        self.ctx, self._settle, self.presses = ctx, settle, 0

    def cursor(self):
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key, modifiers=NONE, times: int = 1) -> None:
        for _ in range(times):
            self.presses += 1
            QTest.keyClick(self.cursor(), key, modifiers)
            self._settle(self.ctx)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.cursor(), text)
        self._settle(self.ctx)


@pytest.fixture
def page(open_window, ana, settle, qtbot):
    window = open_window(RegisterPage)
    ana.go("register")
    settle(ana)
    page = window.pages.current
    window.activateWindow()
    qtbot.waitUntil(page.type_step.filter.hasFocus)
    yield page
    window.close()


@pytest.fixture
def hands(page, ana, settle) -> Hands:
    return Hands(ana, settle)


def registered(ctx, number: str):
    store = ctx.station.store
    return store.exhibit_rows(store.exhibit_ids(ExhibitFilter(number=number)))


def fill_phone(hands: Hands, imei: str = SOUND_IMEI) -> None:
    hands.press(Qt.Key.Key_P)
    hands.press(Qt.Key.Key_H)
    hands.press(RETURN)
    hands.type("Samsung, black")
    for text in ("Samsung", "SM-S911B", "R5CW30"):
        hands.press(RETURN)
        hands.type(text)
    while QApplication.focusWidget().accessibleName() != "IMEI":
        hands.press(TAB)
    hands.type(imei)


def test_a_phone_by_keyboard_alone_within_forty_presses(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL)
    assert page._form.step == ORIGIN
    hands.type("Rua das Flores 12")
    hands.press(RETURN)
    hands.type("Second drawer")
    hands.press(RETURN, CTRL)
    assert page._form.step == EVIDENCE
    hands.type("S-77")
    hands.press(RETURN, CTRL)
    assert page._form.step == SIGN
    number = page._form.number
    assert not registered(ana, number)
    hands.press(RETURN, CTRL)
    (row,) = registered(ana, number)
    assert (row.type, row.title, row.serial, row.seal) == ("phone", "Samsung, black", "R5CW30", "S-77")
    body = ana.station.exhibits.history(row.id)[0].body
    assert body["fields"]["imei"] == [SOUND_IMEI]
    assert body["place"] == {"address": "Rua das Flores 12", "spot": "Second drawer"}
    assert body["people"] == [{"part": "collected", "person": "ana"}]
    assert hands.presses <= 40


def test_the_read_back_is_what_is_signed(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=3)
    lines = ana.station.acts.read_back(page.sign_step.proposal)[0]
    shown = {label.text() for label in page.sign_step.findChildren(type(page._kept))}
    assert {"Samsung, black", "SM-S911B", SOUND_IMEI} <= shown
    assert {line.value for line in lines if not line.term} <= shown


def test_register_another_keeps_the_place_and_the_case(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL)
    hands.type("Rua das Flores 12")
    hands.press(RETURN, CTRL, times=3)
    first = page._form
    hands.press(RETURN, CTRL)
    assert page._form.step == TYPE
    assert (page._form.address, page._form.case) == ("Rua das Flores 12", first.case)
    assert page._form.exhibit != first.exhibit
    assert page._form.number != first.number
    assert not page._form.fields
    assert not page._form.seal


def test_coordinates_that_are_none_are_told_beside_their_field(page, hands):
    fill_phone(hands)
    hands.press(RETURN, CTRL)
    page.origin_step._lines["coordinates"].setText("north pole")
    hands.press(RETURN, CTRL)
    assert page._form.step == ORIGIN
    assert "15.7975 S" in page.origin_step._rows["coordinates"].error
    page.origin_step._lines["coordinates"].setText("-15.7975,-47.8919")
    page.origin_step._state.inputs[0]._form.fields["clock_offset"] = "99999999999999999999"
    page.origin_step._build_state()
    hands.press(RETURN, CTRL)
    assert page._form.step == ORIGIN
    assert any("cannot be more than" in each.row.error for each in page.origin_step._state.inputs)


def test_a_seizure_in_the_future_is_not_let_through(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL)
    page.origin_step._lines["seized"].setText("2036-01-01 10:00")
    hands.press(RETURN, CTRL)
    assert page._form.step == ORIGIN
    assert "future" in page.origin_step._rows["seized"].error
    page.origin_step._lines["seized"].setText("2026-03-04 05:30")
    hands.press(RETURN, CTRL)
    assert page._form.step > ORIGIN


def test_a_doubtful_imei_waits_until_it_is_confirmed(page, hands, ana):
    fill_phone(hands, DOUBTFUL_IMEI)
    hands.press(RETURN, CTRL)
    imei = page.fields_step.field("imei")
    assert page._form.step == FIELDS
    assert "does not fit" in imei.row.error
    assert imei.confirm.isVisible()
    imei.confirm.setChecked(True)
    assert not imei.row.error
    page.submit()
    assert page._form.step == ORIGIN
    page._form.step = SIGN
    page._show_step(SIGN)
    assert page.sign_step.proposal.drafts[0].body["confirmed"] == ["IMEI_LUHN"]


def test_what_is_missing_is_told_beside_the_field(page, hands):
    hands.press(Qt.Key.Key_2)
    hands.press(RETURN, CTRL)
    assert page._form.step == FIELDS
    title = page.fields_step.field("title")
    assert "Description" in title.row.error
    assert title.row.field.hasFocus()


def test_letters_filter_digits_and_arrows_choose(page, hands):
    hands.press(Qt.Key.Key_Right)
    hands.press(RETURN)
    assert page._form.type == list(EXHIBIT_TYPES)[1]
    page._show_step(TYPE)
    hands.type("mem")
    assert page.type_step.grid.shown == ["capture"]
    hands.press(Qt.Key.Key_1)
    assert page._form.type == "capture"


def test_a_seal_and_a_serial_that_are_known_are_told(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=2)
    hands.type("S-1")
    page.evidence_step._look_for_seal()
    assert "E-1" in page.evidence_step._seal_row.error
    hands.press(RETURN, CTRL)
    assert page._form.step == EVIDENCE  # a doubt is confirmed, or the number typed anew
    page.evidence_step.confirm.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert not page.evidence_step._seal_row.error
    hands.press(RETURN, CTRL)
    assert page._form.step == SIGN
    assert any("S-1" in banner.text() for banner in page.sign_step._warnings)
    hands.press(RETURN, CTRL)
    ((recorded,),) = [ana.station.exhibits.history(row.id) for row in registered(ana, page._form.number)]
    assert recorded.body["confirmed"] == ["SEAL_IN_USE"]


def test_a_draft_taken_up_shows_its_case_and_basis_at_once(page, hands, ana, open_window, settle):
    fill_phone(hands)
    hands.press(RETURN, CTRL)
    page.leave()
    window = open_window(RegisterPage)
    ana.go("register")
    settle(ana)
    again = window.pages.current
    assert again is not page
    assert again._form.step == ORIGIN
    assert again.type_step.case_title() == "C-1"
    assert again.type_step.basis_title() == "Consent"
    assert {"C-1", "Consent"} <= {label.text() for label in again._beside.findChildren(QLabel)}
    window.close()


def test_the_draft_outlives_the_program(page, hands, ana):
    fill_phone(hands)
    page.leave()
    again = RegistrationForm.from_json(Drafts(ana.station.directory).kept("ana", "register"))
    assert again.fields == page._form.fields
    assert again.exhibit == page._form.exhibit
    fresh = RegisterPage(ana)
    fresh.show_with({})
    assert fresh.fields_step.field("serial").text() == "R5CW30"
    assert "had entered" in fresh.message.text()
    fresh.deleteLater()


def test_a_damaged_draft_is_no_draft(ana):
    drafts = Drafts(ana.station.directory)
    assert drafts.keep("ana", "register", {"type": "phone", "flags": 7})
    assert RegistrationForm.from_json(drafts.kept("ana", "register")).flags == []
    (ana.station.directory / "drafts" / "ana.register.json").write_bytes(b'{"v":')
    assert drafts.kept("ana", "register") == {}


def test_a_recorded_draft_is_gone(page, hands, ana):
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=4)
    assert registered(ana, page._form.number)
    assert Drafts(ana.station.directory).kept("ana", "register") == {}


def test_a_lock_keeps_everything_and_unlocking_signs_nothing(page, hands, ana, passphrase, settle):
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=3)
    window = page.window()
    window.lock("test")
    assert not page.isVisible()
    ana.station.session.unlock("ana", passphrase("ana"))
    window.lock_page.unlocked.emit()
    settle(ana)
    assert page.isVisible()
    assert page._form.fields["serial"] == "R5CW30"
    assert not registered(ana, page._form.number)
    page.submit()
    settle(ana)
    assert registered(ana, page._form.number)


def test_somebody_else_finds_their_own_draft(page, hands, ana, passphrase, settle):
    fill_phone(hands)
    page.window().lock("test")
    ana.station.session.unlock("carla", passphrase("carla"))
    page.window().lock_page.unlocked.emit()
    settle(ana)
    assert not page._form.begun
    assert Drafts(ana.station.directory).kept("ana", "register")["fields"]["serial"] == "R5CW30"


def test_photographs_are_kept_and_only_claimed(page, hands, ana, settle, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 07:11:00"
    exif.get_ifd(0x8825).update({1: "S", 2: (15.0, 47.0, 51.0), 3: "W", 4: (47.0, 53.0, 30.84)})
    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.jpg", exif=exif)
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=2)
    page.evidence_step.add_files([tmp_path / "a.jpg"])
    settle(ana)
    (kept,) = page._form.photographs
    assert kept["sha256"] in ana.station.attachments
    assert (kept["taken"], kept["where"]) == ("2026-03-04 07:11:00", "-15.797500,-47.891900")
    assert page.evidence_step._previews[kept["sha256"]]
    QGuiApplication.clipboard().setImage(QImage(8, 8, QImage.Format.Format_RGB32))
    hands.press(Qt.Key.Key_V, CTRL)
    assert [each["name"] for each in page._form.photographs] == ["a.jpg", "pasted-20260304-090100.png"]
    page._show_step(SIGN)
    body = page.sign_step.proposal.drafts[0].body
    assert [each["sha256"] for each in body["attachments"]] == [each["sha256"] for each in page._form.photographs]


def test_one_bad_file_takes_no_photograph_with_it(page, hands, ana, settle, tmp_path):
    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.png")
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder").mkdir()
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=2)
    page.evidence_step.add_files([tmp_path / name for name in ("folder", "a.png", "gone.png", "empty.png")])
    assert page.evidence_step._progress.isVisible()
    assert "still being kept" in page.evidence_step.problem()
    assert page.evidence_step._message.isVisible()
    settle(ana)
    assert not page.evidence_step._progress.isVisible()
    assert [each["name"] for each in page._form.photographs] == ["a.png", "empty.png"]
    told = page.evidence_step._message.text()
    for words in ("2 photographs were kept", "folder", "gone.png", "empty.png is empty"):
        assert words in told


def test_keeping_can_be_stopped_and_what_was_kept_stays(page, hands, ana, settle, tmp_path):
    from custody_app.hashing.progress import Control
    from custody_app.ui.pages.register.photographs import KeepPhotographs

    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.png")
    (tmp_path / "video.mp4").write_bytes(bytes(5 << 20))
    control = Control()

    def stop_at_the_second(pace) -> None:
        if pace.current == "video.mp4" and pace.done:
            control.cancel()

    control._watch = stop_at_the_second
    kept = KeepPhotographs(ana.station, [tmp_path / "a.png", tmp_path / "video.mp4"], previews=False)(control)
    assert kept.stopped
    assert [each.kept["name"] for each in kept.photographs] == ["a.png"]
    assert ana.station.attachments.strays() == []
    assert not list(ana.station.attachments.folder.rglob(".part*"))


def test_photographs_come_to_the_form_they_were_dropped_on(page, hands, ana, settle, tmp_path):
    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.png")
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=2)
    before = page._form
    page.evidence_step.add_files([tmp_path / "a.png"])
    page._form = type(before)()
    page.evidence_step.form = page._form
    settle(ana)
    assert [each["name"] for each in before.photographs] == ["a.png"]
    assert not page._form.photographs


def test_sensitive_content_shows_no_preview(page, hands, ana, settle, tmp_path):
    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.png")
    fill_phone(hands)
    hands.press(RETURN, CTRL, times=2)
    page.evidence_step.add_files([tmp_path / "a.png"])
    settle(ana)
    page.evidence_step._flags["child"].setChecked(True)
    settle(ana)
    assert not page.evidence_step._previews
    assert page._form.flags == ["child"]


def test_a_file_that_is_no_picture_claims_nothing(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe1 no picture")
    assert claims_of(tmp_path / "a.jpg") == ("", "")


def test_the_content_is_hashed_and_becomes_the_baseline(page, hands, ana, settle, tmp_path):
    (tmp_path / "stick.raw").write_bytes(b"what was on the stick")
    page._form.type = "removable_medium"
    page._form.fields["title"] = "Stick"
    page._show_step(EVIDENCE)
    page.evidence_step.hash.start(tmp_path / "stick.raw")
    settle(ana)
    page.submit()
    assert [draft.type for draft in page.sign_step.proposal.drafts] == ["exhibit.register", "exhibit.hash"]
    page.submit()
    settle(ana)
    (row,) = registered(ana, page._form.number)
    assert row.baseline == page._form.reading["digests"]["sha256"]


def test_a_number_that_is_taken_is_told(page, hands, ana):
    page.type_step._number.setText("E-1")
    page.type_step._number.textEdited.emit("E-1")
    assert "taken" in page.type_step.number_row.error
    hands.press(Qt.Key.Key_2)
    assert page._form.step == TYPE
