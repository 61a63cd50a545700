"""Envelopes: a statement with the signatures of the people who assert it (log-format.md, Envelope and entry)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from custody_app.crypto.signature import Signature
from custody_app.crypto.signer import Signer
from custody_app.crypto.sshsig import NAMESPACE_STATEMENT
from custody_app.log.canonical import Json, canon, parse
from custody_app.log.statement import Statement

VERSION: Final = "custody/envelope/1"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A statement and one signature by its actor and by each cosigner."""

    statement: Statement
    signatures: tuple[Signature, ...]

    def to_json(self) -> Json:
        """Return {"sigs", "statement", "v"}."""
        return {
            "sigs": [signature.to_json() for signature in self.signatures],
            "statement": self.statement.to_json(),
            "v": VERSION,
        }

    @property
    def canonical(self) -> bytes:
        """The envelope's bytes."""
        return canon(self.to_json())

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of the envelope's bytes, which the entry holds."""
        return hashlib.sha256(self.canonical).digest()

    @classmethod
    def from_bytes(cls, canonical: bytes) -> Envelope:
        """Read an envelope of the right shape; raises CanonRefused, InputWrong, KeyError or TypeError."""
        value = parse(canonical)
        return cls(
            Statement.from_json(value["statement"]),
            tuple(Signature.from_json(signature) for signature in value["sigs"]),
        )


def sign(statement: Statement, signers: Iterable[Signer]) -> Envelope:
    """Return the envelope of `statement` signed by each of `signers`, in that order (SSHSIG, custody.statement.v1)."""
    message = statement.canonical
    return Envelope(statement, tuple(signer.sign(NAMESPACE_STATEMENT, message) for signer in signers))
