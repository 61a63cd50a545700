"""Between the commit and the word "recorded": nobody is told a falsehood, and nothing is signed blindly."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.ed25519 import SigningKey
from custody_app.diagnostics import CustodyError, EnvironmentUnavailable
from custody_app.domain.commands import AddNote
from custody_app.log.entry import case_tag
from custody_app.log.envelope import sign
from custody_app.paths import state_dir
from custody_app.services.station import OpenStation
from custody_app.services.verifying import verify_station
from custody_app.storage import NewEntry
from tests.contracts.services.conftest import SECRET, MovableClock


@pytest.fixture
def mark_in_the_way(station: OpenStation) -> Path:
    """Put a folder where the mark outside the station is written: what comes after the commit fails."""
    mark = state_dir() / "high-water" / f"{station.info.instance}.json"
    mark.unlink()
    mark.mkdir()
    return mark


def test_what_fails_after_the_commit_says_that_the_act_stands(
    station: OpenStation, case: str, mark_in_the_way: Path, clock: MovableClock
):
    proposal = station.acts.propose(AddNote(actor="ana", case=case, text="once"), case)
    with pytest.raises(CustodyError) as told:
        station.acts.record(proposal)
    assert "stands in the log" in told.value.kept
    assert "Nothing" not in told.value.kept
    assert station.store.find_statement(proposal.drafts[0].statement.id) is not None
    size = station.store.head().size
    mark_in_the_way.rmdir()
    clock.move(hours=-5)  # would call for a statement of its own, were this a new act
    (recorded,) = station.acts.record(proposal)
    assert recorded.digest == proposal.drafts[0].statement.digest
    assert station.store.head().size == size
    assert station.store.latest_checkpoint().head == station.store.head()


def test_opening_completes_what_is_missing(
    station: OpenStation, case: str, folder: Path, bootstrap: Bootstrap, mark_in_the_way: Path
):
    proposal = station.acts.propose(AddNote(actor="ana", case=case, text="once"), case)
    with pytest.raises(CustodyError):
        station.acts.record(proposal)
    mark_in_the_way.rmdir()
    station.close()
    with bootstrap.open(folder) as opened:
        assert opened.read_only_because is None
        assert opened.store.latest_checkpoint().head == opened.store.head()


def plant(station: OpenStation, case: str, *, forged: bool) -> None:
    """Append behind the program's back: a note that Ana signed, or that somebody signed for her."""
    proposal = station.acts.propose(AddNote(actor="ana", case=case, text="planted"), case)
    draft = proposal.drafts[0]
    key = SigningKey.generate(os.urandom) if forged else station.session.fresh("ana", SECRET["ana"])
    tag = case_tag(case, station.store.case_salt(case))
    entry = NewEntry(sign(draft.statement, [key]), tag, draft.disclosures)
    station.store.append([entry], station.store.head(), station.clock)
    station.close()


@pytest.mark.parametrize("forged", [True, False])
def test_the_station_signs_for_what_it_finds_only_with_all_signatures(
    station: OpenStation, case: str, folder: Path, bootstrap: Bootstrap, forged: bool
):
    plant(station, case, forged=forged)
    with bootstrap.open(folder) as opened:
        latest = opened.store.latest_checkpoint().head.size
        assert opened.store.head().size - latest == forged
        if not forged:
            assert opened.read_only_because is None
            return
        assert opened.read_only_because.code == "TAIL_UNSIGNED"
        assert opened.cases.state(case).number == "C-1"
        opened.session.unlock("ana", SECRET["ana"])
        with pytest.raises(EnvironmentUnavailable, match="TAIL_UNSIGNED"):
            opened.acts.record(opened.acts.propose(AddNote(actor="ana", case=case, text="more"), case))


@pytest.mark.parametrize("look", range(1, 5))
def test_a_clock_that_is_moved_during_an_act_is_told(
    station: OpenStation, case: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, look: int
):
    """Whichever look at the clock it falls behind: the entry with the step, or the next, is told by a `clock.step`."""
    proposals = [station.acts.propose(AddNote(actor="ana", case=case, text=text), case) for text in "ab"]
    looks = 0

    def moved_after_a_look() -> str:
        nonlocal looks
        looks += 1
        if looks == look:
            clock.now += timedelta(hours=5)
        return "boot-of-the-test"

    monkeypatch.setattr(clock, "boot_id", moved_after_a_look)
    held_still = clock.monotonic_ms()
    monkeypatch.setattr(clock, "monotonic_ms", lambda: held_still)
    for proposal in proposals:
        station.acts.record(proposal)
    station.acts.record(station.acts.propose(AddNote(actor="ana", case=case, text="c"), case))
    codes = [(each.code, each.verdict) for each in verify_station(station.directory, None).findings]
    assert [verdict for code, verdict in codes if code == "CLOCK_STEP"] in ([], ["UNPROVEN"])
    assert looks >= look
    assert ("CLOCK_STEP", "UNPROVEN") in codes or looks == look
