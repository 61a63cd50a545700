"""The one page of small acts: the questions, then the read-back, then the signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.domain.state import ExhibitState
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.storage import Recorded
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.act_kinds import KINDS, ActKind, Subject
from custody_app.ui.pages.exhibits.correcting import CORRECT
from custody_app.ui.pages.exhibits.deriving import DERIVE
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.wording import type_icon, type_label
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, primary_button, secondary_button

ALL_KINDS: dict[str, ActKind] = {**KINDS, "correct": CORRECT, "derive": DERIVE}


class ActPage(Page):
    """`ctx.go("act", act="move", exhibits=(id, …))`: one act on exhibits of one case.

    What was typed is kept for each act and exhibit until it is recorded.
    """

    page_id = "act"
    title = N_("Act")
    icon = "pen-line"
    section = "exhibits"
    body_width = 780

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._drafts: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._act = ""
        self._exhibits: tuple[str, ...] = ()
        self._given: dict[str, Any] = {}
        self._states: tuple[ExhibitState, ...] = ()
        self._form: ActForm | None = None

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return the check of a seal."""
        ids = ctx.station.store.exhibit_ids(ExhibitFilter(seal_state="intact")) if ctx.has_station else []
        return {"act": "seal_check", "exhibits": (ids[0],)} if ids else None

    def build(self) -> None:
        """A card for what it is about, a card for the questions, the two buttons."""
        look, px = self.ctx.look, self.ctx.look.px
        self._form = None
        self._about = Card(look, margin=12)
        self.body.addWidget(self._about)
        self._sheet = Card(look)
        self._words = PlainLabel(role="muted", wrap=True)
        self._sheet.add(self._words)
        self.body.addWidget(self._sheet)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(10))
        buttons.addStretch(1)
        buttons.addWidget(secondary_button(look, self._(N_("Cancel")), "x", self.back_out))
        self._next = primary_button(look, self._(N_("Read back and sign")), "signature", self.submit)
        buttons.addWidget(self._next)
        self.body.addLayout(buttons)
        self.body.addStretch(1)

    def open(self, **what: Any) -> None:
        """Show the questions of an act, with what was typed before."""
        self._keep()
        self._act = str(what.get("act", "note"))
        self._exhibits = tuple(what.get("exhibits", ()))
        self._given = {key: value for key, value in what.items() if key not in {"act", "exhibits"}}
        self._drop_form()
        self._words.setText(self._(self._kind.words))
        self._next.setEnabled(False)
        self.clear_message()
        self.ctx.tasks.run(partial(self._read, self._key), done=self._show, failed=self.show_error, owner=self._sheet)

    def title_text(self) -> str:
        """The act's name."""
        return self._(self._kind.title) if self._act else self._(self.title)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To the exhibit."""
        crumbs = [Crumb(self._(N_("Exhibits")), "exhibits")]
        if len(self._states) == 1:
            state = self._states[0]
            crumbs.append(Crumb(state.number, "exhibit", {"exhibit": state.id}))
        return crumbs

    def draft(self) -> dict[str, Any]:
        """What was typed."""
        return self._form.values() if self._form is not None else {}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back as soon as the questions stand there."""
        if draft:
            self._drafts[self._key] = dict(draft)
            if self._form is not None:
                self._form.set_values(draft)

    def leave(self) -> None:
        """Keep what was typed."""
        self._keep()

    def submit(self) -> None:
        """Decide, read back, sign."""
        if self._form is None or not self._next.isEnabled():
            return
        self._form.clear_errors()
        self.clear_message()
        self.ctx.with_unlocked(self._propose, self._(N_("Whoever signs has to be unlocked.")))

    @property
    def _kind(self) -> ActKind:
        return ALL_KINDS[self._act]

    @property
    def _key(self) -> tuple[Any, ...]:
        return (self._act, self._exhibits)

    def _read(self, key: tuple[Any, ...], _control: Control) -> tuple[tuple[Any, ...], tuple[ExhibitState, ...]]:
        exhibits = key[1]
        station = self.ctx.station
        states = station.acts.state(station.acts.case_of(exhibits[0])).exhibits
        return key, tuple(states[each] for each in exhibits if each in states)

    def _show(self, found: tuple[tuple[Any, ...], tuple[ExhibitState, ...]]) -> None:
        key, states = found
        if key != self._key or not states:
            return
        self._states = states
        self.update_header()
        self._show_about()
        self._drop_form()
        form = ActForm(self.ctx)
        self._kind.ask(form, states)
        form.set_values({**self._given, **self._drafts.get(key, {})})
        self._form = form
        self._sheet.add(form)
        self._next.setEnabled(True)
        form.focus_first()

    def _show_about(self) -> None:
        while (item := self._about.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for state in self._states:
            words = " · ".join(part for part in (state.title, type_label(self.ctx.look, state.type)) if part)
            self._about.add(LinkRow(self.ctx.look, type_icon(state.type), state.number, words))

    def _propose(self) -> None:
        if self._form is None:
            return
        form = self._form
        values = {key: form.value(key) for key in form.rows}
        subject = Subject(self.ctx.station, self.ctx.person, self._states)
        self._next.setEnabled(False)
        self.ctx.tasks.run(
            partial(self._decide, subject, values), done=self._sign, failed=self._refused, owner=form, writes=True
        )

    def _decide(self, subject: Subject, values: dict[str, Any], _control: Control) -> Proposal:
        command = self._kind.command(subject, values)
        return subject.station.exhibits.propose(command, subject.exhibits[0].case)

    def _sign(self, proposal: Proposal) -> None:
        self._next.setEnabled(True)
        self.ctx.sign(proposal, self._recorded, title=self.title_text())

    def _refused(self, error: CustodyError) -> None:
        self._next.setEnabled(True)
        if self._form is None or not self._form.place_error(error, self._kind.codes):
            self.show_error(error)

    def _recorded(self, _recorded: Sequence[Recorded]) -> None:
        self._drafts.pop(self._key, None)
        self._drop_form()
        self._act = ""
        self.ctx.back()

    def _keep(self) -> None:
        if self._form is not None and self._act:
            self._drafts[self._key] = self._form.values()

    def _drop_form(self) -> None:
        if self._form is not None:
            old: QWidget = self._form
            self._form = None
            self._sheet.body.removeWidget(old)
            old.hide()
            old.deleteLater()
