"""One screen of a form that is filled in step by step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from custody_app.ui.context import AppContext


class FormStep(QWidget):
    """Shows a part of a form and writes it back; each page's own step has the form and `show_form`.

    `changed` fires with each change a person makes, so that the draft is kept.
    """

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.look = ctx.look
        # PySide cannot look up a method that is called `_` on the class of a QObject.
        self._: Callable[[str], str] = ctx._
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ctx.theme.px(14))

    def problem(self) -> str:
        """Mark what is missing or wrong, put the cursor there, and return it in words; "" when all is well."""
        return ""

    def focus_first(self) -> None:
        """Put the cursor where typing begins."""

    def leave(self) -> None:
        """Another step is opened, or the page is left."""

    def tell_changed(self, *_: object) -> None:
        """Tell that the person changed something."""
        self.changed.emit()
