"""What a person has typed so far about a new exhibit, and the commands it amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from custody_app.domain.commands import FieldValue, HashExhibit, RegisterExhibit
from custody_app.domain.exhibit_types import EXHIBIT_TYPES, ExhibitType
from custody_app.domain.values import Attachment, OutsidePerson, Participant, Place, Seal
from custody_app.ui.pages.register.typed_values import given_time, typed_value

KEPT_FOR_NEXT = (
    "case", "basis", "address", "spot", "coordinates", "found", "collected", "packaged", "witness",
    "from_name", "from_relation", "from_identity", "from_telephone", "is_owner", "location", "seal_kind",
)  # fmt: skip
"""What "Register another" takes over: the place, the people, the case."""

_PERSONS = ("found", "collected", "packaged")


@dataclass(slots=True)
class RegistrationForm:
    """Everything as typed, so that it can be kept and shown again; nothing is checked here.

    Attributes:
        exhibit: the new id, given once.
        number_typed: the number is the person's own, not the pattern's proposal.
        fields: key to text; several values are separated by semicolons.
        confirmed: codes of doubts that the person has looked at.
        found, collected, packaged: a person id of the roster, or a name.
        witness: `name, organisation`, several separated by semicolons.
        photographs: members of `Attachment`, and what the file claims (`taken`, `where`).
        reading: members of a `HashExhibit`, where the content was hashed at once.
        step, reached: which step is open, and how far the person came.
    """

    exhibit: str = ""
    case: str = ""
    basis: str = ""
    number: str = ""
    number_typed: bool = False
    type: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    seized: str = ""
    address: str = ""
    spot: str = ""
    coordinates: str = ""
    from_name: str = ""
    from_relation: str = ""
    from_identity: str = ""
    from_telephone: str = ""
    is_owner: bool = False
    found: str = ""
    collected: str = ""
    packaged: str = ""
    witness: str = ""
    steps: list[str] = field(default_factory=list)
    photographs: list[dict[str, Any]] = field(default_factory=list)
    seal: str = ""
    seal_kind: str = "bag"
    location: str = ""
    flags: list[str] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)
    step: int = 0
    reached: int = 0

    @property
    def kind(self) -> ExhibitType | None:
        """The exhibit type chosen."""
        return EXHIBIT_TYPES.get(self.type)

    @property
    def begun(self) -> bool:
        """Whether anything was typed that would be missed."""
        return bool(self.type or self.seal or self.photographs or any(self.fields.values()))

    def to_json(self) -> dict[str, Any]:
        """Return it for a draft."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> RegistrationForm:
        """Return what a draft holds; a member of another kind than expected is left at its default."""
        form = cls()
        for each in fields(cls):
            value = kept.get(each.name)
            if type(value) is type(getattr(form, each.name)):
                setattr(form, each.name, value)
        if form.type not in EXHIBIT_TYPES:
            form.type, form.step, form.reached = "", 0, 0
        return form

    def next_one(self) -> RegistrationForm:
        """Return the form of the next exhibit at the same place."""
        return RegistrationForm(**{name: getattr(self, name) for name in KEPT_FOR_NEXT})

    def register_command(self, actor: str, roster: Mapping[str, str], offset: str) -> RegisterExhibit:
        """Return the registration.

        Args:
            actor: who signs it.
            roster: person ids of the roster, whose keys tell a person from a mere name.
            offset: `[+-]HH:MM`, for times that were typed without one.

        Raises:
            InputWrong: FIELD_KIND, a number that is none.
        """
        given = OutsidePerson(
            name=self.from_name,
            relation=self.from_relation,
            identity=self.from_identity,
            telephone=self.from_telephone,
        )
        known = given if given.to_body() else None
        place = Place(address=self.address, spot=self.spot, coordinates=self.coordinates)
        return RegisterExhibit(
            actor=actor,
            case=self.case,
            exhibit=self.exhibit,
            number=self.number,
            type=self.type,
            basis=self.basis,
            fields=self.field_values(offset),
            confirmed=tuple(self.confirmed),
            flags=tuple(self.flags),
            seized=given_time(self.seized, offset),
            place=place if place.to_body() else None,
            from_=known,
            owner=known if self.is_owner else None,
            people=self.people(roster),
            fixed=("photo",) if self.photographs else (),
            steps=tuple(self.steps),
            attachments=tuple(_attachment(each) for each in self.photographs),
            seal=Seal(number=self.seal, kind=self.seal_kind) if self.seal else None,
            location=self.location,
        )

    def hash_command(self, actor: str) -> HashExhibit | None:
        """Return the statement of the digests, None where nothing was hashed."""
        if not self.reading:
            return None
        said = {**self.reading, "findings": tuple(self.reading.get("findings", ()))}
        return HashExhibit(actor=actor, exhibit=self.exhibit, **said)

    def field_values(self, offset: str) -> dict[str, FieldValue]:
        """Return the type's own fields that were filled in, as the values they take."""
        kind = self.kind
        specs = kind.fields if kind else ()
        values = {spec.key: typed_value(spec, self.fields.get(spec.key, ""), offset) for spec in specs}
        return {key: value for key, value in values.items() if value not in ("", ())}

    def people(self, roster: Mapping[str, str]) -> tuple[Participant, ...]:
        """Return everybody who took part."""
        people = []
        for part in _PERSONS:
            said = getattr(self, part)
            if said:
                people.append(
                    Participant(part=part, person=said) if said in roster else Participant(part=part, name=said)
                )
        for text in self.witness.split(";"):
            name, _, org = text.partition(",")
            if name.strip():
                people.append(Participant(part="witness", name=name.strip(), org=org.strip()))
        return tuple(people)


def _attachment(kept: Mapping[str, Any]) -> Attachment:
    names = ("sha256", "kind", "size", "name", "caption", "name_b64", "name_enc")
    return Attachment(**{name: kept[name] for name in names if kept.get(name) not in (None, "")})
