"""Tables: one linear pass over the rows, whatever their number; nothing is copied when a page ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from custody_app.reports.engine.blocks.block import Block, Flow
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import Line, Text, plain
from custody_app.reports.engine.theme import CELL, CELL_HEAD, FACT, INK, TINT, Style

PAD_X: Final = 4.0
PAD_Y: Final = 3.1
COLUMN_SCOPE: Final = "<</O/Table/Scope/Column>>"
ROW_SCOPE: Final = "<</O/Table/Scope/Row>>"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and its manner.

    Attributes:
        title: the head.
        share: the width in relation to the other columns'.
        bold: set its cells in bold, as a first column of numbers.
        align: left or right.
    """

    title: Text
    share: float = 1.0
    bold: bool = False
    align: str = "left"


class Table(Block):
    """Rows under a head that is repeated on each page (as an artifact: read aloud it comes once).

    Args:
        columns: the columns.
        rows: the cells of each row, read once and in order; a generator does where the table is never kept whole.
        row_heads: the first cell of each row names the row.
        caption: said before the table, in small italics.
        style: how cells are set.
    """

    def __init__(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Text]], *, row_heads: bool = True, style: Style = CELL
    ) -> None:
        self.columns = list(columns)
        self.rows: Iterable[Sequence[Text]] = rows
        self.row_heads = row_heads
        self.style = style
        self.styles = [replace(style, bold=True) if column.bold else style for column in columns]
        self.before, self.after = 4.0, 10.0
        self._measured: tuple[float, float] | None = None

    def _edges(self, x: float, width: float) -> list[tuple[float, float]]:
        total = sum(column.share for column in self.columns)
        found = []
        for column in self.columns:
            wide = width * column.share / total
            found.append((x + PAD_X, wide - 2 * PAD_X))
            x += wide
        return found

    def _head_lines(self, pen: Pen, edges: Sequence[tuple[float, float]]) -> list[list[Line]]:
        return [_title_lines(pen, c.title, e[1]) for c, e in zip(self.columns, edges, strict=True)]

    def _row_lines(self, pen: Pen, row: Sequence[Text], edges: Sequence[tuple[float, float]]) -> list[list[Line]]:
        lines = pen.setter.lines
        return [lines(cell, style, edge[1]) for cell, style, edge in zip(row, self.styles, edges, strict=True)]

    @staticmethod
    def _tall(cells: Sequence[Sequence[Line]], leading: float) -> float:
        return max(1, *(len(cell) for cell in cells)) * leading + 2 * PAD_Y

    def height(self, pen: Pen, width: float) -> float:
        if self._measured is None or self._measured[0] != width:
            self.rows = self.rows if isinstance(self.rows, Sequence) else list(self.rows)
            edges = self._edges(0, width)
            rows = sum(self._tall(self._row_lines(pen, row, edges), self.style.leading) for row in self.rows)
            self._measured = (width, self._head_height(pen, edges) + rows)
        return self._measured[1]

    def _head_height(self, pen: Pen, edges: Sequence[tuple[float, float]]) -> float:
        return self._tall(self._head_lines(pen, edges), CELL_HEAD.leading)

    def lead(self, pen: Pen, width: float) -> float:
        edges = self._edges(0, width)
        return self._head_height(pen, edges) + 3 * self.style.leading + 2 * PAD_Y

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        edges = self._edges(x, width)
        home = pen.tree.element("Table", parent)
        top = self._head(pen, home, edges, x, top, width)
        rules = []
        for row in self.rows:
            cells = self._row_lines(pen, row, edges)
            self._row(pen, self._row_elements(pen, home), cells, edges, top)
            top -= self._tall(cells, self.style.leading)
            rules.append(top)
        with pen.artifact():
            pen.rules(rules, x, width)

    def flow(self, flow: Flow, parent: Element) -> None:
        """Draw row after row; a row that fits on no page is broken between its lines."""
        pen, paper = flow.pen, flow.paper
        edges = self._edges(paper.x, paper.width)
        if self.lead(pen, paper.width) > flow.room() and flow.room() < flow.page_room():
            flow.new_page()
        home = pen.tree.element("Table", parent)
        flow.y = self._head(pen, home, edges, paper.x, flow.y, paper.width)
        rules: list[float] = []
        leading = self.style.leading
        for row in self.rows:
            cells = self._row_lines(pen, row, edges)
            elements = self._row_elements(pen, home)
            while True:
                tall = self._tall(cells, leading)
                if tall <= flow.room():
                    break
                if tall > flow.page_room() * 0.6 and flow.room() > 4 * leading:
                    now = int((flow.room() - 2 * PAD_Y) // leading)
                    self._row(pen, elements, [cell[:now] for cell in cells], edges, flow.y)
                    cells = [cell[now:] for cell in cells]
                    rules.append(paper.bottom)
                self._turn(flow, rules, edges)
            self._row(pen, elements, cells, edges, flow.y)
            flow.y -= tall
            rules.append(flow.y)
        with pen.artifact():
            pen.rules(rules, paper.x, paper.width)

    def _turn(self, flow: Flow, rules: list[float], edges: Sequence[tuple[float, float]]) -> None:
        """Close the page's part of the table and repeat the head on the next page."""
        paper = flow.paper
        with flow.pen.artifact():
            flow.pen.rules(rules, paper.x, paper.width)
        rules.clear()
        flow.new_page()
        flow.y = self._head(flow.pen, None, edges, paper.x, flow.y, paper.width)

    def _head(
        self, pen: Pen, home: Element | None, edges: Sequence[tuple[float, float]], x: float, top: float, width: float
    ) -> float:
        """Draw the head, tagged if `home` is given; return where the rows begin."""
        cells = self._head_lines(pen, edges)
        tall = self._tall(cells, CELL_HEAD.leading)
        with pen.artifact():
            pen.box(x, top - tall, width, tall, fill=TINT)
            pen.rules([top, top - tall], x, width, INK, 0.7)
            if home is None:
                for lines, column, (left, wide) in zip(cells, self.columns, edges, strict=True):
                    at = left if column.align == "left" or not lines else left + wide - lines[0].width
                    pen.loose_lines(lines, at, top - PAD_Y, CELL_HEAD.leading)
        if home is not None:
            row = pen.tree.element("TR", home)
            for lines, column, (left, wide) in zip(cells, self.columns, edges, strict=True):
                head = pen.tree.element("TH", row, attributes=COLUMN_SCOPE)
                if lines:
                    at = left if column.align == "left" else left + wide - lines[0].width
                    pen.lines(head, lines, at, top - PAD_Y, CELL_HEAD.leading)
        return top - tall

    def _row_elements(self, pen: Pen, home: Element) -> list[Element]:
        make = pen.tree.element
        row = make("TR", home)
        first = make("TH", row, attributes=ROW_SCOPE) if self.row_heads else make("TD", row)
        return [first, *(make("TD", row) for _ in self.columns[1:])]

    def _row(
        self, pen: Pen, elements: Sequence[Element], cells: Sequence[Sequence[Line]],
        edges: Sequence[tuple[float, float]], top: float,
    ) -> None:  # fmt: skip
        leading = self.style.leading
        for element, lines, column, (left, wide) in zip(elements, cells, self.columns, edges, strict=True):
            if not lines:
                continue
            at = left if column.align == "left" else left + wide - lines[0].width
            pen.lines(element, lines, at, top - PAD_Y, leading)


class Facts(Table):
    """A list of facts: label and value in two columns without a head, each label the head of its row.

    Args:
        rows: label and value; an empty value prints a line to write on, never a guess.
        label_width: points for the labels.
        dense: smaller, for cards.
    """

    def __init__(self, rows: Sequence[tuple[str, Text]], *, label_width: float = 96.0, dense: bool = False) -> None:
        style = CELL if dense else FACT
        super().__init__([Column("", 1.0, bold=True), Column("", 1.0)], rows, style=style)
        self.label_width = label_width
        self.before, self.after = 3.0, 8.0

    def _edges(self, x: float, width: float) -> list[tuple[float, float]]:
        label = min(self.label_width, width * 0.42)
        return [(x + 2, label - 8), (x + label, width - label - 2)]

    def _head_height(self, _pen: Pen, _edges: Sequence[tuple[float, float]]) -> float:
        return 0.0

    def _head(
        self, _pen: Pen, _home: Element | None, _edges: Sequence[tuple[float, float]], _x: float, top: float, _w: float
    ) -> float:
        return top


def _title_lines(pen: Pen, title: Text, width: float) -> list[Line]:
    """Return the lines of a column's title, smaller where its longest word is wider than the column."""
    widest = max((pen.setter.width(word, CELL_HEAD) for word in plain(title).split()), default=0.0)
    share = max(0.6, 0.99 * width / widest) if widest > width else 1.0
    return pen.setter.lines(title, CELL_HEAD.scaled(CELL_HEAD.size * share, CELL_HEAD.leading), width)
