"""What content stands on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel


class Card(QFrame):
    """A white (or dark) sheet with a thin edge, an optional heading with buttons beside it, and a column `body`."""

    def __init__(self, look: Look, heading: str = "", *, sunken: bool = False, margin: int = 16) -> None:
        super().__init__()
        self.setObjectName("sunken" if sunken else "card")
        px = look.px
        self._px = px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(margin), px(margin - 2), px(margin), px(margin - 2))
        self._column.setSpacing(px(10))
        self._heading = PlainLabel(heading, role="heading")
        self._beside = QHBoxLayout()
        self._beside.setSpacing(px(8))
        self._beside.addWidget(self._heading)
        self._beside.addStretch(1)
        self._column.addLayout(self._beside)
        # Only now: what is shown before it has a parent is a window of its own for a moment, and takes the cursor.
        self._heading.setVisible(bool(heading))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(10))
        self._column.addLayout(self.body, 1)

    def set_heading(self, text: str) -> None:
        """Change the heading."""
        self._heading.setText(text)
        self._heading.setVisible(bool(text))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put `widget` below what is there."""
        self.body.addWidget(widget, stretch)

    def add_beside_heading(self, widget: QWidget) -> None:
        """Put `widget` at the right of the heading."""
        self._beside.addWidget(widget)


def rule() -> QFrame:
    """Return a thin line across."""
    line = QFrame()
    line.setObjectName("rule")
    return line
