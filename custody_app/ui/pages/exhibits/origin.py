"""Where an exhibit was found, when it was seized, and by whom, as its statements say it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from custody_app.domain import lenient
from custody_app.domain.state import Correction
from custody_app.domain.vocabulary import PARTS, label_of
from custody_app.i18n import N_
from custody_app.storage import Recorded
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.wording import RecordNames, moment_words

_TELLS = frozenset({"exhibit.register", "exhibit.derive", "exhibit.update"})
_MEMBERS = ("place", "seized", "from", "owner", "people")


def origin_facts(
    look: Look, history: Iterable[Recorded], corrections: Iterable[Correction], names: RecordNames
) -> list[tuple[str, str]]:
    """Return label and value of what is said of an exhibit's origin; what is withheld is left out.

    Identity documents and telephone numbers are not among it: they stand in the log, for whoever needs them.

    Args:
        look: language and time.
        history: the exhibit's statements in order.
        corrections: what was corrected later.
        names: of persons.
    """
    said = _said_last(history, corrections)
    place = lenient.inner(said, "place")
    facts = [
        (look._(N_("Address")), lenient.text(place, "address")),
        (look._(N_("Exact spot")), lenient.text(place, "spot")),
        (look._(N_("Coordinates")), lenient.text(place, "coordinates")),
        (look._(N_("Time of the seizure")), _moment(look, lenient.text(said, "seized"))),
        (look._(N_("Seized from")), _outsider(lenient.inner(said, "from"))),
        (look._(N_("Owner")), _outsider(lenient.inner(said, "owner"))),
    ]
    parts: dict[str, list[str]] = {}
    for each in lenient.objects(said, "people"):
        person = lenient.text(each, "person")
        name = names.person(person) or person or _outsider(each)
        parts.setdefault(lenient.text(each, "part"), []).append(name)
    facts += [(look._(label_of(PARTS, part)), ", ".join(filter(None, who))) for part, who in parts.items()]
    return [(label, value) for label, value in facts if value]


def _said_last(history: Iterable[Recorded], corrections: Iterable[Correction]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for recorded in history:
        if recorded.statement.type in _TELLS:
            said.update({name: recorded.body[name] for name in _MEMBERS if name in recorded.body})
    for correction in corrections:
        member, _, part = correction.member.partition(".")
        if member in _MEMBERS and part and "." not in part and isinstance(said.get(member, {}), Mapping):
            said[member] = {**said.get(member, {}), part: correction.value}
        elif member in _MEMBERS and not part:
            said[member] = correction.value
    return said


def _moment(look: Look, text: str) -> str:
    return moment_words(look, text) if text else ""


def _outsider(person: Mapping[str, Any]) -> str:
    parts = (lenient.text(person, part) for part in ("name", "relation", "org"))
    return " · ".join(part for part in parts if part)
