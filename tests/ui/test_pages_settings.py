"""Settings: language and colours, officers, health; what is kept in the person's settings file."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from custody_app.crypto.key_file import read_key_file
from custody_app.diagnostics import Locked
from custody_app.i18n import Translator
from custody_app.services.enrolment import ROOT_KEY
from custody_app.settings import Settings, load_settings, settings_file
from custody_app.ui.pages.settings import SettingsPage
from custody_app.ui.pages.settings.about_section import BUNDLED, LIBRARIES, _version
from custody_app.ui.pages.settings.health_section import read_health

NEW = "copper meadow thirsty anvil ribbon owls"


@pytest.fixture
def window(open_window):
    window = open_window(SettingsPage)
    window.go("settings")
    yield window
    window.ctx.theme.set_mode("light")
    window.ctx.look.translator.set_language("en")


@pytest.fixture
def page(window) -> SettingsPage:
    return window.pages.current


def words(page: SettingsPage) -> str:
    """Return what the page tells, as a reader or a screen reader has it."""
    return "\n".join(each.accessibleName() or each.text() for each in page._view.findChildren(QLabel))


def own_passphrase(form, text: str) -> None:
    form.bar.choose("own")
    form.first.edit.setText(text)
    form.again.edit.setText(text)


def fill(page: SettingsPage, passphrase: str) -> None:
    page.bar.choose("officers")
    page.enrol()
    form = page.form
    form.name.setText("Ana Sousa")
    form._propose("Ana Sousa")
    form.roles.boxes["examiner"].setChecked(True)
    own_passphrase(form.passphrase, NEW)
    form.by.choose("ana")
    form.by_passphrase.edit.setText(passphrase)


def test_language_and_colours_hold_at_once_and_are_kept(page, window):
    page._view.languages.choose("es")
    assert window.ctx.translator.language == "es"
    page._view.modes.choose("dark")
    assert window.ctx.theme.tokens.dark
    assert (load_settings().language, load_settings().mode) == ("es", "dark")


def test_lock_now_covers_everything(page, window):
    page._view.lock.click()
    assert window.locked
    assert window.ctx.person == ""


def test_the_station_tells_its_facts(page, station):
    page.bar.choose("station")
    told = words(page)
    for fact in (station.info.origin, station.info.instance, str(station.directory), "rests in a file"):
        assert fact in told


def test_officers_are_listed_with_their_fingerprints(page, station):
    page.bar.choose("officers")
    told = words(page)
    for person in station.officers.list():
        assert person.name in told
        assert person.fingerprints[0] in told


def test_enrolling_reads_back_then_records(page, window, station, passphrase, qtbot):
    size = station.store.head().size
    fill(page, passphrase("ana"))
    assert page.form.person.text() == "a.sousa"
    page.submit()
    qtbot.waitUntil(lambda: page.read_back is not None)
    assert station.store.head().size == size
    shown = words(page)
    assert "a.sousa" in shown
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    assert station.store.head().size == size + 2
    assert "a.sousa" in {person.id for person in station.officers.list()}
    station.session.fresh("a.sousa", NEW).wipe()
    assert "Ana Sousa is enrolled." in window.toast.text()
    assert "a.sousa" in words(page)


def test_going_back_from_the_read_back_enrols_nobody(page, station, passphrase, qtbot):
    size = station.store.head().size
    fill(page, passphrase("ana"))
    page.submit()
    qtbot.waitUntil(lambda: page.read_back is not None)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page._task is None)
    assert station.store.head().size == size
    assert not (station.directory / "keys" / "a.sousa.custody-key").exists()
    assert page.form.name.text() == "Ana Sousa"
    assert page.form.isVisibleTo(page)


def test_a_lock_during_the_read_back_enrols_nobody(page, window, station, passphrase, qtbot):
    size = station.store.head().size
    fill(page, passphrase("ana"))
    page.submit()
    qtbot.waitUntil(lambda: page.read_back is not None)
    window.ctx.lock("")
    qtbot.waitUntil(lambda: page._task is None)
    assert station.store.head().size == size
    assert page.form.by_passphrase.text() == ""
    assert page.form.name.text() == "Ana Sousa"


def test_a_wrong_passphrase_finds_its_field(page, passphrase, qtbot):
    fill(page, "wrong")
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    assert "not the right one" in page.form.by_passphrase_row.error
    page.form.by_passphrase.edit.setText(passphrase("ana"))
    page.form.same.setChecked(False)
    page.form.root.edit.setText("wrong")
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    assert "not the right one" in page.form.root_row.error
    assert not page.form.by_passphrase_row.error


def test_what_is_missing_is_told_beside_its_field(page):
    page.bar.choose("officers")
    page.enrol()
    page.submit()
    assert page.form.name_row.error
    page.form.name.setText("Ana")
    page.form.person.setText("ana")
    page.submit()
    assert "taken" in page.form.person_row.error
    page.form.person.setText("ana-2")
    page.submit()
    assert "role" in page.form.roles._error.text()


@pytest.mark.parametrize("person", ["ana", ROOT_KEY])
def test_a_passphrase_is_changed(page, window, station, passphrase, qtbot, person):
    page.bar.choose("officers")
    page.change_passphrase(person)
    form = page.form
    form.old.edit.setText(passphrase("ana"))
    own_passphrase(form.new, NEW)
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    path = station.directory / "keys" / f"{person}.custody-key"
    read_key_file(path, NEW).wipe()
    with pytest.raises(Locked):
        read_key_file(path, passphrase("ana"))
    assert "changed" in window.toast.text()


def test_a_wrong_present_passphrase_is_told_beside_it(page, qtbot):
    page.bar.choose("officers")
    page.change_passphrase("ana")
    page.form.old.edit.setText("wrong")
    own_passphrase(page.form.new, NEW)
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    assert "not the right one" in page.form.old_row.error


def test_a_key_is_exported_for_ssh_keygen(page, passphrase, qtbot, tmp_path, oracle, station):
    target = tmp_path / "ana.key"
    page.bar.choose("officers")
    page.export_key("ana")
    page.form.old.edit.setText(passphrase("ana"))
    page.form.target.set_path(target)
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    command = [oracle("ssh-keygen"), "-y", "-P", passphrase("ana"), "-f", target]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert line.split()[1] == station.trust.roster.person("ana").keys[0].key.line.split()[1]
    page.export_key("ana")
    page.form.old.edit.setText(passphrase("ana"))
    page.form.target.set_path(target)
    page.submit()
    qtbot.waitUntil(lambda: page._task is None)
    assert "already a file" in page.form.target_row.error


def test_health_finds_a_damaged_attachment(page, station, qtbot):
    kept = station.attachments.put_file(station.directory / "station.json")
    page.bar.choose("health")
    page.check_now()
    qtbot.waitUntil(lambda: page._task is None)
    assert "every attached file is what it was" in words(page)
    path = next(each for each in (station.directory / "attachments").rglob("*") if each.is_file())
    path.chmod(0o600)
    path.write_bytes(b"X" + path.read_bytes()[1:])
    page.check_now()
    qtbot.waitUntil(lambda: page._task is None)
    assert kept in words(page)
    assert "not as it was" in words(page)


def test_health_tells_a_clock_behind_the_log_and_a_log_behind_its_mark(station, clock):
    tr = Translator()
    told = {each.what: each for each in read_health(station, tr, clock.now)}
    assert {each.role for each in told.values()} <= {"ok", "warn"}
    assert told["Clock"].role == "ok"
    assert told["Last checkpoint"].role == "ok"
    told = {each.what: each for each in read_health(station, tr, clock.now - timedelta(days=365))}
    assert told["Clock"].role == "warn"
    mark = station.directory / "high-water.json"
    held = json.loads(mark.read_text())
    mark.write_text(json.dumps(held | {"size": held["size"] + 5}, sort_keys=True, separators=(",", ":")))
    told = {each.what: each for each in read_health(station, tr, clock.now)}
    assert told["High-water mark"].role == "danger"


def test_the_whole_log_is_verified_on_the_verify_page(page, window, station):
    asked = []
    window.ctx.navigated.connect(lambda name, what: asked.append((name, what)))
    page.bar.choose("health")
    page.health.verify_button.click()
    assert asked[-1] == ("verify", {"path": str(station.directory)})


def test_licences_can_be_read(page):
    page.bar.choose("about")
    for button in page._view.findChildren(QPushButton):
        if button.text() == "Read the licence":
            button.click()
            assert len(page._view.licence.toPlainText()) > 200
    assert len(BUNDLED) == 4
    assert all(_version(name) != "–" for name, _ in LIBRARIES)


def test_every_section_stands_without_a_station(empty_ctx, qtbot):
    page = SettingsPage(empty_ctx)
    qtbot.addWidget(page)
    page.show_with({})
    for section in ("station", "officers", "health", "about", "general"):
        page.bar.choose(section)
        assert page.header_actions() == ()


def test_the_sidebar_lights_settings_whatever_section_is_shown(page, window):
    page.bar.choose("health")
    window.go("settings", {"section": "about"})
    assert page.section == ""
    assert window.sidebar._buttons["settings"].isChecked()


def test_a_section_can_be_asked_for(window):
    window.go("settings", {"section": "health"})
    assert window.pages.current.shown == "health"


def test_settings_are_replaced_as_a_whole():
    assert Settings(language="es", width=900).save()
    assert load_settings() == Settings(language="es", width=900)
    assert [each.name for each in settings_file().parent.iterdir()] == ["window.json"]
    settings_file().write_text('{"language": 5, "mode": "dark", "unknown": 1')
    assert load_settings() == Settings()
    settings_file().write_text('{"language": 5, "mode": "dark", "unknown": 1}')
    assert load_settings() == Settings(mode="dark")


def test_settings_that_cannot_be_saved_are_no_reason_to_stop(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CUSTODY_CONFIG_DIR", str(tmp_path / "file"))
    assert not Settings().save()
