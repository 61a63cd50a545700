"""The forms of cases: open one, update it, add a legal basis; each is read back and signed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout

from custody_app.diagnostics import CustodyError
from custody_app.domain.commands import HoldCase, UpdateCase
from custody_app.domain.vocabulary import CASE_STATUSES
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.storage import Recorded
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.cases.basis_questions import BasisQuestions, basis_of
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import primary_button, secondary_button
from custody_app.ui.widgets.abstract import AbstractWidget

DOCUMENTS = N_("Drop documents here, or choose them. They are kept by their digest.")


class CaseForm(Page, metaclass=AbstractWidget):
    """Questions in cards, Cancel and Read back; what was typed is kept until it is recorded.

    A page of this kind writes `ask` and `propose`.
    """

    section = "cases"
    body_width = 780
    codes: ClassVar[Mapping[str, str]] = {}

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._case = ""
        self._drafts: dict[str, dict[str, Any]] = {}
        self.form = ActForm(ctx)

    def build(self) -> None:
        """The questions and the two buttons."""
        look = self.ctx.look
        self.form = ActForm(self.ctx)
        self.ask(self.form)
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        row.addStretch(1)
        row.addWidget(secondary_button(look, self._(N_("Cancel")), "x", self.back_out))
        self.next_button = primary_button(look, self._(N_("Read back and sign")), "signature", self.submit)
        row.addWidget(self.next_button)
        self.body.addLayout(row)
        self.body.addStretch(1)

    @abstractmethod
    def ask(self, form: ActForm) -> None:
        """Put the questions into the form."""

    @abstractmethod
    def propose(self, values: dict[str, Any]) -> Proposal:
        """Return what the answers become; called in the background."""

    def open(self, **what: Any) -> None:
        """Another case has answers of its own."""
        case = str(what.get("case", ""))
        if case != self._case:
            self._drafts[self._case] = self.form.values()
            self._case = case
            self.form.set_values(self._drafts.get(case, _blank(self.form)))
        self.form.clear_errors()
        self.form.focus_first()

    def draft(self) -> dict[str, Any]:
        """What was typed."""
        return self.form.values()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back."""
        self.form.set_values(draft)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To the case."""
        crumbs = [Crumb(self._(N_("Cases")), "cases")]
        rows = self.ctx.station.store.case_rows([self._case]) if self._case else []
        return [*crumbs, *(Crumb(row.number, "case", {"case": row.id}) for row in rows)]

    def submit(self) -> None:
        """Decide, read back, sign."""
        if not self.next_button.isEnabled():
            return
        self.form.clear_errors()
        self.clear_message()
        self.ctx.with_unlocked(self._decide, self._(N_("Whoever signs has to be unlocked.")))

    def recorded(self, recorded: Sequence[Recorded]) -> None:
        """Forget the answers, show the case."""
        self._drafts.pop(self._case, None)
        case, self._case = recorded[0].statement.case, ""
        self.form.set_values(_blank(self.form))
        self.ctx.go("case", case=case)

    def _decide(self) -> None:
        values = {key: self.form.value(key) for key in self.form.rows}
        self.next_button.setEnabled(False)
        self.ctx.tasks.run(
            partial(self._work, values), done=self._sign, failed=self._refused, owner=self.form, writes=True
        )

    def _work(self, values: dict[str, Any], _control: Control) -> Proposal:
        return self.propose(values)

    def _sign(self, proposal: Proposal) -> None:
        self.next_button.setEnabled(True)
        self.ctx.sign(proposal, self.recorded, title=self.title_text())

    def _refused(self, error: CustodyError) -> None:
        self.next_button.setEnabled(True)
        if not self.form.place_error(error, self.codes):
            self.show_error(error)


class OpenCasePage(CaseForm):
    """A new case under its legal basis."""

    page_id = "case_new"
    title = N_("Open case")
    icon = "folder-plus"
    codes: ClassVar[Mapping[str, str]] = {
        "CASE_NUMBER_TAKEN": "case_number",
        "CASE_OPENED": "case_number",
        "BASIS_FOLLOWS": "kind",
    }

    def ask(self, form: ActForm) -> None:
        """The case, its basis, documents."""
        form.section(N_("The case"))
        form.text("case_number", N_("Case number"), hint="2026-CR-0147", required=True)
        form.text("title", N_("Title"), hint="State v. A. Moreno")
        form.side_by_side("case_number", "title")
        form.text("offence", N_("Offence"))
        form.text("authority", N_("Court or authority"))
        form.text("prosecutor", N_("Prosecutor"))
        form.side_by_side("authority", "prosecutor")
        form.section(N_("Its legal basis"))
        self._basis = BasisQuestions(form)
        form.section(N_("Documents and note"))
        form.files("documents", N_("Documents"), DOCUMENTS, icon="file-text")
        form.long_text("note", N_("Note"), lines=2)

    def propose(self, values: dict[str, Any]) -> Proposal:
        """The statement that opens the case."""
        station = self.ctx.station
        basis, papers = basis_of(station, values, "basis-1")
        documents = [station.exhibits.attach(path, "document") for path in values["documents"]]
        return station.cases.propose_open(
            self.ctx.person,
            values["case_number"],
            (basis,) if basis else (),
            title=values["title"],
            offence=values["offence"],
            authority=values["authority"],
            prosecutor=values["prosecutor"],
            note=values["note"],
            attachments=(*papers, *documents),
        )


class BasisPage(CaseForm):
    """`ctx.go("case_basis", case=id, follows="basis-1")`: one more legal basis, or the one that was to follow."""

    page_id = "case_basis"
    title = N_("Add a legal basis")
    icon = "gavel"
    codes: ClassVar[Mapping[str, str]] = {"BASIS_FOLLOWS": "kind"}

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return any case."""
        ids = ctx.station.store.case_ids() if ctx.has_station else []
        return {"case": ids[0]} if ids else None

    def ask(self, form: ActForm) -> None:
        """The basis."""
        self._follows = ""
        form.section(N_("Legal basis"))
        self._told = PlainLabel(role="muted", wrap=True)
        form.add_words(self._told)
        self._basis = BasisQuestions(form)

    def open(self, **what: Any) -> None:
        """Take note of which basis it fills."""
        super().open(**what)
        self._follows = str(what.get("follows", ""))
        words = N_("This is the written basis for {basis}, which was exigent.")
        self._told.setText(self._(words).format(basis=self._follows) if self._follows else "")
        self._told.setVisible(bool(self._follows))

    def propose(self, values: dict[str, Any]) -> Proposal:
        """The statement that adds it."""
        station = self.ctx.station
        state = station.cases.state(self._case)
        basis, papers = basis_of(station, values, f"basis-{len(state.bases) + 1}", self._follows)
        bases = (basis,) if basis else ()
        command = UpdateCase(actor=self.ctx.person, case=self._case, bases=bases, attachments=papers)
        return station.cases.propose_update(command)


