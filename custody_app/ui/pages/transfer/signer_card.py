"""One person signs: passphrase of their own key, kept at this station or brought along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.widgets import Card, Chip, FieldRow, PassphraseField, primary_button, quiet_button

if TYPE_CHECKING:
    from custody_app.crypto.ed25519 import SigningKey


class SignerCard(Card):
    """`signed` fires when the passphrase opened the key, which is then in `key` until it is taken.

    Args:
        ctx: the window.
        person: whose key.
        role: `Giver`, `Receiver` or `Attested by`, translated.
        verb: on the button.
    """

    signed = Signal()

    def __init__(self, ctx: AppContext, person: str, role: str, verb: str) -> None:
        super().__init__(ctx.look)
        self._ctx, self.person, self._role = ctx, person, role
        self.key: SigningKey | None = None
        self._key_file: Path | None = None
        name = ctx.station.trust.names().get(person, person)
        self.set_heading(f"{role}: {name}")
        self.state = Chip(ctx.look, "")
        self.add(self.state)
        self.field = PassphraseField(ctx.look)
        self.row = FieldRow(ctx.look, ctx._(N_("Passphrase of {name}")).format(name=name), self.field)
        self.field.entered.connect(self.try_it)
        self.add(self.row)
        self._file = ElidedLabel(role="small")
        self._file.hide()
        self.add(self._file)
        buttons = QHBoxLayout()
        self._bring = quiet_button(ctx.look, ctx._(N_("Key file …")), "key-round", self._choose_file)
        self._button = primary_button(ctx.look, verb, "signature", self.try_it)
        buttons.addWidget(self._bring)
        buttons.addStretch(1)
        buttons.addWidget(self._button)
        self.body.addLayout(buttons)
        self._waits = PlainLabel(role="small", wrap=True)
        self.add(self._waits)
        self._trying = False
        self.let_sign(False, "")

    def let_sign(self, may: bool, waits_for: str) -> None:
        """Let the person sign now, or say what has to come first."""
        open_now = may and self.key is None
        for widget in (self.row, self._bring, self._button):
            widget.setVisible(open_now)
        self._file.setVisible(open_now and self._key_file is not None)
        self._waits.setText(waits_for)
        self._waits.setVisible(bool(waits_for) and not may)
        if self.key is not None:
            self.state.set_state(self._ctx._(N_("Passphrase right, signs")), "ok", "circle-check")
        elif may:
            self.state.set_state(self._ctx._(N_("Signs now")), "info", "pen-line")
        else:
            self.state.set_state(self._ctx._(N_("Signs later")), "neutral", "circle-dashed")

    def use_key_file(self, path: Path) -> None:
        """Take the key from this file."""
        self._key_file = path
        self._file.setText(str(path))
        self._file.show()
        self.row.clear_error()
        self.field.setFocus()

    def try_it(self) -> None:
        """Open the key in the background."""
        if self._trying or self.key is not None or not self.field.text():
            return
        self._trying = True
        self._button.setEnabled(False)
        self.row.clear_error()
        session, person = self._ctx.station.session, self.person
        passphrase, key_file = self.field.text(), self._key_file

        def work(_control: Control) -> SigningKey:
            return session.fresh(person, passphrase, key_file)

        self._ctx.tasks.run(work, done=self._opened, failed=self._refused, owner=self)

    def wipe(self) -> None:
        """Forget key and passphrase."""
        if self.key is not None:
            self.key.wipe()
        self.key = None
        self.field.clear()

    def _opened(self, key: SigningKey) -> None:
        self._trying = False
        self._button.setEnabled(True)
        self.key = key
        self.field.clear()
        self.signed.emit()

    def _refused(self, error: CustodyError) -> None:
        self._trying = False
        self._button.setEnabled(True)
        self.row.set_error(self._ctx.error_text(error))
        self.field.select_all()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self._ctx._(N_("Choose the key file of this person")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    def _file_chosen(self, name: str) -> None:
        self.use_key_file(Path(name))
