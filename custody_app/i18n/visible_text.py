"""Text from outside, made safe to show: nothing in it is hidden and nothing in it acts."""

from __future__ import annotations

import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, keep_newlines: bool = False) -> str:
    """Return `text` with control, bidi, surrogate and unassigned characters written as ⟨U+202E⟩.

    Args:
        text: any string, also one with lone surrogates.
        keep_newlines: leave line feeds alone, for fields of several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(c):04X}⟩"
        if unicodedata.category(c) in _HIDDEN_CATEGORIES and not (keep_newlines and c == "\n")
        else c
        for c in text
    )
