"""Everything that an exhibit's page shows, read in one go in the background."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from custody_app.domain.exhibit_fields import GROUPS, FieldKind, FieldSpec
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.state import CaseState, ExhibitState
from custody_app.domain.vocabulary import BASIS_KINDS, label_of
from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded
from custody_app.storage.list_rows import ExhibitFilter, ExhibitRow
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.photographs import Kept, attachments_of
from custody_app.ui.pages.exhibits.told import events
from custody_app.ui.pages.exhibits.wording import RecordNames, day_words, holder_name, moment_words
from custody_app.ui.widgets import TimelineItem


@dataclass(frozen=True, slots=True)
class Known:
    """One exhibit with its surroundings."""

    row: ExhibitRow
    state: ExhibitState
    case: CaseState
    holder: str
    history: list[Recorded]
    items: list[TimelineItem]
    family: list[ExhibitRow]
    attachments: list[Kept]
    names: RecordNames
    now: datetime
    checks: list[Recorded] = field(default_factory=list)


def read_known(station: OpenStation, look: Look, exhibit: str) -> Known | None:
    """Return what the record has of an exhibit, None where it is not registered."""
    rows = station.store.exhibit_rows([exhibit])
    if not rows:
        return None
    row = rows[0]
    state = station.acts.state(row.case)
    names = RecordNames(station)
    now = station.clock.utc_now()
    history = station.exhibits.history(exhibit)
    family = station.store.exhibit_ids(ExhibitFilter(case=row.case, root=row.root))
    return Known(
        row=row,
        state=state.exhibits[exhibit],
        case=state.cases[row.case],
        holder=holder_name(row, names.people),
        history=history,
        items=events(look, history, names, now),
        family=station.store.exhibit_rows(family),
        attachments=attachments_of(history),
        names=names,
        now=now,
        checks=[each for each in history if each.statement.type == "exhibit.verify"],
    )


def field_groups(look: Look, state: ExhibitState) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return heading and facts for each group of fields that has any, in the order of the type."""
    kind = EXHIBIT_TYPES.get(state.type)
    groups = []
    for group in GROUPS:
        facts = []
        for spec in kind.fields if kind else ():
            value = state.fields.get(spec.key)
            if spec.group == group.code and spec.key != "title" and value not in (None, "", (), []):
                facts.append((look._(spec.label), field_words(look, spec, value)))
        if facts:
            groups.append((look._(group.label), facts))
    return groups


def field_words(look: Look, spec: FieldSpec, value: object) -> str:
    """Return the value of a field as people read it."""
    if isinstance(value, bool):
        return look._(N_("Yes")) if value else look._(N_("No"))
    if isinstance(value, (list, tuple)):
        return ", ".join(field_words(look, spec, each) for each in value)
    text = str(value)
    if spec.kind is FieldKind.CHOICE:
        return look._(label_of(spec.choices, text))
    if spec.kind is FieldKind.TIME:
        return moment_words(look, text)
    if spec.kind is FieldKind.DATE:
        return day_words(look, text)
    return text


def record_facts(look: Look, known: Known) -> list[tuple[str, str]]:
    """Return what the record says of the exhibit besides its fields."""
    row, state = known.row, known.state
    basis = known.case.basis(state.basis)
    kind = look._(label_of(BASIS_KINDS, basis.kind)) if basis else ""
    named = " ".join(part for part in (kind, basis.number if basis else "") if part)
    registered = (
        f"{moment_words(look, row.registered_at)} · {known.names.person(row.registered_by) or row.registered_by}"
    )
    facts = [
        (look._(N_("Case")), known.case.number),
        (look._(N_("Legal basis")), named or state.basis),
        (look._(N_("Registered")), registered),
        (look._(N_("Root exhibit")), row.root if row.root != row.number else ""),
        (look._(N_("Container")), known.names.exhibit(state.container) if state.container else ""),
        (look._(N_("Court's number")), state.court_number),
        (look._(N_("Other agency's number")), state.agency_number),
    ]
    return [(label, value) for label, value in facts if value]
