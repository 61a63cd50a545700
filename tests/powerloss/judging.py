"""A station's folder as a loss of power or a fault left it: what the program and both verifiers make of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from custody_app.diagnostics import CustodyError
from custody_app.services.verifying import verify_path
from custody_app.storage import Store
from custody_app.verifier import verify_custody as standalone
from tests.conformance.agreement import difference, told
from tests.powerloss.acting import bootstrap


@dataclass(frozen=True)
class Acknowledged:
    """What had been said by a moment.

    Attributes:
        leaves: every entry of the whole run, in order.
        appended: how many of them the store had called appended.
        recorded: how many were said to be recorded, head and mark included.
    """

    leaves: Sequence[str]
    appended: int
    recorded: int

    @classmethod
    def by(cls, marks: Sequence[str], leaves: Sequence[str]) -> Acknowledged:
        said = [json.loads(mark) for mark in marks]
        appended, recorded = (max((each.get(name, 0) for each in said), default=0) for name in ("append", "act"))
        return cls(leaves, appended, recorded)


def lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of one state below `folder`, in place of what is there; shared memory dies with the power."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        if not name.endswith("-shm"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


def wrong_with_store(files: Mapping[str, bytes], folder: Path, known: Acknowledged) -> str:
    """Open the database of a state by the real store; return what is wrong: "lost …", "corrupt …", or nothing."""
    lay_out({name: content for name, content in files.items() if "station.db" in name}, folder)
    try:
        with Store.open(folder / "station" / "station.db") as store:
            damage = store.quick_check()
            stored = [taken.entry.decode() for taken in store.entries()]
            latest = store.latest_checkpoint()
            size = store.head().size
    except (CustodyError, UnicodeDecodeError) as refusal:
        return f"corrupt: {refusal}"
    if damage or size != len(stored) or stored != known.leaves[: len(stored)]:
        return f"corrupt: {damage or 'other entries'}"
    if len(stored) < known.appended or latest is None or latest.head.size < known.recorded:
        return f"lost: {len(stored)} of {known.appended}"
    return "" if latest.head.size <= size else "corrupt: a head over nothing"


def judged_alike(station: Path, trust: Path, *, allowed: Sequence[str] = ()) -> None:
    """Both verifiers read the folder as it is, say the same, and find nothing wrong but what is `allowed`."""
    program = told(verify_path(station, trust).to_json())
    other = told(standalone.verify(str(station), str(trust))[0])
    assert not (found := difference(program, other)), found
    assert {code for code, verdict, *_ in program["findings"] if verdict == "FAIL"} <= set(allowed), program["findings"]


def judge_station(folder: Path, trust: Path, *, as_found: bool = True) -> list[str]:
    """The station below `folder`: verified as it was found, opened for writing, verified again; return its leaves.

    An entry that the program was stopped over before it signed the head is TAIL_UNSIGNED until the station is opened.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        if as_found:
            judged_alike(folder / "station", trust, allowed=["TAIL_UNSIGNED"])
        with bootstrap(30, 3).open(folder / "station") as station:
            assert station.read_only_because is None, station.read_only_because
            assert station.store.latest_checkpoint().head == station.store.head()
            assert station.store.quick_check() == []
            assert station.store.differing_lists() == []
            leaves = [taken.entry.decode() for taken in station.store.entries()]
        assert not list((folder / "station").glob(".part-*"))
        judged_alike(folder / "station", trust)
    return leaves
