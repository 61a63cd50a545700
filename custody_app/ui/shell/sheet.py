"""A sheet over the window: for a decision now, without a waiting call."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import secondary_button
from custody_app.ui.widgets.reading_order import first_stop, move_focus


class Sheet(QWidget):
    """Dims its parent and shows a card with a title, a scrolling body and buttons; Esc closes it.

    `closed` fires when it goes away for whatever reason; the widget then deletes itself.
    """

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget, title: str, *, width: int = 620) -> None:
        super().__init__(parent)
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = look
        self._gone = False
        self._before = QApplication.focusWidget()
        px = look.px
        self._frame = QFrame(self)
        self._frame.setObjectName("sheet")
        self._width = px(width)
        self._frame.setAccessibleName(title)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(px(24), px(20), px(24), px(18))
        column.setSpacing(px(12))
        self.heading = PlainLabel(title, role="title", wrap=True)
        column.addWidget(self.heading)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setObjectName("scroll_body")
        self.body = QVBoxLayout(self._inner)
        self.body.setContentsMargins(px(2), px(2), px(2), px(2))
        self.body.setSpacing(px(12))
        self._scroll.setWidget(self._inner)
        self._inner.installEventFilter(self)
        column.addWidget(self._scroll, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(10))
        column.addLayout(self.buttons)
        parent.installEventFilter(self)

    def add_cancel(self, text: str = "") -> None:
        """Put the button that goes back first, and room between it and the others."""
        self.buttons.addWidget(
            secondary_button(self.look, text or self.look._(N_("Cancel")), on_click=self.close_sheet)
        )
        self.buttons.addStretch(1)

    def open(self) -> None:
        """Show it over everything in the window."""
        self._place()
        self.show()
        self.raise_()
        self._place()
        self._first_focus()

    def close_sheet(self) -> None:
        """Take it away."""
        if self._gone:
            return
        self._gone = True
        self.hide()
        self.closed.emit()
        if self._before is not None:
            _focus_again(self._before)
        self.deleteLater()

    def covered(self) -> None:
        """The window was locked: forget what is secret, keep what was typed otherwise."""

    def first_field(self) -> QWidget | None:
        """Return what gets the cursor first; the first that can, if None."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; nothing reaches the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing reaches the page below."""
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's name)
        """Keep Tab within the sheet: what lies below is covered."""
        move_focus(self, forward=next)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size and the body's."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in the middle."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None or self._gone:
            return
        if self.geometry() != parent.rect():
            self.setGeometry(parent.rect())
        margin = self.look.px(28)
        width = min(self._width, parent.width() - 2 * margin)
        inner = width - self.look.px(52)
        wanted = self.body.totalHeightForWidth(inner)
        wanted = max(wanted, self._inner.sizeHint().height() if wanted <= 0 else 0)
        chrome = self.look.px(150) + max(self.heading.heightForWidth(inner) - self.look.px(24), 0)
        height = min(wanted + chrome, parent.height() - 2 * margin)
        self._frame.setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2, width, height)

    def _first_focus(self) -> None:
        wanted = self.first_field()
        if wanted is None:
            wanted = first_stop(self)
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)


def _focus_again(widget: QWidget) -> None:
    try:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
    except RuntimeError:
        # It was deleted meanwhile.
        return
