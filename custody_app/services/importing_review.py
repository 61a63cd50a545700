"""What is known of a package before anything of it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from custody_app.diagnostics import CustodyError
from custody_app.domain.state import ExhibitState, State, TransferState
from custody_app.log.canonical import b64
from custody_app.log.statement import Head
from custody_app.log.verification import Outcome, PackageFiles
from custody_app.services.importing_logs import ArrivedLog
from custody_app.storage import Recorded


@dataclass(frozen=True, slots=True)
class PackageSigner:
    """Who signed the package as a whole: `person` and `name` are "" where no trusted roster names the key."""

    person: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ArrivedOffer:
    """An open offer in a package, to a person of this station.

    Attributes:
        transfer: the offer. exhibits: what it offers, in its order.
        status: of the offer as this station knows it now: `open`, or how it was answered.
    """

    transfer: TransferState
    exhibits: tuple[ExhibitState, ...]
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReview:
    """A package that was verified; use it as a context manager, or call `close`.

    Attributes:
        file: as it was named.
        package: SHA-256 of its tagmanifest-sha256.txt, hex, as its exporter read it.
        scope: `case`, `whole-log`, `blinded`, or "" where it does not say; case: case id, or "".
        origin: of its log, "" where it does not say. agency, station: as the trusted roster names them, or "".
        head: the signed head that it is proven against, None where that cannot be read.
        outcome: of the verification against this station's own trust.
        signer: None where the signature cannot be read.
        logs: those that can be taken in: of stations that a trusted roster names.
        state: what their statements add up to: cases, exhibits, transfers. Empty where something failed.
        offers: to people of this station. answers: digests of this station's own offers that are answered in it.
        refusal: why nothing of it can be taken in, None where it can.
        known: this very package was taken in before.
    """

    file: Path
    package: str
    scope: str
    case: str
    origin: str
    agency: str
    station: str
    head: Head | None
    outcome: Outcome
    signer: PackageSigner | None
    logs: tuple[ArrivedLog, ...] = ()
    state: State = field(default_factory=State)
    offers: tuple[ArrivedOffer, ...] = ()
    answers: tuple[str, ...] = ()
    refusal: CustodyError | None = None
    known: bool = False
    files: PackageFiles = field(repr=False)
    release: Callable[[], None] = field(repr=False)

    @property
    def needs_confirmation(self) -> bool:
        """Whether something is not proven, so that a person has to say that it is taken in all the same."""
        return self.refusal is None and not self.known and self.outcome.outcome == "unproven"

    def close(self) -> None:
        """Forget the copy of the package; doing it twice is harmless."""
        self.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def to_json(self) -> dict[str, Any]:
        """Return it as `custody package inspect --json` prints it, beside the outcome."""
        return {
            "package": self.package,
            "scope": self.scope,
            "case": self.case,
            "agency": self.agency,
            "station": self.station,
            "signed_by": None
            if self.signer is None
            else {"person": self.signer.person, "name": self.signer.name, "key": self.signer.fingerprint},
            "logs": [{"origin": log.origin, "size": log.head.size, "root": b64(log.head.root)} for log in self.logs],
            "offers": [_offer_json(offer) for offer in self.offers],
            "answers": list(self.answers),
            "known": self.known,
            "refused": self.refusal.code if self.refusal else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of an import.

    Attributes:
        statements: that are new here, or say more than before.
        files: how many attachments were kept.
        recorded: the station's `import.made`, None where this package was taken in before.
        offers: digests of offers to people of this station that wait for an answer.
        answers: digests of this station's offers that another station answered and that may be closed.
        disputes: exhibits (ids) of whose line two statements follow the same one: two histories contradict.
        same_numbers: exhibit numbers that two exhibits of one case bear; shown, never changed.
    """

    statements: int
    files: int
    recorded: Recorded | None
    offers: tuple[str, ...]
    answers: tuple[str, ...]
    disputes: tuple[str, ...]
    same_numbers: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as `custody package import --json` prints it."""
        return {
            "statements": self.statements,
            "files": self.files,
            "entry": None if self.recorded is None else self.recorded.seq,
            "offers": list(self.offers),
            "answers": list(self.answers),
            "disputes": list(self.disputes),
            "same_numbers": list(self.same_numbers),
        }


def _offer_json(offer: ArrivedOffer) -> dict[str, Any]:
    transfer = offer.transfer
    return {
        "offer": transfer.offer,
        "from": transfer.by,
        "to": transfer.to,
        "purpose": transfer.purpose,
        "condition": transfer.condition,
        "due": transfer.due,
        "status": offer.status,
        "exhibits": [{"id": each.id, "number": each.number, "title": each.title} for each in offer.exhibits],
    }
