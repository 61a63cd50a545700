"""All facts of a case: the typed model of one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from custody_app.domain import lenient
from custody_app.domain.values import LegalBasis
from custody_app.reports.facts.exhibit import ExhibitFacts, read_exhibit
from custody_app.reports.facts.said import People, Said, Value, read_person, read_said
from custody_app.reports.facts.statement import Json, Moment, Ref, StatementFacts, read_ref, read_statement
from custody_app.reports.facts.transfer import TransferFacts, read_transfer

_BASIS = ("id", "kind", "number", "issuer", "issued", "expires", "return_due", "scope", "facts", "follows", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """The log that the record stands in.

    Attributes:
        root: standard base64. checkpoint: the signed note, as text.
        at: time of the last entry: the moment that the document speaks of.
    """

    origin: str
    size: int
    root: str
    checkpoint: str
    at: str


@dataclass(frozen=True, slots=True)
class BasisFacts:
    """A legal basis, and the entry that stated it."""

    basis: LegalBasis
    ref: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFacts:
    """Something the record leaves open.

    Attributes:
        kind: see `services.snapshot_gaps`.
        exhibit: id, "" where it is of the case.
        since, until: times or dates, "" where it is no stretch or has not ended.
        told: a seal number, the id of a legal basis, or a count.
    """

    kind: str
    ref: Ref
    exhibit: str = ""
    since: str = ""
    until: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What the verifier found when the document was made; all "" where it was not run."""

    outcome: str = ""
    record: str = ""
    transfers: str = ""
    entries: int = 0
    outside_proof: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """A case as the record has it at one signed head.

    Attributes:
        digest: the record digest, 64 hex characters.
        exhibits: by id, in the order of registration. transfers: in the order of the offers.
        lines: the statements that concern an exhibit, in order.
        by_offer, by_answer: transfers by where they were offered and answered.
    """

    digest: str
    log: LogFacts
    agency: str
    station: str
    case: str
    said: Said
    bases: tuple[BasisFacts, ...]
    people: People
    exhibits: Mapping[str, ExhibitFacts]
    transfers: tuple[TransferFacts, ...]
    gaps: tuple[GapFacts, ...]
    statements: tuple[StatementFacts, ...]
    withheld: int
    verification: Verification
    lines: Mapping[str, tuple[StatementFacts, ...]]
    by_offer: Mapping[Ref, TransferFacts]
    by_answer: Mapping[Ref, TransferFacts]

    def value(self, member: str) -> Value | None:
        """Return what was said of the case last, None where nothing was, or it is withheld."""
        return self.said.get(member)

    def text(self, member: str) -> str:
        """Return a member of the case as text, "" where nothing was said."""
        found = self.said.get(member)
        return found.text if found else ""

    @property
    def number(self) -> str:
        """The case number."""
        return self.text("number")

    @property
    def moment(self) -> Moment:
        """The moment that the document speaks of, with the offset last stated in the case."""
        return Moment(self.log.at, self.statements[-1].moment.offset)

    def exhibit_number(self, exhibit: str) -> str:
        """Return the exhibit number of an id, the id where it is not known."""
        known = self.exhibits.get(exhibit)
        return known.number if known else exhibit

    def basis(self, basis: str) -> BasisFacts | None:
        """Return the legal basis of that id, or None."""
        return next((each for each in self.bases if each.basis.id == basis), None)

    def gaps_of(self, exhibit: str) -> tuple[GapFacts, ...]:
        """Return what is open about one exhibit."""
        return tuple(gap for gap in self.gaps if gap.exhibit == exhibit)


class RecordNames:
    """Names for the sentences of a timeline (`domain.stories`).

    Args:
        record: whose names.
    """

    def __init__(self, record: RecordFacts) -> None:
        self._record = record

    def person(self, person: str) -> str:
        """Return the name of a person."""
        return self._record.people.name(person)

    def exhibit(self, exhibit: str) -> str:
        """Return the exhibit number."""
        return self._record.exhibit_number(exhibit)

    def case(self, case: str) -> str:
        """Return the case number."""
        return self._record.number if case == self._record.case else ""


def read_record(value: Json, digest: str) -> RecordFacts:
    """Return the facts of a snapshot.

    Args:
        value: the object, as `services.snapshot` made it.
        digest: SHA-256 of its canonical bytes, hex.
    """
    case = value["case"]
    statements = tuple(read_statement(each, case["id"]) for each in value["statements"])
    by_ref = {statement.ref: statement for statement in statements}
    people = People(read_person(each) for each in value["people"])
    transfers = tuple(read_transfer(each, by_ref, people) for each in value["transfers"])
    taken = {transfer.answer.ref: transfer for transfer in transfers if transfer.answer is not None}
    exhibits = (read_exhibit(each, by_ref, people, taken) for each in value["exhibits"])
    log = value["log"]
    return RecordFacts(
        digest=digest,
        log=LogFacts(**{name: log[name] for name in ("origin", "size", "root", "checkpoint", "at")}),
        agency=value["agency"],
        station=value["station"],
        case=case["id"],
        said=read_said(case["said"]),
        bases=tuple(_basis(each) for each in case["bases"]),
        people=people,
        exhibits={exhibit.id: exhibit for exhibit in exhibits},
        transfers=transfers,
        gaps=tuple(_gap(each) for each in value["gaps"]),
        statements=statements,
        withheld=value["withheld"],
        verification=_verification(value["verification"]),
        lines=_lines(statements),
        by_offer={transfer.offer.ref: transfer for transfer in transfers},
        by_answer=taken,
    )


def _lines(statements: Iterable[StatementFacts]) -> dict[str, tuple[StatementFacts, ...]]:
    found: dict[str, list[StatementFacts]] = {}
    for statement in statements:
        for exhibit in statement.exhibits:
            found.setdefault(exhibit, []).append(statement)
    return {exhibit: tuple(line) for exhibit, line in found.items()}


def _basis(value: Json) -> BasisFacts:
    texts = {name: lenient.text(value, name) for name in _BASIS}
    return BasisFacts(LegalBasis(**texts, to_follow=lenient.yes(value, "to_follow")), read_ref(value))


def _gap(value: Json) -> GapFacts:
    told = value.get("seal", value.get("basis", value.get("count", "")))
    return GapFacts(
        kind=value["kind"],
        ref=read_ref(value),
        exhibit=value.get("exhibit", ""),
        since=value.get("since", ""),
        until=value.get("until", ""),
        told=str(told),
    )


def _verification(value: Json) -> Verification:
    return Verification(
        outcome=lenient.text(value, "outcome"),
        record=lenient.text(value, "record"),
        transfers=lenient.text(value, "transfers"),
        entries=lenient.whole(value, "entries"),
        outside_proof=lenient.texts(value, "outside_proof"),
        findings=lenient.texts(value, "findings"),
    )
