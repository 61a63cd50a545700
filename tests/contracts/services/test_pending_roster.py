"""The next roster survives a stop at any point between its signature and its place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from custody_app.services.station import OpenStation
from custody_app.services.trust import ROSTER, SIGNATURES, StationTrust


@pytest.fixture
def trust(station: OpenStation) -> StationTrust:
    """A trust folder with the same roster laid beside as the next one."""
    trust = station.trust
    trust.lay_pending(trust.roster, trust.signatures)
    return trust


def test_signatures_that_are_in_place_already_do_not_stop_the_roster(trust: StationTrust, folder: Path):
    """The power went between the two renames."""
    pending = folder / "trust" / "pending"
    (pending / SIGNATURES).replace(folder / "trust" / SIGNATURES)
    trust.take_pending(trust.roster.digest)
    assert not (pending / ROSTER).exists()
    assert trust.refusal(trust.roster.digest) is None


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which folder was synced")
def test_what_comes_first_is_on_the_medium_first(trust: StationTrust, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Signatures are synced in their place before the roster is moved, and the roster before anyone goes on."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def told(descriptor: int) -> None:
        steps.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def moved(path: Path, to: Path) -> Path:
        steps.append(path.name)
        return replace(path, to)

    monkeypatch.setattr(os, "fsync", told)
    monkeypatch.setattr(Path, "replace", moved)
    trust.take_pending(trust.roster.digest)
    assert steps == [SIGNATURES, "trust", "pending", ROSTER, "trust", "pending"]
    steps.clear()
    (folder / "trust" / "pending").rmdir()
    trust.lay_pending(trust.roster, trust.signatures)
    assert steps[0] == "trust"
