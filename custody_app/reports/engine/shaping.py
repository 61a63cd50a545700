"""Scripts that need more than one glyph after the other: Arabic and Hebrew order, Arabic and Indic shapes.

Order follows the part of Unicode's bidirectional algorithm (UAX 9) that matters in a line written left to right
without explicit controls: those never reach the page, `i18n.visible` prints them as ⟨U+202E⟩. Shapes come from
HarfBuzz; what it draws carries its own meaning for copying, and the line carries `/ActualText` in reading order.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import uharfbuzz

from custody_app.reports.engine.faces import Face

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
NUMBERS: Final = frozenset({"EN", "AN"})
SHAPED_FROM: Final = 0x0590
SHAPED_TO: Final = 0x0EFF
JOINED: Final = 0xFB1D, 0xFEFC
OPENING: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
MIRRORED: Final = str.maketrans("()[]{}<>«»‹›⟨⟩", ")(][}{><»«›‹⟩⟨")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shaped glyph: its private character, and the shift of pen and position in thousandths of the size."""

    char: str
    advance: float
    dx: float
    dy: float


def needs_shaping(text: str) -> bool:
    """Tell whether `text` holds a script whose glyphs depend on their neighbours or whose order is right to left."""
    if text.isascii():
        return False
    return any(SHAPED_FROM <= (code := ord(char)) <= SHAPED_TO or JOINED[0] <= code <= JOINED[1] for char in text)


def levels(text: str) -> list[int]:
    """Return the embedding level of each character of a line: 0 as written, 1 right to left, 2 a number within."""
    kinds = _weak([unicodedata.bidirectional(char) for char in text])
    _brackets(text, kinds)
    _neutrals(kinds)
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _weak(kinds: list[str]) -> list[str]:
    """Return L, R, EN, AN or "" for what is neutral (rules W1 to W7); signs within a number go with it."""
    found: list[str] = []
    strong = "L"
    for kind in kinds:
        if kind == "NSM":  # W1
            kind = found[-1] if found else "L"  # noqa: PLW2901  (a mark is what its letter is)
        if kind in {"L", "R", "AL"}:
            strong = kind
        if kind == "EN":
            kind = {"AL": "AN", "L": "L"}.get(strong, "EN")  # noqa: PLW2901  (W2, W7)
        found.append("R" if kind == "AL" else kind)
    for place, kind in enumerate(found[1:-1], 1):  # W4
        before, after = found[place - 1], found[place + 1]
        if before == after and ((kind == "CS" and before in NUMBERS) or (kind == "ES" and before == "EN")):
            found[place] = before
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):  # W5
        for place in order:
            if found[place] == "ET" and found[place - order.step] == "EN":
                found[place] = "EN"
    return [kind if kind in {"L", "R", *NUMBERS} else "" for kind in found]


def _brackets(text: str, kinds: list[str]) -> None:
    """Give a pair of brackets the direction of what it holds, where its surroundings agree (rule N0)."""
    waiting: list[tuple[str, int]] = []
    for index, char in enumerate(text):
        if char in OPENING:
            waiting.append((OPENING[char], index))
        elif any(char == closing for closing, _ in waiting):
            while waiting[-1][0] != char:
                waiting.pop()
            start = waiting.pop()[1]
            inside = [kind for kind in kinds[start + 1 : index] if kind]
            before = next((kind for kind in reversed(kinds[:start]) if kind), "L")
            turned = bool(inside) and "L" not in inside and before != "L"
            kinds[start] = kinds[index] = "R" if turned else "L"


def _neutrals(kinds: list[str]) -> None:
    """Give what stands between two right-to-left stretches their direction, and everything else the line's."""
    start = 0
    while start < len(kinds):
        stop = start
        while stop < len(kinds) and not kinds[stop]:
            stop += 1
        inside = start > 0 and stop < len(kinds) and kinds[start - 1] != "L" and kinds[stop] != "L"
        kinds[start:stop] = ["R" if inside else "L"] * (stop - start)
        start = stop + 1


def stretches(text: str) -> list[tuple[int, str]]:
    """Split `text` into stretches of one level, in reading order."""
    found: list[tuple[int, str]] = []
    for char, level in zip(text, levels(text), strict=True):
        if found and found[-1][0] == level:
            found[-1] = (level, found[-1][1] + char)
        else:
            found.append((level, char))
    return found


def visual_order(parts: list[tuple[int, Any]]) -> list[Any]:
    """Return the parts of a line in the order of the eye, left to right (rule L2 of UAX 9)."""
    ordered = list(parts)
    for threshold in (2, 1):
        start = 0
        while start < len(ordered):
            stop = start
            while stop < len(ordered) and ordered[stop][0] >= threshold:
                stop += 1
            ordered[start:stop] = reversed(ordered[start:stop])
            start = stop + 1
    return [part for _, part in ordered]


def mirrored(text: str) -> str:
    """Return `text` with its brackets turned round, as they look between right-to-left letters."""
    return text.translate(MIRRORED)


@cache
def _font(path: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


def shape(face: Face, text: str, *, rightwards: bool) -> list[Glyph]:
    """Return the glyphs of `text` from left to right, as HarfBuzz shapes it with `face`.

    Args:
        face: the face that prints it; it keeps a private character for each glyph.
        text: one stretch of one direction.
        rightwards: left to right, as Devanagari and Thai; else right to left.
    """
    font = _font(face.path)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr" if rightwards else "rtl"
    uharfbuzz.shape(font, buffer, {"kern": True, "liga": True})
    infos, positions = buffer.glyph_infos or [], buffer.glyph_positions or []
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    scale = 1000 / font.face.upem
    told: set[int] = set()
    glyphs = []
    for info, place in zip(infos, positions, strict=True):
        first = info.cluster not in told
        told.add(info.cluster)
        meaning = text[info.cluster : ends[info.cluster]] if first else "\N{ZERO WIDTH SPACE}"
        char = face.private(info.codepoint, meaning)
        glyphs.append(Glyph(char, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale))
    return glyphs
