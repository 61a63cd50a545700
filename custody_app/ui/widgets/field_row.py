"""One question of a form: label, field, help, and what is wrong with the answer beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from custody_app.i18n import N_, visible
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel, set_whats_this
from custody_app.ui.widgets.entry_fields import LongText


class FieldRow(QWidget):
    """A label over a field, as its buddy and accessible name; help below it; an error in its place.

    Args:
        look: what it is drawn with.
        label: translated; `&` before the letter that Alt reaches.
        field: what is filled in.
        help: one sentence; shown below the field, or on F1 where `help_on_demand`.
        required: marked with a word, and asked for by `missing`.
        beside: a button to the right of the field.
    """

    def __init__(
        self,
        look: Look,
        label: str,
        field: QWidget,
        *,
        help: str = "",  # noqa: A002  (the word is the right one)
        required: bool = False,
        beside: QWidget | None = None,
        help_on_demand: bool = False,
    ) -> None:
        super().__init__()
        self._look = look
        self.field = field
        self.required = required
        self._help = help
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        self.label = PlainLabel(label, role="strong")
        self.label.setBuddy(_focusable(field))
        heading = QHBoxLayout()
        heading.setSpacing(px(8))
        heading.addWidget(self.label)
        if required:
            heading.addWidget(PlainLabel(look._(N_("required")), role="small"))
        heading.addStretch(1)
        column.addLayout(heading)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(field, 1)
        if beside is not None:
            row.addWidget(beside)
        column.addLayout(row)
        self._below = PlainLabel(role="small", wrap=True)
        column.addWidget(self._below)
        if field.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            # Beside a row that also tells something below, fields stay on one line.
            column.addStretch(1)
        self.error = ""
        self._shown = bool(help) and not help_on_demand
        spoken = visible(label).replace("&", "")
        _focusable(field).setAccessibleName(spoken)
        _focusable(field).setAccessibleDescription(visible(help))
        if help:
            set_whats_this(_focusable(field), help)
        if isinstance(field, LongText):
            field.refused.connect(self.set_error)
            field.textChanged.connect(self.clear_error)
        self._update()

    def set_error(self, text: str) -> None:
        """Tell beside the field what is wrong and what to do; "" when all is well."""
        self.error = text
        target = _focusable(self.field)
        target.setProperty("wrong", bool(text))
        target.setAccessibleDescription(visible(text or self._help))
        target.style().unpolish(target)
        target.style().polish(target)
        self._update()

    def clear_error(self) -> None:
        """All is well."""
        if self.error:
            self.set_error("")

    def show_help(self) -> None:
        """Show the help; F1."""
        self._shown = bool(self._help)
        self._update()

    def focus(self) -> None:
        """Put the cursor into the field."""
        _focusable(self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def _update(self) -> None:
        text = self.error or (self._help if self._shown else "")
        self._below.setText(text)
        self._below.set_role("error" if self.error else "small")
        self._below.setVisible(bool(text))


def _focusable(field: QWidget) -> QWidget:
    """Return what takes the keys in a field made of several widgets."""
    proxy = field.focusProxy()
    return proxy if proxy is not None else field
