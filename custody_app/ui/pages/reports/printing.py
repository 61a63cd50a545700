"""The document on paper: through the system's dialog, page after page, rendered off the GUI thread."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from custody_app.hashing.progress import Control
from custody_app.ui.context import AppContext
from custody_app.ui.pages.reports.rendering import page_picture

MOST_DPI: Final = 300
"""Finer than this, paper shows no difference and pages only take longer."""


class Printing(QObject):
    """One document on its way to one printer.

    Signals:
        started: the dialog was accepted.
        advanced: (page begun, of how many). ended: True when all of it was sent, False when it was stopped or failed.
    """

    started = Signal()
    advanced = Signal(int, int)
    ended = Signal(bool)

    def __init__(self, ctx: AppContext, pdf: bytes, pages: int, paper: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._ctx, self._pdf, self._parent = ctx, pdf, parent
        self._pages = pages
        self._painter = QPainter()
        self._stopped = False
        self._numbers: list[int] = []
        self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.printer.setFullPage(True)
        size = QPageSize.PageSizeId.Letter if paper == "Letter" else QPageSize.PageSizeId.A4
        self.printer.setPageSize(QPageSize(size))
        self.printer.setPageOrientation(QPageLayout.Orientation.Portrait)

    def ask(self) -> None:
        """Open the dialog; printing begins when it is accepted."""
        dialog = QPrintDialog(self.printer, self._parent)
        dialog.setMinMax(1, self._pages)
        dialog.accepted.connect(self.start)
        dialog.finished.connect(dialog.deleteLater)
        # QPrintDialog's own `open` wants a receiver; the one of every dialog does not.
        QDialog.open(dialog)

    def start(self) -> None:
        """Send the pages that were asked for."""
        first, last = self.printer.fromPage() or 1, self.printer.toPage() or self._pages
        self._numbers = list(range(first - 1, min(last, self._pages)))
        self.started.emit()
        if not self._painter.begin(self.printer):
            self.ended.emit(False)
            return
        self._send(0)

    def stop(self) -> None:
        """Send nothing more."""
        self._stopped = True

    def _send(self, position: int) -> None:
        if self._stopped or position == len(self._numbers):
            if self._stopped:
                self.printer.abort()
            self._painter.end()
            self.ended.emit(not self._stopped)
            return
        self.advanced.emit(position + 1, len(self._numbers))
        inches = self.printer.paperRect(QPrinter.Unit.Inch).width()
        width = int(inches * min(self.printer.resolution(), MOST_DPI))
        self._ctx.tasks.run(
            partial(_rendered, self._pdf, self._numbers[position], width),
            done=partial(self._paint, position),
            failed=self._failed,
            owner=self,
        )

    def _paint(self, position: int, picture: QImage) -> None:
        if position and not self._stopped:
            self.printer.newPage()
        if not self._stopped:
            paper = self.printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
            height = paper.width() * picture.height() // max(picture.width(), 1)
            self._painter.drawImage(QRect(0, 0, paper.width(), height), picture)
        self._send(position + 1)

    def _failed(self, _error: Exception) -> None:
        self._stopped = True
        self._send(len(self._numbers))


def _rendered(pdf: bytes, number: int, width: int, _control: Control) -> QImage:
    return page_picture(pdf, number, width)
