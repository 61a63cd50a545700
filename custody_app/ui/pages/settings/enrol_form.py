"""The form that enrols somebody."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.services.new_person import PERSON_ID, NewPerson
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.answers import proposed_id
from custody_app.ui.pages.settings.enrolment import Enrolment
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow, PassphraseField, primary_button, secondary_button
from custody_app.ui.widgets.entry_fields import ChoiceField
from custody_app.ui.widgets.new_passphrase import NewPassphrase
from custody_app.ui.widgets.role_boxes import RoleBoxes


class EnrolForm(QWidget):
    """Who, with which passphrase of their own, enrolled by whom."""

    def __init__(self, ctx: AppContext, go_on: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._ctx = ctx
        self._typed = False
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        column.addWidget(self._person_card())
        column.addWidget(self._passphrase_card())
        column.addWidget(self._supervisor_card())
        row = QHBoxLayout()
        row.addWidget(secondary_button(look, tr(N_("Back")), "arrow-left", back))
        row.addStretch(1)
        self.button = primary_button(look, tr(N_("Read it back")), "arrow-right", go_on)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addStretch(1)

    def enrolment(self) -> Enrolment | None:
        """Return what is to be done; None where a field is wrong, which then has the focus."""
        tr = self._ctx._
        for row in (self.name_row, self.person_row, self.by_row, self.by_passphrase_row, self.root_row):
            row.clear_error()
        self.roles.set_error("")
        known = {person.id for person in self._ctx.station.officers.list()}
        person = self.person.text().strip().lower()
        if not self.name.text().strip():
            return _wrong(self.name_row, tr(N_("Write the full name.")))
        if not PERSON_ID.match(person):
            told = N_("Use small letters, digits, full stops and hyphens, such as l.ferreira; at most 40.")
            return _wrong(self.person_row, tr(told))
        if person in known:
            return _wrong(self.person_row, tr(N_("This id is taken already. Choose another.")))
        if not self.roles.chosen():
            self.roles.set_error(tr(N_("Choose at least one role.")))
            return None
        if not self.passphrase.check():
            return None
        if not self.by.code():
            return _wrong(self.by_row, tr(N_("No supervisor has a key here. One must enrol from their own station.")))
        if not self.by_passphrase.text():
            return _wrong(self.by_passphrase_row, tr(N_("The supervisor types the own passphrase.")))
        same = self.same.isChecked()
        root = self.by_passphrase.text() if same else self.root.text()
        if not root:
            return _wrong(self.root_row, tr(N_("Type the passphrase of the roster's root key.")))
        new = NewPerson(
            id=person,
            name=self.name.text().strip(),
            post=self.post.text().strip(),
            roles=self.roles.chosen(),
            passphrase=self.passphrase.passphrase(),
        )
        return Enrolment(self._ctx.station, new, self.by.code(), self.by_passphrase.text(), root)

    def tell(self, error: CustodyError, at: str) -> bool:
        """Tell an error beside its field; False where it belongs to none."""
        text = " ".join(part for part in error.sentences(self._ctx.translator) if part)
        rows = {"supervisor": self.by_passphrase_row, "root": self.root_row}
        if error.code == "WRONG_PASSPHRASE" and at in rows:
            if at == "root":
                self.same.setChecked(False)
            _wrong(rows[at], text)
            return True
        if error.code in ("PERSON_ID", "PERSON_KNOWN"):
            _wrong(self.person_row, text)
            return True
        return False

    def draft(self) -> dict[str, object]:
        """Return what was typed, without any passphrase."""
        texts = {name: edit.text() for name, edit in self._edits().items()}
        return {**texts, "roles": list(self.roles.chosen())}

    def restore(self, draft: dict[str, object]) -> None:
        """Put it back."""
        for name, edit in self._edits().items():
            edit.setText(str(draft.get(name, "")))
        self._typed = bool(self.person.text())
        roles = draft.get("roles")
        for role, box in self.roles.boxes.items():
            box.setChecked(isinstance(roles, list) and role in roles)

    def _edits(self) -> dict[str, QLineEdit]:
        return {"name": self.name, "person": self.person, "post": self.post}

    def _person_card(self) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("Who is enrolled")))
        self.name = QLineEdit()
        self.name_row = FieldRow(look, tr(N_("Full &name")), self.name, required=True)
        self.person = QLineEdit()
        self.person.setPlaceholderText("l.ferreira")
        told = tr(N_("Stands in every statement of theirs; it stays for ever."))
        self.person_row = FieldRow(look, tr(N_("&Id")), self.person, help=told, required=True)
        self.post = QLineEdit()
        post_row = FieldRow(look, tr(N_("Rank or &post")), self.post)
        card.add(self.name_row)
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.person_row, 1, top)
        row.addWidget(post_row, 1, top)
        card.body.addLayout(row)
        self.roles = RoleBoxes(look)
        card.add(self.roles)
        self.name.textEdited.connect(self._propose)
        self.person.textEdited.connect(self._own_id)
        return card

    def _passphrase_card(self) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("Their passphrase")))
        told = tr(N_("The person enrolled chooses and types it, unseen by anybody else."))
        card.add(PlainLabel(told, role="muted", wrap=True))
        self.passphrase = NewPassphrase(look, self._ctx.bootstrap.random, self._own_words)
        card.add(self.passphrase)
        return card

    def _supervisor_card(self) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("Who enrols")))
        keys = self._ctx.station.session.people_with_keys()
        people = [each for each in self._ctx.station.officers.list() if "supervisor" in each.roles and each.id in keys]
        self.by = ChoiceField([(each.id, f"{each.name} ({each.id})") for each in people])
        self.by.choose(self._ctx.person)
        self.by_row = FieldRow(look, tr(N_("&Supervisor")), self.by, required=True)
        card.add(self.by_row)
        self.by_passphrase = PassphraseField(look)
        self.by_passphrase_row = FieldRow(
            look, tr(N_("Passphrase of the s&upervisor")), self.by_passphrase, required=True
        )
        card.add(self.by_passphrase_row)
        self.same = QCheckBox(tr(N_("The roster's root key still has the same passphrase")))
        self.same.setChecked(True)
        card.add(self.same)
        self.root = PassphraseField(look)
        self.root_row = FieldRow(look, tr(N_("Passphrase of the roster's &root key")), self.root, required=True)
        self.root_row.hide()
        card.add(self.root_row)
        self.same.toggled.connect(self._show_root)
        return card

    def _show_root(self, same: bool) -> None:
        self.root_row.setVisible(not same)

    def _own_words(self) -> tuple[str, ...]:
        return (self.person.text(), self.name.text(), self.post.text(), self._ctx.station.info.agency)

    def _propose(self, name: str) -> None:
        if not self._typed:
            self.person.setText(proposed_id(name))

    def _own_id(self, text: str) -> None:
        self._typed = bool(text)


def _wrong(row: FieldRow, text: str) -> Enrolment | None:
    row.set_error(text)
    row.focus()
    return None
