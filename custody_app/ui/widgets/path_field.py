"""A path that may be typed or chosen; the dialog opens without a waiting call."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.widgets.buttons import secondary_button

Pick = Literal["folder", "file", "either", "save"]


class PathField(QWidget):
    """A line with a path and the buttons that choose one; `changed` fires for typing and choosing alike.

    Args:
        look: what it is drawn with.
        pick: what may be chosen; `save` asks for the name of a new file.
        name_filter: of the file dialog.
        suggested: file name that `save` starts with.
    """

    changed = Signal(str)

    def __init__(self, look: Look, pick: Pick = "folder", *, name_filter: str = "", suggested: str = "") -> None:
        super().__init__()
        self._look, self._pick, self._filter, self._suggested = look, pick, name_filter, suggested
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.edit = QLineEdit()
        self.edit.textChanged.connect(self.changed)
        self.setFocusProxy(self.edit)
        row.addWidget(self.edit, 1)
        if pick in ("folder", "either"):
            row.addWidget(secondary_button(look, look._(N_("Choose a folder …")), "folder-open", self.choose_folder))
        if pick != "folder":
            text = N_("Choose where …") if pick == "save" else N_("Choose a file …")
            row.addWidget(secondary_button(look, look._(text), "save" if pick == "save" else "file", self.choose_file))

    def path(self) -> Path | None:
        """Return what stands there, `~` replaced; None for nothing."""
        text = self.edit.text().strip()
        if not text:
            return None
        try:
            return Path(text).expanduser()
        except RuntimeError:
            return Path(text)

    def set_path(self, path: Path | str | None) -> None:
        """Show another path."""
        self.edit.setText(str(path) if path else "")

    def choose_folder(self) -> None:
        """Open the folder dialog."""
        dialog = self._dialog()
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def choose_file(self) -> None:
        """Open the file dialog."""
        dialog = self._dialog()
        if self._pick == "save":
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.selectFile(self._suggested)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if self._filter:
            dialog.setNameFilter(self._filter)
        dialog.open()

    def _dialog(self) -> QFileDialog:
        dialog = QFileDialog(self, self._look._(N_("Choose")))
        held = self.path()
        start = next((each for each in (held, *held.parents) if each.is_dir()), None) if held else None
        if start is not None:
            dialog.setDirectory(str(start))
        dialog.fileSelected.connect(self.set_path)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
