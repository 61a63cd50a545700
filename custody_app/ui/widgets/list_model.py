"""A list of any length: ordered ids from SQL, rows fetched 128 at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import visible
from custody_app.ui.task_runner import TaskRunner
from custody_app.ui.widgets.list_cells import AnyCell

Row = TypeVar("Row")
Id = TypeVar("Id", bound=Hashable)
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
PAGE = 128
"""Rows fetched at a time, as in `custody_app.storage.list_rows`, which is loaded after the first paint."""
KEPT_PAGES = 64
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        title: translated.
        cell: what of a row it shows.
        sort: member of the row for ORDER BY, "" where it cannot be sorted by.
        weight: share of the width.
        least: smallest width in design pixels.
        drop: at narrow widths the columns with the highest number go first; 0 never goes.
    """

    title: str
    cell: Callable[[Row], AnyCell]
    sort: str = ""
    weight: int = 1
    least: int = 110
    drop: int = 0


class PagedModel(QAbstractTableModel, Generic[Row, Id]):
    """Rows of a list; sorting and filtering happen in SQL, never here.

    Args:
        columns: from left to right.
        ids: returns the ordered ids for a sort such as `number` or `-last_at`.
        rows: returns the rows of some ids, in their order; ids that are gone are left out.
        key: returns the id of a row.
        sort: at first.
        tasks: where the ids are fetched, so that 100,000 of them do not hold up the window; None fetches at once.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        ids: Callable[[str], Sequence[Id]],
        rows: Callable[[Sequence[Id]], Sequence[Row]],
        key: Callable[[Row], Id],
        *,
        sort: str = "",
        tasks: TaskRunner | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.sort_by = sort
        self._fetch_ids, self._fetch_rows, self._key = ids, rows, key
        self._tasks = tasks
        self._ids: list[Id] = []
        self._pages: OrderedDict[int, dict[Id, Row]] = OrderedDict()
        self._asked = 0

    def reload(self) -> None:
        """Ask for the ids anew; `loaded` fires when they are there."""
        self._asked += 1
        asked, sort = self._asked, self.sort_by
        if self._tasks is None:
            self._take(asked, self._fetch_ids(sort))
            return

        def work(_control: Control) -> tuple[int, Sequence[Id]]:
            return asked, self._fetch_ids(sort)

        self._tasks.run(work, done=self._take_both, failed=self._tell_failed, owner=self)

    def row_at(self, position: int) -> Row | None:
        """Return the row at a position, None if it is gone meanwhile."""
        if not 0 <= position < len(self._ids):
            return None
        wanted = self._ids[position]
        return self._page(position // PAGE).get(wanted)

    def id_at(self, position: int) -> Id | None:
        """Return the id at a position."""
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def position_of(self, wanted: Id) -> int:
        """Return where an id stands, -1 if it does not."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return -1

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """How many ids."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """How many columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the cell for the delegate, its text for the screen reader."""
        text_roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in (CELL_ROLE, *text_roles):
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        cell = self.columns[index.column()].cell(row)
        return cell if role == CELL_ROLE else visible(cell.spoken)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the titles."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in SQL by the column's member."""
        name = self.columns[column].sort if 0 <= column < len(self.columns) else ""
        if not name:
            return
        wanted = name if order == Qt.SortOrder.AscendingOrder else f"-{name}"
        if wanted != self.sort_by:
            self.sort_by = wanted
            self.reload()

    def _page(self, number: int) -> dict[Id, Row]:
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            page = {self._key(row): row for row in self._fetch_rows(ids)}
            self._pages[number] = page
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        return page

    def _take_both(self, found: tuple[int, Sequence[Id]]) -> None:
        self._take(*found)

    def _take(self, asked: int, ids: Sequence[Id]) -> None:
        if asked != self._asked:
            return
        self.beginResetModel()
        self._ids = list(ids)
        self._pages.clear()
        self.endResetModel()
        self.loaded.emit()

    def _tell_failed(self, error: CustodyError) -> None:
        self.failed.emit(error)
