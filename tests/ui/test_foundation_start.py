from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget

from custody_app.__main__ import main
from custody_app.ui.choices import Choices, load_choices
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.shell.start_page import StartPage
from custody_app.ui.start import Opener, after_first_paint


def test_nothing_of_the_database_is_loaded_before_the_first_paint():
    program = """
import sys
from custody_app.ui.start import application, begin
application(["x"])
window, opener = begin("en")
window.show()
window.grab()
print(sorted({"sqlalchemy", "alembic", "nacl", "reportlab", "pikepdf"} & set(sys.modules)))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_the_pages_are_painted_where_there_is_no_display(folder, tmp_path):
    words = [sys.executable, "-m", "custody_app", "--station", str(folder), "--screenshots", str(tmp_path / "shots")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    painted = {path.name for path in (tmp_path / "shots").iterdir()}
    assert {"lock-light-1400x860.png", "help-dark-1280x720.png", "palette-light-1280x720.png"} <= painted
    assert len(done.stdout.splitlines()) == len(painted)


@pytest.mark.parametrize("words", [["--language", "xx"], ["--nonsense"]])
def test_wrong_use_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.fixture
def opened(empty_ctx, qtbot, settle):
    """Return `opened(folder)`: a window that tried to open it."""

    def start(place) -> object:
        window = MainWindow(empty_ctx, [])
        qtbot.addWidget(window)
        window.show()
        opener = Opener(empty_ctx, window)
        opener.start(place)
        settle(empty_ctx)
        return window

    yield start
    if empty_ctx.has_station:
        empty_ctx.station.close()


def test_without_a_station_there_is_one_next_step(opened):
    window = opened(None)
    page = window.pages.current
    assert page.page_id in ("first_run", "start")
    assert not window.locked


def test_a_folder_that_is_no_station_is_told_calmly(opened, tmp_path):
    page = opened(tmp_path).pages.current
    assert isinstance(page, StartPage)
    assert page._what.text()
    assert page._advice.text()
    assert page._folder.text() == str(tmp_path)
    assert page._again.isVisibleTo(page)


def test_a_second_window_on_the_same_station_is_told_calmly(opened, folder, bootstrap):
    with bootstrap.open(folder):
        window = opened(folder)
        page = window.pages.current
        assert isinstance(page, StartPage)
        assert "SECOND_INSTANCE" in page.what["error"].code
    page._again.click()
    window.ctx.tasks.drain()


def test_beside_another_program_a_station_opens_for_reading_only(opened, folder, bootstrap, settle):
    with bootstrap.open(folder):
        window = opened(folder)
        page = window.pages.current
        assert page._read.isVisible()
        page._read.click()
        settle(window.ctx)
        station = window.ctx.station
        assert station.read_only_because.code == "OPENED_FOR_READING"
        assert [request.role for request in window._banner_requests.values()] == ["warn"]
        window.lock_page.looked.emit()
        assert not window.locked
        assert window.status.shown_role == "warn"


def test_reading_only_is_not_offered_for_what_is_no_station(opened, tmp_path):
    assert not opened(tmp_path).pages.current._read.isVisible()


def test_a_station_opens_behind_the_lock_and_is_remembered_and_verified(opened, folder):
    window = opened(folder)
    assert window.locked
    assert window.ctx.verified.role == "ok"
    assert load_choices().station == str(folder)


def test_a_database_behind_its_mark_opens_for_reading_with_a_banner(opened, folder, bootstrap, made):
    with bootstrap.open(folder) as station:
        station.session.unlock("ana", "violin harbour stone paper lamp fox")
        from custody_app.domain.values import LegalBasis

        basis = LegalBasis(id="basis-9", kind="consent")
        station.acts.record(station.cases.propose_open("ana", "C-2", (basis,)))
    (folder / "station.db").write_bytes((made / "station.db").read_bytes())
    window = opened(folder)
    assert window.ctx.station.read_only_because is not None
    assert [request.role for request in window._banner_requests.values()] == ["warn"]


@pytest.mark.parametrize("text", ["", "[]", '{"language": 5, "unknown": 1}', "{"])
def test_damaged_choices_give_the_defaults(own_folders, text):
    path = own_folders / "config" / "window.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert load_choices() == Choices()


def test_choices_are_kept(own_folders):
    Choices(language="pt", mode="dark", width=900).save()
    assert load_choices() == Choices(language="pt", mode="dark", width=900)


def test_pages_load_once_the_window_was_painted(qtbot):
    window, told = QWidget(), []
    qtbot.addWidget(window)
    after_first_paint(window, lambda: told.append("loads"))
    qtbot.wait(20)
    assert told == []  # an X server takes its time to map a window
    window.show()
    qtbot.waitUntil(lambda: told == ["loads"])
    window.repaint()
    qtbot.wait(20)
    assert told == ["loads"]
