"""A station with three officers, made once; each test opens its own copy, with a clock that it can move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.commands import RegisterExhibit
from custody_app.domain.values import LegalBasis, Seal
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan

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
SECRET = {person.id: person.passphrase for person in PEOPLE}


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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("services")
    plan = StationPlan(agency="Fiscalía de San Telmo", domain="fiscalia.example", station="lab-2", people=PEOPLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        Bootstrap(clock=MovableClock(), cost=LEAST_COST).setup().make(folder / "station", plan)
    return folder / "station"


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


@pytest.fixture
def case(station: OpenStation) -> str:
    """Open a case; Ana stays unlocked."""
    station.session.unlock("ana", SECRET["ana"])
    proposal = station.cases.propose_open("ana", "C-1", (LegalBasis(id="basis-1", kind="consent"),))
    station.acts.record(proposal)
    return proposal.drafts[0].case


@pytest.fixture
def exhibits(station: OpenStation, case: str) -> tuple[str, ...]:
    """Register two exhibits, the first one sealed."""
    ids = []
    for number in ("E-1", "E-2"):
        command = RegisterExhibit(
            actor="ana",
            case=case,
            exhibit=station.exhibits.new_id(),
            number=number,
            type="object",
            basis="basis-1",
            fields={"title": f"Thing {number}"},
            seal=Seal(number="S-1") if number == "E-1" else None,
        )
        station.acts.record(station.exhibits.propose(command, case))
        ids.append(command.exhibit)
    return tuple(ids)
