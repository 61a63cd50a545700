"""Who signs here, with which key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from custody_app.domain.roles import ROLES
from custody_app.i18n import N_
from custody_app.services.enrolment import ROOT_KEY, EnrolledPerson
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Chip, EmptyState, quiet_button, rule
from custody_app.ui.widgets.flow_row import FlowRow
from custody_app.ui.widgets.list_delegate import paint_avatar

Ask = Callable[[str], None]


class OfficersSection(QWidget):
    """One row for each person of the roster, one for the roster's root key.

    Args:
        ctx: the open station.
        change: asked to change the passphrase of a person, or of the root key.
        export: asked to export a person's key.
    """

    def __init__(self, ctx: AppContext, change: Ask, export: Ask) -> None:
        super().__init__()
        self._ctx, self._change, self._export = ctx, change, export
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        if not ctx.has_station:
            column.addWidget(EmptyState(look, "users", tr(N_("No station is open")), tr(N_("Open or make one first."))))
            return
        people = ctx.station.officers.list()
        card = Card(look)
        for number, person in enumerate(people):
            if number:
                card.add(rule())
            card.add(self._row(person))
        column.addWidget(card)
        if (ctx.station.directory / "keys" / f"{ROOT_KEY}.custody-key").is_file():
            column.addWidget(self._root())
        column.addStretch(1)

    def _row(self, person: EnrolledPerson) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(14))
        row.addWidget(_Avatar(self._ctx, person.name))
        words = QVBoxLayout()
        words.setSpacing(look.px(3))
        name = PlainLabel(f"{person.name} · {person.id}", role="strong", wrap=True, selectable=True)
        words.addWidget(name)
        roles = ", ".join(tr(ROLES.get(role, role)) for role in person.roles)
        told = " · ".join(part for part in (person.post, roles) if part)
        words.addWidget(PlainLabel(told, role="muted", wrap=True))
        for fingerprint in person.fingerprints:
            shown = PlainLabel(fingerprint, role="mono", selectable=True)
            shown.setAccessibleName(tr(N_("Fingerprint {value}")).format(value=fingerprint))
            words.addWidget(shown)
        row.addLayout(words, 1)
        beside = FlowRow(look.px(10), at_end=True)
        row.addWidget(beside)
        if person.id == self._ctx.person:
            beside.add(Chip(look, tr(N_("Unlocked")), "ok", "lock-open"))
        if not person.has_key_file:
            beside.add(Chip(look, tr(N_("Key not kept here")), "neutral", "key-round"))
            return held
        change = quiet_button(look, tr(N_("Change passphrase")), "", partial(self._change, person.id))
        change.setAccessibleName(tr(N_("Change passphrase of {person}")).format(person=person.name))
        beside.add(change)
        export = quiet_button(look, tr(N_("Export key")), "", partial(self._export, person.id))
        export.setAccessibleName(tr(N_("Export key of {person}")).format(person=person.name))
        beside.add(export)
        return held

    def _root(self) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("The roster's root key")))
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        told = N_(
            "It signs who is on the roster. At first it has the passphrase of the first officer: give it one of its"
            " own, write it on paper and put the paper, sealed, into the agency's safe."
        )
        row.addWidget(PlainLabel(tr(told), role="muted", wrap=True), 1)
        row.addWidget(quiet_button(look, tr(N_("Change its passphrase")), "", partial(self._change, ROOT_KEY)))
        card.body.addLayout(row)
        return card


class _Avatar(QWidget):
    def __init__(self, ctx: AppContext, name: str) -> None:
        super().__init__()
        self._ctx, self._name = ctx, name
        size = ctx.look.px(36)
        self.setFixedSize(size, size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_avatar(painter, self._ctx.theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._name)
        painter.end()
