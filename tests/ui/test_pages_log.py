"""The log: the panel beside the list never contradicts the row that is chosen."""

from __future__ import annotations

import pytest

from custody_app.ui.pages import page_types
from custody_app.ui.pages.log.entry_panel import EntryPanel
from custody_app.ui.plain_text import PlainLabel

CHOOSE = "Choose an entry"


@pytest.fixture
def window(open_window):
    return open_window(*page_types())


@pytest.fixture
def page(window, settle):
    window.ctx.go("log")
    settle(window.ctx)
    return window.pages.current


def words(panel: EntryPanel) -> list[str]:
    return [each.text() for each in panel.findChildren(PlainLabel) if each.isVisible()]


def test_an_entry_that_is_still_read_is_named_already(page, settle):
    page.panel.show_nothing()
    assert CHOOSE in words(page.panel)
    page.list.select_row(1)
    assert page.panel.known is None
    assert f"Entry {page.list.current_id}" in words(page.panel)
    assert CHOOSE not in words(page.panel)
    settle(page.ctx)
    assert page.panel.known.seq == page.list.current_id


def test_a_list_without_entries_leaves_no_entry_beside_it(page, settle):
    page.kinds.choose("transfer")
    settle(page.ctx)
    assert page.list.current_id is None
    assert CHOOSE in words(page.panel)
    assert not [each for each in words(page.panel) if each.startswith("Entry ")]
    page.kinds.choose("all")
    settle(page.ctx)
    assert page.panel.known.seq == page.list.current_id
