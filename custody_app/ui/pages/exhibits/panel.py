"""The exhibit chosen in a list, beside it: state, holder, digest, history, next steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.context import AppContext
from custody_app.ui.pages.exhibits.flexible_row import FlexibleRow
from custody_app.ui.pages.exhibits.leads import HAND_OVER, TRANSFER, act_menu, can_be_read, go_to_act, go_to_reading
from custody_app.ui.pages.exhibits.told import events
from custody_app.ui.pages.exhibits.wording import RecordNames, exhibit_state, holder_name, type_label
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    Chip,
    DigestBlock,
    EmptyState,
    FactGrid,
    Timeline,
    TimelineItem,
    icon_button,
    primary_button,
    rule,
    secondary_button,
)
from custody_app.ui.widgets.recording_button import for_recording


@dataclass(frozen=True, slots=True)
class Glance:
    """What the panel shows of an exhibit."""

    row: ExhibitRow
    holder: str
    items: list[TimelineItem]


class ExhibitPanel(Card):
    """Shows the exhibit whose id `show_exhibit` gets; reads in the background."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look, margin=18)
        self._ctx = ctx
        self._asked = ""
        self._row: ExhibitRow | None = None
        look, px = ctx.look, ctx.look.px
        self.setMinimumWidth(px(340))
        self.setMaximumWidth(px(380))
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)
        words = ctx._(N_("Its state, digest and history are shown here."))
        self._stack.addWidget(EmptyState(look, "package", ctx._(N_("Choose an exhibit")), words))
        shown = QWidget()
        self._column = QVBoxLayout(shown)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(9))
        self._stack.addWidget(shown)
        self._build_top()
        self._build_history()

    @property
    def row(self) -> ExhibitRow | None:
        """The exhibit that is shown."""
        return self._row

    def show_exhibit(self, exhibit: str) -> None:
        """Fetch and show an exhibit; "" shows none."""
        self._asked = exhibit
        if not exhibit:
            self._row = None
            self._stack.setCurrentIndex(0)
            return
        self._ctx.tasks.run(partial(self._read, exhibit), done=self._show, failed=self._missing, owner=self)

    def _build_top(self) -> None:
        look, px = self._ctx.look, self._ctx.look.px
        heading = QHBoxLayout()
        self._number = PlainLabel(role="heading", selectable=True, wrap=True)
        heading.addWidget(self._number, 1)
        heading.addWidget(icon_button(look, "external-link", self._ctx._(N_("Open this exhibit")), self.open_page))
        self._more = icon_button(look, "ellipsis-vertical", self._ctx._(N_("What can be done with it")), self._menu)
        heading.addWidget(self._more)
        self._column.addLayout(heading)
        self._title = PlainLabel(role="muted", wrap=True)
        self._column.addWidget(self._title)
        chips = QHBoxLayout()
        chips.setSpacing(px(6))
        self._state = Chip(look, "")
        self._flag = Chip(look, self._ctx._(N_("Sensitive")), "warn", "eye-off")
        chips.addWidget(self._state)
        chips.addWidget(self._flag)
        chips.addStretch(1)
        self._column.addLayout(chips)
        self._facts = FactGrid(look)
        self._column.addWidget(self._facts)
        self._digest_place = QVBoxLayout()
        self._column.addLayout(self._digest_place)
        self._digest: DigestBlock | None = None
        self._column.addWidget(rule())

    def _build_history(self) -> None:
        look, px = self._ctx.look, self._ctx.look.px
        heading = QHBoxLayout()
        heading.addWidget(PlainLabel(self._ctx._(N_("Chain of custody")), role="strong"))
        heading.addStretch(1)
        self._count = PlainLabel(role="small")
        heading.addWidget(self._count)
        self._column.addLayout(heading)
        self._timeline = Timeline(look, name=self._ctx._(N_("Chain of custody")))
        self._timeline.setMinimumHeight(px(76))
        self._timeline.opened.connect(self._open_entry)
        self._column.addWidget(self._timeline, 1)
        self._verify = secondary_button(look, self._ctx._(N_("Verify now")), "shield-check", self._second)
        self._hand_over = primary_button(look, self._ctx._(N_("Hand over")), "arrow-left-right", self._go_hand_over)
        self._column.addWidget(FlexibleRow([self._verify, self._hand_over], px(10), 1))

    def _read(self, exhibit: str, _control: Control) -> tuple[str, Glance | None]:
        station = self._ctx.station
        rows = station.store.exhibit_rows([exhibit])
        if not rows:
            return exhibit, None
        names = RecordNames(station)
        history = station.exhibits.history(exhibit)
        items = events(self._ctx.look, history, names, station.clock.utc_now())
        return exhibit, Glance(rows[0], holder_name(rows[0], names.people), items)

    def _show(self, found: tuple[str, Glance | None]) -> None:
        exhibit, glance = found
        if exhibit != self._asked:
            return
        if glance is None:
            self.show_exhibit("")
            return
        look, row = self._ctx.look, glance.row
        self._row = row
        self._number.setText(row.number)
        self._title.setText(row.title or type_label(look, row.type))
        today = self._ctx.station.clock.utc_now().date().isoformat()
        state = exhibit_state(look, row, today)
        self._state.set_state(state.text, state.role, state.icon)
        self._flag.setVisible(bool(row.flags))
        self._facts.set_facts(
            [
                (self._ctx._(N_("Type")), type_label(look, row.type)),
                (self._ctx._(N_("Holder")), glance.holder),
                (self._ctx._(N_("Place")), row.location),
                (self._ctx._(N_("Seal")), row.seal),
            ]
        )
        self._show_digest(row)
        self._timeline.set_items(glance.items)
        count = len(glance.items)
        self._count.setText(look.ngettext("{n} entry", "{n} entries", count).format(n=count))
        self._verify.setText(self._second_words(row))
        look.theme.dress(self._verify, self._second_icon(row), "muted", gap=6)
        over = row.state == "disposed"
        offered = row.state == "offered"
        for_recording(self._ctx, self._verify, enabled=not over)
        if offered:
            self._hand_over.setEnabled(True)
        else:
            for_recording(self._ctx, self._hand_over, enabled=not over)
        self._hand_over.setText(self._ctx._(N_("See the transfer")) if offered else self._ctx._(N_("Hand over")))
        self._stack.setCurrentIndex(1)

    def _show_digest(self, row: ExhibitRow) -> None:
        if self._digest is not None:
            self._digest.hide()
            self._digest.deleteLater()
            self._digest = None
        if can_be_read(row) or row.baseline:
            self._digest = DigestBlock(self._ctx.look, "SHA-256", row.baseline)
            self._digest_place.addWidget(self._digest)

    def _missing(self, _error: CustodyError) -> None:
        self.show_exhibit("")

    def open_page(self) -> None:
        """Show the exhibit on a page of its own."""
        if self._row is not None:
            self._ctx.go("exhibit", exhibit=self._row.id)

    def _menu(self) -> None:
        if self._row is None:
            return
        menu = act_menu(self._ctx, self._row, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _open_entry(self, key: object) -> None:
        if isinstance(key, tuple):
            self._ctx.go("log", log=key[0], entry=key[1])

    def _second_words(self, row: ExhibitRow) -> str:
        if row.baseline:
            return self._ctx._(N_("Verify now"))
        return self._ctx._(N_("Hash")) if can_be_read(row) else self._ctx._(N_("Move"))

    @staticmethod
    def _second_icon(row: ExhibitRow) -> str:
        return "shield-check" if row.baseline else "fingerprint" if can_be_read(row) else "map-pin"

    def _second(self) -> None:
        if self._row is None:
            return
        if can_be_read(self._row):
            go_to_reading(self._ctx, self._row)
        else:
            go_to_act(self._ctx, "move", (self._row.id,))

    def _go_hand_over(self) -> None:
        if self._row is None:
            return
        if self._row.open_offer:
            self._ctx.go(TRANSFER, offer=self._row.open_offer)
        else:
            self._ctx.go(HAND_OVER, exhibits=(self._row.id,))
