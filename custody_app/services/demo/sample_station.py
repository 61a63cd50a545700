"""`custody demo`: a whole sample station in a new folder, then verified, packaged and told as JSON."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custody_app.crypto.ed25519 import SigningKey
from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_contents import Scope
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.services.demo.sample_case import SampleCase
from custody_app.services.demo.sample_files import make_sample_files
from custody_app.services.demo.sample_people import FERREIRA, SALAS, sample_people
from custody_app.services.demo.second_station import AGENCY, DOMAIN, SecondStation
from custody_app.services.new_person import NewPerson
from custody_app.services.packages import ExportRequest
from custody_app.services.reporting import ReportRequest
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan, StationSetup
from custody_app.storage.list_rows import TransferFilter

OpenAt = Callable[[Path], OpenStation]
_DOCUMENTS = ("custody-report.pdf", "transfer-receipt.pdf")
_README = """This folder is a sample. Everything in it is fictitious.

scene-1/    the station of the scene and of the evidence store: open it with  custody-app --station {station}
lab-2/      the station of the laboratory, to which exhibit E-03 was sent
files/      the evidence files; the recorder's clip was damaged on purpose
documents/  the custody report and a transfer receipt, with the package of the case inside
trust/      the roster and the head that somebody outside kept
*.zip       packages: check them with  custody verify FILE --trust {trust}

Passphrases
{passphrases}
"""


@dataclass(frozen=True, slots=True)
class SampleStation:
    """Where everything lies; `to_json` is what `custody demo --json` prints."""

    station: Path
    laboratory: Path
    case: str
    case_number: str
    package: Path
    blinded_package: Path
    log_package: Path
    trust: Path
    documents: tuple[Path, ...]
    head: dict[str, Any]
    people: tuple[NewPerson, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the document of cli.md."""
        return {
            "stations": [str(self.station), str(self.laboratory)],
            "case": self.case,
            "case_number": self.case_number,
            "package": str(self.package),
            "blinded_package": str(self.blinded_package),
            "log_package": str(self.log_package),
            "trust": str(self.trust),
            "report": str(self.documents[0]),
            "documents": [str(document) for document in self.documents],
            "log": self.head,
            "passphrases": {person.id: person.passphrase for person in self.people},
        }


def make_sample_station(
    directory: Path,
    seed: int,
    setup: StationSetup,
    open_at: OpenAt,
    random: Callable[[int], bytes],
    say: Callable[[str], None] = lambda _: None,
) -> SampleStation:
    """Make the sample in `directory`, which must be absent or empty.

    Args:
        directory: gets the station, its files, packages and what to trust.
        seed: decides the content of the evidence files; keys and passphrases are always drawn anew.
        setup: makes stations, as bootstrap built it.
        open_at: opens one, likewise.
        random: the system's randomness.
        say: told what is being done, as messages marked for translation.

    Raises:
        InputWrong: STATION_EXISTS.
    """
    if directory.exists() and any(directory.iterdir()):
        raise InputWrong(
            "STATION_EXISTS",
            N_("{folder} is not empty."),
            kept=N_("Nothing was changed in it."),
            advice=N_("Name a new or empty folder."),
            folder=directory,
        )
    say(N_("Making files …"))
    files = make_sample_files(directory / "files", seed)
    people = sample_people(random)
    say(N_("Making the station and its keys …"))
    plan = StationPlan(
        agency=AGENCY,
        domain=DOMAIN,
        station="scene-1",
        people=people,
    )
    place = directory / "scene-1"
    setup.make(place, plan)
    with open_at(place) as station:
        say(N_("Recording the case …"))
        signers = {person.id: station.session.fresh(person.id, person.passphrase) for person in people}
        try:
            case = SampleCase(station, files, signers)
            case.act_out()
            say(N_("Making the laboratory's station …"))
            other = SecondStation(directory, station, setup, open_at, signers, people)
            other.make()
            other.hand_over(case)
            say(N_("Writing packages …"))
            sample = _leave(directory, station, case, signers, people, other.place)
            say(N_("Making documents …"))
            _document(directory, station, case, signers)
            return sample
        finally:
            for key in signers.values():
                key.wipe()


def _document(directory: Path, station: OpenStation, case: SampleCase, signers: dict[str, SigningKey]) -> None:
    """Issue the report, by the examiner, and the receipt of the first transfer, by who handed over."""
    (directory / "documents").mkdir()
    first = station.store.transfer_ids(TransferFilter(case=case.case))[0]
    requests = (
        (SALAS, ReportRequest(kind="custody-report", case=case.case)),
        (FERREIRA, ReportRequest(kind="transfer-receipt", case=case.case, transfer=first)),
    )
    for name, (person, request) in zip(_DOCUMENTS, requests, strict=True):
        ready = station.reports.make(request, person, signers[person])
        station.reports.save(
            ready, directory / "documents" / name, lambda proposal: station.acts.record(proposal, signers)
        )


def _leave(
    directory: Path,
    station: OpenStation,
    case: SampleCase,
    signers: dict[str, SigningKey],
    people: tuple[NewPerson, ...],
    laboratory: Path,
) -> SampleStation:
    log_package = directory / "whole-log.custody.zip"
    blinded = directory / "blinded.custody.zip"
    package = directory / "case.custody.zip"
    exporter = signers[FERREIRA]
    # All three are proven against one head, which is told and kept outside; that they were made are entries after it.
    head = station.store.head()
    requests = [
        ExportRequest(target=log_package, scope=Scope.WHOLE_LOG, with_files=True),
        ExportRequest(target=blinded, scope=Scope.BLINDED, case=case.case),
        ExportRequest(target=package, scope=Scope.CASE, case=case.case, with_files=True),
    ]
    station.packages.export_all(requests, exporter)
    trust = directory / "trust"
    (trust / "held").mkdir(parents=True)
    for name in ("roster.json", "roster.json.sig"):
        shutil.copyfile(station.directory / "trust" / name, trust / name)
    (trust / "allowed_signers").write_text(allowed_signers(station.trust.roster), "utf-8")
    (trust / "policy").write_text(policy(station.trust.roster), "utf-8")
    kept = next(saved for saved in station.store.checkpoints() if saved.head == head)
    (trust / "held" / f"{head.size}.note").write_bytes(kept.note)
    passphrases = "\n".join(f"{person.id:12} {person.passphrase}" for person in people)
    text = _README.format(station=station.directory, trust=trust, passphrases=passphrases)
    (directory / "README.txt").write_text(text, "utf-8")
    return SampleStation(
        station=station.directory,
        laboratory=laboratory,
        case=case.case,
        case_number="2026-CR-0147",
        package=package,
        blinded_package=blinded,
        log_package=log_package,
        trust=trust,
        documents=tuple(directory / "documents" / name for name in _DOCUMENTS),
        head={"origin": station.info.origin, "size": head.size, "root": b64(head.root)},
        people=people,
    )
