"""One line at the foot: how the log stands, that no network is used, what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel, set_tooltip

TICK_MS = 5000
NARROW = 900
"""A window narrower than that in design pixels has no room for the head."""
ICONS = {"ok": "badge-check", "warn": "circle-question-mark", "danger": "octagon-x"}


class StatusBar(QFrame):
    """The log's health leads to the log's page."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.setObjectName("status")
        self._ctx = ctx
        self._short = False
        look = ctx.look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(8), 0, look.px(16), 0)
        row.setSpacing(look.px(8))
        self.health = QPushButton()
        self.health.clicked.connect(self._open_log)
        set_tooltip(self.health, look._(N_("Show the log")))
        row.addWidget(self.health)
        row.addStretch(1)
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap("wifi-off", "muted", 14))
        row.addWidget(drawing)
        offline = PlainLabel(look._(N_("Offline")))
        set_tooltip(offline, look._(N_("This program never uses the network.")))
        row.addWidget(offline)
        row.addSpacing(look.px(6))
        self._time = PlainLabel()
        row.addWidget(self._time)
        self.shown_role = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(TICK_MS)
        self.refresh()

    def refresh(self) -> None:
        """Read the head anew."""
        self.health.setText(self._words())
        role = self._ctx.verified.role if self._ctx.verified is not None else ""
        if role == "ok" and self._ctx.has_station and self._ctx.station.read_only_because is not None:
            # What is here verifies, yet it is not all there, or not ours to write: no green.
            role = "warn"
        self.shown_role = role
        icon = ICONS.get(role, "circle-dashed")
        self._ctx.theme.dress(self.health, icon, role or "muted", 15, 5)
        self.health.setEnabled(self._ctx.has_station)
        self.tick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the window is narrow."""
        super().resizeEvent(event)
        short = event.size().width() < self._ctx.theme.px(NARROW)
        if short != self._short:
            self._short = short
            self.health.setText(self._words())

    def tick(self) -> None:
        """Show the time, and how long ago the log was verified."""
        now = self._ctx.station.clock.utc_now() if self._ctx.has_station else datetime.now(UTC)
        self._time.setText(f"UTC {now:%Y-%m-%d %H:%M}")
        if self._ctx.verified is not None and self._ctx.has_station:
            self.health.setText(self._words())

    def _words(self) -> str:
        look, ctx = self._ctx.look, self._ctx
        if not ctx.has_station:
            return look._(N_("No station is open"))
        head = ctx.station.store.head()
        entries = look.ngettext("{n} entry", "{n} entries", head.size).format(n=f"{head.size:,}")
        root = head.root.hex()
        shown = look._(N_("head {digest}")).format(digest=f"{root[:4]} {root[4:8]}")
        if ctx.verified is None:
            verified = look._(N_("Log not verified in this sitting"))
        else:
            verified = f"{look._(ctx.verified.words)} {self._age()}"
            if ctx.verified.size < head.size:
                words = look._(N_("{verified} of {n} entries"))
                entries = words.format(verified=f"{ctx.verified.size:,}", n=f"{head.size:,}")
        return verified if self._short else f"{verified} · {entries} · {shown}"

    def _age(self) -> str:
        look, verified = self._ctx.look, self._ctx.verified
        minutes = int((datetime.now(UTC) - verified.at).total_seconds() // 60) if verified is not None else 0
        if minutes < 1:
            return look._(N_("just now"))
        if minutes < 60:
            return look.ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
        hours = minutes // 60
        return look.ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)

    def _open_log(self) -> None:
        self._ctx.go("log")

    def sizeHint(self) -> QSize:
        """As high as the design."""
        return QSize(super().sizeHint().width(), self._ctx.theme.px(30))
