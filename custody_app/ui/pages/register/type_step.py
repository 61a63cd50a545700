"""First step: the case and its legal basis, the number, and what kind of exhibit it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from custody_app.diagnostics import CustodyError
from custody_app.domain.values import LegalBasis
from custody_app.domain.vocabulary import BASIS_KINDS, label_of
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage.list_rows import CaseFilter, CaseRow, ExhibitFilter
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.step import Step
from custody_app.ui.pages.register.type_grid import TypeGrid
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow
from custody_app.ui.widgets.entry_fields import ChoiceField

MOST_CASES = 300
"""Cases offered by name, those last worked on first; others are reached from their own page."""


class TypeStep(Step):
    """`taken` fires when a type was chosen: the next step may open; `bases_known` when a case's bases were read."""

    taken = Signal()
    bases_known = Signal()
    case_changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        look = self.look
        self._rows: Mapping[str, CaseRow] = {}
        self._bases: dict[str, tuple[LegalBasis, ...]] = {}
        self._case = ChoiceField()
        self._basis = ChoiceField()
        self._number = QLineEdit()
        self._number.setMaxLength(120)
        self.case_row = FieldRow(look, self._("&Case"), self._case, required=True)
        self.basis_row = FieldRow(look, self._("&Legal basis"), self._basis, required=True)
        self.number_row = FieldRow(look, self._("Exhibit &number"), self._number, required=True)
        top = Card(look)
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        row.addWidget(self.case_row, 4)
        row.addWidget(self.basis_row, 4)
        row.addWidget(self.number_row, 3)
        top.body.addLayout(row)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self._("What is it? Letters filter, a digit or arrows choose, Return takes it"))
        self.filter.setAccessibleName(self._("What is it?"))
        self.filter.addAction(look.theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.setClearButtonEnabled(True)
        self.grid = TypeGrid(look, self.filter)
        self._none = PlainLabel(
            self._("No type has such a name. Anything that can be held may be registered as Paper or other object."),
            role="muted",
            wrap=True,
        )
        self.column.addWidget(self.filter)
        self.column.addWidget(self._none)
        self.column.addWidget(self.grid)
        self.column.addWidget(top)
        self.column.addStretch(1)
        self._none.hide()
        self.grid.taken.connect(self._take)
        self.filter.textChanged.connect(self._filtered)
        self._case.currentIndexChanged.connect(self._case_chosen)
        self._basis.currentIndexChanged.connect(self._basis_chosen)
        self._number.textEdited.connect(self._number_typed)

    def show_form(self, form: RegistrationForm) -> None:
        """Show what the form holds."""
        super().show_form(form)
        self._offer_cases()
        self._offer_bases()
        self.show_number()
        self.grid.mark(form.type)

    def show_number(self) -> None:
        """Show the number of the form, which the pattern may just have proposed."""
        if self._number.text() != self.form.number:
            self._number.setText(self.form.number)
        self._check_number()

    def problem(self) -> str:
        """A case, one of its legal bases, a number and a type there must be."""
        told = ""
        for row, value, words in (
            (self.case_row, self.form.case, N_("Choose the case, or open one first.")),
            (self.basis_row, self.form.basis, N_("No exhibit is registered without a legal basis: choose one.")),
            (self.number_row, self.form.number, N_("The exhibit needs a number.")),
        ):
            if not value:
                row.set_error(self._(words))
                if not told:
                    row.focus()
                told = told or self._(words)
        if self.number_row.error and not told:
            self.number_row.focus()
            told = self.number_row.error
        if not self.form.type and not told:
            self.focus_first()
            told = self._("Choose what kind of exhibit it is.")
        return told

    def focus_first(self) -> None:
        """The filter: letters, digits and arrows all begin there."""
        self.filter.setFocus()
        self.filter.selectAll()

    def case_title(self) -> str:
        """Return number and title of the case chosen."""
        row = self._rows.get(self.form.case)
        return " · ".join(part for part in (row.number, row.title) if part) if row else ""

    def basis_title(self) -> str:
        """Return the legal basis chosen, in words."""
        return self._basis.currentText() if self.form.basis else ""

    def _offer_cases(self) -> None:
        store = self.ctx.station.store
        ids = store.case_ids(CaseFilter(), "-last_at")[:MOST_CASES]
        if self.form.case and self.form.case not in ids:
            ids = [self.form.case, *ids]
        rows = [row for row in store.case_rows(ids) if row.status != "closed"]
        self._rows = {row.id: row for row in rows}
        choices = [(row.id, " · ".join(part for part in (row.number, row.title) if part)) for row in rows]
        if len(choices) != 1 and not self.form.case:
            choices = [("", self._("Choose the case …")), *choices]
        self._case.set_choices(choices)
        self._case.choose(self.form.case)
        self.form.case = self._case.code()
        self.case_row.set_error("" if rows else self._("No case is open here. Open a case with its legal basis first."))

    def _offer_bases(self) -> None:
        """Offer what is known of the case, and read its record anew: that of a long case takes its time."""
        case = self.form.case
        if case not in self._rows or case in self._bases:
            self._show_bases(self._bases.get(case, ()) if case in self._rows else ())
        else:
            self._basis.set_choices([(self.form.basis, self._(N_("Reading …")))])
            self._basis.setEnabled(False)
        if case in self._rows:
            self.ctx.tasks.run(
                partial(self._read_bases, case), done=self._found_bases, failed=self._no_bases, owner=self
            )

    def _read_bases(self, case: str, _control: Control) -> tuple[str, tuple[LegalBasis, ...]]:
        return case, tuple(self.ctx.station.cases.state(case).bases)

    def _found_bases(self, found: tuple[str, tuple[LegalBasis, ...]]) -> None:
        case, bases = found
        known = self._bases.get(case)
        self._bases[case] = bases
        if case == self.form.case and bases != known:
            self._show_bases(bases)
            self.bases_known.emit()

    def _no_bases(self, error: CustodyError) -> None:
        self.basis_row.set_error(self.ctx.error_text(error))

    def _show_bases(self, bases: Sequence[LegalBasis]) -> None:
        case = self.form.case
        # A written basis comes after the exigent one that it fills: the last stated is the one to propose.
        choices = []
        for basis in reversed(bases):
            said = (self._(label_of(BASIS_KINDS, basis.kind)), basis.number, basis.issuer)
            choices.append((basis.id, " · ".join(part for part in said if part)))
        self._basis.set_choices(choices)
        self._basis.choose(self.form.basis)
        self.form.basis = self._basis.code()
        self._basis.setEnabled(len(choices) > 1)
        self.basis_row.set_error("" if choices or not case else self._("This case states no legal basis yet."))

    def _case_chosen(self, _index: int) -> None:
        if self.form.case != self._case.code():
            self.form.case, self.form.basis = self._case.code(), ""
        self._offer_bases()
        self.case_row.clear_error()
        self.case_changed.emit()
        self.tell_changed()

    def _basis_chosen(self, _index: int) -> None:
        self.form.basis = self._basis.code()
        self.basis_row.clear_error()
        self.tell_changed()

    def _number_typed(self, text: str) -> None:
        self.form.number, self.form.number_typed = text.strip(), bool(text.strip())
        self._check_number()
        self.tell_changed()

    def _check_number(self) -> None:
        number, case = self.form.number, self.form.case
        taken = bool(number and case) and self.ctx.station.store.exhibit_ids(ExhibitFilter(case=case, number=number))
        self.number_row.set_error(self._("This number is taken in this case; take the next free one.") if taken else "")

    def _filtered(self, _text: str) -> None:
        self._none.setVisible(not self.grid.shown)

    def _take(self, type_id: str) -> None:
        self.form.type = type_id
        self.filter.clear()
        self.grid.mark(type_id)
        self.tell_changed()
        self.taken.emit()
