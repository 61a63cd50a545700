"""The sample case acted out over months, with an exhibit whose name is hostile and one that is flagged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.domain.commands import AddNote, CorrectStatement, RegisterExhibit, ReportIncident, UpdateExhibit
from custody_app.log.canonical import Json, b64
from custody_app.reports.facts.record import RecordFacts, read_record
from custody_app.reports.task import DocumentTask
from custody_app.services.demo.sample_case import SampleCase
from custody_app.services.demo.sample_files import make_sample_files
from custody_app.services.demo.sample_people import FERREIRA, OKOYE, SALAS, sample_people
from custody_app.services.snapshot import Snapshot, Snapshots
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan

HOSTILE = "Sti\u202eck <b>bold</b> <img src='/etc/passwd'/> &amp; \x07 %s {0}"


@dataclass
class MonthsClock:
    """Each look at the wall is some hours after the last, so that the story takes months."""

    looks: int = 0

    def utc_now(self) -> datetime:
        self.looks += 1
        return datetime(2026, 3, 4, 7, 42, tzinfo=UTC) + timedelta(hours=7, minutes=11) * self.looks

    def monotonic_ms(self) -> int:
        return self.looks * (7 * 60 + 11) * 60_000

    def boot_id(self) -> str:
        return "boot-of-the-test"

    def local_offset(self) -> str:
        return "-03:00"


@dataclass(frozen=True)
class Sample:
    """A snapshot, the pictures that belong to it, and the snapshot without titles."""

    snapshot: Snapshot
    redacted: Snapshot
    signed: dict[int, Json]
    pictures: Mapping[str, bytes] = field(repr=False)

    @property
    def record(self) -> RecordFacts:
        return read_record(self.snapshot.value, self.snapshot.digest)

    def task(self, kind: str, **said: object) -> DocumentTask:
        given: dict = {"issuer": "r.salas", "pictures": self.pictures, **said}
        return DocumentTask(kind=kind, snapshot=self.snapshot.canonical, **given)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        return _acted_out(folder)


def _acted_out(folder: Path) -> Sample:
    people = sample_people(os.urandom)
    plan = StationPlan(agency="Fiscalía de San Telmo", domain="fiscalia.example", station="scene-1", people=people)
    bootstrap = Bootstrap(clock=MonthsClock(), cost=LEAST_COST)
    bootstrap.setup().make(folder / "scene-1", plan)
    with bootstrap.open(folder / "scene-1") as station:
        signers = {person.id: station.session.fresh(person.id, person.passphrase) for person in people}
        files = make_sample_files(folder / "files", 1)
        case = SampleCase(station, files, signers)
        case.act_out()
        photograph = station.exhibits.attach(files.photographs[0], "photograph", "Front")
        for number, title, flags in (("E-07", HOSTILE, ()), ("E-08", "Flagged stick", ("child",))):
            register = RegisterExhibit(
                actor=FERREIRA, case=case.case, exhibit=station.exhibits.new_id(), number=number,
                type="removable_medium", basis="basis-1", fields={"title": title}, flags=flags,
                attachments=(photograph,),
            )  # fmt: skip
            station.acts.record(station.acts.propose(register, case.case), signers)
        titled = UpdateExhibit(
            actor=FERREIRA, exhibit=case.exhibits["E-02"], reason="Looked again", fields={"title": "Laptop, grey"}
        )
        station.acts.record(station.acts.propose(titled, case.case), signers)
        mistyped = CorrectStatement(
            actor=FERREIRA, statement=_registration(station, case), member="fields.serial",
            value="PF-3XK9Q7", reason="Two read as seven",
        )  # fmt: skip
        station.acts.record(station.acts.propose(mistyped, case.case), signers)
        note = AddNote(actor=SALAS, case=case.case, text="The defence asked for a copy of the record.")
        station.acts.record(station.acts.propose(note, case.case), signers)
        lost = ReportIncident(actor=OKOYE, exhibits=(case.exhibits["E-03"],), kind="lost", what="Not on its shelf")
        station.acts.record(station.acts.propose(lost, case.case), signers)
        snapshots = Snapshots(station.store, station.trust, station.info)
        verification = {"outcome": "unproven", "record": "consistent", "entries": station.store.head().size}
        snapshot = snapshots.of_case(case.case, verification=verification)
        wanted = [*snapshot.photographs]
        for transfer in snapshot.value["transfers"]:
            wanted += snapshot.signature_images(transfer["offer"])
        return Sample(
            snapshot=snapshot,
            redacted=snapshots.of_case(case.case, withhold=("title", "address")),
            signed={each.seq: each.body for each in station.store.case_statements(case.case)},
            pictures={sha256: station.attachments.read(sha256) for sha256 in wanted},
        )


def _registration(station: OpenStation, case: SampleCase) -> str:
    """Return the digest of the statement that registered the laptop."""
    line = station.store.case_statements(case.case)
    said = (each for each in line if each.statement.type == "exhibit.register")
    return next(b64(each.digest) for each in said if each.statement.exhibits[0].exhibit == case.exhibits["E-02"])


def flat(pages: list[str]) -> str:
    """Return the text of all pages with every stretch of white space as one blank."""
    return " ".join(" ".join(pages).split())


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in opened:
            words = page.get_textpage()
            found.append(words.get_text_range())
            words.close()
            page.close()
        return found
    finally:
        opened.close()
