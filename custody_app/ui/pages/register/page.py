"""The page that leads through the five steps, keeps the draft, signs and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.drafts import Drafts
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.register.beside import BesideSteps
from custody_app.ui.pages.register.done_view import DoneView
from custody_app.ui.pages.register.evidence_step import EvidenceStep
from custody_app.ui.pages.register.fields_step import FieldsStep
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.origin_step import OriginStep
from custody_app.ui.pages.register.proposing import propose
from custody_app.ui.pages.register.sign_step import SignStep
from custody_app.ui.pages.register.step import Step
from custody_app.ui.pages.register.type_step import TypeStep
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.recording import Recording
from custody_app.ui.widgets import primary_button, quiet_button, secondary_button
from custody_app.ui.widgets.scrolled import scrolled
from custody_app.ui.widgets.step_bar import StepBar

if TYPE_CHECKING:
    from custody_app.storage import Recorded

PAUSE_MS = 500
"""So long after the last change the draft is written."""
TYPE, FIELDS, ORIGIN, EVIDENCE, SIGN = range(5)


class RegisterPage(Page):
    """Type, fields, origin, evidence, signature.

    The form is the page's own and outlives its widgets, a lock and, as a draft on disk, the program.
    """

    page_id = "register"
    title = N_("Register exhibit")
    icon = "package-plus"
    section = "exhibits"
    scrolls = False

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self._form = RegistrationForm()
        self._owner: str | None = None
        self._numbering = 0
        self._recorded_exhibit = ""
        self._recording = False
        self._displayed = (0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._keep_draft)

    # Building

    def build(self) -> None:
        """Make the steps, what stands beside them, and the buttons below."""
        look = self.ctx.look
        self._displayed = (0, 0)
        titles = (N_("Type"), N_("Description"), N_("Origin"), N_("Seal and photographs"), N_("Read and sign"))
        self.bar = StepBar(look, [self._(title) for title in titles])
        self.bar.chosen.connect(self._choose_step)
        self.body.addWidget(self.bar)
        self.type_step, self.fields_step = TypeStep(self.ctx), FieldsStep(self.ctx)
        self.origin_step, self.evidence_step = OriginStep(self.ctx), EvidenceStep(self.ctx)
        self.sign_step = SignStep(self.ctx)
        described: list[Step] = [self.type_step, self.fields_step, self.origin_step]
        self.steps = [*described, self.evidence_step, self.sign_step]
        self._stack = QStackedWidget()
        for step in self.steps:
            step.changed.connect(self._changed)
            self._stack.addWidget(scrolled(step))
        self.type_step.taken.connect(self._type_taken)
        self.type_step.case_changed.connect(self._propose_number)
        self.type_step.bases_known.connect(self._show_beside)
        self.evidence_step.place_taken.connect(self.origin_step.set_coordinates)
        self.done_view = DoneView(self.ctx)
        self.done_view.another.connect(self._register_another)
        self.done_view.opened.connect(self._open_exhibit)
        self.done_view.handed_over.connect(self._hand_over)
        self._stack.addWidget(self.done_view)
        self._beside = BesideSteps(self.ctx)
        self._beside.changed.connect(self._changed)
        held = QHBoxLayout()
        held.setSpacing(look.px(16))
        held.addWidget(self._stack, 1)
        held.addWidget(self._beside)
        self.body.addLayout(held, 1)
        self.body.addWidget(self._footer())

    def _footer(self) -> QWidget:
        look = self.ctx.look
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, look.px(2), 0, 0)
        row.setSpacing(look.px(10))
        self._back = secondary_button(look, self._("Back"), "arrow-left", self._step_back)
        self._kept = PlainLabel(role="small")
        self._next = primary_button(look, self._("Next"), "arrow-right", self.submit)
        row.addWidget(self._back)
        row.addWidget(self._kept, 1)
        row.addWidget(PlainLabel(self._("Ctrl+Enter"), role="small"))
        row.addWidget(self._next)
        return self._foot

    # What the window calls

    def open(self, **what: Any) -> None:
        """Take up the draft that was kept, or begin a new one."""
        self._take_up()
        if self._recorded_exhibit:
            self._begin(self._form.next_one())
        if not self._form.begun:
            self._form.case = str(what.get("case", "") or self._form.case)
            kind = str(what.get("type", ""))
            self._form.type, self._form.step = kind, FIELDS if kind else TYPE

    def refresh(self) -> None:
        """Show the step that was open; while it is open, only what the record says is read anew."""
        self._take_up()
        if self._recorded_exhibit:
            return
        form = self._form
        step = form.step if form.type else TYPE
        if step == SIGN and not self.ctx.person:
            step = EVIDENCE
        if self._displayed != (id(form), step):
            if step != TYPE:  # a draft taken up: its case and basis are shown beside it
                self.type_step.show_form(form)
            self._show_step(step)
        elif step == TYPE:
            self.type_step.show_form(form)
        self._propose_number()

    def _take_up(self) -> None:
        """Take up the draft of whoever is unlocked now; what nobody's hand began becomes theirs."""
        person = self.ctx.person
        if self._owner == "" and person and self._form.begun:
            self._drafts().forget("", self.page_id)
        elif self._owner != person and (person or self._owner is None):
            self._keep_draft()
            self._recorded_exhibit = ""
            self._form = RegistrationForm.from_json(self._drafts().kept(person, self.page_id))
            if self._form.begun:
                self.show_message(self._("This is what you had entered; nothing of it was recorded yet."))
        else:
            return
        self._owner = person
        form = self._form
        form.exhibit = form.exhibit or self.ctx.station.exhibits.new_id()
        form.collected = form.collected or person

    def leave(self) -> None:
        """Keep the draft."""
        self._displayed = (0, 0)
        self._keep_draft()

    def draft(self) -> dict[str, Any]:
        """Return what was typed."""
        return self._form.to_json()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back."""
        if not self._recorded_exhibit:
            self._form = RegistrationForm.from_json(draft)
            self._displayed = (0, 0)
            self.refresh()

    def breadcrumbs(self) -> Sequence[Crumb]:
        """Where this page stands."""
        return (Crumb(self._("Exhibits"), "exhibits"), Crumb(self._("Register exhibit")))

    def header_actions(self) -> Sequence[QWidget]:
        """What else can be done."""
        return (quiet_button(self.ctx.look, self._("Start over"), "rotate-ccw", self._start_over),)

    def submit(self) -> None:
        """Ctrl+Enter: the next step, at the end the signature, after it the next exhibit."""
        if self._recording:
            return
        if self._recorded_exhibit:
            self._register_another()
        elif self._form.step == SIGN and self.ctx.person:
            self._sign()
        elif self._form.step == SIGN:
            # Whoever unlocks reads it again before signing.
            self.ctx.with_unlocked(self._read_back)
        else:
            self._go_to(self._form.step + 1)

    def back_out(self) -> None:
        """Esc: one step back; from the first, away. The draft stays."""
        if self._recorded_exhibit or self._form.step == TYPE:
            self._keep_draft()
            self.ctx.back()
        else:
            self._step_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the next field, as a scanner expects; Alt and an arrow to the next step; Ctrl+V pastes."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if alt and event.key() == Qt.Key.Key_Right:
            if self._form.step < SIGN:
                self.submit()
        elif alt and event.key() == Qt.Key.Key_Left:
            self._step_back()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(self.focusWidget(), (QLineEdit, QComboBox)):
                self.focusNextChild()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._form.step == EVIDENCE:
            self.evidence_step.paste()
        else:
            super().keyPressEvent(event)

    # Steps

    def _choose_step(self, number: int) -> None:
        if number < self._form.step:
            self._show_step(number)
        else:
            self._go_to(number)

    def _go_to(self, wanted: int) -> None:
        """Open a later step if every one before it is well; else stay at the first that is not."""
        self.clear_message()
        for number in range(min(wanted, SIGN)):
            step = self.steps[number]
            if number != self._form.step:
                step.show_form(self._form)
            if step.problem():
                if number != self._form.step:
                    self._show_step(number)
                    step.problem()
                return
        self._show_step(wanted)

    def _show_step(self, number: int) -> None:
        form = self._form
        self.steps[min(form.step, SIGN)].leave()
        form.step, form.reached = number, max(form.reached, number)
        self._displayed = (id(form), number)
        self.steps[number].show_form(form)
        self._stack.setCurrentIndex(number)
        self._foot.show()
        self.bar.show()
        self.bar.show_step(number, form.reached)
        self._beside.setVisible(number in (FIELDS, ORIGIN, EVIDENCE))
        self._back.setVisible(number != TYPE)
        signing = number == SIGN
        self._next.setText(self._("Sign and record") if signing else self._("Next"))
        self.ctx.theme.dress(self._next, "signature" if signing else "arrow-right", "on_accent", gap=6)
        self._next.setEnabled(True)
        if signing:
            self.ctx.with_unlocked(self._read_back)
        self._show_beside()
        self.steps[number].focus_first()
        if signing:
            self._next.setFocus()
        self._timer.start()

    def _step_back(self) -> None:
        if self._form.step > TYPE and not self._recording:
            self.clear_message()
            self._show_step(self._form.step - 1)

    def _type_taken(self) -> None:
        self._form.steps.clear()
        self._show_beside()
        self._go_to(FIELDS)

    def _changed(self) -> None:
        self._show_beside()
        self._kept.setText("")
        self._timer.start()

    def _show_beside(self) -> None:
        self._beside.show_form(self._form, self.type_step.case_title(), self.type_step.basis_title())

    # The number

    def _propose_number(self) -> None:
        form, person, exhibits = self._form, self.ctx.person, self.ctx.station.exhibits
        if form.number_typed or not form.case or not person or self._recorded_exhibit:
            return
        self._numbering += 1
        asked, case = self._numbering, form.case

        def work(_control: Control) -> tuple[int, str]:
            return asked, exhibits.next_number(case, person)

        self.ctx.tasks.run(work, done=self._numbered, failed=self._not_numbered, owner=self)

    def _numbered(self, found: tuple[int, str]) -> None:
        asked, number = found
        if asked == self._numbering and not self._form.number_typed:
            self._form.number = number
            self.type_step.show_number()
            self._show_beside()

    def _not_numbered(self, error: CustodyError) -> None:
        self.type_step.number_row.set_error(self.ctx.error_text(error))

    # Reading back and signing

    def _read_back(self) -> None:
        warnings = [told for told in (self.fields_step.duplicates(), self.evidence_step.duplicates()) if told]
        try:
            proposal = propose(self.ctx.station, self._form, self.ctx.person)
        except CustodyError as error:
            self.sign_step.show_proposal(None)
            self._next.setEnabled(False)
            self.show_error(error)
            return
        self._next.setEnabled(True)
        self.sign_step.show_proposal(proposal, warnings)

    def _sign(self) -> None:
        proposal = self.sign_step.proposal
        if proposal is None or proposal.signers != (self.ctx.person,):
            # Somebody else unlocked the station meanwhile: what is signed has to be read by who signs.
            self._read_back()
            return
        self._recording = True
        self._next.setEnabled(False)
        self._kept.setText(self._("Recording …"))
        Recording(self.ctx, proposal, {}, self._done, self._failed, self).start()

    def _done(self, recorded: Sequence[Recorded]) -> None:
        form = self._form
        self._recording = False
        self._recorded_exhibit = form.exhibit
        self._timer.stop()
        self._drafts().forget(self._owner or "", self.page_id)
        self.clear_message()
        self.done_view.show_recorded(form.number, form.fields.get("title", ""), recorded)
        self._stack.setCurrentWidget(self.done_view)
        self.done_view.main.setFocus()
        for widget in (self._foot, self.bar, self._beside):
            widget.hide()

    def _failed(self, error: CustodyError) -> None:
        self._recording = False
        self._kept.setText("")
        self._next.setEnabled(True)
        self.show_error(error)
        self._keep_draft()

    # After it

    def _register_another(self) -> None:
        self._begin(self._form.next_one())

    def _begin(self, form: RegistrationForm) -> None:
        self.evidence_step.hash.stop()
        self._recorded_exhibit = ""
        self._form = form
        form.exhibit = self.ctx.station.exhibits.new_id()
        form.collected = form.collected or self.ctx.person
        self.clear_message()
        self._show_step(TYPE)
        self._propose_number()

    def _start_over(self) -> None:
        self._drafts().forget(self._owner or "", self.page_id)
        self._begin(RegistrationForm(case=self._form.case, basis=self._form.basis))

    def _open_exhibit(self) -> None:
        self._leave_for("exhibit", exhibit=self._recorded_exhibit)

    def _hand_over(self) -> None:
        self._leave_for("transfer", exhibits=[self._recorded_exhibit])

    def _leave_for(self, page_id: str, **what: object) -> None:
        self._begin(self._form.next_one())
        self.ctx.go(page_id, **what)

    # The draft on disk

    def _drafts(self) -> Drafts:
        return Drafts(self.ctx.station.directory)

    def _keep_draft(self) -> None:
        if self._recorded_exhibit or self._owner is None or not self._form.begun or not self.ctx.has_station:
            return
        kept = self._drafts().keep(self._owner, self.page_id, self._form.to_json())
        words = N_("Draft kept") if kept else N_("The draft could not be kept: the disk refuses")
        self._kept.setText(self._(words))
