"""The parts of a case's page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.domain.vocabulary import ATTACHMENT_KINDS, label_of
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.cases.case_known import CaseKnown
from custody_app.ui.pages.cases.wording import basis_state, basis_words, case_state
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.photographs import Kept
from custody_app.ui.pages.exhibits.saving import ask_where, write_file
from custody_app.ui.pages.exhibits.wording import day_words, moment_words
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.widgets import (
    Banner,
    Card,
    Chip,
    EmptyState,
    Timeline,
    primary_button,
    quiet_button,
    secondary_button,
)
from custody_app.ui.widgets.progress_row import size_words
from custody_app.ui.widgets.recording_button import for_recording

_DOCUMENT_ICONS = {"photograph": "image", "authority": "gavel", "manifest": "list", "signature": "signature"}


def summary_card(ctx: AppContext, known: CaseKnown) -> QWidget:
    """Return state and the particulars in one strip, and what nags."""
    look, state, row = ctx.look, known.state, known.row
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(10))
    for basis in state.bases_to_follow:
        words = ctx._(N_("The written basis for {basis} has not come yet.")).format(basis=basis.id)
        go = partial(ctx.go, "case_basis", case=state.id, follows=basis.id)
        column.addWidget(Banner(look, words, "warn", ctx._(N_("File the basis")), go))
    card = Card(look, margin=13)
    across = QHBoxLayout()
    across.setSpacing(look.px(22))
    word = case_state(look, row, known.now.date().isoformat())
    across.addWidget(Chip(look, word.text, word.role, word.icon), 0, Qt.AlignmentFlag.AlignVCenter)
    facts = [
        (ctx._(N_("Offence")), state.offence),
        (ctx._(N_("Court or authority")), state.authority),
        (ctx._(N_("Prosecutor")), state.prosecutor),
        (ctx._(N_("Opened")), moment_words(look, state.opened_at, known.now)),
        (ctx._(N_("Valid until")), day_words(look, row.basis_until) if row.basis_until else ""),
    ]
    for label, value in facts:
        if value:
            told = value in (state.offence, state.authority)
            across.addLayout(_fact(label, value, told=told), 2 if told else 0)
    if not state.offence and not state.authority:
        across.addStretch(1)
    across.addWidget(
        for_recording(
            ctx, quiet_button(look, ctx._(N_("Update")), "pen-line", partial(ctx.go, "case_update", case=state.id))
        )
    )
    card.body.addLayout(across)
    column.addWidget(card)
    return held


def _fact(label: str, value: str, *, told: bool) -> QVBoxLayout:
    """What somebody told may be cut where it is long; dates and names are not."""
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(PlainLabel(label, role="small"))
    lines.addWidget(ElidedLabel(value, role="strong") if told else PlainLabel(value, role="strong"))
    return lines


def timeline_card(ctx: AppContext, known: CaseKnown) -> QWidget:
    """Return everything that was recorded in the case, newest first."""
    card = Card(ctx.look)
    line = Timeline(ctx.look, known.items, name=ctx._(N_("Timeline of the case")))
    line.opened.connect(_Entry(ctx))
    card.add(line, 1)
    return card


class _Entry:
    """Shows the entry of an event."""

    def __init__(self, ctx: AppContext) -> None:
        self._ctx = ctx

    def __call__(self, key: object) -> None:
        if isinstance(key, tuple):
            self._ctx.go("log", log=key[0], entry=key[1])


def bases_card(ctx: AppContext, known: CaseKnown) -> QWidget:
    """Return the legal bases, those that are missing first."""
    look, state = ctx.look, known.state
    missing = {basis.id for basis in state.bases_to_follow}
    today = known.now.date().isoformat()
    card = Card(look, ctx._(N_("Legal basis")), margin=14)
    add = partial(ctx.go, "case_basis", case=state.id)
    card.add_beside_heading(for_recording(ctx, secondary_button(look, ctx._(N_("Add a legal basis")), "plus", add)))
    for basis in sorted(state.bases, key=lambda each: each.id not in missing):
        word = basis_state(look, basis, today, missing=basis.id in missing)
        title, detail = basis_words(look, basis)
        go = partial(ctx.go, "case_basis", case=state.id, follows=basis.id) if basis.id in missing else None
        chip = Chip(look, word.text, word.role, word.icon)
        card.add(LinkRow(look, "gavel", title, detail, role=word.role, beside=chip, on_open=go))
    if not state.bases:
        words = ctx._(N_("Without a legal basis no exhibit can be registered."))
        button = for_recording(ctx, primary_button(look, ctx._(N_("Add a legal basis")), "plus", add))
        card.add(EmptyState(look, "gavel", ctx._(N_("No legal basis yet")), words, button))
    return _scrolled(card)


def people_card(ctx: AppContext, known: CaseKnown) -> QWidget:
    """Return everybody who appears in the case."""
    look = ctx.look
    card = Card(look, ctx._(N_("People")), margin=14)
    card.body.setSpacing(look.px(2))
    for person in known.people:
        signed = look.ngettext("signed {n} entry", "signed {n} entries", person.entries).format(n=person.entries)
        parts = [*person.parts, *([signed] if person.entries else [])]
        card.add(
            LinkRow(look, "user-round", person.name, " · ".join(parts), role="info" if person.entries else "neutral")
        )
    return _scrolled(card)


def documents_card(ctx: AppContext, known: CaseKnown) -> QWidget:
    """Return the files that statements of the case attach, each with a copy to save; none is opened here."""
    look = ctx.look
    card = Card(look, ctx._(N_("Documents")), margin=14)
    card.body.setSpacing(look.px(2))
    if not known.attachments:
        words = ctx._(N_("Warrants, receipts and photographs that were attached stand here."))
        card.add(EmptyState(look, "file-text", ctx._(N_("No documents yet")), words))
    for kept in known.attachments:
        parts = [ctx._(label_of(ATTACHMENT_KINDS, kept.kind)), size_words(kept.size) if kept.size else ""]
        parts += [moment_words(look, kept.at, known.now), f"SHA-256 {kept.sha256[:16]}…"]
        name = kept.name or kept.caption or kept.sha256[:16]
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        icon = _DOCUMENT_ICONS.get(kept.kind, "file-text")
        row.addWidget(LinkRow(look, icon, name, " · ".join(part for part in parts if part)), 1)
        row.addWidget(quiet_button(look, ctx._(N_("Save a copy …")), "download", _Saving(ctx, kept, held)))
        card.add(held)
    return _scrolled(card)


class _Saving:
    """Asks where to, then writes a copy in the background."""

    def __init__(self, ctx: AppContext, kept: Kept, parent: QWidget) -> None:
        self._ctx, self._kept, self._parent = ctx, kept, parent

    def __call__(self) -> None:
        name = Path(self._kept.name or self._kept.sha256).name
        ask_where(self._ctx, self._parent, name, self.save)

    def save(self, target: Path) -> None:
        """Write the copy."""
        self._ctx.tasks.run(partial(self._write, target), done=self._told, failed=self._failed, owner=self._parent)

    def _write(self, target: Path, _control: Control) -> Path:
        return write_file(target, self._ctx.station.attachments.read(self._kept.sha256))

    def _told(self, target: Path) -> None:
        self._ctx.toast(self._ctx._(N_("Saved: {file}")).format(file=target))

    def _failed(self, error: CustodyError) -> None:
        self._ctx.toast(" ".join(self._ctx.error_text(error).splitlines()), "danger")


def _scrolled(card: QWidget) -> QScrollArea:
    held = QWidget()
    held.setObjectName("scroll_body")
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(held)
    return scroll
