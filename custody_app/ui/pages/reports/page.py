"""Documents for the court: choices on the left, the real PDF on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from custody_app.crypto.ed25519 import SigningKey
from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control, Pace
from custody_app.i18n import N_
from custody_app.services.reporting import ReadyReport, ReportRequest
from custody_app.storage import Recorded
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.exhibits.saving import ask_where
from custody_app.ui.pages.reports.choosing import Choosing
from custody_app.ui.pages.reports.issuing import Issue, SaveAgain, WaitingFile
from custody_app.ui.pages.reports.pdf_view import PdfView
from custody_app.ui.pages.reports.printing import Printing
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Card, Chip, EmptyState, ProgressRow, primary_button, secondary_button
from custody_app.ui.widgets.scrolled import scrolled

CHOICES_WIDTH = 372


class ReportsPage(Page):
    """`ctx.go("reports", case=…, kind=…, transfer=…)`.

    The document stays with the page; it is shown only while it is what the choices say.
    """

    page_id = "reports"
    title = N_("Reports")
    icon = "file-text"
    scrolls = False

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._made: ReadyReport | None = None
        self._issued = 0
        self._saved: Path | None = None
        self._task: Task[Any] | None = None
        self._printing: Printing | None = None
        ctx.station_changed.connect(self._forget)

    @property
    def ready(self) -> ReadyReport | None:
        """The document that was made from these very choices, if there is one."""
        return self._made if self._made is not None and self._made.request == self.choosing.answers() else None

    @property
    def entry(self) -> int:
        """The entry that states that it was issued, 0 for a copy."""
        return self._issued if self.ready is not None else 0

    def build(self) -> None:
        """Choices; beside them nothing yet, progress, or the document."""
        look = self.ctx.look
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        left = Card(look, self._(N_("Which document")))
        left.setFixedWidth(look.px(CHOICES_WIDTH))
        self.choosing = Choosing(self.ctx)
        self.choosing.changed.connect(self._changed)
        left.add(scrolled(self.choosing), 1)
        self.preview_button = secondary_button(look, self._(N_("Preview")), "eye", self.preview)
        left.add(self.preview_button)
        row.addWidget(left)
        right = Card(look, self._(N_("Document")))
        self._state = Chip(look, "")
        right.add_beside_heading(self._state)
        self._stack = QStackedWidget()
        self._none = self._nothing_yet()
        self._no_case = self._no_case_yet()
        self.progress = ProgressRow(look)
        self.progress.pause_button.hide()
        self._running = Card(look, sunken=True)
        self._running.add(self.progress)
        self._running.body.addStretch(1)
        self.view = PdfView(self.ctx)
        for widget in (self._none, self._no_case, self._running, self.view):
            self._stack.addWidget(widget)
        right.add(self._stack, 1)
        row.addWidget(right, 1)
        self.body.addLayout(row, 1)

    def open(self, **what: Any) -> None:
        """Choose what was asked for."""
        self.choosing.read()
        self.choosing.choose({key: what[key] for key in ("case", "kind", "transfer") if key in what})

    def refresh(self) -> None:
        """Offer the cases as they are now."""
        self.choosing.read()
        self._show()

    def draft(self) -> dict[str, Any]:
        """What was chosen and typed; the document stays with the page."""
        return self.choosing.form.values()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back, and show the document again."""
        self.choosing.choose(dict(draft))
        self._show()

    def header_actions(self) -> Sequence[QWidget]:
        """Print, open the folder, and the one thing to do: issue what was looked at."""
        look, buttons = self.ctx.look, []
        if self._saved is not None and self.entry:
            buttons.append(secondary_button(look, self._(N_("Open folder")), "folder-open", self._open_folder))
        if self.ready is not None:
            buttons.append(secondary_button(look, self._(N_("Print …")), "printer", self._print))
        if self.entry:
            buttons.append(secondary_button(look, self._(N_("Save again …")), "save", self._ask_again))
        else:
            make = primary_button if self.ready is not None else secondary_button
            self.issue_button = make(look, self._(N_("Issue and save …")), "signature", self._ask_where)
            self.issue_button.setEnabled(not self.choosing.empty and self._task is None)
            buttons.append(self.issue_button)
        return buttons

    def submit(self) -> None:
        """Ctrl+Enter: look at it, then issue it."""
        if self._task is None and self.ready is None:
            self.preview()
        elif self._task is None and not self.entry:
            self._ask_where()

    def back_out(self) -> None:
        """Esc stops the work first."""
        if self._printing is not None:
            self._printing.stop()
        elif self._task is not None:
            self._task.cancel()
        else:
            super().back_out()

    def preview(self) -> None:
        """Make a copy, as anybody may; each page says that it was not issued."""
        request = self._wanted()
        if request is not None:
            words = N_("Making a copy to look at")
            self._run(partial(_copy, self.ctx, request), self._previewed, words)

    def issue_to(self, target: Path) -> None:
        """Ask for the passphrase, make the document, read back, sign, record, and save it here."""
        if (request := self._wanted()) is not None:
            self.ctx.with_unlocked(partial(self._unlock, request, target), self._(N_("Whoever issues signs.")))

    def _unlock(self, request: ReportRequest, target: Path) -> None:
        then = partial(self._issue, request, target, self.ctx.person)
        self.ctx.with_fresh_unlock(self.ctx.person, then, self._(N_("The package inside is signed with this key.")))

    def _issue(self, request: ReportRequest, target: Path, person: str, key: SigningKey) -> None:
        work = Issue(self.ctx.station.reports, request, person, key, target)
        self._run(work, self._read_back, N_("Making the document"))

    def _read_back(self, waiting: WaitingFile) -> None:
        self._end()
        try:
            proposal = self.ctx.station.reports.propose(waiting.ready)
        except CustodyError as error:
            waiting.discard()
            self.show_error(error)
            return
        self.ctx.sign(
            proposal,
            partial(self._recorded, waiting),
            title=self._(N_("Issue this document")),
            verb=self._(N_("Sign and issue")),
            cancelled=partial(self._not_signed, waiting),
        )

    def _recorded(self, waiting: WaitingFile, recorded: Sequence[Recorded]) -> None:
        self._made, self._issued, self._saved = waiting.ready, recorded[-1].seq, None
        self._run(waiting.keep, partial(self._kept, waiting.target), N_("Saving the document"))

    def _kept(self, target: Path, _nothing: object) -> None:
        self._end()
        self._saved = target
        told = self._(N_("Issued, entry {entry}: {file}"))
        self.show_message(told.format(entry=self.entry, file=target), "ok")
        self._show()

    def _not_signed(self, waiting: WaitingFile) -> None:
        waiting.discard()
        self.show_message(self._(N_("Not issued. Nothing was recorded and no file was saved.")))

    def _previewed(self, ready: ReadyReport) -> None:
        self._made, self._issued, self._saved = ready, 0, None
        self._end()

    def _run(self, work: Callable[[Control], Any], done: Callable[[Any], None], words: str) -> None:
        self.clear_message()
        self.progress.set_title(self._(words))
        self._task = self.ctx.tasks.run(
            work, done=done, failed=self._failed, cancelled=self._cancelled, progress=self._advanced, owner=self
        )
        self.progress.set_task(self._task)
        self._show()
        self.progress.cancel_button.setFocus()

    def _advanced(self, pace: Pace) -> None:
        # Documents count pages, the progress of jobs counts bytes: only words are shown.
        pages = self.choosing.form.value("kind") == pace.current and pace.done
        words = self._(N_("Page {n}")).format(n=pace.done) if pages else self._(N_("Verifying the log …"))
        self.progress.show_pace(Pace(0, 0, words, 0.0, None))

    def _failed(self, error: CustodyError) -> None:
        self._end()
        if self.entry:
            self._tell_unsaved(error.sentences(self.ctx.translator)[0])
        else:
            self.show_error(error)

    def _cancelled(self) -> None:
        self._end()
        if self.entry:
            self._tell_unsaved(self._(N_("Saving was stopped.")))
        else:
            self.show_message(self._(N_("Stopped. Nothing was recorded and no file was saved.")))

    def _tell_unsaved(self, what: str) -> None:
        kept = self._(N_("Entry {entry} states that this document was issued; the file was not saved there."))
        advice = self._(N_("Choose Save again … and another folder."))
        self.show_message("\n".join((what, kept.format(entry=self.entry), advice)), "danger")

    def _end(self) -> None:
        self._task = None
        self._show()

    def _wanted(self) -> ReportRequest | None:
        if self._task is not None or self.choosing.empty:
            return None
        return self.choosing.request()

    def _changed(self) -> None:
        if self._task is None:
            self._show()

    def _forget(self) -> None:
        self._made, self._issued, self._saved = None, 0, None

    def _show(self) -> None:
        ready = self.ready
        self.preview_button.setEnabled(self._task is None and not self.choosing.empty)
        self.choosing.setEnabled(self._task is None)
        if self._task is not None:
            self._stack.setCurrentWidget(self._running)
        elif ready is None:
            self._stack.setCurrentWidget(self._no_case if self.choosing.empty else self._none)
        else:
            self._stack.setCurrentWidget(self.view)
            self.view.show_pdf(ready.pdf, ready.pages)
        self._state.setVisible(ready is not None and self._task is None)
        if self.entry:
            self._state.set_state(self._(N_("Issued, entry {entry}")).format(entry=self.entry), "ok")
        elif ready is not None and ready.log["size"] != self.ctx.station.store.head().size:
            self._state.set_state(self._(N_("Copy, not issued; the record went on since")), "warn")
        else:
            self._state.set_state(self._(N_("Copy, not issued")), "neutral", "copy")
        self.update_header()

    def _nothing_yet(self) -> EmptyState:
        button = primary_button(self.ctx.look, self._(N_("Preview")), "eye", self.preview)
        words = self._(N_("Look at the document before it is issued. Looking records nothing."))
        return EmptyState(self.ctx.look, "file-text", self._(N_("No document yet")), words, button)

    def _no_case_yet(self) -> EmptyState:
        button = primary_button(self.ctx.look, self._(N_("Open a case")), "folder-plus", self._open_case)
        words = self._(N_("Documents are about a case. Open one first."))
        return EmptyState(self.ctx.look, "folder-open", self._(N_("No cases yet")), words, button)

    def _open_case(self) -> None:
        self.ctx.go("case_new")

    def _ask_where(self) -> None:
        if self.choosing.request() is not None:
            self._ask(self.issue_to)

    def _ask_again(self) -> None:
        self._ask(self._save_again)

    def _ask(self, chosen: Callable[[Path], object]) -> None:
        ask_where(self.ctx, self, str(Path.home() / f"{self.choosing.file_name()}.pdf"), chosen, "pdf")

    def _save_again(self, target: Path) -> None:
        if self.ready is not None and self._task is None:
            self._run(SaveAgain(self.ready, target), partial(self._kept, target), N_("Saving the document"))

    def _open_folder(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved.parent)))

    def _print(self) -> None:
        if self.ready is None or self._printing is not None:
            return
        paper = self.ready.request.paper
        printing = Printing(self.ctx, self.ready.pdf, self.ready.pages, paper, self)
        printing.started.connect(partial(self._print_began, printing))
        printing.advanced.connect(self._print_went_on)
        printing.ended.connect(self._printed)
        printing.ask()

    def _print_began(self, printing: Printing) -> None:
        self._printing = printing

    def _print_went_on(self, page: int, pages: int) -> None:
        self.show_message(self._(N_("Printing page {n} of {pages}; Esc stops.")).format(n=page, pages=pages))

    def _printed(self, whole: bool) -> None:
        self._printing = None
        words = N_("Sent to the printer.") if whole else N_("Printing was stopped; pages may be missing.")
        self.show_message(self._(words), "ok" if whole else "warn")


def _copy(ctx: AppContext, request: ReportRequest, control: Control) -> ReadyReport:
    return ctx.station.reports.make(request, progress=control)
