"""The contents: links to the headings, their page numbers filled in when the last page is known."""

from __future__ import annotations

from collections.abc import Sequence

from custody_app.reports.engine.blocks.block import Block
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import Text, plain
from custody_app.reports.engine.theme import GREY, Style

ENTRY = Style("sans", 10.0, 15.4)
NUMBER_WIDTH = 34.0


def form_name(key: str) -> str:
    """Return the name of the form that holds the page number of heading `key`."""
    return f"contents-{key}"


class Contents(Block):
    """The contents of the document.

    Args:
        entries: key, number and title of each heading; the keys are those of the headings.
    """

    def __init__(self, entries: Sequence[tuple[str, str, Text]]) -> None:
        self.entries = list(entries)
        self.after = 12.0

    def height(self, _pen: Pen, _width: float) -> float:
        return len(self.entries) * ENTRY.leading

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        home = pen.tree.element("TOC", parent)
        for index, (key, number, title) in enumerate(self.entries):
            edge = top - index * ENTRY.leading
            base = edge - (ENTRY.leading + 0.68 * ENTRY.size) / 2
            entry = pen.tree.element("TOCI", home)
            link = pen.tree.element("Link", pen.tree.element("Reference", entry))
            with pen.tagged(link):
                pen.word(number, ENTRY, x, base)
                wide = pen.word(plain(title), ENTRY, x + (24 if number else 0), base) + (24 if number else 0)
            with pen.artifact():
                pen.emit("q [0.4 2.6] 0 d 1 J")
                pen.segment(x + wide + 8, base + 1, x + width - NUMBER_WIDTH, base + 1, GREY, 0.7)
                pen.emit("Q")
            pen.listed[key] = None
            with pen.tagged(link):
                pen.later(form_name(key), x + width, base)
            pen.link(link, key, (x, edge - ENTRY.leading, x + width, edge), plain(title))
