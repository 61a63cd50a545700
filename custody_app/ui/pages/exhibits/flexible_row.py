"""Widgets beside each other where there is room, below each other where words are long or the window narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from custody_app.ui.widgets.flow_row import FlowRow


class FlexibleRow(QWidget):
    """Turns into a column when its widgets would not fit beside each other.

    Args:
        widgets: from left to right.
        spacing: in pixels.
        stretch: which of them takes the spare width; -1 leaves it empty at the right.
    """

    def __init__(self, widgets: Sequence[QWidget], spacing: int, stretch: int = -1) -> None:
        super().__init__()
        self._widgets = list(widgets)
        self._spacing = spacing
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(spacing)
        for number, widget in enumerate(self._widgets):
            self._layout.addWidget(widget, 1 if number == stretch else 0)
        if stretch < 0:
            self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of them alone."""
        height = self._layout.minimumSize().height()
        return QSize(max((each.minimumSizeHint().width() for each in self._widgets), default=0), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay them out anew."""
        super().resizeEvent(event)
        # What could go on with another line rather stands on one.
        needed = sum(
            (each.sizeHint() if isinstance(each, FlowRow) else each.minimumSizeHint()).width() for each in self._widgets
        )
        needed += self._spacing * (len(self._widgets) - 1)
        direction = QBoxLayout.Direction.LeftToRight if needed <= self.width() else QBoxLayout.Direction.TopToBottom
        if direction != self._layout.direction():
            self._layout.setDirection(direction)
            self.updateGeometry()
