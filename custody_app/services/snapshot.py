"""The snapshot of a case: everything that a document prints, as canonical JSON, entry numbers beside every value.

`custody/snapshot/1`; its SHA-256 is the **record digest**. The same record at the same head gives the same bytes.

A *reference* is {"entry"} or, for a statement of another station's log, {"entry", "log"}. A *said* value is
{"member", "value", and the reference of the statement that said it last}.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from custody_app.crypto.signature import Signature
from custody_app.diagnostics import InputWrong
from custody_app.domain import lenient
from custody_app.domain.folding import fold
from custody_app.domain.state import State
from custody_app.i18n import N_
from custody_app.log.canonical import Json, b64, canon
from custody_app.log.entry import Entry
from custody_app.log.redaction import SD, Disclosure, reveal
from custody_app.reports.facts.statement import StatementFacts, read_statement
from custody_app.services.provable_window import ProvableWindows
from custody_app.services.snapshot_case import case_section, exhibit_sections, transfer_sections
from custody_app.services.snapshot_gaps import gaps
from custody_app.services.station_file import StationFile
from custody_app.services.trust import StationTrust
from custody_app.storage import Recorded, Store
from custody_app.storage.log_reading import SavedCheckpoint

VERSION: Final = "custody/snapshot/1"
MAX_BYTES: Final = 1 << 30
_CASE_SALT: Final = "case_salt"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A case as it stood at one signed head.

    Attributes:
        value: the object. canonical: its bytes, which travel in the document as `evidence.json`.
    """

    value: Json
    canonical: bytes

    @property
    def digest(self) -> str:
        """The record digest: SHA-256 of the canonical bytes, 64 hex characters."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def photographs(self) -> tuple[str, ...]:
        """SHA-256 of each photograph that a document may show, in order, each once."""
        shown = (each["sha256"] for exhibit in self.value["exhibits"] for each in exhibit["photographs"])
        return tuple(dict.fromkeys(shown))

    def signature_images(self, offer: str) -> tuple[str, ...]:
        """Return the SHA-256 of the handwritten signatures under the answer to an offer (its digest, base64)."""
        answers = (
            statement["body"]
            for statement in self.value["statements"]
            if statement["type"] == "transfer.accept" and statement["body"].get("offer") == offer
        )
        images = (lenient.text(lenient.inner(body, "handwritten"), "image") for body in answers)
        return tuple(dict.fromkeys(image for image in images if image))


class Snapshots:
    """Takes snapshots of cases.

    Args:
        store: the log.
        trust: names, posts, roles and keys.
        station: agency and station, as they stand on the cover.
    """

    def __init__(self, store: Store, trust: StationTrust, station: StationFile) -> None:
        self._store = store
        self._trust = trust
        self._station = station

    def of_case(self, case: str, withhold: Collection[str] = (), verification: Json | None = None) -> Snapshot:
        """Return the snapshot of a case at the last signed head.

        Args:
            case: case id.
            withhold: names of redactable members that stay out, such as `title`.
            verification: what a verification of the log at this head found, printed as it is; {} where none was made.

        Raises:
            InputWrong: CASE_UNKNOWN, LOG_EMPTY.
        """
        saved = self._store.latest_checkpoint()
        if saved is None:
            raise InputWrong("LOG_EMPTY", N_("The log is empty."), advice=N_("Record something first."))
        recorded = [each for each in self._store.case_statements(case) if self._counts(each, saved)]
        if not case or not recorded:
            raise InputWrong(
                "CASE_UNKNOWN",
                N_("There is no case {case} here."),
                kept=N_("Nothing was written."),
                advice=N_("Look it up with: custody case list"),
                case=case,
            )
        withheld = frozenset(withhold) - {_CASE_SALT}
        read = [self._read(each, withheld) for each in recorded]
        self._add_windows(recorded, [statement for statement, _ in read], saved)
        told = [read_statement(statement, case) for statement, _ in read]
        state = fold(told, State())
        log = self._log(saved)
        count = sum(absent for _, absent in read)
        value: Json = {
            "v": VERSION,
            "log": log,
            "agency": self._station.agency,
            "station": self._station.station,
            "case": case_section(case, told),
            "people": list(self._people(told)),
            "exhibits": exhibit_sections(told, state),
            "transfers": transfer_sections(told, state),
            "gaps": gaps(told, state, at=log["at"], case=case, withheld=count),
            "statements": [statement for statement, _ in read],
            "withheld": count,
            "verification": verification or {},
        }
        return Snapshot(value, canon(value, max_bytes=MAX_BYTES))

    def _add_windows(self, recorded: Sequence[Recorded], told: Sequence[Json], saved: SavedCheckpoint) -> None:
        """Add to each statement between which confirmations from outside it stands, where there are any."""
        sizes = {log: saved.head.size if log == self._store.origin else None for log in {e.log for e in recorded}}
        windows = {log: ProvableWindows(self._store, log, size) for log, size in sizes.items()}
        for each, statement in zip(recorded, told, strict=True):
            window = windows[each.log].of(each.seq).to_json()
            if window:
                statement["window"] = window

    def _counts(self, recorded: Recorded, saved: SavedCheckpoint) -> bool:
        return recorded.log != self._store.origin or recorded.seq < saved.head.size

    def _log(self, saved: SavedCheckpoint) -> Json:
        last = next(self._store.entries(saved.head.size - 1, saved.head.size))
        return {
            "origin": self._store.origin,
            "size": saved.head.size,
            "root": b64(saved.head.root),
            "checkpoint": saved.note.decode("utf-8"),
            "at": Entry.from_bytes(last.entry).at,
        }

    def _read(self, recorded: Recorded, withhold: frozenset[str]) -> tuple[Json, int]:
        """Return one statement as the snapshot holds it, and how many of its members are withheld."""
        said = recorded.statement
        held = self._store.disclosures(recorded.digest)
        body, _ = reveal(said.body, [each for each in held if each.name not in withhold])
        body.pop(_CASE_SALT, None)
        statement: Json = {
            **_reference(recorded, self._store.origin),
            "type": said.type,
            "at": said.at,
            "offset": said.offset,
            "recorded": recorded.at,
            "actor": said.actor,
            "exhibits": [_line(line.exhibit, line.sha256) for line in said.exhibits],
            "digest": b64(recorded.digest),
            "signatures": list(_signatures(said.actor, said.cosigners, recorded.signatures)),
            "body": body,
        }
        return statement, _withheld(said.body, held, withhold)

    def _people(self, statements: Sequence[StatementFacts]) -> Iterator[Json]:
        """Yield whoever signed, or is named by id, in the order of the roster."""
        keys = {signature.key for statement in statements for signature in statement.signatures}
        named = set(_named(statements))
        for person in self._trust.roster.people:
            held = [key for key in person.keys if key.key.fingerprint in keys]
            if held or person.id in named:
                yield {
                    "id": person.id,
                    "name": person.name,
                    "post": person.post,
                    "roles": list(person.roles),
                    "keys": [{"fingerprint": key.key.fingerprint, "from": key.valid_from} for key in held],
                    "roster": self._trust.roster.version,
                }


def _reference(recorded: Recorded, own: str) -> Json:
    return {"entry": recorded.seq} if recorded.log == own else {"entry": recorded.seq, "log": recorded.log}


def _line(exhibit: str, sha256: str | None) -> Json:
    return {"exhibit": exhibit} if sha256 is None else {"exhibit": exhibit, "sha256": sha256}


def _signatures(actor: str, cosigners: Iterable[str], signatures: Sequence[Signature]) -> Iterator[Json]:
    for person, signature in zip((actor, *cosigners), signatures, strict=False):
        yield {"person": person, "key": signature.key.fingerprint}


def _named(statements: Iterable[StatementFacts]) -> Iterator[str]:
    for statement in statements:
        yield statement.actor
        yield lenient.text(statement.body, "to")
        yield from (lenient.text(each, "person") for each in lenient.objects(statement.body, "people"))


def _withheld(node: Any, held: Sequence[Disclosure], withhold: frozenset[str]) -> int:
    """Count the concealed members below `node` that nobody disclosed here, or that are to stay out."""
    if isinstance(node, list):
        return sum(_withheld(item, held, withhold) for item in node)
    if not isinstance(node, dict):
        return 0
    known = {each.digest: each for each in held}
    inside = sum(_withheld(value, held, withhold) for name, value in node.items() if name != SD)
    return inside + sum(digest not in known or known[digest].name in withhold for digest in node.get(SD, ()))
