"""Notices use, idleness and sleep, so that the window locks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from custody_app.i18n import N_
from custody_app.ui.context import AppContext

TICK_MS: Final = 5_000
SLEPT_MS: Final = 60_000
_USE: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})


class IdleWatch(QObject):
    """`expired` fires once when the sitting ended by itself: fifteen minutes without use, or the machine slept."""

    expired = Signal()

    def __init__(self, ctx: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._unlocked = False
        self._last_tick = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(TICK_MS)
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def begun(self) -> None:
        """Somebody unlocked."""
        self._unlocked = True
        self._last_tick = self._ctx.station.clock.monotonic_ms()

    def ended(self) -> None:
        """It is locked; nothing to watch until somebody unlocks."""
        self._unlocked = False

    def tick(self) -> None:
        """Look at the clock."""
        if not self._unlocked or not self._ctx.has_station:
            return
        now = self._ctx.station.clock.monotonic_ms()
        if now - self._last_tick > SLEPT_MS:
            # The clock counts sleep and the timer does not.
            self._ctx.station.session.lock(N_("Locked because the computer slept."))
        self._last_tick = now
        if not self._ctx.person:
            self._unlocked = False
            self.expired.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count keys, clicks and touches as use."""
        if self._unlocked and event.type() in _USE:
            self.tick()
            if self._unlocked and self._ctx.has_station:
                self._ctx.station.session.touch()
        return super().eventFilter(watched, event)
