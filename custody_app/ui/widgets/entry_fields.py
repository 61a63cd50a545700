"""Fields of forms: a choice by code that the wheel leaves alone, a choice that may also be typed, long text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSizePolicy

from custody_app.domain.checks import MAX_TEXT
from custody_app.i18n import N_, visible
from custody_app.ui.look import Look


class ChoiceField(QComboBox):
    """A choice by code. The wheel changes it only while it has the focus: a form that scrolls must not change itself.

    Args:
        choices: (code, label translated); labels of outside origin are made visible.
    """

    def __init__(self, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer others; the code that was chosen stays chosen where it is still offered."""
        before = self.code()
        blocked = self.blockSignals(True)
        self.clear()
        for code, label in choices:
            self.addItem(visible(label), code)
        self.choose(before)
        self.blockSignals(blocked)

    def code(self) -> str:
        """Return the code chosen, "" for none."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose a code; one that is not offered chooses the first."""
        found = self.findData(code)
        self.setCurrentIndex(max(found, 0) if self.count() else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll unless this field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TypedChoice(ChoiceField):
    """A choice by code, or any other words."""

    def __init__(self, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(choices)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCurrentIndex(-1)
        self.setEditText("")

    def value(self) -> str:
        """Return the code of the label that stands there, or the words themselves."""
        words = self.currentText().strip()
        found = self.findText(words, Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(found)) if found >= 0 else words

    def set_value(self, value: str) -> None:
        """Show the label of a code, or other words."""
        found = self.findData(value) if value else -1
        self.setCurrentIndex(found)
        if found < 0:
            self.setEditText(value)

    def choose(self, code: str) -> None:
        """Choose a code that is offered; nothing else is chosen in its place."""
        self.set_value(code)


class LongText(QPlainTextEdit):
    """A few lines of plain text; Tab goes on, Ctrl+Enter is the page's.

    What is too long for a statement is not pasted: Qt would lay out a megabyte for minutes. `refused` says so.
    """

    refused = Signal(str)

    def __init__(self, look: Look, lines: int = 2) -> None:
        super().__init__()
        self._look = look
        self.setTabChangesFocus(True)
        self.setFixedHeight(look.px(22 + 18 * lines))

    def text(self) -> str:
        """Return what was typed."""
        return self.toPlainText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop as plain text, unless it is too long."""
        text = source.text()
        replaced = len(self.textCursor().selectedText())
        if self.document().characterCount() - 1 - replaced + len(text) > MAX_TEXT:
            words = N_("{n} characters are too many: {limit} fit here. Nothing was pasted; shorten it first.")
            self.refused.emit(self._look._(words).format(n=f"{len(text):,}", limit=f"{MAX_TEXT:,}"))
        elif text:
            self.insertPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, F1 and Ctrl+Enter go on to the page."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (control and enter) or event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            event.ignore()
        else:
            super().keyPressEvent(event)
