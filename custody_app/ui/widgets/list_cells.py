"""What a cell of a list shows; the delegate draws it, a screen reader reads `spoken`."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_STRONG, POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Cell:
    """Plain text; `mono` for identifiers and digests, `muted` for what matters less."""

    text: str
    mono: bool = False
    muted: bool = False

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return self.text


@dataclass(frozen=True, slots=True)
class IconCell:
    """Two lines beside an icon in a tile: number and title."""

    icon: str
    text: str
    detail: str = ""
    role: str = "neutral"

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return f"{self.text}, {self.detail}" if self.detail else self.text


@dataclass(frozen=True, slots=True)
class AvatarCell:
    """A person: initials in a disc, then the name."""

    name: str

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return self.name


@dataclass(frozen=True, slots=True)
class ChipCell:
    """A state by shape, word and colour."""

    text: str
    role: str = "neutral"
    icon: str = ""

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return self.text


AnyCell = Cell | IconCell | AvatarCell | ChipCell


def isolated(text: str) -> str:
    """Return `text` so that painted dates and identifiers keep their order in right-to-left windows."""
    return f"{FIRST_STRONG}{text}{POP_ISOLATE}" if text else ""


def initials(name: str) -> str:
    """Return one or two capitals for a name."""
    words = [word for word in name.replace(".", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
