"""Second step: the fields of the chosen type, by group, and no others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from custody_app.domain.exhibit_fields import GROUPS, FieldKind, FieldSpec
from custody_app.domain.identifiers import CHECKS
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.field_input import FieldInput
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.step import Step
from custody_app.ui.widgets import Banner, Card

STATE_GROUP = "state"
PAUSE_MS = 250
WIDEST_LABEL = 290
_LATER = ("quantity", "measure")
_WIDE_KEYS = ("title",)


class FieldsCard(QWidget):
    """The fields of some groups of a type, two beside each other."""

    def __init__(self, ctx: AppContext, form: RegistrationForm, groups: Collection[str]) -> None:
        super().__init__()
        self.inputs: list[FieldInput] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ctx.theme.px(14))
        specs = form.kind.fields if form.kind else ()
        for group in GROUPS:
            chosen = [spec for spec in specs if spec.group == group.code]
            if not chosen or group.code not in groups:
                continue
            card = Card(ctx.look, ctx._(group.label))
            card.body.addLayout(self._grid(ctx, form, _as_asked(chosen)))
            column.addWidget(card)

    def _grid(self, ctx: AppContext, form: RegistrationForm, specs: Sequence[FieldSpec]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(ctx.theme.px(16))
        grid.setVerticalSpacing(ctx.theme.px(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row, column = 0, 0
        # A language with long words gets one field a line: nothing is cut off.
        metrics = QFontMetricsF(ctx.theme.scaled_font(1.0, QFont.Weight.DemiBold))
        long_words = any(metrics.horizontalAdvance(ctx._(spec.label)) > ctx.theme.px(WIDEST_LABEL) for spec in specs)
        for spec in specs:
            made = FieldInput(ctx, form, spec)
            self.inputs.append(made)
            wide = long_words or spec.key in _WIDE_KEYS
            if wide and column:
                row, column = row + 1, 0
            grid.addWidget(made, row, column, 1, 2 if wide else 1)
            row, column = (row + 1, 0) if wide or column else (row, 1)
        return grid


class FieldsStep(Step):
    """Built anew when the type changes; what fits another type too stays."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._card: FieldsCard | None = None
        self._shown: tuple[int, str] = (0, "")
        self._known = Banner(self.look, role="warn")
        self._known.hide()
        self.column.addWidget(self._known)
        self.column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._look_for_serial)

    @property
    def inputs(self) -> list[FieldInput]:
        """The fields, in the order they are asked."""
        return self._card.inputs if self._card else []

    def show_form(self, form: RegistrationForm) -> None:
        """Show the fields of the form's type."""
        super().show_form(form)
        wanted = (id(form), form.type)
        if wanted != self._shown:
            self._shown = wanted
            self._build()
        self._look_for_serial()

    def problem(self) -> str:
        """The first field that is missing, wrong, or doubtful and not confirmed."""
        return first_problem(self.inputs)

    def focus_first(self) -> None:
        """The first empty required field, else the first of all."""
        empty = [each for each in self.inputs if each.spec.required and not each.text()]
        for each in empty or self.inputs[:1]:
            each.row.focus()
            return

    def field(self, key: str) -> FieldInput | None:
        """Return the input of a field."""
        return next((each for each in self.inputs if each.spec.key == key), None)

    def duplicates(self) -> str:
        """Return in words which exhibits have this serial number already."""
        serial = self.form.fields.get("serial", "").strip()
        if not serial or self.form.kind is None or self.form.kind.field("serial") is None:
            return ""
        store = self.ctx.station.store
        rows = store.exhibit_rows(store.exhibit_ids(ExhibitFilter(serial=serial))[:3])
        if not rows:
            return ""
        numbers = ", ".join(row.number for row in rows)
        return self._(
            N_("Serial number {serial} is registered already: exhibit {numbers}. Is it the same thing?")
        ).format(serial=serial, numbers=numbers)

    def _build(self) -> None:
        if self._card is not None:
            self.column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self._card = FieldsCard(self.ctx, self.form, [group.code for group in GROUPS if group.code != STATE_GROUP])
        for each in self._card.inputs:
            each.changed.connect(self._changed)
        self.column.insertWidget(1, self._card)
        self._card.show()  # a layout shows its widgets later, and what is not shown cannot take the cursor

    def _changed(self) -> None:
        self._timer.start()
        self.tell_changed()

    def _look_for_serial(self) -> None:
        told = self.duplicates()
        self._known.setVisible(bool(told))
        if told:
            self._known.show_text(told, "warn")


def first_problem(inputs: Sequence[FieldInput]) -> str:
    """Mark everything that is missing or wrong; put the cursor into the first and return its words."""
    first = ""
    for each in inputs:
        told = each.missing() or each.check()
        if told and not first:
            first = told
            each.row.focus()
    return first


def _as_asked(specs: Sequence[FieldSpec]) -> list[FieldSpec]:
    """Return what identifies first, checked identifiers before words, long text last: the order of a hurry."""

    def place(spec: FieldSpec) -> int:
        if spec.required:
            return 0
        if spec.kind in CHECKS:
            return 1
        if spec.kind is FieldKind.LONG_TEXT:
            return 4
        return 3 if spec.key in _LATER else 2

    return sorted(specs, key=place)
