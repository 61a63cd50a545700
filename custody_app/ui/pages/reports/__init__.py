"""Documents for the court: chosen, looked at as they are, issued and printed."""

from custody_app.ui.pages.reports.page import ReportsPage

__all__ = ["ReportsPage"]
