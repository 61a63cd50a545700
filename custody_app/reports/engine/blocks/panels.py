"""Panels: the plain answers on the cover, notes, the foot of a list, lines to write on, boxes to sign in ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from custody_app.reports.engine.blocks.block import Block
from custody_app.reports.engine.blocks.figures import Picture
from custody_app.reports.engine.blocks.prose import Paragraph
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import Text
from custody_app.reports.engine.theme import CELL, CELL_HEAD, INK, NAVY, PANEL, RULE, SMALL, WARN, Style


class Callout(Block):
    """A question and its plain answer in a tinted panel.

    Args:
        question: set as a heading.
        answer: below it.
        warn: makes the bar double, not only brown.
        dense: smaller, where a page has to hold more.
    """

    def __init__(self, question: Text, answer: Text, *, warn: bool = False, dense: bool = False) -> None:
        self.head = Paragraph(question, Style("sans", 11.2, 15.0, NAVY, bold=True), kind="P", keep_with_next=True)
        self.body = Paragraph(answer, Style("serif", 9.2, 12.2) if dense else Style("serif", 10.6, 14.8))
        self.warn = warn
        self.before, self.after = 5.0, 6.0

    def height(self, pen: Pen, width: float) -> float:
        return self.head.height(pen, width - 26) + self.body.height(pen, width - 26) + 18.0

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        tall = self.height(pen, width)
        with pen.artifact():
            pen.box(x, top - tall, width, tall, fill=PANEL)
            pen.box(x, top - tall, 4.0, tall, fill=WARN if self.warn else NAVY)
            if self.warn:
                pen.box(x + 5.6, top - tall, 1.4, tall, fill=WARN)
        home = pen.tree.element("Callout", parent)
        self.head.draw(pen, home, x + 14, top - 8, width - 26)
        self.body.draw(pen, home, x + 14, top - 9 - self.head.height(pen, width - 26), width - 26)


class EndOfList(Block):
    """Words such as "4 items. End of list." and a line to the edge, so that nothing can be added."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.after = 10.0

    def height(self, _pen: Pen, _width: float) -> float:
        return 16.0

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        lines = pen.setter.lines(self.text, CELL_HEAD, width * 0.7)
        pen.lines(pen.tree.element("P", parent), lines[:1], x, top - 2, CELL_HEAD.leading)
        with pen.artifact():
            start = x + (lines[0].width if lines else 0) + 14
            pen.segment(start, top - 8, x + width, top - 8, INK, 0.9)


class WritingLines(Block):
    """Empty lines to write on by hand."""

    def __init__(self, count: int, spacing: float = 19.0) -> None:
        self.count, self.spacing = count, spacing

    def height(self, _pen: Pen, _width: float) -> float:
        return self.count * self.spacing

    def draw(self, pen: Pen, _parent: Element, x: float, top: float, width: float) -> None:
        with pen.artifact():
            pen.rules([top - self.spacing * (number + 1) for number in range(self.count)], x, width, INK, 0.7)


class CutLine(Block):
    """A dashed line over the whole page, to part two halves."""

    def height(self, _pen: Pen, _width: float) -> float:
        return 14.0

    def draw(self, pen: Pen, _parent: Element, x: float, top: float, width: float) -> None:
        with pen.artifact():
            pen.emit("q [4 3] 0 d")
            pen.segment(x - 40, top - 7, x + width + 32, top - 7, INK, 0.7)
            pen.emit("Q")
            pen.word("✂", CELL, x - 44, top - 3.6)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs in a box.

    Attributes:
        role: printed above or in the box.
        below: captions of the lines under the box, such as name and place.
        signed: how the electronic signature of this person is shown, if there is one; else empty.
        image: a signature drawn on the screen, as an image file; else empty.
    """

    role: str
    below: Sequence[str] = ()
    signed: Text = ""
    image: bytes = b""


class Signatures(Block):
    """Boxes to sign in ink, side by side, with lines for name, place and date.

    Args:
        signers: who signs.
        columns: boxes beside each other.
        box: height of a box in points.
        inside: print the role inside the box, small, instead of above it in bold.
    """

    def __init__(
        self, signers: Sequence[Signer], *, columns: int = 2, box: float = 40.0, inside: bool = False, note: str = ""
    ) -> None:
        self.signers = list(signers)
        self.columns = columns
        self.box = box
        self.inside = inside
        self.note = note  # such as "Signature (ink)"
        self.before, self.after = 6.0, 8.0

    def _one(self) -> float:
        above = 0.0 if self.inside else 15.0
        below = 27.0 if any(signer.below for signer in self.signers) else 0.0
        return above + self.box + (12.0 if self.note else 2.0) + 12.0 + below + self._gap()

    def _gap(self) -> float:
        return 12.0 if len(self.signers) > self.columns else 0.0

    def height(self, _pen: Pen, _width: float) -> float:
        return -(-len(self.signers) // self.columns) * self._one() - self._gap()

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        gap = 18.0
        wide = (width - gap * (self.columns - 1)) / self.columns
        tall = self._one()
        for index, signer in enumerate(self.signers):
            row, column = divmod(index, self.columns)
            home = pen.tree.element("Sect", parent)
            self._signer(pen, home, signer, x + column * (wide + gap), top - row * tall, wide)

    def _signer(self, pen: Pen, home: Element, signer: Signer, x: float, top: float, width: float) -> None:
        def say(text: Text, style: Style, left: float, edge: float, room: float) -> None:
            if lines := pen.setter.lines(text, style, room):
                pen.lines(pen.tree.element("P", home), lines[:2], left, edge, style.leading)

        if not self.inside:
            say(signer.role, CELL_HEAD, x, top, width)
            top -= 15.0
        with pen.artifact():
            pen.box(x, top - self.box, width, self.box, stroke=INK, weight=0.8)
        if self.inside:
            say(signer.role, SMALL, x + 4, top - 2, width - 8)
        if signer.image:
            drawn = Picture(signer.image, signer.role, most=self.box - 6)
            drawn.draw_within(pen, home, (x + width * 0.3, top - self.box + 3, width * 0.66, self.box - 6))
        top -= self.box + 2
        if self.note:
            say(self.note, SMALL, x, top, width)
            top -= 10.0
        say(signer.signed, SMALL, x, top, width)
        if not signer.below:
            return
        top -= 25.0
        share = width / len(signer.below)
        with pen.artifact():
            for number in range(len(signer.below)):
                pen.rules([top], x + number * share, share - (6 if number + 1 < len(signer.below) else 0), INK, 0.6)
        for number, caption in enumerate(signer.below):
            say(caption, SMALL, x + number * share, top - 1, share - 6)


class Footnote(Paragraph):
    """A note in small type under a thin line."""

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        with pen.artifact():
            pen.rules([top + 2], x, width * 0.25, RULE)
        super().draw(pen, parent, x, top, width)
