"""The colours of the window, by what they are for, in a light and a dark set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["neutral", "info", "ok", "warn", "danger"]
ROLES: Final[tuple[Role, ...]] = ("neutral", "info", "ok", "warn", "danger")


@dataclass(frozen=True, slots=True)
class Tone:
    """One state's colours: `text` on `fill` within `line`; `text` also reads on a card."""

    text: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A colour for each purpose, as `#rrggbb`.

    Attributes:
        window: behind everything; card: what content stands on; sunken: digest blocks, the track of a bar.
        text, muted, faint: in falling importance, the last for placeholders only.
        line: between cards; line_strong: around what can be typed into.
        accent: the one main button; on_accent: its text; link: accent as text.
        selected: a chosen row, with text `text` or `muted` on it.
        side, side_text, side_muted, side_chosen: the sidebar, dark in both sets.
    """

    name: str
    window: str
    card: str
    sunken: str
    hover: str
    text: str
    muted: str
    faint: str
    line: str
    line_strong: str
    accent: str
    accent_hover: str
    accent_down: str
    on_accent: str
    link: str
    focus: str
    selected: str
    disabled_fill: str
    disabled_text: str
    danger: str
    danger_hover: str
    side: str
    side_text: str
    side_muted: str
    side_chosen: str
    side_line: str
    side_accent: str
    scroll: str
    scroll_hover: str
    shadow: str
    neutral: Tone
    info: Tone
    ok: Tone
    warn: Tone
    bad: Tone

    @property
    def dark(self) -> bool:
        """Whether this is the dark set."""
        return self.name == "dark"

    def tone(self, role: str) -> Tone:
        """Return the colours of a state; an unknown one is neutral."""
        tones = {"info": self.info, "ok": self.ok, "warn": self.warn, "danger": self.bad}
        return tones.get(role, self.neutral)


LIGHT: Final = Tokens(
    name="light",
    window="#f4f6fa",
    card="#ffffff",
    sunken="#f6f8fb",
    hover="#eef2f8",
    text="#101828",
    muted="#526077",
    faint="#637085",
    line="#e1e6ee",
    line_strong="#c3ccd9",
    accent="#1f5fd6",
    accent_hover="#1a53bd",
    accent_down="#1647a4",
    on_accent="#ffffff",
    link="#1b57c4",
    focus="#1f5fd6",
    selected="#e6effd",
    disabled_fill="#eceff4",
    disabled_text="#5c687d",
    danger="#b4232f",
    danger_hover="#981c27",
    side="#0f1b2e",
    side_text="#f2f5fa",
    side_muted="#b3c0d4",
    side_chosen="#1c3052",
    side_line="#22344f",
    side_accent="#4b8bff",
    scroll="#c3ccd9",
    scroll_hover="#a3afc0",
    shadow="#d5dbe6",
    neutral=Tone("#46536a", "#eef1f5", "#d3dae4"),
    info=Tone("#1d54b4", "#e6effd", "#b5cdf5"),
    ok=Tone("#11704f", "#e0f4ec", "#a9dcc6"),
    warn=Tone("#7d4a0b", "#fdf0d8", "#ecd09a"),
    bad=Tone("#a3202e", "#fde6e7", "#f2b8bd"),
)
DARK: Final = Tokens(
    name="dark",
    window="#0d1118",
    card="#161c26",
    sunken="#11161f",
    hover="#1e2632",
    text="#e8edf5",
    muted="#a3afc1",
    faint="#8d99ac",
    line="#263040",
    line_strong="#3a475b",
    accent="#2b68de",
    accent_hover="#3470e2",
    accent_down="#2259c4",
    on_accent="#ffffff",
    link="#8ab8ff",
    focus="#6ea6ff",
    selected="#1b2c4c",
    disabled_fill="#1c232f",
    disabled_text="#8d99ac",
    danger="#c2323f",
    danger_hover="#cc3c49",
    side="#090d14",
    side_text="#f2f5fa",
    side_muted="#a9b6c9",
    side_chosen="#1a2943",
    side_line="#1d2736",
    side_accent="#4b8bff",
    scroll="#3a475b",
    scroll_hover="#536279",
    shadow="#05070a",
    neutral=Tone("#b8c3d3", "#222b38", "#3a475b"),
    info=Tone("#9cc3ff", "#182b4f", "#2d4c82"),
    ok=Tone("#6fd6ad", "#10301f", "#1f5a40"),
    warn=Tone("#f0bf74", "#382711", "#664822"),
    bad=Tone("#ff9da4", "#421c22", "#74323b"),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours (WCAG 2.2, relative luminance), 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
