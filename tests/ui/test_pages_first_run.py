"""First run: by keyboard alone to a made station; what is refused; the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from custody_app.crypto.key_file import read_key_file
from custody_app.hashing.progress import Control
from custody_app.i18n import Translator
from custody_app.log.verification import load_trust
from custody_app.services.verifying import verify_station
from custody_app.ui.choices import load_choices
from custody_app.ui.page import Page
from custody_app.ui.pages.first_run import FirstRunPage
from custody_app.ui.pages.first_run.answers import proposed_id
from custody_app.ui.pages.first_run.place_check import look_at
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.widgets.paper_print import PaperPrint


class TodayStub(Page):
    page_id = "today"


@pytest.fixture
def window(empty_ctx, qtbot) -> Iterator[MainWindow]:
    window = MainWindow(empty_ctx, [FirstRunPage, TodayStub])
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    window.go("first_run")
    yield window
    empty_ctx.look.translator.set_language("en")
    if empty_ctx.has_station:
        empty_ctx.station.close()


@pytest.fixture
def page(window) -> FirstRunPage:
    return window.pages.current


class Keyboard:
    """Nothing but keys, sent to whatever has the focus."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        self._window, self._qtbot = window, qtbot

    def at(self, kind: type[QWidget]) -> QWidget:
        self._qtbot.waitUntil(lambda: isinstance(self._window.focusWidget(), kind))
        return self._window.focusWidget()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.wait(1)
        self._qtbot.keyClick(self._window.focusWidget(), key, modifier)

    def write(self, text: str) -> None:
        edit = self.at(QLineEdit)
        edit.selectAll()
        self._qtbot.keyClicks(edit, text)


def on_step(page: FirstRunPage, number: int):
    def reached() -> bool:
        return page.stage == "asking" and page.number == number

    return reached


SENTENCE = "violin harbour stone paper lamp fox"


def fill(page: FirstRunPage, place: Path, passphrase: str = SENTENCE) -> None:
    """Answer everything, up to the summary."""
    page.go_on()
    page.step.place.set_path(place)
    page.go_on()
    page.step.agency.setText("Fiscalía")
    page.step.domain.setText("fiscalia.example")
    page.step.station.setText("lab-2")
    page.go_on()
    page.step.name.setText("Lúcia Ferreira")
    page.step.person.setText("l.ferreira")
    page.go_on()
    page.step.form.bar.choose("own")
    page.step.form.first.edit.setText(passphrase)
    page.step.form.again.edit.setText(passphrase)
    page.go_on()


def test_by_keyboard_alone_to_an_unlocked_station(window, page, qtbot, settle, tmp_path):
    keys, place = Keyboard(window, qtbot), tmp_path / "new" / "station"
    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(on_step(page, 1))
    keys.write(str(place))
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(on_step(page, 2))
    for text in ("Fiscalia General", "fiscalia.example", "lab-2"):
        keys.write(text)
        if text != "lab-2":
            keys.press(Qt.Key.Key_Tab)
    assert page.step.origin.text() == "fiscalia.example/custody/lab-2"
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(on_step(page, 3))
    keys.write("Lucia Ferreira")
    assert page.step.person.text() == "l.ferreira"
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(on_step(page, 4))
    assert keys.at(QPushButton) is page.step.form.draw
    keys.press(Qt.Key.Key_Space)
    words = page.step.form.offered
    assert len(words.split()) == 6
    assert keys.at(QPushButton) is page.step.form.written
    keys.press(Qt.Key.Key_Space)
    keys.write(words)
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(on_step(page, 5))
    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(page.ctx)
    assert page.stage == "done", page.message.text()
    assert load_choices().station == str(place)
    assert keys.at(QPushButton) is page.done_view.button
    keys.press(Qt.Key.Key_Return)
    assert page.ctx.person == "l.ferreira"
    assert not window.locked
    assert isinstance(window.pages.current, TodayStub)
    assert verify_station(place, load_trust(place / "trust")).record == "consistent"
    read_key_file(place / "keys" / "l.ferreira.custody-key", words).wipe()


