"""The receiver's step: each exhibit accepted or rejected, with its condition and its seal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.state import ExhibitState
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import TransferForm
from custody_app.ui.pages.transfer.step import TransferStep
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow, FilterBar

ACCEPT, REJECT = "accept", "reject"


class LinesStep(TransferStep):
    """One card for each exhibit."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._told = PlainLabel(role="muted", wrap=True)
        self.column.addWidget(self._told)
        self.lines: list[LineCard] = []
        self.column.addStretch(1)

    def show_form(self, form: TransferForm) -> None:
        """Show a card for each exhibit, as it was answered so far."""
        super().show_form(form)
        for old in self.lines:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        names = self.ctx.station.trust.names()
        who = form.name if form.keyless else names.get(form.to, form.to)
        told = self._("{name} looks at every exhibit and says what is received. What is rejected stays with the giver.")
        self._told.setText(told.format(name=who))
        self.lines = []
        for exhibit in self.states():
            said = form.lines.setdefault(exhibit.id, {})
            said.setdefault("accepted", True)
            said.setdefault("seal_ok", True)
            said.setdefault("reason", "")
            said.setdefault("condition", self._("As described in the offer"))
            card = LineCard(self.ctx, exhibit, said)
            card.changed.connect(self.tell_changed)
            self.lines.append(card)
            self.column.insertWidget(self.column.count() - 1, card)
            card.show()  # a layout shows its widgets later, and what is not shown cannot take the cursor

    def problem(self) -> str:
        """The first line without a condition, or rejected without a reason."""
        first = ""
        for card in self.lines:
            told = card.problem()
            if told and not first:
                first = told
                card.focus()
        return first

    def focus_first(self) -> None:
        """The first line."""
        if self.lines:
            self.lines[0].answer.findChildren(QWidget)[0].setFocus()


class LineCard(Card):
    """What is said of one exhibit, written into `said` as it is said."""

    changed = Signal()

    def __init__(self, ctx: AppContext, exhibit: ExhibitState, said: dict[str, Any]) -> None:
        super().__init__(ctx.look)
        self._ctx, self.exhibit, self._said = ctx, exhibit.id, said
        look = ctx.look
        top = QHBoxLayout()
        top.setSpacing(look.px(12))
        drawn = PlainLabel()
        kind = EXHIBIT_TYPES.get(exhibit.type)
        drawn.setPixmap(ctx.theme.pixmap(kind.icon if kind else "package", "muted", 22))
        top.addWidget(drawn, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(exhibit.number, role="strong", wrap=True))
        words.addWidget(PlainLabel(exhibit.title, role="small", wrap=True))
        top.addLayout(words, 1)
        self.seal = QCheckBox(ctx._(N_("Seal in order")))
        self.seal.setChecked(bool(said["seal_ok"]))
        top.addWidget(self.seal)
        label = ctx._(N_("Answer for {number}")).format(number=exhibit.number)
        self.answer = FilterBar([(ACCEPT, ctx._(N_("Accept"))), (REJECT, ctx._(N_("Reject")))], label=label)
        top.addWidget(self.answer)
        self.body.addLayout(top)
        self.seal.setVisible(bool(exhibit.seals_in_force))
        below = QHBoxLayout()
        below.setSpacing(look.px(16))
        self.condition, self.reason = QLineEdit(str(said["condition"])), QLineEdit(str(said["reason"]))
        self._condition_row = FieldRow(look, ctx._(N_("Condition as received")), self.condition, required=True)
        self._reason_row = FieldRow(look, ctx._(N_("Reason for the rejection")), self.reason, required=True)
        below.addWidget(self._condition_row, 1)
        below.addWidget(self._reason_row, 1)
        self.body.addLayout(below)
        if not said["accepted"]:
            self.answer.choose(REJECT)
        self._reason_row.setVisible(not said["accepted"])
        self.answer.chosen.connect(self._changed)
        self.seal.toggled.connect(self._changed)
        self.condition.textChanged.connect(self._changed)
        self.reason.textChanged.connect(self._changed)

    def problem(self) -> str:
        """Mark what is missing."""
        told = ""
        if not self._said["condition"]:
            told = self._ctx._(N_("Say in what condition it is."))
            self._condition_row.set_error(told)
        if not self._said["accepted"] and not self._said["reason"]:
            told = self._ctx._(N_("Say why it is rejected."))
            self._reason_row.set_error(told)
        return told

    def focus(self) -> None:
        """Put the cursor where something is missing."""
        (self._condition_row if self._condition_row.error else self._reason_row).focus()

    def _changed(self, *_: object) -> None:
        said = self._said
        said["accepted"] = self.answer.current == ACCEPT
        said["seal_ok"] = self.seal.isChecked()
        said["condition"], said["reason"] = self.condition.text().strip(), self.reason.text().strip()
        self._reason_row.setVisible(not said["accepted"])
        if said["condition"]:
            self._condition_row.clear_error()
        if said["reason"] or said["accepted"]:
            self._reason_row.clear_error()
        self.changed.emit()
