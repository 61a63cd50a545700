"""What runs in the child: a real station doing real acts, its file calls recorded or one of them struck."""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.diagnostics import CustodyError
from custody_app.domain.commands import AddNote
from custody_app.services.acts import Proposal
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded, connection, database
from tests.powerloss.file_calls import Catching
from tests.sample_station import SECRET, MovableClock, make_station, open_case, registration

MODES = {
    "chosen": {},
    "WAL+NORMAL": {"journal_mode": "WAL", "synchronous": "NORMAL"},
    "DELETE+FULL": {"synchronous": "FULL"},
}
"""How the database is written: as the program does, and two ways that are commonly thought to be enough."""


def written_as(mode: str) -> None:
    """Let every connection from now on be made as `mode` says."""
    pragmas = dict(pragma.split(" = ") for pragma in connection.PRAGMAS) | MODES[mode]
    connection.PRAGMAS = tuple(f"{name} = {value}" for name, value in pragmas.items())
    if "journal_mode" in MODES[mode]:
        database.check_identity = lambda *_, **__: None  # it refuses to write to a file that is written so


def bootstrap(minutes: int, seed: int) -> Bootstrap:
    clock = MovableClock()
    clock.move(minutes=minutes)
    return Bootstrap(clock=clock, random=Random(seed).randbytes, cost=LEAST_COST)  # noqa: S311 - bytes repeat


def make(disk: Path) -> None:
    """A station with a case and an exhibit below `disk`, its state beside it."""
    make_station(disk)
    with bootstrap(1, 1).open(disk / "station") as station:
        case = open_case(station)
        station.acts.record(station.exhibits.propose(registration(station, case, "E-1"), case))
    (disk / "case").write_text(case, "utf-8")


def proposal_of(station: OpenStation, case: str, number: int) -> Proposal:
    """An exhibit registered or a note, in turn."""
    if number % 2 == 0:
        return station.exhibits.propose(registration(station, case, f"E-{number + 2}"), case)
    return station.acts.propose(AddNote(actor="ana", case=case, text="n" * 3000), case)


def record_acts(catching: Catching, disk: Path, mode: str, acts: int) -> None:
    """Make a station below `disk`, keep it as it is beside it, then do acts; a mark where the store answered
    "appended", another where the act was said to be recorded."""
    written_as(mode)
    make(disk)
    shutil.copytree(disk, disk.with_name("before"))
    case = (disk / "case").read_text("utf-8")
    catching.watch(disk)
    catching.record(disk.with_name("trace"))
    with bootstrap(2, 2).open(disk / "station") as station:
        station.session.unlock("ana", SECRET["ana"])
        append = station.store.append

        def appended(*given: Any) -> list[Recorded]:
            answer = append(*given)
            catching.mark(json.dumps({"append": answer[-1].seq + 1}))
            return answer

        station.store.append = appended
        for number in range(acts):
            recorded = station.acts.record(proposal_of(station, case, number))
            catching.mark(json.dumps({"act": recorded[-1].seq + 1}))
        leaves = [taken.entry.decode() for taken in station.store.entries()]
        disk.with_name("leaves.json").write_text(json.dumps(leaves), "utf-8")
        os._exit(0)  # closing asks the system for more


def struck(catching: Catching, disk: Path, number: int, error: int) -> dict[str, object]:
    """One act whose call of this number is struck; what was told of it, what was there then, and of doing it again."""
    case = (disk / "case").read_text("utf-8")
    catching.watch(disk)
    with bootstrap(2, 2).open(disk / "station") as station:
        station.session.unlock("ana", SECRET["ana"])
        proposal = proposal_of(station, case, 0)
        catching.strike(number, error)
        told = recorded(station, proposal)
        fired, calls = catching.fired, catching.made
        catching.strike(0, 0)
        with closing(connection.connect(disk / "station" / "station.db", read_only=True, busy_seconds=10)) as other:
            (entries,) = other.execute("SELECT count(*) FROM entry").fetchone()
        again = recorded(station, proposal)
    return {"told": told, "fired": fired, "calls": calls, "entries": entries, "again": again}


def recorded(station: OpenStation, proposal: Proposal) -> dict[str, str]:
    """Record it; nothing but "recorded" or an error of the program's own words may come of it."""
    try:
        station.acts.record(proposal)
    except CustodyError as refusal:
        return {"code": refusal.code, "kept": refusal.kept}
    except Exception:  # noqa: BLE001 - whatever it is, the test is told
        return {"code": "TRACEBACK", "kept": traceback.format_exc()}
    return {"code": "recorded", "kept": ""}


def answer_jobs(catching: Catching) -> None:
    """For each line {"disk", "number", "error"}: a fork that acts and answers, or dies."""
    for line in sys.stdin:
        job = json.loads(line)
        os.environ["CUSTODY_STATE_DIR"] = f"{job['disk']}/state"
        reading, writing = os.pipe()
        forked = os.fork()
        if not forked:
            answer = struck(catching, Path(job["disk"]), job["number"], job["error"])
            os.write(writing, json.dumps(answer).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answers:
            said = json.loads(answers.read() or "{}")
        status = os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1])
        sys.stdout.write(json.dumps({**said, "exit": status}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    # The library goes on to no other program that this one starts.
    os.environ.pop("LD_PRELOAD")
    if sys.argv[1] == "record":
        record_acts(Catching(), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    elif sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        answer_jobs(Catching())
