"""Values that commands carry: persons, places, attachments, legal bases. `to_body` gives the member as signed."""

from __future__ import annotations

from dataclasses import dataclass

from custody_app.domain.act import Json, members


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePerson:
    """Somebody outside the roster: an owner, a possessor, a receiver. All redactable but `relation`."""

    name: str = ""
    identity: str = ""
    relation: str = ""
    address: str = ""
    telephone: str = ""

    def to_body(self) -> Json:
        """Return the members given."""
        return members(
            name=self.name,
            identity=self.identity,
            relation=self.relation,
            address=self.address,
            telephone=self.telephone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who took part: a person of the roster by id, or another by name.

    Attributes:
        part: one of `vocabulary.PARTS`.
    """

    part: str
    person: str = ""
    name: str = ""
    org: str = ""

    def to_body(self) -> Json:
        """Return the members given."""
        return members(part=self.part, person=self.person, name=self.name, org=self.org)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was found: address, exact spot, coordinates as text (`-15.7975,-47.8919`)."""

    address: str = ""
    spot: str = ""
    coordinates: str = ""

    def to_body(self) -> Json:
        """Return the members given."""
        return members(address=self.address, spot=self.spot, coordinates=self.coordinates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file kept by its digest.

    Attributes:
        sha256: 64 lower-case hex characters.
        kind: one of `vocabulary.ATTACHMENT_KINDS`.
        size: bytes.
        name: as shown; `name_b64` and `name_enc` besides, where it is not valid Unicode (log-format.md).
    """

    sha256: str
    kind: str = "photograph"
    size: int | None = None
    name: str = ""
    caption: str = ""
    name_b64: str = ""
    name_enc: str = ""

    def to_body(self) -> Json:
        """Return the members given."""
        return members(
            sha256=self.sha256,
            kind=self.kind,
            size=self.size,
            name=self.name,
            caption=self.caption,
            name_b64=self.name_b64,
            name_enc=self.name_enc,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """What allows a seizure.

    Attributes:
        id: unique in the case, such as `basis-1`; exhibits name it.
        kind: one of `vocabulary.BASIS_KINDS`.
        issued, expires, return_due: dates, `YYYY-MM-DD`.
        to_follow: exigent, the written basis still to come; it nags until another basis `follows` it.
        facts: why it could not wait, or why it is necessary and in proportion (Budapest Convention, Article 15).
        follows: id of the exigent basis that this one fills.
        document: SHA-256 of the attached paper.
    """

    id: str
    kind: str
    number: str = ""
    issuer: str = ""
    issued: str = ""
    expires: str = ""
    return_due: str = ""
    scope: str = ""
    facts: str = ""
    to_follow: bool = False
    follows: str = ""
    document: str = ""

    def to_body(self) -> Json:
        """Return the members given; `to_follow` only where true."""
        return members(
            id=self.id,
            kind=self.kind,
            number=self.number,
            issuer=self.issuer,
            issued=self.issued,
            expires=self.expires,
            return_due=self.return_due,
            scope=self.scope,
            facts=self.facts,
            to_follow=True if self.to_follow else None,
            follows=self.follows,
            document=self.document,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeylessRecipient:
    """A recipient without a key.

    Attributes:
        kind: one of `vocabulary.RECIPIENT_KINDS`.
    """

    kind: str
    name: str
    org: str = ""

    def to_body(self) -> Json:
        """Return {kind, name, org}; `org` is always there, "" where there is none."""
        return {"kind": self.kind, "name": self.name, "org": self.org}


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Who carries a transfer between two stations."""

    name: str
    org: str = ""
    tracking: str = ""

    def to_body(self) -> Json:
        """Return the members given."""
        return members(name=self.name, org=self.org, tracking=self.tracking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal as it is applied.

    Attributes:
        kind: one of `vocabulary.SEAL_KINDS`.
    """

    number: str
    kind: str = "bag"

    def to_body(self) -> Json:
        """Return the members given."""
        return members(number=self.number, kind=self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """How a derived exhibit was made.

    Attributes:
        copy: one of `vocabulary.COPY_KINDS`.
        write_blocker: one of `vocabulary.WRITE_BLOCKERS`; its make, model and serial in `write_blocker_model`.
        started, ended: times, UTC.
        errors: what went wrong, in the tool's words; "" when nothing did.
        bad_sectors: how many could not be read.
        stored_digests: algorithm to hex, as the tool stored them.
    """

    copy: str
    tool: str
    version: str
    settings: str = ""
    write_blocker: str = ""
    write_blocker_model: str = ""
    started: str = ""
    ended: str = ""
    errors: str = ""
    bad_sectors: int | None = None
    stored_digests: tuple[tuple[str, str], ...] = ()

    def to_body(self) -> Json:
        """Return the members given."""
        return members(
            copy=self.copy,
            tool=self.tool,
            version=self.version,
            settings=self.settings,
            write_blocker=self.write_blocker,
            write_blocker_model=self.write_blocker_model,
            started=self.started,
            ended=self.ended,
            errors=self.errors,
            bad_sectors=self.bad_sectors,
            stored_digests=dict(self.stored_digests),
        )
