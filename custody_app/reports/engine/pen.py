"""Draws on the page with tags: every mark belongs to a structure element or is an artifact, nothing lies outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from custody_app.reports.engine.faces import Face, Faces
from custody_app.reports.engine.marks import mark_path
from custody_app.reports.engine.shaping import mirrored, needs_shaping, shape, stretches, visual_order
from custody_app.reports.engine.tags import Element, Tree, pdf_string
from custody_app.reports.engine.text import Fragment, Line, Setter
from custody_app.reports.engine.theme import INK, RULE, Colour


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """ReportLab's canvas without its preamble, which would name Helvetica on every page and embed nothing of it."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def baseline(top: float, size: float, leading: float) -> float:
    """Return the baseline of a line whose upper edge is `top`."""
    return top - (leading + 0.68 * size) / 2


class Pen:
    """What blocks draw with. Coordinates are points from the lower left corner of the page.

    Attributes:
        canvas: ReportLab's canvas, for what has no operator here.
        tree: the structure tree.
        setter: breaks lines and measures.
    """

    def __init__(self, canvas: TaggedCanvas, tree: Tree) -> None:
        self.canvas = canvas
        self.tree = tree
        self.setter = Setter(Faces())
        self.links: set[str] = set()  # keys that links lead to
        self.listed: dict[str, None] = {}  # keys that the contents list, in order
        self.reached: dict[str, int] = {}  # the page of each key, counted from 1
        self._outline = -1
        self._document = canvas._doc  # noqa: SLF001  (ReportLab offers no other way to its fonts)

    def emit(self, operators: str) -> None:
        """Append operators to the page."""
        self.canvas._code.append(operators)  # noqa: SLF001  (ReportLab's own way to write raw operators)

    @contextmanager
    def tagged(self, element: Element) -> Iterator[None]:
        """What is drawn within belongs to `element`."""
        self.emit(f"/{element.kind} <</MCID {self.tree.mark(element)}>> BDC")
        yield
        self.emit("EMC")

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """What is drawn within says nothing: rules, tints, repeated headers (`kind`: Header, Footer, Watermark)."""
        self.emit(f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self.emit("EMC")

    def lines(self, element: Element, lines: Sequence[Line], x: float, top: float, leading: float) -> None:
        """Draw lines of text that belong to `element`, the first with its upper edge at `top`."""
        if any(fragment.link for line in lines for fragment in line.fragments):
            self._linked(element, lines, x, top, leading)
            return
        with self.tagged(element):
            self.loose_lines(lines, x, top, leading)

    def loose_lines(self, lines: Sequence[Line], x: float, top: float, leading: float) -> None:
        """Draw lines within what is open already, an element or an artifact."""
        for number, line in enumerate(lines):
            self._line(line.fragments, x, top - number * leading, leading)

    def _linked(self, element: Element, lines: Sequence[Line], x: float, top: float, leading: float) -> None:
        for number, line in enumerate(lines):
            for fragment in line.fragments:
                edge = top - number * leading
                if not fragment.link:
                    with self.tagged(element):
                        self._line([fragment], x, edge, leading)
                    continue
                link = self.tree.element("Link", element)
                with self.tagged(link):
                    self._line([fragment], x, edge, leading)
                left = x + fragment.x
                self.link(link, fragment.link, (left, edge - leading, left + fragment.width, edge), fragment.text)

    def destination(self, key: str, title: str, level: int, top: float) -> None:
        """Make `top` on this page the destination `key`, and an entry of the outline, at most one level deeper."""
        canvas = self.canvas
        self._outline = min(level - 1, self._outline + 1)
        self.reached[key] = self.tree.page
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=round(top, 2), zoom=0)
        canvas.addOutlineEntry(title, key, level=self._outline, closed=level > 1)

    def link(self, element: Element, key: str, box: tuple[float, float, float, float], says: str) -> None:
        """Make `box` jump to the destination `key`; `element` is the Link it belongs to."""
        canvas = self.canvas
        self.links.add(key)
        annotation = pdfdoc.PDFDictionary({
            "Type": "/Annot", "Subtype": "/Link", "F": 4,
            "Rect": pdfdoc.PDFArray([round(edge, 2) for edge in box]),
            "Border": pdfdoc.PDFArray([0, 0, 0]),
            "Contents": pdf_string(says),
            "Dest": canvas._bookmarkReference(key),  # noqa: SLF001  (the reference may precede the destination)
            "StructParent": self.tree.link_key(element),
        })  # fmt: skip
        canvas._addAnnotation(annotation)  # noqa: SLF001
        name = f"Annot.NUMBER{canvas._annotationCount}"  # noqa: SLF001
        number = self._document.idToObjectNumberAndVersion[name][0]
        element.kids.append(f"<</Type/OBJR/Obj {number} 0 R>>")

    def _line(self, fragments: Sequence[Fragment], x: float, top: float, leading: float) -> None:
        if not fragments:
            return
        size = max(fragment.style.size for fragment in fragments)
        y = baseline(top, size, leading)
        for fragment in fragments:
            if fragment.mark:
                mark = fragment.style.size
                self.emit(mark_path(fragment.mark, x + fragment.x, y - mark * 0.14, mark * 0.98, fragment.style.colour))
        whole = "".join(fragment.text for fragment in fragments)
        if not whole:
            return
        turned = needs_shaping(whole)
        if turned:
            self.emit(f"/Span <</ActualText {pdf_string(whole)}>> BDC")
        parts = ["BT", f"1 0 0 1 {x + fragments[0].x:.2f} {y:.2f} Tm"]
        colour: Colour | None = None
        for fragment, text, level in self._pieces(fragments) if turned else ((f, f.text, 0) for f in fragments):
            if fragment.mark:
                parts.append(f"1 0 0 1 {x + fragment.x + fragment.width - self._text_width(fragment):.2f} {y:.2f} Tm")
            if fragment.style.colour != colour:
                colour = fragment.style.colour
                parts.append("{:.3g} {:.3g} {:.3g} rg".format(*colour))
            parts += self._shown(text, fragment, level)
        parts.append("ET")
        if turned:
            parts.append("EMC")
        self.emit(" ".join(parts))

    def _text_width(self, fragment: Fragment) -> float:
        return self.setter.width(fragment.text, fragment.style)

    @staticmethod
    def _pieces(fragments: Sequence[Fragment]) -> Iterator[tuple[Fragment, str, int]]:
        """Yield the pieces of a line in the order of the eye.

        Each fragment keeps to itself (an isolate in the terms of UAX 9): a name in Arabic never turns round the
        number that stands beside it.
        """
        for fragment in fragments:
            parts = [(level, (fragment, text, level)) for level, text in stretches(fragment.text)]
            yield from visual_order(parts)

    def _shown(self, text: str, fragment: Fragment, level: int) -> list[str]:
        size = fragment.style.size
        segments = self.setter.faces.segments(text, self.setter.face(fragment.style))
        parts: list[str] = []
        for face, piece in reversed(segments) if level == 1 else segments:
            if needs_shaping(piece):
                parts += self._shaped(face, piece, size, rightwards=level != 1)
                continue
            shown = mirrored(piece)[::-1] if level == 1 else piece
            parts.append(face.shown(shown, self._document, size))
        return parts

    def _shaped(self, face: Face, text: str, size: float, *, rightwards: bool) -> list[str]:
        parts: list[str] = []
        for glyph in shape(face, text, rightwards=rightwards):
            ((subset, codes),) = face.splitString(glyph.char, self._document)
            back = face.face.getCharWidth(ord(glyph.char)) - glyph.advance + glyph.dx
            parts.append(f"{face.getSubsetInternalName(subset, self._document)} {size:.4g} Tf")
            rise = f"{glyph.dy * size / 1000:.2f} Ts " if glyph.dy else ""
            parts.append(f"{rise}[{-glyph.dx:.4g} <{codes.hex()}> {back:.4g}] TJ{' 0 Ts' if glyph.dy else ''}")
        return parts

    def rules(self, edges: Sequence[float], x: float, width: float, colour: Colour = RULE, weight: float = 0.5) -> None:
        """Draw horizontal rules at the heights of `edges`, within an open artifact."""
        if edges:
            moves = " ".join(f"{x:.2f} {y:.2f} m {x + width:.2f} {y:.2f} l" for y in edges)
            self.emit("{:.3g} {:.3g} {:.3g} RG".format(*colour) + f" {weight:.3g} w {moves} S")

    def segment(self, x1: float, y1: float, x2: float, y2: float, colour: Colour = RULE, weight: float = 0.5) -> None:
        """Draw one straight line."""
        self.emit(
            "{:.3g} {:.3g} {:.3g} RG".format(*colour) + f" {weight:.3g} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S"
        )

    def box(
        self, x: float, y: float, width: float, height: float,
        *, fill: Colour | None = None, stroke: Colour | None = None, weight: float = 0.6,
    ) -> None:  # fmt: skip
        """Draw a rectangle with its lower left corner at (x, y)."""
        parts = []
        if fill:
            parts.append("{:.3g} {:.3g} {:.3g} rg".format(*fill))
        if stroke:
            parts.append("{:.3g} {:.3g} {:.3g} RG".format(*stroke) + f" {weight:.3g} w")
        ending = {(True, True): "B", (True, False): "f", (False, True): "S"}[bool(fill), bool(stroke)]
        self.emit(" ".join(parts) + f" {x:.2f} {y:.2f} {width:.2f} {height:.2f} re {ending}")

    def word(self, text: str, style: Any, x: float, y: float, align: str = "left", colour: Colour = INK) -> float:
        """Draw one line of plain text with its baseline at `y` within what is open; return its width."""
        lines = self.setter.lines(text, style, 1e6)
        if not lines:
            return 0.0
        width = lines[0].width
        shift = {"left": 0.0, "centre": width / 2, "right": width}[align]
        if colour is not INK:
            lines[0].fragments[0].style = _coloured(style, colour)
        self._line(lines[0].fragments, x - shift, y + (style.leading + 0.68 * style.size) / 2, style.leading)
        return width

    def later(self, name: str, x: float, y: float) -> None:
        """Draw here, with the origin at (x, y), what the form `name` will hold when the last page is known."""
        self.emit(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        self.canvas.doForm(name)
        self.emit("Q")

    @contextmanager
    def form(self, name: str, width: float, height: float) -> Iterator[None]:
        """Fill the form `name`, which `later` has used; its origin is its lower left corner, text may hang 4 pt."""
        self.canvas.beginForm(name, -width, -4, width, height)
        yield
        self.canvas.endForm()


def _coloured(style: Any, colour: Colour) -> Any:
    return type(style)(style.family, style.size, style.leading, colour, style.bold, style.italic)
