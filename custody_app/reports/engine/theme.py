"""Sizes, colours and styles of every document: one place, so that all of them look alike.

Lengths are points (1/72 inch), colours are sRGB components from 0 to 1. All text colours reach a contrast of 7:1 on
white; state is told by shape and word, never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

MM: Final = 72 / 25.4

Family = Literal["serif", "sans", "mono"]
Colour = tuple[float, float, float]

INK: Final[Colour] = (0.09, 0.10, 0.12)
NAVY: Final[Colour] = (0.12, 0.21, 0.33)
GREY: Final[Colour] = (0.30, 0.32, 0.35)
RULE: Final[Colour] = (0.56, 0.58, 0.61)
HAIR: Final[Colour] = (0.76, 0.78, 0.80)
TINT: Final[Colour] = (0.930, 0.938, 0.948)
PANEL: Final[Colour] = (0.955, 0.963, 0.975)
WARN: Final[Colour] = (0.43, 0.20, 0.10)
WATERMARK: Final[Colour] = (0.925, 0.930, 0.937)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: family, size and leading in points, colour, weight and slope."""

    family: Family = "serif"
    size: float = 10.6
    leading: float = 15.2
    colour: Colour = INK
    bold: bool = False
    italic: bool = False

    def scaled(self, size: float, leading: float) -> Style:
        """Return the same style at another size."""
        return replace(self, size=size, leading=leading)


BODY: Final = Style()
SMALL: Final = Style("sans", 8.6, 11.6)
CAPTION: Final = Style("sans", 8.4, 11.2, GREY, italic=True)
TITLE: Final = Style("serif", 23.5, 28.0, INK, bold=True)
SUBTITLE: Final = Style("serif", 11.8, 15.6, GREY, italic=True)
RECEIPT_TITLE: Final = Style("serif", 17.0, 21.0, NAVY, bold=True)
HEADINGS: Final = {
    1: Style("sans", 16.0, 20.0, NAVY, bold=True),
    2: Style("sans", 12.2, 15.6, INK, bold=True),
    3: Style("sans", 10.4, 13.6, INK, bold=True),
}
CELL: Final = Style("sans", 8.8, 11.8)
CELL_HEAD: Final = Style("sans", 8.2, 11.2, INK, bold=True)
FACT: Final = Style("sans", 9.4, 12.8)
LABEL: Final = Style("sans", 8.4, 11.2, GREY)
NAME: Final = Style("sans", 11.4, 14.6, INK, bold=True)
DIGEST: Final = Style("mono", 7.8, 11.0)
RUNNING: Final = Style("sans", 8.2, 10.0)
RUNNING_DIGEST: Final = Style("mono", 6.6, 9.0)
