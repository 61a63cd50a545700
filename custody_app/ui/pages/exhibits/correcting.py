"""The act of correcting: which statement, which part of it, how it reads correctly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from custody_app.domain.bodies import member_at, walk
from custody_app.domain.commands import Command, CorrectStatement
from custody_app.domain.exhibit_fields import FieldKind
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.state import ExhibitState
from custody_app.i18n import N_, visible
from custody_app.log.canonical import b64, unb64
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.act_kinds import ActKind, Subject
from custody_app.ui.pages.exhibits.told import event
from custody_app.ui.pages.exhibits.wording import RecordNames
from custody_app.ui.widgets.entry_fields import ChoiceField

WHOLE = N_("The statement as a whole")


def _ask(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    station = form.ctx.station
    history = [each for each in station.exhibits.history(exhibits[0].id) if each.statement.type != "correction"]
    statements = [(b64(each.digest), _named(form, each)) for each in reversed(history)]
    chosen = form.choice("statement", N_("Statement"), statements, required=True)
    part = form.choice("member", N_("Part"), (), help=N_("What in it is wrong."))
    form.text("value", N_("Reads correctly"), required=True)
    form.long_text("reason", N_("Reason"), required=True, lines=2)
    parts = _Parts(form, chosen, part, station, exhibits[0].type)
    chosen.currentIndexChanged.connect(parts.show)
    parts.show()


def _named(form: ActForm, recorded: Recorded) -> str:
    now = form.ctx.station.clock.utc_now()
    item = event(form.ctx.look, recorded, RecordNames(form.ctx.station), now)
    return " · ".join(part for part in (item.title, item.detail, item.time) if part)


class _Parts(QWidget):
    """Offers the parts of the chosen statement; a child of the form, so that it lives as long."""

    def __init__(
        self, form: ActForm, chosen: ChoiceField, part: ChoiceField, station: OpenStation, exhibit_type: str
    ) -> None:
        super().__init__(form)
        self.hide()
        self._form, self._chosen, self._part = form, chosen, part
        self._station, self._type = station, exhibit_type

    def show(self, *_: object) -> None:
        """Fill the list of parts."""
        translate = self._form.ctx._
        recorded = self._station.store.find_digest(unb64(self._chosen.code())) if self._chosen.code() else None
        parts = [("", translate(WHOLE))]
        if recorded is not None:
            labels = dict(_labels(recorded, self._type))
            for path, value in walk(dict(recorded.body)):
                if isinstance(value, (str, int)) and not isinstance(value, bool) and path in labels:
                    parts.append((path, visible(f"{translate(labels[path])}: {str(value)[:60]}")))
        self._part.set_choices(parts)


def _labels(recorded: Recorded, exhibit_type: str) -> list[tuple[str, str]]:
    found = []
    for path, _ in walk(dict(recorded.body)):
        known = member_at(recorded.statement.type, path, exhibit_type)
        if known is not None:
            found.append((path, known.label))
    return found


def _command(subject: Subject, values: dict[str, Any]) -> Command:
    return CorrectStatement(
        actor=subject.actor,
        statement=values["statement"],
        member=values["member"],
        value=_typed(subject.exhibits[0].type, values["member"], values["value"]),
        reason=values["reason"],
    )


def _typed(type_id: str, member: str, text: str) -> str | int | tuple[str, ...]:
    """Return the value as its field takes it; what is no number is left to the rules."""
    kind = EXHIBIT_TYPES.get(type_id)
    spec = kind.field(member.removeprefix("fields.")) if kind and member.startswith("fields.") else None
    if spec is None:
        return text
    if spec.many:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if spec.kind is FieldKind.WHOLE:
        try:
            return int(text)
        except ValueError:
            return text
    return text


CORRECT = ActKind(
    N_("Correct"),
    "pen-line",
    N_("The statement stays as it was signed; the correction stands beside it for good."),
    _ask,
    _command,
    {"STATEMENT_UNKNOWN": "statement", "MEMBER_UNKNOWN": "member", "FIELD_KIND": "value", "CODE_UNKNOWN": "value"},
)
