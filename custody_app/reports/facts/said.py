"""Values and persons as a document prints them, each with where the record says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from custody_app.reports.facts.statement import Json, Ref, StatementFacts, read_ref

WITHHELD: Final = "\u2014"
"""Printed for a name that is withheld."""


class Value(NamedTuple):
    """What was said last of a member: text, number, truth value or a list of texts; and by which entry."""

    member: str
    value: Any
    ref: Ref

    @property
    def text(self) -> str:
        """The value as text; a list joined by commas."""
        return ", ".join(map(str, self.value)) if isinstance(self.value, list) else str(self.value)


Said = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A person of the roster who signed something here or is named.

    Attributes:
        keys: fingerprints of the keys that signed.
    """

    id: str
    name: str
    post: str
    roles: tuple[str, ...]
    keys: tuple[str, ...]
    roster: int


class Party(NamedTuple):
    """Somebody who gives or takes: of the roster by `person`, else named by `name` and `org`, a `kind` of recipient."""

    person: str = ""
    name: str = ""
    post: str = ""
    kind: str = ""
    org: str = ""

    @property
    def shown(self) -> str:
        """The name to print: of the roster, else as it was given, else the id."""
        return self.name or self.org or self.person or WITHHELD


class People:
    """Finds the names behind person ids.

    Args:
        people: of the snapshot.
    """

    def __init__(self, people: Iterable[PersonFacts]) -> None:
        self.all = tuple(people)
        self._by_id = {person.id: person for person in self.all}

    def name(self, person: str) -> str:
        """Return the name, or the id where the roster has none."""
        known = self._by_id.get(person)
        return known.name if known else person

    def party(self, person: str) -> Party:
        """Return a person of the roster as giver or taker."""
        known = self._by_id.get(person)
        return Party(person, known.name if known else "", known.post if known else "")

    def recipient(self, to: Any) -> Party:
        """Return whom an offer names: a person id, or an object for somebody without a key."""
        if isinstance(to, str):
            return self.party(to)
        told = to if isinstance(to, Mapping) else {}
        return Party(name=_text(told, "name"), kind=_text(told, "kind"), org=_text(told, "org"))

    def actor(self, statement: StatementFacts) -> Party:
        """Return who asserted a statement."""
        return self.party(statement.actor)


def read_said(values: Iterable[Json]) -> Said:
    """Return the values by member."""
    return {each["member"]: Value(each["member"], each["value"], read_ref(each)) for each in values}


def read_person(value: Json) -> PersonFacts:
    """Return the typed person of one object of `people`."""
    return PersonFacts(
        id=value["id"],
        name=value["name"],
        post=value["post"],
        roles=tuple(value["roles"]),
        keys=tuple(key["fingerprint"] for key in value["keys"]),
        roster=value["roster"],
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""
