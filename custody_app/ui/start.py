"""From the command line to an open window."""

from __future__ import annotations

import locale
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable
from custody_app.hashing.progress import Control
from custody_app.i18n import LANGUAGES, N_, Translator
from custody_app.ui.choices import Choices, load_choices
from custody_app.ui.context import AppContext
from custody_app.ui.look import Look
from custody_app.ui.qt_words import speak
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.task_runner import TaskRunner
from custody_app.ui.theme import Theme
from custody_app.ui.theme.icons import icon_pixmap

if TYPE_CHECKING:
    from custody_app.bootstrap import Bootstrap
    from custody_app.log.verification import Outcome
    from custody_app.services.station import OpenStation

PROGRAM = "custody-app"
VERIFIED_AT_START = 5000
"""A longer log is verified when somebody asks for it."""


def application(arguments: list[str]) -> QApplication:
    """Return the Qt application, made once."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(arguments)
    app.setApplicationName("Custody")
    app.setDesktopFileName("custody-app")
    return app


def after_first_paint(window: QWidget, then: Callable[[], None]) -> None:
    """Call `then` once the window stands on the screen and was painted there.

    A timer alone fires before an X server has mapped the window: it would stand there black while the pages load.
    """
    _FirstPaint(window, then)


class _FirstPaint(QObject):
    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint; what it painted reaches the screen before a timer fires."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def make_context(choices: Choices, language: str = "") -> AppContext:
    """Return the context of a window, without a station; nothing of services or storage is loaded."""
    mode = choices.mode if choices.mode in ("light", "dark") else "system"
    theme = Theme("dark" if mode == "dark" else "light" if mode == "light" else "system")
    theme.apply()
    QApplication.setWindowIcon(QIcon(icon_pixmap("link", theme.tokens.accent, 64, 1.0, 2.25)))
    translator = Translator(language or choices.language or system_language())
    speak(translator)
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return AppContext(Look(theme, translator), TaskRunner(), _bootstrap, choices)


def system_language() -> str:
    """Return the language the person's system speaks, English where we do not."""
    for variable in ("CUSTODY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value[:2].lower()
    known = (locale.getlocale()[0] or "en")[:2].lower()
    return known if known in LANGUAGES else "en"


class Opener(QObject):
    """Opens stations in the background and hands them to the context, or shows why one did not open."""

    def __init__(self, ctx: AppContext, window: MainWindow) -> None:
        super().__init__(window)
        self._ctx, self._window = ctx, window
        self._folder: Path | None = None
        ctx.open_asked.connect(self.open)
        ctx.reading_asked.connect(self.read)

    def open(self, folder: object) -> None:
        """Open the station in `folder`."""
        self._open(folder, writable=True)

    def read(self, folder: object) -> None:
        """Open the station in `folder` for reading only."""
        self._open(folder, writable=False)

    def _open(self, folder: object, *, writable: bool) -> None:
        if not isinstance(folder, Path):
            return
        self._folder = folder
        ctx = self._ctx

        def work(_control: Control) -> OpenStation:
            station = ctx.bootstrap.open(folder, writable=writable, program=PROGRAM)
            if not writable and station.read_only_because is None:
                station.read_only_because = opened_for_reading()
            return station

        ctx.tasks.run(work, done=self._opened, failed=self._failed, owner=self)

    def load_pages(self) -> None:
        """Import the pages; after the first paint."""
        from custody_app.ui.pages import page_types  # noqa: PLC0415  (the pages load services and storage)

        self._window.pages.add_types(page_types())
        self._window.redraw()

    def start(self, station: Path | None) -> None:
        """Load the pages, then open the station, or begin."""
        self.load_pages()
        if station is None and self._ctx.choices.station:
            station = Path(self._ctx.choices.station)
        if station is not None:
            self.open(station)
        else:
            self._ctx.go("first_run" if "first_run" in self._window.pages.page_ids else "start")

    def _opened(self, station: OpenStation) -> None:
        ctx = self._ctx
        if ctx.has_station:
            ctx.station.close()
        ctx.verified = None
        ctx.choices.station = str(station.directory)
        ctx.choices.save()
        ctx.set_station(station)
        self._verify(station)

    def _failed(self, error: CustodyError) -> None:
        self._ctx.go("start", error=error, folder=self._folder)

    def _verify(self, station: OpenStation) -> None:
        if station.store.head().size > VERIFIED_AT_START:
            return

        language = self._ctx.translator.language

        def work(control: Control) -> Outcome:
            from custody_app.services.verifying import verify_station  # noqa: PLC0415  (after the first paint)

            return verify_station(station.directory, None, control, Translator(language))

        self._ctx.tasks.run(
            work, done=partial(self._verified, station), failed=partial(self._verified, station), owner=self
        )

    def _verified(self, station: OpenStation, found: Outcome | CustodyError) -> None:
        if not self._ctx.has_station or self._ctx.station is not station:
            return
        if isinstance(found, CustodyError) or found.outcome == "unreadable":
            self._ctx.log_verified("danger", N_("Log could not be read"))
        elif found.record == "consistent":
            self._ctx.log_verified("ok", N_("Log verified"), found)
        else:
            self._ctx.log_verified("danger", N_("Log does not verify"), found)


def opened_for_reading() -> EnvironmentUnavailable:
    """Why nothing may be recorded on a station that was opened so."""
    return EnvironmentUnavailable(
        "OPENED_FOR_READING",
        N_("This station is open for reading only."),
        kept=N_("Everything can be looked at, verified and printed; nothing can be recorded."),
        advice=N_("To record, open it anew once it is closed elsewhere, or from a place that may be written."),
    )


def _bootstrap() -> Bootstrap:
    from custody_app.bootstrap import Bootstrap  # noqa: PLC0415  (loads the database library)

    return Bootstrap()


def begin(language: str) -> tuple[MainWindow, Opener]:
    """Return the window, not yet shown, and what fills it."""
    ctx = make_context(load_choices(), language)
    window = MainWindow(ctx, [])
    return window, Opener(ctx, window)


def settle(ctx: AppContext) -> None:
    """Let work and events run out; for pictures and tests."""
    for _ in range(2000):
        QCoreApplication.processEvents()
        ctx.tasks.drain()
        if not ctx.tasks.busy:
            break
        time.sleep(0.005)
    QCoreApplication.processEvents()
