"""Somebody who is about to be enrolled, and what is checked of them first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from custody_app.crypto.passphrase import weaknesses
from custody_app.diagnostics import InputWrong
from custody_app.domain.roles import ROLES
from custody_app.i18n import N_
from custody_app.log.statement import STATION_ACTOR

PERSON_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
_RESERVED: Final = frozenset({STATION_ACTOR, "roster-root"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to enrol.

    Attributes:
        id: `[a-z0-9][a-z0-9._-]{0,39}`, for ever.
        roles: of `domain.roles.ROLES`.
        passphrase: what will lock the person's new key; never shown.
    """

    id: str
    name: str
    post: str = ""
    roles: tuple[str, ...] = ()
    passphrase: str = field(repr=False)


def check_new_people(people: Sequence[NewPerson], agency: str, known: Iterable[str] = ()) -> None:
    """Refuse ids, names, roles and passphrases that will not do.

    Raises:
        InputWrong: PERSON_ID, PERSON_KNOWN, PERSON_NAME, PERSON_ROLE, PASSPHRASE_WEAK.
    """
    taken = set(known)
    for person in people:
        if not PERSON_ID.match(person.id) or person.id in _RESERVED:
            raise InputWrong(
                "PERSON_ID",
                N_("{person} cannot be a person's id."),
                kept=N_("Nobody was enrolled."),
                advice=N_("Use small letters, digits, full stops and hyphens, such as l.ferreira."),
                person=person.id,
            )
        if person.id in taken:
            raise InputWrong(
                "PERSON_KNOWN",
                N_("{person} is enrolled already."),
                kept=N_("Nobody was enrolled."),
                advice=N_("Choose another id."),
                person=person.id,
            )
        taken.add(person.id)
        if not person.name.strip():
            raise InputWrong("PERSON_NAME", N_("The name is missing."), advice=N_("Give the person's full name."))
        wrong = [role for role in person.roles if role not in ROLES]
        if wrong or not person.roles:
            raise InputWrong(
                "PERSON_ROLE",
                N_("{role} is not a role."),
                kept=N_("Nobody was enrolled."),
                advice=N_("Choose from: {roles}."),
                role=wrong[0] if wrong else "-",
                roles=", ".join(ROLES),
            )
        check_passphrase(person.passphrase, person, agency)


def check_passphrase(passphrase: str, person: NewPerson, agency: str) -> None:
    """Refuse a passphrase that is too easy to guess; raises the first of its weaknesses as InputWrong."""
    for weakness in weaknesses(passphrase, (person.id, person.name, agency)):
        raise weakness
