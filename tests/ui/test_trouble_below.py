"""What happens below the window: a disk that is full, a database that somebody alters while it is open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from custody_app.domain.commands import AddNote
from custody_app.ui.page import Page
from custody_app.ui.shell.sign_sheet import SignSheet


class TodayPage(Page):
    page_id = "today"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can make a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("no small disk can be made here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def signing(window, qtbot, text: str) -> SignSheet:
    station = window.ctx.station
    case = station.store.case_ids()[0]
    window.ctx.sign(station.acts.propose(AddNote(actor="ana", case=case, text=text), case), [].append)
    sheet = next(each for each in window.content.findChildren(SignSheet) if each.isVisible())
    sheet._button.click()
    return sheet


def test_on_a_full_disk_nothing_is_recorded_and_it_goes_on_once_there_is_room(
    small_disk, made, bootstrap, empty_ctx, qtbot, passphrase, settle
):
    from custody_app.ui.shell.main_window import MainWindow

    shutil.copytree(made, small_disk / "station")
    with bootstrap.open(small_disk / "station") as station:
        empty_ctx.set_station(station)
        window = MainWindow(empty_ctx, [TodayPage])
        qtbot.addWidget(window)
        window.show()
        window.show_station()
        station.session.unlock("ana", passphrase("ana"))
        window.lock_page.unlocked.emit()
        size = station.store.head().size
        free = shutil.disk_usage(small_disk).free
        (small_disk / "full").write_bytes(bytes(free))
        sheet = signing(window, qtbot, "x" * 7000)
        qtbot.waitUntil(lambda: not sheet._recording)
        assert "is full" in sheet._message.text()
        assert "Nothing was recorded" in sheet._message.text()
        assert station.store.head().size == size
        (small_disk / "full").unlink()
        sheet._button.click()
        qtbot.waitUntil(lambda: station.store.head().size == size + 1)
        settle(empty_ctx)


def test_a_database_altered_while_it_is_open_is_told_and_nothing_crashes(open_window, qtbot, settle, folder):
    window = open_window(TodayPage)
    database = sqlite3.connect(folder / "station.db")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
    database.commit()
    database.close()
    sheet = signing(window, qtbot, "after it")
    qtbot.waitUntil(lambda: not sheet._recording)
    settle(window.ctx)
    assert "Nothing was recorded" in sheet._message.text()
    assert "station check" in sheet._message.text()
    assert sheet._button.isEnabled()
