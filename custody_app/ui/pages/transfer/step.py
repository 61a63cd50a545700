"""One screen of a transfer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from custody_app.domain.state import ExhibitState
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import TransferForm


class TransferStep(QWidget):
    """Shows a part of the form and writes it back; `changed` fires with each change a person makes."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.look = ctx.look
        # PySide cannot look up a method that is called `_` on the class of a QObject.
        self._: Callable[[str], str] = ctx._
        self.form = TransferForm()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ctx.theme.px(14))

    def show_form(self, form: TransferForm) -> None:
        """Show what the form holds; called whenever this step is opened."""
        self.form = form

    def problem(self) -> str:
        """Mark what is missing or wrong, put the cursor there, return it in words; "" when all is well."""
        return ""

    def focus_first(self) -> None:
        """Put the cursor where one begins."""

    def tell_changed(self, *_: object) -> None:
        """Tell that the person changed something."""
        self.changed.emit()

    def states(self) -> list[ExhibitState]:
        """Return the chosen exhibits as the record has them."""
        if not self.form.case:
            return []
        known = self.ctx.station.acts.state(self.form.case).exhibits
        return [known[each] for each in self.form.exhibits if each in known]
