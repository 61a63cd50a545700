"""Where one stands in a few steps: numbers, words, what is done; a step that was reached can be gone back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import set_tooltip
from custody_app.ui.theme.icons import paint_icon

HEIGHT = 44


class StepBar(QWidget):
    """`chosen` gives the number, from 0, of a step that was clicked or pressed.

    Args:
        look: what it is drawn with.
        titles: one short word or two for each step, translated.
    """

    chosen = Signal(int)

    def __init__(self, look: Look, titles: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(look._(N_("Steps")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(6))
        self.steps: list[_StepButton] = []
        for number, title in enumerate(titles):
            button = _StepButton(look, number, title, last=number == len(titles) - 1)
            button.pressed_number.connect(self.chosen)
            self.steps.append(button)
            row.addWidget(button, 0 if number == len(titles) - 1 else 1)
        self.show_step(0, 0)

    def minimumSizeHint(self) -> QSize:
        """Return what it takes where only the open step has its words."""
        widest = max(button.whole_width() for button in self.steps)
        each = self._look.px(36) + self._look.px(6)
        return QSize(widest + each * (len(self.steps) - 1), self._look.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all words have room, only the open step has its own; the others keep their number."""
        super().resizeEvent(event)
        tight = sum(button.whole_width() for button in self.steps) + self._look.px(6) * len(self.steps) > self.width()
        for button in self.steps:
            button.set_tight(tight=tight)

    def show_step(self, current: int, reached: int) -> None:
        """Show which step is open, and up to which the person may go."""
        for number, button in enumerate(self.steps):
            state = "current" if number == current else "done" if number < current else "ahead"
            button.show_state(state, open_to=number <= reached)


class _StepButton(QAbstractButton):
    pressed_number = Signal(int)

    def __init__(self, look: Look, number: int, title: str, *, last: bool) -> None:
        super().__init__()
        self._look, self._number, self._title, self._last = look, number, title, last
        self._state, self._tight = "ahead", False
        self.setSizePolicy(QSizePolicy.Policy.Minimum if last else QSizePolicy.Policy.Expanding, self._fixed())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(title)
        self.clicked.connect(self._tell)

    def show_state(self, state: str, *, open_to: bool) -> None:
        self._state = state
        self.setEnabled(open_to)
        self.setCursor(Qt.CursorShape.PointingHandCursor if open_to else Qt.CursorShape.ArrowCursor)
        words = {"current": N_("this step"), "done": N_("done"), "ahead": N_("still to do")}[state]
        self.setAccessibleName(f"{self._number + 1}. {self._title}, {self._look._(words)}")
        self.updateGeometry()
        self.update()

    @property
    def short(self) -> bool:
        """Whether only its number is shown."""
        return self._tight and self._state != "current"

    def set_tight(self, *, tight: bool) -> None:
        if tight != self._tight:
            self._tight = tight
            set_tooltip(self, self._title if tight else "")
            self.updateGeometry()
            self.update()

    def whole_width(self) -> int:
        """Return the width with its words, in the bold of an open step."""
        words = QFontMetricsF(self._font(bold=True)).horizontalAdvance(self._title)
        return round(words) + self._look.px(48)

    def sizeHint(self) -> QSize:
        spare = 0 if self._last else self._look.px(30)
        wide = self._look.px(36) if self.short else self.whole_width() + spare
        return QSize(wide, self._look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        wide = self._look.px(36) if self.short else self.whole_width()
        return QSize(wide, self._look.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens = self._look, self._look.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = look.px
        middle = self.height() / 2
        disc = QRectF(px(4), middle - px(13), px(26), px(26))
        current, done = self._state == "current", self._state == "done"
        painter.setPen(QPen(QColor(tokens.accent if current or done else tokens.line_strong), 1.5))
        painter.setBrush(QColor(tokens.accent if current else tokens.info.fill if done else tokens.card))
        painter.drawEllipse(disc)
        if done:
            inside = disc.adjusted(px(6), px(6), -px(6), -px(6))
            paint_icon(painter, "check", tokens.info.text, inside, stroke=2.5)
        else:
            painter.setFont(self._font(bold=True))
            painter.setPen(QColor(tokens.on_accent if current else tokens.muted))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number + 1))
        self._paint_words(painter, disc, middle, current=current)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        painter.end()

    def _paint_words(self, painter: QPainter, disc: QRectF, middle: float, *, current: bool) -> None:
        tokens, px = self._look.theme.tokens, self._look.px
        font = self._font(bold=current)
        measure = QFontMetricsF(font)
        left = disc.right() + px(9)
        room = max(self.width() - left - px(6), 0)
        title = "" if self.short else self._title
        text = measure.elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if current or self._state == "done" else tokens.muted))
        place = QRectF(left, 0, room, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        start = left + measure.horizontalAdvance(text) + px(12)
        if not self._last and start < self.width() - px(8):
            painter.setPen(QPen(QColor(tokens.accent if self._state == "done" else tokens.line_strong), 1.5))
            painter.drawLine(QPointF(start, middle), QPointF(self.width() - px(4), middle))

    def _font(self, *, bold: bool) -> QFont:
        return self._look.theme.scaled_font(1.0, QFont.Weight.DemiBold if bold else QFont.Weight.Medium)

    def _tell(self) -> None:
        self.pressed_number.emit(self._number)

    @staticmethod
    def _fixed() -> QSizePolicy.Policy:
        return QSizePolicy.Policy.Fixed
