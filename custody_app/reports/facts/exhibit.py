"""Exhibits as documents print them: what is said of them, who held them, whether they are as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from custody_app.domain import lenient
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.reports.facts.said import Party, People, Said, Value, read_said
from custody_app.reports.facts.statement import Json, Moment, Ref, StatementFacts, read_ref
from custody_app.reports.facts.transfer import TransferFacts


class Integrity(StrEnum):
    """What the last comparison says of the content."""

    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    NEVER_COMPARED = "never_compared"
    NO_DIGEST = "no_digest"
    NOT_DIGITAL = "not_digital"


class Digest(NamedTuple):
    """A digest that comparisons are made with: of each algorithm the one stated first."""

    algorithm: str
    value: str
    ref: Ref


class Photograph(NamedTuple):
    """A photograph that may be shown."""

    sha256: str
    caption: str
    ref: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A stretch of custody.

    Attributes:
        until: the next holding or the disposition; None to the day of the report.
        statement: registration, derivation or acceptance.
        transfer: where it was taken over from somebody.
    """

    holder: Party
    since: Moment
    until: Moment | None
    statement: StatementFacts
    transfer: TransferFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFacts:
    """An exhibit.

    Attributes:
        said: by member, such as `fields.make` or `place.address`; last said.
        parents, derived: ids.
        first: the statement that registered it.
        hashes, comparisons, seals, moves, incidents, accesses, notes, corrections: statements, in order.
    """

    id: str
    number: str
    type: str
    ref: Ref
    first: StatementFacts
    parents: tuple[str, ...]
    derived: tuple[str, ...]
    said: Said
    people: tuple[tuple[str, Party, Ref], ...]
    photographs: tuple[Photograph, ...]
    photographs_left_out: int
    digests: tuple[Digest, ...]
    custody: tuple[Holding, ...]
    disposed: StatementFacts | None
    hashes: tuple[StatementFacts, ...]
    comparisons: tuple[StatementFacts, ...]
    seals: tuple[StatementFacts, ...]
    moves: tuple[StatementFacts, ...]
    incidents: tuple[StatementFacts, ...]
    accesses: tuple[StatementFacts, ...]
    notes: tuple[StatementFacts, ...]
    corrections: tuple[StatementFacts, ...]

    def value(self, member: str) -> Value | None:
        """Return what was said of a member last, None where nothing was, or it is withheld."""
        return self.said.get(member)

    def text(self, member: str) -> str:
        """Return a member as text, "" where nothing was said."""
        found = self.said.get(member)
        return found.text if found else ""

    @property
    def title(self) -> str:
        """Its one-line description."""
        return self.text("fields.title")

    @property
    def sha256(self) -> Digest | None:
        """The SHA-256 that comparisons are made with."""
        return next((digest for digest in self.digests if digest.algorithm == "sha256"), None)

    @property
    def last_comparison(self) -> StatementFacts | None:
        """The latest comparison with the digests on record."""
        return self.comparisons[-1] if self.comparisons else None

    @property
    def integrity(self) -> Integrity:
        """What the record lets one say of the content."""
        last = self.last_comparison
        if last is not None:
            result = lenient.text(last.body, "result")
            known = {"match": Integrity.UNCHANGED, "mismatch": Integrity.DIFFERS}
            return known.get(result, Integrity.UNREADABLE)
        if self.digests:
            return Integrity.NEVER_COMPARED
        kind = EXHIBIT_TYPES.get(self.type)
        return Integrity.NO_DIGEST if kind is not None and kind.digital else Integrity.NOT_DIGITAL

    @property
    def differences(self) -> tuple[StatementFacts, ...]:
        """Every comparison that did not match, also where a later one did."""
        return tuple(each for each in self.comparisons if lenient.text(each.body, "result") != "match")

    def remarks(self, comparison: StatementFacts) -> tuple[StatementFacts, ...]:
        """Return the notes and incidents between a comparison and the next: what explains it, if anything."""
        later = [each.seq for each in self.comparisons if each.seq > comparison.seq]
        end = min(later, default=1 << 62)
        told = (each for each in (*self.notes, *self.incidents) if comparison.seq < each.seq < end)
        return tuple(sorted(told, key=lambda each: each.seq))

    @property
    def seal_numbers(self) -> tuple[tuple[str, str, Ref], ...]:
        """Number and kind of every seal that was put on it, in order, each with its entry."""
        put = ((lenient.inner(each.body, "seal"), each.ref) for each in (self.first, *self.seals))
        return tuple(
            (lenient.text(seal, "number"), lenient.text(seal, "kind"), ref)
            for seal, ref in put
            if lenient.text(seal, "number")
        )


def read_exhibit(
    value: Json,
    statements: Mapping[Ref, StatementFacts],
    people: People,
    taken: Mapping[Ref, TransferFacts],
) -> ExhibitFacts:
    """Return the typed exhibit of one object of `exhibits`.

    Args:
        value: the object.
        statements: all of the snapshot.
        people: names behind ids.
        taken: transfers by the reference of their answer.
    """

    def listed(name: str) -> tuple[StatementFacts, ...]:
        return tuple(statements[read_ref(each)] for each in value[name])

    disposed = statements[read_ref(value["disposed"])] if "disposed" in value else None
    return ExhibitFacts(
        id=value["id"],
        number=value["number"],
        type=value["type"],
        ref=read_ref(value),
        first=statements[read_ref(value)],
        parents=tuple(value["parents"]),
        derived=tuple(value["derived"]),
        said=read_said(value["said"]),
        people=tuple((each["part"], _taker(each, people), read_ref(each)) for each in value["people"]),
        photographs=tuple(Photograph(e["sha256"], e["caption"], read_ref(e)) for e in value["photographs"]),
        photographs_left_out=value["photographs_left_out"],
        digests=tuple(Digest(each["algorithm"], each["value"], read_ref(each)) for each in value["digests"]),
        custody=_custody(listed("custody"), disposed, people, taken),
        disposed=disposed,
        hashes=listed("hashes"),
        comparisons=listed("comparisons"),
        seals=listed("seals"),
        moves=listed("moves"),
        incidents=listed("incidents"),
        accesses=listed("accesses"),
        notes=listed("notes"),
        corrections=listed("corrections"),
    )


def _custody(
    began: tuple[StatementFacts, ...],
    disposed: StatementFacts | None,
    people: People,
    taken: Mapping[Ref, TransferFacts],
) -> tuple[Holding, ...]:
    ends = [*(each.moment for each in began[1:]), disposed.moment if disposed else None]
    holdings = []
    for statement, until in zip(began, ends, strict=True):
        transfer = taken.get(statement.ref)
        holdings.append(
            Holding(
                holder=transfer.receiver if transfer else people.actor(statement),
                since=statement.moment,
                until=until,
                statement=statement,
                transfer=transfer,
            )
        )
    return tuple(holdings)


def _taker(value: Json, people: People) -> Party:
    person = lenient.text(value, "person")
    return people.party(person) if person else Party(name=lenient.text(value, "name"), org=lenient.text(value, "org"))
