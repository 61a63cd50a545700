"""A window over a real station: made once with cheap keys, copied for each test; one theme a session."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.commands import RegisterExhibit
from custody_app.domain.values import LegalBasis, Seal
from custody_app.i18n import Translator
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan
from custody_app.ui.choices import Choices
from custody_app.ui.context import AppContext
from custody_app.ui.look import Look
from custody_app.ui.page import Page
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import settle as run_out
from custody_app.ui.task_runner import TaskRunner
from custody_app.ui.theme import Theme

PEOPLE = (
    NewPerson(
        id="ana",
        name="Ana Ruiz",
        post="Inspector",
        roles=("supervisor", "registrar", "custodian"),
        passphrase="violin harbour stone paper lamp fox",
    ),
    NewPerson(id="beto", name="Beto Lima", roles=("custodian",), passphrase="river candle orbit mango tulip sand"),
    NewPerson(id="carla", name="Carla", roles=("examiner",), passphrase="copper meadow thirsty anvil ribbon owl"),
)
HOSTILE = '<img src="file:///etc/passwd"><b>E\u202egpj.exe'


@dataclass
class MovableClock:
    """Stands still until it is moved; the time since boot keeps step."""

    now: datetime = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    def utc_now(self) -> datetime:
        return self.now

    def monotonic_ms(self) -> int:
        return round((self.now - datetime(2026, 3, 4, tzinfo=UTC)).total_seconds() * 1000)

    def boot_id(self) -> str:
        return "boot-of-the-test"

    def local_offset(self) -> str:
        return "-03:00"

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


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
    plan = StationPlan(agency="Fiscalía de San Telmo", domain="fiscalia.example", station="lab-2", people=PEOPLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        bootstrap = Bootstrap(clock=MovableClock(), cost=LEAST_COST)
        bootstrap.setup().make(folder / "station", plan)
        with bootstrap.open(folder / "station") as station:
            _record_sample(station)
    return folder / "station"


def _record_sample(station: OpenStation) -> None:
    station.session.unlock("ana", PEOPLE[0].passphrase)
    proposal = station.cases.propose_open("ana", "C-1", (LegalBasis(id="basis-1", kind="consent"),))
    station.acts.record(proposal)
    case = proposal.drafts[0].case
    for number, title, seal in (("E-1", "Stick", Seal(number="S-1")), ("E-2", HOSTILE, None)):
        command = RegisterExhibit(
            actor="ana",
            case=case,
            exhibit=station.exhibits.new_id(),
            number=number,
            type="object",
            basis="basis-1",
            fields={"title": title},
            seal=seal,
        )
        station.acts.record(station.exhibits.propose(command, case))


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.move(minutes=1)
    return clock


@pytest.fixture
def bootstrap(clock: MovableClock) -> Bootstrap:
    return Bootstrap(clock=clock, cost=LEAST_COST)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "station")
    return tmp_path / "station"


@pytest.fixture
def station(folder: Path, bootstrap: Bootstrap) -> Iterator[OpenStation]:
    with bootstrap.open(folder) as opened:
        yield opened


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


@pytest.fixture
def settle(tasks: TaskRunner) -> Callable[[AppContext], None]:
    """Return `settle(ctx)`: let work in the background and the events it causes run out."""
    return run_out
