"""The sample's laboratory: a second station of the same agency, with nothing between the two but a stick."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import read_key_file
from custody_app.domain.bodies import make_act
from custody_app.domain.commands import AcceptedLine, AcceptTransfer, CloseTransfer, OfferTransfer, RelocateExhibit
from custody_app.domain.values import Courier
from custody_app.exchange.package_contents import Scope
from custody_app.services.demo.sample_case import SampleCase
from custody_app.services.demo.sample_people import FERREIRA, OKOYE, SALAS
from custody_app.services.new_person import NewPerson
from custody_app.services.packages import ExportRequest
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import ROOT_KEY, StationPlan, StationSetup

AGENCY: Final = "Fiscalía de San Telmo (fictitious)"
DOMAIN: Final = "fiscalia.example"
_EXHIBIT: Final = "E-03"


class SecondStation:
    """Makes the laboratory's station, and sends it one exhibit of the case.

    Args:
        directory: of the whole sample.
        first: the station of the scene, open for writing.
        setup, open_at: make and open stations, as bootstrap built them.
        signers: person id to the officer's key. people: with their passphrases.
    """

    def __init__(
        self,
        directory: Path,
        first: OpenStation,
        setup: StationSetup,
        open_at: Callable[[Path], OpenStation],
        signers: Mapping[str, SigningKey],
        people: tuple[NewPerson, ...],
    ) -> None:
        self.place = directory / "lab-2"
        self._stick = directory / "stick"
        self._first = first
        self._setup = setup
        self._open_at = open_at
        self._signers = signers
        self._people = {person.id: person for person in people}

    def make(self) -> None:
        """Put a second station on the roster; the first one adopts that version."""
        founder = self._people[FERREIRA]
        plan = StationPlan(agency=AGENCY, domain=DOMAIN, station=self.place.name, people=(self._people[SALAS],))
        trust = self._first.trust
        root = read_key_file(self._first.session.key_file(ROOT_KEY), founder.passphrase)
        try:
            roster = self._setup.join(self.place, plan, trust.roster, root, self._signers)
        finally:
            root.wipe()
        trust.lay_pending(roster, (self.place / "trust" / "roster.json.sig").read_bytes())
        adopt = make_act("roster.adopt", actor=FERREIRA, body={"roster": roster.digest, "version": roster.version})
        self._first.recorder.record(self._first.recorder.prepare([adopt]), self._signers)
        trust.take_pending(roster.digest)

    def hand_over(self, case: SampleCase) -> None:
        """Offer the exhibit, send the package, accept there, send the receipt back, close."""
        exhibit = case.exhibits[_EXHIBIT]
        seals = self._first.acts.state(case.case).exhibits[exhibit].seals_in_force
        offering = OfferTransfer(
            actor=OKOYE,
            exhibits=(exhibit,),
            to=SALAS,
            purpose="examination",
            condition="As sealed",
            seals=tuple((exhibit, seal.number) for seal in seals),
            due=f"{self._first.clock.utc_now() + timedelta(days=30):%Y-%m-%d}",
            courier=Courier(name="P. Duarte", org="Court courier (fictitious)", tracking="SC-4471"),
        )
        proposal = self._first.transfers.propose_offer(offering)
        self._first.acts.record(proposal, self._signers)
        offer = proposal.drafts[0].digest
        self._stick.mkdir()
        there = self._packed(self._first, case.case, OKOYE, "to-lab-2")
        with self._open_at(self.place) as laboratory:
            _take_in(laboratory, there)
            line = AcceptedLine(exhibit=exhibit, condition="As described, seal intact")
            answer = laboratory.transfers.propose_accept(AcceptTransfer(actor=SALAS, offer=offer, lines=(line,)))
            laboratory.acts.record(answer, self._signers)
            stored = RelocateExhibit(actor=SALAS, exhibits=(exhibit,), location="Laboratory / Cabinet 4")
            laboratory.acts.record(laboratory.acts.propose(stored, case.case), self._signers)
            back = self._packed(laboratory, case.case, SALAS, "back-from-lab-2")
        _take_in(self._first, back)
        closing = CloseTransfer(actor=OKOYE, offer=offer, answer=answer.drafts[-1].digest)
        self._first.acts.record(self._first.transfers.propose_close(closing), self._signers)
        shutil.rmtree(self._stick)

    def _packed(self, station: OpenStation, case: str, exporter: str, name: str) -> Path:
        target = self._stick / f"{name}.custody.zip"
        request = ExportRequest(target=target, scope=Scope.CASE, case=case, with_files=True)
        station.packages.export(request, self._signers[exporter])
        return target


def _take_in(station: OpenStation, package: Path) -> None:
    with station.importing.review(package) as review:
        station.importing.take_in(review, confirmed=True)
