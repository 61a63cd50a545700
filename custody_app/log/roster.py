"""The roster: who may sign what, and since when (log-format.md, Checkpoint, proof, cosignature, trust).

Canonical JSON, `custody/roster/1`; signed by k of its root keys (`roster_signing`), written for other tools by
`roster_export`. A roster never drops a person, a key or an epoch: what ends gets a `to` or a `revoked`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from custody_app.crypto.note_key import NoteKey
from custody_app.crypto.public_key import PublicKey
from custody_app.log.canonical import MAX_BYTES_LARGE, Json, b64, canon, parse, unb64
from custody_app.log.roster_shape import check_roster
from custody_app.log.statement import Head

VERSION: Final = "custody/roster/1"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    """The end of a key: from `at` it signs nothing; from `compromised_since` nothing it signed is proven."""

    at: str
    reason: str
    compromised_since: str | None = None

    def to_json(self) -> Json:
        """Return {"at", "reason", "compromised_since"?}."""
        since = {} if self.compromised_since is None else {"compromised_since": self.compromised_since}
        return {"at": self.at, "reason": self.reason, **since}


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One key of a person, which holds when valid_from ≤ at < valid_to; times as in statements."""

    key: PublicKey
    valid_from: str
    valid_to: str | None = None
    revoked: KeyRevoked | None = None

    def to_json(self) -> Json:
        """Return {"key", "from", "to"?, "revoked"?}."""
        value: Json = {"key": self.key.line, "from": self.valid_from}
        if self.valid_to is not None:
            value["to"] = self.valid_to
        if self.revoked is not None:
            value["revoked"] = self.revoked.to_json()
        return value

    @property
    def ends(self) -> str | None:
        """The first time at which the key no longer holds, or None."""
        ends = [end for end in (self.valid_to, self.revoked.at if self.revoked else None) if end is not None]
        return min(ends, default=None)

    def holds_at(self, at: str) -> bool:
        """Tell whether the key holds at a time written `YYYY-MM-DDTHH:MM:SS.mmmZ`."""
        # The one fixed form of times makes their order that of their characters.
        ends = self.ends
        return self.valid_from <= at and (ends is None or at < ends)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the agency; `roles` are the program's rules, not the verifier's."""

    id: str
    name: str
    post: str
    roles: tuple[str, ...] = ()
    keys: tuple[PersonKey, ...] = ()

    def to_json(self) -> Json:
        """Return {"id", "name", "post", "roles", "keys"}."""
        return {
            "id": self.id,
            "name": self.name,
            "post": self.post,
            "roles": list(self.roles),
            "keys": [key.to_json() for key in self.keys],
        }

    def key(self, key: PublicKey) -> PersonKey | None:
        """Return the person's record of `key`, or None."""
        return next((held for held in self.keys if held.key == key), None)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One log of a station.

    Attributes:
        origin: the name of the log; key: signs its heads.
        valid_from: since when.
        last: the last trusted head of a revoked epoch, None while it holds.
    """

    origin: str
    key: NoteKey
    valid_from: str
    last: Head | None = None

    def to_json(self) -> Json:
        """Return {"origin", "key", "from", "revoked"?}."""
        revoked = {} if self.last is None else {"revoked": {"last": self.last.to_json()}}
        return {"origin": self.origin, "key": self.key.vkey, "from": self.valid_from, **revoked}


@dataclass(frozen=True, slots=True)
class Station:
    """A station and the epochs of its log."""

    station: str
    epochs: tuple[Epoch, ...]

    def to_json(self) -> Json:
        """Return {"station", "epochs"}."""
        return {"station": self.station, "epochs": [epoch.to_json() for epoch in self.epochs]}


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who cosigns heads; `key` is of type 0x04."""

    name: str
    key: NoteKey

    def to_json(self) -> Json:
        """Return {"name", "key"}."""
        return {"name": self.name, "key": self.key.vkey}


