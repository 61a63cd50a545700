"""Everything that a case's page shows besides its list of exhibits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from custody_app.domain.state import CaseState
from custody_app.domain.vocabulary import PARTS, label_of
from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded
from custody_app.storage.list_rows import CaseRow
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.photographs import Kept, attachments_of
from custody_app.ui.pages.exhibits.told import events
from custody_app.ui.pages.exhibits.wording import RecordNames
from custody_app.ui.widgets import TimelineItem


@dataclass(slots=True)
class Involved:
    """Somebody who appears in a case.

    Attributes:
        parts: what they did or are, translated, each once.
        entries: how many statements they signed.
    """

    name: str
    parts: dict[str, None] = field(default_factory=dict)
    entries: int = 0


@dataclass(frozen=True, slots=True)
class CaseKnown:
    """A case with what stands around it."""

    row: CaseRow
    state: CaseState
    items: list[TimelineItem]
    attachments: list[Kept]
    people: list[Involved]
    now: datetime


def read_case(station: OpenStation, look: Look, case: str) -> CaseKnown | None:
    """Return what the record has of a case, None where it is not here."""
    rows = station.store.case_rows([case])
    if not rows:
        return None
    statements = station.store.case_statements(case)
    names = RecordNames(station)
    now = station.clock.utc_now()
    ordered = sorted(statements, key=_claimed)
    return CaseKnown(
        row=rows[0],
        state=station.cases.state(case),
        items=events(look, ordered, names, now),
        attachments=attachments_of(ordered),
        people=_people(look, ordered, names),
        now=now,
    )


def _claimed(recorded: Recorded) -> tuple[str, int]:
    return recorded.statement.at, recorded.seq


def _people(look: Look, statements: list[Recorded], names: RecordNames) -> list[Involved]:
    found: dict[str, Involved] = {}

    def involve(name: str, part: str) -> Involved:
        person = found.setdefault(name, Involved(name))
        if part:
            person.parts[part] = None
        return person

    for recorded in statements:
        if recorded.statement.actor != "station":
            actor = recorded.statement.actor
            involve(names.person(actor) or actor, look._(N_("Officer"))).entries += 1
        body = recorded.body
        for member, label in (
            ("from", N_("Seized from")),
            ("owner", N_("Owner")),
            ("receiver", N_("Received by")),
            ("to", N_("Receiver")),
        ):
            said = body.get(member)
            name = said.get("name") if isinstance(said, dict) else names.person(said) if isinstance(said, str) else ""
            if isinstance(name, str) and name:
                involve(name, look._(label))
        listed = body.get("people")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                person = str(each.get("person", ""))
                name = names.person(person) or str(each.get("name", "")) or person
                if name:
                    involve(name, look._(label_of(PARTS, str(each.get("part", "")))))
    return sorted(found.values(), key=_by_entries)


def _by_entries(person: Involved) -> tuple[int, str]:
    return -person.entries, person.name
