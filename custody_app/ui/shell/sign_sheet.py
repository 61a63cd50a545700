"""Reads a proposal back, collects the signatures it needs, records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext, SignRequest
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.recording import standing
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.widgets.banner import Banner
from custody_app.ui.widgets.buttons import primary_button
from custody_app.ui.widgets.read_back_view import ReadBackView

if TYPE_CHECKING:
    from custody_app.crypto.ed25519 import SigningKey
    from custody_app.storage import Recorded


class SignSheet(Sheet):
    """Signing goes signer by signer, in the order of the statements: the receiver comes last."""

    def __init__(self, ctx: AppContext, parent: QWidget, request: SignRequest) -> None:
        look = ctx.look
        proposal = request.proposal
        statements = ctx.station.acts.read_back(proposal)
        title = request.title or look._(statements[0][0].value if statements and statements[0] else "")
        super().__init__(look, parent, title, width=880)
        self._ctx, self._request = ctx, request
        self._keys: dict[str, SigningKey] = {}
        self._recorded = False
        self._standing: Sequence[Recorded] = ()
        self._recording = False
        count = len(statements)
        told = look.ngettext(
            "This is exactly what will be signed and recorded. Nothing was recorded yet.",
            "These {n} statements are exactly what will be signed and recorded, all or none.",
            count,
        )
        self.body.addWidget(PlainLabel(told.format(n=count), role="muted", wrap=True))
        self._message = Banner(look)
        self._message.hide()
        self.body.addWidget(self._message)
        self.body.addWidget(ReadBackView(look, statements))
        self.body.addStretch(1)
        self.add_cancel(look._(N_("Go back")))
        self._button = primary_button(look, request.verb or look._(N_("Sign and record")), "signature", self._next)
        self.buttons.addWidget(self._button)
        self.closed.connect(self._closed)

    def first_field(self) -> QWidget:
        """The button; Return on it is a decision."""
        return self._button

    def close_sheet(self) -> None:
        """Go back, except while it is being recorded: the keys are in use, and the outcome must be told."""
        if not self._recording:
            super().close_sheet()

    def covered(self) -> None:
        """Forget the keys of those who have signed; they sign again."""
        if not self._recording:
            self._wipe()

    def _next(self) -> None:
        """Ask the next signer, or record when all have signed."""
        proposal, person = self._request.proposal, self._ctx.person
        own = "" if proposal.needs_fresh_unlock else person
        waiting = [each for each in proposal.signers if each not in (*self._keys, own)]
        if waiting:
            self._ctx.with_fresh_unlock(waiting[0], self._signed)
        else:
            self._record()

    def _signed(self, key: SigningKey) -> None:
        proposal = self._request.proposal
        own = "" if proposal.needs_fresh_unlock else self._ctx.person
        waiting = [each for each in proposal.signers if each not in (*self._keys, own)]
        self._keys[waiting[0]] = key
        self._next()

    def _record(self) -> None:
        self._recording = True
        self._button.setEnabled(False)
        self._message.show_text(self.look._(N_("Recording …")), "info")
        acts, proposal = self._ctx.station.acts, self._request.proposal
        signers: Mapping[str, SigningKey] = dict(self._keys)

        def work(_control: Control) -> Sequence[Recorded]:
            return acts.record(proposal, signers)

        self._ctx.tasks.run(work, done=self._done, failed=self._failed, writes=True, owner=self)

    def _done(self, recorded: Sequence[Recorded]) -> None:
        self._recorded, self._recording = True, False
        self.close_sheet()
        if recorded:
            text = self.look.ngettext(
                "Recorded as entry {first}.", "Recorded as entries {first} to {last}.", len(recorded)
            )
            self._ctx.toast(text.format(first=recorded[0].seq, last=recorded[-1].seq))
        self._request.done(recorded)
        self._ctx.recorded.emit()

    def _failed(self, error: CustodyError) -> None:
        self._recording = False
        self._wipe()
        self._button.setEnabled(True)
        self._standing = standing(self._ctx, self._request.proposal)
        self._message.show_text(self._ctx.error_text(error), "danger")

    def _closed(self) -> None:
        self._wipe()
        if self._standing and not self._recorded:  # the error told so; what was typed for it must not wait to be signed
            self._request.done(self._standing)
            self._ctx.recorded.emit()
        elif not self._recorded and self._request.cancelled is not None:
            self._request.cancelled()

    def _wipe(self) -> None:
        for key in self._keys.values():
            key.wipe()
        self._keys.clear()
