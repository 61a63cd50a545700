"""What setting up promises: a whole station that verifies, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan
from custody_app.services.verifying import verify_path
from tests.contracts.services.conftest import PEOPLE, SECRET

PLAN = StationPlan(agency="Fiscalía", domain="fiscalia.example", station="lab-2", people=PEOPLE[:1])


def test_a_new_station_verifies_and_everybody_can_sign(station: OpenStation):
    outcome = verify_path(station.directory, station.directory / "trust").to_json()
    assert [each for each in outcome["findings"] if each["verdict"] == "FAIL"] == []
    assert outcome["counts"]["entries"] == 1 + len(PEOPLE)
    assert station.station_key_in == "file"
    for person in PEOPLE:
        station.session.unlock(person.id, SECRET[person.id])
        assert station.session.person == person.id


def test_what_is_secret_is_readable_by_its_owner_only(station: OpenStation):
    assert station.directory.stat().st_mode & 0o077 == 0
    for path in (*station.directory.glob("keys/*"), *station.directory.glob("*.key"), station.directory / "station.db"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"domain": "Police Example"}, "STATION_NAME"),
        ({"station": "../lab"}, "STATION_NAME"),
        ({"number_pattern": "{case}-{n}"}, "NUMBER_PATTERN"),
        ({"people": (PEOPLE[0], PEOPLE[0])}, "PERSON_KNOWN"),
    ],
)
def test_a_plan_that_will_not_do_makes_nothing(
    bootstrap: Bootstrap, tmp_path: Path, changed: dict[str, object], code: str
):
    with pytest.raises(InputWrong, match=code):
        bootstrap.setup().make(tmp_path / "new", replace(PLAN, **changed))
    assert not (tmp_path / "new").exists()


def test_what_fails_half_way_leaves_the_folder_as_it_was(tmp_path: Path):
    """The system's randomness fails after the first key files are written."""
    asked = 0

    def failing(count: int) -> bytes:
        nonlocal asked
        asked += 1
        if asked > 12:
            raise EnvironmentUnavailable("NO_RANDOMNESS", "No randomness.")
        return asked.to_bytes(1, "big") * count

    setup = Bootstrap(random=failing, cost=LEAST_COST).setup()
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "new", tmp_path / "empty"):
        asked = 0
        with pytest.raises(EnvironmentUnavailable, match="NO_RANDOMNESS"):
            setup.make(folder, PLAN)
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_folder_in_use_is_left_alone(bootstrap: Bootstrap, folder: Path):
    before = (folder / "station.db").read_bytes()
    with pytest.raises(InputWrong, match="STATION_EXISTS"):
        bootstrap.setup().make(folder, PLAN)
    assert (folder / "station.db").read_bytes() == before
