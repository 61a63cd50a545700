"""A station with three officers, made once; each test opens its own copy, with a clock that it can move."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody_app.domain.values import Seal
from custody_app.services.station import OpenStation
from tests.sample_station import (
    PEOPLE,
    SECRET,
    MovableClock,
    bootstrap,
    clock,
    folder,
    make_station,
    open_case,
    registration,
    station,
)

__all__ = ["PEOPLE", "SECRET", "MovableClock", "bootstrap", "clock", "folder", "station"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("services")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        make_station(folder)
    return folder / "station"


@pytest.fixture
def case(station: OpenStation) -> str:
    """Open a case; Ana stays unlocked."""
    return open_case(station)


@pytest.fixture
def exhibits(station: OpenStation, case: str) -> tuple[str, ...]:
    """Register two exhibits, the first one sealed."""
    ids = []
    for number, seal in (("E-1", Seal(number="S-1")), ("E-2", None)):
        command = registration(station, case, number, seal=seal)
        station.acts.record(station.exhibits.propose(command, case))
        ids.append(command.exhibit)
    return tuple(ids)
