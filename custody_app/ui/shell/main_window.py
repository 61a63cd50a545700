"""The window: sidebar, pages, status bar, and what lies over them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.actions import actions_for
from custody_app.ui.context import AppContext, BannerRequest, SignRequest, UnlockRequest
from custody_app.ui.page import Page
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.command_palette import CommandPalette
from custody_app.ui.shell.help_page import HelpPage
from custody_app.ui.shell.idle_watch import IdleWatch
from custody_app.ui.shell.lock_page import LockPage
from custody_app.ui.shell.page_stack import PageStack
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.shell.sidebar import Sidebar
from custody_app.ui.shell.sign_sheet import SignSheet
from custody_app.ui.shell.start_page import StartPage
from custody_app.ui.shell.status_bar import StatusBar
from custody_app.ui.shell.unlock_sheet import UnlockSheet
from custody_app.ui.widgets.banner import Banner, Toast
from custody_app.ui.widgets.buttons import danger_button
from custody_app.ui.widgets.reading_order import move_focus
from custody_app.ui.widgets.scrolled import FocusInView

HOME = "today"


class MainWindow(QMainWindow):
    """Listens to the context and shows what it is asked to show."""

    def __init__(self, ctx: AppContext, page_types: Sequence[type[Page]]) -> None:
        super().__init__()
        self.ctx = ctx
        self.setWindowTitle("Custody")
        self.setMinimumSize(720, 520)
        self.resize(ctx.choices.width or ctx.theme.px(1400), ctx.choices.height or ctx.theme.px(860))
        self.pages = PageStack(ctx, [StartPage, HelpPage, *page_types])
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.content = QWidget()
        self._stack.addWidget(self.content)
        self.lock_page = LockPage(ctx)
        self._stack.addWidget(self.lock_page)
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._banner_requests: dict[str, BannerRequest] = {}
        self._banners: dict[str, Banner] = {}
        self._covered: list[QWidget] = []
        self._after_unlock: UnlockRequest | None = None
        self._last_person = ""
        self._closing = False
        self._shortcuts: list[QShortcut | QAction] = []
        self._frame: QWidget | None = None
        self.palette_sheet: CommandPalette
        self.toast = Toast(ctx.look, self.content)
        self._make_frame()
        self.watch = IdleWatch(ctx, self)
        self._in_view = FocusInView(self)
        self._connect()

    @property
    def locked(self) -> bool:
        """Whether the lock page covers everything."""
        return self._stack.currentWidget() is self.lock_page

    # The frame

    def _connect(self) -> None:
        ctx = self.ctx
        ctx.navigated.connect(self.go)
        ctx.went_back.connect(self.pages.back)
        ctx.toasted.connect(self.toast.show_text)
        ctx.bannered.connect(self._show_banner)
        ctx.banner_ended.connect(self._end_banner)
        ctx.unlock_asked.connect(self._unlock_asked)
        ctx.sign_asked.connect(self._sign_asked)
        ctx.lock_asked.connect(self.lock)
        ctx.recorded.connect(self._recorded)
        ctx.station_changed.connect(self.show_station)
        ctx.session_changed.connect(self._session_changed)
        ctx.language_changed.connect(self.redraw)
        ctx.health_changed.connect(self._health_changed)
        ctx.theme.changed.connect(self.redraw)
        self.pages.shown.connect(self._page_shown)
        self.lock_page.unlocked.connect(self._unlocked)
        self.lock_page.looked.connect(self._look_only)
        self.watch.expired.connect(self._expired)

    def _make_frame(self) -> None:
        """Draw sidebar, status bar, palette and shortcuts; again after language or colours changed."""
        if self._frame is not None:
            self.pages.setParent(None)
            self._column.removeWidget(self._frame)
            self._frame.hide()
            self._frame.deleteLater()
            self.palette_sheet.deleteLater()
        self.actions_shown = actions_for(self.pages.page_ids)
        self._frame = QWidget()
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.sidebar = Sidebar(self.ctx, [each for each in self.actions_shown if each.where == "section"])
        self.sidebar.menu_asked.connect(self._show_menu)
        self.sidebar.unlock_asked.connect(self._ask_unlock)
        row.addWidget(self.sidebar)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._banner_place = QVBoxLayout()
        px = self.ctx.theme.px
        self._banner_place.setContentsMargins(px(24), 0, px(24), 0)
        self._banner_place.setSpacing(px(6))
        right.addLayout(self._banner_place)
        right.addWidget(self.pages, 1)
        row.addLayout(right, 1)
        column.addLayout(row, 1)
        self.status = StatusBar(self.ctx)
        column.addWidget(self.status)
        self._column.addWidget(self._frame)
        # At once: a layout shows its widgets later, and what is not shown cannot take the cursor.
        self._frame.show()
        self.pages.show()
        self.palette_sheet = CommandPalette(self.ctx, self.actions_shown, self.content)
        self._make_shortcuts()
        self._banners.clear()
        for request in self._banner_requests.values():
            self._draw_banner(request)

    def _make_shortcuts(self) -> None:
        for each in self._shortcuts:
            each.deleteLater()
        self._shortcuts.clear()
        for keys, call in (("Ctrl+K", self.open_palette), ("F5", self.pages.refresh)):
            shortcut = QShortcut(QKeySequence(keys), self.content)
            shortcut.activated.connect(call)
            self._shortcuts.append(shortcut)
        for action in self.actions_shown:
            shown = QAction(self.ctx.theme.icon(action.icon), self.ctx._(action.text), self.content)
            shown.setShortcut(QKeySequence(action.shortcut))
            shown.setData(action.id)
            shown.triggered.connect(self._triggered)
            self.content.addAction(shown)
            self._shortcuts.append(shown)

    def _triggered(self) -> None:
        sender = self.sender()
        if self.locked or self.covered_by_sheet() or not isinstance(sender, QAction):
            return
        for action in self.actions_shown:
            if action.id == sender.data():
                action.start(self.ctx)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = ""
        for action, shown in zip(
            self.actions_shown, [each for each in self._shortcuts if isinstance(each, QAction)], strict=True
        ):
            if group and action.group != group:
                menu.addSeparator()
            group = action.group
            shown.setEnabled(action.enabled(self.ctx))
            menu.addAction(shown)
        menu.aboutToHide.connect(self._enable_all)
        button = self.sidebar.menu_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _enable_all(self) -> None:
        for each in self._shortcuts:
            each.setEnabled(True)

    def redraw(self) -> None:
        """Draw everything anew: other words, other colours, more pages."""
        self._make_frame()
        self.pages.rebuild()
        self.lock_page.rebuild()
        self._tell_states()

    # Pages

    def go(self, page_id: str, what: object = None) -> None:
        """Show a page."""
        given = what if isinstance(what, dict) else {}
        if not self.pages.go(page_id, given) and page_id != "help":
            self.toast.show_text(self.ctx._(N_("This page does not exist yet.")), "info")

    def show_station(self) -> None:
        """A station was opened or closed: everything anew, behind the lock."""
        self.pages.forget()
        self._make_frame()
        if not self.ctx.has_station:
            return
        self._tell_states()
        if self.ctx.person:
            # Who has just made the station has typed the passphrase a moment ago.
            self._unlocked()
        else:
            self._cover("", may_look=True)

    def open_palette(self) -> None:
        """Ctrl+K."""
        if not self.locked and not self.covered_by_sheet():
            self.palette_sheet.open()

    def covered_by_sheet(self) -> bool:
        """Whether a decision is being asked for."""
        return any(sheet.isVisible() for sheet in self.content.findChildren(Sheet))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's name)
        """Tab goes as one reads; what covers the window keeps the keys to itself."""
        return move_focus(self.lock_page if self.locked else self.content, forward=next)

    def _page_shown(self, page: object) -> None:
        if isinstance(page, Page):
            self.sidebar.light(page.section or page.page_id)
            self.setWindowTitle(f"{page.title_text()} · Custody")

    def _recorded(self) -> None:
        self.status.refresh()
        self.pages.refresh()

    def _tell_states(self) -> None:
        refusal = self.ctx.station.read_only_because if self.ctx.has_station else None
        if refusal is not None:
            self.ctx.banner("read-only", self.ctx.error_text(refusal), "warn")
        else:
            self.ctx.end_banner("read-only")
        self._health_changed()

    def _health_changed(self) -> None:
        self.status.refresh()
        verified = self.ctx.verified
        if verified is None or verified.role != "danger":
            self.ctx.end_banner("log-verification")
            return
        words = (
            self.ctx._(verified.words),
            self.ctx._(N_("It was altered or damaged after it was recorded. Nothing was changed by the check.")),
            self.ctx._(
                N_("Record nothing more here: keep a copy of the folder as it is, and tell who answers for it.")
            ),
        )
        show = partial(self.ctx.go, "log", found=True)
        self.ctx.banner("log-verification", "\n".join(words), "danger", self.ctx._(N_("What was found")), show)

    # Banners

    def _show_banner(self, request: object) -> None:
        if isinstance(request, BannerRequest):
            self._end_banner(request.key)
            self._banner_requests[request.key] = request
            self._draw_banner(request)

    def _draw_banner(self, request: BannerRequest) -> None:
        banner = Banner(self.ctx.look, request.text, request.role, request.action, request.on_action)
        self._banners[request.key] = banner
        self._banner_place.setContentsMargins(self.ctx.theme.px(24), self.ctx.theme.px(12), self.ctx.theme.px(24), 0)
        self._banner_place.addWidget(banner)

    def _end_banner(self, key: str) -> None:
        self._banner_requests.pop(key, None)
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._banner_place.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        if not self._banners:
            self._banner_place.setContentsMargins(0, 0, 0, 0)

    # Locking

    def lock(self, reason: str) -> None:
        """Wipe the key and cover everything; what was typed stays where it is."""
        if self.ctx.has_station:
            self.ctx.station.session.lock(reason)
            self._cover(reason, may_look=False)

    def _expired(self) -> None:
        self._cover(self.ctx.station.session.lock_reason, may_look=False)

    def _cover(self, reason: str, *, may_look: bool) -> None:
        self.watch.ended()
        for sheet in self.content.findChildren(Sheet):
            sheet.covered()
        self.palette_sheet.hide()
        for window in QApplication.topLevelWidgets():
            if window is not self and window.isVisible() and window.isWindow():
                window.hide()
                if not isinstance(window, QMenu):
                    self._covered.append(window)
        self.setWindowTitle("Custody")
        self.lock_page.show_for(reason, may_look=may_look, person=self._last_person)
        self._stack.setCurrentWidget(self.lock_page)
        self.lock_page.focus()

    def _uncover(self) -> None:
        self._stack.setCurrentWidget(self.content)
        self.sidebar.show_account()
        self.status.refresh()
        if self.pages.current is None:
            self.go(HOME if HOME in self.pages.page_ids else "help")
        else:
            self._page_shown(self.pages.current)
            self.pages.refresh()
        covered, self._covered = self._covered, []
        for window in covered:
            window.show()

    def _unlocked(self) -> None:
        self._last_person = self.ctx.person
        self.watch.begun()
        self._uncover()
        self.ctx.session_changed.emit()
        request, self._after_unlock = self._after_unlock, None
        if request is not None and request.unlocked is not None:
            request.unlocked()

    def _look_only(self) -> None:
        self._after_unlock = None
        self._uncover()

    def _session_changed(self) -> None:
        self.sidebar.show_account()

    def _ask_unlock(self) -> None:
        self._cover("", may_look=True)

    def _unlock_asked(self, request: object) -> None:
        if not isinstance(request, UnlockRequest):
            return
        if request.granted is not None:
            UnlockSheet(self.ctx, self.content, request).open()
        else:
            self._after_unlock = request
            self._cover(request.why, may_look=True)

    def _sign_asked(self, request: object) -> None:
        if isinstance(request, SignRequest):
            SignSheet(self.ctx, self.content, request).open()

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while work goes on; then stop it, wait, and close the station."""
        tasks = self.ctx.tasks
        if tasks.busy and not self._closing:
            event.ignore()
            self._ask_to_close()
            return
        self._closing = True
        self.ctx.choices.width, self.ctx.choices.height = self.width(), self.height()
        self.ctx.choices.save()
        self.watch.stop()
        page = self.pages.current
        if page is not None:
            page.leave()
        tasks.close()
        if self.ctx.has_station:
            self.ctx.station.close()
        event.accept()

    def _ask_to_close(self) -> None:
        look = self.ctx.look
        sheet = Sheet(look, self.content, look._(N_("Work is still going on")), width=480)
        words = N_("Stop it and close? What is recorded stays recorded; what is not is not half recorded.")
        sheet.body.addWidget(PlainLabel(look._(words), wrap=True))
        sheet.body.addStretch(1)
        sheet.add_cancel(look._(N_("Keep working")))
        sheet.buttons.addWidget(danger_button(look, look._(N_("Stop and close")), "x", self._stop_and_close))
        sheet.open()

    def _stop_and_close(self) -> None:
        self._closing = True
        self.ctx.tasks.stop()
        self.close()
