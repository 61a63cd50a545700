"""The cases of this station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from custody_app.i18n import N_
from custody_app.storage.list_rows import CaseFilter, CaseRow
from custody_app.ui.look import Look
from custody_app.ui.page import Page
from custody_app.ui.pages.cases.wording import case_state
from custody_app.ui.pages.exhibits.flexible_row import FlexibleRow
from custody_app.ui.pages.exhibits.wording import ago_words, count_words, day_words
from custody_app.ui.widgets import (
    Card,
    Cell,
    ChipCell,
    Column,
    EmptyState,
    FilterBar,
    IconCell,
    ListView,
    PagedModel,
    SearchField,
    primary_button,
)
from custody_app.ui.widgets.recording_button import for_recording

FILTERS = {
    "open": CaseFilter(status="open"),
    "basis": CaseFilter(basis_missing=True),
    "prosecuted": CaseFilter(status="prosecuted"),
    "closed": CaseFilter(status="closed"),
}


class CaseCells:
    """Says each cell of a case's row."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.now: datetime | None = None

    def at(self, now: datetime) -> None:
        """Tell times from here."""
        self.now = now

    @staticmethod
    def name(row: CaseRow) -> IconCell:
        """Number and title."""
        return IconCell("folder-open", row.number, row.title or row.offence)

    @staticmethod
    def basis(row: CaseRow) -> Cell:
        """Legal bases."""
        return Cell(row.basis or "–")

    def until(self, row: CaseRow) -> Cell:
        """The day on which the first of them expires."""
        return Cell(day_words(self._look, row.basis_until) if row.basis_until else "–", muted=True)

    def exhibits(self, row: CaseRow) -> Cell:
        """How many exhibits."""
        return Cell(count_words(self._look, row.exhibits))

    def state(self, row: CaseRow) -> ChipCell:
        """What matters most."""
        word = case_state(self._look, row, self.now.date().isoformat() if self.now else "")
        return ChipCell(word.text, word.role, word.icon)

    def last(self, row: CaseRow) -> Cell:
        """When something was recorded last."""
        return Cell(ago_words(self._look, row.last_at, self.now) if self.now else row.last_at, muted=True)


class CasesPage(Page):
    """All cases; `ctx.go("cases", show="basis")` opens it filtered."""

    page_id = "cases"
    title = N_("Cases")
    icon = "folder-open"
    scrolls = False

    def build(self) -> None:
        """Search, filters, the list."""
        look, px = self.ctx.look, self.ctx.look.px
        self._text, self._shown = "", "all"
        card = Card(look, margin=13)
        self.search = SearchField(look, self._(N_("Search number, title, offence or order")))
        self.search.searched.connect(self._search)
        self.filters = FilterBar(
            [
                ("all", self._(N_("All"))),
                ("open", self._(N_("Under investigation"))),
                ("basis", self._(N_("Basis to follow"))),
                ("prosecuted", self._(N_("Prosecuted"))),
                ("closed", self._(N_("Closed"))),
            ],
            px(8),
            self._(N_("Which cases")),
        )
        self.filters.chosen.connect(self._filter)
        card.add(FlexibleRow([self.search, self.filters], px(8), 0))
        self._cells = CaseCells(look)
        self._cells.at(self.ctx.station.clock.utc_now())
        model: PagedModel[CaseRow, str] = PagedModel(
            self._columns(),
            ids=self._ids,
            rows=self.ctx.station.store.case_rows,
            key=_row_id,
            sort="-last_at",
            tasks=self.ctx.tasks,
        )
        model.failed.connect(self.show_error)
        open_case = for_recording(self.ctx, primary_button(look, self._(N_("Open case")), "folder-plus", self._new))
        words = self._(N_("A case holds the legal basis without which no exhibit is registered."))
        empty = EmptyState(look, "folder-open", self._(N_("No cases here")), words, open_case)
        self.list = ListView(look, model, empty, name=self._(N_("Cases")))
        self.list.opened.connect(self._open)
        model.loaded.connect(self._loaded)
        card.add(self.list, 1)
        self.body.addWidget(card, 1)

    def open(self, **what: Any) -> None:
        """Take a filter."""
        if "show" in what:
            self.filters.choose(str(what["show"]))

    def refresh(self) -> None:
        """Read the list anew."""
        self._cells.at(self.ctx.station.clock.utc_now())
        self.list.reload()

    def draft(self) -> dict[str, Any]:
        """Keep search and filter."""
        return {"text": self.search.text(), "show": self.filters.current}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put search and filter back."""
        self.search.setText(draft["text"])
        self.filters.choose(draft["show"])

    def header_actions(self) -> Sequence[QWidget]:
        """Open case."""
        return [
            for_recording(self.ctx, primary_button(self.ctx.look, self._(N_("Open case")), "folder-plus", self._new))
        ]

    def submit(self) -> None:
        """Ctrl+Enter shows the chosen case."""
        if self.list.current_id is not None:
            self._open(self.list.current_id)

    def back_out(self) -> None:
        """Esc clears the search first."""
        if self.search.text() or self._shown != "all":
            self.search.clear()
            self.filters.choose("all")
        else:
            super().back_out()

    def _columns(self) -> list[Column[CaseRow]]:
        cells = self._cells
        return [
            Column(self._(N_("Case")), cells.name, sort="number", weight=5, least=240),
            Column(self._(N_("Legal basis")), cells.basis, sort="basis", weight=2, least=150, drop=2),
            Column(self._(N_("Valid until")), cells.until, sort="basis_until", weight=1, least=120, drop=3),
            Column(self._(N_("Exhibits")), cells.exhibits, sort="exhibits", weight=1, least=90, drop=4),
            Column(self._(N_("State")), cells.state, sort="status", weight=1, least=180),
            Column(self._(N_("Last entry")), cells.last, sort="last_at", weight=1, least=120, drop=1),
        ]

    def _ids(self, sort: str) -> list[str]:
        where = replace(FILTERS.get(self._shown, CaseFilter()), text=self._text)
        return self.ctx.station.store.case_ids(where, sort)

    def _loaded(self) -> None:
        if self.list.current_id is None:
            self.list.select_row(0)

    def _search(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.list.reload()

    def _filter(self, shown: str) -> None:
        if shown != self._shown:
            self._shown = shown
            self.list.reload()

    def _open(self, case: object) -> None:
        self.ctx.go("case", case=case)

    def _new(self) -> None:
        self.ctx.go("case_new")


def _row_id(row: CaseRow) -> str:
    return row.id
