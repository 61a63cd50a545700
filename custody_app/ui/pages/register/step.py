"""One screen of the registration."""

from __future__ import annotations

from custody_app.ui.context import AppContext
from custody_app.ui.form_step import FormStep
from custody_app.ui.pages.register.form import RegistrationForm


class Step(FormStep):
    """Shows a part of the registration's form and writes it back."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.form = RegistrationForm()

    def show_form(self, form: RegistrationForm) -> None:
        """Show what the form holds; called whenever this step is opened."""
        self.form = form
