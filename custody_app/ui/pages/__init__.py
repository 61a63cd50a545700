"""Every page of the window, one line each; a page becomes reachable by its line here."""

from __future__ import annotations

from custody_app.ui.page import Page


def page_types() -> list[type[Page]]:
    """Return the pages; those with `section = ""` and a sidebar entry of their id are the sidebar's."""
    # Imported here, so that the window is painted before the pages and their services are loaded.
    from custody_app.ui.pages import cases, exhibits, log, today
    from custody_app.ui.pages.first_run import FirstRunPage
    from custody_app.ui.pages.register import RegisterPage
    from custody_app.ui.pages.reports import ReportsPage
    from custody_app.ui.pages.settings import SettingsPage
    from custody_app.ui.pages.transfer import ReceiptPage, TransferPage, TransfersPage
    from custody_app.ui.pages.verify import VerifyPage

    return [
        *today.PAGES,
        *cases.PAGES,
        *exhibits.PAGES,
        *log.PAGES,
        RegisterPage,
        TransfersPage,
        TransferPage,
        ReceiptPage,
        VerifyPage,
        ReportsPage,
        FirstRunPage,
        SettingsPage,
    ]
