"""Text: runs of plain characters, and how they fill lines.

Nothing here reads markup: a run prints the characters it is given, whatever they look like, after `i18n.visible`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from custody_app.i18n import visible
from custody_app.reports.engine.faces import Face, Faces
from custody_app.reports.engine.shaping import needs_shaping, shape, stretches
from custody_app.reports.engine.theme import Colour, Style

MarkKind = Literal["same", "changed", "unknown", "open", "box", "boxed"]

_CJK: Final = (
    "\u2e80-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003134f"
)
_NAMED: Final = r"⟨U\+[0-9A-F]{4,6}⟩"  # a character that is hidden, or that no face has
_PARTS: Final = re.compile(rf"[ \t\u200b]+|[{_CJK}]|{_NAMED}|(?:(?!{_NAMED})[^ \t\u200b{_CJK}])+")
_BREAK_AFTER: Final = frozenset("/\\._-:@=&?,;")
MARK_WIDTH: Final = 1.32  # of the size, with its gap


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters in one manner.

    Attributes:
        text: plain text from anywhere; a line feed starts a new line.
        bold, italic, mono: the manner; the block's style gives the rest.
        mark: a drawn sign before the text (state by shape; the text says it in words).
        link: the key of a heading or entry of this document to jump to.
        scale: size relative to the block's.
        colour: instead of the block's.
    """

    text: str
    bold: bool = False
    italic: bool = False
    mono: bool = False
    mark: MarkKind | None = None
    link: str | None = None
    scale: float = 1.0
    colour: Colour | None = None


Text = str | Run | Sequence["str | Run"]


def bold(text: str) -> Run:
    """Return `text` in bold."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """Return `text` in italics."""
    return Run(text, italic=True)


def mono(text: str, scale: float = 0.92) -> Run:
    """Return `text` in the fixed-width face, for commands and names of files."""
    return Run(text, mono=True, scale=scale)


def digest(value: str, scale: float = 0.89, group: int = 8) -> Run:
    """Return a digest in groups of eight characters, to be compared group by group."""
    return Run(" ".join(value[i : i + group] for i in range(0, len(value), group)), mono=True, scale=scale)


def marked(kind: MarkKind, text: str) -> Run:
    """Return a drawn sign and the words that say the same, in bold."""
    return Run(text, bold=True, mark=kind)


def runs_of(text: Text) -> list[Run]:
    """Return any accepted text as runs."""
    if isinstance(text, str):
        return [Run(text)]
    if isinstance(text, Run):
        return [text]
    return [Run(part) if isinstance(part, str) else part for part in text]


def plain(text: Text) -> str:
    """Return the characters alone, as they print, for outlines and alternative texts."""
    return visible("".join(run.text for run in runs_of(text)).replace("\n", " "))


@dataclass(slots=True)
class Fragment:
    """A stretch of a line in one manner, placed at `x` from the line's start."""

    text: str
    style: Style
    width: float
    x: float = 0.0
    mark: MarkKind | None = None
    link: str | None = None
    run: int = 0  # which run of the text it comes from: each keeps its own direction


@dataclass(slots=True)
class Line:
    """One line of fragments, and its width in points."""

    fragments: list[Fragment]
    width: float = 0.0


