"""Step 1: the language, switched at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from custody_app.i18n import N_
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.widgets import Card

OWN_NAMES: Final = {"en": "English", "es": "Español", "pt": "Português", "fr": "Français"}
"""Each language in its own words: whoever needs one can read its name."""


class LanguageStep(Step):
    """Four radio buttons; the window speaks the chosen one at once."""

    word = N_("Language")
    heading = N_("Welcome")
    sentence = N_("This sets up the station on this computer: a few answers, about five minutes. Choose your language.")

    def build(self) -> None:
        """One card for each language."""
        look = self.ctx.look
        grid = QGridLayout()
        grid.setSpacing(look.px(12))
        self._group = QButtonGroup(self)
        self._codes = list(OWN_NAMES)
        for number, (code, name) in enumerate(OWN_NAMES.items()):
            card = Card(look, margin=8)
            row = QHBoxLayout()
            row.setContentsMargins(look.px(8), 0, look.px(8), 0)
            button = QRadioButton(name)
            button.setChecked(code == self.ctx.translator.language)
            self._group.addButton(button, number)
            row.addWidget(button, 1)
            card.body.addLayout(row)
            grid.addWidget(card, number // 2, number % 2)
        self.column.addLayout(grid)
        self._group.idClicked.connect(self._chosen)

    def first_field(self) -> QWidget | None:
        """The language that holds."""
        return self._group.checkedButton()

    def _chosen(self, number: int) -> None:
        code = self._codes[number]
        if code != self.ctx.translator.language:
            self.ctx.set_language(code)
