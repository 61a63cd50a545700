from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from custody_app.storage.list_rows import PAGE as ROWS_OF_STORAGE
from custody_app.ui.widgets import Cell, ChipCell, Column, EmptyState, IconCell, ListView, PagedModel
from custody_app.ui.widgets.list_cells import initials
from custody_app.ui.widgets.list_model import CELL_ROLE, PAGE

COUNT = 100_000


class Source:
    """Numbers as rows; remembers what was asked of it."""

    def __init__(self, count=COUNT) -> None:
        self.count, self.sorts, self.fetched = count, [], []

    def ids(self, sort):
        self.sorts.append(sort)
        return range(self.count - 1, -1, -1) if sort.startswith("-") else range(self.count)

    def rows(self, ids):
        self.fetched.append(list(ids))
        return [f"row {n}" for n in ids if n != 7]


def sealed(_row):
    return ChipCell("Sealed", "ok")


def model_of(source, tasks=None):
    columns = [
        Column("Exhibit", lambda row: IconCell("box", row, "a\u202eb"), sort="number", weight=2, least=200),
        Column("State", sealed, least=150),
        Column("Note", Cell, sort="note", least=150, drop=1),
        Column("More", Cell, least=150, drop=2),
    ]
    return PagedModel(columns, source.ids, source.rows, lambda row: int(row[4:]), sort="number", tasks=tasks)


def test_the_page_is_that_of_the_storage():
    assert PAGE == ROWS_OF_STORAGE == 128


def test_rows_are_fetched_by_the_page_and_once(qtbot):
    source = Source()
    model = model_of(source)
    model.reload()
    assert model.rowCount() == COUNT
    assert not source.fetched
    assert model.row_at(300) == "row 300"
    assert model.row_at(301) == "row 301"
    assert source.fetched == [list(range(256, 384))]


def test_a_row_that_is_gone_shows_nothing(qtbot):
    model = model_of(Source())
    model.reload()
    assert model.row_at(7) is None
    assert model.data(model.index(7, 0)) is None
    assert model.data(model.index(8, 0)) == "row 8, a⟨U+202E⟩b"
    assert model.data(model.index(8, 1), CELL_ROLE) == ChipCell("Sealed", "ok")
    assert model.data(model.index(8, 0), Qt.ItemDataRole.AccessibleTextRole) == "row 8, a⟨U+202E⟩b"


def test_sorting_asks_the_source_and_only_for_columns_that_have_one(qtbot):
    source = Source()
    model = model_of(source)
    model.reload()
    model.sort(2, Qt.SortOrder.DescendingOrder)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert source.sorts == ["number", "-note"]
    assert model.id_at(0) == COUNT - 1


def test_kept_pages_are_bounded(qtbot):
    model = model_of(Source())
    model.reload()
    for row in range(0, COUNT, PAGE):
        model.row_at(row)
    assert len(model._pages) <= 64


def test_ids_come_in_the_background_and_the_last_question_wins(qtbot, tasks):
    source, gate = Source(300), threading.Event()
    ids = source.ids

    def slow_at_first(sort) -> range:
        if sort == "number":
            gate.wait(10)
        return ids(sort)

    source.ids = slow_at_first
    model = model_of(source, tasks=tasks)
    model.reload()
    with qtbot.waitSignal(model.loaded):
        model.sort(0, Qt.SortOrder.DescendingOrder)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert source.sorts == ["-number", "number"]
    assert model.id_at(0) == 299


def test_what_goes_wrong_in_the_background_is_told(qtbot, tasks):
    def broken(_sort) -> list[int]:
        raise RuntimeError("no")

    model = PagedModel([], broken, list, int, tasks=tasks)
    with qtbot.waitSignal(model.failed):
        model.reload()


@pytest.fixture
def shown(qtbot, look):
    def show(source, *, many=False) -> ListView:
        view = ListView(look, model_of(source), EmptyState(look, "box", "Nothing yet"), name="Rows", many=many)
        qtbot.addWidget(view)
        view.resize(900, 400)
        view.show()
        view.model.reload()
        return view

    return show


def test_an_empty_list_shows_the_next_step(shown):
    view = shown(Source(0))
    assert view.findChild(EmptyState).isVisible()
    view.model._fetch_ids = Source(3).ids
    view.reload()
    assert view.table.isVisible()


def test_columns_give_way_when_there_is_no_room(shown):
    view = shown(Source(10))
    hidden = []
    for width in (900, 520, 400):
        view.resize(width, 400)
        hidden.append([view.table.isColumnHidden(n) for n in range(4)])
    assert hidden[0] == [False] * 4
    assert hidden[1] == [False, False, False, True] or hidden[1] == [False, False, True, True]
    assert hidden[2] == [False, False, True, True]
    total = sum(view.table.columnWidth(n) for n in range(4) if not view.table.isColumnHidden(n))
    assert total == view.table.viewport().width()


def test_rows_have_one_height_and_the_cursor_stays_on_its_id(shown):
    view = shown(Source(500))
    assert view.table.rowHeight(0) == view.table.rowHeight(499)
    assert view.select_id(42)
    view.model.sort(0, Qt.SortOrder.DescendingOrder)
    view.select_id(42)
    view.reload()
    assert view.current_id == 42
    assert not view.select_id(9999)


def test_a_row_is_selected_right_to_left_too(shown):
    view = shown(Source(5))
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.select_row(3)
    assert view.selected_ids() == [3]


def test_return_opens_the_row_and_moving_tells_it(shown, qtbot):
    view = shown(Source(5))
    chosen, opened = [], []
    view.chosen.connect(chosen.append)
    view.opened.connect(opened.append)
    view.select_row(1)
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert chosen == [1, 2]
    assert opened == [2]


def test_several_rows_come_from_top_to_bottom(shown, qtbot):
    view = shown(Source(5), many=True)
    view.select_row(3)
    qtbot.keyClick(view.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == [2, 3]


@pytest.mark.parametrize(
    ("name", "letters"), [("A. Okafor", "AO"), ("Evidence store", "ES"), ("ñandú", "Ñ"), ("", "?"), ("<b>", "?")]
)
def test_initials(name, letters):
    assert initials(name) == letters
