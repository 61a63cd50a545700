"""The verify page: choose, ask, wait, read the answer. Works without a station and without a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control, Pace
from custody_app.i18n import N_, visible
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.verify.as_text import as_text
from custody_app.ui.pages.verify.asked import Asked
from custody_app.ui.pages.verify.checks import EvidenceCheck, Question, RecordCheck, Result, carry_out
from custody_app.ui.pages.verify.choose_view import ChooseView
from custody_app.ui.pages.verify.options_view import OptionsView, SubjectRow
from custody_app.ui.pages.verify.result_view import ResultView
from custody_app.ui.pages.verify.subject import Kind
from custody_app.ui.pages.verify.tell_evidence import tell_evidence, tell_manifest
from custody_app.ui.pages.verify.tell_record import tell_record
from custody_app.ui.pages.verify.telling import Telling
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Card, ProgressRow, primary_button, quiet_button, secondary_button
from custody_app.ui.widgets.paper_print import PaperPrint
from custody_app.ui.widgets.save_text import TextSaver

CHOOSE, ASK, RUN, ANSWER = "choose", "ask", "run", "answer"


class VerifyPage(Page):
    """Stages follow each other in one place; Esc goes one back."""

    page_id = "verify"
    title = N_("Verify")
    icon = "shield-check"
    needs_station = False
    body_width = 1280

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.stage = CHOOSE
        self._asked = Asked()
        self._question: Question | None = None
        self._result: Result | None = None
        self._task: Task[Any] | None = None
        self._options: OptionsView | None = None
        self._progress: ProgressRow | None = None
        self._view: QWidget | None = None
        self._saver: TextSaver | None = None
        self.paper: PaperPrint | None = None

    # What the window asks of a page

    def build(self) -> None:
        """Show the stage that is reached."""
        self._view = None
        self._show()

    def open(self, **what: Any) -> None:
        """Take `path` and `exhibit` (a number) from another page; once, also when built anew."""
        self.what.clear()
        path, exhibit = what.get("path"), what.get("exhibit")
        if exhibit:
            self._asked.against, self._asked.exhibit = "exhibit", str(exhibit)
        if path:
            self.take([Path(path)])

    def draft(self) -> dict[str, Any]:
        """Return what was chosen and typed."""
        if self._options is not None and self.stage == ASK:
            self._options.keep()
        return self._asked.to_draft()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Show again what was chosen; a running job and an answer stay what they are."""
        self._asked = Asked.from_draft(draft)
        if self.stage in (CHOOSE, ASK):
            self._go(ASK if self._asked.subject() else CHOOSE)

    def submit(self) -> None:
        """Verify; after the answer, begin anew."""
        if self.stage == ASK:
            self.verify()
        elif self.stage == ANSWER:
            self.other()

    def back_out(self) -> None:
        """One stage back; a running job is stopped."""
        if self.stage == RUN and self._task is not None:
            self._task.cancel()
        elif self.stage == ANSWER:
            self._go(ASK if self._asked.subject() else CHOOSE)
        elif self.stage == ASK:
            self.other()
        else:
            self.ctx.back()

    def header_actions(self) -> Sequence[QWidget]:
        """Offer the next one once there is an answer."""
        if self.stage != ANSWER:
            return ()
        return [secondary_button(self.ctx.look, self._(N_("Verify something else")), "shield-check", self.other)]

    # Stages

    def take(self, paths: list[Path]) -> None:
        """Choose what was dropped; of several things the first."""
        if not paths or self.stage == RUN:
            return
        self.clear_message()
        self._asked.choose(paths[0])
        if self._asked.subject() is None:
            told = self._(N_("There is no file or folder {path}.")).format(path=visible(str(paths[0])))
            self._asked.path = ""
            self.show_message(told, "danger")
            return
        if len(paths) > 1:
            self.show_message(self._(N_("One thing is verified at a time; the first one was taken.")), "info")
        self._go(ASK)

    def other(self) -> None:
        """Forget what was chosen."""
        self.clear_message()
        self._asked.path, self._asked.kind, self._asked.root = "", "", ""
        self._result = self._question = None
        self._go(CHOOSE)

    def verify(self) -> None:
        """Begin."""
        question = self._options.question() if self._options is not None else None
        if question is None:
            return
        self.clear_message()
        self._question = question
        readings = self.ctx.station.readings if self.ctx.has_station else None

        def work(control: Control) -> Result:
            return carry_out(question, readings, control)

        self._task = self.ctx.tasks.run(
            work,
            done=self._done,
            failed=self._failed,
            cancelled=self._stopped,
            progress=self._advanced,
            owner=self,
        )
        self._go(RUN)

    def _advanced(self, pace: Pace) -> None:
        if self._progress is not None and self.stage == RUN:
            self._progress.show_pace(pace)

    def _done(self, result: Result) -> None:
        self._task, self._result = None, result
        self._go(ANSWER)
        self._tell_window(result)

    def _failed(self, error: CustodyError) -> None:
        self._task = None
        self._go(ASK)
        self.show_error(error)

    def _stopped(self) -> None:
        self._task = None
        self._go(ASK)
        self.show_message(self._(N_("Stopped. Nothing was changed and nothing was recorded.")), "info")

    def _tell_window(self, result: Result) -> None:
        question = self._question
        if not isinstance(result, RecordCheck) or question is None or not self.ctx.has_station:
            return
        if question.subject.kind is Kind.STATION and question.subject.path == self.ctx.station.directory:
            words = {"pass": N_("Log verified"), "unproven": N_("Log verified, not all of it proven")}
            roles = {"pass": "ok", "unproven": "warn"}
            outcome = result.outcome.outcome
            self.ctx.log_verified(
                roles.get(outcome, "danger"), words.get(outcome, N_("The log has faults")), result.outcome
            )

    # Drawing

    def _go(self, stage: str) -> None:
        self.stage = stage
        self._show()
        self.update_header()

    def _show(self) -> None:
        if self._view is not None:
            self.body.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
        self._options = self._progress = None
        self._view = self._made()
        self.body.addWidget(self._view, 1)
        self._focus()

    def _made(self) -> QWidget:
        subject = self._asked.subject() if self.stage == ASK else None
        if self.stage == ASK and subject is not None:
            self._options = OptionsView(self.ctx, self._asked, subject, self.verify, self.other, self._show)
            return self._options
        if self.stage == RUN and self._question is not None:
            return self._running()
        telling = self._telling() if self.stage == ANSWER else None
        if telling is not None:
            return self._answered(telling)
        self.stage = CHOOSE
        return ChooseView(self.ctx.look, self.take)

    def _running(self) -> QWidget:
        assert self._question is not None  # noqa: S101  (the stage says so)
        look = self.ctx.look
        card = Card(look)
        card.body.setSpacing(look.px(16))
        card.add(SubjectRow(self.ctx, self._question.subject))
        self._progress = ProgressRow(look, self._(N_("Reading and comparing …")))
        if self._task is not None:
            self._progress.set_task(self._task)
        card.add(self._progress)
        held = QWidget()
        column = QHBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        return held

    def _answered(self, telling: Telling) -> QWidget:
        look = self.ctx.look
        view = ResultView(look, telling)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        if self._question is not None:
            row.addWidget(SubjectRow(self.ctx, self._question.subject), 1)
        row.addWidget(quiet_button(look, self._(N_("Copy as text")), "copy", self._copy))
        row.addWidget(secondary_button(look, self._(N_("Save as text …")), "save", self._save))
        row.addWidget(secondary_button(look, self._(N_("Print …")), "printer", self._print))
        if self._may_record():
            row.addWidget(primary_button(look, self._(N_("Record this comparison")), "pen-line", self._record))
        held = view.layout()
        assert held is not None  # noqa: S101  (made with one)
        held.insertLayout(0, row)  # type: ignore[attr-defined]
        return view

    def _focus(self) -> None:
        if self._options is not None:
            self._options.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._progress is not None:
            self._progress.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _telling(self) -> Telling | None:
        tr = self.ctx.translator
        if isinstance(self._result, RecordCheck):
            return tell_record(self._result, tr)
        if isinstance(self._result, EvidenceCheck):
            return tell_evidence(self._result, tr)
        return tell_manifest(self._result, tr) if self._result is not None else None

    # What can be done with an answer

    def text(self) -> str:
        """Return the answer as plain text, "" where there is none."""
        telling = self._telling()
        subject = self._question.subject.path if self._question is not None else ""
        return as_text(telling, str(subject), self.ctx.translator) if telling is not None else ""

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.ctx.toast(self._(N_("Copied.")))

    def _save(self) -> None:
        name = self._question.subject.path.name if self._question is not None else "custody"
        self._saver = TextSaver(self, self.ctx)
        self._saver.save(self.text(), f"{name}.verified.txt", self.show_error)

    def _print(self) -> None:
        self.paper = PaperPrint(self.ctx, self.text(), self)
        self.paper.ask()

    def _may_record(self) -> bool:
        result, question = self._result, self._question
        if not isinstance(result, EvidenceCheck) or result.repeated is None or question is None:
            return False
        return self.ctx.has_station and self.ctx.station.read_only_because is None

    def _record(self) -> None:
        self.ctx.with_unlocked(self._propose, self._(N_("The comparison is signed with your key.")))

    def _propose(self) -> None:
        result, question = self._result, self._question
        if not isinstance(result, EvidenceCheck) or question is None:
            return
        exhibit, repeated = question.exhibit, result.repeated
        if exhibit is None or repeated is None:
            return
        try:
            command = repeated.verify_command(self.ctx.person, exhibit.id)
            proposal = self.ctx.station.exhibits.propose(command, exhibit.case)
        except CustodyError as error:
            self.show_error(error)
            return
        self.ctx.sign(proposal, self._recorded, title=self._(N_("Record this comparison")))

    def _recorded(self, _recorded: Sequence[object]) -> None:
        # Recorded once is enough: the button goes away, the answer stays.
        if isinstance(self._result, EvidenceCheck):
            self._result = replace(self._result, repeated=None)
            self._go(ANSWER)
