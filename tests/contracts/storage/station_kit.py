"""A station's signer and clock for store tests: real keys, real statements, a clock that steps by itself."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from custody_app.clock import format_time
from custody_app.crypto.ed25519 import SigningKey
from custody_app.log.canonical import b64
from custody_app.log.entry import case_tag
from custody_app.log.envelope import sign
from custody_app.log.redaction import conceal
from custody_app.log.statement import ExhibitLine, Head, SeenHead, Statement
from custody_app.storage.recorded import NewEntry, Recorded


@dataclass
class SteppingClock:
    """Each look at the wall is a second after the last; the time since boot keeps step."""

    start: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    seconds: int = 0

    def utc_now(self) -> datetime:
        self.seconds += 1
        return self.start + timedelta(seconds=self.seconds)

    def monotonic_ms(self) -> int:
        return 5_000 + self.seconds * 1000

    def boot_id(self) -> str:
        return "boot-of-the-test"

    def local_offset(self) -> str:
        return "-03:00"


@dataclass
class Officer:
    """Signs statements for one log; the same seed gives the same bytes."""

    log: str = "agency.example/custody/scene-1"
    person: str = "ana"
    seed: int = 1
    clock: SteppingClock = field(default_factory=SteppingClock)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - a fake, so that bytes repeat
        self.key = SigningKey.generate(self.random.randbytes)
        self.salts = {"": self.random.randbytes(16)}

    def entry(  # what a statement is made of
        self,
        store: object,
        type_: str,
        body: dict,
        *,
        case: str = "",
        exhibits: tuple[ExhibitLine, ...] = (),
        redactable: tuple[str, ...] = (),
        actor: str | None = None,
        seen: tuple[SeenHead, ...] = (),
        base: Head | None = None,
    ) -> NewEntry:
        if type_ == "case.open":
            self.salts[case] = self.random.randbytes(16)
        if type_ in {"genesis", "case.open"}:
            body = {**body, "case_salt": b64(self.salts[case])}
            redactable = (*redactable, "case_salt")
        concealed, disclosures = conceal(body, redactable, self.random.randbytes)
        statement = Statement(
            type=type_,
            id=str(uuid.UUID(bytes=self.random.randbytes(16), version=4)),
            log=self.log,
            base=base or store.head(),
            case=case,
            exhibits=exhibits,
            at=format_time(self.clock.utc_now()),
            offset="-03:00",
            actor=actor or self.person,
            body=concealed,
            salt=self.random.randbytes(16),
            seen=seen,
        )
        return NewEntry(sign(statement, [self.key]), case_tag(case, self.salts[case]), tuple(disclosures))

    def record(self, store, type_: str, body: dict, **given: object) -> Recorded:
        (recorded,) = store.append([self.entry(store, type_, body, **given)], store.head(), self.clock)
        return recorded

    def genesis(self, store) -> Recorded:
        body = {
            "origin": self.log,
            "station_key": "test",
            "roster": b64(hashlib.sha256(b"roster").digest()),
            "epoch": 1,
        }
        return self.record(store, "genesis", body)

    def line(self, store, exhibit: str, sha256: str | None = None) -> ExhibitLine:
        return ExhibitLine(exhibit, store.last_digest(exhibit), sha256)

    def note(self, store, text: str = "a note", **given: object) -> Recorded:
        return self.record(store, "note", {"text": text}, **given)


StoreMaker = Callable[[], object]
