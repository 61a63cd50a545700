"""First step: which exhibits, from the list or by scanned labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitFilter, ExhibitRow
from custody_app.ui.context import AppContext
from custody_app.ui.pages.transfer.form import TransferForm
from custody_app.ui.pages.transfer.step import TransferStep
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.widgets import (
    Banner,
    Card,
    Cell,
    ChipCell,
    Column,
    EmptyState,
    IconCell,
    ListView,
    PagedModel,
    SearchField,
    icon_button,
)
from custody_app.ui.widgets.list_cells import AnyCell

SIDE_WIDTH = 320


class ExhibitsStep(TransferStep):
    """A list of what the giver holds; Space or a click ticks a row, a scanned number ticks its exhibit."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        look = self.look
        self._text = ""
        self._message = Banner(look, closable=True)
        self._message.hide()
        self.column.addWidget(self._message)
        self._within = ""
        self._narrowed = Banner(look, "", "info", self._("Show every case"), self._show_every_case)
        self._narrowed.hide()
        self.column.addWidget(self._narrowed)
        self.search = SearchField(look, self._("Scan a label, or search: number, description, seal, serial"))
        self.search.searched.connect(self._searched)
        self.search.returnPressed.connect(self._scanned)
        model: PagedModel[ExhibitRow, str] = PagedModel(
            [
                Column(self._("Exhibit"), self._exhibit_cell, sort="number", weight=4, least=260),
                Column(self._("Seal"), self._seal_cell, sort="seal", weight=1, least=130, drop=1),
                Column(self._("Kept at"), self._place_cell, sort="location", weight=1, least=130, drop=2),
            ],
            ids=self._ids,
            rows=ctx.station.store.exhibit_rows,
            key=_id_of,
            sort="number",
            tasks=ctx.tasks,
        )
        empty = EmptyState(
            look,
            "package",
            self._("Nothing here that you could hand over"),
            self._("Only exhibits that you hold, and that are not offered already, can be transferred."),
        )
        self._list = ListView(look, model, empty, name=self._("Exhibits you hold"))
        self._list.opened.connect(self.toggle)
        self._list.table.clicked.connect(self._clicked)
        self._list.table.installEventFilter(self)
        left = Card(look)
        left.add(self.search)
        left.add(self._list, 1)
        self._chosen = _Chosen(ctx)
        self._chosen.removed.connect(self.toggle)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(left, 1)
        row.addWidget(self._chosen)
        self.column.addLayout(row, 1)

    def narrow(self, case: str) -> None:
        """List the exhibits of this case only, of every case if it is empty; `show_form` follows."""
        self._within = case

    def show_form(self, form: TransferForm) -> None:
        """Show the list with what is chosen."""
        super().show_form(form)
        self._tell_narrowed()
        self._list.reload()
        self._show_chosen()

    def problem(self) -> str:
        """At least one exhibit."""
        if self.form.exhibits:
            return ""
        told = self._("Choose at least one exhibit: tick it in the list, or scan its label.")
        self._message.show_text(told, "warn")
        self.focus_first()
        return told

    def focus_first(self) -> None:
        """The search line, where labels are scanned."""
        self.search.setFocus()

    def toggle(self, exhibit: object) -> None:
        """Choose an exhibit, or leave it out again."""
        self._message.hide()
        wanted = str(exhibit)
        if wanted in self.form.exhibits:
            self.form.exhibits.remove(wanted)
            self.form.lines.pop(wanted, None)
            self.form.seals.pop(wanted, None)
            if not self.form.exhibits:
                self.form.case = ""
        else:
            self._choose(wanted)
        self._list.table.viewport().update()
        self._show_chosen()
        self.tell_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the row."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            current = self._list.current_id
            if current is not None:
                self.toggle(current)
            return True
        return super().eventFilter(watched, event)

    def _choose(self, exhibit: str) -> None:
        rows = self.ctx.station.store.exhibit_rows([exhibit])
        if not rows:
            return
        if self.form.case and rows[0].case != self.form.case:
            told = self._("{number} belongs to another case. One transfer holds exhibits of one case only.")
            self._message.show_text(told.format(number=rows[0].number), "warn")
            return
        self.form.case = rows[0].case
        self.form.exhibits.append(exhibit)

    def _tell_narrowed(self) -> None:
        rows = self.ctx.station.store.case_rows([self._within]) if self._within else []
        # What is chosen already may be of another case: then that one counts.
        shown = bool(rows) and self.form.case in ("", self._within)
        told = self._("Only exhibits of case {number} are listed.").format(number=rows[0].number) if shown else ""
        self._narrowed.show_text(told, "info")
        self._narrowed.setVisible(shown)

    def _show_every_case(self) -> None:
        self._within = ""
        self._tell_narrowed()
        self._list.reload()
        self.focus_first()

    def _searched(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._list.reload()

    def _scanned(self) -> None:
        """Return after a whole exhibit number chooses it, whatever the list shows."""
        text = self.search.text().strip()
        if not text:
            return
        store = self.ctx.station.store
        found = store.exhibit_ids(ExhibitFilter(number=text, case=self.form.case)) or store.exhibit_ids(
            ExhibitFilter(number=text)
        )
        found = found or [row.id for row in store.exhibit_rows([text])]
        if not found:
            told = self._("No exhibit has exactly the number {number}; the list shows what resembles it.")
            self._message.show_text(told.format(number=text), "info")
            return
        if found[0] in self.form.exhibits:
            self._message.show_text(self._("{number} is chosen already.").format(number=text), "info")
        else:
            self.toggle(found[0])
        self.search.clear()
        self._searched("")

    def _clicked(self, index: QModelIndex) -> None:
        found = self._list.model.id_at(index.row())
        if found is not None:
            self.toggle(found)

    def _ids(self, sort: str) -> Sequence[str]:
        where = ExhibitFilter(
            text=self._text, case=self.form.case or self._within, holder=self.ctx.person, state="held"
        )
        return self.ctx.station.store.exhibit_ids(where, sort)

    def _exhibit_cell(self, row: ExhibitRow) -> AnyCell:
        chosen = row.id in self.form.exhibits
        return IconCell("square-check" if chosen else "square", row.number, row.title, "info" if chosen else "neutral")

    def _seal_cell(self, row: ExhibitRow) -> AnyCell:
        if not row.seal:
            return Cell(self._("No seal"), muted=True)
        words = {"intact": N_("Sealed"), "doubtful": N_("Seal doubtful"), "broken": N_("Seal broken")}
        roles = {"intact": ("ok", "lock"), "doubtful": ("warn", "triangle-alert"), "broken": ("danger", "lock-open")}
        role, icon = roles.get(row.seal_state, ("neutral", "lock"))
        return ChipCell(self._(words.get(row.seal_state, N_("Sealed"))), role, icon)

    def _place_cell(self, row: ExhibitRow) -> AnyCell:
        return Cell(row.location or "–", muted=not row.location)

    def _show_chosen(self) -> None:
        self._chosen.show_rows(self.ctx.station.store.exhibit_rows(self.form.exhibits))


class _Chosen(Card):
    removed = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look)
        self._ctx = ctx
        self.setFixedWidth(ctx.theme.px(SIDE_WIDTH))
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("scroll_body")
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(ctx.theme.px(4))
        scroll.setWidget(inner)
        self.add(scroll, 1)

    def show_rows(self, rows: Sequence[ExhibitRow]) -> None:
        """Show what is chosen."""
        ctx = self._ctx
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        told = ctx.look.ngettext(N_("{n} exhibit chosen"), N_("{n} exhibits chosen"), len(rows)).format(n=len(rows))
        self.set_heading(told if rows else ctx._(N_("Nothing chosen yet")))
        if not rows:
            hint = ctx._(N_("Tick exhibits with a click or the space bar, or scan their labels one after the other."))
            self._rows.addWidget(PlainLabel(hint, role="muted", wrap=True))
        for row in rows:
            self._rows.addWidget(_ChosenRow(ctx, row, self.removed))
        self._rows.addStretch(1)


class _ChosenRow(QWidget):
    def __init__(self, ctx: AppContext, row: ExhibitRow, removed: object) -> None:
        super().__init__()
        self._id, self._removed = row.id, removed
        px = ctx.theme.px
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(10))
        drawn = PlainLabel()
        kind = EXHIBIT_TYPES.get(row.type)
        drawn.setPixmap(ctx.theme.pixmap(kind.icon if kind else "package", "muted", 20))
        line.addWidget(drawn)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.number, role="strong"))
        words.addWidget(ElidedLabel(row.title, role="small"))
        line.addLayout(words, 1)
        name = ctx._(N_("Leave out {number}")).format(number=row.number)
        line.addWidget(icon_button(ctx.look, "x", name, self._remove))

    def _remove(self) -> None:
        self._removed.emit(self._id)  # type: ignore[attr-defined]  # a bound signal


def _id_of(row: ExhibitRow) -> str:
    return row.id
