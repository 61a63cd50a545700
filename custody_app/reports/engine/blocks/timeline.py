"""The swim-lane timeline: who held what, when; letters name the holders, signs above the bars are checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from custody_app.i18n import visible
from custody_app.reports.engine.blocks.block import Block, Flow
from custody_app.reports.engine.blocks.figures import bounds
from custody_app.reports.engine.marks import mark_path
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import MarkKind
from custody_app.reports.engine.theme import HAIR, INK, WHITE, Colour, Style

LANE: Final = 28.0
AXIS: Final = 24.0
BAR: Final = 11.5
NAMES: Final = 46.0
MOST_FOR_NAMES: Final = 130.0
UNBROKEN: Final = 12  # lanes of a figure that stays on one page
LETTER: Final = Style("sans", 7.8, 9.0, INK, bold=True)
NAME_OF_LANE: Final = Style("sans", 8.8, 11.0, INK, bold=True)
TICK: Final = Style("sans", 7.6, 9.0)
LEGEND: Final = Style("sans", 8.2, 13.0)
TONES: Final[tuple[Colour, ...]] = ((0.92, 0.925, 0.935), (0.80, 0.81, 0.825), (0.70, 0.71, 0.73), (0.86, 0.87, 0.885))


@dataclass(frozen=True, slots=True)
class Bar:
    """One holder's time: from and to on the axis; an empty letter is time that nobody accounts for."""

    start: float
    end: float
    letter: str


@dataclass(frozen=True, slots=True)
class Check:
    """An integrity check at a moment, with its sign."""

    at: float
    mark: MarkKind


@dataclass(frozen=True, slots=True)
class Lane:
    """One exhibit: its number, who held it, when it was checked; `link` is the key of its card."""

    name: str
    bars: Sequence[Bar]
    checks: Sequence[Check] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """The time of the figure: any number that grows with time, and the labels of the ticks."""

    start: float
    end: float
    ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)


