"""What a list shows when there is nothing in it: the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel


class EmptyState(QFrame):
    """An icon, what is missing, what to do, and the button that does it."""

    def __init__(self, look: Look, icon: str, title: str, words: str = "", action: QPushButton | None = None) -> None:
        super().__init__()
        self.setObjectName("empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(32))
        column.setSpacing(look.px(8))
        middle = Qt.AlignmentFlag.AlignHCenter
        badge = QFrame()
        badge.setObjectName("badge")
        badge.setProperty("state", "neutral")
        badge.setFixedSize(look.px(56), look.px(56))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap(icon, "neutral", 26))
        inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        column.addWidget(badge, 0, middle)
        column.addSpacing(look.px(4))
        heading = PlainLabel(title, role="heading", wrap=True)
        heading.setAlignment(middle)
        column.addWidget(heading)
        if words:
            told = PlainLabel(words, role="muted", wrap=True)
            told.setAlignment(middle)
            column.addWidget(told)
        if action is not None:
            column.addSpacing(look.px(8))
            column.addWidget(action, 0, middle)
        column.addStretch(1)
        self.setAccessibleName(f"{title} {words}".strip())
