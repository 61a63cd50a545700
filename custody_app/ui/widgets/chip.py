"""A state as shape, word and colour together, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from custody_app.i18n import visible
from custody_app.ui.look import Look
from custody_app.ui.theme import Theme
from custody_app.ui.theme.icons import paint_icon

DEFAULT_ICONS = {"ok": "circle-check", "info": "circle-dot", "warn": "clock", "danger": "triangle-alert"}
HEIGHT = 24


class Chip(QWidget):
    """A rounded label such as Sealed, In transfer, Digest differs.

    Args:
        look: what it is drawn with.
        text: the state's word, translated.
        role: `neutral`, `info`, `ok`, `warn`, `danger`.
        icon: Lucide name; the role's own if "".
    """

    def __init__(self, look: Look, text: str, role: str = "neutral", icon: str = "") -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, role, icon)

    def set_state(self, text: str, role: str = "neutral", icon: str = "") -> None:
        """Show another state."""
        self._text, self._role, self._icon = visible(text), role, icon
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the state's word."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return QSize(round(chip_width(self._look.theme, self._text)) + 1, self._look.px(HEIGHT) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_chip(painter, self._look.theme, QPointF(0.5, 1), self._text, self._role, self._icon, self.width())
        painter.end()


def chip_width(theme: Theme, text: str) -> float:
    """Return the width that a chip with this word takes."""
    return QFontMetricsF(_font(theme)).horizontalAdvance(text) + theme.px(36)


def paint_chip(
    painter: QPainter, theme: Theme, where: QPointF, text: str, role: str, icon: str = "", room: float = 10_000
) -> None:
    """Draw a chip with its upper left corner at `where`, cut to `room`."""
    tone = theme.tokens.tone(role)
    font = _font(theme)
    width = min(chip_width(theme, text), room - 1)
    box = QRectF(where.x(), where.y(), width, theme.px(HEIGHT))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tone.line), 1))
    painter.setBrush(QColor(tone.fill))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    size = theme.px(14)
    name = icon or DEFAULT_ICONS.get(role, "circle")
    paint_icon(
        painter, name, tone.text, QRectF(box.x() + theme.px(8), box.center().y() - size / 2, size, size), stroke=2
    )
    words = box.adjusted(theme.px(26), 0, -theme.px(6), 0)
    painter.setFont(font)
    painter.setPen(QColor(tone.text))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def _font(theme: Theme) -> QFont:
    return theme.scaled_font(0.93, QFont.Weight.DemiBold)
