"""The lines that run on each page: case and title above; case, page, Bates number and digest below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.reports.engine.paper import Paper
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.text import Line, Run
from custody_app.reports.engine.theme import GREY, INK, MM, RUNNING, RUNNING_DIGEST, WATERMARK, Style

BOLD: Final = Style("sans", 8.2, 10.0, INK, bold=True)
BATES: Final = Style("mono", 8.2, 10.0, INK, bold=True)
SMALL: Final = Style("sans", 6.8, 9.0, GREY)
STAMP: Final = Style("sans", 9.2, 11.0, INK, bold=True)


@dataclass(frozen=True, slots=True)
class Running:
    """What runs on each page.

    Attributes:
        left, right: the header, from the second page on (on all with `on_first`).
        case: the footer's left.
        page_of: such as `Page {page} of {pages}`, already translated.
        digest_label, digest: such as `Record digest (SHA-256)` and the full value in hexadecimal.
        bates: prefix of the Bates numbers, such as `SFP-0147-`; empty for none.
        bates_first: the number of the first page, printed with six digits.
        watermark: such as `Copy, not issued`, across each page and above its header; empty for none.
        on_first: print the header on the first page too.
    """

    left: str = ""
    right: str = ""
    case: str = ""
    page_of: str = "{page} / {pages}"
    digest_label: str = ""
    digest: str = ""
    bates: str = ""
    bates_first: int = 1
    watermark: str = ""
    on_first: bool = False


def form_name(page: int) -> str:
    """Return the name of the form that holds the page line of page `page`."""
    return f"page-{page}"


def draw_running(pen: Pen, paper: Paper, running: Running, page: int) -> None:
    """Draw header, footer and watermark of a page that begins; all of them artifacts."""
    edge = paper.page_height - 15.4 * MM
    if running.watermark:
        _watermark(pen, paper, running.watermark, edge)
    if (running.left or running.right) and (page > 1 or running.on_first):
        with pen.artifact("Header"):
            pen.word(_fitting(pen, running.left, BOLD, paper.width * 0.48), BOLD, paper.x, edge)
            right = _fitting(pen, running.right, RUNNING, paper.width * 0.48)
            pen.word(right, RUNNING, paper.x + paper.width, edge, "right")
            pen.rules([edge - 5], paper.x, paper.width, INK, 0.7)
    _footer(pen, paper, running, page)


def _footer(pen: Pen, paper: Paper, running: Running, page: int) -> None:
    top = 20.5 * MM
    right = paper.x + paper.width
    with pen.artifact("Footer"):
        pen.rules([top], paper.x, paper.width, INK, 0.7)
        pen.word(_fitting(pen, running.case, RUNNING, paper.width * 0.36), RUNNING, paper.x, top - 11)
        if running.bates:
            pen.word(f"{running.bates}{running.bates_first + page - 1:06d}", BATES, right, top - 11, "right")
        pen.later(form_name(page), paper.x + paper.width / 2 if running.bates else right, top - 11)
        if running.digest:
            pen.word(running.digest_label, SMALL, paper.x, top - 22)
            groups = " ".join(running.digest[i : i + 8] for i in range(0, len(running.digest), 8))
            pen.word(groups, RUNNING_DIGEST, right, top - 22, "right")


def _fitting(pen: Pen, text: str, style: Style, width: float) -> str:
    """Return `text`, shortened with an ellipsis where it is wider than `width`."""
    lines: list[Line] = pen.setter.lines([Run(text)], style, width)
    if len(lines) <= 1:
        return text
    while text and pen.setter.width(text + "…", style) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def fill_page_line(pen: Pen, running: Running, page: int, pages: int) -> None:
    """Fill the form of page `page` now that the number of pages is known."""
    text = running.page_of.format(page=page, pages=pages)
    with pen.form(form_name(page), 150, 12):
        pen.word(text, RUNNING, 0, 0, "centre" if running.bates else "right")


def _watermark(pen: Pen, paper: Paper, text: str, edge: float) -> None:
    across = 0.8 * (paper.page_width**2 + paper.page_height**2) ** 0.5
    wide = pen.setter.width(text, Style("sans", 1000, 1000, WATERMARK, bold=True)) / 1000
    size = min(64.0, across / max(wide, 1.0))
    style = Style("sans", size, size, WATERMARK, bold=True)
    with pen.artifact("Watermark"):
        pen.emit(f"q 0.5736 0.8192 -0.8192 0.5736 {paper.page_width / 2:.2f} {paper.page_height / 2:.2f} cm")
        pen.word(text, style, 0, 0, "centre")
        pen.emit("Q")
        wide = pen.setter.width(text, STAMP)
        middle = paper.x + paper.width / 2
        pen.box(middle - wide / 2 - 7, edge + 7, wide + 14, 15, stroke=INK, weight=0.9)
        pen.word(text, STAMP, middle, edge + 11.4, "centre")
