"""One exhibit: what it is, where it is, its digest, seals, history, family, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.exhibits.cards import (
    checks_card,
    digest_card,
    family_card,
    identity_card,
    photographs_card,
    seals_card,
    state_card,
)
from custody_app.ui.pages.exhibits.known import Known, read_known
from custody_app.ui.pages.exhibits.leads import HAND_OVER, TRANSFER, act_menu, can_be_read, go_to_act, go_to_reading
from custody_app.ui.widgets import Card, EmptyState, Timeline, primary_button, secondary_button
from custody_app.ui.widgets.recording_button import for_recording


class ExhibitPage(Page):
    """`ctx.go("exhibit", exhibit=id)`."""

    page_id = "exhibit"
    title = N_("Exhibit")
    icon = "package"
    section = "exhibits"

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._exhibit = ""
        self.known: Known | None = None
        self._shown: QWidget | None = None
        self._more: QPushButton | None = None

    def build(self) -> None:
        """Nothing before the record was read."""
        self._shown = None
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.body.addStretch(1)

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return the exhibit of which something was recorded last."""
        ids = ctx.station.store.exhibit_ids(sort="-last_at") if ctx.has_station else []
        return {"exhibit": ids[0]} if ids else None

    def open(self, **what: Any) -> None:
        """Take note of the exhibit's id."""
        exhibit = str(what.get("exhibit", ""))
        if exhibit != self._exhibit:
            self.known = None
            self._put(QWidget())
        self._exhibit = exhibit

    def refresh(self) -> None:
        """Read the record anew."""
        self.ctx.tasks.run(
            partial(self._read, self._exhibit), done=self._show, failed=self.show_error, owner=self._frame
        )

    def title_text(self) -> str:
        """Number and description."""
        return self.known.row.number if self.known is not None else self._(self.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To its case."""
        if self.known is None:
            return [Crumb(self._(N_("Exhibits")), "exhibits")]
        case = self.known.case
        named = " · ".join(part for part in (case.number, case.title) if part)
        return [Crumb(self._(N_("Cases")), "cases"), Crumb(named, "case", {"case": case.id})]

    def header_actions(self) -> Sequence[QWidget]:
        """The next steps, the most likely one last and primary."""
        if self.known is None:
            return []
        look, row = self.ctx.look, self.known.row
        self._more = secondary_button(look, self._(N_("More")), "ellipsis-vertical", self._menu)
        if row.state == "disposed":
            return [self._more]
        read = partial(go_to_reading, self.ctx, row)
        verify = self._(N_("Verify now")) if row.baseline else self._(N_("Hash"))
        icon = "shield-check" if row.baseline else "fingerprint"
        first = primary_button(look, *self._next_step(row))
        if not row.open_offer:
            for_recording(self.ctx, first)
        if first.text() == self._(N_("Verify now")):
            go = partial(self.ctx.go, HAND_OVER, exhibits=(row.id,))
            return [
                self._more,
                for_recording(self.ctx, secondary_button(look, self._(N_("Hand over")), "arrow-left-right", go)),
                first,
            ]
        reading = [for_recording(self.ctx, secondary_button(look, verify, icon, read))] if can_be_read(row) else []
        return [self._more, *reading, first]

    def _next_step(self, row: ExhibitRow) -> tuple[str, str, Callable[[], object]]:
        """Return words, icon and call of the one obvious next step."""
        if row.open_offer:
            return self._(N_("See the transfer")), "truck", partial(self.ctx.go, TRANSFER, offer=row.open_offer)
        if row.seal_state == "doubtful":
            go = partial(go_to_act, self.ctx, "seal_check", (row.id,))
            return self._(N_("Check the seal")), "clipboard-check", go
        if row.baseline and not row.check_result:
            return self._(N_("Verify now")), "shield-check", partial(go_to_reading, self.ctx, row)
        return self._(N_("Hand over")), "arrow-left-right", partial(self.ctx.go, HAND_OVER, exhibits=(row.id,))

    def submit(self) -> None:
        """Verify, or hash what has no digest."""
        if self.known is not None and can_be_read(self.known.row):
            go_to_reading(self.ctx, self.known.row)

    def _read(self, exhibit: str, _control: Control) -> tuple[str, Known | None]:
        return exhibit, read_known(self.ctx.station, self.ctx.look, exhibit)

    def _show(self, found: tuple[str, Known | None]) -> None:
        exhibit, known = found
        if exhibit != self._exhibit:
            return
        self.known = known
        self.update_header()
        if known is None:
            words = self._(N_("It may belong to another station, or its number was mistyped."))
            self._put(EmptyState(self.ctx.look, "package-x", self._(N_("This exhibit is not registered here")), words))
            return
        self._put(self._columns(known))

    def _columns(self, known: Known) -> QWidget:
        px = self.ctx.look.px
        held = QWidget()
        across = QHBoxLayout(held)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(14))
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, [state_card, identity_card, photographs_card, family_card]),
            (right, [digest_card, seals_card, checks_card]),
        ):
            column.setSpacing(px(14))
            for make in cards:
                if (card := make(self.ctx, known)) is not None:
                    column.addWidget(card)
        right.addWidget(self._timeline(known))
        left.addStretch(1)
        right.addStretch(1)
        across.addLayout(left, 11)
        across.addLayout(right, 10)
        return held

    def _timeline(self, known: Known) -> Card:
        look = self.ctx.look
        card = Card(look, self._(N_("Chain of custody")))
        line = Timeline(look, known.items, name=self._(N_("Chain of custody")), whole=True)
        line.opened.connect(self._open_entry)
        card.add(line)
        return card

    def _open_entry(self, key: object) -> None:
        if isinstance(key, tuple):
            self.ctx.go("log", log=key[0], entry=key[1])

    def _menu(self) -> None:
        if self.known is None or self._more is None:
            return
        menu = act_menu(self.ctx, self.known.row, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _put(self, widget: QWidget) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = widget
        self._place.addWidget(widget)
