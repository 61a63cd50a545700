"""Four programs append to one database and are killed at any moment, one after the other.

Whoever comes next finds a half-written commit of another, takes it back while two more are waiting, and goes on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from custody_app.log import merkle
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer

ROOT = Path(__file__).parents[2]
SEED = 20260304
KILLER = """
import os, random, signal, sys, time, traceback
from pathlib import Path
from custody_app.diagnostics import CustodyError
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer

def append(seed, said):
    officer = Officer(seed=seed)
    with Store.open(Path(sys.argv[1])) as store:
        officer.salts[""] = store.case_salt("")
        while True:
            try:
                taken = officer.note(store, "x" * 2000)
            except CustodyError as refusal:
                if refusal.code not in ("HEAD_MOVED", "DATABASE_BUSY"):
                    raise
                continue
            os.write(said, f"{taken.seq} {taken.statement.id}\\n".encode())

def writer(seed):
    answers, said = os.pipe()
    child = os.fork()
    if not child:
        try:
            append(seed, said)
        except BaseException:
            os.write(2, traceback.format_exc().encode())
            os._exit(1)
    os.close(said)
    return child, os.fdopen(answers)

def end(child, lines):
    os.kill(child, signal.SIGKILL)
    print(lines.read(), end="", flush=True)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL

moments = random.Random(int(sys.argv[3]))
writers = [writer(1000 + number) for number in range(4)]
for number in range(int(sys.argv[2])):
    place = moments.randrange(4)
    child, lines = writers[place]
    began = time.perf_counter()
    print(lines.readline(), end="", flush=True)
    time.sleep(moments.random() * min(time.perf_counter() - began, 0.5))
    end(child, lines)
    writers[place] = writer(2000 + number)
for each in writers:
    end(*each)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.soak)])
def test_no_acknowledged_entry_of_four_writers_is_lost(kills: int, memory: Path) -> None:
    path = memory / f"{kills}.db"
    with Store.create(path) as store:
        Officer().genesis(store)
    command = [sys.executable, "-c", KILLER, str(path), str(kills), str(SEED)]
    killer = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert (killer.returncode, killer.stderr) == (0, "")
    acknowledged = {int(seq): id_ for seq, id_ in (line.split() for line in killer.stdout.splitlines())}
    assert len(acknowledged) >= kills
    assert len(acknowledged) == len(killer.stdout.splitlines())  # no number was given twice
    with Store.open(path) as store:
        assert store.quick_check() == []
        assert store.differing_lists() == []
        assert {seq: store.statement(seq).statement.id for seq in acknowledged} == acknowledged
        stored = list(store.entries())
        assert [taken.seq for taken in stored] == list(range(store.head().size))
        assert None not in {taken.envelope for taken in stored}
        assert merkle.root_of(merkle.leaf_hash(taken.entry) for taken in stored) == store.head().root
    print(f"\n{kills + 4} kills, {len(acknowledged)} acknowledged of {len(stored)}")  # noqa: T201 - the figures
