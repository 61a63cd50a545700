"""A signature by hand, on screen or on a paper that was scanned, kept as an attachment."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Banner, Card, Chip, SignaturePad, primary_button, quiet_button
from custody_app.ui.widgets.flow_row import FlowRow


class HandCard(Card):
    """`taken` fires when the signature is kept; `sha256` and `signed_on` tell which.

    Args:
        ctx: the window.
        name: who signs by hand.
    """

    taken = Signal()

    def __init__(self, ctx: AppContext, name: str) -> None:
        super().__init__(ctx.look, ctx._(N_("Receiver: {name}")).format(name=name))
        self._ctx = ctx
        self.sha256, self.signed_on = "", "screen"
        self._busy = False
        self._state = Chip(ctx.look, ctx._(N_("Signs by hand now")), "info", "pen-line")
        self.add(self._state)
        words = ctx._(N_("I received the exhibits that are marked as accepted, in the condition described."))
        self.add(PlainLabel(words, wrap=True))
        self.pad = SignaturePad(ctx.look, ctx._(N_("Sign here")))
        self.pad.setMinimumSize(ctx.theme.px(240), ctx.theme.px(130))
        self.pad.changed.connect(self._drawn)
        self.add(self.pad)
        self._message = Banner(ctx.look)
        self._message.hide()
        self.add(self._message)
        row = FlowRow(ctx.theme.px(4))
        self._clear = quiet_button(ctx.look, ctx._(N_("Clear")), "eraser", self.pad.clear)
        self._paper = quiet_button(ctx.look, ctx._(N_("Signed on paper …")), "file-up", self._choose_paper)
        self.take = primary_button(ctx.look, ctx._(N_("Take it")), "check", self.take_it)
        for button in (self._clear, self._paper, self.take):
            row.add(button)
        self.add(row)
        self._drawn()

    def take_it(self) -> None:
        """Keep what was drawn."""
        png = self.pad.png()
        if not png or self._busy:
            return
        attachments = self._ctx.station.attachments

        def work(_control: Control) -> str:
            return attachments.put_bytes(png)

        self._busy, self.signed_on = True, "screen"
        self._ctx.tasks.run(work, done=self._kept, failed=self._failed, owner=self)

    def take_paper(self, path: Path) -> None:
        """Keep the scan of a paper that was signed."""
        exhibits = self._ctx.station.exhibits

        def work(_control: Control) -> str:
            return exhibits.attach(path, "signature").sha256

        self._busy, self.signed_on = True, "paper"
        self._ctx.tasks.run(work, done=self._kept, failed=self._failed, owner=self)

    def _drawn(self) -> None:
        self.take.setEnabled(not self.pad.empty)
        if self.sha256 and not self._busy:
            # What was taken is not what is drawn now.
            self.sha256 = ""
            self._state.set_state(self._ctx._(N_("Signs by hand now")), "info", "pen-line")
            self.taken.emit()

    def _kept(self, sha256: str) -> None:
        self._busy, self.sha256 = False, sha256
        self._message.hide()
        words = N_("Signed on paper") if self.signed_on == "paper" else N_("Signed by hand")
        self._state.set_state(self._ctx._(words), "ok", "circle-check")
        self.taken.emit()

    def _failed(self, error: CustodyError) -> None:
        self._busy = False
        self._message.show_text(self._ctx.error_text(error), "danger")

    def _choose_paper(self) -> None:
        dialog = QFileDialog(self, self._ctx._(N_("Choose the scan of the signed paper")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._paper_chosen)
        dialog.open()

    def _paper_chosen(self, name: str) -> None:
        self.take_paper(Path(name))
