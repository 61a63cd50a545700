"""Titles, headings, paragraphs, lists and definitions."""

from __future__ import annotations

from collections.abc import Sequence

from custody_app.reports.engine.blocks.block import Block, Flow
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import Line, Run, Text, plain, runs_of
from custody_app.reports.engine.theme import BODY, HEADINGS, Style

ORPHANS = 2  # lines that never stand alone at the foot or head of a page


class Paragraph(Block):
    """Running text; broken over pages between lines, never leaving one line alone.

    Args:
        text: plain text or runs.
        style: how it is set.
        kind: its structure type.
        measure: the share of the width it may fill, so that lines stay readable.
        align: left, centre or right.
    """

    def __init__(
        self, text: Text, style: Style = BODY, *, kind: str = "P", measure: float = 1.0, align: str = "left",
        after: float = 6.0, before: float = 0.0, keep_with_next: bool = False,
    ) -> None:  # fmt: skip
        self.text = text
        self.style = style
        self.kind = kind
        self.measure = measure
        self.align = align
        self.before, self.after, self.keep_with_next = before, after, keep_with_next
        self._laid: tuple[float, list[Line]] | None = None

    def laid(self, pen: Pen, width: float) -> list[Line]:
        """Return the lines at a width; they are kept between measuring and drawing."""
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, pen.setter.lines(self.text, self.style, width * self.measure))
        return self._laid[1]

    def height(self, pen: Pen, width: float) -> float:
        return len(self.laid(pen, width)) * self.style.leading

    def lead(self, pen: Pen, width: float) -> float:
        lines = len(self.laid(pen, width))
        return (lines if lines <= ORPHANS + 1 else ORPHANS) * self.style.leading

    def _x(self, line: Line, x: float, width: float) -> float:
        return x + {"left": 0.0, "centre": 0.5, "right": 1.0}[self.align] * (width * self.measure - line.width)

    def _lines(self, pen: Pen, element: Element, lines: Sequence[Line], x: float, top: float, width: float) -> None:
        if self.align == "left":
            pen.lines(element, lines, x, top, self.style.leading)
            return
        for number, line in enumerate(lines):
            pen.lines(element, [line], self._x(line, x, width), top - number * self.style.leading, self.style.leading)

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        if lines := self.laid(pen, width):
            self._lines(pen, pen.tree.element(self.kind, parent), lines, x, top, width)

    def flow(self, flow: Flow, parent: Element) -> None:
        paper, rest = flow.paper, self.laid(flow.pen, flow.paper.width)
        if not rest:
            return
        element = flow.pen.tree.element(self.kind, parent)
        while rest:
            fits = int((flow.room() + 0.01) // self.style.leading)
            if fits < len(rest) and len(rest) - fits < ORPHANS:
                fits = len(rest) - ORPHANS
            if fits < min(ORPHANS, len(rest)) and flow.room() < flow.page_room():
                flow.new_page()
                continue
            now, rest = rest[: max(fits, 1)], rest[max(fits, 1) :]
            self._lines(flow.pen, element, now, paper.x, flow.y, paper.width)
            flow.y -= len(now) * self.style.leading
            if rest:
                flow.new_page()


class Heading(Paragraph):
    """A heading of level 1 to 3; a destination for links, an entry of the outline.

    Args:
        level: 1 to 3; a level never follows one that is two above it.
        text: the words.
        key: how contents and links name it.
        number: printed before it, such as `4` or `5.1`.
    """

    def __init__(self, level: int, text: Text, key: str = "", number: str = "") -> None:
        runs = runs_of(text)
        super().__init__([Run(f"{number} \u2002"), *runs] if number else runs, HEADINGS[level], kind=f"H{level}")
        self.level = level
        self.key = key
        self.title = f"{number} {plain(text)}" if number else plain(text)
        self.before, self.after = {1: (20.0, 7.0), 2: (13.0, 4.0), 3: (9.0, 3.0)}[level]
        self.keep_with_next = True

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        if self.key:
            pen.destination(self.key, self.title, self.level, top + 8)
        super().draw(pen, parent, x, top, width)

    flow = Block.flow


class List(Block):
    """A list: numbered, or with bullets, or of terms and what they mean.

    Args:
        items: the texts; with `terms`, as many terms stand before them in bold.
        numbered: 1, 2, 3 instead of bullets.
    """

    def __init__(
        self, items: Sequence[Text], *, numbered: bool = False, terms: Sequence[str] = (), style: Style = BODY,
        spacing: float = 2.6, measure: float = 1.0,
    ) -> None:  # fmt: skip
        self.numbered = numbered
        self.terms = list(terms)
        self.style = style
        self.spacing = spacing
        self.indent = 8.0 if terms else 17.0
        texts = [[Run(f"{t}. ", bold=True), *runs_of(i)] for t, i in zip(terms, items, strict=True)] if terms else items
        self.items = [Paragraph(text, style, kind="LBody", measure=measure) for text in texts]

    def _label(self, index: int) -> str:
        return f"{index + 1}." if self.numbered else "•"

    def height(self, pen: Pen, width: float) -> float:
        inner = width - self.indent
        return sum(item.height(pen, inner) for item in self.items) + self.spacing * max(0, len(self.items) - 1)

    def lead(self, pen: Pen, width: float) -> float:
        return self.items[0].height(pen, width - self.indent) if self.items else 0.0

    def _item(self, pen: Pen, home: Element, index: int, x: float, top: float, width: float) -> None:
        entry = pen.tree.element("LI", home)
        if not self.terms:
            label = pen.tree.element("Lbl", entry)
            lines = pen.setter.lines(self._label(index), self.style, width)
            pen.lines(label, lines, x + (0 if self.numbered else 4), top, self.style.leading)
        self.items[index].draw(pen, entry, x + self.indent, top, width - self.indent)

    def _list(self, pen: Pen, parent: Element) -> Element:
        kind = "Decimal" if self.numbered else "None" if self.terms else "Disc"
        return pen.tree.element("L", parent, attributes=f"<</O/List/ListNumbering/{kind}>>")

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        home = self._list(pen, parent)
        for index, item in enumerate(self.items):
            self._item(pen, home, index, x, top, width)
            top -= item.height(pen, width - self.indent) + self.spacing

    def flow(self, flow: Flow, parent: Element) -> None:
        paper, home = flow.paper, self._list(flow.pen, parent)
        for index, item in enumerate(self.items):
            height = item.height(flow.pen, paper.width - self.indent)
            if height > flow.room() and flow.room() < flow.page_room():
                flow.new_page()
            self._item(flow.pen, home, index, paper.x, flow.y, paper.width)
            flow.y -= height + (self.spacing if index + 1 < len(self.items) else 0)
