"""One screen of the registration."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.form import RegistrationForm


class Step(QWidget):
    """Shows a part of the form and writes it back.

    `changed` fires with each change a person makes, so that the draft is kept.
    """

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.look = ctx.look
        # PySide cannot look up a method that is called `_` on the class of a QObject.
        self._: Callable[[str], str] = ctx._
        self.form = RegistrationForm()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ctx.theme.px(14))

    def show_form(self, form: RegistrationForm) -> None:
        """Show what the form holds; called whenever this step is opened."""
        self.form = form

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
