"""A program killed at any moment loses no entry that it called recorded, and leaves none by halves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from custody_app.log import merkle
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer

ROOT = Path(__file__).parents[3]
KILLS = 36
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer

def append(seed):
    officer = Officer(seed=seed)
    with Store.open(Path(sys.argv[1])) as store:
        officer.salts[""] = store.case_salt("")
        while True:
            taken = officer.note(store, "x" * 2000)
            os.write(acknowledged, f"{taken.seq} {taken.statement.id}\\n".encode())

moments = random.Random(7)
for number in range(int(sys.argv[2])):
    answers, acknowledged = os.pipe()
    child = os.fork()
    if not child:
        append(100 + number)
    os.close(acknowledged)
    with os.fdopen(answers) as lines:
        began = time.perf_counter()
        told = [lines.readline() for _ in range(moments.randint(1, 3))]
        time.sleep(moments.random() * (time.perf_counter() - began) / len(told))
        os.kill(child, signal.SIGKILL)
        print("".join([*told, *lines]), end="", flush=True)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal")
def test_no_acknowledged_entry_is_lost(tmp_path):
    path = tmp_path / "station.db"
    with Store.create(path) as store:
        Officer().genesis(store)
    killer = subprocess.run(
        [sys.executable, "-c", KILLER, str(path), str(KILLS)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    acknowledged = {int(seq): id_ for seq, id_ in (line.split() for line in killer.stdout.splitlines())}
    assert len(acknowledged) > KILLS
    with Store.open(path) as store:
        assert store.quick_check() == []
        assert {seq: store.statement(seq).statement.id for seq in acknowledged} == acknowledged
        stored = list(store.entries())
        assert [taken.seq for taken in stored] == list(range(store.head().size))
        assert None not in {taken.envelope for taken in stored}
        assert merkle.root_of(merkle.leaf_hash(taken.entry) for taken in stored) == store.head().root
        assert len(stored) >= max(acknowledged) + 1
