"""Labels and values, two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel


class FactGrid(QWidget):
    """What is known of one thing: `Holder  A. Okafor`; a value may be selected and copied."""

    def __init__(self, look: Look, facts: Sequence[tuple[str, str | QWidget]] = (), columns: int = 1) -> None:
        super().__init__()
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(6))
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[tuple[str, str | QWidget]]) -> None:
        """Show other facts; an unknown value is "" and shows as a dash."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, (label, value) in enumerate(facts):
            row, column = divmod(number, self._columns)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(PlainLabel(label, role="muted"), row, 2 * column, top)
            shown: QWidget
            if isinstance(value, QWidget):
                shown = value
            else:
                shown = PlainLabel(value or "–", wrap=True, selectable=True)
                shown.setAccessibleName(f"{label}: {value}")
            self._grid.addWidget(shown, row, 2 * column + 1, top)
