"""Third step: where it was found, from whom, by whom, and in what state."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from custody_app.clock import parse_time
from custody_app.diagnostics import CustodyError
from custody_app.domain.coordinates import check_coordinates
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.fields_step import STATE_GROUP, FieldsCard, first_problem
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.step import Step
from custody_app.ui.pages.register.typed_values import given_time
from custody_app.ui.widgets import Card, FieldRow, secondary_button
from custody_app.ui.widgets.entry_fields import TypedChoice

CLOCKS_DIFFER = timedelta(minutes=10)
_LINES = (
    ("address", N_("&Address")),
    ("spot", N_("Exact &spot")),
    ("coordinates", N_("Coordinates")),
    ("seized", N_("Seized at")),
    ("from_name", N_("Taken &from")),
    ("from_relation", N_("Relation to the exhibit")),
    ("from_identity", N_("Identity document")),
    ("from_telephone", N_("Telephone")),
    ("witness", N_("&Witnesses")),
)
_PEOPLE = (("found", N_("Found &by")), ("collected", N_("Collected by")), ("packaged", N_("Packaged by")))
_HINTS = {
    "spot": N_("such as: bedroom, second drawer"),
    "coordinates": "-15.7975,-47.8919",
    "seized": "2026-03-04 10:15",
    "from_relation": N_("such as: occupier, owner, employer"),
    "witness": N_("name, organisation; the next with a semicolon between"),
}


class OriginStep(Step):
    """Place, persons, state; all of it may stay empty but what is typed must be right."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._lines: dict[str, QLineEdit] = {}
        self._rows: dict[str, FieldRow] = {}
        self._people: dict[str, TypedChoice] = {}
        self._state: FieldsCard | None = None
        self._shown: tuple[int, str] = (0, "")
        self._filling = False
        self._make()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(400)
        self._timer.timeout.connect(self._check_typed)

    def show_form(self, form: RegistrationForm) -> None:
        """Show place and persons, and the state fields of the type."""
        super().show_form(form)
        self._filling = True
        names = self.ctx.station.trust.names()
        for key, line in self._lines.items():
            line.setText(getattr(form, key))
        for key, choice in self._people.items():
            choice.set_choices(sorted(names.items(), key=lambda pair: pair[1]))
            choice.set_value(getattr(form, key))
        self._owner.setChecked(form.is_owner)
        self._filling = False
        if self._shown != (id(form), form.type):
            self._shown = (id(form), form.type)
            self._build_state()
        self._check_typed()

    def problem(self) -> str:
        """Coordinates or a time that are none, a state field that is wrong."""
        for key, check in (("coordinates", self._check_coordinates), ("seized", self._check_time)):
            told = check()
            if told:
                self._rows[key].focus()
                return told
        return first_problem(self._state.inputs) if self._state else ""

    def focus_first(self) -> None:
        """The first line that is still empty; what the last exhibit left is skipped."""
        for key in ("address", "spot"):
            if not getattr(self.form, key):
                self._lines[key].setFocus()
                return
        self._lines["spot"].setFocus()
        self._lines["spot"].selectAll()

    def set_coordinates(self, text: str) -> None:
        """Take over a place that a photograph claims."""
        self.form.coordinates = text
        self._lines["coordinates"].setText(text)

    def _make(self) -> None:
        px = self.look.px
        place = Card(self.look, self._("Where found"))
        people = Card(self.look, self._("From whom, and by whom"))
        grids = []
        for card in (place, people):
            grid = QGridLayout()
            grid.setHorizontalSpacing(px(16))
            grid.setVerticalSpacing(px(12))
            for column in range(2):
                grid.setColumnStretch(column, 1)
            card.body.addLayout(grid)
            grids.append(grid)
            self.column.addWidget(card)
        self._now = secondary_button(self.look, self._("Now"), "clock", self._seized_now)
        for number, (key, label) in enumerate(_LINES[:4]):
            grids[0].addWidget(self._line(key, label, self._now if key == "seized" else None), number // 2, number % 2)
        for number, (key, label) in enumerate(_LINES[4:8]):
            grids[1].addWidget(self._line(key, label), number // 2, number % 2)
        self._owner = QCheckBox(self._("This person is the owner"))
        self._owner.toggled.connect(self._changed)
        grids[1].addWidget(self._owner, 2, 0, 1, 2)
        cells = ((3, 0), (3, 1), (4, 0))
        for (key, label), (row, column) in zip(_PEOPLE, cells, strict=True):
            choice = TypedChoice()
            choice.editTextChanged.connect(self._changed)
            self._people[key] = choice
            grids[1].addWidget(FieldRow(self.look, self._(label), choice), row, column)
        grids[1].addWidget(self._line(*_LINES[8]), 4, 1)
        self.column.addStretch(1)

    def _line(self, key: str, label: str, beside: QWidget | None = None) -> FieldRow:
        line = QLineEdit()
        line.setPlaceholderText(self._(_HINTS.get(key, "")))
        line.textChanged.connect(self._changed)
        self._lines[key] = line
        self._rows[key] = FieldRow(self.look, self._(label), line, beside=beside)
        return self._rows[key]

    def _build_state(self) -> None:
        if self._state is not None:
            self.column.removeWidget(self._state)
            self._state.hide()
            self._state.deleteLater()
        self._state = FieldsCard(self.ctx, self.form, [STATE_GROUP])
        for each in self._state.inputs:
            each.changed.connect(self.tell_changed)
        self.column.insertWidget(2, self._state)
        self._state.show()

    def _changed(self, *_: object) -> None:
        if self._filling:
            return
        for key, line in self._lines.items():
            setattr(self.form, key, line.text().strip())
        for key, choice in self._people.items():
            setattr(self.form, key, choice.value())
        self.form.is_owner = self._owner.isChecked()
        self._timer.start()
        self.tell_changed()

    def _check_typed(self) -> None:
        self._check_time()
        self._check_coordinates()

    def _check_coordinates(self) -> str:
        told = ""
        try:
            check_coordinates(self.form.coordinates, N_("Coordinates"))
        except CustodyError as error:
            what, _kept, advice = error.sentences(self.ctx.translator)
            told = f"{what} {advice}"
        self._rows["coordinates"].set_error(told)
        return told

    def _check_time(self) -> str:
        text = self.form.seized
        told = ""
        if text:
            try:
                clock = self.ctx.station.clock
                if parse_time(given_time(text, clock.local_offset())) > clock.utc_now() + CLOCKS_DIFFER:
                    told = self._(N_("This lies in the future, says the clock of this computer. Check both."))
            except ValueError:
                told = self._("This is no time. Write it as 2026-03-04 10:15, local time.")
        self._rows["seized"].set_error(told)
        return told

    def _seized_now(self) -> None:
        clock = self.ctx.station.clock
        local = clock.utc_now().astimezone(datetime.fromisoformat(f"2000-01-01T00:00{clock.local_offset()}").tzinfo)
        self._lines["seized"].setText(f"{local:%Y-%m-%d %H:%M}")
