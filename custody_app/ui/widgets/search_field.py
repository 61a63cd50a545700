"""One line that searches while it is typed in."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from custody_app.i18n import N_
from custody_app.ui.look import Look

PAUSE_MS = 180


class SearchField(QLineEdit):
    """`searched` tells the words a moment after the last key, and at once on Return."""

    searched = Signal(str)

    def __init__(self, look: Look, placeholder: str = "") -> None:
        super().__init__()
        words = placeholder or look._(N_("Search"))
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.addAction(look.theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(look.px(120))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._search)

    def _typed(self, _text: str) -> None:
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text().strip())