def test_the_sheet_tells_what_to_do_and_holds_no_secret(page, settle, tmp_path):
    passphrase = "violin harbour stone paper lamp fox"
    fill(page, tmp_path / "station", passphrase)
    page.submit()
    settle(page.ctx)
    text = page.done_view.text
    assert "fiscalia.example/custody/lab-2" in text
    assert "When the passphrase is forgotten" in text
    assert "SHA256:" in text
    target = tmp_path / "sheet.pdf"
    paper = PaperPrint(page.ctx, text, page)
    paper.printer.setOutputFileName(str(target))
    paper.to_paper()
    assert target.read_bytes().startswith(b"%PDF")
    assert passphrase not in text
    assert "violin" not in text
    assert page.answers.passphrase == ""
    page._made.station.close()


def test_a_sheet_that_cannot_be_saved_is_told_in_the_window_s_language(page, settle, tmp_path):
    page.ctx.translator.set_language("es")
    fill(page, tmp_path / "station")
    page.submit()
    settle(page.ctx)
    told = []
    page.ctx.toasted.connect(lambda words, _role: told.append(words))
    page.done_view._save()
    page.done_view._saver.write(str(tmp_path))
    assert "TEXT_NOT_SAVED" not in told[0]
    assert "El texto sigue en la pantalla." in told[0]
    page._made.station.close()


def test_each_step_says_what_is_wrong_beside_its_field(page, tmp_path):
    page.go_on()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    page.step.place.set_path(tmp_path / "full")
    page.go_on()
    assert page.number == 1
    assert "not empty" in page.step.row.error
    page.step.place.set_path(tmp_path / "station")
    page.go_on()
    page.step.agency.setText("A")
    page.step.domain.setText("Not A Domain")
    page.step.station.setText("lab-2")
    page.go_on()
    assert page.step.domain_row.error
    page.step.domain.setText("a.example")
    page.go_on()
    page.step.name.setText("Ana")
    page.step.person.setText("ana ruiz")
    page.go_on()
    assert page.step.person_row.error
    page.step.person.setText("ana")
    page.step.roles.boxes["supervisor"].setChecked(False)
    page.go_on()
    assert page.number == 3
    assert "supervisor" in page.step.roles._error.text()
    page.step.roles.boxes["supervisor"].setChecked(True)
    page.go_on()
    form = page.step.form
    form.bar.choose("own")
    form.first.edit.setText("aaaaaaaaaaaaaaaaaaaa")
    page.go_on()
    assert "repeats itself" in form.first_row.error
    form.first.edit.setText("violin harbour stone paper")
    form.again.edit.setText("violin harbour stone papel")
    page.go_on()
    assert "differ" in form.again_row.error
    assert page.number == 4


def test_wrong_words_typed_back_are_refused(page, tmp_path):
    fill(page, tmp_path / "station")
    page.show_step(4)
    form = page.step.form
    form.bar.choose("offer")
    form.offer()
    form.hide_words()
    assert not form._card.isVisibleTo(form)
    form.back.edit.setText("one two three four five six")
    page.go_on()
    assert page.number == 4
    assert "not the six words" in form.back_row.error


def test_another_language_keeps_every_answer(page, tmp_path, empty_ctx):
    fill(page, tmp_path / "station")
    page.show_step(4)
    empty_ctx.set_language("pt")
    assert page.number == 4
    assert page.step.form.passphrase() == "violin harbour stone paper lamp fox"
    assert page.answers.agency == "Fiscalía"
    assert "passphrase" not in page.draft()
    assert "violin" not in str(page.draft())


def test_the_language_is_switched_at_once(page, empty_ctx):
    page.step._group.button(1).click()
    assert empty_ctx.translator.language == "es"
    assert page.step._group.checkedButton().text() == "Español"
    assert load_choices().language == "es"


def test_esc_goes_back_and_what_was_typed_stays(page, qtbot, tmp_path):
    fill(page, tmp_path / "station")
    for number in (4, 3, 2):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        assert page.number == number
    assert page.step.agency.text() == "Fiscalía"


