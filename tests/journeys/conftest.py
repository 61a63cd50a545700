"""A station with a case and two exhibits, made once, and a copy of it for each test that will do something to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.journeys.desk import Desk, SteppingClock

LUCIA, OKOYE = "l.ferreira", "m.okoye"
CONTENT = b"what was on the stick"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        desk = Desk(folder)
        desk.init()
        desk.enrol(OKOYE)
        desk.sign(LUCIA, "case", "open", "--number", "C-1", "--basis-kind", "consent")
        register = ("exhibit", "register", "--case", "C-1", "--type")
        desk.sign(LUCIA, *register, "removable_medium", "--number", "E-1", "--title", "Stick", "--seal", "S-1")
        desk.sign(LUCIA, *register, "file_set", "--number", "E-2", "--title", "Files")
        desk.sign(LUCIA, "exhibit", "hash", "E-1", desk.file("stick.raw", CONTENT))
    return desk


@pytest.fixture
def desk(template: Desk, tmp_path: Path) -> Desk:
    """Return a copy of the template's folder; its clock goes on where the template's stood."""
    shutil.copytree(template.folder, tmp_path / "desk", ignore=shutil.ignore_patterns("state"))
    return Desk(tmp_path / "desk", SteppingClock(looks=template.clock.looks))
