"""Stored and computed value one above the other, digit under digit, the first difference marked by a shape."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from custody_app.i18n import N_, visible
from custody_app.ui.look import Look

GROUP = 8
PER_LINE = 64
GROUP_GAP = 0.6


def first_difference(expected: str, found: str) -> int | None:
    """Return the position, from 0, of the first character that differs, None where none does."""
    if expected == found:
        return None
    pairs = zip(expected, found, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(found)))


class DigestComparison(QWidget):
    """Paints one or two values in groups of eight; a screen reader hears both and where they part.

    Args:
        look: what it is drawn with.
        title: such as `SHA-256`.
        expected: the stored value, "" where there is none.
        found: the computed value, "" where there is none.
    """

    def __init__(self, look: Look, title: str, expected: str, found: str) -> None:
        super().__init__()
        self._look = look
        self._values = [
            (word, visible(value))
            for word, value in ((look._(N_("Stored")), expected), (look._(N_("Computed")), found))
            if value
        ]
        both = bool(expected and found)
        self.place = first_difference(expected, found) if both else None
        # Only digests are grouped: a gap in anything else would look like a blank.
        self._group_gap = GROUP_GAP if all(_is_hex(value) for _, value in self._values) else 0.0
        self._longest = max((len(value) for _, value in self._values), default=0)
        self._per_line = PER_LINE
        same = look._(N_("the two are equal")) if both and self.place is None else ""
        spoken = [title, *(f"{word} {value}" for word, value in self._values), self.told() or same]
        self.setAccessibleName(", ".join(part for part in spoken if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def told(self) -> str:
        """Return in words where the values part."""
        if self.place is None:
            return ""
        return self._look._(N_("First difference: digit {number}")).format(number=self.place + 1)

    def hasHeightForWidth(self) -> bool:
        """Narrower means more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        per_line = self._fitting(width)
        lines = max(-(-self._longest // per_line), 1)
        block = len(self._values) * self._row() + (self._mark() if self.place is not None else 0)
        return round(lines * block + (lines - 1) * self._look.px(6)) + 2

    def sizeHint(self) -> QSize:
        """One line of 64 digits where there is room."""
        width = round(self._left() + self._x(min(self._longest, PER_LINE))) + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Two groups in a line at least."""
        width = round(self._left() + self._x(2 * GROUP)) + 4
        return QSize(width, self._look.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        per_line = self._fitting(self.width())
        top = 1.0
        for start in range(0, max(self._longest, 1), per_line):
            marked = self.place is not None and start <= self.place < start + per_line
            if marked and self.place is not None:
                self._paint_box(painter, top, self.place - start)
            for word, value in self._values:
                self._paint_row(painter, top, word if start == 0 else "", value[start : start + per_line])
                top += self._row()
            if self.place is not None:
                if marked:
                    self._paint_mark(painter, top, self.place - start)
                top += self._mark()
            top += self._look.px(6)
        painter.end()

    def _paint_row(self, painter: QPainter, top: float, word: str, digits: str) -> None:
        tokens = self._look.theme.tokens
        row = self._row()
        painter.setFont(self._label_font())
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRectF(0, top, self._left(), row), _MIDDLE, word)
        painter.setFont(self._font())
        painter.setPen(QColor(tokens.text))
        for start in range(0, len(digits), GROUP):
            place = QRectF(self._left() + self._x(start), top, self._x(GROUP), row)
            painter.drawText(place, _MIDDLE, digits[start : start + GROUP])

    def _paint_box(self, painter: QPainter, top: float, column: int) -> None:
        tone = self._look.theme.tokens.tone("danger")
        left = self._left() + self._x(column)
        box = QRectF(left - 1, top + 1, self._digit() + 2, len(self._values) * self._row() - 2)
        painter.setPen(QPen(QColor(tone.text), 1.5))
        painter.setBrush(QColor(tone.fill))
        painter.drawRoundedRect(box, 3, 3)

    def _paint_mark(self, painter: QPainter, top: float, column: int) -> None:
        tone = self._look.theme.tokens.tone("danger")
        middle = self._left() + self._x(column) + self._digit() / 2
        half, high = self._look.px(5), self._look.px(7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.text))
        tip = top + 2
        triangle = [QPointF(middle, tip), QPointF(middle - half, tip + high), QPointF(middle + half, tip + high)]
        painter.drawPolygon(QPolygonF(triangle))
        painter.setFont(self._label_font(QFont.Weight.DemiBold))
        painter.setPen(QColor(tone.text))
        text = self.told()
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
        left = middle + half + self._look.px(6)
        if left + wide > self.width():
            left = middle - half - self._look.px(6) - wide
        painter.drawText(QRectF(max(left, 0), top, wide, self._mark()), _MIDDLE, text)

    def _fitting(self, width: int) -> int:
        for per_line in (PER_LINE, PER_LINE // 2, PER_LINE // 4):
            if self._left() + self._x(min(per_line, self._longest)) <= width:
                return per_line
        return PER_LINE // 4

    def _x(self, digits: int) -> float:
        return (digits + self._group_gap * (digits // GROUP)) * self._digit()

    def _digit(self) -> float:
        return QFontMetricsF(self._font()).horizontalAdvance("0")

    def _row(self) -> float:
        return QFontMetricsF(self._font()).height() * 1.28

    def _mark(self) -> float:
        return QFontMetricsF(self._label_font()).height() * 1.25

    def _left(self) -> float:
        measure = QFontMetricsF(self._label_font())
        return max((measure.horizontalAdvance(word) for word, _ in self._values), default=0) + self._look.px(18)

    def _font(self) -> QFont:
        return self._look.theme.mono(0.97)

    def _label_font(self, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        return self._look.theme.scaled_font(0.95, weight)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _is_hex(value: str) -> bool:
    return len(value) >= 2 * GROUP and not value.strip("0123456789abcdefABCDEF")
