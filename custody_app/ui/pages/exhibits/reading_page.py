"""Hash or verify an exhibit's content: choose it, read it, see the outcome, sign it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.domain.commands import HashExhibit, VerifyExhibit
from custody_app.domain.state import ExhibitState
from custody_app.hashing.digests import DEFAULT_ALGORITHMS
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.storage import Recorded
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.outcome import OutcomeCard, ReadingOutcome
from custody_app.ui.pages.exhibits.wording import type_icon, type_label
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Card, DropArea, ProgressRow, primary_button, secondary_button


@dataclass(frozen=True, slots=True)
class ReadingRequest:
    """What is read, for which exhibit, by whom."""

    exhibit: ExhibitState
    path: Path
    actor: str
    verify: bool


class ReadingPage(Page):
    """`ctx.go("reading", exhibit=id, act="verify")` or `act="hash"`; nothing is recorded before it was signed."""

    page_id = "reading"
    title = N_("Verify now")
    icon = "shield-check"
    section = "exhibits"
    body_width = 860

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._exhibit, self._verify = "", True
        self._state: ExhibitState | None = None
        self._task: Task[Any] | None = None
        self.outcome: ReadingOutcome | None = None
        self._path: Path | None = None

    @classmethod
    def sample(cls, ctx: AppContext) -> dict[str, Any] | None:
        """Return an exhibit that can be verified."""
        ids = ctx.station.store.exhibit_ids(ExhibitFilter(check_result="mismatch")) if ctx.has_station else []
        return {"exhibit": ids[0], "act": "verify"} if ids else None

    def build(self) -> None:
        """What it is about, the place to drop, the progress, the outcome."""
        look = self.ctx.look
        self._about = Card(look, margin=12)
        self.body.addWidget(self._about)
        self._choosing = Card(look)
        self._words = PlainLabel(role="muted", wrap=True)
        self._choosing.add(self._words)
        words = self._(N_("Drop the file or folder here. It is only read, never changed."))
        self.area = DropArea(look, words, icon="hard-drive", folders=True, many=False)
        self.area.dropped.connect(self._dropped)
        self._choosing.add(self.area)
        self.body.addWidget(self._choosing)
        self._running = Card(look)
        self.progress = ProgressRow(look, self._(N_("Reading")))
        self._running.add(self.progress)
        self.body.addWidget(self._running)
        self._running.hide()
        self._result_place = QVBoxLayout()
        self.body.addLayout(self._result_place)
        self._result: OutcomeCard | None = None
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(10))
        row.addStretch(1)
        row.addWidget(secondary_button(look, self._(N_("Read another")), "rotate-ccw", self._again))
        self.sign_button = primary_button(look, self._(N_("Read back and sign")), "signature", self.submit)
        row.addWidget(self.sign_button)
        self.body.addWidget(self._buttons)
        self._buttons.hide()
        self.body.addStretch(1)

    def open(self, **what: Any) -> None:
        """Take note of the exhibit and the act; a reading of the same one that runs or waits goes on."""
        exhibit, verify = str(what.get("exhibit", "")), what.get("act", "verify") == "verify"
        if (exhibit, verify) != (self._exhibit, self._verify):
            self._stop()
            self.outcome, self._state, self._path = None, None, None
        self._exhibit, self._verify = exhibit, verify
        self._words.setText(self._explained())
        self.ctx.tasks.run(partial(self._find, exhibit), done=self._found, failed=self.show_error, owner=self._about)
        self._show_step()

    def title_text(self) -> str:
        """The act."""
        return self._(N_("Verify now")) if self._verify else self._(N_("Hash"))

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To the exhibit."""
        crumbs = [Crumb(self._(N_("Exhibits")), "exhibits")]
        if self._state is not None:
            crumbs.append(Crumb(self._state.number, "exhibit", {"exhibit": self._state.id}))
        return crumbs

    def submit(self) -> None:
        """Sign what was found; whoever read it signs it, nobody else."""
        if self.outcome is None or self.outcome.proposal is None:
            return
        reader = self.outcome.command.actor
        if reader == self.ctx.person:
            self.ctx.sign(self.outcome.proposal, self._recorded, title=self.title_text())
            return
        told = self._(N_("{name} read this and signs it. Nothing was recorded. Let {name} unlock, or read it again."))
        self.show_message(told.format(name=self.ctx.station.trust.names().get(reader, reader)), "warn")

    def back_out(self) -> None:
        """Esc stops a reading first."""
        if self._task is not None and not self._task.ended:
            self._task.cancel()
        else:
            super().back_out()

    def _explained(self) -> str:
        if self._verify:
            return self._(
                N_("Its content is read again and compared with the digest on record. The result is recorded.")
            )
        return self._(N_("Its content is read once. The digest stays the one to compare with for good."))

    def _find(self, exhibit: str, _control: Control) -> ExhibitState:
        return self.ctx.station.exhibits.state(exhibit)

    def _found(self, state: ExhibitState) -> None:
        if state.id != self._exhibit:
            return
        self._state = state
        self.update_header()
        while (item := self._about.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        look = self.ctx.look
        words = " · ".join(part for part in (state.title, type_label(look, state.type)) if part)
        self._about.add(LinkRow(look, type_icon(state.type), state.number, words))

    def _dropped(self, paths: list[Path]) -> None:
        if not paths or self._state is None:
            return
        self._path = paths[0]
        self.clear_message()
        # A wrong passphrase is found before hours of reading, not after.
        self.ctx.with_unlocked(self._start, self._(N_("Whoever signs the result has to be unlocked.")))
        if len(paths) > 1:
            self.show_message(self._(N_("One thing is read at a time; the first one was taken.")), "info")

    def _start(self) -> None:
        if self._state is None or self._path is None:
            return
        request = ReadingRequest(self._state, self._path, self.ctx.person, self._verify)
        self.outcome = None
        self._task = self.ctx.tasks.run(
            partial(self._work, request),
            done=self._finished,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self.progress.show_pace,
            owner=self.progress,
        )
        self.progress.set_title(self._(N_("Reading {name}")).format(name=self._path.name))
        self.progress.set_task(self._task)
        self._show_step()

    def _work(self, request: ReadingRequest, control: Control) -> ReadingOutcome:
        station, exhibit = self.ctx.station, request.exhibit
        if not request.path.exists():
            raise InputWrong(
                "NOT_FOUND",
                N_("There is no file or folder {path}."),
                kept=N_("Nothing was recorded."),
                advice=N_("Check the name."),
                path=request.path,
            )
        command: HashExhibit | VerifyExhibit
        if request.verify:
            kept = station.exhibits.manifest(exhibit.id)
            repeated = station.readings.read_again(request.path, exhibit.baseline, kept, control)
            command = repeated.verify_command(request.actor, exhibit.id)
        else:
            reading = station.readings.read(request.path, DEFAULT_ALGORITHMS, control)
            command = reading.hash_command(request.actor, exhibit.id)
        proposal: Proposal = station.exhibits.propose(command, exhibit.case)
        result = str(proposal.drafts[0].body.get("result", "")) if request.verify else "hashed"
        return ReadingOutcome(result, command, dict(exhibit.baseline), proposal)

    def _finished(self, outcome: ReadingOutcome) -> None:
        self._task, self.outcome = None, outcome
        self._show_step()
        self.sign_button.setFocus()

    def _failed(self, error: CustodyError) -> None:
        self._task = None
        self._show_step()
        self.show_error(error)

    def _cancelled(self) -> None:
        self._task = None
        self._show_step()
        self.show_message(self._(N_("Stopped. Nothing was recorded.")))

    def _show_step(self) -> None:
        running = self._task is not None and not self._task.ended
        self._choosing.setVisible(not running and self.outcome is None)
        self._running.setVisible(running)
        self._buttons.setVisible(self.outcome is not None)
        if self._result is not None:
            self._result.hide()
            self._result.deleteLater()
            self._result = None
        if self.outcome is not None:
            self._result = OutcomeCard(self.ctx.look, self.outcome)
            self._result_place.addWidget(self._result)

    def _again(self) -> None:
        self.outcome = None
        self._show_step()
        self.area.setFocus()

    def _stop(self) -> None:
        if self._task is not None and not self._task.ended:
            self._task.cancel()
        self._task = None

    def _recorded(self, _recorded: Sequence[Recorded]) -> None:
        self._exhibit, self.outcome = "", None
        self.ctx.back()
