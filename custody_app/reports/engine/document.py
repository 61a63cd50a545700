"""A tagged document in the making: blocks go in, in reading order, and come out as PDF bytes in one pass."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDictionary

from custody_app.reports.engine.blocks import contents
from custody_app.reports.engine.blocks.block import Block, Space, Stack
from custody_app.reports.engine.blocks.prose import Heading
from custody_app.reports.engine.paper import A4, Paper
from custody_app.reports.engine.pen import Pen, TaggedCanvas
from custody_app.reports.engine.running import Running, draw_running, fill_page_line
from custody_app.reports.engine.tags import Element, Tree


class UnknownDestination(ValueError):
    """A link or an entry of the contents names a heading that the document does not have."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages as ReportLab wrote them, not yet an archival PDF; `finish.finish` makes it one.

    Attributes:
        pdf: the bytes.
        pages: the number of pages.
        page_keys: the StructParents number of each page.
        page_of: the page, counted from 1, of each heading with a key.
    """

    pdf: bytes
    pages: int
    page_keys: Sequence[int]
    page_of: dict[str, int] = field(default_factory=dict)


class Document:
    """Takes blocks in reading order and places them on pages.

    Args:
        paper: A4 or Letter.
        running: the running lines.
        on_page: called with the number of each page that begins, for progress; it may raise `Cancelled`.
    """

    def __init__(
        self, paper: Paper = A4, running: Running | None = None, *, on_page: Callable[[int], None] | None = None
    ) -> None:
        self.paper = paper
        self.running = running or Running()
        self._on_page = on_page
        self._file = io.BytesIO()
        self._canvas = TaggedCanvas(
            self._file, pagesize=(paper.page_width, paper.page_height), pageCompression=1, invariant=1,
            pdfVersion=(1, 7), initialFontName="Helvetica",
        )  # fmt: skip
        self._tree = Tree(self._canvas._doc)  # noqa: SLF001  (object numbers come from ReportLab's document)
        self.pen = Pen(self._canvas, self._tree)
        self.y = paper.top
        self.page = 0
        self.parent: Element = self._tree.top
        self._after = 0.0
        self._waiting: list[Block] = []
        self._kept: list[list[Block]] = []
        self._begin_page()

    def room(self) -> float:
        """Return the height that is left on the page."""
        return self.y - self.paper.bottom

    def page_room(self) -> float:
        """Return the height of an empty page."""
        return self.paper.top - self.paper.bottom

    def _begin_page(self) -> None:
        self.page += 1
        if self._on_page:
            self._on_page(self.page)
        self._tree.begin_page()
        draw_running(self.pen, self.paper, self.running, self.page)
        self.y = self.paper.top
        self._after = 0.0

    def new_page(self) -> None:
        """Close the page and begin the next."""
        self._canvas.showPage()
        self._begin_page()

    def break_page(self) -> None:
        """Go to a new page, unless this one is still empty."""
        self._flush()
        if self.y < self.paper.top:
            self.new_page()

    def move_to(self, height: float) -> None:
        """Move down to `height` points above the page's foot, as for the second half of a receipt."""
        self._flush()
        self.y, self._after = min(self.y, height), 0.0

    def add(self, *blocks: Block) -> None:
        """Place blocks one below the other; a heading waits for what follows it."""
        for block in blocks:
            if self._kept:
                self._kept[-1].append(block)
            elif block.keep_with_next:
                self._waiting.append(block)
            else:
                self._place([*self._waiting, block])
                self._waiting = []

    @contextmanager
    def keep(self, kind: str = "") -> Iterator[None]:
        """What is added within stays on one page where a page can hold it; `kind` groups it in the structure."""
        self._kept.append([])
        yield
        blocks = self._kept.pop()
        if blocks:
            self.add(Stack(blocks, kind=kind))

    def _flush(self) -> None:
        if self._waiting:
            self._place(self._waiting)
            self._waiting = []

    def _place(self, blocks: list[Block]) -> None:
        width, total, after = self.paper.width, 0.0, self._after
        for index, block in enumerate(blocks):
            total += max(after, block.before) if index or self.y < self.paper.top else 0.0
            last = index + 1 == len(blocks)
            total += block.lead(self.pen, width) if last else block.height(self.pen, width)
            after = block.after
        if total > self.room() and self.y < self.paper.top:
            self.new_page()
        for block in blocks:
            if self.y < self.paper.top:
                self.y -= max(self._after, block.before)
            if isinstance(block, Heading) and block.level == 1:
                self.parent = self._tree.element("Sect", self._tree.top)
            block.flow(self, self.parent)
            self._after = block.after

    def space(self, height: float) -> None:
        """Leave white space."""
        self.add(Space(height))

    def close(self) -> Drawn:
        """Fill in page numbers and write the file.

        Raises:
            UnknownDestination: a link or the contents name a heading that is not there.
        """
        self._flush()
        if missing := self.pen.links - set(self.pen.reached):
            raise UnknownDestination(", ".join(sorted(missing)))
        self._canvas.showPage()
        for page in range(1, self.page + 1):
            fill_page_line(self.pen, self.running, page, self.page)
        for key in self.pen.listed:
            with self.pen.form(contents.form_name(key), 40, 12):
                self.pen.word(str(self.pen.reached[key]), contents.ENTRY, 0, 0, "right")
        catalog = self._canvas._doc.Catalog  # noqa: SLF001  (the catalogue has no setter for its tree)
        catalog.StructTreeRoot = self._tree.close()
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        base85, rl_config.useA85 = rl_config.useA85, 0
        try:
            self._canvas.save()
        finally:
            rl_config.useA85 = base85
        return Drawn(self._file.getvalue(), self.page, self._tree.page_keys, dict(self.pen.reached))
