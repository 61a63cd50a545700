"""Statements: what a person asserts and signs (log-format.md, Statement)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from custody_app.log.canonical import STATEMENT_DEPTH, Json, b64, canon, parse, unb64

VERSION: Final = "custody/statement/1"
STATION_ACTOR: Final = "station"
SALT_SIZE: Final = 16

STATEMENT_TYPES: Final = frozenset(
    """genesis epoch.start roster.adopt key.enrol key.revoke case.open case.update case.hold exhibit.register
    exhibit.update exhibit.hash exhibit.verify exhibit.seal exhibit.derive exhibit.relocate exhibit.access
    exhibit.incident exhibit.dispose transfer.offer transfer.accept transfer.reject transfer.cancel transfer.close
    request.open request.update request.close contact.update training.record audit.made label.print case.statement
    report.issue note correction body.erase anchor.tsa anchor.cosig anchor.head clock.step restore.declared
    export.made import.made override""".split()
)
STATION_TYPES: Final = frozenset(
    {"anchor.tsa", "anchor.cosig", "anchor.head", "clock.step", "import.made", "export.made", "exhibit.verify"}
)
"""What actor `station` may sign; `exhibit.verify` only when made unattended."""


@dataclass(frozen=True, slots=True)
class Head:
    """A size of a log and the root (32 bytes) it had then."""

    size: int
    root: bytes

    def to_json(self) -> Json:
        """Return {"root", "size"}."""
        return {"root": b64(self.root), "size": self.size}


@dataclass(frozen=True, slots=True)
class SeenHead:
    """A head of another log that the signer's program had verified."""

    log: str
    head: Head

    def to_json(self) -> Json:
        """Return {"log", "root", "size"}."""
        return {"log": self.log, **self.head.to_json()}


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One exhibit in a statement: the digest of its last statement, and its SHA-256 where stated or checked.

    Attributes:
        exhibit: the exhibit's id.
        prev: 32 bytes, or None exactly for a registration or the new child of a derivation.
        sha256: 64 lower-case hex characters, or None.
    """

    exhibit: str
    prev: bytes | None = None
    sha256: str | None = None

    def to_json(self) -> Json:
        """Return the object, absent values omitted."""
        line: Json = {"exhibit": self.exhibit}
        if self.prev is not None:
            line["prev"] = b64(self.prev)
        if self.sha256 is not None:
            line["sha256"] = self.sha256
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement, as built or as read from checked bytes.

    Attributes:
        type: one of `STATEMENT_TYPES`; an unknown one is kept and shown as unknown.
        id: a UUID, unique for ever.
        log: origin of the log it is meant for.
        base: the head the signer's program had just verified.
        case: case id, or "" for station-wide statements.
        at: claimed time, `YYYY-MM-DDTHH:MM:SS.mmmZ`; offset: `[+-]HH:MM`.
        actor: person id, or `station`.
        body: what is asserted, with `_sd` in place of redactable members.
        salt: 16 random bytes.
    """

    type: str
    id: str
    log: str
    base: Head
    case: str
    exhibits: tuple[ExhibitLine, ...] = ()
    at: str
    offset: str
    actor: str
    body: Json = field(default_factory=dict)
    salt: bytes
    seen: tuple[SeenHead, ...] = ()

    def to_json(self) -> Json:
        """Return the statement as a canonical JSON object."""
        value: Json = {
            "v": VERSION,
            "type": self.type,
            "id": self.id,
            "log": self.log,
            "base": self.base.to_json(),
            "case": self.case,
            "exhibits": [line.to_json() for line in self.exhibits],
            "at": self.at,
            "offset": self.offset,
            "actor": self.actor,
            "body": self.body,
            "salt": b64(self.salt),
        }
        if self.seen:
            value["seen"] = [seen.to_json() for seen in self.seen]
        return value

    @property
    def canonical(self) -> bytes:
        """The bytes that are signed."""
        return canon(self.to_json(), max_depth=STATEMENT_DEPTH)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes, 32 bytes."""
        return hashlib.sha256(self.canonical).digest()

    @property
    def cosigners(self) -> tuple[str, ...]:
        """The persons who sign besides the actor."""
        cosigners: Sequence[Any] = self.body.get("cosigners", ())
        return tuple(person for person in cosigners if isinstance(person, str))

    @classmethod
    def from_json(cls, value: Json) -> Statement:
        """Read a statement of the right shape.

        Raises:
            CanonRefused, KeyError, TypeError: the object has another shape.
        """
        return cls(
            type=value["type"],
            id=value["id"],
            log=value["log"],
            base=_head(value["base"]),
            case=value["case"],
            exhibits=tuple(
                ExhibitLine(line["exhibit"], unb64(line["prev"], 32) if "prev" in line else None, line.get("sha256"))
                for line in value["exhibits"]
            ),
            at=value["at"],
            offset=value["offset"],
            actor=value["actor"],
            body=value["body"],
            salt=unb64(value["salt"], SALT_SIZE),
            seen=tuple(SeenHead(seen["log"], _head(seen)) for seen in value.get("seen", ())),
        )

    @classmethod
    def from_bytes(cls, canonical: bytes) -> Statement:
        """Read a statement from its canonical bytes; raises as `from_json` and `parse` do."""
        return cls.from_json(parse(canonical, max_depth=STATEMENT_DEPTH))


def _head(value: Json) -> Head:
    return Head(value["size"], unb64(value["root"], 32))
