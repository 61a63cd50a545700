"""The roles of a person, each with what it allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from custody_app.domain.roles import ROLES
from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel

_WHAT: Final = {
    "registrar": N_("Registers, hashes and seals at the scene"),
    "custodian": N_("Keeps, moves, returns and disposes of exhibits"),
    "examiner": N_("Makes images and copies, compares, re-seals"),
    "supervisor": N_("Enrols people, opens cases, decides on disposition"),
    "auditor": N_("Reads everything, checks seals and digests"),
}


class RoleBoxes(QWidget):
    """A box for each role; what is wrong stands below, as in a field row."""

    def __init__(self, look: Look, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(PlainLabel(look._(N_("Roles")), role="strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(18))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self.boxes: dict[str, QCheckBox] = {}
        for row, (role, word) in enumerate(ROLES.items()):
            box = QCheckBox(look._(word))
            box.setChecked(role in chosen)
            box.setAccessibleDescription(look._(_WHAT[role]))
            self.boxes[role] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(PlainLabel(look._(_WHAT[role]), role="muted", wrap=True), row, 1)
        column.addLayout(grid)
        self._error = PlainLabel(role="error", wrap=True)
        self._error.hide()
        column.addWidget(self._error)

    def chosen(self) -> tuple[str, ...]:
        """Return the roles that are ticked."""
        return tuple(role for role, box in self.boxes.items() if box.isChecked())

    def set_error(self, text: str) -> None:
        """Tell what is wrong, or that all is well."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if text:
            next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)
