"""A first hash of the content, where it can be read on the spot; it becomes the exhibit's baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.services.readings import EvidenceReading
from custody_app.services.station import OpenStation
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import Banner, Card, DigestBlock, DropArea, ProgressRow, quiet_button
from custody_app.ui.widgets.progress_row import size_words

_KEPT = (
    "of", "source", "size", "files", "digests", "manifest", "findings", "findings_count",
    "started", "ended", "tool", "version",
)  # fmt: skip


NAMED = 5
"""So many findings are told one by one."""


@dataclass(frozen=True, slots=True)
class _Read:
    station: OpenStation
    path: Path

    def __call__(self, control: Control) -> EvidenceReading:
        return self.station.readings.read(self.path, progress=control)


class FirstHash(Card):
    """Optional; with progress, pause and cancel. `changed` fires when there is a result, or none any more."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look, ctx._(N_("Hash the content now")))
        self._ctx = ctx
        self._form = RegistrationForm()
        self._task: Task[EvidenceReading] | None = None
        self.add(
            PlainLabel(
                ctx._(N_("Only where it can be read on the spot. The file or folder is opened for reading only.")),
                role="muted",
                wrap=True,
            )
        )
        self._message = Banner(ctx.look, closable=True)
        self._message.hide()
        self.add(self._message)
        self._drop = DropArea(
            ctx.look, ctx._(N_("Drop the file or folder here")), icon="fingerprint", folders=True, many=False
        )
        self._drop.dropped.connect(self._start)
        self.add(self._drop)
        self._progress = ProgressRow(ctx.look)
        self.add(self._progress)
        self._found: list[PlainLabel | DigestBlock] = []
        self._drop_result = quiet_button(ctx.look, ctx._(N_("Leave this hash out")), "x", self._forget)
        self.add(self._drop_result)
        self._show()

    @property
    def busy(self) -> bool:
        """Whether something is being hashed."""
        return self._task is not None

    def show_form(self, form: RegistrationForm) -> None:
        """Show what was hashed of this exhibit."""
        if form is not self._form:
            self.stop()
            self._message.hide()
        self._form = form
        kind = form.kind
        self.setVisible(kind is None or kind.digital or bool(form.reading))
        self._show()

    def problem(self) -> str:
        """Hashing that is under way has to end first."""
        return self._ctx._(N_("The content is being hashed: wait, or cancel it.")) if self.busy else ""

    def stop(self) -> None:
        """Cancel what is being hashed."""
        if self._task is not None:
            self._task.cancel()

    def start(self, path: Path) -> None:
        """Hash this file or folder."""
        self._start([path])

    def _start(self, paths: Sequence[Path]) -> None:
        if self.busy or not paths:
            return
        path = paths[0]
        self._message.hide()
        self._progress.set_title(self._ctx._(N_("Hashing {name}")).format(name=path.name or str(path)))
        self._task = self._ctx.tasks.run(
            _Read(self._ctx.station, path),
            done=self._done,
            failed=self._failed,
            cancelled=self._cancelled,
            progress=self._progress.show_pace,
            owner=self,
        )
        self._progress.set_task(self._task)  # type: ignore[arg-type]  # any result will do
        self._show()

    def _done(self, reading: EvidenceReading) -> None:
        self._task = None
        if reading.digests:
            said = {name: getattr(reading, name) for name in _KEPT}
            said["digests"], said["findings"] = dict(reading.digests), list(reading.findings)
            self._form.reading = said
        else:
            told = self._ctx._(N_("It was not read whole and unchanged, so it has no digest: {finding}"))
            finding = reading.findings[0] if reading.findings else ""
            self._message.show_text(told.format(finding=finding), "danger")
        self._show()
        self.changed.emit()

    def _failed(self, error: CustodyError) -> None:
        self._task = None
        self._message.show_text(self._ctx.error_text(error), "danger")
        self._show()

    def _cancelled(self) -> None:
        self._task = None
        self._message.show_text(self._ctx._(N_("Cancelled. Nothing was kept of it.")), "info")
        self._show()

    def _forget(self) -> None:
        self._form.reading = {}
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for old in self._found:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._found = []
        reading = self._form.reading
        self._progress.setVisible(self.busy)
        self._drop.setVisible(not self.busy and not reading)
        self._drop_result.setVisible(bool(reading))
        if not reading:
            return
        told = self._ctx._(N_("{source} · {size}")).format(source=reading["source"], size=size_words(reading["size"]))
        self._found.append(PlainLabel(told, role="strong", wrap=True, selectable=True))
        name = self._ctx._(N_("SHA-256")) if reading["of"] == "file" else self._ctx._(N_("SHA-256 of the manifest"))
        self._found.append(DigestBlock(self._ctx.look, name, reading["digests"]["sha256"]))
        named = reading["findings"][:NAMED]
        self._found += [PlainLabel(finding, role="error", wrap=True) for finding in named]
        if (more := (reading.get("findings_count") or len(reading["findings"])) - len(named)) > 0:
            words = self._ctx.look.ngettext("and {n} more", "and {n} more", more).format(n=more)
            self._found.append(PlainLabel(words, role="muted"))
        for widget in self._found:
            self.body.insertWidget(self.body.count() - 1, widget)
