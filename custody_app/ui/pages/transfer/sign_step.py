"""Last step: both statements read back; the giver signs, then the receiver; both are recorded or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import TransferForm
from custody_app.ui.pages.transfer.hand_card import HandCard
from custody_app.ui.pages.transfer.proposing import propose, shown_meanwhile
from custody_app.ui.pages.transfer.signer_card import SignerCard
from custody_app.ui.pages.transfer.step import TransferStep
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.recording import Recording
from custody_app.ui.widgets import ReadBackView

if TYPE_CHECKING:
    from custody_app.storage import Recorded

SIDE_WIDTH = 400


class SignStep(TransferStep):
    """`recorded` gives the statements, `refused` an error; nothing was recorded then, and everything is kept."""

    recorded = Signal(object)
    refused = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.proposal: Proposal | None = None
        self.hand: HandCard | None = None
        self.cards: list[SignerCard] = []
        self.busy = False
        self._giver = ""
        self._view: ReadBackView | None = None
        row = QHBoxLayout()
        row.setSpacing(self.look.px(16))
        left, self._left = _scroller(self.look.px)
        self._told = PlainLabel(role="muted", wrap=True)
        self._left.addWidget(self._told)
        self._left.addStretch(1)
        right, self._right = _scroller(self.look.px)
        right.setFixedWidth(self.look.px(SIDE_WIDTH))
        self._right.addStretch(1)
        row.addWidget(left, 1)
        row.addWidget(right)
        self.column.addLayout(row, 1)

    def show_for(self, form: TransferForm, giver: str) -> None:
        """Read back what this form amounts to, and ask for the signatures.

        Args:
            form: all of it.
            giver: who offers; when an offer is answered, whoever is unlocked.
        """
        self.form, self._giver = form, giver
        self.forget()
        self._clear_cards()
        by_hand = form.keyless and (form.when == "now" or bool(form.offer))
        if by_hand:
            self.hand = HandCard(self.ctx, ", ".join(part for part in (form.name, form.org) if part))
            self.hand.taken.connect(self._propose)
            self._right.insertWidget(self._right.count() - 1, self.hand)
        self._propose()

    def focus_first(self) -> None:
        """Whoever signs first."""
        if self.hand is not None and not self.hand.sha256:
            self.hand.pad.setFocus()
            return
        for card in self.cards:
            if card.key is None and card.field.isVisibleTo(self):
                card.field.setFocus()
                return

    def press_on(self) -> None:
        """Ctrl+Enter: the signature that is due."""
        if self.busy:
            return
        if self.hand is not None and not self.hand.sha256:
            self.hand.take_it()
            return
        for card in self.cards:
            if card.key is None:
                card.try_it() if card.field.text() else card.field.setFocus()
                return

    def forget(self) -> None:
        """Wipe the keys: the step is left, or the statements are not what was signed for."""
        for card in self.cards:
            card.wipe()

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered by the lock, or left: no key stays open behind it."""
        super().hideEvent(event)
        if not event.spontaneous() and not self.busy:
            self.forget()
            self._let_next_sign()

    def _propose(self) -> None:
        """Make the statements anew, with the signature by hand as it is now, and read them back."""
        self.forget()
        signature = self.hand.sha256 if self.hand else ""
        signed_on = self.hand.signed_on if self.hand else "screen"
        waits = self.hand is not None and not signature
        station = self.ctx.station
        try:
            if waits:
                self.proposal = None
                meanwhile = shown_meanwhile(station, self.form, self._giver)
            else:
                self.proposal = propose(station, self.form, self._giver, signature, signed_on)
                meanwhile = self.proposal
        except CustodyError as error:
            self.proposal = None
            self._clear_cards(signers_only=True)
            self._read_back(None, waits=waits)
            self.refused.emit(error)
            return
        self._read_back(meanwhile, waits=waits)
        self._ask(self._signers())

    def _signers(self) -> list[tuple[str, str]]:
        """Return who signs with a key, and as what, in order; the receiver or who attests comes last."""
        form = self.form
        giver = [] if form.offer else [(self._giver, N_("Giver"))]
        if form.offer:
            last = (form.attestor, N_("Attested by")) if form.keyless else (form.to, N_("Receiver"))
            return [last]
        if form.when == "later":
            return giver
        if not form.keyless:
            return [*giver, (form.to, N_("Receiver"))]
        return giver if form.attestor in ("", self._giver) else [*giver, (form.attestor, N_("Attested by"))]

    def _ask(self, signers: Sequence[tuple[str, str]]) -> None:
        self._clear_cards(signers_only=True)
        for place, (person, role) in enumerate(signers):
            verb = N_("Sign and record") if place == len(signers) - 1 else N_("Sign")
            card = SignerCard(self.ctx, person, self._(role), self._(verb))
            card.signed.connect(self._signed)
            self.cards.append(card)
            at = self._right.count() - 1
            self._right.insertWidget(at, card)
            card.show()  # a layout shows its widgets later, and what is not shown cannot take the cursor
        self._let_next_sign()

    def _let_next_sign(self) -> None:
        free = self.proposal is not None
        for card in self.cards:
            waits = self._("Signs after the one above.")
            card.let_sign(free, waits)
            if free and card.key is None:
                card.field.setFocus()
            free = free and card.key is not None

    def _signed(self) -> None:
        self._let_next_sign()
        if self.proposal is not None and all(card.key is not None for card in self.cards):
            self._record(self.proposal)

    def _record(self, proposal: Proposal) -> None:
        signers = {card.person: card.key for card in self.cards if card.key is not None}
        for card in self.cards:
            card.key = None
        self._set_busy(True)
        Recording(self.ctx, proposal, signers, self._done, self._failed, self).start()

    def _done(self, recorded: Sequence[Recorded]) -> None:
        self._set_busy(False)
        self.recorded.emit(recorded)

    def _failed(self, error: CustodyError) -> None:
        self._set_busy(False)
        self._propose()
        self.refused.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)

    def _read_back(self, proposal: Proposal | None, *, waits: bool) -> None:
        if self._view is not None:
            self._left.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
            self._view = None
        if proposal is None:
            told = self._("What will be signed is shown here as soon as everything before is right.")
        elif waits:
            told = self._("The receiver's own statement is added as soon as the signature is taken.")
        else:
            count = len(proposal.drafts)
            told = self.look.ngettext(
                N_("This is exactly what will be signed. Nothing is recorded before."),
                N_("These {n} statements are exactly what will be signed; all are recorded, or none."),
                count,
            ).format(n=count)
        self._told.setText(told)
        if proposal is not None:
            self._view = ReadBackView(self.look, self.ctx.station.acts.read_back(proposal))
            self._left.insertWidget(1, self._view)

    def _clear_cards(self, *, signers_only: bool = False) -> None:
        gone: list[QWidget] = list(self.cards)
        self.cards = []
        if not signers_only and self.hand is not None:
            gone.append(self.hand)
            self.hand = None
        for card in gone:
            self._right.removeWidget(card)
            card.hide()
            card.deleteLater()


def _scroller(px: Callable[[float], int]) -> tuple[QScrollArea, QVBoxLayout]:
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner = QWidget()
    inner.setObjectName("scroll_body")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, px(4), 0)
    column.setSpacing(px(12))
    scroll.setWidget(inner)
    return scroll, column
