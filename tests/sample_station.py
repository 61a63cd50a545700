"""A station with three officers for tests of services and of the window: real, cheap keys, a clock that can be moved.

The fixtures here are imported by the conftest of each; `made`, the station that each test gets a copy of, is theirs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.commands import RegisterExhibit
from custody_app.domain.values import LegalBasis
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


def make_station(folder: Path) -> Bootstrap:
    """Make the station in `folder`/station; its state stays within `folder`, if the caller says so."""
    plan = StationPlan(agency="Fiscalía de San Telmo", domain="fiscalia.example", station="lab-2", people=PEOPLE)
    bootstrap = Bootstrap(clock=MovableClock(), cost=LEAST_COST)
    bootstrap.setup().make(folder / "station", plan)
    return bootstrap


def open_case(station: OpenStation, number: str = "C-1") -> str:
    """Open a case as Ana, who stays unlocked; return its id."""
    station.session.unlock("ana", SECRET["ana"])
    proposal = station.cases.propose_open("ana", number, (LegalBasis(id="basis-1", kind="consent"),))
    station.acts.record(proposal)
    return proposal.drafts[0].case


def registration(station: OpenStation, case: str, number: str, **given: Any) -> RegisterExhibit:
    """Return the command by which Ana registers a thing, under a new id."""
    known = {"type": "object", "basis": "basis-1", "fields": {"title": f"Thing {number}"}}
    return RegisterExhibit(
        actor="ana", case=case, exhibit=station.exhibits.new_id(), number=number, **{**known, **given}
    )


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
