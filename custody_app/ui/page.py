"""The base of every page: header, body, errors, drafts, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.ui.context import AppContext
from custody_app.ui.page_header import PageHeader
from custody_app.ui.widgets.banner import Banner
from custody_app.ui.widgets.field_row import FieldRow

LEAST_BODY = 240
"""Design pixels below which the page scrolls as a whole."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path above the title; without a page it is plain text."""

    text: str
    page_id: str = ""
    what: Mapping[str, object] = field(default_factory=dict)


class Page(QWidget):
    """A page of the window.

    A page sets the class attributes and writes `build`, which fills `self.body`; everything else is optional.
    `build` runs again after the language or the colours changed: what a person typed is carried over by `draft` and
    `restore`.

    Attributes:
        page_id: how `ctx.go` finds it, such as `cases` or `case`.
        title: marked with `N_`; `title_text` may say more.
        icon: Lucide name.
        section: the sidebar's entry that is lit while this page is shown; "" for its own.
        scrolls: False for pages whose body scrolls by itself, as lists do.
        needs_station: False for pages that exist before a station.
        body_width: greatest width of the body in design pixels, 0 for all there is.
    """

    page_id: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = "file"
    section: ClassVar[str] = ""
    scrolls: ClassVar[bool] = True
    needs_station: ClassVar[bool] = True
    body_width: ClassVar[int] = 0

    body: QVBoxLayout

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self._: Callable[[str], str] = ctx.look._  # set here: see AppContext
        self.what: dict[str, Any] = {}
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._frame: QWidget | None = None
        self._built = False

    # What a page writes

    def build(self) -> None:
        """Make the widgets in `self.body`."""

    def open(self, **what: Any) -> None:
        """Take note of what is to be shown; `ctx.go(page_id, **what)` ends here. `refresh` follows."""

    def refresh(self) -> None:
        """Read from the station anew; called when shown and after each recorded act."""

    def leave(self) -> None:
        """The person goes elsewhere; stop timers, keep drafts."""

    def draft(self) -> dict[str, Any]:
        """Return what was typed and not recorded."""
        return {}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put back what `draft` returned, into newly built widgets."""

    def submit(self) -> None:
        """Do the page's one obvious next step; Ctrl+Enter."""

    def back_out(self) -> None:
        """Esc: leave this page, or close what is open in it."""
        self.ctx.back()

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:  # noqa: ARG003
        """Return what to show in pictures of this page, None where it has nothing to show."""
        return {}

    def title_text(self) -> str:
        """Return the title as shown, in the window's language."""
        return self._(self.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """Return the path above the title."""
        return ()

    def header_actions(self) -> Sequence[QWidget]:
        """Return the buttons beside the title, the main one last; made anew with each `build`."""
        return ()

    # What a page uses

    def show_error(self, error: CustodyError) -> None:
        """Tell what happened, what was kept and what to do, above the body."""
        self._ensure()
        self.message.show_text(self.ctx.error_text(error), "danger")

    def show_message(self, text: str, role: str = "info") -> None:
        """Tell something above the body until `clear_message`."""
        self._ensure()
        self.message.show_text(text, role)

    def clear_message(self) -> None:
        """Take the message away."""
        self.message.hide()

    def update_header(self) -> None:
        """Show title, path and buttons as they are now."""
        self._ensure()
        self._header.show_title(self.title_text())
        self.setWindowTitle(self.title_text())
        self.setAccessibleName(self.title_text())
        self._header.show_path([(crumb.text, crumb.page_id, dict(crumb.what)) for crumb in self.breadcrumbs()])
        self._header.show_actions(self.header_actions())

    # What the window does

    def show_with(self, what: Mapping[str, Any]) -> None:
        """Open, build if need be, and refresh; the window calls this."""
        self.what = dict(what)
        self._ensure()
        self.open(**what)
        self.update_header()
        self.refresh()

    def rebuild(self) -> None:
        """Build everything anew after the language or the colours changed; what was typed stays."""
        if not self._built:
            return
        draft = self.draft()
        self._built = False
        self._ensure()
        self.open(**self.what)
        self.update_header()
        self.refresh()
        self.restore(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc backs out, Ctrl+Enter submits, F1 explains the field."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.back_out()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        elif event.key() == Qt.Key.Key_F1:
            self._explain()
        else:
            super().keyPressEvent(event)

    def _explain(self) -> None:
        widget: QWidget | None = self.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, FieldRow):
                widget.show_help()
                return
            widget = widget.parentWidget()
        self.ctx.go("help", about=self.page_id)

    def _ensure(self) -> None:
        if self._built:
            return
        self._built = True
        if self._frame is not None:
            self._outer.removeWidget(self._frame)
            self._frame.hide()
            self._frame.deleteLater()
        frame = QWidget()
        # Where the window is too small for a page that does not scroll by itself, it scrolls as a whole.
        self._frame = frame if self.scrolls else _scrolling(frame)
        self._outer.addWidget(self._frame)
        self._frame.show()  # a layout shows its widgets later, and what is not shown cannot take the keys
        self._lay_out(frame)
        self.build()

    def _lay_out(self, frame: QWidget) -> None:
        px = self.ctx.theme.px
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, px(16), 0, 0)
        column.setSpacing(px(12))
        self._header = PageHeader(self.ctx)
        column.addWidget(self._header)
        self.message = Banner(self.ctx.look, closable=True)
        self.message.hide()
        held = QHBoxLayout()
        held.setContentsMargins(px(24), 0, px(24), 0)
        held.addWidget(self.message)
        column.addLayout(held)
        inner = QWidget()
        inner.setObjectName("scroll_body")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(px(24), px(2), px(24), px(16))
        self.body.setSpacing(px(14))
        if self.body_width:
            inner.setMaximumWidth(px(self.body_width))
        if self.scrolls:
            column.addWidget(_scrolling(inner), 1)
            return
        inner.setMinimumHeight(px(LEAST_BODY))
        column.addWidget(inner, 1)


def _scrolling(widget: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(widget)
    # Else the page, which may have the keys, would count as covered.
    scroll.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return scroll
