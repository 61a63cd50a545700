"""A window over a real station: made once with cheap keys, copied for each test; one theme a session."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.values import Seal
from custody_app.i18n import Translator
from custody_app.services.demo.sample_station import make_sample_station
from custody_app.services.station import OpenStation
from custody_app.ui.choices import Choices
from custody_app.ui.context import AppContext
from custody_app.ui.look import Look
from custody_app.ui.page import Page
from custody_app.ui.pages import page_types
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import settle as run_out
from custody_app.ui.task_runner import TaskRunner
from custody_app.ui.theme import Theme
from tests.sample_station import PEOPLE, bootstrap, clock, folder, make_station, open_case, registration, station
from tests.ui.stage import SIZE, Stage, passphrases

__all__ = ["bootstrap", "clock", "folder", "station"]

HOSTILE = '<img src="file:///etc/passwd"><b>E\u202egpj.exe'


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's, with patience: the machine may be busy, and no test is about time."""
    qtbot.waitUntil = partial(qtbot.waitUntil, timeout=60_000)
    qtbot.waitSignal = partial(qtbot.waitSignal, timeout=60_000)
    return qtbot


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station of three people, one case, two exhibits: E-1 sealed with S-1, E-2 with a hostile title."""
    folder = tmp_path_factory.mktemp("window")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        with make_station(folder).open(folder / "station") as station:
            _record_sample(station)
    return folder / "station"


def _record_sample(station: OpenStation) -> None:
    case = open_case(station)
    for number, title, seal in (("E-1", "Stick", Seal(number="S-1")), ("E-2", HOSTILE, None)):
        command = registration(station, case, number, fields={"title": title}, seal=seal)
        station.acts.record(station.exhibits.propose(command, case))


@pytest.fixture(scope="session")
def passphrase() -> Callable[[str], str]:
    """Return `passphrase(person)`."""
    return {person.id: person.passphrase for person in PEOPLE}.__getitem__


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    theme = Theme("light")
    theme.apply()
    return theme


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme, Translator("en"))


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()


def _raise(error: Exception) -> NoReturn:
    raise error


@pytest.fixture
def empty_ctx(look: Look, tasks: TaskRunner, bootstrap: Bootstrap) -> AppContext:
    """A context without a station; a page that fails fails the test."""
    ctx = AppContext(look, tasks, lambda: bootstrap, Choices())
    ctx.report = _raise  # type: ignore[method-assign]
    return ctx


@pytest.fixture
def ctx(empty_ctx: AppContext, station: OpenStation) -> AppContext:
    """A context of the station, nobody unlocked."""
    empty_ctx.set_station(station)
    return empty_ctx


@pytest.fixture
def ana(ctx: AppContext, passphrase: Callable[[str], str]) -> AppContext:
    """The same with Ana unlocked: supervisor, registrar, custodian."""
    ctx.station.session.unlock("ana", passphrase("ana"))
    return ctx


@pytest.fixture
def open_window(ctx: AppContext, qtbot) -> Callable[..., MainWindow]:
    """Return `open_window(PageType, …, person="ana")`: the window of the station, unlocked, shown."""

    def open_it(*page_types: type[Page], person: str = "ana", width: int = 1280, height: int = 720) -> MainWindow:
        window = MainWindow(ctx, page_types)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        window.show_station()
        if person:
            ctx.station.session.unlock(person, next(p.passphrase for p in PEOPLE if p.id == person))
            window.lock_page.unlocked.emit()
        else:
            window.lock_page.looked.emit()
        return window

    return open_it


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `custody demo` makes."""
    folder = tmp_path_factory.mktemp("stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        bootstrap = Bootstrap(cost=LEAST_COST)
        make_sample_station(folder / "sample", 1, bootstrap.setup(), bootstrap.open, os.urandom)
    return folder / "sample"


@pytest.fixture
def stage(sample: Path, theme: Theme, tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The window of the sample, for scenes."""
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(sample.parent / "state"))
    bootstrap = Bootstrap(cost=LEAST_COST)
    ctx = AppContext(Look(theme, Translator("en")), tasks, lambda: bootstrap, Choices())
    window = MainWindow(ctx, page_types())
    window.resize(*SIZE)
    window.show()
    ctx.set_station(bootstrap.open(sample / "scene-1"))
    words = passphrases(sample)
    yield Stage(window, sample, words, next(iter(words)))
    window.close()
    theme.magnify(1.0)


@pytest.fixture
def settle(tasks: TaskRunner) -> Callable[[AppContext], None]:
    """Return `settle(ctx)`: let work in the background and the events it causes run out."""
    return run_out
