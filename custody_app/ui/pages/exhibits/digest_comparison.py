"""Two digests one above the other, group under group, with the first digit that differs marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look

GROUP, PER_LINE = 8, 8


def first_difference(stored: str, computed: str) -> int:
    """Return the place of the first digit that differs, from 0; -1 where there is none."""
    for place in range(max(len(stored), len(computed))):
        if stored[place : place + 1] != computed[place : place + 1]:
            return place
    return -1


class DigestComparison(QWidget):
    """Draws stored over computed for each line of 64 digits; the first difference is boxed, later ones are coloured.

    Args:
        look: what it is drawn with.
        algorithm: as shown.
        stored, computed: hex.
    """

    def __init__(self, look: Look, algorithm: str, stored: str, computed: str) -> None:
        super().__init__()
        self._look = look
        self._stored, self._computed = stored, computed
        self.difference = first_difference(stored, computed)
        self._labels = (look._(N_("On record")), look._(N_("Computed")))
        self._font = look.theme.mono(1.0)
        self._digit = QFontMetricsF(self._font).horizontalAdvance("0")
        self._line = QFontMetricsF(self._font).height() + look.px(5)
        small = QFontMetricsF(look.theme.scaled_font(0.93))
        self._left = max(small.horizontalAdvance(word) for word in self._labels) + look.px(16)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if self.difference < 0:
            verdict = look._(N_("the two are equal"))
        else:
            verdict = look._(N_("first difference at digit {n}")).format(n=self.difference + 1)
        self.setAccessibleName(f"{algorithm}: {verdict}. {self._labels[0]} {stored}. {self._labels[1]} {computed}")

    def sizeHint(self) -> QSize:
        """Room for every digit."""
        digits = GROUP * PER_LINE + PER_LINE - 1
        pairs = self._pairs()
        height = pairs * (2 * self._line + self._look.px(10))
        return QSize(round(self._left + digits * self._digit) + 4, round(height))

    def minimumSizeHint(self) -> QSize:
        """As large as it is."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw labels, digits and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for pair in range(self._pairs()):
            for row, text in enumerate((self._stored, self._computed)):
                self._paint_row(painter, top, row, text, pair)
                top += self._line
            top += self._look.px(10)
        painter.end()

    def _pairs(self) -> int:
        per_line = GROUP * PER_LINE
        return max(-(-max(len(self._stored), len(self._computed)) // per_line), 1)

    def _paint_row(self, painter: QPainter, top: float, row: int, text: str, pair: int) -> None:
        tokens = self._look.theme.tokens
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if pair == 0:
            painter.setFont(self._look.theme.scaled_font(0.93))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRectF(0, top, self._left, self._line), middle, self._labels[row])
        painter.setFont(self._font)
        per_line = GROUP * PER_LINE
        bad = tokens.tone("danger")
        for place in range(pair * per_line, min((pair + 1) * per_line, len(text))):
            column = place % per_line
            left = self._left + (column + column // GROUP) * self._digit
            box = QRectF(left, top, self._digit, self._line)
            other = self._computed if row == 0 else self._stored
            differs = text[place] != other[place : place + 1]
            if place == self.difference:
                painter.setPen(QPen(QColor(bad.text), 1.5))
                painter.setBrush(QColor(bad.fill))
                painter.drawRoundedRect(box.adjusted(-2, 1, 2, -1), 3, 3)
            painter.setPen(QColor(bad.text if differs else tokens.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text[place])
