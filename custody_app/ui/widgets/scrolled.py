"""A screen of a form that scrolls downwards and never sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget


def scrolled(step: QWidget) -> QScrollArea:
    """Return `step` in an area that scrolls it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    held = QWidget()
    held.setObjectName("scroll_body")
    column = QHBoxLayout(held)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(step)
    scroll.setWidget(held)
    return scroll
