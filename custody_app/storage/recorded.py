"""What goes into a store and what comes out, whichever database holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from custody_app.crypto.signature import Signature
from custody_app.log.canonical import Json
from custody_app.log.envelope import Envelope
from custody_app.log.redaction import Disclosure
from custody_app.log.statement import Statement


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A signed statement on its way into the log.

    Attributes:
        envelope: the statement and its signatures.
        tag: 16 bytes, the case tag.
        disclosures: the members that were concealed in its body.
    """

    envelope: Envelope
    tag: bytes
    disclosures: tuple[Disclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement that stands in a log.

    Attributes:
        seq: its entry's number in the log `statement.log`.
        at: the entry's time, as the station claimed it.
        digest: SHA-256 of the statement's canonical bytes, 32 bytes.
        statement: as signed, with `_sd` in place of redactable members.
        body: the body with every disclosed member put back.
        signatures: the actor's and the cosigners'.
    """

    seq: int
    at: str
    digest: bytes
    statement: Statement
    body: Json
    signatures: tuple[Signature, ...]

    @property
    def log(self) -> str:
        """Origin of the log that `seq` counts in."""
        return self.statement.log


class StoredEntry(NamedTuple):
    """The bytes of one entry and of its envelope; None when the envelope is withheld."""

    seq: int
    entry: bytes
    envelope: bytes | None


@dataclass(frozen=True, slots=True)
class PeerEntry:
    """An entry of another station's log, verified by whoever brings it.

    Attributes:
        entry: the entry's canonical bytes.
        envelope: the envelope's canonical bytes, None when only the blinded entry came.
        disclosures: what the package disclosed of it.
    """

    entry: bytes
    envelope: bytes | None = None
    disclosures: tuple[Disclosure, ...] = ()
