"""A number that matters, with its icon; may lead somewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel


class StatTile(QFrame):
    """Number, words, icon in the colours of a state.

    Args:
        look: what it is drawn with.
        number: as shown, such as `1,204`.
        words: what is counted.
        icon: Lucide name.
        role: `neutral`, `info`, `ok`, `warn`, `danger`.
        on_click: where it leads; then it takes focus and Return.
    """

    def __init__(
        self,
        look: Look,
        number: str,
        words: str,
        icon: str,
        role: str = "info",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._on_click = on_click
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(11), px(14), px(11))
        row.setSpacing(px(12))
        badge = QFrame()
        badge.setObjectName("badge")
        badge.setProperty("state", role)
        badge.setFixedSize(px(40), px(40))
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap(icon, role, 20))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(badge)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self._number = PlainLabel(role="display")
        self._words = PlainLabel(role="small")
        lines.addWidget(self._number)
        lines.addWidget(self._words)
        row.addLayout(lines, 1)
        self.set_number(number, words)
        if on_click is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_number(self, number: str, words: str | None = None) -> None:
        """Show another number."""
        self._number.setText(number)
        if words is not None:
            self._words.setText(words)
        self.setAccessibleName(f"{self._number.text()} {self._words.text()}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow where it leads."""
        if self._on_click is not None and self.rect().contains(event.position().toPoint()):
            self._on_click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and space do what a click does."""
        if self._on_click is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge of the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.theme.tokens.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), self._look.px(8), self._look.px(8))
            painter.end()
