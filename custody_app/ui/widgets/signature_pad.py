"""A signature by hand: pen, finger or mouse to PNG."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QFrame

from custody_app.i18n import N_
from custody_app.ui.look import Look

INK = "#10203c"
IMAGE_WIDTH = 1200


class SignaturePad(QFrame):
    """White in both themes, since it is printed; `changed` fires with each stroke."""

    changed = Signal()

    def __init__(self, look: Look, name: str = "") -> None:
        super().__init__()
        self.setObjectName("pad")
        self._look = look
        self._strokes: list[list[tuple[QPointF, float]]] = []
        self.setMinimumSize(look.px(320), look.px(140))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(name or look._(N_("Sign here")))
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, on=False)
        # Reached by Tab, so that it is heard of; who has no pointer goes on to the next button.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pen_down = False

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn."""
        return not any(len(stroke) > 1 for stroke in self._strokes)

    def clear(self) -> None:
        """Take the strokes away."""
        self._strokes.clear()
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Return the signature as PNG, black on white, 1200 px wide; b"" when nothing was drawn."""
        if self.empty:
            return b""
        factor = IMAGE_WIDTH / max(self.width(), 1)
        image = QImage(QSize(IMAGE_WIDTH, round(self.height() * factor)), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(factor, factor)
        self._draw(painter, "#000000")
        painter.end()
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
        return bytes(held.data())

    def sizeHint(self) -> QSize:
        """Room enough for a name."""
        return QSize(self._look.px(520), self._look.px(180))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton and not self._pen_down:
            self._strokes.append([(event.position(), 1.0)])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if event.buttons() & Qt.MouseButton.LeftButton and not self._pen_down:
            self._go_on(event.position(), 1.0)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with the pen's pressure."""
        if event.type() == QTabletEvent.Type.TabletPress:
            self._pen_down = True
            self._strokes.append([(event.position(), event.pressure())])
        elif event.type() == QTabletEvent.Type.TabletMove and self._pen_down:
            self._go_on(event.position(), event.pressure())
        elif event.type() == QTabletEvent.Type.TabletRelease:
            self._pen_down = False
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line and strokes."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low = self.height() * 0.76
        painter.setPen(QPen(QColor("#b6c0cf"), 1))
        side = self._look.px(24)
        painter.drawLine(QPointF(side, low), QPointF(self.width() - side, low))
        if self.empty:
            painter.setPen(QColor("#68758a"))
            box = QRectF(side, low + 2, self.width() - 2 * side, self.height() - low)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.accessibleName())
        self._draw(painter, INK)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._look.theme.tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self._look.px(6), self._look.px(6))
        painter.end()

    def _go_on(self, position: QPointF, pressure: float) -> None:
        if self._strokes:
            self._strokes[-1].append((position, pressure))
            self.update()
            self.changed.emit()

    def _draw(self, painter: QPainter, colour: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(stroke[0][0])
            for (one, _), (other, _) in pairwise(stroke):
                path.quadTo(one, (one + other) / 2)
            pressure = sum(each for _, each in stroke) / len(stroke)
            pen = QPen(QColor(colour), self._look.px(2) * (0.6 + 0.6 * pressure))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
