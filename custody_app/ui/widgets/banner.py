"""A banner for a lasting state, a toast for something done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.theme.icons import icon_pixmap
from custody_app.ui.widgets.buttons import icon_button, quiet_button

STATE_ICONS = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "danger": "octagon-x",
    "neutral": "info",
}
TOAST_MS = 5000


class Banner(QFrame):
    """A line of words with the shape and colour of its state, and at most one thing to do."""

    acted = Signal()

    def __init__(
        self,
        look: Look,
        text: str = "",
        role: str = "info",
        action: str = "",
        on_action: Callable[[], object] | None = None,
        *,
        closable: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), look.px(6), look.px(8), look.px(6))
        row.setSpacing(look.px(10))
        self._icon = PlainLabel()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = PlainLabel(wrap=True, selectable=True)
        self._words.setMinimumHeight(look.px(26))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._words.setSizePolicy(policy)
        row.addWidget(self._words, 1)
        self._action: QPushButton | None = None
        if action:
            self._action = quiet_button(look, action, on_click=on_action)
            self._action.clicked.connect(self.acted)
            row.addWidget(self._action)
        if closable:
            row.addWidget(icon_button(look, "x", look._(N_("Close this message")), self.hide))
        self.show_text(text, role)

    def show_text(self, text: str, role: str = "info") -> None:
        """Show other words."""
        self.setProperty("state", role)
        self._icon.setPixmap(self._look.theme.pixmap(STATE_ICONS.get(role, "info"), role, 20))
        self._words.setText(text)
        self.setAccessibleName(self._words.text())
        for widget in (self, self._words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        if text and self.parentWidget() is not None:
            # Without a parent it would be a window of its own for a moment; then it is shown with its parent.
            self.show()

    def text(self) -> str:
        """Return the words."""
        return self._words.text()


class Toast(QFrame):
    """Words at the lower edge that go away by themselves; the next one takes the place of the last."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), look.px(11), look.px(18), look.px(11))
        row.setSpacing(look.px(10))
        self._icon = PlainLabel()
        self._words = PlainLabel()
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, role: str = "ok") -> None:
        """Show `text` for a while."""
        colour = {"ok": "#6fd6ad", "danger": "#ff9da4", "warn": "#f0bf74"}.get(role, "#9cc3ff")
        self._icon.setPixmap(
            icon_pixmap(STATE_ICONS.get(role, "info"), colour, self._look.px(18), self.devicePixelRatioF())
        )
        self._words.setText(text)
        self.setAccessibleName(self._words.text())
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(TOAST_MS)

    def text(self) -> str:
        """Return the words."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            below = self._look.px(52)
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - below)
