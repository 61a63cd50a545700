"""What was answered so far; it outlives the widgets, since a change of language builds them anew."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from custody_app.services.new_person import NewPerson
from custody_app.services.station_setup import StationPlan

FIRST_ROLES = ("supervisor", "registrar", "custodian")
"""Of whoever sets up a station: enrols the others, and can register and keep exhibits on the first day."""


@dataclass(slots=True)
class Answers:
    """One field for each question; `passphrase` and `offered` are in memory only and never in a draft."""

    folder: str = ""
    agency: str = ""
    domain: str = ""
    station: str = ""
    name: str = ""
    person: str = ""
    person_typed: bool = False
    post: str = ""
    roles: tuple[str, ...] = FIRST_ROLES
    passphrase: str = field(default="", repr=False)
    offered: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        """The log's origin as it will be."""
        return f"{self.domain or '…'}/custody/{self.station or '…'}"

    def own_words(self) -> tuple[str, ...]:
        """Return what a passphrase may not consist of."""
        return (self.person, self.name, self.post, self.agency, self.domain, self.station)

    def plan(self, language: str) -> StationPlan:
        """Return what the station is made of."""
        person = NewPerson(
            id=self.person,
            name=self.name.strip(),
            post=self.post.strip(),
            roles=self.roles,
            passphrase=self.passphrase,
        )
        return StationPlan(
            agency=self.agency.strip(),
            domain=self.domain,
            station=self.station,
            people=(person,),
            language=language,
        )


def proposed_id(name: str) -> str:
    """Return an id for a name, as in `l.ferreira` for Lúcia Ferreira; "" where no letter or digit is left."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    if not words:
        return ""
    given, *rest = words
    return (f"{given[0]}.{rest[-1]}" if rest else given)[:40]
