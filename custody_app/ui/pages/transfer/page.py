"""The page that leads through a transfer: exhibits, receiver and terms, what is received, both signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.ui.drafts import Drafts
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.transfer.exhibits_step import ExhibitsStep
from custody_app.ui.pages.transfer.form import LATER, TransferForm
from custody_app.ui.pages.transfer.lines_step import LinesStep
from custody_app.ui.pages.transfer.sign_step import SignStep
from custody_app.ui.pages.transfer.step import TransferStep
from custody_app.ui.pages.transfer.terms_step import TermsStep
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import primary_button, quiet_button, secondary_button
from custody_app.ui.widgets.scrolled import scrolled
from custody_app.ui.widgets.step_bar import StepBar

if TYPE_CHECKING:
    from custody_app.storage import Recorded

PAUSE_MS = 500
EXHIBITS, TERMS, LINES, SIGN = range(4)


class TransferPage(Page):
    """`open(exhibits=[…], case=id)` begins a transfer of these, or of that case; `open(offer=digest)` answers one."""

    page_id = "transfer"
    title = N_("Transfer exhibits")
    icon = "arrow-left-right"
    section = "transfers"
    scrolls = False

    def __init__(self, ctx: Any) -> None:
        super().__init__(ctx)
        self._form = TransferForm()
        self._owner: str | None = None
        self._displayed = (0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._keep_draft)

    def build(self) -> None:
        """Make the steps and the buttons below."""
        look, px = self.ctx.look, self.ctx.theme.px
        self._displayed = (0, 0)
        titles = (N_("Exhibits"), N_("Receiver and terms"), N_("What is received"), N_("Read and sign"))
        self.bar = StepBar(look, [self._(title) for title in titles])
        self.bar.chosen.connect(self._choose_step)
        self.body.addWidget(self.bar)
        self.exhibits_step, self.terms_step = ExhibitsStep(self.ctx), TermsStep(self.ctx)
        self.lines_step, self.sign_step = LinesStep(self.ctx), SignStep(self.ctx)
        self.steps: list[TransferStep] = [self.exhibits_step, self.terms_step, self.lines_step, self.sign_step]
        self._stack = QStackedWidget()
        for step in self.steps:
            step.changed.connect(self._changed)
            scrolls = step in (self.terms_step, self.lines_step)
            self._stack.addWidget(scrolled(step) if scrolls else step)
        self.sign_step.recorded.connect(self._recorded)
        self.sign_step.refused.connect(self._refused)
        self.sign_step.busy_changed.connect(self._busy)
        self.body.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        self._back = secondary_button(look, self._("Back"), "arrow-left", self._step_back)
        self._kept = PlainLabel(role="small")
        self._hint = PlainLabel(self._("Ctrl+Enter"), role="small")
        self._next = primary_button(look, self._("Next"), "arrow-right", self.submit)
        row.addWidget(self._back)
        row.addWidget(self._kept, 1)
        row.addWidget(self._hint)
        row.addWidget(self._next)
        self.body.addLayout(row)

    def open(self, **what: Any) -> None:
        """Take up the draft, or begin with what is named."""
        offer = str(what.get("offer", ""))
        self._take_up()
        if offer and self._form.offer != offer:
            self._keep_draft()
            self._form = self._answering(offer)
        elif not offer and self._form.offer:
            self._owner = None
            self._take_up()
        self.exhibits_step.narrow(str(what.get("case", "")))
        wanted = what.get("exhibits", ())
        if wanted and not offer:
            self._begin_with(wanted if isinstance(wanted, (list, tuple)) else [str(wanted)])

    def refresh(self) -> None:
        """Show the step that was open; while it is open, only the list is read anew."""
        self._take_up()
        form = self._form
        step = max(LINES if form.offer else EXHIBITS, form.step)
        if step == SIGN and not self.ctx.person:
            step = LINES
        if self._displayed != (id(form), step):
            self._show_step(step)
        elif step == EXHIBITS:
            self.exhibits_step.show_form(form)

    def _take_up(self) -> None:
        """Take up the draft of whoever is unlocked now."""
        person = self.ctx.person
        if self._owner == person or (not person and self._owner is not None):
            return
        self._keep_draft()
        self._owner = person
        self._form = TransferForm.from_json(self._drafts().kept(person, self.page_id))
        if self._form.begun:
            self.show_message(self._("This is what you had entered; nothing of it was recorded yet."))

    def leave(self) -> None:
        """Wipe the keys, keep the draft."""
        self.sign_step.forget()
        self._displayed = (0, 0)
        self._keep_draft()

    def draft(self) -> dict[str, Any]:
        """Return what was entered."""
        return self._form.to_json()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back."""
        self._form = TransferForm.from_json(draft)
        self._displayed = (0, 0)
        self.refresh()

    def breadcrumbs(self) -> Sequence[Crumb]:
        """Where this page stands."""
        return (Crumb(self._("Transfers"), "transfers"), Crumb(self.title_text()))

    def title_text(self) -> str:
        """An offer is accepted, exhibits are transferred."""
        return self._("Accept a transfer") if self._form.offer else self._(self.title)

    def header_actions(self) -> Sequence[QWidget]:
        """What else can be done."""
        if self._form.offer:
            return ()
        return (quiet_button(self.ctx.look, self._("Start over"), "rotate-ccw", self._start_over),)

    def submit(self) -> None:
        """Ctrl+Enter: the next step; at the end the signature that is due."""
        if self._form.step == SIGN:
            self.sign_step.press_on()
        else:
            self._go_to(self._following(self._form.step))

    def back_out(self) -> None:
        """Esc: one step back; from the first, away. The draft stays."""
        if self._form.step == (LINES if self._form.offer else EXHIBITS):
            self._keep_draft()
            self.ctx.back()
        else:
            self._step_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the next field, as a scanner expects; Alt and an arrow to the next step."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if alt and event.key() == Qt.Key.Key_Right:
            if self._form.step != SIGN:
                self.submit()
        elif alt and event.key() == Qt.Key.Key_Left:
            self._step_back()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(self.focusWidget(), (QLineEdit, QComboBox)) and self._form.step in (TERMS, LINES):
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    # Steps

    def _following(self, step: int) -> int:
        return SIGN if step == TERMS and self._form.when == LATER else step + 1

    def _choose_step(self, number: int) -> None:
        if self._form.offer and number < LINES:
            return
        if number < self._form.step:
            self._show_step(number)
        else:
            self._go_to(number)

    def _go_to(self, wanted: int) -> None:
        """Open a later step if every one before it is well; else stay at the first that is not."""
        self.clear_message()
        later = self._form.when == LATER
        checked = [LINES] if self._form.offer else [EXHIBITS, TERMS] if later else [EXHIBITS, TERMS, LINES]
        for number in checked:
            if number >= wanted:
                break
            step = self.steps[number]
            if number != self._form.step:
                step.show_form(self._form)
            if step.problem():
                if number != self._form.step:
                    self._show_step(number)
                    step.problem()
                return
        self._show_step(SIGN if wanted == LINES and later and not self._form.offer else wanted)

    def _show_step(self, number: int) -> None:
        form = self._form
        if form.step == SIGN:
            self.sign_step.forget()
        form.step, form.reached = number, max(form.reached, number)
        self._displayed = (id(form), number)
        self._stack.setCurrentIndex(number)
        signing = number == SIGN
        self._next.setVisible(not signing)
        self._hint.setVisible(not signing)
        if signing:
            self.ctx.with_unlocked(self._read_back)
        else:
            self.steps[number].show_form(form)
        self.bar.show_step(number, form.reached)
        self._back.setVisible(number > (LINES if form.offer else EXHIBITS))
        self.update_header()
        self.steps[number].focus_first()
        self._timer.start()

    def _read_back(self) -> None:
        if not self._form.attestor:
            self._form.attestor = self.ctx.person
        self.sign_step.show_for(self._form, self.ctx.person)
        self.sign_step.focus_first()

    def _step_back(self) -> None:
        first = LINES if self._form.offer else EXHIBITS
        if self._form.step > first and not self.sign_step.busy:
            self.clear_message()
            back = self._form.step - 1
            if back == LINES and self._form.when == LATER and not self._form.offer:
                back = TERMS
            self._show_step(back)

    def _changed(self) -> None:
        self._kept.setText("")
        self._timer.start()

    # The outcome

    def _recorded(self, recorded: Sequence[Recorded]) -> None:
        offers = [b64(each.digest) for each in recorded if each.statement.type == "transfer.offer"]
        if self._form.offer:
            offers = [self._form.offer]
        else:
            self._drafts().forget(self._owner or "", self.page_id)
        self._timer.stop()
        self._form = TransferForm()
        self.ctx.go("receipt", offers=offers)

    def _refused(self, error: CustodyError) -> None:
        self.show_error(error)

    def _busy(self, busy: bool) -> None:
        self._back.setEnabled(not busy)
        self._kept.setText(self._("Recording …") if busy else "")

    # Beginning

    def _answering(self, offer: str) -> TransferForm:
        state = self.ctx.station.transfers.state(offer)
        recipient = state.recipient
        return TransferForm(
            offer=offer,
            case=state.case,
            exhibits=list(state.exhibits),
            keyless=not state.to,
            to=state.to,
            kind=recipient.kind,
            name=recipient.name,
            org=recipient.org,
            attestor="" if state.to else self.ctx.person,
            step=LINES,
            reached=LINES,
        )

    def _begin_with(self, exhibits: Iterable[object]) -> None:
        rows = self.ctx.station.store.exhibit_rows([str(each) for each in exhibits])
        if not rows or self._form.exhibits:
            return
        case = rows[0].case
        self._form = TransferForm(case=case, exhibits=[row.id for row in rows if row.case == case])

    def _start_over(self) -> None:
        self._drafts().forget(self._owner or "", self.page_id)
        self._form = TransferForm()
        self.clear_message()
        self._show_step(EXHIBITS)

    def _drafts(self) -> Drafts:
        return Drafts(self.ctx.station.directory)

    def _keep_draft(self) -> None:
        if self._owner is None or not self._form.begun or not self.ctx.has_station:
            return
        kept = self._drafts().keep(self._owner, self.page_id, self._form.to_json())
        words = N_("Draft kept") if kept else N_("The draft could not be kept: the disk refuses")
        self._kept.setText(self._(words))
