"""The first page: what is due, what is doubtful, what was recorded last, how the log stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.exhibits.leads import HAND_OVER, REGISTER
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.wording import ago_words, count_words
from custody_app.ui.pages.today.dues import DueGroup, TodayKnown, read_today
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    Chip,
    EmptyState,
    StatTile,
    Timeline,
    primary_button,
    quiet_button,
    secondary_button,
)
from custody_app.ui.widgets.recording_button import for_recording


class TodayPage(Page):
    """Each row leads to the place where it is mended."""

    page_id = "today"
    title = N_("Today")
    icon = "sun"

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.known: TodayKnown | None = None
        self._shown: QWidget | None = None
        ctx.health_changed.connect(self._health_changed)

    def build(self) -> None:
        """Tiles, then two columns when the record was read."""
        look, px = self.ctx.look, self.ctx.look.px
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        go = self.ctx.go
        exhibits = partial(go, "exhibits")
        self._tiles = [
            StatTile(look, "–", self._(N_("In custody")), "package", "info", partial(exhibits, show="all")),
            StatTile(look, "–", self._(N_("In transit")), "truck", "warn", partial(exhibits, show="transit")),
            StatTile(
                look,
                "–",
                self._(N_("To compare")),
                "shield-question-mark",
                "neutral",
                partial(exhibits, show="compare"),
            ),
            StatTile(
                look, "–", self._(N_("Need attention")), "triangle-alert", "danger", partial(exhibits, show="problems")
            ),
        ]
        for tile in self._tiles:
            tiles.addWidget(tile, 1)
        self.body.addLayout(tiles)
        self._shown = None
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read the record anew."""
        self.ctx.tasks.run(self._read, done=self._show, failed=self.show_error, owner=self._frame)

    def header_actions(self) -> Sequence[QWidget]:
        """What is done most often."""
        look = self.ctx.look
        return [
            for_recording(
                self.ctx,
                secondary_button(look, self._(N_("Open case")), "folder-plus", partial(self.ctx.go, "case_new")),
            ),
            for_recording(
                self.ctx,
                secondary_button(look, self._(N_("Hand over")), "arrow-left-right", partial(self.ctx.go, HAND_OVER)),
            ),
            for_recording(
                self.ctx, primary_button(look, self._(N_("Register exhibit")), "plus", partial(self.ctx.go, REGISTER))
            ),
        ]

    def submit(self) -> None:
        """Ctrl+Enter goes to the first thing that is due."""
        if self.known is not None and self.known.groups:
            due = self.known.groups[0].dues[0]
            self.ctx.go(due.page, **due.what)

    def _read(self, _control: Control) -> TodayKnown:
        return read_today(self.ctx.station, self.ctx.look)

    def _show(self, known: TodayKnown) -> None:
        self.known = known
        numbers = (known.custody, known.transit, known.compare, known.problems)
        for tile, number in zip(self._tiles, numbers, strict=True):
            tile.set_number(count_words(self.ctx.look, number))
        held = QWidget()
        across = QHBoxLayout(held)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(self.ctx.look.px(14))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(self.ctx.look.px(14))
        for card in self._due_cards(known):
            left.addWidget(card)
        left.addStretch(1)
        right.addWidget(self._log_card(known))
        right.addWidget(self._recent_card(known))
        right.addStretch(1)
        across.addLayout(left, 11)
        across.addLayout(right, 9)
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = held
        self._place.addWidget(held)

    def _due_cards(self, known: TodayKnown) -> list[Card]:
        look = self.ctx.look
        if known.groups:
            return [self._group_card(group) for group in known.groups]
        card = Card(look)
        if known.cases:
            words = self._(
                N_("No open transfers, no overdue loans, no doubtful seals; everything hashed was compared.")
            )
            card.add(EmptyState(look, "circle-check", self._(N_("Nothing is due")), words))
        else:
            words = self._(N_("A case holds the legal basis without which no exhibit is registered."))
            button = for_recording(
                self.ctx, primary_button(look, self._(N_("Open case")), "folder-plus", partial(self.ctx.go, "case_new"))
            )
            card.add(EmptyState(look, "folder-plus", self._(N_("Open the first case")), words, button))
        return [card]

    def _group_card(self, group: DueGroup) -> Card:
        look = self.ctx.look
        card = Card(look, f"{group.heading} · {count_words(look, group.count)}", margin=14)
        card.body.setSpacing(look.px(2))
        for due in group.dues:
            card.add(
                LinkRow(
                    look,
                    due.icon,
                    due.title,
                    due.detail,
                    role=due.role,
                    beside=Chip(look, due.state, due.role),
                    on_open=partial(self.ctx.go, due.page, **due.what),
                )
            )
        if group.count > len(group.dues):
            words = self._(N_("Show all {n}")).format(n=count_words(look, group.count))
            card.add(quiet_button(look, words, "list", partial(self.ctx.go, group.page, **group.what)))
        return card

    def _log_card(self, known: TodayKnown) -> Card:
        look = self.ctx.look
        card = Card(look, margin=14)
        entries = look.ngettext("{n} entry", "{n} entries", known.size).format(n=count_words(look, known.size))
        head = self._(N_("head {root}")).format(root=f"{known.root[:4]} {known.root[4:8]}")
        detail = " · ".join([entries, head, self._(N_("last {time}")).format(time=known.last_at)])
        refused, verified = self.ctx.station.read_only_because, self.ctx.verified
        title, role, icon = self._(N_("Log not verified in this sitting")), "neutral", "shield-question-mark"
        if refused is not None:
            title, role, icon = refused.sentences(self.ctx.translator)[0], "danger", "shield-alert"
        elif verified is not None:
            ago = ago_words(look, verified.at.isoformat(), known.now)
            title, role = f"{self._(verified.words)} · {ago}", verified.role
            icon = {"ok": "shield-check", "danger": "shield-x"}.get(role, "shield-question-mark")
        card.add(LinkRow(look, icon, title, detail, role=role, on_open=partial(self.ctx.go, "log", verify=True)))
        return card

    def _recent_card(self, known: TodayKnown) -> Card:
        look = self.ctx.look
        card = Card(look, self._(N_("Recorded last")), margin=14)
        card.add_beside_heading(quiet_button(look, self._(N_("Show the log")), "list", partial(self.ctx.go, "log")))
        if not known.recent:
            card.add(PlainLabel(self._(N_("Nothing was recorded yet.")), role="muted"))
        line = Timeline(look, known.recent, name=self._(N_("Recorded last")), whole=True)
        line.opened.connect(self._open_entry)
        card.add(line)
        return card

    def _open_entry(self, key: object) -> None:
        if isinstance(key, tuple):
            self.ctx.go("log", log=key[0], entry=key[1])

    def _health_changed(self) -> None:
        if self.known is not None and self.isVisible():
            self._show(self.known)
