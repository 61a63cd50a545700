"""Two short forms about a key file: another passphrase, and a copy in OpenSSH format."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.services.enrolment import ROOT_KEY
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow, PassphraseField, primary_button, secondary_button
from custody_app.ui.widgets.abstract import AbstractWidget
from custody_app.ui.widgets.new_passphrase import NewPassphrase
from custody_app.ui.widgets.path_field import PathField


class KeyForm(QWidget, metaclass=AbstractWidget):
    """What both forms share: whose key, the present passphrase, the buttons.

    `work()` gives what is to be done in a thread, None after telling beside the field what is wrong.
    """

    def __init__(
        self, ctx: AppContext, person: str, heading: str, verb: str, go_on: Callable[[], None], back: Callable[[], None]
    ) -> None:
        super().__init__()
        self.ctx, self.person = ctx, person
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        self.card = Card(look, heading)
        name = tr(N_("The roster's root key")) if person == ROOT_KEY else self.name()
        self.card.add(PlainLabel(name, role="strong", wrap=True))
        self.old = PassphraseField(look)
        self.old_row = FieldRow(look, tr(N_("P&resent passphrase")), self.old, required=True)
        self.card.add(self.old_row)
        self.build()
        column.addWidget(self.card)
        row = QHBoxLayout()
        row.addWidget(secondary_button(look, tr(N_("Back")), "arrow-left", back))
        row.addStretch(1)
        self.button = primary_button(look, verb, "check", go_on)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addStretch(1)

    def build(self) -> None:
        """Make the other fields in `card`."""

    @abstractmethod
    def work(self) -> Callable[[], None] | None:
        """Return what is to be done."""

    @abstractmethod
    def done_words(self) -> str:
        """Return what is told when it is done."""

    def tell(self, error: CustodyError) -> bool:
        """Tell an error beside its field; False where it belongs to none."""
        if error.code != "WRONG_PASSPHRASE":
            return False
        self.old_row.set_error(" ".join(part for part in error.sentences(self.ctx.translator) if part))
        self.old.select_all()
        return True

    def name(self) -> str:
        """Return the person's name."""
        return self.ctx.station.trust.names().get(self.person, self.person)

    def has_old(self) -> bool:
        """Tell whether the present passphrase was typed; else say so."""
        self.old_row.clear_error()
        if not self.old.text():
            self.old_row.set_error(self.ctx._(N_("Type the present passphrase.")))
            self.old_row.focus()
            return False
        return True


class ChangeForm(KeyForm):
    """Another passphrase for a key file; the key stays the same, and nothing is recorded."""

    def build(self) -> None:
        """The new one."""
        self.new = NewPassphrase(self.ctx.look, self.ctx.bootstrap.random, self._own_words)
        self.card.add(self.new)

    def work(self) -> Callable[[], None] | None:
        """Change it."""
        if not self.has_old() or not self.new.check():
            return None
        officers, person, old, new = self.ctx.station.officers, self.person, self.old.text(), self.new.passphrase()

        def change() -> None:
            officers.change_passphrase(person, old, new)

        return change

    def done_words(self) -> str:
        """The key is the same."""
        return self.ctx._(N_("The passphrase is changed; the key is the same."))

    def _own_words(self) -> tuple[str, ...]:
        return (self.person, self.name(), self.ctx.station.info.agency)


class ExportForm(KeyForm):
    """A copy of the key for ssh-keygen, locked with the same passphrase."""

    def build(self) -> None:
        """Where to."""
        look, tr = self.ctx.look, self.ctx._
        told = tr(N_("OpenSSH format, locked with the same passphrase. Whoever has file and passphrase can sign."))
        self.card.add(PlainLabel(told, role="muted", wrap=True))
        self.target = PathField(look, "save", suggested=f"{self.person}.key")
        self.target_row = FieldRow(look, tr(N_("&File")), self.target, help=tr(N_("A new file.")), required=True)
        self.card.add(self.target_row)

    def work(self) -> Callable[[], None] | None:
        """Write it."""
        if not self.has_old():
            return None
        target = self.target.path()
        self.target_row.clear_error()
        if target is None or not target.is_absolute():
            self.target_row.set_error(self.ctx._(N_("Name the whole path of a new file.")))
            self.target_row.focus()
            return None
        officers, person, passphrase = self.ctx.station.officers, self.person, self.old.text()

        def export() -> None:
            officers.export_key(person, passphrase, Path(target))

        return export

    def tell(self, error: CustodyError) -> bool:
        """An existing file belongs to the field too."""
        if error.code in ("SECRET_FILE_EXISTS", "SECRET_FILE_WRITE"):
            self.target_row.set_error(" ".join(part for part in error.sentences(self.ctx.translator) if part))
            self.target_row.focus()
            return True
        return super().tell(error)

    def done_words(self) -> str:
        """It is written."""
        return self.ctx._(N_("The key is written, locked with the same passphrase."))
