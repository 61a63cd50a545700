"""Paper: A4 or Letter, with 22 mm at the left for the binding, and room for the running lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.reports.engine.theme import MM


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and its margins, in points; `x`, `width`, `top` and `bottom` bound what blocks may fill."""

    name: str
    page_width: float
    page_height: float
    left: float = 22 * MM
    right: float = 19 * MM
    head: float = 24 * MM
    foot: float = 26 * MM

    @property
    def x(self) -> float:
        """The left edge of the text."""
        return self.left

    @property
    def width(self) -> float:
        """The width of the text."""
        return self.page_width - self.left - self.right

    @property
    def top(self) -> float:
        """The upper edge of the text, measured from the foot of the page."""
        return self.page_height - self.head

    @property
    def bottom(self) -> float:
        """The lower edge of the text."""
        return self.foot


A4: Final = Paper("A4", 210 * MM, 297 * MM)
LETTER: Final = Paper("Letter", 8.5 * 72, 11.0 * 72)
PAPERS: Final = {"A4": A4, "LETTER": LETTER}


def paper(name: str) -> Paper:
    """Return A4 or Letter by name, whatever its case.

    Raises:
        KeyError: there is no such paper.
    """
    return PAPERS[name.upper()]
