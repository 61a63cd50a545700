"""The bundled fonts: Inter for words, JetBrains Mono for digests and identifiers."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from custody_app.resources import resource_path

FILES: Final = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "Inter-Bold.ttf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Bold.ttf",
)
UI_FAMILY: Final = "Inter"
MONO_FAMILY: Final = "JetBrains Mono"
SMALLEST, LARGEST = 9.75, 16.0


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; twice does no harm."""
    known = set(QFontDatabase.families())
    if UI_FAMILY in known and MONO_FAMILY in known:
        return
    for name in FILES:
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}")))


def base_font() -> QFont:
    """Return the window's font at the size the system's own programs use, within reason."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    size = system.pointSizeF() if system.pointSizeF() > 0 else 10.0
    font = QFont(UI_FAMILY)
    font.setPointSizeF(min(max(size, SMALLEST), LARGEST))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def mono_font(base: QFont) -> QFont:
    """Return the fixed-width font that goes with `base`."""
    font = QFont(base)
    font.setFamily(MONO_FAMILY)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font
