"""Each file-system call of an act fails once, or is the last: nothing said to be recorded is lost, nothing untrue said.

The calls are struck one at a time, by number (`file_calls.c`): those of SQLite, of the files beside it and of what is
read for it, from the moment the act is signed until it is acknowledged. A write that fails has written its first half.
"""

from __future__ import annotations

import errno
import json
import random
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.powerloss.file_calls import child
from tests.powerloss.judging import judge_station
from tests.soaking import remaining

SEED = 20260304
SAMPLE = 16
KINDS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "SIGKILL": 0}
NOTHING, STANDS, LOOK = "Nothing was recorded.", "The act stands in the log", "Whether it was recorded is looked up"


class Faults:
    """A station in memory, copied for each act that is struck, and the child that acts."""

    def __init__(self, library: Path, memory: Path) -> None:
        self._made, self._one = memory / "made", memory / "one"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUSTODY_STATE_DIR", str(self._made / "state"))
            assert child(library, "make", self._made).wait() == 0
        self._child = child(library, "serve", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.before = self.judged(self._made)
        self.calls = self.act(0, "EIO")["calls"]

    def close(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        self._child.stdout.close()
        self._child.wait()

    def act(self, number: int, kind: str) -> dict[str, Any]:
        """One act on a fresh copy, whose call of this number is struck; what was said of it."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        shutil.rmtree(self._one, ignore_errors=True)
        shutil.copytree(self._made, self._one)
        job = {"disk": str(self._one), "number": number, "error": KINDS[kind]}
        self._child.stdin.write(json.dumps(job) + "\n")
        self._child.stdin.flush()
        return json.loads(self._child.stdout.readline())

    def judged(self, folder: Path, *, as_found: bool = True) -> list[str]:
        return judge_station(folder, self._made / "station" / "trust", as_found=as_found)

    def strike(self, number: int, kind: str) -> str:
        """Strike call `number` of an act, hold what is there against what was said; return what was said.

        After an error the same act is done again: it must be recorded then, once.
        """
        said = self.act(number, kind)
        leaves = self.judged(self._one, as_found=kind == "SIGKILL")
        new = len(leaves) - len(self.before)
        assert leaves[: len(self.before)] == self.before
        assert new in (0, 1)
        if kind == "SIGKILL":
            assert said == {"exit": -signal.SIGKILL}
            return f"killed, {'there' if new else 'not there'}"
        assert said["exit"] == 0
        assert said["fired"], "the call was never made"
        then = said["entries"] - len(self.before)
        assert true_of(said["told"], then), said
        assert said["again"]["code"] == "recorded", said
        assert new == 1
        return f"{said['told']['code']}, {'there' if then else 'not there'}"


def true_of(told: dict[str, str], new: int) -> bool:
    """Whether what a person was told holds of a log with so many new entries."""
    if told["code"] in {"TRACEBACK", "DATABASE_DAMAGED"}:  # a call that failed once is no damage
        return False
    if told["code"] == "recorded" or told["kept"].startswith(STANDS):
        return new == 1
    return told["kept"].startswith(LOOK) or (told["kept"] == NOTHING and new == 0)


@pytest.fixture(scope="module")
def faults(library: Path, memory: Path) -> Iterator[Faults]:
    faults = Faults(library, memory)
    yield faults
    faults.close()


def jobs_of(faults: Faults) -> list[tuple[int, str]]:
    """Every call struck in every way, in a drawn order: a run that is broken off has seen of everything."""
    jobs = [(number, kind) for number in range(1, faults.calls + 1) for kind in KINDS]
    random.Random(SEED).shuffle(jobs)  # noqa: S311 - the same each time
    return jobs


def test_a_sample_of_struck_calls(faults: Faults) -> None:
    found = Counter(faults.strike(*job) for job in jobs_of(faults)[:SAMPLE])
    assert any(said.startswith("killed") for said in found)
    assert any(said.startswith("DATABASE_IO") for said in found)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_every_struck_call(faults: Faults) -> None:
    jobs = jobs_of(faults)
    found: Counter[tuple[str, str]] = Counter()
    for number in remaining("struck calls", len(jobs)):
        kind = jobs[number][1]
        found[kind, faults.strike(*jobs[number])] += 1
    print(f"\n{faults.calls} calls, {len(jobs)} acts")  # noqa: T201 - the figures
    for (kind, said), count in sorted(found.items()):
        print(f"{kind}: {said}: {count}")  # noqa: T201
