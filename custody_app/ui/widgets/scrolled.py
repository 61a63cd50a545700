"""A screen of a form that scrolls downwards and never sideways, and shows what has the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget


def scrolled(step: QWidget) -> QScrollArea:
    """Return `step` in an area that scrolls it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    held = QWidget()
    held.setObjectName("scroll_body")
    column = QHBoxLayout(held)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(step)
    scroll.setWidget(held)
    return scroll


class FocusInView(QObject):
    """Scrolls whatever gets the keys into view; Qt does so only for Tab from within the same scroll area."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        # What is clicked is seen already, and must not move away under the pointer.
        if now is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            # Later: what has just been made has no place yet.
            QTimer.singleShot(0, self, self._show)

    def _show(self) -> None:
        now = QApplication.focusWidget()
        above = now.parentWidget() if now is not None else None
        while now is not None and above is not None:
            if isinstance(above, QScrollArea) and _hidden_in(above, now):
                above.ensureWidgetVisible(now)
            above = above.parentWidget()


def _hidden_in(scroll: QScrollArea, widget: QWidget) -> bool:
    inner = scroll.widget()
    if inner is None or not inner.isAncestorOf(widget):
        return False
    seen = scroll.viewport().rect()
    place = QRect(widget.mapTo(scroll.viewport(), QPoint()), widget.size())
    return not (seen.intersects(place) if place.height() > seen.height() else seen.contains(place))
