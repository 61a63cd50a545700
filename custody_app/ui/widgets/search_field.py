"""One line that searches while it is typed in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import set_tooltip
from custody_app.ui.theme.icons import paint_icon

PAUSE_MS = 180


class SearchField(QLineEdit):
    """`searched` tells the words a moment after the last key, and at once on Return."""

    searched = Signal(str)

    def __init__(self, look: Look, placeholder: str = "") -> None:
        super().__init__()
        words = placeholder or look._(N_("Search"))
        self._words, self._short = words, look._(N_("Search"))
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self._look = look
        self.setTextMargins(look.px(24), 0, 0, 0)
        self.setMinimumWidth(look.px(120))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._search)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say in one word what is too long for this width; the whole is in the tooltip."""
        super().resizeEvent(event)
        room = self.width() - self._look.px(60)
        fits = self.fontMetrics().horizontalAdvance(self._words) <= room
        self.setPlaceholderText(self._words if fits else self._short)
        set_tooltip(self, "" if fits else self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the glass; an action's icon would not stand in the middle of a styled line."""
        super().paintEvent(event)
        theme, size = self._look.theme, self._look.px(17)
        painter = QPainter(self)
        left = self._look.px(12) if self.isLeftToRight() else self.width() - self._look.px(12) - size
        paint_icon(painter, "search", theme.tokens.muted, QRectF(left, (self.height() - size) / 2, size, size))
        painter.end()

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text().strip())
