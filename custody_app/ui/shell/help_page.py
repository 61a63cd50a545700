"""Every action with its keys, drawn from the one list."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.actions import ACTIONS, Action
from custody_app.ui.page import Page
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card

_KEYS_OF_PAGES = (
    ("Ctrl+K", N_("Find an action, an exhibit or a case")),
    ("Ctrl+Return", N_("Do the page's next step")),
    ("Esc", N_("Go back, or close what is open")),
    ("F1", N_("Explain the field the cursor is in")),
    ("F5", N_("Read the station anew")),
)


class HelpPage(Page):
    """Keyboard shortcuts."""

    page_id = "help"
    title = N_("Keyboard shortcuts")
    icon = "keyboard"
    needs_station = False
    body_width = 760

    def build(self) -> None:
        """List the actions by group."""
        groups: dict[str, list[Action]] = {}
        for action in ACTIONS:
            groups.setdefault(action.group, []).append(action)
        card = Card(self.ctx.look, self._(N_("Everywhere")))
        card.add(self._table([(keys, self._(text), "") for keys, text in _KEYS_OF_PAGES]))
        self.body.addWidget(card)
        for group, actions in groups.items():
            card = Card(self.ctx.look, self._(group))
            card.add(self._table([(each.shortcut, self._(each.text), self._(each.help)) for each in actions]))
            self.body.addWidget(card)
        self.body.addStretch(1)

    def _table(self, rows: list[tuple[str, str, str]]) -> QWidget:
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.ctx.theme.px(16))
        grid.setVerticalSpacing(self.ctx.theme.px(7))
        grid.setColumnMinimumWidth(0, self.ctx.theme.px(110))
        grid.setColumnStretch(2, 1)
        for number, (keys, text, help_) in enumerate(rows):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(PlainLabel(shown, role="mono"), number, 0)
            grid.addWidget(PlainLabel(text, role="strong"), number, 1)
            grid.addWidget(PlainLabel(help_, role="muted", wrap=True), number, 2)
        return held
