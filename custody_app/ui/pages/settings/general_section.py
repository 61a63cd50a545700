"""Language, colours, lock."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.services.session import IDLE_LOCK_MS
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.language_step import OWN_NAMES
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FilterBar, secondary_button

MODES: Final = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))


class GeneralSection(QWidget):
    """What is chosen holds at once."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        look = ctx.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        self.languages = FilterBar(list(OWN_NAMES.items()), look.px(8), ctx._(N_("Language")))
        self.languages.choose(ctx.translator.language)
        self.languages.chosen.connect(self._speak)
        told = ctx._(N_("Screens, documents and messages; what is recorded keeps its own words."))
        column.addWidget(_choice(ctx, ctx._(N_("Language")), told, self.languages))
        self.modes = FilterBar([(mode, ctx._(word)) for mode, word in MODES], look.px(8), ctx._(N_("Colours")))
        self.modes.choose(ctx.theme.mode)
        self.modes.chosen.connect(self._dress)
        told = ctx._(N_("A system set to high contrast is left as it is."))
        column.addWidget(_choice(ctx, ctx._(N_("Colours")), told, self.modes))
        self.lock = secondary_button(look, ctx._(N_("Lock now")), "lock", self._lock)
        self.lock.setEnabled(bool(ctx.person))
        minutes = IDLE_LOCK_MS // 60_000
        told = ctx._(N_("Covers every window and wipes the key from memory; it also happens after {minutes} minutes."))
        column.addWidget(_choice(ctx, ctx._(N_("Lock")), told.format(minutes=minutes), self.lock))
        column.addStretch(1)

    def _speak(self, language: str) -> None:
        if language != self._ctx.translator.language:
            self._ctx.set_language(language)

    def _dress(self, mode: str) -> None:
        ctx = self._ctx
        ctx.choices.mode = mode
        ctx.choices.save()
        ctx.theme.set_mode("light" if mode == "light" else "dark" if mode == "dark" else "system")

    def _lock(self) -> None:
        self._ctx.lock(N_("You locked it."))


def _choice(ctx: AppContext, heading: str, told: str, control: QWidget) -> QWidget:
    card = Card(ctx.look)
    row = QHBoxLayout()
    row.setSpacing(ctx.look.px(20))
    words = QVBoxLayout()
    words.setSpacing(ctx.look.px(3))
    words.addWidget(PlainLabel(heading, role="heading"))
    words.addWidget(PlainLabel(told, role="muted", wrap=True))
    row.addLayout(words, 1)
    row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
    card.body.addLayout(row)
    return card