@dataclass(frozen=True, slots=True)
class Roots:
    """The keys of which any `k` make a roster valid; 1 of 1 for a station alone, 2 of 3 by default."""

    k: int
    keys: tuple[PublicKey, ...]

    def to_json(self) -> Json:
        """Return {"k", "keys"}."""
        return {"k": self.k, "keys": [key.line for key in self.keys]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One version of an agency's roster.

    Attributes:
        prev: base64 digest of the version before, None for the first.
        issued: a time as in statements.
        quorum: how many witnesses must have cosigned a checkpoint.
    """

    agency: str
    version: int
    issued: str
    roots: Roots
    people: tuple[Person, ...] = ()
    stations: tuple[Station, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0
    prev: str | None = None
    _by_key: dict[str, tuple[str, PersonKey]] = field(init=False, repr=False, compare=False)
    _by_origin: dict[str, Epoch] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {held.key.line: (person.id, held) for person in self.people for held in person.keys}
        object.__setattr__(self, "_by_key", by_key)
        by_origin = {epoch.origin: epoch for station in self.stations for epoch in station.epochs}
        object.__setattr__(self, "_by_origin", by_origin)

    @classmethod
    def from_bytes(cls, canonical: bytes) -> Roster:
        """Read a roster strictly.

        Raises:
            RosterRefused: not canonical JSON of `custody/roster/1`, a key held by two people, a repeated
                person, origin, witness or root, or k outside 1..n.
        """
        return cls.from_json(parse(canonical, max_bytes=MAX_BYTES_LARGE))

    @classmethod
    def from_json(cls, value: Json) -> Roster:
        """Read a roster from its object; raises as `from_bytes`."""
        check_roster(value)
        return cls(
            agency=value["agency"],
            version=value["version"],
            prev=value.get("prev"),
            issued=value["issued"],
            roots=Roots(value["roots"]["k"], tuple(PublicKey.parse_line(line) for line in value["roots"]["keys"])),
            people=tuple(_person(person) for person in value["people"]),
            stations=tuple(_station(station) for station in value["stations"]),
            witnesses=tuple(Witness(witness["name"], NoteKey.parse(witness["key"])) for witness in value["witnesses"]),
            quorum=value["quorum"],
        )

    def to_json(self) -> Json:
        """Return the roster as a canonical JSON object."""
        prev = {} if self.prev is None else {"prev": self.prev}
        return {
            "v": VERSION,
            "agency": self.agency,
            "version": self.version,
            **prev,
            "issued": self.issued,
            "roots": self.roots.to_json(),
            "people": [person.to_json() for person in self.people],
            "stations": [station.to_json() for station in self.stations],
            "witnesses": [witness.to_json() for witness in self.witnesses],
            "quorum": self.quorum,
        }

    @property
    def canonical(self) -> bytes:
        """The bytes of `roster.json`."""
        return canon(self.to_json(), max_bytes=MAX_BYTES_LARGE)

    @property
    def digest(self) -> str:
        """Base64 of SHA-256 of the roster's bytes, as genesis and the next version name it."""
        return b64(hashlib.sha256(self.canonical).digest())

    # What the roster says.

    def person(self, person: str) -> Person | None:
        """Return the person of that id, or None."""
        return next((found for found in self.people if found.id == person), None)

    def key_of(self, key: PublicKey) -> tuple[str, PersonKey] | None:
        """Return whose key it is, and its periods, or None."""
        return self._by_key.get(key.line)

    def holds_key(self, person: str, key: PublicKey, at: str) -> bool:
        """Tell whether `key` is that person's and holds at `at`."""
        found = self._by_key.get(key.line)
        return found is not None and found[0] == person and found[1].holds_at(at)

    def epoch(self, origin: str) -> Epoch | None:
        """Return the log of that origin, or None."""
        return self._by_origin.get(origin)

    def station_of(self, origin: str) -> Station | None:
        """Return the station whose log has that origin, or None."""
        return next((s for s in self.stations if any(epoch.origin == origin for epoch in s.epochs)), None)

    # The next version; sign it with `roster_signing.sign_roster`.

    def successor(self, issued: str) -> Roster:
        """Return the next version with nothing changed yet: version + 1, `prev` this one's digest."""
        return replace(self, version=self.version + 1, prev=self.digest, issued=issued)

    def with_person(self, person: Person) -> Roster:
        """Return the roster with `person` added, or replaced where the id is already there."""
        return replace(self, people=_replaced(self.people, person, lambda p: p.id == person.id))

    def with_key(self, person: str, key: PersonKey) -> Roster:
        """Return the roster with `key` added to the person, or replaced (as when it is revoked).

        Raises:
            KeyError: nobody has that id.
        """
        holder = self.person(person)
        if holder is None:
            raise KeyError(person)
        keys = _replaced(holder.keys, key, lambda held: held.key == key.key)
        return self.with_person(replace(holder, keys=keys))

    def with_epoch(self, station: str, epoch: Epoch) -> Roster:
        """Return the roster with a log added to a station, new or known, or replaced (as when it is revoked)."""
        held = next((known for known in self.stations if known.station == station), Station(station, ()))
        held = replace(held, epochs=_replaced(held.epochs, epoch, lambda known: known.origin == epoch.origin))
        return replace(self, stations=_replaced(self.stations, held, lambda known: known.station == station))

    def with_witness(self, witness: Witness) -> Roster:
        """Return the roster with a witness added, or its key replaced."""
        return replace(self, witnesses=_replaced(self.witnesses, witness, lambda known: known.name == witness.name))


def first_roster(
    *, agency: str, issued: str, roots: Roots, people: Iterable[Person], stations: Iterable[Station], quorum: int = 0
) -> Roster:
    """Return version 1 of an agency's roster; a station alone gives one root and k = 1."""
    return Roster(
        agency=agency,
        version=1,
        issued=issued,
        roots=roots,
        people=tuple(people),
        stations=tuple(stations),
        quorum=quorum,
    )


def _replaced(items: tuple[_T, ...], item: _T, is_same: Callable[[_T], bool]) -> tuple[_T, ...]:
    """Return `items` with `item` in the place of the one that is the same, or at the end."""
    if any(is_same(known) for known in items):
        return tuple(item if is_same(known) else known for known in items)
    return (*items, item)


def _person(value: Json) -> Person:
    keys = tuple(_person_key(key) for key in value["keys"])
    return Person(value["id"], value["name"], value["post"], tuple(value["roles"]), keys)


def _person_key(value: Json) -> PersonKey:
    revoked = value.get("revoked")
    end = None if revoked is None else KeyRevoked(revoked["at"], revoked["reason"], revoked.get("compromised_since"))
    return PersonKey(PublicKey.parse_line(value["key"]), value["from"], value.get("to"), end)


def _station(value: Json) -> Station:
    return Station(value["station"], tuple(_epoch(epoch) for epoch in value["epochs"]))


def _epoch(value: Json) -> Epoch:
    last = value["revoked"]["last"] if "revoked" in value else None
    head = None if last is None else Head(last["size"], unb64(last["root"], 32))
    return Epoch(value["origin"], NoteKey.parse(value["key"]), value["from"], head)
