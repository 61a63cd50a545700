"""Where the pages of exhibits and cases lead: ids of pages that other folders hold, and buttons of acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.i18n import N_, visible
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.context import AppContext

REGISTER = "register"
HAND_OVER = "transfer"
TRANSFER = "transfer"
TRANSFERS = "transfers"
# Kinds of documents: `ctx.go("reports", case=…, kind=…)`.
REPORT, RECEIPT = "custody-report", "transfer-receipt"

# What can be done with one exhibit: act, words, icon. `ctx.go("act", act=…, exhibits=(…,))` shows the form.
ACTS: dict[str, tuple[str, str]] = {
    "seal": (N_("Apply a seal"), "lock"),
    "seal_check": (N_("Check the seal"), "clipboard-check"),
    "seal_break": (N_("Break the seal"), "lock-open"),
    "reseal": (N_("Seal again"), "lock"),
    "move": (N_("Move"), "map-pin"),
    "note": (N_("Add a note"), "sticky-note"),
    "correct": (N_("Correct"), "pen-line"),
    "derive": (N_("Register a derived exhibit"), "git-branch"),
    "access": (N_("Record access"), "eye"),
    "incident": (N_("Report an incident"), "siren"),
    "dispose": (N_("End custody"), "archive"),
}


def acts_of(row: ExhibitRow) -> list[str]:
    """Return the acts that make sense for an exhibit as it is now, the likely ones first."""
    if row.state == "disposed":
        return ["correct"]
    if row.seal:
        first, later = ["seal_check", "seal_break"], ["reseal", "seal"]
    else:
        first, later = (["reseal"], ["seal"]) if row.seal_state == "broken" else (["seal"], [])
    return [*first, "move", "derive", "note", *later, "correct", "access", "incident", "dispose"]


def can_be_read(row: ExhibitRow) -> bool:
    """Tell whether an exhibit has content that can be hashed: it was, or its type is of digital content."""
    kind = EXHIBIT_TYPES.get(row.type)
    return row.state != "disposed" and bool(row.baseline or kind is None or kind.digital)


def go_to_act(ctx: AppContext, act: str, exhibits: Sequence[str]) -> None:
    """Show the form of an act."""
    ctx.go("act", act=act, exhibits=tuple(exhibits))


def go_to_reading(ctx: AppContext, row: ExhibitRow) -> None:
    """Verify what has a digest, hash what has none."""
    ctx.go("reading", exhibit=row.id, act="verify" if row.baseline else "hash")


def act_menu(ctx: AppContext, row: ExhibitRow, parent: QWidget) -> QMenu:
    """Return the menu of everything that can be done with an exhibit."""
    menu = QMenu(parent)
    for act in acts_of(row):
        words, icon = ACTS[act]
        action = menu.addAction(ctx.theme.icon(icon), visible(ctx._(words)))
        action.setEnabled(ctx.station.read_only_because is None)
        action.triggered.connect(_Chosen(partial(go_to_act, ctx, act, (row.id,))))
    return menu


class _Chosen:
    """Calls without the `checked` that Qt hands over."""

    def __init__(self, call: partial[None]) -> None:
        self._call = call

    def __call__(self, _checked: bool = False) -> None:
        self._call()
