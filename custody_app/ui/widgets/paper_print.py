"""Plain text on paper, through the system's own dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from custody_app.ui.context import AppContext


class PaperPrint(QObject):
    """One text; the dialog opens without a waiting call."""

    def __init__(self, ctx: AppContext, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._ctx, self._text, self._parent = ctx, text, parent
        self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)

    def ask(self) -> None:
        """Open the dialog."""
        dialog = QPrintDialog(self.printer, self._parent)
        dialog.accepted.connect(self.to_paper)
        dialog.finished.connect(dialog.deleteLater)
        # QPrintDialog's own `open` wants a receiver; the one of every dialog does not.
        QDialog.open(dialog)

    def to_paper(self) -> None:
        """Print the text as it is, never as markup."""
        document = QTextDocument()
        document.setDefaultFont(self._ctx.theme.mono(0.95))
        document.setPlainText(self._text)
        document.print_(self.printer)
