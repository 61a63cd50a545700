"""Two or three stations of different agencies that trust each other's rosters, and the sticks that travel between."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    CancelTransfer,
    CloseTransfer,
    Command,
    OfferTransfer,
    RegisterExhibit,
    RejectTransfer,
)
from custody_app.domain.values import LegalBasis
from custody_app.exchange.package_contents import Scope
from custody_app.log.verification import Outcome
from custody_app.services.importing_review import TakenIn
from custody_app.services.new_person import NewPerson
from custody_app.services.packages import ExportRequest
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan
from custody_app.services.verifying import verify_path
from custody_app.verifier import verify_custody as standalone
from tests.conformance.agreement import difference, told
from tests.sample_station import MovableClock

PEOPLE = {
    "alfa": NewPerson(id="ana", name="Ana", roles=("supervisor", "registrar"), passphrase="violin harbour stone lamp"),
    "beta": NewPerson(id="beto", name="Beto", roles=("examiner",), passphrase="river candle orbit mango tulip"),
    "delta": NewPerson(id="dora", name="Dora", roles=("auditor",), passphrase="saddle mirror onion fjord"),
    "gama": NewPerson(id="gil", name="Gil", roles=("custodian",), passphrase="copper meadow thirsty anvil owl"),
}


@dataclass
class Places:
    """The stations in one folder, one agency each; `clock` is everybody's."""

    folder: Path
    clock: MovableClock = field(default_factory=MovableClock)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def make(self, *names: str) -> None:
        for name in names:
            person = PEOPLE[name]
            plan = StationPlan(agency=f"Agency {name}", domain=f"{name}.example", station=name, people=(person,))
            self.bootstrap.setup().make(self.folder / name, plan)
        for one, other in itertools.permutations(names, 2):
            self.trusts(one, other)
        for name in names:
            trust = self.folder / "trust" / name
            shutil.copytree(self.folder / name / "trust", trust)
        self.clock.move(minutes=1)

    def copied(self, folder: Path, patch: pytest.MonkeyPatch) -> Places:
        """Return a copy of everything in a new folder, as on other machines; the state folder is set to its own."""
        shutil.copytree(self.folder, folder)
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        return Places(folder, MovableClock(self.clock.now), itertools.count(next(self.numbers)))

    @property
    def bootstrap(self) -> Bootstrap:
        return Bootstrap(clock=self.clock, cost=LEAST_COST)

    def trusts(self, one: str, other: str) -> None:
        peers = self.folder / one / "trust" / "peers"
        peers.mkdir(exist_ok=True)
        shutil.copyfile(self.folder / other / "trust" / "roster.json", peers / f"{other}.json")

    @contextmanager
    def at(self, name: str) -> Iterator[OpenStation]:
        self.clock.move(seconds=1)
        with self.bootstrap.open(self.folder / name) as station:
            yield station

    def do(self, name: str, command: Command, case: str) -> str:
        """Sign and record a command; return the digest of the last statement."""
        with self.at(name) as station:
            return self._record(station, name, command, case)

    def _record(self, station: OpenStation, name: str, command: Command, case: str) -> str:
        transfers = station.transfers
        match command:
            case AcceptTransfer():
                proposal = transfers.propose_accept(command)
            case RejectTransfer():
                proposal = transfers.propose_reject(command)
            case CancelTransfer():
                proposal = transfers.propose_cancel(command)
            case CloseTransfer():
                proposal = transfers.propose_close(command)
            case OfferTransfer():
                proposal = transfers.propose_offer(command)
            case _:
                proposal = station.acts.propose(command, case)
        person = PEOPLE[name]
        key = station.session.fresh(person.id, person.passphrase)
        station.acts.record(proposal, {person.id: key})
        return proposal.drafts[-1].digest

    def seize(self, name: str, *numbers: str, case_number: str = "C-1") -> tuple[str, list[str]]:
        """Open a case and register exhibits; return their ids."""
        with self.at(name) as station:
            actor = PEOPLE[name].id
            opening = station.cases.propose_open(actor, case_number, (LegalBasis(id="basis-1", kind="consent"),))
            key = station.session.fresh(actor, PEOPLE[name].passphrase)
            station.acts.record(opening, {actor: key})
            case = opening.drafts[0].case
            ids = []
            for number in numbers:
                fields = {"title": f"Thing {number}"}
                exhibit = station.exhibits.new_id()
                command = RegisterExhibit(
                    actor=actor,
                    case=case,
                    exhibit=exhibit,
                    number=number,
                    type="object",
                    basis="basis-1",
                    fields=fields,
                )
                self._record(station, name, command, case)
                ids.append(exhibit)
        return case, ids

    def offer(self, name: str, to: str, exhibits: list[str]) -> str:
        command = OfferTransfer(
            actor=PEOPLE[name].id,
            exhibits=tuple(exhibits),
            to=PEOPLE[to].id,
            purpose="examination",
            condition="As sealed",
        )
        return self.do(name, command, "")

    def accept(self, name: str, offer: str, refused: tuple[str, ...] = ()) -> str:
        with self.at(name) as station:
            exhibits = station.transfers.state(offer).exhibits
        lines = tuple(
            AcceptedLine(
                exhibit=each, condition="Good", accepted=each not in refused, reason="Torn" * (each in refused)
            )
            for each in exhibits
        )
        return self.do(name, AcceptTransfer(actor=PEOPLE[name].id, offer=offer, lines=lines), "")

    def close(self, name: str, offer: str) -> str:
        with self.at(name) as station:
            answer = station.transfers.state(offer).answer
        return self.do(name, CloseTransfer(actor=PEOPLE[name].id, offer=offer, answer=answer), "")

    def export(self, name: str, case: str, scope: Scope = Scope.CASE, **asked: object) -> Path:
        target = self.folder / f"{name}-{next(self.numbers)}.custody.zip"
        with self.at(name) as station:
            key = station.session.fresh(PEOPLE[name].id, PEOPLE[name].passphrase)
            request = ExportRequest(target=target, scope=scope, case=case, **asked)
            station.packages.export(request, key)
        return target

    def take(self, name: str, package: Path) -> TakenIn:
        with self.at(name) as station, station.importing.review(package) as review:
            return station.importing.take_in(review, confirmed=True)

    def verify(self, package: Path, trusting: str) -> Outcome:
        """Verify with the trust of one agency and its peers; both verifiers must say the same."""
        trust = self.folder / "trust" / trusting
        outcome = verify_path(package, trust)
        other = told(standalone.verify(str(package), str(trust))[0])
        assert not (found := difference(told(outcome.to_json()), other)), found
        return outcome


def codes(outcome: Outcome) -> set[str]:
    return {finding.code for finding in outcome.findings}
