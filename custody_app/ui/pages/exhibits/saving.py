"""Asking where a file is to be saved, without holding up the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_
from custody_app.ui.context import AppContext


def ask_where(
    ctx: AppContext, parent: QWidget, name: str, chosen: Callable[[Path], object], suffix: str = ""
) -> QFileDialog:
    """Open the dialog that asks where to save; `chosen` gets the path.

    Args:
        ctx: the words.
        parent: the page or row that asks.
        name: offered.
        chosen: what is done with the path; it asked already whether to replace a file.
        suffix: put behind names that have none.
    """
    dialog = QFileDialog(parent, ctx._(N_("Save as")))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    if suffix:
        dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(_Chosen(chosen))
    dialog.open()
    return dialog


class _Chosen:
    def __init__(self, chosen: Callable[[Path], object]) -> None:
        self._chosen = chosen

    def __call__(self, name: str) -> None:
        self._chosen(Path(name))


def write_file(target: Path, content: bytes) -> Path:
    """Write a file that the person named, and return its path.

    Raises:
        EnvironmentUnavailable: FILE_NOT_WRITTEN.
    """
    try:
        target.write_bytes(content)
    except OSError as error:
        raise EnvironmentUnavailable(
            "FILE_NOT_WRITTEN",
            N_("{file} could not be written: {reason}."),
            kept=N_("The record itself was not touched."),
            advice=N_("Choose another folder."),
            file=target,
            reason=error.strerror or error,
        ) from error
    return target
