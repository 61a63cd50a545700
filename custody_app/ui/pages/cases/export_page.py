"""Export a package: what, for whom, where to; signed by whoever exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from custody_app.crypto.ed25519 import SigningKey
from custody_app.diagnostics import CustodyError
from custody_app.exchange.package_contents import Scope
from custody_app.exchange.package_writer import WrittenPackage
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.services.packages import ExportRequest
from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.context import AppContext
from custody_app.ui.page import Crumb, Page
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.saving import ask_where
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Banner, Card, ProgressRow, primary_button, secondary_button
from custody_app.ui.widgets.progress_row import size_words

SUFFIX = ".custody.zip"
SCOPES = (
    (Scope.CASE, N_("This case: every entry of it, readable")),
    (Scope.BLINDED, N_("This case blinded: entries without what they say")),
    (Scope.WHOLE_LOG, N_("The whole log: every case of this station")),
)


class ExportPage(Page):
    """`ctx.go("export", case=id)`; without a case it is the whole log."""

    page_id = "export"
    title = N_("Export package")
    icon = "package-open"
    section = "cases"
    body_width = 780

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._case = ""
        self._target: Path | None = None
        self._task: Task[Any] | None = None

    def build(self) -> None:
        """Questions, where to, progress, the button."""
        look = self.ctx.look
        self._form = ActForm(self.ctx)
        self._form.section(N_("What leaves the station"))
        self._scope = self._form.choice("scope", N_("Package"), [(str(scope), words) for scope, words in SCOPES])
        self._scope.currentIndexChanged.connect(self._changed)
        self._with_files = self._form.check(
            "with_files", N_("Photographs and documents travel along"), N_("Evidence files themselves do not.")
        )
        self._flagged = Banner(look, "", "warn")
        self._flagged.hide()
        self._form.add_words(self._flagged)
        self._form.text("recipient", N_("For whom"), help=N_("Recorded in the log."))
        self._form.text("reason", N_("Reason"))
        self._form.side_by_side("recipient", "reason")
        choose = secondary_button(look, self._(N_("Choose where …")), "folder-open", self._ask_where)
        self._form.text("target", N_("File"), required=True, beside=choose).setReadOnly(True)
        self.body.addWidget(self._form)
        self._running = Card(look)
        self.progress = ProgressRow(look, self._(N_("Writing the package")))
        self._running.add(self.progress)
        self._running.hide()
        self.body.addWidget(self._running)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        words = self._(N_("It is signed with your key, so your passphrase is asked for."))
        row.addWidget(PlainLabel(words, role="small", wrap=True), 1)
        row.addWidget(secondary_button(look, self._(N_("Cancel")), "x", self.back_out))
        self.export_button = primary_button(look, self._(N_("Export and sign")), "signature", self.submit)
        row.addWidget(self.export_button)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def open(self, **what: Any) -> None:
        """Take note of the case, and offer a name for the file."""
        case = str(what.get("case", ""))
        if case != self._case or self._target is None:
            self._case = case
            self._target = self._offered()
        offered = [(str(scope), self._(words)) for scope, words in SCOPES if case or scope is Scope.WHOLE_LOG]
        self._scope.set_choices(offered)
        self._form.set_values({"target": str(self._target)})
        self._form.clear_errors()
        self._changed()

    def draft(self) -> dict[str, Any]:
        """What was chosen."""
        return self._form.values()

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put it back."""
        self._form.set_values(draft)
        self._show_running(self._task is not None)

    def breadcrumbs(self) -> Sequence[Crumb]:
        """To the case."""
        rows = self.ctx.station.store.case_rows([self._case]) if self._case else []
        crumbs = [Crumb(self._(N_("Cases")), "cases")]
        return [*crumbs, *(Crumb(row.number, "case", {"case": row.id}) for row in rows)]

    def submit(self) -> None:
        """Ask for the passphrase, write the package."""
        if self._task is None:
            self.clear_message()
            self._form.clear_errors()
            if self._form.value("with_files") and not self._form.value("reason") and self._has_flagged():
                words = N_("Sensitive content leaves only with a reason. Nothing was written. Say why.")
                self._form.rows["reason"].set_error(self._(words))
                self._form.rows["reason"].focus()
                return
            self.ctx.with_unlocked(self._unlock, self._(N_("Whoever exports signs the package.")))

    def back_out(self) -> None:
        """Esc stops the writing first."""
        if self._task is not None:
            self._task.cancel()
        else:
            super().back_out()

    def _changed(self, *_: object) -> None:
        blinded = self._scope.code() == str(Scope.BLINDED)
        if blinded:
            # What says nothing has nothing that travels along.
            self._with_files.setChecked(False)
        self._with_files.setEnabled(not blinded)
        flagged = not blinded and self._has_flagged()
        words = N_("Sensitive exhibits are among them: if files travel along, say why.")
        self._flagged.show_text(self._(words), "warn")
        self._flagged.setVisible(flagged)

    def _has_flagged(self) -> bool:
        store = self.ctx.station.store
        flags = ("child", "victim", "privileged", "third_party")
        case = self._case if self._scope.code() != str(Scope.WHOLE_LOG) else ""
        return any(store.exhibit_ids(ExhibitFilter(case=case, flag=flag)) for flag in flags)

    def _offered(self) -> Path:
        rows = self.ctx.station.store.case_rows([self._case]) if self._case else []
        name = rows[0].number if rows else self.ctx.station.info.station
        safe = "".join(each if each.isalnum() or each in "-_." else "-" for each in name).strip(".")
        today = self.ctx.station.clock.utc_now().date().isoformat()
        return Path.home() / f"{safe or 'package'}-{today}{SUFFIX}"

    def _ask_where(self) -> None:
        name = str(self._target or self._offered())
        ask_where(self.ctx, self, name, self._chosen)

    def _chosen(self, target: Path) -> None:
        if not target.name.endswith(".zip"):
            target = target.with_name(target.name + SUFFIX)
        self._target = target
        self._form.set_values({"target": str(target)})

    def _unlock(self) -> None:
        self.ctx.with_fresh_unlock(self.ctx.person, self._export, self._(N_("The package is signed with this key.")))

    def _export(self, key: SigningKey) -> None:
        scope = Scope(self._scope.code())
        request = ExportRequest(
            target=Path(self._form.value("target")),
            scope=scope,
            case="" if scope is Scope.WHOLE_LOG else self._case,
            with_files=bool(self._form.value("with_files")),
            recipient=self._form.value("recipient"),
            reason=self._form.value("reason"),
        )
        self._task = self.ctx.tasks.run(
            partial(self._work, request, key),
            done=self._written,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self.progress.show_pace,
            owner=self,
            writes=True,
        )
        self.progress.set_task(self._task)
        self._show_running(True)

    def _work(self, request: ExportRequest, key: SigningKey, control: Control) -> WrittenPackage:
        try:
            return self.ctx.station.packages.export(request, key, control)
        finally:
            key.wipe()

    def _written(self, written: WrittenPackage) -> None:
        self._end()
        told = self._(N_("Written and read back: {file} ({size})"))
        self.ctx.toast(told.format(file=written.path, size=size_words(written.size)))
        self.show_message(told.format(file=written.path, size=size_words(written.size)), "ok")

    def _failed(self, error: CustodyError) -> None:
        self._end()
        if not self._form.place_error(error, {"FILE_EXISTS": "target", "TARGET_EXISTS": "target"}):
            self.show_error(error)

    def _cancelled(self) -> None:
        self._end()
        self.show_message(self._(N_("Stopped. No package was made.")))

    def _end(self) -> None:
        self._task = None
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        self._running.setVisible(running)
        self.export_button.setEnabled(not running)
