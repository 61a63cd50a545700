"""What every block is: something of a known height, drawn at a place, tagged under a parent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from custody_app.reports.engine.paper import Paper
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element


class Flow(Protocol):
    """Where blocks flow: the pages of a document and the place reached on the current one."""

    pen: Pen
    paper: Paper
    y: float

    def new_page(self) -> None:
        """Close the page and begin the next; `y` is its top."""

    def room(self) -> float:
        """Return the height that is left on the page."""

    def page_room(self) -> float:
        """Return the height of an empty page."""


class Block(ABC):
    """A block that is never broken over pages; those that are override `flow` and `lead`.

    Attributes:
        before, after: the least distance to what stands above and below.
        keep_with_next: never the last of a page, as a heading.
    """

    before: float = 0.0
    after: float = 6.0
    keep_with_next: bool = False

    @abstractmethod
    def height(self, pen: Pen, width: float) -> float:
        """Return the height at a width, in points."""

    @abstractmethod
    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        """Draw at (x, top) and tag under `parent`."""

    def lead(self, pen: Pen, width: float) -> float:
        """Return the height that must be free on a page to begin there."""
        return self.height(pen, width)

    def flow(self, flow: Flow, parent: Element) -> None:
        """Draw at the place reached, on a new page if this one has no room, and move on."""
        height = self.height(flow.pen, flow.paper.width)
        if height > flow.room() and flow.room() < flow.page_room():
            flow.new_page()
        self.draw(flow.pen, parent, flow.paper.x, flow.y, flow.paper.width)
        flow.y -= height


class Space(Block):
    """White space of a height; `rule` draws a line through its middle."""

    after = 0.0

    def __init__(self, height: float, *, rule: float = 0.0) -> None:
        self._height = height
        self._rule = rule

    def height(self, _pen: Pen, _width: float) -> float:
        return self._height

    def draw(self, pen: Pen, _parent: Element, x: float, top: float, width: float) -> None:
        if self._rule:
            with pen.artifact():
                pen.rules([top - self._height / 2], x, width, (0.1, 0.1, 0.1), self._rule)


class Stack(Block):
    """Blocks one below the other, kept on one page where a page can hold them."""

    def __init__(self, blocks: Sequence[Block], *, kind: str = "") -> None:
        self.blocks = list(blocks)
        self.kind = kind  # a structure type of its own, such as Card or Sect
        if self.blocks:
            self.before, self.after = self.blocks[0].before, self.blocks[-1].after

    def _gap(self, index: int) -> float:
        return max(self.blocks[index - 1].after, self.blocks[index].before) if index else 0.0

    def height(self, pen: Pen, width: float) -> float:
        return sum(self._gap(index) + block.height(pen, width) for index, block in enumerate(self.blocks))

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        home = pen.tree.element(self.kind, parent) if self.kind else parent
        for index, block in enumerate(self.blocks):
            top -= self._gap(index)
            block.draw(pen, home, x, top, width)
            top -= block.height(pen, width)

    def lead(self, pen: Pen, width: float) -> float:
        """Return what must be free: all of it where it is short, else its beginning up to the first free break."""
        total = 0.0
        for index, block in enumerate(self.blocks):
            total += self._gap(index)
            if not block.keep_with_next:
                return total + block.lead(pen, width)
            total += block.height(pen, width)
        return total

    def flow(self, flow: Flow, parent: Element) -> None:
        height = self.height(flow.pen, flow.paper.width)
        if height <= flow.page_room():
            super().flow(flow, parent)
            return
        home = flow.pen.tree.element(self.kind, parent) if self.kind else parent
        for index, block in enumerate(self.blocks):
            rest = Stack(self.blocks[index:])
            if rest.lead(flow.pen, flow.paper.width) > flow.room() and flow.room() < flow.page_room():
                flow.new_page()
            elif index:
                flow.y -= self._gap(index)
            block.flow(flow, home)


class Columns(Block):
    """Stacks beside each other, such as facts and a photograph; read from the left to the right.

    Args:
        columns: the blocks of each column.
        shares: the share of the width of each, which add up to 1 with the gaps.
        gap: the distance between two columns, in points.
    """

    def __init__(self, columns: Sequence[Sequence[Block]], shares: Sequence[float], gap: float = 14.0) -> None:
        self.columns = [Stack(blocks) for blocks in columns]
        self.shares = list(shares)
        self.gap = gap

    def _widths(self, width: float) -> list[float]:
        free = width - self.gap * (len(self.columns) - 1)
        return [free * share / sum(self.shares) for share in self.shares]

    def height(self, pen: Pen, width: float) -> float:
        return max(column.height(pen, w) for column, w in zip(self.columns, self._widths(width), strict=True))

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        for column, share in zip(self.columns, self._widths(width), strict=True):
            column.draw(pen, parent, x, top, share)
            x += share + self.gap
