"""The sample case, acted out: seized, sealed, hashed, handed over, examined, verified, one thing gone wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from custody_app.crypto.signer import Signer
from custody_app.domain.commands import (
    AcceptedLine,
    AddNote,
    Command,
    DeriveExhibit,
    OfferTransfer,
    RegisterExhibit,
    RelocateExhibit,
    SealExhibit,
    UpdateExhibit,
)
from custody_app.domain.values import (
    Acquisition,
    Attachment,
    KeylessRecipient,
    LegalBasis,
    OutsidePerson,
    Participant,
    Place,
    Seal,
)
from custody_app.services.acts import Proposal
from custody_app.services.demo.sample_files import SampleFiles
from custody_app.services.demo.sample_people import FERREIRA, OKOYE, SALAS
from custody_app.services.station import OpenStation

_PLACE = Place(address="18 Orchard Lane, San Telmo", spot="Study, on the desk", coordinates="-34.6212,-58.3714")
_OCCUPIER = OutsidePerson(name="A. Moreno", relation="occupier", address="18 Orchard Lane, San Telmo")


class SampleCase:
    """Acts out the case at one station, with the three officers' keys.

    Args:
        station: open for writing.
        files: the evidence.
        signers: person id to the officer's key.
    """

    def __init__(self, station: OpenStation, files: SampleFiles, signers: Mapping[str, Signer]) -> None:
        self._station = station
        self._files = files
        self._signers = signers
        self._basis = "basis-1"
        self.case = ""
        self.exhibits: dict[str, str] = {}

    def act_out(self) -> None:
        """Record the whole story."""
        self._open()
        self._seize()
        self._hash_at_the_scene()
        self._hand_over_to_the_store()
        self._examine()
        self._go_wrong()
        self._give_back()

    def _day(self, days: int) -> str:
        """Return the date so many days from now, so that the sample's authority holds when it is looked at."""
        return f"{self._station.clock.utc_now() + timedelta(days=days):%Y-%m-%d}"

    def _record(self, proposal: Proposal) -> None:
        self._station.acts.record(proposal, self._signers)

    def _do(self, command: Command) -> None:
        self._record(self._station.acts.propose(command, self.case))

    def _open(self) -> None:
        warrant = self._station.exhibits.attach(self._files.warrant, "authority", "Search warrant 2026/091")
        basis = LegalBasis(
            id=self._basis,
            kind="warrant",
            number="2026/091",
            issuer="Second Criminal Court of San Telmo",
            issued=self._day(-2),
            expires=self._day(28),
            scope="Computers, telephones, storage media, recorders at 18 Orchard Lane",
            document=warrant.sha256,
        )
        proposal = self._station.cases.propose_open(
            FERREIRA,
            "2026-CR-0147",
            (basis,),
            title="State v. A. Moreno",
            offence="Fraud by computer (art. 172 bis)",
            authority="Second Criminal Court of San Telmo",
            prosecutor="J. Beaumont",
            unit="Digital Evidence Unit, San Telmo District (fictitious)",
            attachments=(warrant,),
        )
        self.case = proposal.drafts[0].case
        self._record(proposal)

    def _register(
        self,
        number: str,
        kind: str,
        fields: Mapping[str, Any],
        *,
        seal: str = "",
        photographs: tuple[int, ...] = (),
        flags: tuple[str, ...] = (),
        **said: Any,
    ) -> None:
        exhibit = self.exhibits[number] = self._station.exhibits.new_id()
        pictures = tuple(self._photograph(index) for index in photographs)
        self._do(
            RegisterExhibit(
                actor=FERREIRA,
                case=self.case,
                exhibit=exhibit,
                number=number,
                type=kind,
                basis=self._basis,
                fields=fields,
                seal=Seal(number=seal) if seal else None,
                attachments=pictures,
                flags=flags,
                **said,
            )
        )

    def _photograph(self, index: int) -> Attachment:
        return self._station.exhibits.attach(self._files.photographs[index], "photograph")

    def _seize(self) -> None:
        found: dict[str, Any] = {
            "place": _PLACE,
            "from_": _OCCUPIER,
            "people": (Participant(part="found", person=FERREIRA), Participant(part="witness", name="P. Duarte")),
            "fixed": ("photo",),
        }
        phone = {
            "title": "Mobile phone, black, cracked screen",
            "make": "Samsung",
            "model": "SM-G991B",
            "imei": ("352099001761481",),
            "power": "on",
            "lock": "locked",
            "network": "airplane",
            "condition": "Screen cracked at the upper left",
        }
        laptop = {
            "title": "Laptop computer, silver",
            "make": "Lenovo",
            "model": "ThinkPad T14 Gen 3",
            "serial": "PF-3XK9Q2",
            "power": "off",
        }
        stick = {"title": "USB flash drive, 32 GB, red", "make": "SanDisk", "model": "Cruzer", "serial": "4C530001"}
        recorder = {"title": "CCTV recorder disk", "make": "Seagate", "model": "ST2000VX", "serial": "ZFL0M3AB"}
        self._register("E-01", "phone", phone, seal="0093121", photographs=(0, 2), **found)
        self._register("E-02", "computer", laptop, seal="0093122", photographs=(1,), **found)
        self._register("E-03", "removable_medium", stick, seal="0093123", **found)
        provider = {"title": "Cloud account export", "provider": "MailCo (fictitious)", "account": "88-1120"}
        self._register("E-04", "cloud_account", provider, flags=("third_party",))
        self._register("E-05", "cctv", recorder, seal="0093125", **found)
        paper = {"title": "Paper notebook, 12 pages", "pages": 12}
        self._register("E-06", "object", paper, seal="0093127", photographs=(3,), **found)

    def _hash(self, number: str, path: Path, actor: str) -> None:
        reading = self._station.readings.read(path, ("sha256", "blake3", "sha1", "md5"))
        self._do(reading.hash_command(actor, self.exhibits[number]))

    def _verify(self, number: str, path: Path, actor: str) -> None:
        reading = self._station.readings.read(path, ("sha256", "blake3", "sha1", "md5"))
        self._do(reading.verify_command(actor, self.exhibits[number]))

    def _hash_at_the_scene(self) -> None:
        self._hash("E-04", self._files.provider_return, FERREIRA)
        self._hash("E-05", self._files.cctv_clip, FERREIRA)

    def _hand_over(
        self, by: str, to: str | KeylessRecipient, numbers: tuple[str, ...], purpose: str, **said: Any
    ) -> None:
        ids = tuple(self.exhibits[number] for number in numbers)
        state = self._station.acts.state(self.case)
        seals = tuple((e, seal.number) for e in ids for seal in state.exhibits[e].seals_in_force)
        offer = OfferTransfer(
            actor=by, exhibits=ids, to=to, purpose=purpose, condition="As sealed", seals=seals, due=said.pop("due", "")
        )
        refused = said.pop("refused", {})
        lines = [
            AcceptedLine(
                exhibit=self.exhibits[number],
                condition="As described" if number not in refused else "Bag torn",
                accepted=number not in refused,
                seal_ok=number not in refused,
                reason=refused.get(number, ""),
            )
            for number in numbers
        ]
        receiver = to if isinstance(to, str) else said.pop("attested_by")
        self._record(self._station.transfers.propose_hand_over(offer, lines, receiver, **said))

    def _hand_over_to_the_store(self) -> None:
        everything = tuple(self.exhibits)
        refused = {"E-06": "Bag torn at the lower edge; to be sealed again first"}
        self._hand_over(FERREIRA, OKOYE, everything, "storage", refused=refused)
        reseal = SealExhibit(
            actor=FERREIRA,
            exhibits=(self.exhibits["E-06"],),
            action="reseal",
            old="0093127",
            old_kept="Inside the new bag",
            seal=Seal(number="0093128"),
            purpose="Bag torn in transport",
            place="Evidence store, Central",
        )
        self._do(reseal)
        self._hand_over(FERREIRA, OKOYE, ("E-06",), "storage")
        stored = tuple(self.exhibits[number] for number in everything)
        self._do(RelocateExhibit(actor=OKOYE, exhibits=stored, location="Central / Room B / Shelf 12"))

    def _examine(self) -> None:
        self._hand_over(OKOYE, SALAS, ("E-01", "E-02"), "examination", due=self._day(21))
        for number, seal in (("E-01", "0093121"), ("E-02", "0093122")):
            opened = SealExhibit(
                actor=SALAS,
                exhibits=(self.exhibits[number],),
                action="break",
                old=seal,
                purpose="Acquisition",
                place="Digital Forensics Unit, bench 2",
            )
            self._do(opened)
        self._derive(
            "E-02",
            "disk_image",
            {"title": "Image of the laptop's disk", "format": "e01", "segments": 1},
            Acquisition(
                copy="forensic_copy",
                tool="ewfacquire",
                version="20140813",
                write_blocker="hardware",
                write_blocker_model="Tableau T8u (fictitious serial 000E)",
            ),
            self._files.disk_image,
        )
        self._derive(
            "E-01",
            "mobile_extraction",
            {"title": "File-system extraction of the phone", "method": "file_system"},
            Acquisition(copy="extraction", tool="Sample extractor", version="7.1", write_blocker="not_applicable"),
            self._files.extraction,
        )
        reseal = SealExhibit(
            actor=SALAS,
            exhibits=(self.exhibits["E-01"],),
            action="apply",
            seal=Seal(number="0093140"),
            place="Digital Forensics Unit, bench 2",
        )
        self._do(reseal)
        for number, path in (("E-02.1", self._files.disk_image), ("E-01.1", self._files.extraction)):
            self._verify(number, path, SALAS)
        self._verify("E-04", self._files.provider_return, SALAS)

    def _derive(self, parent: str, kind: str, fields: Mapping[str, Any], acquisition: Acquisition, path: Path) -> None:
        number = f"{parent}.1"
        child = self.exhibits[number] = self._station.exhibits.new_id()
        command = DeriveExhibit(
            actor=SALAS,
            exhibit=child,
            parents=(self.exhibits[parent],),
            number=number,
            type=kind,
            fields=fields,
            acquisition=acquisition,
        )
        self._do(command)
        self._hash(number, path, SALAS)

    def _go_wrong(self) -> None:
        """The recorder's disk develops read errors: the comparison fails, is recorded, and replaces nothing."""
        damaged = bytearray(self._files.cctv_clip.read_bytes())
        damaged[410_000:410_512] = bytes(512)
        self._files.cctv_clip.write_bytes(damaged)
        self._verify("E-05", self._files.cctv_clip, SALAS)
        text = "Read errors on the recorder's disk explain the difference; the copy made at the scene is unchanged."
        self._do(AddNote(actor=SALAS, case=self.case, text=text, exhibits=(self.exhibits["E-05"],)))
        update = UpdateExhibit(
            actor=OKOYE,
            exhibit=self.exhibits["E-03"],
            reason="Label read again",
            fields={"colour": "Red and black"},
        )
        self._do(update)

    def _give_back(self) -> None:
        """The notebook goes back to its owner, who has no key and signs by hand."""
        signature = self._station.exhibits.attach(self._files.signature, "signature")
        owner = KeylessRecipient(kind="owner", name="A. Moreno")
        self._hand_over(
            OKOYE,
            owner,
            ("E-06",),
            "return",
            attested_by=OKOYE,
            signature=signature.sha256,
            signed_on="screen",
        )
