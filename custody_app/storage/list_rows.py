"""What lists ask for and what they get: filters and rows, whichever database holds them."""

from __future__ import annotations

from dataclasses import dataclass

PAGE = 128
"""Rows that a list fetches at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFilter:
    """Which exhibits; what is "" or None does not restrict.

    Attributes:
        text: words that must all occur in number, title, description, serial, seal, location, digest prefix, fields.
        state: `held`, `offered`, `lost`, `disposed`.
        seal_state: `intact`, `doubtful`, `broken`.
        check_result: `match`, `mismatch`, `unreadable`.
        never_compared: has a digest that was never compared.
        due_before: date; due back before it.
        root: exhibit number of the root exhibit; parent: exhibit id.
    """

    text: str = ""
    case: str = ""
    number: str = ""
    type: str = ""
    state: str = ""
    holder: str = ""
    location: str = ""
    seal: str = ""
    serial: str = ""
    seal_state: str = ""
    check_result: str = ""
    never_compared: bool = False
    checked_before: str = ""
    due_before: str = ""
    root: str = ""
    parent: str = ""
    flag: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases.

    Attributes:
        basis_missing: an exigent basis whose written basis has not come.
        basis_before: date; a basis expires before it.
    """

    text: str = ""
    number: str = ""
    status: str = ""
    held: bool | None = None
    basis_missing: bool | None = None
    basis_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """Which transfers.

    Attributes:
        status: `open`, `accepted`, `rejected`, `cancelled`.
        person: giver or receiver.
    """

    text: str = ""
    case: str = ""
    status: str = ""
    giver: str = ""
    receiver: str = ""
    person: str = ""
    exhibit: str = ""
    due_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which statements; `log` "" is this log.

    Attributes:
        types: any of these; since, until: claimed times, since ≤ at < until.
    """

    log: str = ""
    types: tuple[str, ...] = ()
    case: str | None = None
    actor: str = ""
    exhibit: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitRow:
    """An exhibit as a list shows it; what is not known or withheld is "".

    Attributes:
        holder: person id; holder_name: name of a holder without a key.
        state: `held`, `offered`, `lost`, `disposed`.
        seal: numbers in force; seal_state: `intact`, `doubtful`, `broken`.
        baseline: SHA-256, hex.
        due: date on which it is due back.
    """

    id: str
    case: str
    number: str
    root: str
    court_number: str
    agency_number: str
    type: str
    title: str
    description: str
    serial: str
    basis: str
    container: str
    location: str
    holder: str
    holder_name: str
    state: str
    due: str
    open_offer: str
    seal: str
    seal_state: str
    baseline: str
    check_result: str
    check_at: str
    parents: tuple[str, ...]
    flags: tuple[str, ...]
    derived: int
    photographs: int
    registered_at: str
    registered_by: str
    last_type: str
    last_at: str
    last_log: str
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as a list shows it."""

    id: str
    number: str
    title: str
    offence: str
    authority: str
    status: str
    outcome: str
    held: bool
    basis_missing: bool
    basis: str
    basis_until: str
    opened_at: str
    opened_by: str
    last_at: str
    exhibits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """A transfer as a list shows it; offer and answer are statement digests in base64."""

    offer: str
    log: str
    seq: int
    case: str
    giver: str
    receiver: str
    receiver_name: str
    purpose: str
    status: str
    due: str
    offered_at: str
    answered_at: str
    answer: str
    closed: bool
    exhibits: int
    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement as the log's list shows it; `exhibits` is how many it lists."""

    log: str
    seq: int
    digest: bytes
    stmt_id: str
    type: str
    case: str
    actor: str
    at: str
    recorded_at: str
    exhibits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRow:
    """A seal that is or was on an exhibit; status `intact`, `broken`, `doubtful`."""

    exhibit: str
    number: str
    kind: str
    status: str
    applied_at: str
    broken_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person with enrolled keys; names and posts stand in the roster."""

    id: str
    keys: tuple[str, ...]
    enrolled_at: str
    revoked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRow:
    """A place that exhibits are recorded at now."""

    name: str
    exhibits: int
