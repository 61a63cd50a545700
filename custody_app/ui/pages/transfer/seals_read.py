"""Seals are typed back from the exhibits themselves; a mismatch is told at once, the number on record is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from custody_app.domain.state import ExhibitState
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import TransferForm
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Chip


class SealsRead(Card):
    """One line for each seal in force; `changed` fires as they are typed or scanned."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look, ctx._(N_("Seals, as read on the exhibits")))
        self._ctx = ctx
        self._form = TransferForm()
        self._held: QWidget | None = None
        self._lines: list[tuple[str, int, str, QLineEdit, Chip]] = []
        self._advice = PlainLabel(
            ctx._(N_("Read the seal again. If it really differs from the record, record a seal check first.")),
            role="error",
            wrap=True,
        )
        self.add(self._advice)

    def show_exhibits(self, form: TransferForm, exhibits: Sequence[ExhibitState]) -> None:
        """Ask for the seals of these exhibits."""
        self._form = form
        if self._held is not None:
            self.body.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._lines = []
        px = self._ctx.theme.px
        self._held = QWidget()
        grid = QGridLayout(self._held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 3)
        grid.setColumnMinimumWidth(2, px(150))
        row = 0
        for exhibit in exhibits:
            title = PlainLabel(" · ".join(part for part in (exhibit.number, exhibit.title) if part), wrap=True)
            grid.addWidget(title, row, 0)
            if not exhibit.seals_in_force:
                grid.addWidget(PlainLabel(self._ctx._(N_("No seal on record")), role="muted"), row, 1)
                row += 1
                continue
            typed = form.typed_seals(exhibit)
            for place, seal in enumerate(exhibit.seals_in_force):
                line = QLineEdit(typed[place])
                line.setPlaceholderText(self._ctx._(N_("scan or type the number on the seal")))
                name = self._ctx._(N_("Seal of {number}")).format(number=exhibit.number)
                line.setAccessibleName(name)
                title.setBuddy(line)
                chip = Chip(self._ctx.look, "")
                line.textChanged.connect(self._typed)
                line.editingFinished.connect(self._finished)
                self._lines.append((exhibit.id, place, seal.number, line, chip))
                grid.addWidget(line, row, 1)
                grid.addWidget(chip, row, 2)
                row += 1
        self.body.insertWidget(0, self._held)
        self._held.show()
        self._judge(finished=True)

    def problem(self) -> str:
        """Put the cursor into the first seal that is missing or does not match; return it in words."""
        self._judge(finished=True)
        for _, _, number, line, _ in self._lines:
            if line.text().strip() != number:
                line.setFocus()
                line.selectAll()
                told = (
                    N_("Type back every seal.") if not line.text().strip() else N_("A seal does not match the record.")
                )
                return self._ctx._(told)
        return ""

    def _typed(self, _text: str) -> None:
        for exhibit, _, _, _, _ in self._lines:
            self._form.seals[exhibit] = [
                line.text().strip() for other, _, _, line, _ in self._lines if other == exhibit
            ]
        self._judge(finished=False)
        self.changed.emit()

    def _finished(self) -> None:
        self._judge(finished=True)

    def _judge(self, *, finished: bool) -> None:
        """While it is typed, the beginning of the number is not yet a mismatch."""
        wrong = False
        for _, _, number, line, chip in self._lines:
            text = line.text().strip()
            unfinished = number.startswith(text) and (line.hasFocus() or not finished)
            if text == number:
                chip.set_state(self._ctx._(N_("Matches")), "ok", "circle-check")
            elif not text or unfinished:
                chip.set_state(self._ctx._(N_("Not read yet")), "neutral", "circle-dashed")
            else:
                chip.set_state(self._ctx._(N_("Does not match")), "danger", "triangle-alert")
                wrong = True
        self._advice.setVisible(wrong)
