"""The station is made: the first-steps sheet, or the sample's passphrases; then Today."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.domain.roles import ROLES
from custody_app.i18n import N_
from custody_app.services.demo.sample_station import SampleStation
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.making import Made
from custody_app.ui.pages.first_run.sheet import first_steps
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, primary_button, rule, secondary_button
from custody_app.ui.widgets.paper_print import PaperPrint
from custody_app.ui.widgets.save_text import TextSaver


class DoneView(QWidget):
    """What was made, what to keep, and the way on.

    Args:
        ctx: words, looks.
        made: open and unlocked.
        person: id of the first officer.
        go_on: opens Today.
        save: asked to save the sheet; gets text and file name.
    """

    def __init__(self, ctx: AppContext, made: Made, person: str, go_on: Callable[[], None], saver: TextSaver) -> None:
        super().__init__()
        self._ctx, self._saver = ctx, saver
        self._paper: PaperPrint | None = None
        look = ctx.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        column.addLayout(self._heading(made))
        self.text = ""
        if made.sample is None:
            self.text = first_steps(made.station, person, ctx.translator)
            column.addWidget(self._sheet(), 1)
        else:
            column.addWidget(self._passphrases(made.sample))
            column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        if self.text:
            self.save_button = secondary_button(look, ctx._(N_("Save the sheet …")), "save", self._save)
            row.addWidget(self.save_button)
            row.addWidget(secondary_button(look, ctx._(N_("Print …")), "printer", self._print))
        row.addStretch(1)
        text = N_("Go to Today") if made.sample is None else N_("Open the sample")
        self.button = primary_button(look, ctx._(text), "arrow-right", go_on)
        row.addWidget(self.button)
        column.addLayout(row)

    def _heading(self, made: Made) -> QHBoxLayout:
        look, ctx = self._ctx.look, self._ctx
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap("circle-check", "ok", 44))
        row.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(3))
        if made.sample is None:
            words.addWidget(PlainLabel(ctx._(N_("The station is made")), role="display", wrap=True))
            told = ctx._(N_("Recorded: {count} entries. Print or save this sheet and keep it with your papers."))
            words.addWidget(PlainLabel(told.format(count=made.station.store.head().size), role="muted", wrap=True))
        else:
            words.addWidget(PlainLabel(ctx._(N_("The sample is ready")), role="display", wrap=True))
            told = ctx._(N_("You are unlocked as its supervisor. The passphrases are shown here once."))
            words.addWidget(PlainLabel(told, role="muted", wrap=True))
        row.addLayout(words, 1)
        return row

    def _sheet(self) -> QWidget:
        look = self._ctx.look
        shown = QPlainTextEdit(self.text)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setFont(look.theme.mono(0.95))
        shown.setAccessibleName(self._ctx._(N_("First steps and recovery")))
        shown.setMinimumHeight(look.px(300))
        return shown

    def _passphrases(self, sample: SampleStation) -> QWidget:
        look, ctx = self._ctx.look, self._ctx
        card = Card(look, ctx._(N_("Who signs in the sample")))
        for number, person in enumerate(sample.people):
            if number:
                card.add(rule())
            roles = ", ".join(ctx._(ROLES[role]) for role in person.roles)
            card.add(PlainLabel(f"{person.name} ({person.id}) · {roles}", role="strong", wrap=True))
            words = PlainLabel(person.passphrase, role="mono", wrap=True, selectable=True)
            words.setAccessibleName(ctx._(N_("Passphrase of {person}")).format(person=person.id))
            card.add(words)
        told = ctx._(N_("The sample's README.txt holds them too: {folder}")).format(folder=sample.station.parent)
        card.add(PlainLabel(told, role="muted", wrap=True, selectable=True))
        return card

    def _save(self) -> None:
        self._saver.save(self.text, "custody-first-steps.txt", self._failed)

    def _failed(self, error: CustodyError) -> None:
        self._ctx.toast(self._ctx.error_text(error), "danger")

    def _print(self) -> None:
        self._paper = PaperPrint(self._ctx, self.text, self)
        self._paper.ask()
