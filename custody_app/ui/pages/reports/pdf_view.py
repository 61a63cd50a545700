"""The document on the screen: one page at a time, as wide as there is room or as large as wanted."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.reports.rendering import page_picture
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import icon_button, secondary_button

ZOOMS: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Times the width there is."""
FITS: Final = ZOOMS.index(1.0)
RESIZED_MS: Final = 120


class Sheet(QWidget):
    """One page on its paper; what was painted last is stretched until the sharp picture comes."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()

    def show_picture(self, picture: QImage, size: QSize) -> None:
        """Paint this page at this size."""
        self.picture = picture
        self.setFixedSize(size)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page, and a line around its paper, which stays white in the dark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRect(0, 0, self.width(), self.height())
        painter.drawImage(whole, self.picture)
        painter.setPen(QColor(128, 128, 128))
        painter.drawRect(whole.adjusted(0, 0, -1, -1))
        painter.end()


class _Window(QScrollArea):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The view turns pages with the keys that would only scroll here."""
        event.ignore()


class PdfView(QWidget):
    """Give it a document with `show_pdf`; Page Up and Page Down turn the pages."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self._pdf = b""
        self.pages = 0
        self.number = 0
        self._zoom = FITS
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ctx.look.px(8))
        column.addLayout(self._tools())
        self.sheet = Sheet()
        self._scroll = _Window()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(ctx.look._(N_("The document, page by page")))
        self._scroll.setWidget(self.sheet)
        column.addWidget(self._scroll, 1)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(RESIZED_MS)
        self._resized.timeout.connect(self._render)

    def show_pdf(self, pdf: bytes, pages: int) -> None:
        """Show a document from its first page; the one that is shown already stays where it is."""
        if pdf is self._pdf:
            return
        self._pdf, self.pages = pdf, pages
        self.turn_to(0)

    def turn_to(self, number: int) -> None:
        """Show a page, from 0; beyond the ends nothing happens."""
        if not 0 <= number < self.pages:
            return
        self.number = number
        told = self.ctx.look._(N_("Page {n} of {pages}")).format(n=number + 1, pages=self.pages)
        self._where.setText(told)
        self._scroll.setAccessibleDescription(told)
        self._back.setEnabled(number > 0)
        self._next.setEnabled(number + 1 < self.pages)
        self._scroll.verticalScrollBar().setValue(0)
        self._render()

    def turn_on(self) -> None:
        """Show the next page."""
        self.turn_to(self.number + 1)

    def turn_back(self) -> None:
        """Show the page before."""
        self.turn_to(self.number - 1)

    def larger(self) -> None:
        """Zoom in."""
        self._set_zoom(self._zoom + 1)

    def smaller(self) -> None:
        """Zoom out."""
        self._set_zoom(self._zoom - 1)

    def fit(self) -> None:
        """Make the page as wide as there is room."""
        self._set_zoom(FITS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down turn the pages; Home and End; + and -."""
        bar = self._scroll.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_PageDown:
            self.turn_on()
        elif key == Qt.Key.Key_PageUp:
            self.turn_back()
        elif key == Qt.Key.Key_Home:
            self.turn_to(0)
        elif key == Qt.Key.Key_End:
            self.turn_to(self.pages - 1)
        elif key == Qt.Key.Key_Plus:
            self.larger()
        elif key == Qt.Key.Key_Minus:
            self.smaller()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + bar.singleStep() * (3 if key == Qt.Key.Key_Down else -3))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the page anew once the window stands still."""
        super().resizeEvent(event)
        self._resized.start()

    def _tools(self) -> QHBoxLayout:
        look = self.ctx.look
        tools = QHBoxLayout()
        tools.setSpacing(look.px(6))
        self._back = icon_button(look, "chevron-left", look._(N_("Page before")), self.turn_back)
        self._where = PlainLabel(role="strong")
        self._next = icon_button(look, "chevron-right", look._(N_("Next page")), self.turn_on)
        tools.addWidget(self._back)
        tools.addWidget(self._where)
        tools.addWidget(self._next)
        tools.addStretch(1)
        self._minus = icon_button(look, "minus", look._(N_("Smaller")), self.smaller)
        self._plus = icon_button(look, "plus", look._(N_("Larger")), self.larger)
        tools.addWidget(self._minus)
        tools.addWidget(self._plus)
        tools.addWidget(secondary_button(look, look._(N_("Fit the width")), "ruler", self.fit))
        return tools

    def _set_zoom(self, zoom: int) -> None:
        self._zoom = min(max(zoom, 0), len(ZOOMS) - 1)
        self._minus.setEnabled(self._zoom > 0)
        self._plus.setEnabled(self._zoom < len(ZOOMS) - 1)
        self._render()

    def _render(self) -> None:
        if not self.pages:
            return
        self._asked += 1
        room = self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width() - self.ctx.look.px(4)
        width = max(int(room * ZOOMS[self._zoom]), self.ctx.look.px(120))
        ratio = self.devicePixelRatioF()
        self.ctx.tasks.run(
            partial(_rendered, self._pdf, self.number, int(width * ratio)),
            done=partial(self._show, self._asked, ratio),
            owner=self,
        )

    def _show(self, asked: int, ratio: float, picture: QImage) -> None:
        if asked == self._asked:
            self.sheet.show_picture(picture, QSize(int(picture.width() / ratio), int(picture.height() / ratio)))


def _rendered(pdf: bytes, number: int, width: int, _control: Control) -> QImage:
    return page_picture(pdf, number, width)
