"""A station that may only be read: what leads to an act is off and says why, what only looks is not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from custody_app.ui.pages import page_types
from custody_app.ui.start import opened_for_reading

PAGES = page_types()
ACTS = {
    "Register exhibit", "Hand over", "Open case", "Transfer exhibits", "Hash", "Verify now", "Move", "Correct",
    "Update", "Add a legal basis",
}  # fmt: skip


@pytest.mark.parametrize("writable", [True, False])
def test_what_leads_to_an_act_is_off_and_says_why(open_window, ctx, settle, writable):
    if not writable:
        ctx.station.read_only_because = opened_for_reading()
    window = open_window(*PAGES)
    rows = ctx.station.store.exhibit_rows(ctx.station.store.exhibit_ids())
    seen = set()
    for page, what in (
        ("today", {}),
        ("cases", {}),
        ("case", {"case": rows[0].case}),
        ("exhibits", {}),
        ("exhibit", {"exhibit": rows[0].id}),
        ("transfers", {}),
    ):
        ctx.go(page, **what)
        settle(ctx)
        for button in window.pages.current.findChildren(QAbstractButton):
            if button.isVisible() and button.text() in ACTS:
                seen.add(button.text())
                assert button.isEnabled() == writable, (page, button.text())
                assert ("reading only" in button.toolTip()) != writable
                assert ("reading only" in button.accessibleDescription()) != writable
    assert {"Register exhibit", "Hand over", "Open case", "Transfer exhibits"} <= seen
