"""Widgets beside each other, on as many lines as they need, so that long words and narrow windows cut nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Lays out its children from left to right, and on with the next line.

    Args:
        spacing: between them, in pixels.
        at_end: lines stand at the right.
    """

    def __init__(self, spacing: int, *, at_end: bool = False) -> None:
        super().__init__()
        self._spacing, self._at_end = spacing, at_end
        self._held: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def widgets(self) -> Sequence[QWidget]:
        """What it holds, in order."""
        return tuple(self._held)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self._held.append(widget)
        widget.setParent(self)
        widget.show()
        self.updateGeometry()
        self._place()

    def clear(self) -> None:
        """Take everything away."""
        held, self._held = self._held, []
        for widget in held:
            widget.hide()
            widget.deleteLater()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """More lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines at this width."""
        return max((place.bottom() + 1 for _, place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        """Return what one line takes; the height is that of its present width."""
        sizes = [_wanted(widget) for widget in self._shown()]
        wide = sum(size.width() for size in sizes) + self._spacing * max(len(sizes) - 1, 0)
        return QSize(wide, self.heightForWidth(max(self.width(), self._least())))

    def minimumSizeHint(self) -> QSize:
        """Return the widest of them alone."""
        return QSize(self._least(), self.heightForWidth(max(self.width(), self._least())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay them out anew."""
        super().resizeEvent(event)
        self._place()
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Follow what its children want."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        for widget, place in self._places(self.width()):
            widget.setGeometry(place)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._held if not widget.isHidden()]

    def _least(self) -> int:
        return max((_wanted(widget).width() for widget in self._shown()), default=0)

    def _places(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        top = 0
        for line in self._lines(width):
            high = max(size.height() for _, size in line)
            used = sum(size.width() for _, size in line) + self._spacing * (len(line) - 1)
            left = max(width - used, 0) if self._at_end else 0
            for widget, size in line:
                place = QRect(left, top + (high - size.height()) // 2, size.width(), size.height())
                if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                    place.moveRight(width - 1 - left)
                yield widget, place
                left += size.width() + self._spacing
            top += high + self._spacing

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        room = 0
        for widget in self._shown():
            size = _wanted(widget)
            if not lines or size.width() + self._spacing > room:
                lines.append([])
                room = width + self._spacing
            lines[-1].append((widget, size))
            room -= size.width() + self._spacing
        return lines


def _wanted(widget: QWidget) -> QSize:
    return widget.sizeHint().expandedTo(widget.minimumSize()).expandedTo(widget.minimumSizeHint())
