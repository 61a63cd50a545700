"""First run: from nothing to an unlocked station, or to the sample case."""

from custody_app.ui.pages.first_run.page import FirstRunPage

__all__ = ["FirstRunPage"]
