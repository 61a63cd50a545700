"""What is shown when an exhibit is recorded: what it is called, where it stands in the log, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, DigestBlock, primary_button, secondary_button

if TYPE_CHECKING:
    from custody_app.storage import Recorded


class DoneView(QWidget):
    """`another`, `opened` and `handed_over` are the three things people do next."""

    another = Signal()
    opened = Signal()
    handed_over = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        look, px = ctx.look, ctx.theme.px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(8), 0, 0)
        card = Card(look, margin=28)
        card.setMaximumWidth(px(760))
        middle = Qt.AlignmentFlag.AlignHCenter
        badge = QFrame()
        badge.setObjectName("badge")
        badge.setProperty("state", "ok")
        badge.setFixedSize(px(56), px(56))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        drawn = PlainLabel()
        drawn.setPixmap(ctx.theme.pixmap("shield-check", "ok", 28))
        inside.addWidget(drawn, 0, Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(badge, 0, middle)
        self._title = PlainLabel(role="title", wrap=True)
        self._title.setAlignment(middle)
        card.add(self._title)
        self._told = PlainLabel(role="muted", wrap=True)
        self._told.setAlignment(middle)
        card.add(self._told)
        self._digests = QVBoxLayout()
        card.body.addLayout(self._digests)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addStretch(1)
        row.addWidget(secondary_button(look, ctx._(N_("Open the exhibit")), "package-open", self.opened.emit))
        row.addWidget(secondary_button(look, ctx._(N_("Transfer it")), "arrow-left-right", self.handed_over.emit))
        self.main = primary_button(look, ctx._(N_("Register another")), "plus", self.another.emit)
        row.addWidget(self.main)
        row.addStretch(1)
        card.body.addLayout(row)
        kept = PlainLabel(ctx._(N_("“Register another” keeps case, place and people.")), role="small", wrap=True)
        kept.setAlignment(middle)
        card.add(kept)
        beside = QHBoxLayout()
        beside.addStretch(1)
        beside.addWidget(card, 6)
        beside.addStretch(1)
        outer.addLayout(beside)
        outer.addStretch(1)

    def show_recorded(self, number: str, title: str, recorded: Sequence[Recorded]) -> None:
        """Show what was recorded."""
        ctx = self._ctx
        self._title.setText(ctx._(N_("Exhibit {number} is registered")).format(number=number))
        entries = ", ".join(str(each.seq) for each in recorded)
        told = ctx.look.ngettext(
            N_("{title}. Recorded as entry {entries} of the log and read back."),
            N_("{title}. Recorded as entries {entries} of the log and read back."),
            len(recorded),
        )
        self._told.setText(told.format(title=title, entries=entries))
        while (item := self._digests.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for each in recorded:
            name = ctx._(N_("Digest of entry {seq}")).format(seq=each.seq)
            self._digests.addWidget(DigestBlock(ctx.look, name, each.digest.hex(), per_line=8))
