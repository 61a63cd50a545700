"""What acts, opening and lists cost as a case grows: `python tests/bench/station_cost.py [--statements N …]`.

By hand only. For each size a station is made whose one case has a tenth as many exhibits; then the medians of several
runs are printed, and each size's ratio to the smallest. Stations are kept in `--folder` and used again.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.act import Act, ActLine
from custody_app.domain.bodies import make_act
from custody_app.domain.commands import AcceptedLine, OfferTransfer, RegisterExhibit, RelocateExhibit
from custody_app.domain.values import LegalBasis
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan
from custody_app.storage import ExhibitFilter

ROLES = ("supervisor", "registrar", "custodian")
PEOPLE = (
    NewPerson(id="ana", name="Ana Ruiz", roles=ROLES, passphrase="violin harbour stone paper lamp fox"),
    NewPerson(id="beto", name="Beto Lima", roles=ROLES, passphrase="river candle orbit mango tulip sand"),
)
BOOTSTRAP = Bootstrap(cost=LEAST_COST)
BATCH = 100
LINE = 10  # statements of each exhibit, its registration included


def make(folder: Path, statements: int) -> None:
    """Make a station with one case of `statements` statements, in transactions of `BATCH`."""
    plan = StationPlan(agency="Bench", domain="bench.example", station="lab-1", people=PEOPLE)
    BOOTSTRAP.setup().make(folder, plan)
    with BOOTSTRAP.open(folder) as station:
        station.session.unlock("ana", PEOPLE[0].passphrase)
        opened = station.cases.propose_open("ana", "C-1", (LegalBasis(id="basis-1", kind="consent"),))
        station.acts.record(opened)
        case = opened.drafts[0].case
        exhibits = [station.exhibits.new_id() for _ in range(statements // LINE)]
        for start in range(0, len(exhibits), BATCH):
            part = exhibits[start : start + BATCH]
            registered = [registration(case, exhibit, start + n) for n, exhibit in enumerate(part, 1)]
            write(station, [_register(case, command) for command in registered])
            for turn in range(1, LINE):
                body = {"location": f"Shelf {turn}", "reason": "stocktaking"}
                lines = [(ActLine(exhibit),) for exhibit in part]
                write(station, [make_act("exhibit.relocate", actor="ana", case=case, lines=each, body=body)
                                for each in lines])  # fmt: skip


def registration(case: str, exhibit: str, number: int) -> RegisterExhibit:
    return RegisterExhibit(actor="ana", case=case, exhibit=exhibit, number=f"E-{number}", type="object",
                           basis="basis-1", fields={"title": f"Thing {number}"}, location="Safe")  # fmt: skip


def _register(case: str, command: RegisterExhibit) -> Act:
    body = {"number": command.number, "root": command.number, "type": "object", "basis": "basis-1",
            "fields": dict(command.fields), "location": "Safe"}  # fmt: skip
    lines = (ActLine(command.exhibit, new=True),)
    return make_act("exhibit.register", actor="ana", case=case, lines=lines, body=body, exhibit_type="object")


def write(station: OpenStation, acts: list) -> None:
    station.recorder.record(station.recorder.prepare(acts), {"ana": station.session.signer()})


def timed(act, times: int) -> float:
    taken = []
    for turn in range(times):
        start = time.perf_counter()
        act(turn)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure(folder: Path, times: int) -> dict[str, float]:
    found = {}
    found["open for writing"] = timed(lambda _: BOOTSTRAP.open(folder).close(), times)
    found["open for reading"] = timed(lambda _: BOOTSTRAP.open(folder, writable=False).close(), times)
    with BOOTSTRAP.open(folder) as station:
        station.session.unlock("ana", PEOPLE[0].passphrase)
        store, case = station.store, station.cases.find("C-1")
        ids = store.exhibit_ids(ExhibitFilter(holder="ana"))
        found["exhibit list, first 128 rows"] = timed(lambda _: store.exhibit_rows(store.exhibit_ids()[:128]), times)
        found["exhibit list, every row"] = timed(lambda _: store.exhibit_rows(store.exhibit_ids()), times)
        found["one exhibit's state"] = timed(lambda n: station.exhibits.state(ids[n]), times)
        found["relocate"] = timed(lambda n: relocate(station, case, ids[n]), times)
        found["register, with its number"] = timed(lambda _: register(station, case), times)
        found["hand over"] = timed(lambda n: hand_over(station, ids[n]), times)
    return found


def relocate(station: OpenStation, case: str, exhibit: str) -> None:
    command = RelocateExhibit(actor="ana", exhibits=(exhibit,), location=f"Shelf {os.urandom(4).hex()}")
    station.acts.record(station.exhibits.propose(command, case))


def register(station: OpenStation, case: str) -> None:
    number = station.exhibits.next_number(case, "ana")
    command = registration(case, station.exhibits.new_id(), 0)
    given = {name: getattr(command, name) for name in ("actor", "case", "exhibit", "type", "basis", "fields")}
    station.acts.record(station.exhibits.propose(RegisterExhibit(**given, number=number), case))


def hand_over(station: OpenStation, exhibit: str) -> None:
    giver = station.exhibits.state(exhibit).holder.person
    to = "beto" if giver == "ana" else "ana"
    offer = OfferTransfer(actor=giver, exhibits=(exhibit,), to=to, purpose="storage", condition="good")
    proposal = station.transfers.propose_hand_over(offer, [AcceptedLine(exhibit=exhibit, condition="good")], to)
    fresh = {each.id: station.session.fresh(each.id, each.passphrase) for each in PEOPLE}
    station.acts.record(proposal, fresh)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[200, 2000, 20000])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/custody-bench"))  # noqa: S108 - a bench, by hand
    args = parser.parse_args()
    os.environ.setdefault("CUSTODY_STATE_DIR", str(args.folder / "state"))
    sizes = {}
    for statements in args.statements:
        folder = args.folder / str(statements)
        if not folder.exists():
            start = time.perf_counter()
            make(folder, statements)
            print(f"made {statements} statements in {time.perf_counter() - start:.0f} s", flush=True)
        sizes[statements] = measure(folder, args.times)
        print(statements, {name: round(value * 1000, 1) for name, value in sizes[statements].items()}, flush=True)
    print("| what | " + " | ".join(f"{each:,}" for each in sizes) + " | ratio |")
    for name in next(iter(sizes.values())):
        values = [each[name] * 1000 for each in sizes.values()]
        told = " | ".join(f"{value:,.0f} ms" for value in values)
        print(f"| {name} | {told} | {values[-1] / values[0]:.1f} |")


if __name__ == "__main__":
    main()
