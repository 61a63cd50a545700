"""The log: entries with filters, one entry, signed heads, verification of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QWidget

from custody_app.i18n import N_
from custody_app.storage.list_rows import StatementFilter, StatementRow
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.exhibits.told import statement_icon, statement_label
from custody_app.ui.pages.exhibits.wording import RecordNames, count_words, moment_words
from custody_app.ui.pages.log.checkpoints import CheckpointsCard
from custody_app.ui.pages.log.entry_panel import EntryPanel
from custody_app.ui.pages.log.verifying import VerifyLogView
from custody_app.ui.widgets import (
    AvatarCell,
    Card,
    Cell,
    Column,
    EmptyState,
    FilterBar,
    IconCell,
    ListView,
    PagedModel,
    primary_button,
    secondary_button,
)
from custody_app.ui.widgets.entry_fields import ChoiceField

VIEWS = ("entries", "checkpoints", "verify")
TYPES: dict[str, tuple[str, ...]] = {
    "case": ("case.open", "case.update", "case.hold", "case.statement", "note", "correction"),
    "exhibit": (
        "exhibit.register",
        "exhibit.update",
        "exhibit.hash",
        "exhibit.verify",
        "exhibit.seal",
        "exhibit.derive",
        "exhibit.relocate",
        "exhibit.access",
        "exhibit.incident",
        "exhibit.dispose",
        "label.print",
    ),
    "transfer": ("transfer.offer", "transfer.accept", "transfer.reject", "transfer.cancel", "transfer.close"),
    "package": ("export.made", "import.made", "report.issue", "anchor.tsa", "anchor.cosig", "anchor.head"),
    "station": (
        "genesis",
        "epoch.start",
        "roster.adopt",
        "key.enrol",
        "key.revoke",
        "body.erase",
        "clock.step",
        "restore.declared",
        "audit.made",
        "override",
    ),
}


class LogPage(Page):
    """`ctx.go("log", entry=12)`, `ctx.go("log", log=origin, entry=3)`, `ctx.go("log", verify=True)`."""

    page_id = "log"
    title = N_("Log")
    icon = "list"
    scrolls = False

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._log, self._kind, self._case, self._actor = "", "all", "", ""
        self._wanted: int | None = None

    def build(self) -> None:
        """The three views."""
        look = self.ctx.look
        self.views = FilterBar(
            [
                ("entries", self._(N_("Entries"))),
                ("checkpoints", self._(N_("Signed heads"))),
                ("verify", self._(N_("Verification"))),
            ],
            look.px(8),
            self._(N_("Part of the log")),
        )
        self.views.chosen.connect(self._show_view)
        row = QHBoxLayout()
        row.addWidget(self.views)
        row.addStretch(1)
        self.body.addLayout(row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._entries())
        self.checkpoints = CheckpointsCard(self.ctx)
        self.checkpoints.failed.connect(self.show_error)
        self._stack.addWidget(self.checkpoints)
        self.verifying = VerifyLogView(self.ctx)
        self.verifying.failed.connect(self.show_error)
        self._stack.addWidget(self.verifying)
        self.body.addWidget(self._stack, 1)

    def open(self, **what: Any) -> None:
        """Show an entry, or verify."""
        if what.get("verify"):
            self.views.choose("verify")
            self.verifying.start()
            return
        if what.get("found"):
            self.verifying.show_known()
            self.views.choose("verify")
            return
        if "entry" in what:
            log = str(what.get("log", ""))
            self._log = "" if log == self.ctx.station.info.origin else log
            self._wanted = int(what["entry"])
            self.views.choose("entries")
            self.panel.show_entry(self._log, self._wanted)

    def refresh(self) -> None:
        """Read the list anew."""
        self._names = RecordNames(self.ctx.station)
        self._now = self.ctx.station.clock.utc_now()
        self._offer_filters()
        self.list.reload()
        self.checkpoints.list.reload()
        self.verifying.show_known()

    def header_actions(self) -> Sequence[QWidget]:
        """Save the head, verify."""
        look = self.ctx.look
        return [
            secondary_button(look, self._(N_("Export package")), "package-open", partial(self.ctx.go, "export")),
            primary_button(look, self._(N_("Verify the whole log")), "shield-check", self._verify),
        ]

    def draft(self) -> dict[str, Any]:
        """Keep view and filters."""
        return {"view": self.views.current, "kind": self.kinds.current, "case": self._case, "actor": self._actor}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put them back."""
        self.kinds.choose(draft["kind"])
        self._case, self._actor = draft["case"], draft["actor"]
        self._offer_filters()
        self.views.choose(draft["view"])

    def submit(self) -> None:
        """Ctrl+Enter verifies."""
        self._verify()

    def back_out(self) -> None:
        """Esc stops a verification first, then goes back to the entries."""
        if self.verifying.running:
            self.verifying.stop()
        elif self.views.current != "entries":
            self.views.choose("entries")
        else:
            super().back_out()

    def _entries(self) -> QWidget:
        look, px = self.ctx.look, self.ctx.look.px
        held = QWidget()
        across = QHBoxLayout(held)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(14))
        card = Card(look, margin=13)
        words = {
            "all": N_("All"),
            "case": N_("Cases"),
            "exhibit": N_("Exhibits"),
            "transfer": N_("Transfers"),
            "package": N_("Packages"),
            "station": N_("Station"),
        }
        self.kinds = FilterBar([(key, self._(word)) for key, word in words.items()], px(6), self._(N_("Kind of entry")))
        self.kinds.chosen.connect(self._filter_kind)
        top = QHBoxLayout()
        top.addWidget(self.kinds)
        top.addStretch(1)
        card.body.addLayout(top)
        fields = QHBoxLayout()
        fields.setSpacing(px(8))
        self._cases, self._actors = ChoiceField(), ChoiceField()
        self._cases.setAccessibleName(self._(N_("Case")))
        self._actors.setAccessibleName(self._(N_("Signed by")))
        self._cases.currentIndexChanged.connect(self._filter_fields)
        self._actors.currentIndexChanged.connect(self._filter_fields)
        fields.addWidget(self._cases, 1)
        fields.addWidget(self._actors, 1)
        card.body.addLayout(fields)
        self._names, self._now = RecordNames(self.ctx.station), self.ctx.station.clock.utc_now()
        model: PagedModel[StatementRow, int] = PagedModel(
            self._columns(), ids=self._ids, rows=self._rows, key=_seq, sort="-seq", tasks=self.ctx.tasks
        )
        model.failed.connect(self.show_error)
        told = self._(N_("No entry is like this. Choose All to see every entry."))
        empty = EmptyState(look, "list", self._(N_("No entries here")), told)
        self.list = ListView(look, model, empty, name=self._(N_("Entries")))
        self.list.chosen.connect(self._choose)
        model.loaded.connect(self._loaded)
        card.add(self.list, 1)
        across.addWidget(card, 1)
        self.panel = EntryPanel(self.ctx)
        self.panel.wanted.connect(self._show_entry)
        self.panel.failed.connect(self.show_error)
        across.addWidget(self.panel, 1)
        return held

    def _columns(self) -> list[Column[StatementRow]]:
        return [
            Column(self._(N_("Entry")), self._what, sort="seq", weight=4, least=210),
            Column(self._(N_("By")), self._by, sort="actor", weight=2, least=140, drop=2),
            Column(self._(N_("Case")), self._case_cell, sort="case", weight=1, least=120, drop=4),
            Column(self._(N_("Claimed time")), self._at, sort="at", weight=1, least=130, drop=1),
        ]

    def _what(self, row: StatementRow) -> IconCell:
        icon, role = statement_icon(row.type)
        label = statement_label(self.ctx.look, row.type)
        return IconCell(
            icon, label, self._(N_("Entry {number}")).format(number=count_words(self.ctx.look, row.seq)), role
        )

    def _by(self, row: StatementRow) -> AvatarCell:
        if row.actor == "station":
            return AvatarCell(self._(N_("The station")))
        return AvatarCell(self._names.person(row.actor) or row.actor)

    def _case_cell(self, row: StatementRow) -> Cell:
        return Cell(self._names.case(row.case) if row.case else "–", muted=True)

    def _at(self, row: StatementRow) -> Cell:
        return Cell(moment_words(self.ctx.look, row.at, self._now), muted=True)

    def _ids(self, sort: str) -> list[int]:
        where = StatementFilter(
            log=self._log, types=TYPES.get(self._kind, ()), case=self._case or None, actor=self._actor
        )
        return self.ctx.station.store.statement_seqs(where, sort)

    def _rows(self, ids: Sequence[int]) -> list[StatementRow]:
        return self.ctx.station.store.statement_rows(ids, log=self._log)

    def _offer_filters(self) -> None:
        store = self.ctx.station.store
        cases = [(row.id, row.number) for row in store.case_rows(store.case_ids(sort="-last_at")[:200])]
        people = sorted(self._names.people.items(), key=_name_of)
        for field, first, choices, chosen in (
            (self._cases, N_("Every case"), cases, self._case),
            (self._actors, N_("Everybody"), people, self._actor),
        ):
            field.set_choices([("", self._(first)), *choices])
            blocked = field.blockSignals(True)
            field.choose(chosen)
            field.blockSignals(blocked)

    def _loaded(self) -> None:
        if self._wanted is not None:
            if self.list.select_id(self._wanted):
                self.list.table.scrollTo(self.list.table.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
            self._wanted = None
        elif self.list.current_id is None and not self.list.select_row(0):
            self.panel.show_nothing()

    def _choose(self, seq: object) -> None:
        if isinstance(seq, int):
            self.panel.show_entry(self._log, seq)

    def _show_entry(self, seq: int) -> None:
        if not self.list.select_id(seq):
            self.panel.show_entry(self._log, seq)

    def _filter_kind(self, kind: str) -> None:
        self._kind = kind
        self.list.reload()

    def _filter_fields(self, *_: object) -> None:
        self._case, self._actor = self._cases.code(), self._actors.code()
        self.list.reload()

    def _show_view(self, view: str) -> None:
        self._stack.setCurrentIndex(VIEWS.index(view))

    def _verify(self) -> None:
        self.views.choose("verify")
        self.verifying.start()


def _seq(row: StatementRow) -> int:
    return row.seq


def _name_of(person: tuple[str, str]) -> str:
    return person[1]
