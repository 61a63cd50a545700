"""What the recorded statements add up to: cases, exhibits, transfers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from custody_app.domain.values import LegalBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """A case.

    Attributes:
        bases: legal bases in the order they were stated.
        hold: nothing of it may be disposed of.
        last: digest of the last statement about the case itself.
    """

    id: str
    number: str = ""
    title: str = ""
    offence: str = ""
    authority: str = ""
    prosecutor: str = ""
    unit: str = ""
    jurisdiction: str = ""
    languages: tuple[str, ...] = ()
    status: str = "open"
    outcome: str = ""
    bases: tuple[LegalBasis, ...] = ()
    hold: bool = False
    opened_at: str = ""
    opened_by: str = ""
    last: str = ""

    def basis(self, basis_id: str) -> LegalBasis | None:
        """Return the legal basis of that id, or None."""
        return next((basis for basis in self.bases if basis.id == basis_id), None)

    @property
    def bases_to_follow(self) -> tuple[LegalBasis, ...]:
        """Exigent bases whose written basis is still missing: they nag."""
        filled = {basis.follows for basis in self.bases}
        return tuple(basis for basis in self.bases if basis.to_follow and basis.id not in filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has an exhibit.

    Attributes:
        person: person id; "" for a person without a key, who is then told by `kind`, `name`, `org`.
        releasers: persons who may sign the next offer.
    """

    person: str = ""
    kind: str = ""
    name: str = ""
    org: str = ""
    releasers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A stretch of custody: from when, and by which statement."""

    holder: Holder
    since: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealState:
    """A seal that is, or was, on an exhibit.

    Attributes:
        status: `intact`, `broken` (by a recorded act), or `doubtful` (a check or a receipt found it otherwise).
        kept: where the broken seal is kept.
    """

    number: str
    kind: str = ""
    status: str = "intact"
    applied_at: str = ""
    broken_at: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The last time an exhibit was compared with its baseline."""

    result: str
    at: str
    by: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction: which statement, which part, how it reads."""

    statement: str
    member: str
    value: Any
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """The end of an exhibit's custody."""

    action: str
    at: str
    by: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitState:
    """An exhibit.

    Attributes:
        root: exhibit number of the root exhibit; its own where it is one.
        parents, derived: exhibit ids.
        fields: as last stated or corrected.
        seals: all, oldest first.
        baseline: algorithm to hex; the first stated of each, never replaced.
        open_offer: digest of the offer that waits for an answer, or "".
        last: digest of its last statement: the `prev` of the next.
    """

    id: str
    case: str
    number: str = ""
    type: str = ""
    root: str = ""
    basis: str = ""
    parents: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    container: str = ""
    court_number: str = ""
    agency_number: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    holder: Holder = Holder()
    history: tuple[Holding, ...] = ()
    seals: tuple[SealState, ...] = ()
    location: str = ""
    baseline: Mapping[str, str] = field(default_factory=dict)
    last_comparison: Comparison | None = None
    open_offer: str = ""
    lost: bool = False
    disposed: Disposition | None = None
    corrections: tuple[Correction, ...] = ()
    attachments: tuple[str, ...] = ()
    registered_at: str = ""
    registered_by: str = ""
    last: str = ""

    @property
    def seals_in_force(self) -> tuple[SealState, ...]:
        """Seals that have not been broken by a recorded act."""
        return tuple(seal for seal in self.seals if seal.status != "broken")

    @property
    def title(self) -> str:
        """Its one-line description, or "" where that is withheld."""
        return str(self.fields.get("title", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferState:
    """A transfer of custody.

    Attributes:
        offer: digest of the offer.
        to: person id, or "" for a recipient without a key, then in `recipient`.
        status: `open`, `accepted`, `rejected`, `cancelled`.
        accepted: the exhibits taken; of an accepted offer, the rest was rejected.
        answer: digest of the accept, reject or cancel.
        closed: the answer came from another station and was closed here.
    """

    offer: str
    case: str
    exhibits: tuple[str, ...]
    by: str
    to: str
    recipient: Holder
    at: str
    purpose: str = ""
    condition: str = ""
    seals: tuple[tuple[str, str], ...] = ()
    due: str = ""
    status: str = "open"
    accepted: frozenset[str] = frozenset()
    answer: str = ""
    answered_at: str = ""
    attested_by: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRef:
    """What is remembered of a recorded statement, so that others can name it."""

    type: str
    case: str
    actor: str
    exhibits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything that `decide` looks at; fold it from the statements of one case, or of the whole log.

    Its mappings may be read piece by piece from a store; rules that look at single pieces then cost what these cost.

    Attributes:
        roster: person id to roles, given by whoever read the roster; statements do not hold it.
        cases, exhibits: by id. transfers: by digest of the offer. statements: by digest.
        numbers: case id and exhibit number to the exhibit that has it, the first one registered with it.
        keys: person id to the public keys enrolled and not revoked.
    """

    roster: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cases: Mapping[str, CaseState] = field(default_factory=dict)
    exhibits: Mapping[str, ExhibitState] = field(default_factory=dict)
    numbers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    transfers: Mapping[str, TransferState] = field(default_factory=dict)
    statements: Mapping[str, StatementRef] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_roster(self, roster: Mapping[str, Iterable[str]]) -> State:
        """Return the state as seen with this roster."""
        return replace(self, roster={person: frozenset(roles) for person, roles in roster.items()})