class Timeline(Block):
    """Lanes below one axis; long figures go on over pages with the axis repeated.

    Args:
        axis: the time shown.
        lanes: one per exhibit.
        holders: letter and name of each holder, for the legend.
        marks: sign and words of each kind of check, for the legend.
        alt: what the figure shows, in words; the tables of the document hold the exact times.
        unknown: what an unaccounted stretch is called in the legend; empty if there is none.
    """

    def __init__(
        self, axis: Axis, lanes: Sequence[Lane], *, holders: Sequence[tuple[str, str]],
        marks: Sequence[tuple[MarkKind, str]], alt: str, unknown: str = "",
    ) -> None:  # fmt: skip
        self.axis = axis
        self.lanes = list(lanes)
        self.holders = [(letter, visible(name)) for letter, name in holders]
        self.marks = list(marks)
        self.alt = alt
        self.unknown = unknown
        self.tones = {letter: TONES[index % len(TONES)] for index, (letter, _) in enumerate(holders)}
        self._names = NAMES
        self.before, self.after = 4.0, 8.0

    def _legend(self, pen: Pen, width: float) -> list[list[tuple[str, str, str, float]]]:
        """Return the rows of the legend: kind, sign, words, width."""
        parts = [("holder", letter, name) for letter, name in self.holders]
        parts += [("unknown", "", self.unknown)] if self.unknown else []
        parts += [("mark", kind, words) for kind, words in self.marks]
        widths = [min(pen.setter.width(words, LEGEND) + 27, width) for _, _, words in parts]
        apart = sum(widths) > width  # the signs then have a row of their own
        rows: list[list[tuple[str, str, str, float]]] = [[]]
        used = 0.0
        for (kind, sign, words), wide in zip(parts, widths, strict=True):
            first_mark = apart and kind == "mark" and not any(part[0] == "mark" for part in rows[-1])
            if (used + wide > width or first_mark) and rows[-1]:
                rows.append([])
                used = 0.0
            rows[-1].append((kind, sign, words, wide))
            used += wide
        return rows

    def height(self, pen: Pen, width: float) -> float:
        return AXIS + LANE * len(self.lanes) + 6 + LEGEND.leading * len(self._legend(pen, width))

    def lead(self, pen: Pen, width: float) -> float:
        """Return what must be free: a short figure is not broken, a long one begins with three lanes."""
        if len(self.lanes) <= UNBROKEN:
            return self.height(pen, width)
        return AXIS + LANE * 3 + 6 + LEGEND.leading * len(self._legend(pen, width))

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        self._make_room(pen)
        tall = self.height(pen, width)
        place = bounds(x, top - tall, width, tall)
        with pen.tagged(pen.tree.element("Figure", parent, alt=self.alt, attributes=place)):
            self._axis(pen, x, top, width, len(self.lanes))
            for index, lane in enumerate(self.lanes):
                self._lane(pen, lane, x, top - AXIS - LANE * index, width)
            self._draw_legend(pen, x, top - AXIS - LANE * len(self.lanes) - 6, width)

    def flow(self, flow: Flow, parent: Element) -> None:
        self._make_room(flow.pen)
        rest = self.lanes
        while rest:
            legend = LEGEND.leading * len(self._legend(flow.pen, flow.paper.width)) + 6
            fits = int((flow.room() - AXIS - legend) // LANE)
            if fits < min(3, len(rest)) and flow.room() < flow.page_room():
                flow.new_page()
                continue
            part, rest = rest[: max(fits, 1)], rest[max(fits, 1) :]
            piece = Timeline(
                self.axis, part, holders=self.holders, marks=self.marks, alt=self.alt, unknown=self.unknown
            )
            piece._names = self._names  # one scale on every page
            piece.draw(flow.pen, parent, flow.paper.x, flow.y, flow.paper.width)
            flow.y -= piece.height(flow.pen, flow.paper.width)
            if rest:
                flow.new_page()

    def _at(self, moment: float, x: float, width: float) -> float:
        span = (self.axis.end - self.axis.start) or 1.0
        share = min(1.0, max(0.0, (moment - self.axis.start) / span))
        return x + self._names + share * (width - self._names - 4)

    def _axis(self, pen: Pen, x: float, top: float, width: float, lanes: int) -> None:
        last = -1e9
        for moment, label in self.axis.ticks:
            at = self._at(moment, x, width)
            pen.segment(at, top - 12, at, top - AXIS - LANE * lanes, HAIR, 0.5)
            half = pen.setter.width(label, TICK) / 2
            middle = min(max(at, x + self._names + half - 6), x + width - half)
            if middle - half > last + 4:
                pen.word(label, TICK, middle, top - 8, "centre")
                last = middle + half

    def _lane(self, pen: Pen, lane: Lane, x: float, top: float, width: float) -> None:
        foot = top - LANE + 4
        pen.word(self._short(pen, lane.name), NAME_OF_LANE, x, foot + 2.9)
        for bar in lane.bars:
            left, right = self._at(bar.start, x, width), self._at(bar.end, x, width)
            wide = max(right - left, 1.2)
            if not bar.letter:
                pen.box(left, foot, wide, BAR, fill=WHITE)
                pen.emit("q [2 1.6] 0 d")
                pen.box(left, foot, wide, BAR, stroke=INK, weight=0.8)
                pen.emit("Q")
                continue
            pen.box(left, foot, wide, BAR, fill=self.tones.get(bar.letter, TONES[0]), stroke=INK, weight=0.7)
            if pen.setter.width(bar.letter, LETTER) + 2 < wide:
                pen.word(bar.letter, LETTER, left + wide / 2, foot + 3.1, "centre")
        last = -1e9
        for check in sorted(lane.checks, key=lambda one: (one.mark == "same", one.at)):
            at = self._at(check.at, x, width)
            if check.mark == "same" and abs(at - last) < 5:
                continue
            last = at
            pen.emit(mark_path(check.mark, at - 3.6, foot + BAR + 1.2, 7.2, INK))

    def _short(self, pen: Pen, name: str) -> str:
        while name and pen.setter.width(name, NAME_OF_LANE) > self._names - 4:
            name = name[:-2] + "…" if len(name) > 2 else ""
        return name

    def _make_room(self, pen: Pen) -> None:
        """Give the names the width that the longest of them needs, within reason."""
        widest = max((pen.setter.width(visible(lane.name), NAME_OF_LANE) for lane in self.lanes), default=0.0)
        self._names = min(max(self._names, widest + 8), MOST_FOR_NAMES)

    def _draw_legend(self, pen: Pen, x: float, top: float, width: float) -> None:
        for number, row in enumerate(self._legend(pen, width)):
            at = x + max(0.0, (width - sum(part[3] for part in row)) / 2)
            base = top - number * LEGEND.leading - 9
            for kind, sign, words, wide in row:
                if kind == "mark":
                    pen.emit(mark_path(sign, at + 3, base - 1.4, 8.2, INK))
                elif kind == "holder":
                    pen.box(at, base - 2, 11, 9.4, fill=self.tones[sign], stroke=INK, weight=0.6)
                    pen.word(sign, LETTER, at + 5.5, base, "centre")
                else:
                    pen.emit("q [2 1.6] 0 d")
                    pen.box(at, base - 2, 11, 9.4, stroke=INK, weight=0.8)
                    pen.emit("Q")
                pen.word(words, LEGEND, at + 15, base)
                at += wide
