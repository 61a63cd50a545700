"""The table that shows a paged list: fixed row heights, columns that give way, one selected row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from custody_app.i18n import visible
from custody_app.ui.look import Look
from custody_app.ui.widgets.chip import chip_width
from custody_app.ui.widgets.list_cells import ChipCell
from custody_app.ui.widgets.list_delegate import ListDelegate
from custody_app.ui.widgets.list_model import CELL_ROLE, PagedModel

ROW_HEIGHT = 54
HEADING_SIZE = 1.04
"""Bold letters are wider than those that are measured."""
MEASURED = 40
"""So many rows tell how wide the states are."""


class ListView(QWidget):
    """A list with its empty state.

    `chosen` gives the id of the row the cursor is on, `opened` the id of a row that was double-clicked or Returned.

    Args:
        look: what it is drawn with.
        model: the rows.
        empty: shown when there are none.
        name: accessible name.
        many: several rows may be selected, see `selected_ids`.
        row_height: in design pixels; 54 holds two lines.
    """

    chosen = Signal(object)
    opened = Signal(object)
    selection_changed = Signal()

    def __init__(
        self,
        look: Look,
        model: PagedModel[Any, Any],
        empty: QWidget | None = None,
        *,
        name: str = "",
        many: bool = False,
        row_height: int = ROW_HEIGHT,
    ) -> None:
        super().__init__()
        self._look = look
        self.model = model
        model.setParent(self)
        self.table = _Table()
        self.table.setAccessibleName(name)
        self.table.setModel(model)
        self._delegate = ListDelegate(look.theme, self.table)
        self.table.setItemDelegate(self._delegate)
        self._shape(look, many=many, row_height=row_height)
        self._empty = empty
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedLayout()
        # The stack shows what it is given: without a parent that would be a window of its own for a moment.
        column.addLayout(self._stack)
        self._stack.addWidget(self.table)
        if empty is not None:
            self._stack.addWidget(empty)
        self.setFocusProxy(self.table)
        model.loaded.connect(self._loaded)
        self.table.resized.connect(self._fit)
        self.table.returned.connect(self._open_current)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self._kept: object = None
        self._chips: dict[int, int] = {}

    @property
    def current_id(self) -> object:
        """Id of the row the cursor is on, or None."""
        return self.model.id_at(self.table.currentIndex().row())

    def selected_ids(self) -> list[object]:
        """Return the ids of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [found for row in rows if (found := self.model.id_at(row)) is not None]

    def select_id(self, wanted: object) -> bool:
        """Put the cursor on the row with this id; tell whether there is one."""
        return self.select_row(self.model.position_of(wanted))

    def select_row(self, row: int) -> bool:
        """Put the cursor on a row; `QTableView.selectRow` does nothing in right-to-left windows."""
        if not 0 <= row < self.model.rowCount():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(
            self.model.index(row, 0), flags.ClearAndSelect | flags.Rows | flags.Current
        )
        return True

    def reload(self) -> None:
        """Fetch anew and keep the cursor on the same id."""
        self._kept = self.current_id or self._kept
        self.model.reload()

    def _shape(self, look: Look, *, many: bool, row_height: int) -> None:
        table = self.table
        mode = QAbstractItemView.SelectionMode
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMouseTracking(True)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        vertical = table.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(look.px(row_height))
        vertical.setMinimumSectionSize(look.px(row_height))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setFixedHeight(look.px(40))
        header.setSortIndicatorClearable(False)
        name = self.model.sort_by
        order = Qt.SortOrder.DescendingOrder if name.startswith("-") else Qt.SortOrder.AscendingOrder
        sorts = [column.sort for column in self.model.columns]
        if name.lstrip("-") in sorts:
            header.setSortIndicator(sorts.index(name.lstrip("-")), order)
        table.setSortingEnabled(name.lstrip("-") in sorts)

    def _fit(self) -> None:
        """Give each column its share; at narrow widths let some go."""
        room = self.table.viewport().width()
        columns = list(enumerate(self.model.columns))
        shown = sorted(columns, key=lambda pair: pair[1].drop)
        while len(shown) > 1 and shown[-1][1].drop and sum(self._least(number) for number, _ in shown) > room:
            shown.pop()
        kept = {number for number, _ in shown}
        least = sum(self._least(number) for number, _ in shown)
        weights = sum(c.weight for _, c in shown) or 1
        spare = max(room - least, 0)
        used = 0
        for number, column in columns:
            self.table.setColumnHidden(number, number not in kept)
            if number in kept:
                width = self._least(number) + spare * column.weight // weights
                used += width
                self.table.setColumnWidth(number, width)
        if kept:
            last = max(kept)
            self.table.setColumnWidth(last, self.table.columnWidth(last) + max(room - used, 0))

    def _least(self, number: int) -> int:
        """Return the width below which the heading or a state would be cut."""
        column = self.model.columns[number]
        words = QFontMetricsF(self.table.horizontalHeader().font()).horizontalAdvance(column.title)
        sorting = 24 if column.sort else 0
        heading = round(words * HEADING_SIZE) + self._look.px(26 + sorting)
        return max(self._look.px(column.least), heading, self._chips.get(number, 0))

    def _measure_chips(self) -> None:
        theme = self._look.theme
        self._chips.clear()
        for row in range(min(self.model.rowCount(), MEASURED)):
            for number in range(len(self.model.columns)):
                cell = self.model.index(row, number).data(CELL_ROLE)
                if isinstance(cell, ChipCell):
                    wide = round(chip_width(theme, visible(cell.text))) + theme.px(22)
                    self._chips[number] = max(wide, self._chips.get(number, 0))

    def _loaded(self) -> None:
        if self._empty is not None:
            self._stack.setCurrentWidget(self.table if self.model.rowCount() else self._empty)
        self._measure_chips()
        self._fit()
        if self._kept is not None:
            self.select_id(self._kept)
            self._kept = None

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        found = self.model.id_at(current.row())
        if found is not None:
            self.chosen.emit(found)

    def _selected(self, *_: object) -> None:
        self.selection_changed.emit()

    def _double_clicked(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open_current(self) -> None:
        self._open(self.table.currentIndex().row())

    def _open(self, row: int) -> None:
        found = self.model.id_at(row)
        if found is not None:
            self.opened.emit(found)


class _Table(QTableView):
    resized = Signal()
    returned = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that the columns have to be fitted."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the row; Esc and the page's keys go on to the page."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.returned.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1) or control:
            event.ignore()
        else:
            super().keyPressEvent(event)
