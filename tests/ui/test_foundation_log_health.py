"""What the window tells of the log's verification: nothing false, and a fault above every page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from custody_app.domain.values import LegalBasis
from custody_app.ui.pages.log.log_page import LogPage
from custody_app.ui.pages.today.today_page import TodayPage
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import Opener

if TYPE_CHECKING:
    from pathlib import Path


def alter(folder: Path) -> None:
    """Change one character of a signed statement behind the program's back."""
    with closing(sqlite3.connect(folder / "station.db")) as database:
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'envelope' AND type = 'trigger'"
        )
        kept = triggers.fetchall()
        for name, _ in kept:
            database.execute(f"DROP TRIGGER {name}")
        changed = "UPDATE envelope SET bytes = CAST(replace(CAST(bytes AS TEXT), ?, ?) AS BLOB)"
        database.execute(changed, ('"type":"case.open"', '"type":"case.close"'))
        for _, sql in kept:
            database.execute(sql)
        database.commit()


@pytest.fixture
def opened(empty_ctx, qtbot, settle, passphrase):
    """Return `opened(folder)`: the window on the station, unlocked, the background run out."""

    def start(folder) -> MainWindow:
        window = MainWindow(empty_ctx, [TodayPage, LogPage])
        qtbot.addWidget(window)
        window.show()
        Opener(empty_ctx, window).open(folder)
        settle(empty_ctx)
        empty_ctx.station.session.unlock("ana", passphrase("ana"))
        window.lock_page.unlocked.emit()
        settle(empty_ctx)
        return window

    yield start
    if empty_ctx.has_station:
        empty_ctx.station.close()


def test_a_log_that_does_not_verify_stands_above_every_page(opened, folder, settle):
    alter(folder)
    window = opened(folder)
    assert window.ctx.verified.role == "danger"
    banner = window._banners["log-verification"]
    assert banner.isVisibleTo(window)
    assert "does not verify" in banner.text()
    assert "Record nothing more" in banner.text()
    banner._action.click()
    settle(window.ctx)
    page = window.pages.current
    assert page.page_id == "log"
    assert page.views.current == "verify"
    assert page.verifying.outcome.record == "inconsistent"
    window.go("today")
    window.ctx.set_language("es")
    settle(window.ctx)
    assert "does not verify" not in window._banners["log-verification"].text()


def test_what_was_verified_in_the_background_is_known_to_the_page(opened, folder, settle):
    window = opened(folder)
    assert "log-verification" not in window._banners
    window.go("log")
    settle(window.ctx)
    assert window.pages.current.verifying.outcome.record == "consistent"


def test_what_was_recorded_since_is_not_called_verified(opened, folder, settle):
    window = opened(folder)
    station = window.ctx.station
    size = station.store.head().size
    assert f"{size} entries" in window.status.health.text()
    station.acts.record(station.cases.propose_open("ana", "C-2", (LegalBasis(id="basis-1", kind="consent"),)))
    window.ctx.health_changed.emit()
    assert f"{size} of {size + 1} entries" in window.status.health.text()


def test_an_older_copy_that_verifies_is_not_shown_green(opened, folder, bootstrap, made, passphrase):
    with bootstrap.open(folder) as station:
        station.session.unlock("ana", passphrase("ana"))
        station.acts.record(station.cases.propose_open("ana", "C-2", (LegalBasis(id="basis-9", kind="consent"),)))
    (folder / "station.db").write_bytes((made / "station.db").read_bytes())
    window = opened(folder)
    assert window.ctx.verified.role == "ok"
    assert window.status.shown_role == "warn"
