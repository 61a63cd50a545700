"""Register exhibit: five short steps, one screen each."""

from custody_app.ui.pages.register.page import RegisterPage

__all__ = ["RegisterPage"]
