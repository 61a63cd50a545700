"""A passphrase: hidden, with a look at it on demand and a hint at Caps Lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel, set_tooltip
from custody_app.ui.widgets.buttons import icon_button


class PassphraseField(QWidget):
    """`entered` fires on Return; `text`, `clear`, `select_all` as of a line edit."""

    entered = Signal()
    changed = Signal(str)

    def __init__(self, look: Look, name: str = "") -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        row = QHBoxLayout()
        row.setSpacing(look.px(6))
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(name or look._(N_("Passphrase")))
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edit.installEventFilter(self)
        self.edit.returnPressed.connect(self.entered)
        self.edit.textChanged.connect(self.changed)
        self.setFocusProxy(self.edit)
        row.addWidget(self.edit, 1)
        self._eye = icon_button(look, "eye", look._(N_("Show the passphrase")), self._toggle)
        row.addWidget(self._eye)
        column.addLayout(row)
        self.caps = PlainLabel(look._(N_("Caps Lock is on.")), role="small")
        self.caps.hide()
        column.addWidget(self.caps)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget it and hide it again."""
        self.edit.clear()
        self._set_hidden(True)

    def select_all(self) -> None:
        """Mark it whole, so that the next key replaces it."""
        self.edit.setFocus()
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice Caps Lock: a lower letter with Shift, or a capital without."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = event.text()
            if len(text) == 1 and text.isalpha() and text.lower() != text.upper():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.caps.setVisible(text.isupper() != shift)
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        self._set_hidden(self.edit.echoMode() != QLineEdit.EchoMode.Password)

    def _set_hidden(self, hidden: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self._eye.setIcon(self._look.theme.icon("eye" if hidden else "eye-off"))
        name = self._look._(N_("Show the passphrase") if hidden else N_("Hide the passphrase"))
        self._eye.setAccessibleName(name)
        set_tooltip(self._eye, name)
