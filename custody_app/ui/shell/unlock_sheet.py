"""Asks one person for the passphrase, for one batch of signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext, UnlockRequest
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.lock_page import CHECKING
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.widgets.buttons import primary_button
from custody_app.ui.widgets.field_row import FieldRow
from custody_app.ui.widgets.passphrase_field import PassphraseField

if TYPE_CHECKING:
    from custody_app.crypto.ed25519 import SigningKey


class UnlockSheet(Sheet):
    """The key is derived in a thread; a wrong passphrase is told in place, kept and selected."""

    def __init__(self, ctx: AppContext, parent: QWidget, request: UnlockRequest) -> None:
        look = ctx.look
        name = ctx.station.trust.names().get(request.person, request.person)
        super().__init__(look, parent, look._(N_("{name} signs")).format(name=name), width=460)
        self._ctx, self._request = ctx, request
        self._granted = False
        why = request.why or look._(N_("This act asks for the passphrase each time. One passphrase covers the batch."))
        self.body.addWidget(PlainLabel(why, role="muted", wrap=True))
        self._field = PassphraseField(look)
        self._row = FieldRow(look, look._(N_("Passphrase of {name}")).format(name=name), self._field)
        self._field.entered.connect(self._try)
        self.body.addWidget(self._row)
        self._busy = PlainLabel(look._(CHECKING), role="muted")
        self.body.addWidget(self._busy)
        self._busy.hide()
        self.body.addStretch(1)
        self.add_cancel()
        self._button = primary_button(look, look._(N_("Sign")), "signature", self._try)
        self.buttons.addWidget(self._button)
        self.closed.connect(self._closed)

    def first_field(self) -> QWidget:
        """The passphrase."""
        return self._field.edit

    def covered(self) -> None:
        """Forget the passphrase."""
        self._field.clear()

    def _try(self) -> None:
        if not self._button.isEnabled() or not self._field.text():
            return
        session, person, passphrase = self._ctx.station.session, self._request.person, self._field.text()

        def work(_control: Control) -> SigningKey:
            return session.fresh(person, passphrase)

        self._button.setEnabled(False)
        self._field.edit.setReadOnly(True)
        self._busy.show()
        self._row.clear_error()
        self._ctx.tasks.run(work, done=self._opened, failed=self._failed, owner=self)

    def _opened(self, key: SigningKey) -> None:
        self._granted = True
        self._field.clear()
        self.close_sheet()
        if self._request.granted is not None:
            self._request.granted(key)
        else:
            key.wipe()

    def _failed(self, error: CustodyError) -> None:
        self._button.setEnabled(True)
        self._field.edit.setReadOnly(False)
        self._busy.hide()
        self._row.set_error(self._ctx.error_text(error))
        self._field.select_all()

    def _closed(self) -> None:
        self._field.clear()
        if not self._granted and self._request.refused is not None:
            self._request.refused()
