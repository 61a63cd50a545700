"""The pages that were opened, one at a time in front; where one came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.task_runner import broken_by

REMEMBERED = 50


class PageStack(QStackedWidget):
    """Makes each page when it is first asked for and keeps it, with its draft.

    `shown` gives the page now in front.
    """

    shown = Signal(object)

    def __init__(self, ctx: AppContext, page_types: Sequence[type[Page]]) -> None:
        super().__init__()
        self.setObjectName("pages")
        self._ctx = ctx
        self._types = {each.page_id: each for each in page_types}
        self._pages: dict[str, Page] = {}
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._stale: set[str] = set()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keys_moved)

    @property
    def page_ids(self) -> list[str]:
        """Every page there is."""
        return list(self._types)

    @property
    def current(self) -> Page | None:
        """The page in front."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Page) else None

    def add_types(self, page_types: Sequence[type[Page]]) -> None:
        """Make more pages known."""
        self._types |= {each.page_id: each for each in page_types}

    def type_of(self, page_id: str) -> type[Page] | None:
        """Return the class of a page."""
        return self._types.get(page_id)

    def go(self, page_id: str, what: Mapping[str, Any]) -> bool:
        """Show a page; tell whether there is one of that name."""
        if page_id not in self._types:
            return False
        if self._types[page_id].needs_station and not self._ctx.has_station:
            return False
        place = (page_id, dict(what))
        if not self._history or self._history[-1] != place:
            self._history = [*self._history, place][-REMEMBERED:]
        self._show(*place)
        return True

    def back(self) -> None:
        """Show the page before this one, if there is any."""
        if len(self._history) > 1:
            self._history.pop()
            self._show(*self._history[-1])

    def refresh(self) -> None:
        """Let the page in front read the station anew."""
        page = self.current
        if page is not None and page.isVisibleTo(self):
            self._guarded(page, page.refresh)

    def rebuild(self) -> None:
        """Language or colours changed: the page in front at once, the others when they are shown."""
        self._stale = set(self._pages)
        page = self.current
        if page is not None:
            self._renew(page)
            self.shown.emit(page)

    def forget(self) -> None:
        """Another station: nothing of the pages is worth keeping."""
        for page in self._pages.values():
            self.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        self._history.clear()
        self._stale.clear()

    def _show(self, page_id: str, what: dict[str, Any]) -> None:
        before = self.current
        page = self._pages.get(page_id)
        if before is not None and before is not page:
            self._guarded(before, before.leave)
        if page is None:
            page = self._types[page_id](self._ctx)
            self._pages[page_id] = page
            page.windowTitleChanged.connect(self._retitled)
            self.addWidget(page)
        elif page_id in self._stale:
            self._renew(page)
        self.setCurrentWidget(page)
        self._guarded(page, _Showing(page, what))
        _give_keys(page)
        self.shown.emit(page)

    def _renew(self, page: Page) -> None:
        self._stale.discard(page.page_id)
        self._guarded(page, page.rebuild)
        _give_keys(page)

    def _retitled(self, title: str) -> None:
        """A page may know its title only after it has read the record."""
        page = self.current
        if page is not None and page.isVisible() and page.windowTitle() == title:
            self.shown.emit(page)

    def _keys_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """What had the keys went away with a part of the page drawn anew, or off: they stay with the page."""
        page = self.current
        if before is None or page is None or not page.isAncestorOf(before):
            return
        if before.isVisible() and before.isEnabled():
            return
        if now is not None and not page.isAncestorOf(now):
            _give_keys(page)

    def _guarded(self, page: Page, call: Any) -> None:
        """One of the three edges: a page that fails says so in its own place, the window goes on."""
        try:
            call()
        except CustodyError as error:
            page.show_error(error)
        except Exception as error:  # noqa: BLE001  (an edge: whatever it is, it is told)
            self._ctx.report(error)
            page.show_error(broken_by(error))


def _give_keys(page: Page) -> None:
    """Let Esc, Ctrl+Enter and Tab begin at the page in front, where it has not put the cursor somewhere itself."""
    # A window that is not the active one yet has put its cursor too.
    focus: QWidget | None = QApplication.focusWidget() or page.window().focusWidget()
    if not page.isVisible() or (focus is not None and (focus is page or page.isAncestorOf(focus))):
        return
    sheet: QWidget | None = focus
    while sheet is not None and not isinstance(sheet, Sheet):
        sheet = sheet.parentWidget()
    if sheet is None:
        page.setFocus(Qt.FocusReason.OtherFocusReason)


class _Showing:
    def __init__(self, page: Page, what: dict[str, Any]) -> None:
        self._page, self._what = page, what

    def __call__(self) -> None:
        self._page.show_with(self._what)