class Setter:
    """Breaks text into lines with the faces of one document."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces

    def face(self, style: Style) -> Face:
        """Return the face of a style."""
        return self.faces.styled(style.family, bold=style.bold, italic=style.italic)

    def width(self, text: str, style: Style) -> float:
        """Return the width of `text` in points, with fallback faces and shaping."""
        face = self.face(style)
        if text.isascii():
            return face.width(text) * style.size / 1000
        total = 0.0
        for level, part in stretches(text) if needs_shaping(text) else [(0, text)]:
            for found, piece in self.faces.segments(part, face):
                if needs_shaping(piece):
                    total += sum(glyph.advance for glyph in shape(found, piece, rightwards=level != 1))
                else:
                    total += found.width(piece)
        return total * style.size / 1000

    def lines(self, text: Text, style: Style, width: float) -> list[Line]:
        """Break `text` into lines not wider than `width` points; an empty text has no lines."""
        run = text if isinstance(text, Run) else None
        words = run.text if run else text
        if isinstance(words, str) and words.isascii() and words.isprintable() and not (run and (run.mark or run.link)):
            manner = _manner(run, style) if run else style
            whole = self.face(manner).width(words) * manner.size / 1000
            if whole <= width:  # what most cells of a long table are
                return [Line([Fragment(words, manner, whole)], whole)] if words else []
        lines: list[Line] = []
        current: list[list[Fragment]] = []
        for place, part in enumerate(runs_of(text)):
            manner = _manner(part, style)
            shown = self.faces.printable(visible(part.text, keep_newlines=True), self.face(manner))
            for number, piece in enumerate(shown.split("\n")):
                if number:
                    lines += self._fill(current, width)
                    current = []
                self._add_words(current, piece, manner, part, number == 0, place)
        return lines + self._fill(current, width) if current or lines else lines

    def _add_words(
        self, words: list[list[Fragment]], text: str, style: Style, run: Run, leads: bool, place: int
    ) -> None:
        """Add the words of `text`; a word begins after a space or at an ideograph, else it joins the one before."""
        if leads and run.mark:
            words.append([Fragment("", style, style.size * MARK_WIDTH, mark=run.mark, link=run.link, run=place)])
        joined = bool(words) and not (leads and run.mark)
        if leads and run.mark:
            joined = True
        for part in _PARTS.findall(text):
            if part[0] in " \t\u200b":
                words.append([Fragment(" ", style, self.width(" ", style), link=run.link, run=place)])
                joined = False
                continue
            fragment = Fragment(part, style, self.width(part, style), link=run.link, run=place)
            ideograph = (len(part) == 1 and part >= "\u2e80") or part[0] == "⟨"
            if joined and words and not ideograph and words[-1][0].text != " ":
                words[-1].append(fragment)
            else:
                words.append([fragment])
            joined = not ideograph

    def _fill(self, words: list[list[Fragment]], width: float) -> list[Line]:
        lines: list[Line] = []
        line: list[Fragment] = []
        used = 0.0
        for word in words:
            wide = sum(fragment.width for fragment in word)
            if used + wide > width and word[0].text != " ":
                if line:
                    lines.append(_closed(line))
                    line, used = [], 0.0
                if wide > width:
                    *full, rest = self._cut(word, width)
                    lines += [_closed(part) for part in full]
                    word = rest  # noqa: PLW2901  (what remains of the word goes on)
                    wide = sum(fragment.width for fragment in word)
            if word[0].text == " " and not line and lines:
                continue
            line += word
            used += wide
        return [*lines, _closed(line)]

    def _cut(self, word: list[Fragment], width: float) -> list[list[Fragment]]:
        """Cut a word that no line can hold, after a separator where one is near the edge, else anywhere."""
        pieces: list[list[Fragment]] = []
        line: list[Fragment] = []
        used = 0.0
        for fragment in word:
            rest = fragment
            while used + rest.width > width and rest.text:
                fits = self._fitting(rest, width - used)
                if not fits and not line:
                    fits = 1
                if fits:
                    head = rest.text[:fits]
                    line.append(replace(rest, text=head, width=self.width(head, rest.style)))
                    tail = rest.text[fits:]
                    rest = replace(rest, text=tail, width=self.width(tail, rest.style), mark=None)
                pieces.append(line)
                line, used = [], 0.0
            line.append(rest)
            used += rest.width
        return [*pieces, line]

    def _fitting(self, fragment: Fragment, width: float) -> int:
        """Return how many characters of `fragment` fit into `width`, ending after a separator if one is near."""
        text, low, high = fragment.text, 0, len(fragment.text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(text[:middle], fragment.style) <= width else (low, middle - 1)
        for end in range(low, max(0, low - 14), -1):
            if text[end - 1] in _BREAK_AFTER:
                return end
        return low


def _manner(run: Run, style: Style) -> Style:
    if not (run.bold or run.italic or run.mono or run.colour or run.scale != 1.0):
        return style
    return Style(
        "mono" if run.mono else style.family,
        style.size * run.scale,
        style.leading,
        run.colour or style.colour,
        run.bold or style.bold,
        run.italic or style.italic,
    )


def _closed(line: Iterable[Fragment]) -> Line:
    """Place the fragments of a finished line, without its last space, joining neighbours of one manner."""
    parts = list(line)
    while parts and parts[-1].text == " ":
        parts.pop()
    closed: list[Fragment] = []
    x = 0.0
    for part in parts:
        last = closed[-1] if closed else None
        alike = last and last.style is part.style and last.link == part.link and not part.mark and not last.mark
        if last and alike and (last.run == part.run or (last.text.isascii() and part.text.isascii())):
            last.text += part.text
            last.width += part.width
        else:
            closed.append(replace(part, x=x))
        x += part.width
    return Line(closed, x)
