"""Commands about cases, statements already made, notes and keys."""

from __future__ import annotations

from dataclasses import dataclass

from custody_app.domain.command import Command
from custody_app.domain.values import Attachment, LegalBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command):
    """Open a case. `case` is a new id, unique for ever; the recorder adds the case salt."""

    case: str
    number: str
    title: str = ""
    offence: str = ""
    authority: str = ""
    prosecutor: str = ""
    unit: str = ""
    jurisdiction: str = ""
    languages: tuple[str, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    note: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueCase(Command):
    """Open, in this station's log, a case that another station opened: before the first act on it here."""

    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCase(Command):
    """State what is new about a case: only what is given. `bases` adds legal bases, or states one of them anew."""

    case: str
    title: str = ""
    offence: str = ""
    authority: str = ""
    prosecutor: str = ""
    unit: str = ""
    jurisdiction: str = ""
    languages: tuple[str, ...] = ()
    status: str = ""
    outcome: str = ""
    bases: tuple[LegalBasis, ...] = ()
    note: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCase(Command):
    """Forbid, or allow again, that exhibits of a case are disposed of."""

    case: str
    hold: bool
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectStatement(Command):
    """Say how a statement should read; the statement itself stays as it is.

    Attributes:
        statement: digest of the statement, standard base64.
        member: dotted path into its body, such as `fields.serial`; "" for the statement as a whole.
        value: how it reads correctly: text, number, truth value, or tuple of texts.
    """

    statement: str
    value: str | int | tuple[str, ...]
    reason: str
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add a note to a case, and to exhibits of it."""

    case: str
    text: str
    exhibits: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolKey(Command):
    """Enrol a person's key. `key` is `ssh-ed25519 …`, `proof` the proof of possession, standard base64."""

    person: str
    key: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKey(Command):
    """Revoke a person's key, from `compromised_since` (a time) if it came into wrong hands."""

    person: str
    key: str
    reason: str
    compromised_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReport(Command):
    """State that a document was issued.

    Attributes:
        kind: such as `custody-report`.
        sha256, length: of the file before it is signed as a PDF.
        record: SHA-256 of the snapshot that it was made from.
        size, root: the head it speaks of; root in standard base64.
        exhibit, transfer: what it is about, where it is not the whole case.
    """

    case: str
    kind: str
    language: str
    sha256: str
    length: int
    record: str
    size: int
    root: str
    exhibit: str = ""
    transfer: str = ""
    jurisdiction: str = ""
    template: str = ""
    recipient: str = ""
    reason: str = ""
