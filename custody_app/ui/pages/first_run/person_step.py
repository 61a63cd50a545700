"""Step 4: the first person, who signs the log's beginning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.services.new_person import PERSON_ID
from custody_app.ui.pages.first_run.answers import proposed_id
from custody_app.ui.pages.first_run.step import LONGEST_NAME, Step
from custody_app.ui.widgets import FieldRow
from custody_app.ui.widgets.role_boxes import RoleBoxes

RESERVED = ("station", "roster-root")


class PersonStep(Step):
    """Name, id, post, roles."""

    word = N_("You")
    heading = N_("You, the first officer")
    sentence = N_("You sign the beginning of the log and enrol the others later.")

    def build(self) -> None:
        """The id follows the name until it is typed."""
        look, answers = self.ctx.look, self.answers
        self.name = self.line(answers.name)
        self.name_row = FieldRow(look, self._(N_("Full &name")), self.name, required=True)
        self.person = self.line(answers.person, "l.ferreira")
        told = self._(N_("Stands in every statement you sign; it stays for ever."))
        self.person_row = FieldRow(look, self._(N_("&Id")), self.person, help=told, required=True)
        self.post = self.line(answers.post)
        self.post_row = FieldRow(look, self._(N_("Rank or &post")), self.post)
        self.column.addWidget(self.name_row)
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.person_row, 1, top)
        row.addWidget(self.post_row, 1, top)
        self.column.addLayout(row)
        self.roles = RoleBoxes(look, answers.roles)
        self.column.addWidget(self.roles)
        self.name.textEdited.connect(self._propose)
        self.person.textEdited.connect(self._typed)

    def first_field(self) -> QWidget:
        """The name."""
        return self.name

    def keep(self) -> None:
        """Remember the person."""
        self.answers.name = self.name.text().strip()
        self.answers.person = self.person.text().strip().lower()
        self.answers.post = self.post.text().strip()
        self.answers.roles = self.roles.chosen()

    def check(self) -> bool:
        """Refuse what cannot be enrolled; the first person is a supervisor, else nobody could enrol others."""
        for row in (self.name_row, self.person_row, self.post_row):
            row.clear_error()
        self.roles.set_error("")
        self.keep()
        if not self.answers.name:
            return self.wrong(self.name_row, self._(N_("Write your full name.")))
        for text, row in ((self.answers.name, self.name_row), (self.answers.post, self.post_row)):
            if len(text) > LONGEST_NAME:
                return self.wrong(row, self.too_long())
        if not PERSON_ID.match(self.answers.person) or self.answers.person in RESERVED:
            told = N_("Use small letters, digits, full stops and hyphens, such as l.ferreira; at most 40.")
            return self.wrong(self.person_row, self._(told))
        if "supervisor" not in self.answers.roles:
            told = N_("The first person must be a supervisor: nobody else could enrol the others.")
            self.roles.set_error(self._(told))
            return False
        return True

    def _propose(self, name: str) -> None:
        if not self.answers.person_typed:
            self.person.setText(proposed_id(name))

    def _typed(self, text: str) -> None:
        self.answers.person_typed = bool(text)
