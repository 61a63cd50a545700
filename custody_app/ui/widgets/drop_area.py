"""A place to drop files and folders, or to choose them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import secondary_button


class DropArea(QFrame):
    """`dropped` gives the paths, a list of `Path`; nothing is opened here.

    Args:
        look: what it is drawn with.
        words: what may be dropped.
        files, folders: what the buttons offer.
        name_filter: of the file dialog, such as `Images (*.jpg *.png)`.
        many: whether several files may be chosen.
    """

    dropped = Signal(list)

    def __init__(
        self,
        look: Look,
        words: str,
        *,
        icon: str = "download",
        files: bool = True,
        folders: bool = False,
        name_filter: str = "",
        many: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(words)
        self._look = look
        self._filter = name_filter
        self._many = many
        self._files = files
        self._dialog: QFileDialog | None = None
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(20), look.px(18), look.px(20), look.px(18))
        column.setSpacing(look.px(8))
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap(icon, "muted", 28))
        column.addWidget(drawing, 0, middle)
        told = PlainLabel(words, role="muted", wrap=True)
        told.setAlignment(middle)
        column.addWidget(told)
        row = QHBoxLayout()
        row.addStretch(1)
        if files:
            text = N_("Choose files …") if many else N_("Choose a file …")
            row.addWidget(secondary_button(look, look._(text), "file", self.choose_files))
        if folders:
            row.addWidget(secondary_button(look, look._(N_("Choose a folder …")), "folder-open", self.choose_folder))
        row.addStretch(1)
        column.addLayout(row)

    def choose_files(self) -> None:
        """Open the file dialog."""
        mode = QFileDialog.FileMode.ExistingFiles if self._many else QFileDialog.FileMode.ExistingFile
        self._open(mode)

    def choose_folder(self) -> None:
        """Open the folder dialog."""
        self._open(QFileDialog.FileMode.Directory)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome local files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._set_over(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped."""
        self._set_over(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the dialog while the area itself has the keys; Ctrl+Enter is the page's."""
        if self.hasFocus() and not event.modifiers() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            (self.choose_files if self._files else self.choose_folder)()
        else:
            super().keyPressEvent(event)

    def _open(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, self._look._(N_("Choose")))
        dialog.setFileMode(mode)
        if self._filter:
            dialog.setNameFilter(self._filter)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._selected)
        dialog.open()

    def _selected(self, names: list[str]) -> None:
        self.dropped.emit([Path(name) for name in names])

    def _set_over(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
