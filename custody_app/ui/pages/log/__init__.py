"""The log: entries, one entry, proofs, signed heads, verification."""

from custody_app.ui.pages.log.log_page import LogPage

PAGES = (LogPage,)
