"""A row that leads somewhere: icon, what, particulars, state, and an arrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.ui.look import Look
from custody_app.ui.plain_text import ElidedLabel, PlainLabel


class LinkRow(QWidget):
    """Click, Return or space follow it; spoken as one line.

    Args:
        look: what it is drawn with.
        icon: Lucide name, in the colours of `role`.
        title: first line; `detail`: second line.
        beside: a chip or words at the right.
        on_open: where it leads.
        depth: how far it is set in, for trees.
        chosen: it is the one that is shown already.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        title: str,
        detail: str = "",
        *,
        role: str = "neutral",
        beside: QWidget | None = None,
        on_open: Callable[[], object] | None = None,
        depth: int = 0,
        chosen: bool = False,
    ) -> None:
        super().__init__()
        self._look = look
        self._on_open = on_open
        self._over = False
        self._chosen = chosen
        px = look.px
        self.setMinimumHeight(px(50))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(8 + 22 * depth), px(6), px(8), px(6))
        row.setSpacing(px(12))
        row.addWidget(_badge(look, icon, role))
        lines = QVBoxLayout()
        lines.setSpacing(px(1))
        lines.addStretch(1)
        lines.addWidget(ElidedLabel(title, role="strong"))
        if detail:
            lines.addWidget(ElidedLabel(detail, role="small"))
        lines.addStretch(1)
        row.addLayout(lines, 1)
        if beside is not None:
            row.addWidget(beside)
        state = beside.accessibleName() if beside is not None else ""
        self.setAccessibleName(", ".join(part for part in (title, detail, state) if part))
        if on_open is not None:
            arrow = PlainLabel()
            arrow.setPixmap(look.theme.pixmap("chevron-right", "muted", 18))
            row.addWidget(arrow)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def follow(self) -> None:
        """Go where it leads."""
        if self._on_open is not None:
            self._on_open()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow where it leads."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and space do what a click does."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._on_open is not None and event.key() in keys and not event.modifiers():
            self.follow()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        """Look as before."""
        self._over = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the edge of the focus."""
        tokens, px = self._look.theme.tokens, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.selected if self._chosen else tokens.hover if self._over and self._on_open is not None else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), px(7), px(7))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(7), px(7))
        painter.end()


def _badge(look: Look, icon: str, role: str) -> QFrame:
    badge = QFrame()
    badge.setObjectName("badge")
    badge.setProperty("state", role)
    badge.setFixedSize(look.px(34), look.px(34))
    inside = QHBoxLayout(badge)
    inside.setContentsMargins(0, 0, 0, 0)
    drawing = PlainLabel()
    drawing.setPixmap(look.theme.pixmap(icon, role, 18))
    inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
    return badge
