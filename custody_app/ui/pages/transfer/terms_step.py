"""Second step: who receives, when, for what purpose, in what condition, and the seals typed back."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from custody_app.domain.roles import ROLES
from custody_app.domain.vocabulary import PURPOSES, RECIPIENT_KINDS, label_of
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import LATER, NOW, TransferForm
from custody_app.ui.pages.transfer.seals_read import SealsRead
from custody_app.ui.pages.transfer.step import TransferStep
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow, FilterBar
from custody_app.ui.widgets.entry_fields import ChoiceField, TypedChoice

ROSTER, KEYLESS = "roster", "keyless"


class TermsStep(TransferStep):
    """Receiver and terms."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._filling = False
        self._make_receiver()
        self._make_terms()
        self.seals = SealsRead(ctx)
        self.seals.changed.connect(self.tell_changed)
        self.column.addWidget(self.seals)
        self.column.addStretch(1)

    def show_form(self, form: TransferForm) -> None:
        """Show receiver, terms, and a line for each seal."""
        super().show_form(form)
        self._filling = True
        self._offer_people()
        self._who.choose(KEYLESS if form.keyless else ROSTER)
        self._when.choose(form.when)
        self._kind.choose(form.kind)
        for line, text in ((self._name, form.name), (self._org, form.org), (self._condition, form.condition)):
            line.setText(text)
        self._due.setText(form.due)
        self._purpose.set_value(form.purpose)
        self._filling = False
        self._changed()
        self.seals.show_exhibits(form, self.states())

    def problem(self) -> str:
        """What is missing, from top to bottom."""
        form = self.form
        asked = [(self.condition_row, form.condition, N_("Say in what condition the exhibits are handed over."))]
        asked.insert(0, (self.purpose_row, form.purpose, N_("Say what for.")))
        if form.keyless:
            asked.insert(0, (self.name_row, form.name, N_("Say who receives.")))
            asked.insert(0, (self.kind_row, form.kind, N_("Choose what kind of receiver this is.")))
        else:
            asked.insert(0, (self.to_row, form.to, N_("Choose who receives.")))
        first = ""
        for row, value, words in asked:
            row.set_error("" if value else self._(words))
            if not value and not first:
                first = self._(words)
                row.focus()
        due = self._check_due()
        if due and not first:
            self.due_row.focus()
            first = due
        return first or self.seals.problem()

    def focus_first(self) -> None:
        """The receiver."""
        (self._name if self.form.keyless else self._to).setFocus()

    def _make_receiver(self) -> None:
        look = self.look
        card = Card(look, self._("Receiver"))
        bars = QHBoxLayout()
        bars.setSpacing(look.px(24))
        self._who = FilterBar(
            [(ROSTER, self._("Somebody of the roster")), (KEYLESS, self._("Somebody without a key"))],
            label=self._("Receiver"),
        )
        self._when = FilterBar(
            [(NOW, self._("Signs here now")), (LATER, self._("Accepts later"))], label=self._("When they sign")
        )
        self._who.chosen.connect(self._changed)
        self._when.chosen.connect(self._changed)
        bars.addWidget(self._who)
        bars.addStretch(1)
        bars.addWidget(self._when)
        card.body.addLayout(bars)
        self._to, self._kind, self._attestor = ChoiceField(), ChoiceField(), ChoiceField()
        self._kind.set_choices([("", "–"), *((each.code, self._(each.label)) for each in RECIPIENT_KINDS)])
        self._name, self._org = QLineEdit(), QLineEdit()
        self.to_row = FieldRow(look, self._("&Who receives"), self._to, required=True)
        self.kind_row = FieldRow(look, self._("&Kind"), self._kind, required=True)
        self.name_row = FieldRow(look, self._("&Name"), self._name, required=True)
        self.org_row = FieldRow(look, self._("Organisation"), self._org)
        self.attestor_row = FieldRow(
            look,
            self._("Attested by"),
            self._attestor,
            help=self._("Somebody of the roster who sees the receiver sign by hand, and signs for it."),
        )
        self._roster = QWidget()
        first = QHBoxLayout(self._roster)
        first.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.to_row, 1)
        first.addStretch(1)
        self._keyless = QWidget()
        grid = QGridLayout(self._keyless)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(10))
        rows = (self.kind_row, self.name_row, self.org_row, self.attestor_row)
        for place, row in enumerate(rows):
            grid.addWidget(row, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        card.add(self._roster)
        card.add(self._keyless)
        self._later = PlainLabel(
            self._("You stay responsible until they accept; the offer waits in the list of transfers."),
            role="muted",
            wrap=True,
        )
        card.add(self._later)
        self.column.addWidget(card)
        for choice in (self._to, self._kind, self._attestor):
            choice.currentIndexChanged.connect(self._changed)
        for line in (self._name, self._org):
            line.textChanged.connect(self._changed)

    def _make_terms(self) -> None:
        look = self.look
        card = Card(look, self._("Terms"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 2)
        self._purpose = TypedChoice([(each.code, self._(each.label)) for each in PURPOSES])
        self._condition, self._due = QLineEdit(), QLineEdit()
        self._due.setPlaceholderText("2026-04-30")
        self.purpose_row = FieldRow(look, self._("&Purpose"), self._purpose, required=True)
        self.condition_row = FieldRow(look, self._("&Condition"), self._condition, required=True)
        self.due_row = FieldRow(look, self._("&Due back on"), self._due)
        for place, row in enumerate((self.purpose_row, self.condition_row, self.due_row)):
            grid.addWidget(row, 0, place)
        card.body.addLayout(grid)
        self.column.addWidget(card)
        self._purpose.editTextChanged.connect(self._changed)
        self._condition.textChanged.connect(self._changed)
        self._due.textChanged.connect(self._changed)
        self._due.editingFinished.connect(self._check_due)

    def _offer_people(self) -> None:
        people = self.ctx.station.trust.roster.people
        offered = [("", self._("Choose …"))]
        for person in sorted(people, key=_name_of):
            if person.id != self.ctx.person:
                roles = ", ".join(self._(ROLES.get(role, role)) for role in person.roles)
                offered.append((person.id, " · ".join(part for part in (person.name, roles) if part)))
        self._to.set_choices(offered)
        self._to.choose(self.form.to)
        everybody = [(person.id, person.name) for person in sorted(people, key=_name_of)]
        self._attestor.set_choices(everybody)
        self._attestor.choose(self.form.attestor or self.ctx.person)

    def _changed(self, *_: object) -> None:
        form = self.form
        if not self._filling:
            form.keyless = self._who.current == KEYLESS
            form.when = self._when.current
            form.to, form.kind, form.attestor = self._to.code(), self._kind.code(), self._attestor.code()
            form.name, form.org = self._name.text().strip(), self._org.text().strip()
            form.purpose, form.condition = self._purpose.value(), self._condition.text().strip()
            form.due = self._due.text().strip()
            for row, value in (
                (self.to_row, form.to),
                (self.kind_row, form.kind),
                (self.name_row, form.name),
                (self.purpose_row, form.purpose),
                (self.condition_row, form.condition),
            ):
                if value:
                    row.clear_error()
            self.tell_changed()
        self._roster.setVisible(not form.keyless)
        self._keyless.setVisible(form.keyless)
        self._later.setVisible(form.when == LATER)
        self.attestor_row.setVisible(form.when == NOW)

    def _check_due(self) -> str:
        told = ""
        if self.form.due:
            try:
                date.fromisoformat(self.form.due)
            except ValueError:
                told = self._("This is no date. Write it as 2026-04-30.")
        self.due_row.set_error(told)
        return told


def purpose_words(ctx: AppContext, purpose: str) -> str:
    """Return a purpose as shown: the label of a code, or the words themselves."""
    return ctx._(label_of(PURPOSES, purpose))


def _name_of(person: object) -> str:
    return str(getattr(person, "name", ""))
