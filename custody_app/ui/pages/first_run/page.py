"""The first-run page: steps one after the other, each of which can be gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control, Pace
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.first_run.agency_step import AgencyStep
from custody_app.ui.pages.first_run.answers import Answers
from custody_app.ui.pages.first_run.done_view import DoneView
from custody_app.ui.pages.first_run.language_step import LanguageStep
from custody_app.ui.pages.first_run.making import Made, make_sample, make_station
from custody_app.ui.pages.first_run.passphrase_step import PassphraseStep
from custody_app.ui.pages.first_run.person_step import PersonStep
from custody_app.ui.pages.first_run.place_step import PlaceStep
from custody_app.ui.pages.first_run.sample_view import SampleView
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.pages.first_run.summary_step import SummaryStep
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Card, ProgressRow, primary_button, quiet_button, secondary_button
from custody_app.ui.widgets.save_text import TextSaver
from custody_app.ui.widgets.step_bar import StepBar

STEPS: Final[tuple[type[Step], ...]] = (
    LanguageStep,
    PlaceStep,
    AgencyStep,
    PersonStep,
    PassphraseStep,
    SummaryStep,
)
ASKING, SAMPLE, MAKING, DONE = "asking", "sample", "making", "done"
_TEXTS: Final = ("folder", "agency", "domain", "station", "name", "person", "post")


class FirstRunPage(Page):
    """Shown while there is no station; the passphrase is kept in memory only, and only until the station is made."""

    page_id = "first_run"
    title = N_("Set up this station")
    icon = "circle-play"
    needs_station = False
    body_width = 860

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.stage = ASKING
        self.answers = Answers()
        self.number = 0
        self._reached = 0
        self._sample_folder = ""
        self._task: Task[Any] | None = None
        self._made: Made | None = None
        self._view: QWidget | None = None
        self.step: Step | None = None
        self._progress: ProgressRow | None = None
        self.done_view: DoneView | None = None

    # What the window asks of a page

    def build(self) -> None:
        """Show the step that is open."""
        self._view = None
        self._show()

    def draft(self) -> dict[str, Any]:
        """Return the answers, without the passphrase."""
        self._keep()
        told: dict[str, Any] = {name: getattr(self.answers, name) for name in _TEXTS}
        return told | {"roles": list(self.answers.roles), "number": self.number}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put the answers back; what is in memory is at least as new."""
        if any(getattr(self.answers, name) for name in _TEXTS):
            return
        for name in _TEXTS:
            if isinstance(draft.get(name), str):
                setattr(self.answers, name, draft[name])
        self._show()

    def submit(self) -> None:
        """One step on."""
        if self.stage == DONE:
            self._open_made()
        elif self.stage == SAMPLE:
            self._make_sample()
        elif self.stage == ASKING:
            self.go_on()

    def back_out(self) -> None:
        """One step back; work is stopped."""
        if self.stage == MAKING and self._task is not None:
            self._task.cancel()
        elif self.stage == SAMPLE:
            self._show_stage(ASKING)
        elif self.stage == ASKING and self.number:
            self.show_step(self.number - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a line goes on, as everybody expects of a first run; nothing is scanned here."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, QPushButton):
                focus.click()
            elif isinstance(focus, QLineEdit) or self.stage == ASKING:
                self.submit()
            return
        super().keyPressEvent(event)

    # Steps

    def go_on(self) -> None:
        """Check this step; go to the next, or make the station."""
        step = self.step
        if step is None or not step.check():
            return
        step.keep()
        self.clear_message()
        if self.number + 1 < len(STEPS):
            self.show_step(self.number + 1)
        else:
            self._make_station()

    def show_step(self, number: int) -> None:
        """Show a step that was reached, or the next."""
        self._keep()
        if number > self._reached + 1:
            return
        self.number = number
        self._reached = max(self._reached, number)
        self._show_stage(ASKING)

    def _keep(self) -> None:
        if self.stage == ASKING and self.step is not None:
            self.step.keep()
        elif self.stage == SAMPLE and isinstance(self.step, SampleView):
            self._sample_folder = self.step.place.edit.text()

    def _show_stage(self, stage: str) -> None:
        self.stage = stage
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self.body.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
        self.step = self._progress = self.done_view = None
        made = {ASKING: self._asking, SAMPLE: self._sample, MAKING: self._making, DONE: self._done}
        self._view = made[self.stage]()
        self.body.addWidget(self._view, 1)
        # After the layout is there: focus on what is not shown yet is lost.
        QTimer.singleShot(0, self, self.focus_first)

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        field = self.step.first_field() if self.step is not None else None
        if self.done_view is not None:
            field = self.done_view.button
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asking(self) -> QWidget:
        look = self.ctx.look
        held, column = _column(look.px(16))
        self.bar = StepBar(look, [self._(each.word) for each in STEPS])
        self.bar.show_step(self.number, self._reached)
        self.bar.chosen.connect(self.show_step)
        column.addWidget(self.bar)
        card = Card(look, margin=24)
        self.step = STEPS[self.number](self.ctx, self.answers)
        card.add(self.step)
        column.addWidget(card)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        if self.number:
            row.addWidget(secondary_button(look, self._(N_("Back")), "arrow-left", self.back_out))
        row.addStretch(1)
        last = self.number + 1 == len(STEPS)
        text, icon = (N_("Make the station"), "check") if last else (N_("Continue"), "arrow-right")
        self.button = primary_button(look, self._(text), icon, self.go_on)
        row.addWidget(self.button)
        column.addLayout(row)
        if self.number == 0:
            column.addWidget(self._other_ways())
        column.addStretch(1)
        return held

    def _other_ways(self) -> QWidget:
        look = self.ctx.look
        card = Card(look, self._(N_("Not now?")), sunken=True)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        self.sample_button = secondary_button(look, self._(N_("Try the sample case")), "box", self._ask_sample)
        row.addWidget(self.sample_button)
        row.addWidget(quiet_button(look, self._(N_("Open a station that exists")), "folder-open", self._open_other))
        row.addWidget(quiet_button(look, self._(N_("Only verify something")), "shield-check", self._verify))
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _sample(self) -> QWidget:
        look = self.ctx.look
        held, column = _column(look.px(16))
        card = Card(look, margin=24)
        self.step = SampleView(self.ctx, self.answers, self._sample_folder)
        card.add(self.step)
        column.addWidget(card)
        row = QHBoxLayout()
        row.addWidget(secondary_button(look, self._(N_("Back")), "arrow-left", self.back_out))
        row.addStretch(1)
        self.button = primary_button(look, self._(N_("Make the sample")), "check", self._make_sample)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addStretch(1)
        return held

    def _making(self) -> QWidget:
        look = self.ctx.look
        held, column = _column(look.px(16))
        card = Card(look, margin=24)
        self._progress = ProgressRow(look, self._(N_("Making keys and the log …")))
        self._progress.pause_button.hide()
        if self._task is not None:
            self._progress.set_task(self._task)
        card.add(self._progress)
        column.addWidget(card)
        column.addStretch(1)
        return held

    def _done(self) -> QWidget:
        assert self._made is not None  # noqa: S101  (the stage says so)
        held, column = _column(self.ctx.look.px(16))
        card = Card(self.ctx.look, margin=24)
        self.done_view = DoneView(
            self.ctx, self._made, self._made.station.session.person, self._open_made, TextSaver(self, self.ctx)
        )
        card.add(self.done_view)
        column.addWidget(card, 1)
        return held

    # Making

    def _make_station(self) -> None:
        bootstrap, folder = self.ctx.bootstrap, Path(self.answers.folder).expanduser()
        plan = self.answers.plan(self.ctx.translator.language)

        def work(control: Control) -> Made:
            return make_station(bootstrap, folder, plan, control)

        self._run(work, ASKING)

    def _make_sample(self) -> None:
        view = self.step
        if not isinstance(view, SampleView) or not view.check():
            return
        self._keep()
        bootstrap, folder = self.ctx.bootstrap, Path(self._sample_folder).expanduser()

        def work(control: Control) -> Made:
            return make_sample(bootstrap, folder, control)

        self._run(work, SAMPLE)

    def _run(self, work: Any, before: str) -> None:
        self.clear_message()
        self._before = before
        self._task = self.ctx.tasks.run(
            work,
            done=self._finished,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self._advanced,
            owner=self,
            writes=True,
        )
        self._show_stage(MAKING)

    def _advanced(self, pace: Pace) -> None:
        if self._progress is None:
            return
        self._progress.bar.setRange(0, max(pace.total, 0))
        self._progress.bar.setValue(pace.done)
        if pace.current:
            self._progress.set_title(self._(pace.current))

    def _finished(self, made: Made) -> None:
        self._task, self._made = None, made
        # It was needed to make the key; nobody needs it here any more.
        self.answers.passphrase = self.answers.offered = ""
        self.ctx.choices.station = str(made.station.directory)
        self.ctx.choices.save()
        self._show_stage(DONE)

    def _failed(self, error: CustodyError) -> None:
        self._task = None
        self._show_stage(self._before)
        self.show_error(error)

    def _cancelled(self) -> None:
        self._task = None
        self._show_stage(self._before)
        self.show_message(self._(N_("Stopped. Nothing was made; your answers are still here.")), "info")

    def _open_made(self) -> None:
        made, self._made = self._made, None
        if made is None:
            return
        before = self.ctx.station if self.ctx.has_station else None
        ctx = self.ctx
        ctx.verified = None
        ctx.set_station(made.station)
        if before is not None:
            before.close()
        ctx.session_changed.emit()
        ctx.go("today")

    def _ask_sample(self) -> None:
        self._keep()
        self._show_stage(SAMPLE)

    def _open_other(self) -> None:
        self.ctx.go("start")

    def _verify(self) -> None:
        self.ctx.go("verify")


def _column(spacing: int) -> tuple[QWidget, QVBoxLayout]:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return held, column
