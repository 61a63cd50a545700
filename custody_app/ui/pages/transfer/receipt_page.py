"""The receipt, at once: what, who, when, where it stands in the log; copied or saved as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable
from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.exhibits.leads import RECEIPT
from custody_app.ui.pages.transfer.receipt import (
    OUTCOMES,
    Half,
    Receipt,
    ReceiptLine,
    receipt_of,
    receipt_text,
    status_words,
)
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Card,
    Chip,
    DigestBlock,
    EmptyState,
    FactGrid,
    primary_button,
    rule,
    secondary_button,
)

ROLES = {
    "open": ("warn", "clock"),
    "accepted": ("ok", "circle-check"),
    "rejected": ("danger", "circle-x"),
    "cancelled": ("neutral", "ban"),
}
LARGEST_IMAGE = 1 << 24


class ReceiptPage(Page):
    """`open(offers=[digest, …])`; a long list of exhibits was offered in several statements."""

    page_id = "receipt"
    title = N_("Receipt")
    icon = "scroll-text"
    section = "transfers"
    body_width = 1080

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self._offers: list[str] = []
        self._receipts: list[Receipt] = []
        self._held: QWidget | None = None
        self._dialog: QFileDialog | None = None

    def open(self, **what: Any) -> None:
        """Take note of which transfers."""
        given = what.get("offers") or what.get("offer") or ()
        self._offers = [given] if isinstance(given, str) else [str(each) for each in given]

    def refresh(self) -> None:
        """Read the transfers and show their receipts."""
        if self._held is not None:
            self.body.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        column = QVBoxLayout(self._held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.ctx.theme.px(14))
        self.body.addWidget(self._held)
        try:
            self._receipts = [receipt_of(self.ctx.station, offer, self.ctx.translator) for offer in self._offers]
        except CustodyError as error:
            self._receipts = []
            self.show_error(error)
        for receipt in self._receipts:
            self._show(receipt, column)
        if not self._receipts:
            column.addWidget(
                EmptyState(
                    self.ctx.look, "scroll-text", self._("No transfer was chosen"), self._("Choose one in the list.")
                )
            )
        column.addStretch(1)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """Where this page stands."""
        return (Crumb(self._("Transfers"), "transfers"), Crumb(self._("Receipt")))

    def header_actions(self) -> Sequence[QWidget]:
        """The document, copy, save, go on."""
        look = self.ctx.look
        return (
            secondary_button(look, self._("Receipt as PDF"), "file-text", self._as_pdf),
            secondary_button(look, self._("Copy as text"), "copy", self.copy),
            secondary_button(look, self._("Save as text …"), "save", self._choose_file),
            primary_button(look, self._("Done"), "check", self.submit),
        )

    def submit(self) -> None:
        """Ctrl+Enter: to the list of transfers."""
        self.ctx.go("transfers")

    def text(self) -> str:
        """Return all receipts as text."""
        return "\n\n".join(receipt_text(each, self.ctx.translator) for each in self._receipts)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
        self.ctx.toast(self._("Receipt copied"))

    def save(self, path: Path) -> None:
        """Write the text to a file."""
        try:
            path.write_text(self.text(), encoding="utf-8")
        except OSError as error:
            self.show_error(
                EnvironmentUnavailable(
                    "FILE_NOT_WRITTEN",
                    N_("{path} could not be written: {reason}."),
                    kept=N_("The transfer is recorded; only this copy of the receipt is missing."),
                    advice=N_("Choose another folder, or check the disk."),
                    path=path,
                    reason=error.strerror or error,
                )
            )
            return
        self.ctx.toast(self._("Receipt saved"))

    def _as_pdf(self) -> None:
        """The document of the first: a document is about one offer."""
        if self._receipts:
            offer = self._receipts[0].offer
            case = self.ctx.station.transfers.state(offer).case
            self.ctx.go("reports", case=case, kind=RECEIPT, transfer=offer)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self._("Save the receipt"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        name = self._receipts[0].offer[:8].replace("/", "-").replace("+", "-") if self._receipts else ""
        dialog.selectFile(f"receipt-{name}.txt")
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    def _file_chosen(self, name: str) -> None:
        self.save(Path(name))

    def _show(self, receipt: Receipt, column: QVBoxLayout) -> None:
        look = self.ctx.look
        head = Card(look, self._("Case {number}").format(number=receipt.case))
        head.add_beside_heading(_chip(look, receipt.status, status_words(look.translator, receipt.status)))
        facts = [(self._("Purpose"), receipt.purpose), (self._("Condition"), receipt.condition)]
        facts += [(self._("Agency"), receipt.agency), (self._("Due back on"), receipt.due or "–")]
        head.add(FactGrid(look, facts, columns=2))
        column.addWidget(head)
        exhibits = Card(
            look, look.ngettext("{n} exhibit", "{n} exhibits", len(receipt.lines)).format(n=len(receipt.lines))
        )
        exhibits.add(self._lines(receipt.lines))
        column.addWidget(exhibits)
        halves = QHBoxLayout()
        halves.setSpacing(look.px(14))
        halves.addWidget(self._half(receipt.giver), 1)
        halves.addWidget(self._half(receipt.receiver), 1)
        column.addLayout(halves)

    def _lines(self, lines: Sequence[ReceiptLine]) -> QWidget:
        look = self.ctx.look
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 3)
        for number, line in enumerate(lines):
            row = 2 * number
            if number:
                grid.addWidget(rule(), row, 0, 1, 3)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(PlainLabel(line.number, role="strong", wrap=True, selectable=True))
            words.addWidget(PlainLabel(line.title, role="small", wrap=True))
            grid.addLayout(words, row + 1, 0)
            told = [line.condition, line.reason]
            if line.seals:
                told.insert(0, self._("Seal {seals}").format(seals=line.seals))
            if not line.seal_ok:
                told.append(self._("Seal not in order"))
            grid.addWidget(PlainLabel(" · ".join(part for part in told if part), role="muted", wrap=True), row + 1, 1)
            grid.addWidget(
                _chip(look, line.outcome, look._(OUTCOMES.get(line.outcome, line.outcome))),
                row + 1,
                2,
                Qt.AlignmentFlag.AlignRight,
            )
        return held

    def _half(self, half: Half) -> Card:
        look = self.ctx.look
        card = Card(look, self._(half.role))
        card.add(PlainLabel(half.name, role="strong", wrap=True, selectable=True))
        if not half.digest:
            card.add(PlainLabel(self._("Not signed yet"), role="muted"))
            card.body.addStretch(1)
            return card
        facts = [
            (self._("Signed by"), ", ".join(half.signers)),
            (self._("Time stated"), half.at),
            (self._("Entry"), str(half.seq) if half.seq is not None else self._("in another station's log")),
        ]
        if half.by_hand:
            facts.append((self._("By hand"), half.by_hand))
        card.add(FactGrid(look, facts))
        if half.image:
            self._show_image(card, half.image)
        card.add(DigestBlock(look, self._("Digest of the statement"), half.digest))
        card.body.addStretch(1)
        return card

    def _show_image(self, card: Card, digest: str) -> None:
        try:
            content = self.ctx.station.attachments.read(digest, LARGEST_IMAGE)
        except (CustodyError, OSError):
            card.add(
                PlainLabel(
                    self._("The image of the signature is not kept here, or was changed."), role="error", wrap=True
                )
            )
            return
        picture = QPixmap()
        if picture.loadFromData(content):
            label = PlainLabel()
            wide = self.ctx.theme.px(240)
            label.setPixmap(picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation))
            label.setAccessibleName(self._("Signature by hand"))
            card.add(label)


def _chip(look: Look, status: str, words: str) -> Chip:
    role, icon = ROLES.get(status, ("neutral", ""))
    return Chip(look, words, role, icon)
