"""One case: exhibits, timeline, legal bases, people, documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.cases.case_cards import bases_card, documents_card, people_card, summary_card, timeline_card
from custody_app.ui.pages.cases.case_known import CaseKnown, read_case
from custody_app.ui.pages.exhibits.columns import ExhibitCells, case_columns
from custody_app.ui.pages.exhibits.finding import exhibit_ids
from custody_app.ui.pages.exhibits.leads import HAND_OVER, REGISTER, REPORT
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    EmptyState,
    FilterBar,
    ListView,
    PagedModel,
    SearchField,
    primary_button,
    quiet_button,
    secondary_button,
)
from custody_app.ui.widgets.recording_button import for_recording

PARTS = ("exhibits", "timeline", "basis", "people", "documents")


class CasePage(Page):
    """`ctx.go("case", case=id, part="basis")`."""

    page_id = "case"
    title = N_("Case")
    icon = "folder-open"
    section = "cases"
    scrolls = False

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._case, self._text = "", ""
        self.known: CaseKnown | None = None

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return the case in which something was recorded last."""
        ids = ctx.station.store.case_ids(sort="-last_at") if ctx.has_station else []
        return {"case": ids[0]} if ids else None

    def build(self) -> None:
        """A summary, the choice of a part, the part."""
        look = self.ctx.look
        self._summary_place = QVBoxLayout()
        self.body.addLayout(self._summary_place)
        self._summary: QWidget | None = None
        words = (N_("Exhibits"), N_("Timeline"), N_("Legal basis"), N_("People"), N_("Documents"))
        self.parts = FilterBar(
            [(key, self._(word)) for key, word in zip(PARTS, words, strict=True)],
            look.px(8),
            self._(N_("Part of the case")),
        )
        self.parts.chosen.connect(self._show_part)
        row = QHBoxLayout()
        row.addWidget(self.parts)
        row.addStretch(1)
        self._chosen_words = PlainLabel(role="small")
        row.addWidget(self._chosen_words)
        row.addWidget(quiet_button(look, self._(N_("Verify")), "shield-check", self._verify))
        self.body.addLayout(row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._exhibits())
        self._held: list[QWidget] = []
        for _ in PARTS[1:]:
            held = QWidget()
            QVBoxLayout(held).setContentsMargins(0, 0, 0, 0)
            self._held.append(held)
            self._stack.addWidget(held)
        self.body.addWidget(self._stack, 1)

    def open(self, **what: Any) -> None:
        """Take note of the case's id and the part."""
        case = str(what.get("case", ""))
        if case != self._case:
            self.known = None
            self._case = case
        part = str(what.get("part", "exhibits"))
        self.parts.choose(part if part in PARTS else "exhibits")

    def refresh(self) -> None:
        """Read the case anew."""
        self._cells.now = self.ctx.station.clock.utc_now()
        self.list.reload()
        self.ctx.tasks.run(partial(self._read, self._case), done=self._show, failed=self.show_error, owner=self._stack)

    def draft(self) -> dict[str, Any]:
        """Keep the part and the search."""
        return {"part": self.parts.current, "text": self.search.text()}

    def restore(self, draft: Any) -> None:
        """Put them back."""
        self.parts.choose(draft["part"])
        self.search.setText(draft["text"])

    def title_text(self) -> str:
        """The case number."""
        return self.known.state.number if self.known is not None else self._(self.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To the list, then the case's title."""
        title = self.known.state.title if self.known is not None else ""
        return [Crumb(self._(N_("Cases")), "cases"), *([Crumb(title)] if title else [])]

    def header_actions(self) -> Sequence[QWidget]:
        """Report, export, hand over, register."""
        look = self.ctx.look
        return [
            secondary_button(look, self._(N_("Custody report")), "file-text", self._report),
            secondary_button(look, self._(N_("Export package")), "package-open", self._export),
            for_recording(
                self.ctx, secondary_button(look, self._(N_("Hand over")), "arrow-left-right", self._hand_over)
            ),
            for_recording(self.ctx, primary_button(look, self._(N_("Register exhibit")), "plus", self._register)),
        ]

    def submit(self) -> None:
        """Ctrl+Enter opens the chosen exhibit, or registers the first."""
        if self.list.current_id is not None:
            self._open_exhibit(self.list.current_id)
        else:
            self._register()

    def _exhibits(self) -> QWidget:
        look = self.ctx.look
        card = Card(look, margin=13)
        self.search = SearchField(look, self._(N_("Search in this case")))
        self.search.searched.connect(self._search)
        card.add(self.search)
        station = self.ctx.station
        self._cells = ExhibitCells(look, station.trust.names(), station.clock.utc_now())
        model: PagedModel[ExhibitRow, str] = PagedModel(
            case_columns(look, self._cells),
            ids=self._ids,
            rows=station.store.exhibit_rows,
            key=_row_id,
            sort="number",
            tasks=self.ctx.tasks,
        )
        model.failed.connect(self.show_error)
        register = for_recording(self.ctx, primary_button(look, self._(N_("Register exhibit")), "plus", self._register))
        words = self._(N_("Registering one takes a minute: type, seal, photographs, place."))
        empty = EmptyState(look, "package", self._(N_("No exhibits here")), words, register)
        self.list = ListView(look, model, empty, name=self._(N_("Exhibits of this case")), many=True)
        self.list.opened.connect(self._open_exhibit)
        self.list.selection_changed.connect(self._tell_selection)
        card.add(self.list, 1)
        return card

    def _ids(self, sort: str) -> list[str]:
        return exhibit_ids(self.ctx.station.store, "all", self._text, sort, self._case) if self._case else []

    def _read(self, case: str, _control: Control) -> tuple[str, CaseKnown | None]:
        return case, read_case(self.ctx.station, self.ctx.look, case)

    def _show(self, found: tuple[str, CaseKnown | None]) -> None:
        case, known = found
        if case != self._case:
            return
        self.known = known
        self.update_header()
        if known is None:
            self.show_message(self._(N_("This case is not here. It may belong to another station.")), "warn")
            return
        if self._summary is not None:
            self._summary.hide()
            self._summary.deleteLater()
        self._summary = summary_card(self.ctx, known)
        self._summary_place.addWidget(self._summary)
        cards = (timeline_card, bases_card, people_card, documents_card)
        for held, make in zip(self._held, cards, strict=True):
            layout = held.layout()
            if layout is None:
                continue
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            layout.addWidget(make(self.ctx, known))

    def _show_part(self, part: str) -> None:
        self._stack.setCurrentIndex(PARTS.index(part))
        self._tell_selection()

    def _tell_selection(self) -> None:
        count = len(self.list.selected_ids()) if self.parts.current == "exhibits" else 0
        text = self.ctx.look.ngettext("{n} exhibit chosen", "{n} exhibits chosen", count).format(n=count)
        self._chosen_words.setText(text if count > 1 else "")

    def _search(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.list.reload()

    def _open_exhibit(self, exhibit: object) -> None:
        self.ctx.go("exhibit", exhibit=exhibit)

    def _register(self) -> None:
        self.ctx.go(REGISTER, case=self._case)

    def _hand_over(self) -> None:
        self.ctx.go(HAND_OVER, case=self._case, exhibits=tuple(str(each) for each in self.list.selected_ids()))

    def _report(self) -> None:
        self.ctx.go("reports", case=self._case, kind=REPORT)

    def _export(self) -> None:
        self.ctx.go("export", case=self._case)

    def _verify(self) -> None:
        self.ctx.go("log", verify=True)


def _row_id(row: ExhibitRow) -> str:
    return row.id
