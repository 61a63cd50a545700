"""Labels and values, two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from custody_app.i18n import visible
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel


class FactGrid(QWidget):
    """What is known of one thing: `Holder  A. Okafor`; a value may be selected and copied.

    Args:
        look: what it is drawn with.
        facts: label and value, translated.
        columns: pairs beside each other.
        label_width: of the labels at least, so that grids below each other line up; see `label_width`.
    """

    def __init__(
        self,
        look: Look,
        facts: Sequence[tuple[str, str | QWidget]] = (),
        columns: int = 1,
        label_width: int = 0,
    ) -> None:
        super().__init__()
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(6))
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)
            self._grid.setColumnMinimumWidth(2 * column, label_width)
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
                shown = PlainLabel(value or "–", wrap=True, selectable=True, whole=True)
                shown.setAccessibleName(f"{label}: {value}")
            self._grid.addWidget(shown, row, 2 * column + 1, top)


def label_width(look: Look, labels: Iterable[str]) -> int:
    """Return the width in pixels that the longest of these labels takes."""
    measure = QFontMetrics(look.theme.font)
    return max((measure.horizontalAdvance(visible(label)) for label in labels), default=0)
