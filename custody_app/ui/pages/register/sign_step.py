"""Fifth step: exactly what will be signed."""

from __future__ import annotations

from collections.abc import Sequence

from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Banner, ReadBackView


class SignStep(Step):
    """Reads a proposal back; the page's main button signs it."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.proposal: Proposal | None = None
        self._view: ReadBackView | None = None
        self._warnings: list[Banner] = []
        self._told = PlainLabel(role="muted", wrap=True)
        self.column.addWidget(self._told)
        self.column.addStretch(1)

    def show_proposal(self, proposal: Proposal | None, warnings: Sequence[str] = ()) -> None:
        """Show what will be signed, None while it is not known; above it what a person should look at again."""
        self.proposal = proposal
        for old in (*self._warnings, self._view):
            if old is not None:
                self.column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._view = None
        self._warnings = [Banner(self.look, text, "warn") for text in warnings]
        for banner in reversed(self._warnings):
            self.column.insertWidget(0, banner)
        if proposal is None:
            self._told.setText(self._("What will be signed is shown here as soon as everything before is right."))
            return
        statements = self.ctx.station.acts.read_back(proposal)
        told = self.look.ngettext(
            N_("This is exactly what you sign. Nothing is recorded before."),
            N_("These {n} statements are exactly what you sign. Nothing is recorded before."),
            len(statements),
        )
        self._told.setText(told.format(n=len(statements)))
        self._view = ReadBackView(self.look, statements)
        self.column.insertWidget(self.column.count() - 1, self._view)
