"""A digest in groups of eight, with a copy that the clipboard forgets again."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import icon_button

KEPT_SECONDS = 30


class DigestBlock(QFrame):
    """An algorithm's name over its hex digits.

    Args:
        look: what it is drawn with.
        algorithm: such as `SHA-256`.
        value: hex digits; "" shows that there is none.
        per_line: groups of eight digits in a line.
    """

    def __init__(self, look: Look, algorithm: str, value: str, per_line: int = 4) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self._look = look
        self._value = value
        self._left = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(4), look.px(6), look.px(10))
        column.setSpacing(look.px(1))
        heading = QHBoxLayout()
        heading.addWidget(PlainLabel(algorithm, role="small"))
        heading.addStretch(1)
        self._told = PlainLabel(role="small")
        heading.addWidget(self._told)
        self._copy = icon_button(look, "copy", look._(N_("Copy {name}")).format(name=algorithm), self.copy)
        heading.addWidget(self._copy)
        column.addLayout(heading)
        self._copy.setVisible(bool(value))
        shown = grouped(value, per_line) if value else look._(N_("No digest on record"))
        digits = PlainLabel(shown, role="mono" if value else "muted", selectable=True)
        digits.setAccessibleName(f"{algorithm} {value}")
        column.addWidget(digits)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def copy(self) -> None:
        """Put the digits on the clipboard for half a minute."""
        QGuiApplication.clipboard().setText(self._value)
        self._left = KEPT_SECONDS
        self._timer.start()
        self._tell()

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell()
            return
        self._timer.stop()
        self._told.setText("")
        clipboard = QGuiApplication.clipboard()
        # What somebody copied since is theirs.
        if clipboard.text() == self._value:
            clipboard.clear()

    def _tell(self) -> None:
        self._told.setText(self._look._(N_("Copied, kept for {seconds} s")).format(seconds=self._left))


def grouped(value: str, per_line: int = 4) -> str:
    """Return hex digits in groups of eight, `per_line` groups in a line."""
    groups = [value[start : start + 8] for start in range(0, len(value), 8)]
    lines = [groups[start : start + per_line] for start in range(0, len(groups), per_line)]
    return "\n".join(" ".join(line) for line in lines)