class UpdateCasePage(CaseForm):
    """`ctx.go("case_update", case=id)`: status, outcome, people, documents; empty answers change nothing."""

    page_id = "case_update"
    title = N_("Update case")
    icon = "pen-line"

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return any case."""
        return BasisPage.sample(ctx)

    def ask(self, form: ActForm) -> None:
        """What may change."""
        words = self._(N_("Fill in only what has changed; everything else stays as it was recorded."))
        form.section(N_("What is new"))
        form.add_words(PlainLabel(words, role="muted", wrap=True))
        form.choice("status", N_("Status"), CASE_STATUSES, blank=True)
        form.text("outcome", N_("Outcome"))
        form.side_by_side("status", "outcome")
        form.text("title", N_("Title"))
        form.text("offence", N_("Offence"))
        form.side_by_side("title", "offence")
        form.text("authority", N_("Court or authority"))
        form.text("prosecutor", N_("Prosecutor"))
        form.side_by_side("authority", "prosecutor")
        hold = (("hold", N_("Nothing of it may be disposed of")), ("lift", N_("Lift the hold")))
        form.choice("hold", N_("Hold"), hold, blank=True, help=N_("Signed as a statement of its own."))
        form.text("ground", N_("Ground"), help=N_("Of the hold, or of lifting it."))
        form.side_by_side("hold", "ground")
        form.files("documents", N_("Documents"), DOCUMENTS, icon="file-text")
        form.long_text("note", N_("Note"), lines=2)

    def propose(self, values: dict[str, Any]) -> Proposal:
        """The update, the hold, or both."""
        station, actor = self.ctx.station, self.ctx.person
        said = {
            key: values[key] for key in ("status", "outcome", "title", "offence", "authority", "prosecutor", "note")
        }
        papers = tuple(station.exhibits.attach(path, "document") for path in values["documents"])
        proposal: Proposal | None = None
        if any(said.values()) or papers or not values["hold"]:
            command = UpdateCase(actor=actor, case=self._case, attachments=papers, **said)
            proposal = station.cases.propose_update(command)
        if proposal is not None and not values["hold"]:
            return proposal
        hold = HoldCase(actor=actor, case=self._case, hold=values["hold"] == "hold", ground=values["ground"])
        return station.acts.propose(hold, self._case, proposal)


def _blank(form: ActForm) -> dict[str, Any]:
    kinds = {bool: False, list: []}
    return {key: kinds.get(type(value), "") for key, value in form.values().items()}
