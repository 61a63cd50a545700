"""Whatever leads to a page leads to one that exists: actions, and every `ctx.go("…")` in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

import custody_app.ui
from custody_app.domain.commands import OfferTransfer
from custody_app.log.canonical import b64
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.actions import ACTIONS, actions_for
from custody_app.ui.pages import page_types
from custody_app.ui.pages.exhibits import leads
from custody_app.ui.shell.command_palette import matching
from custody_app.ui.shell.help_page import HelpPage
from custody_app.ui.shell.start_page import StartPage

PAGES = {each.page_id for each in (StartPage, HelpPage, *page_types())}


def test_every_action_leads_to_a_page_that_exists():
    assert {action.page for action in ACTIONS if action.page} <= PAGES
    assert actions_for(PAGES) == list(ACTIONS)


def test_every_page_asked_for_in_the_code_exists():
    asked = dict(_asked_for())
    assert {"transfer", "reports", "case_new", "export"} <= set(asked)
    assert {page: where for page, where in asked.items() if page not in PAGES} == {}
    assert {leads.REGISTER, leads.HAND_OVER, leads.TRANSFER, leads.TRANSFERS} <= PAGES


def test_a_transfer_can_be_begun_from_the_palette(open_window):
    window = open_window(*page_types())
    found = matching(window.ctx, window.actions_shown, "transfer exhibits")
    assert found[0].id == "transfer.offer"
    found[0].start(window.ctx)
    assert window.pages.current.page_id == "transfer"


def test_from_a_case_to_its_report(open_window, settle, qtbot):
    window = open_window(*page_types())
    case = window.ctx.station.store.case_ids()[0]
    window.ctx.go("case", case=case)
    settle(window.ctx)
    press(window, "Custody report", qtbot)
    page = window.pages.current
    assert page.page_id == "reports"
    assert (page.choosing.answers().case, page.choosing.answers().kind) == (case, "custody-report")


def test_from_a_transfer_to_its_receipt_as_a_document(open_window, passphrase, qtbot):
    window = open_window(*page_types())
    station = window.ctx.station
    case = station.store.case_ids()[0]
    exhibits = tuple(station.store.exhibit_ids(ExhibitFilter(number="E-2")))
    command = OfferTransfer(actor="ana", exhibits=exhibits, to="beto", purpose="examination", condition="well")
    proposal = station.transfers.propose_offer(command)
    recorded = station.acts.record(proposal, {"ana": station.session.fresh("ana", passphrase("ana"))})
    offer = b64(recorded[0].digest)
    window.ctx.go("receipt", offers=[offer])
    press(window, "Receipt as PDF", qtbot)
    answers = window.pages.current.choosing.answers()
    assert (answers.case, answers.kind, answers.transfer) == (case, "transfer-receipt", offer)


def press(window, text, qtbot):
    def shown() -> list[QPushButton]:
        buttons = window.pages.current.findChildren(QPushButton)
        return [each for each in buttons if each.text() == text and each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    qtbot.keyClick(shown()[0], Qt.Key.Key_Space)


def _asked_for() -> Iterator[tuple[str, str]]:
    """Yield page ids given as words to `go` and to crumbs, and where they stand."""
    folder = Path(custody_app.ui.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = {"go": 0, "Crumb": 1, "_leave_for": 0}.get(name, -1)
            if 0 <= place < len(node.args):
                page = node.args[place]
                if isinstance(page, ast.Constant) and isinstance(page.value, str):
                    yield page.value, f"{path.relative_to(folder)}:{node.lineno}"
