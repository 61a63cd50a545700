"""Verification of the whole log where it lies: progress, then the answers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_, Translator
from custody_app.log.verification import Outcome
from custody_app.services.verifying import verify_station
from custody_app.ui.context import AppContext
from custody_app.ui.pages.verify.checks import RecordCheck
from custody_app.ui.pages.verify.result_view import ResultView
from custody_app.ui.pages.verify.tell_record import tell_record
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Card, EmptyState, ProgressRow, primary_button, quiet_button

WORDS = {"consistent": ("ok", N_("Log verified")), None: ("warn", N_("Log could not be read"))}


class VerifyLogView(QWidget):
    """`start` verifies every entry, signature and file of this station; nothing is recorded."""

    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._task: Task[Any] | None = None
        self.outcome: Outcome | None = None
        look = ctx.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self._running = Card(look)
        self.progress = ProgressRow(look, ctx._(N_("Verifying the whole log")))
        self._running.add(self.progress)
        self._running.hide()
        column.addWidget(self._running)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._scroll, 1)
        row = QHBoxLayout()
        words = ctx._(N_("To check it against a roster kept outside this station, use the page Verify."))
        row.addWidget(PlainLabel(words, role="small", wrap=True), 1)
        row.addWidget(quiet_button(look, ctx._(N_("Open Verify")), "shield-check", self._open_verify))
        column.addLayout(row)
        start = primary_button(look, ctx._(N_("Verify the whole log")), "shield-check", self.start)
        words = ctx._(N_("Every entry, signature, proof and kept file is checked. Nothing is changed."))
        self._show(EmptyState(look, "shield-question-mark", ctx._(N_("Not verified yet")), words, start))
        self.show_known()

    @property
    def running(self) -> bool:
        """Whether a verification is under way."""
        return self._task is not None and not self._task.ended

    def show_known(self) -> None:
        """Show what this sitting found last, wherever it was found."""
        known = self._ctx.verified.outcome if self._ctx.verified is not None else None
        if known is not None and known is not self.outcome and not self.running:
            self.show_outcome(known)

    def start(self) -> None:
        """Verify, unless that is under way."""
        if self.running:
            return
        self._task = self._ctx.tasks.run(
            self._work,
            done=self._done,
            failed=self._tell_failed,
            cancelled=self._stopped,
            progress=self.progress.show_pace,
            owner=self,
        )
        self.progress.set_task(self._task)
        self._running.show()

    def stop(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.cancel()

    def _work(self, control: Control) -> Outcome:
        # A translator of its own: the window's may change its language meanwhile.
        return verify_station(self._ctx.station.directory, None, control, Translator(self._ctx.translator.language))

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what a verification found, of this page or in the background."""
        self.outcome = outcome
        record = RecordCheck(outcome=outcome, trusted=False)
        held = QWidget()
        held.setObjectName("scroll_body")
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(ResultView(self._ctx.look, tell_record(record, self._ctx.translator)))
        self._show(held)

    def _done(self, outcome: Outcome) -> None:
        self._end()
        self.show_outcome(outcome)
        self._ctx.log_verified(*WORDS.get(outcome.record, ("danger", N_("Log does not verify"))), outcome)

    def _tell_failed(self, error: CustodyError) -> None:
        self._end()
        self.failed.emit(error)

    def _stopped(self) -> None:
        self._end()
        self._ctx.toast(self._ctx._(N_("Stopped. Nothing was changed.")), "info")

    def _end(self) -> None:
        self._task = None
        self._running.hide()

    def _show(self, widget: QWidget) -> None:
        self._scroll.setWidget(widget)

    def _open_verify(self) -> None:
        self._ctx.go("verify")
