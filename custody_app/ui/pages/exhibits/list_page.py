"""The exhibits of all cases: counts, search, filters, the list, and the chosen one beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitFilter, ExhibitRow
from custody_app.ui.page import Page
from custody_app.ui.pages.exhibits.columns import ExhibitCells, list_columns
from custody_app.ui.pages.exhibits.finding import exhibit_ids, problem_ids
from custody_app.ui.pages.exhibits.flexible_row import FlexibleRow
from custody_app.ui.pages.exhibits.leads import REGISTER
from custody_app.ui.pages.exhibits.panel import ExhibitPanel
from custody_app.ui.pages.exhibits.wording import count_words
from custody_app.ui.widgets import (
    Card,
    EmptyState,
    FilterBar,
    ListView,
    PagedModel,
    SearchField,
    StatTile,
    primary_button,
    secondary_button,
)
from custody_app.ui.widgets.recording_button import for_recording


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each."""

    custody: int
    compare: int
    transit: int
    problems: int


class ExhibitsPage(Page):
    """All exhibits; `ctx.go("exhibits", show="problems", text="…")` opens it filtered."""

    page_id = "exhibits"
    title = N_("Exhibits")
    icon = "package"
    scrolls = False

    def build(self) -> None:
        """Tiles, then the list with the panel beside it."""
        look, px = self.ctx.look, self.ctx.look.px
        self._text, self._shown = "", "all"
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self._tiles = [
            StatTile(look, "–", self._(N_("In custody")), "package", "info", self._show_all),
            StatTile(look, "–", self._(N_("In transit")), "truck", "warn", self._show_transit),
            StatTile(look, "–", self._(N_("To compare")), "shield-question-mark", "neutral", self._show_compare),
            StatTile(look, "–", self._(N_("Need attention")), "triangle-alert", "danger", self._show_problems),
        ]
        for tile in self._tiles:
            tiles.addWidget(tile, 1)
        self.body.addLayout(tiles)
        across = QHBoxLayout()
        across.setSpacing(px(14))
        across.addWidget(self._list_card(), 1)
        self.panel = ExhibitPanel(self.ctx)
        across.addWidget(self.panel)
        self.body.addLayout(across, 1)

    def _list_card(self) -> QWidget:
        look, px = self.ctx.look, self.ctx.look.px
        card = Card(look, margin=13)
        self.search = SearchField(look, self._(N_("Search number, description, seal, serial or digest")))
        self.search.searched.connect(self._search)
        self.filters = FilterBar(
            [
                ("all", self._(N_("All"))),
                ("transit", self._(N_("In transit"))),
                ("compare", self._(N_("To compare"))),
                ("problems", self._(N_("Problems"))),
            ],
            px(8),
            self._(N_("Which exhibits")),
        )
        self.filters.chosen.connect(self._filter)
        card.add(FlexibleRow([self.search, self.filters], px(8), 0))
        station = self.ctx.station
        self._cells = ExhibitCells(look, station.trust.names(), station.clock.utc_now())
        model: PagedModel[ExhibitRow, str] = PagedModel(
            list_columns(look, self._cells),
            ids=self._ids,
            rows=station.store.exhibit_rows,
            key=_row_id,
            sort="-last_at",
            tasks=self.ctx.tasks,
        )
        model.failed.connect(self.show_error)
        words = self._(N_("Nothing is registered here yet, or nothing is like this. Registering takes a minute."))
        register = for_recording(self.ctx, primary_button(look, self._(N_("Register exhibit")), "plus", self._register))
        empty = EmptyState(look, "package", self._(N_("No exhibits here")), words, register)
        self.list = ListView(look, model, empty, name=self._(N_("Exhibits")))
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        model.loaded.connect(self._loaded)
        card.add(self.list, 1)
        return card

    def open(self, **what: Any) -> None:
        """Take a filter and words to search for."""
        shown, text = str(what.get("show", "")), str(what.get("text", ""))
        if shown:
            self.filters.choose(shown)
        if text or shown:
            self.search.setText(text)
            self._text = text

    def refresh(self) -> None:
        """Read the list and the counts anew."""
        self._cells.now = self.ctx.station.clock.utc_now()
        self.list.reload()
        self.ctx.tasks.run(self._count, done=self._show_counts, failed=self.show_error, owner=self.panel)

    def draft(self) -> dict[str, Any]:
        """Keep search and filter."""
        return {"text": self.search.text(), "show": self.filters.current, "exhibit": self.list.current_id}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put search and filter back."""
        self.search.setText(draft["text"])
        self.filters.choose(draft["show"])

    def header_actions(self) -> Sequence[QWidget]:
        """Export, register."""
        look = self.ctx.look
        return [
            secondary_button(look, self._(N_("Export package")), "package-open", self._export),
            for_recording(self.ctx, primary_button(look, self._(N_("Register exhibit")), "plus", self._register)),
        ]

    def submit(self) -> None:
        """Ctrl+Enter opens the chosen exhibit."""
        self.panel.open_page()

    def back_out(self) -> None:
        """Esc clears the search first."""
        if self.search.text() or self._shown != "all":
            self.search.clear()
            self.filters.choose("all")
        else:
            super().back_out()

    def _ids(self, sort: str) -> list[str]:
        return exhibit_ids(self.ctx.station.store, self._shown, self._text, sort)

    def _count(self, _control: Control) -> Counts:
        store = self.ctx.station.store
        number = {state: len(store.exhibit_ids(ExhibitFilter(state=state))) for state in ("held", "offered")}
        compare = len(store.exhibit_ids(ExhibitFilter(never_compared=True)))
        return Counts(sum(number.values()), compare, number["offered"], len(problem_ids(store)))

    def _show_counts(self, counts: Counts) -> None:
        numbers = (counts.custody, counts.transit, counts.compare, counts.problems)
        for tile, number in zip(self._tiles, numbers, strict=True):
            tile.set_number(count_words(self.ctx.look, number))

    def _search(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.list.reload()

    def _filter(self, shown: str) -> None:
        if shown != self._shown:
            self._shown = shown
            self.list.reload()

    def _loaded(self) -> None:
        if self.list.current_id is None and not self.list.select_row(0):
            self.panel.show_exhibit("")
        elif self.list.current_id is not None:
            self.panel.show_exhibit(str(self.list.current_id))

    def _choose(self, exhibit: object) -> None:
        self.panel.show_exhibit(str(exhibit))

    def _open(self, exhibit: object) -> None:
        self.ctx.go("exhibit", exhibit=exhibit)

    def _show_all(self) -> None:
        self.filters.choose("all")

    def _show_transit(self) -> None:
        self.filters.choose("transit")

    def _show_compare(self) -> None:
        self.filters.choose("compare")

    def _show_problems(self) -> None:
        self.filters.choose("problems")

    def _register(self) -> None:
        self.ctx.go(REGISTER)

    def _export(self) -> None:
        self.ctx.go("export")


def _row_id(row: ExhibitRow) -> str:
    return row.id
