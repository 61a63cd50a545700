"""What one transfer is about, and what the person may do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.domain.commands import CancelTransfer, RejectTransfer
from custody_app.domain.state import TransferState
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.receipt import receipt_of, status_words
from custody_app.ui.pages.transfer.receipt_page import ROLES
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    Chip,
    FactGrid,
    FieldRow,
    danger_button,
    primary_button,
    rule,
    secondary_button,
)

if TYPE_CHECKING:
    from custody_app.storage import Recorded

WIDTH = 360


class OfferPanel(Card):
    """Accept goes to the lines, reject and cancel ask for a reason here; `failed` gives an error."""

    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look)
        self._ctx = ctx
        self._offer = ""
        self._state: TransferState | None = None
        self._held: QWidget | None = None
        self.reason = QLineEdit()
        self.reason_row: FieldRow | None = None
        self._verb = ""
        self.setFixedWidth(ctx.theme.px(WIDTH))
        self.show_offer("")

    def show_offer(self, offer: str) -> None:
        """Show a transfer, "" for none."""
        self._offer, self._verb = offer, ""
        self._state = self._ctx.station.transfers.state(offer) if offer else None
        self._build()

    def act(self) -> bool:
        """Do the next thing with the chosen transfer; tell whether there was one."""
        if self._verb:
            self._answer()
            return True
        if self._state is not None and self._may_accept(self._state):
            self._accept()
            return True
        return False

    def begin(self, verb: str) -> None:
        """Ask for the reason of `reject` or `cancel`."""
        self._verb = verb
        self._build()
        self.reason.setFocus()

    def _build(self) -> None:
        if self._held is not None:
            self.body.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        column = QVBoxLayout(self._held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ctx.theme.px(10))
        self.body.addWidget(self._held)
        if self._state is None:
            self.set_heading(self._ctx._(N_("No transfer chosen")))
            words = self._ctx._(N_("Choose one in the list to accept, reject or cancel it, or to see its receipt."))
            column.addWidget(PlainLabel(words, role="muted", wrap=True))
        else:
            self._show(self._state, column)
        column.addStretch(1)
        if self._state is not None:
            self._show_actions(self._state, column)

    def _show(self, state: TransferState, column: QVBoxLayout) -> None:
        ctx = self._ctx
        receipt = receipt_of(ctx.station, state.offer, ctx.translator)
        count = len(receipt.lines)
        self.set_heading(ctx.look.ngettext("{n} exhibit", "{n} exhibits", count).format(n=count))
        role, icon = ROLES.get(state.status, ("neutral", ""))
        column.addWidget(Chip(ctx.look, status_words(ctx.translator, state.status), role, icon))
        facts = [
            (ctx._(N_("Case")), receipt.case),
            (ctx._(N_("From")), receipt.giver.name),
            (ctx._(N_("To")), receipt.receiver.name),
            (ctx._(N_("Purpose")), receipt.purpose),
            (ctx._(N_("Condition")), receipt.condition),
        ]
        if receipt.due:
            facts.append((ctx._(N_("Due back on")), receipt.due))
        column.addWidget(FactGrid(ctx.look, facts))
        column.addWidget(rule())
        for line in receipt.lines[:8]:
            column.addWidget(PlainLabel(line.number, role="strong", wrap=True))
            column.addWidget(PlainLabel(line.title, role="small", wrap=True))
        if count > 8:
            column.addWidget(PlainLabel(ctx._(N_("… and {n} more")).format(n=count - 8), role="muted"))

    def _show_actions(self, state: TransferState, column: QVBoxLayout) -> None:
        ctx, look = self._ctx, self._ctx.look
        if self._verb:
            self.reason = QLineEdit()
            label = N_("Reason for the rejection") if self._verb == "reject" else N_("Reason for cancelling")
            self.reason_row = FieldRow(look, ctx._(label), self.reason, required=True)
            self.reason.returnPressed.connect(self._answer)
            column.addWidget(self.reason_row)
            verb = N_("Reject it") if self._verb == "reject" else N_("Cancel the offer")
            row = QHBoxLayout()
            row.addWidget(secondary_button(look, ctx._(N_("Back")), "arrow-left", self._forget_verb))
            row.addStretch(1)
            row.addWidget(danger_button(look, ctx._(verb), "", self._answer))
            column.addLayout(row)
            return
        if self._may_accept(state):
            column.addWidget(primary_button(look, ctx._(N_("Accept, line by line")), "check", self._accept))
        if state.status == "open" and state.to == ctx.person:
            column.addWidget(secondary_button(look, ctx._(N_("Reject the whole offer")), "circle-x", self._reject))
        if state.status == "open" and state.by == ctx.person:
            column.addWidget(secondary_button(look, ctx._(N_("Cancel the offer")), "ban", self._cancel))
        column.addWidget(secondary_button(look, ctx._(N_("Show the receipt")), "scroll-text", self._receipt))

    def _may_accept(self, state: TransferState) -> bool:
        return state.status == "open" and (not state.to or state.to == self._ctx.person)

    def _accept(self) -> None:
        self._ctx.go("transfer", offer=self._offer)

    def _reject(self) -> None:
        self.begin("reject")

    def _cancel(self) -> None:
        self.begin("cancel")

    def _forget_verb(self) -> None:
        self._verb = ""
        self._build()

    def _receipt(self) -> None:
        self._ctx.go("receipt", offers=[self._offer])

    def _answer(self) -> None:
        ctx, reason = self._ctx, self.reason.text().strip()
        if not reason:
            if self.reason_row is not None:
                self.reason_row.set_error(ctx._(N_("Say why; the reason is signed with it.")))
            return
        ctx.with_unlocked(self._propose)

    def _propose(self) -> None:
        ctx, reason, transfers = self._ctx, self.reason.text().strip(), self._ctx.station.transfers
        try:
            if self._verb == "reject":
                proposal = transfers.propose_reject(RejectTransfer(actor=ctx.person, offer=self._offer, reason=reason))
            else:
                proposal = transfers.propose_cancel(CancelTransfer(actor=ctx.person, offer=self._offer, reason=reason))
        except CustodyError as error:
            self.failed.emit(error)
            return
        ctx.sign(proposal, self._done)

    def _done(self, _recorded: Sequence[Recorded]) -> None:
        self.show_offer(self._offer)
