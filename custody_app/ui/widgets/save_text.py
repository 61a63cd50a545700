"""Saves text to a file that the person names; the dialog opens without a waiting call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable
from custody_app.i18n import N_, visible
from custody_app.ui.context import AppContext


class TextSaver(QObject):
    """One text, one dialog.

    Args:
        parent: the page.
        ctx: tells that it was saved.
    """

    def __init__(self, parent: QWidget, ctx: AppContext) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._parent = parent
        self._text = ""
        self._failed: Callable[[CustodyError], None] | None = None

    def save(self, text: str, suggested: str, failed: Callable[[CustodyError], None]) -> None:
        """Ask where, then write; an existing file is replaced only after the dialog asked."""
        self._text, self._failed = text, failed
        dialog = QFileDialog(self._parent, self._ctx._(N_("Save as text")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(self._ctx._(N_("Text (*.txt)")))
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, name: str) -> None:
        """Write the text to `name`."""
        path = Path(name)
        try:
            path.write_text(self._text, encoding="utf-8")
        except OSError as error:
            refusal = EnvironmentUnavailable(
                "TEXT_NOT_SAVED",
                N_("{path} cannot be written: {reason}."),
                kept=N_("The text is still on the screen."),
                advice=N_("Choose another folder, or copy the text."),
                path=path,
                reason=error.strerror or error,
            )
            if self._failed is not None:
                self._failed(refusal)
            return
        self._ctx.toast(self._ctx._(N_("Saved: {path}")).format(path=visible(str(path))))
