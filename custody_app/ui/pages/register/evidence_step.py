"""Fourth step: photographs, seal, sensitive content, and a first hash of the content."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit

from custody_app.diagnostics import CustodyError
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.domain.vocabulary import FLAGS, SEAL_KINDS
from custody_app.i18n import N_, visible
from custody_app.storage.list_rows import SealRow
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.first_hash import FirstHash
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.photograph_list import PhotographList
from custody_app.ui.pages.register.photographs import KeepPasted, KeepPhotographs, Kept, ReadPreviews
from custody_app.ui.pages.register.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Banner, Card, DropArea, FieldRow, ProgressRow
from custody_app.ui.widgets.entry_fields import ChoiceField
from custody_app.ui.widgets.flow_row import FlowRow

PAUSE_MS = 250
ONE_SEAL = N_("I read it again: one seal closes both")
MOST_TOLD = 6


class EvidenceStep(Step):
    """`place_taken` gives coordinates that a photograph claims and the person took over."""

    place_taken = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._previews: dict[str, bytes] = {}
        self._keeping = 0
        self._filling = False
        self._seal_card()
        self._photograph_card()
        self.hash = FirstHash(ctx)
        self.hash.changed.connect(self.tell_changed)
        self.column.addWidget(self.hash)
        self.column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._look_for_seal)

    def show_form(self, form: RegistrationForm) -> None:
        """Show seal, flags, photographs and what was hashed."""
        super().show_form(form)
        self._filling = True
        self._seal.setText(form.seal)
        self._kind.choose(form.seal_kind)
        self._location.setText(form.location)
        for code, box in self._flags.items():
            box.setChecked(code in form.flags)
        self._filling = False
        self.hash.show_form(form)
        self._look_for_seal()
        self._show_photographs()
        self._fetch_previews()

    def problem(self) -> str:
        """What is still being kept or hashed has to be waited for."""
        if self._keeping:
            told = self._("A photograph is still being kept: wait a moment.")
            self._message.show_text(told, "info")
            return told
        if told := self._seal_in_doubt():
            self._look_for_seal()
            self._seal.setFocus()
            return told
        return self.hash.problem()

    def focus_first(self) -> None:
        """The seal: the one thing of this step that is always typed or scanned."""
        self._seal.setFocus()

    def add_files(self, paths: list[Path]) -> None:
        """Keep these files as photographs."""
        self._keep(KeepPhotographs(self.ctx.station, paths, previews=not self.form.flags))

    def paste(self) -> bool:
        """Keep what the clipboard holds, files or a picture; tell whether there was anything."""
        held = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
        if paths:
            self.add_files(paths)
            return True
        image = QGuiApplication.clipboard().image() if held.hasImage() else QImage()
        if image.isNull():
            return False
        name = f"pasted-{self.ctx.station.clock.utc_now():%Y%m%d-%H%M%S}.png"
        self._keep(KeepPasted(self.ctx.station, image, name, previews=not self.form.flags))
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A picture pasted while the cursor stands in a line is a photograph all the same."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste):
            held = QGuiApplication.clipboard().mimeData()
            if held.hasUrls() or (held.hasImage() and not held.hasText()):
                return self.paste()
        return super().eventFilter(watched, event)

    def duplicates(self) -> str:
        """Return in words where this seal number was used before."""
        seals: list[SealRow] = self.ctx.station.store.seals(self.form.seal) if self.form.seal else []
        if not seals:
            return ""
        rows = self.ctx.station.store.exhibit_rows([seal.exhibit for seal in seals])
        numbers = ", ".join(sorted({row.number for row in rows}))
        return self._(N_("Seal {seal} is on record already: exhibit {numbers}. Read it again.")).format(
            seal=self.form.seal, numbers=numbers
        )

    def _seal_in_doubt(self) -> str:
        """Return in words that this seal is in force elsewhere, "" where it is not or the person confirmed it."""
        doubtful = SEAL_IN_USE not in self.form.confirmed and self.ctx.station.exhibits.carrying(self.form.seal)
        return self.duplicates() if doubtful else ""

    def _seal_card(self) -> None:
        look = self.look
        card = Card(look, self._("Seal and place"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(10))
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self._seal, self._location = QLineEdit(), QLineEdit()
        self._seal.setPlaceholderText(self._("scan it or type it"))
        self._kind = ChoiceField([(each.code, self._(each.label)) for each in SEAL_KINDS])
        self._seal_row = FieldRow(look, self._("&Seal or bag number"), self._seal)
        grid.addWidget(self._seal_row, 0, 0)
        self.confirm = QCheckBox(self._(ONE_SEAL))
        self.confirm.toggled.connect(self._confirmed)
        grid.addWidget(self.confirm, 1, 0, 1, 3)
        self.confirm.hide()
        grid.addWidget(FieldRow(look, self._("Kind of seal"), self._kind), 0, 1)
        grid.addWidget(FieldRow(look, self._("&Kept at"), self._location), 0, 2)
        card.body.addLayout(grid)
        sensitive = FlowRow(look.px(18))
        sensitive.add(PlainLabel(self._("Sensitive content"), role="strong"))
        self._flags: dict[str, QCheckBox] = {}
        for flag in FLAGS:
            box = QCheckBox(self._(flag.label))
            box.toggled.connect(self._flags_changed)
            self._flags[flag.code] = box
            sensitive.add(box)
        card.add(sensitive)
        self.column.addWidget(card)
        for line in (self._seal, self._location):
            line.installEventFilter(self)
        self._seal.textChanged.connect(self._changed)
        self._location.textChanged.connect(self._changed)
        self._kind.currentIndexChanged.connect(self._changed)

    def _photograph_card(self) -> None:
        look = self.look
        card = Card(look, self._("Photographs"))
        self._message = Banner(look, closable=True)
        self._message.hide()
        card.add(self._message)
        self._progress = ProgressRow(look, self._("Keeping the photographs …"))
        self._progress.hide()
        card.add(self._progress)
        self._no_previews = Banner(
            look, self._("Sensitive content: the pictures are kept and hashed, and nowhere shown."), "info"
        )
        card.add(self._no_previews)
        drop = DropArea(look, self._("Drop photographs here, or paste them with Ctrl+V"), icon="camera")
        drop.dropped.connect(self.add_files)
        card.add(drop)
        self._list = PhotographList(look)
        self._list.removed.connect(self._remove)
        self._list.captioned.connect(self.tell_changed)
        self._list.place_taken.connect(self.place_taken)
        card.add(self._list)
        self.column.addWidget(card)

    def _changed(self, *_: object) -> None:
        if self._filling:
            return
        if self.form.seal != self._seal.text().strip():
            self.form.confirmed[:] = [code for code in self.form.confirmed if code != SEAL_IN_USE]
        self.form.seal = self._seal.text().strip()
        self.form.seal_kind = self._kind.code()
        self.form.location = self._location.text().strip()
        self._timer.start()
        self.tell_changed()

    def _flags_changed(self, _checked: bool) -> None:
        if self._filling:
            return
        self.form.flags[:] = [code for code, box in self._flags.items() if box.isChecked()]
        if self.form.flags:
            self._previews.clear()
        self._show_photographs()
        self._fetch_previews()
        self.tell_changed()

    def _look_for_seal(self) -> None:
        elsewhere = bool(self.ctx.station.exhibits.carrying(self.form.seal))
        confirmed = elsewhere and SEAL_IN_USE in self.form.confirmed
        self._seal_row.set_error("" if confirmed else self.duplicates())
        self.confirm.setVisible(elsewhere)
        self.confirm.blockSignals(True)
        self.confirm.setChecked(confirmed)
        self.confirm.blockSignals(False)

    def _confirmed(self, checked: bool) -> None:
        kept = [code for code in self.form.confirmed if code != SEAL_IN_USE]
        self.form.confirmed[:] = [*kept, SEAL_IN_USE] if checked else kept
        self._look_for_seal()
        self.tell_changed()

    def _keep(self, work: KeepPhotographs | KeepPasted) -> None:
        self._keeping += 1
        self._message.hide()
        task = self.ctx.tasks.run(
            work,
            done=partial(self._kept, self.form),
            failed=self._not_kept,
            cancelled=self._end_keeping,
            progress=self._progress.show_pace,
            owner=self,
        )
        self._progress.set_task(task)
        self._progress.show()

    def _end_keeping(self) -> None:
        self._keeping -= 1
        self._progress.setVisible(self._keeping > 0)

    def _kept(self, form: RegistrationForm, found: Kept) -> None:
        """Add them to the form they were dropped on, which need not be in front any more."""
        self._end_keeping()
        self._message.hide()
        known = {each["sha256"] for each in form.photographs}
        told = []
        for photograph in found.photographs:
            digest, name = photograph.kept["sha256"], photograph.kept["name"]
            if digest in known:
                told.append(self._(N_("{name} is here already: it has the same digest.")).format(name=visible(name)))
                continue
            if not photograph.kept["size"]:
                told.append(self._(N_("{name} is empty: it holds no picture.")).format(name=visible(name)))
            known.add(digest)
            form.photographs.append(photograph.kept)
            if photograph.preview and not form.flags:
                self._previews[digest] = photograph.preview
        if form is not self.form:
            return
        self._tell_kept(found, told)
        self._show_photographs()
        self.tell_changed()

    def _tell_kept(self, found: Kept, told: list[str]) -> None:
        """Say what was not kept, file by file, and how many were."""
        role = "danger" if found.refused else "info"
        if found.stopped:
            told.insert(0, self._(N_("Stopped. What was kept before is here.")))
        if len(found.refused) == 1 and not told and not found.photographs:
            told = [self.ctx.error_text(found.refused[0])]
        elif found.refused:
            told = [error.sentences(self.ctx.translator)[0] for error in found.refused] + told
            kept = self.ctx.look.ngettext(
                "{n} photograph was kept.", "{n} photographs were kept.", len(found.photographs)
            )
            told = [kept.format(n=len(found.photographs)), *told]
        if len(told) > MOST_TOLD:
            more = self.ctx.look.ngettext("and {n} more", "and {n} more", len(told) - MOST_TOLD)
            more = more.format(n=len(told) - MOST_TOLD)
            told = [*told[:MOST_TOLD], more]
        if told:
            self._message.show_text("\n".join(told), role)

    def _not_kept(self, error: CustodyError) -> None:
        self._end_keeping()
        self._message.show_text(self.ctx.error_text(error), "danger")

    def _remove(self, digest: str) -> None:
        self.form.photographs[:] = [each for each in self.form.photographs if each["sha256"] != digest]
        self._show_photographs()
        self.tell_changed()

    def _show_photographs(self) -> None:
        self._no_previews.setVisible(bool(self.form.flags and self.form.photographs))
        self._list.show_photographs(self.form.photographs, {} if self.form.flags else self._previews)

    def _fetch_previews(self) -> None:
        wanted = [each["sha256"] for each in self.form.photographs if each["sha256"] not in self._previews]
        if wanted and not self.form.flags:
            self.ctx.tasks.run(ReadPreviews(self.ctx.station, wanted), done=self._fetched, owner=self)

    def _fetched(self, found: dict[str, bytes]) -> None:
        if not self.form.flags:
            self._previews.update(found)
            self._show_photographs()
