"""What will be signed, line by line, exactly; nothing is signed without it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from custody_app.domain.readback import ReadBackLine
from custody_app.i18n import N_, visible
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import primary_button
from custody_app.ui.widgets.card import Card, rule

IN_COLUMNS = 60
"""So many lines are laid out in two columns; what follows is one text, since a hundred photographs are 500 lines."""


_SET_IN = "\n" + " " * 12


class ReadBackView(QWidget):
    """Shows the lines of one statement or several; `signed` fires when the person presses the verb.

    Args:
        look: what it is drawn with.
        statements: `station.acts.read_back(proposal)`.
        verb: on the button; "" leaves the button out (the sheet around it has one).
    """

    signed = Signal()

    def __init__(self, look: Look, statements: Sequence[Sequence[ReadBackLine]], verb: str = "") -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self._room = IN_COLUMNS
        for number, lines in enumerate(statements, 1):
            card = Card(look)
            if len(statements) > 1:
                card.set_heading(
                    look._(N_("Statement {number} of {count}")).format(number=number, count=len(statements))
                )
            if self._room:
                card.add(self._lines(lines[: self._room]))
            if rest := lines[self._room :]:
                card.add(self._text(rest))
            self._room = max(self._room - len(lines), 0)
            column.addWidget(card)
        self.button: QPushButton | None = None
        if verb:
            row = QHBoxLayout()
            row.addStretch(1)
            self.button = primary_button(look, verb, "signature", self.signed.emit)
            row.addWidget(self.button)
            column.addLayout(row)

    def _text(self, lines: Sequence[ReadBackLine]) -> QWidget:
        """Return what scrolls by itself: only the lines in sight are laid out."""
        shown = QPlainTextEdit(visible(self._as_text(lines), keep_newlines=True))
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setAccessibleName(self._look._(N_("The lines that follow")))
        shown.setMinimumHeight(self._look.px(320))
        return shown

    def _as_text(self, lines: Sequence[ReadBackLine]) -> str:
        """Return lines below each other, each group under its heading, as one text: a label apiece takes seconds."""
        look, told, group = self._look, [], ("", 0)
        for line in lines:
            if line.group and (line.group, line.item) != group:
                told += ["", look._(line.group) + (f" {line.item}" if line.item else "")]
            group = (line.group, line.item)
            value = (look._(line.value) if line.term else line.value) or "–"
            # What follows a line feed of somebody's text is set in, so that it never looks like a line of its own.
            told.append(f"{look._(line.label)}: {_SET_IN.join(value.splitlines())}")
        return "\n".join(told).strip("\n")

    def _lines(self, lines: Sequence[ReadBackLine]) -> QWidget:
        look = self._look
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(18))
        grid.setVerticalSpacing(look.px(7))
        grid.setColumnStretch(1, 1)
        row, group = 0, ("", 0)
        for line in lines:
            if line.group and (line.group, line.item) != group:
                heading = look._(line.group) + (f" {line.item}" if line.item else "")
                grid.addWidget(rule(), row, 0, 1, 2)
                grid.addWidget(PlainLabel(heading, role="eyebrow"), row + 1, 0, 1, 2)
                row += 2
            group = (line.group, line.item)
            label = look._(line.label)
            value = look._(line.value) if line.term else line.value
            grid.addWidget(PlainLabel(label, role="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = PlainLabel(value or "–", wrap=True, selectable=True, whole=True)
            shown.setAccessibleName(f"{label}: {value}")
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
            row += 1
        return held
