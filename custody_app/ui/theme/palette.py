"""Colour tokens as a palette, for what the style sheet does not reach."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from custody_app.ui.theme.tokens import Tokens


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette of a set of tokens."""
    part = QPalette.ColorRole
    palette = QPalette()
    for role, colour in {
        part.Window: tokens.window,
        part.WindowText: tokens.text,
        part.Base: tokens.card,
        part.AlternateBase: tokens.sunken,
        part.Text: tokens.text,
        part.PlaceholderText: tokens.faint,
        part.Button: tokens.card,
        part.ButtonText: tokens.text,
        part.BrightText: tokens.on_accent,
        part.Highlight: tokens.accent,
        part.HighlightedText: tokens.on_accent,
        part.Accent: tokens.accent,
        part.Link: tokens.link,
        part.LinkVisited: tokens.link,
        part.ToolTipBase: tokens.side,
        part.ToolTipText: tokens.side_text,
        part.Light: tokens.card,
        part.Midlight: tokens.line,
        part.Mid: tokens.line_strong,
        part.Dark: tokens.line_strong,
        part.Shadow: tokens.shadow,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (part.WindowText, part.Text, part.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled_text))
    return palette
