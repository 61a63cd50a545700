"""The transfers of this station: what waits for an answer, and what came of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.storage.list_rows import TransferFilter, TransferRow
from custody_app.ui.page import Page
from custody_app.ui.pages.transfer.offer_panel import OfferPanel
from custody_app.ui.pages.transfer.receipt import status_words
from custody_app.ui.pages.transfer.receipt_page import ROLES
from custody_app.ui.pages.transfer.terms_step import purpose_words
from custody_app.ui.widgets import (
    AvatarCell,
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
from custody_app.ui.widgets.list_cells import AnyCell
from custody_app.ui.widgets.recording_button import for_recording

OPEN, MINE, ALL = "open", "mine", "all"


class TransfersPage(Page):
    """A list, and beside it what can be done with the chosen one."""

    page_id = "transfers"
    title = N_("Transfers")
    icon = "arrow-left-right"
    scrolls = False

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self._text = ""
        self._wanted = OPEN
        self._names: dict[str, str] = {}

    def build(self) -> None:
        """Make list and panel."""
        look = self.ctx.look
        self._search = SearchField(look, self._("Search transfers: exhibit, person, purpose"))
        self._search.searched.connect(self._searched)
        self._bar = FilterBar(
            [
                (OPEN, self.ctx.translator.pgettext("transfer", "Open")),
                (MINE, self._("For me to answer")),
                (ALL, self._("All")),
            ]
        )
        if self._wanted != OPEN:
            self._bar.choose(self._wanted)
        self._bar.chosen.connect(self._filtered)
        model: PagedModel[TransferRow, str] = PagedModel(
            [
                Column(self._("Transfer"), self._transfer_cell, weight=3, least=220),
                Column(self._("From"), self._giver_cell, sort="giver", weight=2, least=140),
                Column(self._("To"), self._receiver_cell, sort="receiver", weight=2, least=140),
                Column(self._("State"), self._status_cell, sort="status", weight=1, least=170),
                Column(self._("Offered"), self._time_cell, sort="offered_at", weight=1, least=130, drop=1),
            ],
            ids=self._ids,
            rows=self.ctx.station.store.transfer_rows,
            key=_offer_of,
            sort="-offered_at",
            tasks=self.ctx.tasks,
        )
        empty = EmptyState(
            look,
            "arrow-left-right",
            self._("No transfer here"),
            self._("Offers that wait for an answer stand here."),
            for_recording(self.ctx, primary_button(look, self._("Transfer exhibits"), "arrow-left-right", self._begin)),
        )
        self.list = ListView(look, model, empty, name=self._("Transfers"))
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        card = Card(look)
        top = QHBoxLayout()
        top.setSpacing(look.px(10))
        top.addWidget(self._search, 1)
        top.addWidget(self._bar)
        card.body.addLayout(top)
        card.add(self.list, 1)
        self.panel = OfferPanel(self.ctx)
        self.panel.failed.connect(self.show_error)
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        row.addWidget(card, 1)
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)

    def header_actions(self) -> Sequence[QWidget]:
        """The one thing to begin here."""
        return (
            for_recording(
                self.ctx, primary_button(self.ctx.look, self._("Transfer exhibits"), "arrow-left-right", self._begin)
            ),
        )

    def refresh(self) -> None:
        """Read the list anew."""
        self._names = dict(self.ctx.station.trust.names())
        self.list.reload()
        self.panel.show_offer(str(self.list.current_id or ""))

    def submit(self) -> None:
        """Ctrl+Enter: accept the chosen offer, where that can be done, else begin a transfer."""
        if not self.panel.act():
            self._begin()

    def _begin(self) -> None:
        self.ctx.go("transfer")

    def _searched(self, text: str) -> None:
        self._text = text
        self.list.reload()

    def _filtered(self, key: str) -> None:
        self._wanted = key
        self.list.reload()

    def _ids(self, sort: str) -> Sequence[str]:
        where = TransferFilter(
            text=self._text,
            status="" if self._wanted == ALL else "open",
            receiver=self.ctx.person if self._wanted == MINE else "",
        )
        return self.ctx.station.store.transfer_ids(where, sort)

    def _chosen(self, offer: object) -> None:
        self.panel.show_offer(str(offer))

    def _opened(self, offer: object) -> None:
        self.ctx.go("receipt", offers=[str(offer)])

    def _transfer_cell(self, row: TransferRow) -> AnyCell:
        count = self.ctx.look.ngettext("{n} exhibit", "{n} exhibits", row.exhibits).format(n=row.exhibits)
        return IconCell("arrow-left-right", count, purpose_words(self.ctx, row.purpose))

    def _giver_cell(self, row: TransferRow) -> AnyCell:
        return AvatarCell(self._names.get(row.giver, row.giver))

    def _receiver_cell(self, row: TransferRow) -> AnyCell:
        return AvatarCell(self._names.get(row.receiver, row.receiver) or row.receiver_name)

    def _status_cell(self, row: TransferRow) -> AnyCell:
        role, icon = ROLES.get(row.status, ("neutral", ""))
        return ChipCell(status_words(self.ctx.translator, row.status), role, icon)

    def _time_cell(self, row: TransferRow) -> AnyCell:
        return Cell(row.offered_at[:16].replace("T", " "), muted=True)


def _offer_of(row: TransferRow) -> str:
    return row.offer
