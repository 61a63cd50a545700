"""A small station made of real keys and real bytes, and the contents of its packages."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import TYPE_LOG, NoteKey, sign_note
from custody_app.exchange.package_contents import (
    Anchor,
    DisclosedMember,
    EvidenceFile,
    LogContents,
    LogEntry,
    PackageContents,
    Scope,
)
from custody_app.log.canonical import b64
from custody_app.log.entry import Entry, case_tag
from custody_app.log.envelope import Envelope, sign
from custody_app.log.merkle import EMPTY_ROOT, Tree
from custody_app.log.note import Checkpoint, NoteSignature, SignedNote
from custody_app.log.redaction import conceal
from custody_app.log.roster import Epoch, Person, PersonKey, Roots, Roster, Station, first_roster
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.log.roster_signing import sign_roster
from custody_app.log.sequencing import Reading, next_entry
from custody_app.log.statement import ExhibitLine, Head, SeenHead, Statement

ORIGIN = "police.example/custody/bench"
OTHER_ORIGIN = "police.example/custody/van"
ISSUED = "2026-01-01T00:00:00.000Z"
PHOTOGRAPH = b"a photograph of a seal, as far as anybody here can tell\n" * 40
VERIFY = {"verify/verify_custody.py": b"print('a stand-in for the verifier')\n"}


def key(name: str) -> SigningKey:
    """Return the same key for the same name."""
    return SigningKey.from_seed(hashlib.sha256(name.encode()).digest())


def roster() -> Roster:
    """Return a roster of two officers and two stations, on one root key."""
    people = [
        Person(person, name, "Inspector", ("officer",), (PersonKey(key(person).public_key, ISSUED),))
        for person, name in (("ana.silva", "Ana Silva"), ("joao.reis", "João Reis"))
    ]
    stations = [
        Station(origin.rpartition("/")[2], (Epoch(origin, station_key(origin), ISSUED),))
        for origin in (ORIGIN, OTHER_ORIGIN)
    ]
    return first_roster(
        agency="police.example",
        issued=ISSUED,
        roots=Roots(1, (key("root").public_key,)),
        people=people,
        stations=stations,
    )


def station_key(origin: str) -> NoteKey:
    """Return the verifier key of a log."""
    return NoteKey(origin, TYPE_LOG, key(origin).public_key.raw)


@dataclass
class SmallLog:
    """A log in memory, which appends signed statements."""

    origin: str = ORIGIN
    entries: list[Entry] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)
    disclosures: list[DisclosedMember] = field(default_factory=list)

    def append(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        case: str = "",
        exhibits: tuple[ExhibitLine, ...] = (),
        actor: str = "ana.silva",
        seen: tuple[SeenHead, ...] = (),
        redactable: tuple[str, ...] = (),
    ) -> Statement:
        """Sign and append a statement."""
        seq = len(self.entries)
        concealed, disclosures = conceal(body, redactable, lambda size: self._random(f"salt {size}"))
        at = f"2026-03-01T10:{seq // 60 % 60:02d}:{seq % 60:02d}.000Z"
        base = Head(self.tree.size, self.tree.root()) if seq else Head(0, EMPTY_ROOT)
        statement = Statement(
            type=kind,
            id=f"00000000-0000-4000-8000-{hashlib.sha256(f'{self.origin}{seq}'.encode()).hexdigest()[:12]}",
            log=self.origin,
            base=base,
            case=case,
            exhibits=exhibits,
            at=at,
            offset="-03:00",
            actor=actor,
            body=concealed,
            salt=self._random("statement")[:16],
            seen=seen,
        )
        envelope = sign(statement, [key(actor)])
        tag = case_tag(case, self.case_salt(case))
        reading = Reading(at, 1_000 * seq, "boot")
        entry = next_entry(self.entries[-1] if self.entries else None, envelope, tag, reading)
        self.entries.append(entry)
        self.envelopes.append(envelope)
        self.tree.append(entry.leaf_hash)
        if case != "B-2":
            self.disclosures += [DisclosedMember(None, seq, disclosure.text) for disclosure in disclosures]
        return statement

    def case_salt(self, case: str) -> bytes:
        """Return the salt of a case."""
        return hashlib.sha256(f"{self.origin} {case}".encode()).digest()[:16]

    @property
    def head(self) -> Head:
        """The head of all entries."""
        return Head(self.tree.size, self.tree.root())

    def note(self, size: int | None = None) -> bytes:
        """Return the signed checkpoint of a size."""
        head = Head(self.tree.size if size is None else size, self.tree.root(size))
        text = Checkpoint(self.origin, head).text
        line = sign_note(self.origin, key(self.origin), text)
        return SignedNote(text, (NoteSignature(line.name, line.key_id, line.raw),)).encoded

    def contents(self, case: str | None = None, *, blinded: bool = False, held: tuple[int, ...] = ()) -> LogContents:
        """Return the log for a package; `case` None includes every entry."""

        def included(seq: int) -> bool:
            of = self.envelopes[seq].statement.case
            return case is None or of == "" or (of == case and not blinded)

        def entries() -> Any:
            for seq, (entry, envelope) in enumerate(zip(self.entries, self.envelopes, strict=True)):
                taken = included(seq)
                yield LogEntry(seq, entry.canonical, envelope.canonical if taken else None, taken)

        return LogContents(
            origin=self.origin,
            checkpoint=self.note(),
            head=self.head,
            entries=entries,
            node=self.tree.node,
            held=tuple(self.note(size) for size in held),
        )

    def _random(self, purpose: str) -> bytes:
        return hashlib.sha256(f"{self.origin} {len(self.entries)} {purpose}".encode()).digest()[:16]


def small_station(origin: str = ORIGIN, notes: int = 4) -> SmallLog:
    """Return a log of two cases that interleave."""
    log = SmallLog(origin)
    genesis = {"origin": origin, "station_key": station_key(origin).vkey, "roster": roster().digest, "epoch": 1}
    log.append("genesis", {**genesis, "case_salt": b64(log.case_salt(""))}, redactable=("case_salt",))
    for case in ("A-1", "B-2"):
        salt = {"case_salt": b64(log.case_salt(case)), "title": "Operação Água"}
        log.append("case.open", salt, case=case, redactable=("case_salt",))
    digest = hashlib.sha256(PHOTOGRAPH).hexdigest()
    for number in range(notes):
        case = ("A-1", "B-2")[number % 2]
        line = ExhibitLine(f"{case}/{number}", None, digest if number == 0 else None)
        log.append("exhibit.register", {"kind": "phone"}, case=case, exhibits=(line,))
    return log


def package(
    log: SmallLog | None = None,
    scope: Scope = Scope.CASE,
    *,
    peers: tuple[LogContents, ...] = (),
    held: tuple[int, ...] = (),
    files: dict[str, bytes] | None = None,
    **more: Any,
) -> PackageContents:
    """Return the contents of a package of `log`."""
    log = log or small_station()
    people = roster()
    whole = scope is Scope.WHOLE_LOG
    return PackageContents(
        scope=scope,
        case="" if whole else "A-1",
        bagging_date=date(2026, 3, 2),
        log=log.contents(None if whole else "A-1", blinded=scope is Scope.BLINDED, held=held),
        peers=peers,
        roster=people.canonical,
        roster_sig=sign_roster(people, [key("root")]),
        allowed_signers=allowed_signers(people).encode(),
        policy=policy(people).encode(),
        disclosures=[taken for taken in log.disclosures if scope is not Scope.BLINDED or taken.entry == 0],
        names={"joao.reis": "João Reis", "ana.silva": "Ana Silva"},
        files={name: evidence(content) for name, content in (files or {}).items()},
        **more,
    )


def evidence(content: bytes) -> EvidenceFile:
    """Return a file in memory."""
    return EvidenceFile(len(content), lambda: io.BytesIO(content))


def anchor(log: SmallLog, size: int) -> Anchor:
    """Return bytes that stand where a timestamp stands; the writer does not read them."""
    return Anchor(size, b"query", b"response", log.note(size))
