"""What stands beside the steps: which exhibit this will be, and what to do with it first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.step_lists import STEP_LISTS
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FactGrid

WIDTH = 300


class BesideSteps(QWidget):
    """`changed` fires when a step of the list was ticked."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._form = RegistrationForm()
        self._ticks: list[tuple[str, QCheckBox]] = []
        self._held: list[QWidget] = []
        look = ctx.look
        self.setFixedWidth(look.px(WIDTH))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scroll_body")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        self._card = Card(look)
        self._card.body.addLayout(self._head())
        self._facts = FactGrid(look)
        self._card.add(self._facts)
        column.addWidget(self._card)
        self._list = Card(look, ctx._(N_("First of all")))
        self._list.body.setSpacing(0)
        self._told = PlainLabel(ctx._(N_("Tick what was done; it is signed with the rest.")), role="small", wrap=True)
        self._list.add(self._told)
        column.addWidget(self._list)
        column.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll)
        self._listed = ("", 0)

    def _head(self) -> QHBoxLayout:
        look = self._ctx.look
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        badge = QFrame()
        badge.setObjectName("badge")
        badge.setProperty("state", "info")
        badge.setFixedSize(look.px(40), look.px(40))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        self._icon = PlainLabel()
        inside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._number = PlainLabel(role="heading", wrap=True)
        self._type = PlainLabel(role="muted", wrap=True)
        words.addWidget(self._number)
        words.addWidget(self._type)
        head.addLayout(words, 1)
        return head

    def show_form(self, form: RegistrationForm, case: str, basis: str) -> None:
        """Show what the form amounts to so far."""
        self._form = form
        kind, ctx = form.kind, self._ctx
        self._icon.setPixmap(ctx.theme.pixmap(kind.icon if kind else "package-plus", "info", 22))
        self._number.setText(form.number or ctx._(N_("New exhibit")))
        self._type.setText(ctx._(kind.label) if kind else "")
        facts = [(ctx._(N_("Case")), case), (ctx._(N_("Basis")), basis)]
        facts += [
            (ctx._(label), value)
            for label, value in (
                (N_("What"), form.fields.get("title", "")),
                (N_("Place"), ", ".join(part for part in (form.address, form.spot) if part)),
                (N_("Seal"), form.seal),
            )
            if value
        ]
        self._facts.set_facts(facts)
        if self._listed != (form.type, id(form)):
            self._listed = (form.type, id(form))
            self._show_list()

    def _show_list(self) -> None:
        for held in self._held:
            self._list.body.removeWidget(held)
            held.hide()
            held.deleteLater()
        self._ticks, self._held = [], []
        steps = STEP_LISTS.get(self._form.type, ())
        self._list.setVisible(bool(steps))
        for step in steps:
            held = QWidget()
            row = QHBoxLayout(held)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._ctx.theme.px(2))
            tick = QCheckBox()
            label = PlainLabel(self._ctx._(step.label), wrap=True)
            label.setBuddy(tick)
            tick.setAccessibleName(self._ctx._(step.label))
            tick.setChecked(step.code in self._form.steps)
            tick.toggled.connect(self._ticked)
            row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label, 1)
            self._ticks.append((step.code, tick))
            self._held.append(held)
            self._list.add(held)

    def _ticked(self, _checked: bool) -> None:
        self._form.steps[:] = [code for code, tick in self._ticks if tick.isChecked()]
        self.changed.emit()