def test_stopping_leaves_nothing_behind(page, settle, tmp_path, qtbot):
    place = tmp_path / "station"
    fill(page, place)
    page.submit()
    page.back_out()
    settle(page.ctx)
    assert page.stage == "asking"
    assert "Stopped" in page.message.text()
    assert not place.exists()
    assert page.answers.agency == "Fiscalía"


def test_a_failure_is_told_and_the_answers_stay(page, settle, tmp_path):
    place = tmp_path / "station"
    fill(page, place)
    place.mkdir()
    (place / "meanwhile").touch()
    page.submit()
    settle(page.ctx)
    assert page.stage == "asking"
    assert "is not empty" in page.message.text()
    assert (place / "meanwhile").exists()


def test_the_sample_is_made_opened_and_its_passphrases_shown_once(window, page, tmp_path, qtbot):
    page.sample_button.click()
    page.step.place.set_path(tmp_path / "sample")
    page.submit()
    qtbot.waitUntil(lambda: page.stage == "done", timeout=90_000)
    shown = {label.text() for label in page._view.findChildren(QLabel)}
    people = page._made.sample.people
    assert {person.passphrase for person in people} <= shown
    page.submit()
    assert page is not window.pages.current
    assert window.ctx.person == "l.ferreira"
    assert window.ctx.station.info.agency.startswith("Fiscalía de San Telmo")


def test_a_stopped_sample_leaves_nothing_behind(page, bootstrap, tmp_path):
    from custody_app.diagnostics import Cancelled
    from custody_app.ui.pages.first_run.making import make_sample

    control = Control()
    seen = []

    class Stopping:
        def report(self, done: int, total: int, current: str) -> None:
            seen.append(current)
            if len(seen) == 20:
                control.cancel()
            control.report(done, total, current)

    with pytest.raises(Cancelled):
        make_sample(bootstrap, tmp_path / "sample", Stopping())
    assert not (tmp_path / "sample").exists()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Dropbox/custody", "Dropbox"),
        ("OneDrive - Agency/x", "OneDrive"),
        ("Google Drive/x", "Google Drive"),
        ("Library/Mobile Documents/x", "iCloud"),
        ("Nextcloud (work)/x", "Nextcloud"),
        ("work/custody", ""),
        ("boxes/custody", ""),
    ],
)
def test_folders_that_are_copied_elsewhere(tmp_path, folder, name):
    assert look_at(tmp_path / folder).sync == name


def test_a_sync_folder_is_seen_by_its_marks_and_through_links(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".sync_ab12.db").touch()
    assert look_at(tmp_path / "mine" / "station").sync == "Nextcloud"
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    assert look_at(tmp_path / "plain" / "station").sync == "Dropbox"


def test_a_station_that_is_there_already_is_offered(page, made, folder):
    page.go_on()
    page.step.place.set_path(folder)
    assert page.step.open_there.isVisibleTo(page.step)
    asked = []
    page.ctx.open_asked.connect(asked.append)
    page.step.open_there.click()
    assert asked == [folder]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Lúcia Ferreira", "l.ferreira"),
        ("José  María  Ñandú Peña", "j.pena"),
        ("Okoye", "okoye"),
        ("O'Brien", "o.brien"),
        ("王", ""),
        ("", ""),
    ],
)
def test_an_id_is_proposed_from_the_name(name, person):
    assert proposed_id(name) == person


def test_the_sheet_speaks_every_language(station):
    from custody_app.ui.pages.first_run.sheet import first_steps

    for language in ("en", "es", "pt", "fr"):
        assert station.info.origin in first_steps(station, "ana", Translator(language))


def test_names_that_no_document_can_hold_are_told_beside_their_field(page, tmp_path):
    page.go_on()
    page.step.place.set_path(tmp_path / "station")
    page.go_on()
    page.step.agency.setText("B" * 30_000)
    page.step.domain.setText("fiscalia.example")
    page.step.station.setText("lab-2")
    page.go_on()
    assert "200" in page.step.agency_row.error
    page.step.agency.setText("Fiscalía")
    page.go_on()
    page.step.name.setText("L" * 201)
    page.go_on()
    assert "200" in page.step.name_row.error
