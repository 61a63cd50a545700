"""Verify: drop anything, get one plain answer."""

from custody_app.ui.pages.verify.page import VerifyPage

__all__ = ["VerifyPage"]
