"""One screen of a transfer."""

from __future__ import annotations

from custody_app.domain.state import ExhibitState
from custody_app.ui.context import AppContext
from custody_app.ui.form_step import FormStep
from custody_app.ui.pages.transfer.form import TransferForm


class TransferStep(FormStep):
    """Shows a part of the transfer's form and writes it back."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.form = TransferForm()

    def show_form(self, form: TransferForm) -> None:
        """Show what the form holds; called whenever this step is opened."""
        self.form = form

    def states(self) -> list[ExhibitState]:
        """Return the chosen exhibits as the record has them."""
        if not self.form.case:
            return []
        known = self.ctx.station.acts.state(self.form.case).exhibits
        return [known[each] for each in self.form.exhibits if each in known]
