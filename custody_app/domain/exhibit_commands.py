"""Commands about exhibits: what they are and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from custody_app.domain.command import Command
from custody_app.domain.values import Acquisition, Attachment, OutsidePerson, Participant, Place, Seal

FieldValue = str | int | bool | tuple[str, ...]
FieldValues = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Command):
    """What a registration, a derivation and an update may say about an exhibit.

    Attributes:
        fields: key to value, of the exhibit type's own fields.
        flags: of `vocabulary.FLAGS`, all that hold; None says nothing about them.
        container: id of the exhibit it was in.
        confirmed: codes of doubts (such as IMEI_LUHN) that the person has confirmed.
        seized: time of the seizure, UTC.
        fixed: of `vocabulary.FIXATIONS`.
        steps: ids of steps done from the device type's step list.
    """

    fields: FieldValues = field(default_factory=dict)
    flags: tuple[str, ...] | None = None
    container: str = ""
    confirmed: tuple[str, ...] = ()
    court_number: str = ""
    agency_number: str = ""
    seized: str = ""
    place: Place | None = None
    from_: OutsidePerson | None = None
    owner: OutsidePerson | None = None
    people: tuple[Participant, ...] = ()
    fixed: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterExhibit(Description):
    """Register an exhibit. `exhibit` is a new id, unique for ever; `basis` the id of a legal basis of the case.

    Attributes:
        digests: algorithm (of `vocabulary.ALGORITHMS`) to hex, where the content was hashed at once.
    """

    case: str
    exhibit: str
    number: str
    type: str
    basis: str
    seal: Seal | None = None
    location: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeriveExhibit(Description):
    """Register an exhibit made from others. `exhibit` is the new child's id; `basis` defaults to its parent's."""

    exhibit: str
    parents: tuple[str, ...]
    number: str
    type: str
    acquisition: Acquisition
    basis: str = ""
    seal: Seal | None = None
    location: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateExhibit(Description):
    """State what is new about an exhibit: only what is given."""

    exhibit: str
    reason: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Command):
    """What a reading of the content found.

    Attributes:
        digests: algorithm to hex; `sha256` with them.
        of: of `vocabulary.CONTENT_KINDS`.
        source: path or device, as shown.
        manifest: SHA-256 of the canonical manifest of a folder.
        findings: what could not be read or changed meanwhile, in words; the first 100 are signed, and their number.
        findings_count: how many there are where not all of them are given.
    """

    exhibit: str
    digests: Mapping[str, str]
    tool: str
    version: str = ""
    of: str = "file"
    size: int | None = None
    files: int | None = None
    started: str = ""
    ended: str = ""
    source: str = ""
    manifest: str = ""
    findings: tuple[str, ...] = ()
    findings_count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HashExhibit(Reading):
    """State the digests of an exhibit's content: the first are its baseline for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyExhibit(Reading):
    """Compare an exhibit's content with its baseline; no digests means that it could not be read.

    The actor may be `station` for a comparison made unattended.

    Attributes:
        differing: the first differences: file names or byte ranges; `differing_count` how many there are.
    """

    differing: tuple[str, ...] = ()
    differing_count: int | None = None
