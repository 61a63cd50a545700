"""The power goes at any moment of an act: nothing is corrupt, and no entry that was acknowledged is lost.

Enumerated over what the real store asked of the system (`file_calls.c`), in the model of `crash_states.py`. The same
enumeration finds losses where the database is written in two ways that are commonly thought to be enough.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.powerloss.acting import MODES
from tests.powerloss.crash_states import CrashState, CrashStates, Disk
from tests.powerloss.file_calls import Call, child, read_trace
from tests.powerloss.judging import Acknowledged, judge_station, lay_out, wrong_with_store
from tests.soaking import remaining

SEED = 20260304
SAMPLE, STATIONS = 100, 6
LEAST = 2500
ACTS = 5
EVERY = 25
"""In the whole enumeration both verifiers and the window's way of opening judge every twenty-fifth state."""


@dataclass(frozen=True)
class Run:
    """A recorded run of acts."""

    folder: Path
    states: CrashStates
    marks: list[str]
    leaves: list[str]

    def known(self, state: CrashState) -> Acknowledged:
        return Acknowledged.by(self.marks[: state.marks], self.leaves)

    @property
    def trust(self) -> Path:
        return self.folder / "before" / "station" / "trust"


def recorded_run(library: Path, folder: Path, mode: str, acts: int) -> Run:
    """Record acts in `folder`, unless that was done before; enumerate."""
    disk = folder / "disk"
    if not (folder / "leaves.json").exists():
        disk.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUSTODY_STATE_DIR", str(disk / "state"))
            assert child(library, "record", disk, mode, acts).wait() == 0
    before = folder / "before"
    files = {str(path.relative_to(before)): path.read_bytes() for path in sorted(before.rglob("*")) if path.is_file()}
    calls = read_trace(folder / "trace", disk)
    marks = [call.content.decode() for call in calls if call.kind == "m"]
    leaves = json.loads((folder / "leaves.json").read_text("utf-8"))
    assert json.loads(marks[-1]) == {"act": len(leaves)}
    return Run(folder, CrashStates(files, calls), marks, leaves)


@pytest.fixture(scope="module")
def runs(library: Path, memory: Path) -> Callable[[str], Run]:
    made: dict[str, Run] = {}

    def run(mode: str) -> Run:
        if mode not in made:
            made[mode] = recorded_run(library, memory / mode, mode, 1)
        return made[mode]

    return run


def test_a_sample_of_losses_in_the_chosen_mode(runs: Callable[[str], Run], memory: Path) -> None:
    run = runs("chosen")
    draw = random.Random(SEED)  # noqa: S311 - the same each time
    places = sorted(draw.sample(range(len(run.states)), SAMPLE))
    opened = set(draw.sample(places, STATIONS))
    for place, state in run.states.of(places):
        known = run.known(state)
        assert wrong_with_store(state.files, memory / "one", known) == "", (state.call, state.way)
        if place in opened:
            lay_out(state.files, memory / "one")
            leaves = judge_station(memory / "one", run.trust)
            assert known.appended <= len(leaves)
            assert leaves == run.leaves[: len(leaves)]


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "chosen"])
def test_the_other_ways_to_write_lose_what_was_acknowledged(
    mode: str, runs: Callable[[str], Run], memory: Path
) -> None:
    run = runs(mode)
    places = run.states.after_a_mark()
    random.Random(SEED).shuffle(places)  # noqa: S311 - the same each time
    for place in places:
        ((_, state),) = run.states.of([place])
        if wrong_with_store(state.files, memory / "one", run.known(state)).startswith("lost"):
            return
    pytest.fail(f"{mode} loses nothing in {len(places)} states: the enumeration sees too little")


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("mode", MODES)
def test_every_loss(mode: str, library: Path, memory: Path, tmp_path: Path) -> None:
    kept = os.environ.get("CUSTODY_SOAK")
    folder = Path(kept) / f"power-loss {mode}" if kept else tmp_path
    run = recorded_run(library, folder, mode, ACTS)
    assert len(run.states) >= LEAST or mode != "chosen"
    states, found = run.states.of(range(len(run.states))), Counter()
    for number in remaining(f"power-loss {mode}", len(run.states)):
        state = next(state for place, state in states if place == number)
        known = run.known(state)
        wrong = wrong_with_store(state.files, memory / "one", known)
        found[wrong.split(":")[0]] += 1
        if mode != "chosen":
            continue
        assert wrong == "", (state.call, state.way)
        if number % EVERY == 0:
            lay_out(state.files, memory / "one")
            assert len(judge_station(memory / "one", run.trust)) >= known.appended
    print(f"\n{mode}: {len(run.states)} states, {len(run.leaves)} entries, {dict(found)}")  # noqa: T201 - the figures
    assert mode == "chosen" or found["lost"] or sum(found.values()) < len(run.states)


class TestTheModel:
    def disk(self, *calls: Call) -> Disk:
        disk = Disk.of({"f/a": b"old"})
        for call in calls:
            disk.make(call)
        return disk

    def contents(self, disk: Disk) -> list[dict[str, bytes]]:
        return [disk.after(arrived) for arrived in disk.ways(1, thorough=True)]

    def test_what_was_synced_stays_and_what_was_not_may_have_come_or_not(self) -> None:
        write = Call("w", 0, "f/a", "", b"new")
        assert {b"old", b"new"} <= {files["f/a"] for files in self.contents(self.disk(write))}
        assert self.contents(self.disk(write, Call("s", 0, "f/a", "", b""))) == [{"f/a": b"new"}]

    def test_writes_arrive_in_any_order_and_in_parts(self) -> None:
        calls = Call("w", 0, "f/a", "", b"A" * 600), Call("w", 600, "f/a", "", b"B" * 600)
        found = {files["f/a"] for files in self.contents(self.disk(*calls))}
        assert b"old".ljust(600, b"\0") + b"B" * 600 in found  # the second without the first
        assert b"A" * 512 + b"\0" * 88 + b"B" * 600 in found  # torn at the sector
        assert b"old".ljust(512, b"\0") + b"A" * 88 + b"B" * 600 in found

    def test_a_name_needs_the_folders_sync(self) -> None:
        new = Call("c", 0, "f/b", "", b""), Call("w", 0, "f/b", "", b"x"), Call("s", 0, "f/b", "", b"")
        assert {"f/a": b"old"} in self.contents(self.disk(*new))
        assert self.contents(self.disk(*new, Call("s", 0, "f", "", b""))) == [{"f/a": b"old", "f/b": b"x"}]
        gone = self.disk(Call("u", 0, "f/a", "", b""))
        assert {} in self.contents(gone)
        assert {"f/a": b"old"} in self.contents(gone)

    def test_a_name_given_anew_is_the_old_file_or_the_new(self) -> None:
        calls = Call("c", 0, "f/b", "", b""), Call("w", 0, "f/b", "", b"x"), Call("s", 0, "f/b", "", b"")
        renamed = self.disk(*calls, Call("r", 0, "f/b", "f/a", b""))
        assert {files["f/a"] for files in self.contents(renamed)} == {b"old", b"x"}
