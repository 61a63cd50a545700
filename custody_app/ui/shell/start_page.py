"""Before there is a station: what happened, what was kept, what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.ui.page import Page
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, primary_button, secondary_button

READABLE: Final = frozenset({"SECOND_INSTANCE", "FOLDER_UNAVAILABLE", "FOLDER_REFUSED", "DATABASE_READ_ONLY"})
"""Why a station cannot be written, though it may be read."""


class StartPage(Page):
    """Opens a station, or leads to making one; tells calmly why one did not open.

    `open(error=…, folder=…)`: the station that did not open, and why.
    """

    page_id = "start"
    title = N_("Welcome")
    icon = "folder-open"
    needs_station = False
    body_width = 760

    def build(self) -> None:
        """A card that says what is the matter, and the two ways on."""
        look = self.ctx.look
        self._card = Card(look, margin=24)
        self._what = PlainLabel(role="heading", wrap=True)
        self._kept = PlainLabel(role="muted", wrap=True)
        self._advice = PlainLabel(wrap=True)
        self._folder = PlainLabel(role="mono", wrap=True, selectable=True)
        for label in (self._what, self._kept, self._advice, self._folder):
            self._card.add(label)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        self._again = primary_button(look, self._(N_("Try again")), "rotate-ccw", self._try_again)
        self._new = primary_button(look, self._(N_("Make a station")), "plus", self._make)
        row.addWidget(self._again)
        self._read = secondary_button(look, self._(N_("Open for reading only")), "eye", self._read_only)
        row.addWidget(self._read)
        row.addWidget(self._new)
        row.addWidget(secondary_button(look, self._(N_("Open another station …")), "folder-open", self._choose))
        row.addStretch(1)
        self._card.body.addLayout(row)
        self.body.addWidget(self._card)
        self.body.addStretch(1)

    def open(self, error: CustodyError | None = None, folder: Path | None = None, **_: Any) -> None:
        """Tell the error, or welcome."""
        self._place = folder
        if error is not None:
            what, kept, advice = error.sentences(self.ctx.translator)
        else:
            what = self._(N_("No station is open yet."))
            kept = self._(N_("A station is the folder on this computer that holds one log, its keys and its files."))
            advice = self._(N_("Make the first one, or open one that is there."))
        for label, text in ((self._what, what), (self._kept, kept), (self._advice, advice)):
            label.setText(text)
            label.setVisible(bool(text))
        self._folder.setText(str(folder) if folder is not None else "")
        self._folder.setVisible(folder is not None)
        self._again.setVisible(error is not None and folder is not None)
        self._new.setVisible(error is None)
        self._read.setVisible(folder is not None and error is not None and error.code in READABLE)

    def title_text(self) -> str:
        """Say what this is about."""
        return self._(N_("The station did not open")) if self.what.get("error") else self._(self.title)

    def back_out(self) -> None:
        """There is nothing before this page."""

    def _make(self) -> None:
        self.ctx.go("first_run")

    def _try_again(self) -> None:
        if self._place is not None:
            self.ctx.open_station(self._place)

    def _read_only(self) -> None:
        if self._place is not None:
            self.ctx.read_station(self._place)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self._(N_("Choose the station's folder")))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.ctx.open_station(Path(name))
