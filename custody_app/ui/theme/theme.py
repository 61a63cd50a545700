"""One theme for the life of the program: it follows the system, or what the person chose."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyleFactory

from custody_app.ui.theme.fonts import base_font, load_fonts, mono_font
from custody_app.ui.theme.icons import icon_pixmap, tinted_icon
from custody_app.ui.theme.palette import palette_of
from custody_app.ui.theme.stylesheet import style_sheet
from custody_app.ui.theme.tokens import DARK, LIGHT, Tokens

Mode = Literal["system", "light", "dark"]
_DESIGN_HEIGHT = 15.73
"""Height in pixels of a line of Inter at the size the measures were drawn for."""


class Theme(QObject):
    """Colours, fonts, icons and measures; `changed` fires after everything was restyled.

    Args:
        mode: `system` follows the desktop, also while the program runs.
    """

    changed = Signal()

    def __init__(self, mode: Mode = "system") -> None:
        super().__init__()
        self._mode: Mode = mode
        load_fonts()
        self.font = base_font()
        self.tokens = self._wanted()
        self._scale = QFontMetricsF(self.font).height() / _DESIGN_HEIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def mode(self) -> Mode:
        """What the person chose."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        self._restyle()

    def magnify(self, factor: float) -> None:
        """Draw everything this much larger than the system's own programs are drawn; 1.0 is their size."""
        self.font = base_font()
        self.font.setPointSizeF(self.font.pointSizeF() * factor)
        self._scale = QFontMetricsF(self.font).height() / _DESIGN_HEIGHT
        self.apply()
        self.changed.emit()

    def apply(self) -> None:
        """Dress the application."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(self.font)
        if self.high_contrast:
            return
        app.setPalette(palette_of(self.tokens))
        app.setStyleSheet(style_sheet(self))

    @property
    def high_contrast(self) -> bool:
        """Whether the desktop asks for high contrast, which is then left alone."""
        hints = QGuiApplication.styleHints()
        wish = getattr(hints, "accessibility", None)
        preference = getattr(wish() if callable(wish) else None, "contrastPreference", None)
        return preference is not None and "HighContrast" in str(preference())

    def px(self, design: float) -> int:
        """Return a length drawn for a 16 px line as it is at this font's size; at least 1 for what is more than 0."""
        return max(round(design * self._scale), 1) if design > 0 else 0

    def scaled_font(self, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the window's font, larger or smaller, for painting."""
        font = QFont(self.font)
        font.setPointSizeF(self.font.pointSizeF() * factor)
        font.setWeight(weight)
        return font

    def mono(self, factor: float = 1.0) -> QFont:
        """Return the fixed-width font."""
        return mono_font(self.scaled_font(factor))

    def colour(self, role: str) -> str:
        """Return the colour of a role: a token's name, or `info`, `ok`, `warn`, `danger`, `neutral` as text."""
        value = getattr(self.tokens, role, None)
        return value if isinstance(value, str) and role != "danger" else self.tokens.tone(role).text

    def icon(self, name: str, role: str = "muted", size: int = 18) -> QIcon:
        """Return a Lucide icon in the colour of `role`."""
        return tinted_icon(name, self.colour(role), self.tokens.disabled_text, self.px(size))

    def dress(self, button: QAbstractButton, name: str, role: str = "muted", size: int = 18, gap: int = 8) -> None:
        """Put an icon before the words of a button; Qt leaves next to no room between them."""
        wide, high = self.px(size) + self.px(gap), self.px(size)
        mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        colour, faint = self.colour(role), self.tokens.disabled_text
        button.setIcon(tinted_icon(name, colour, faint, high, wide - high, mirrored=mirrored))
        button.setIconSize(QSize(wide, high))

    def pixmap(self, name: str, role: str = "muted", size: int = 18) -> QPixmap:
        """Return a Lucide icon as a pixmap for labels."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        return icon_pixmap(name, self.colour(role), self.px(size), ratio)

    def _wanted(self) -> Tokens:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def _system_changed(self) -> None:
        if self._mode == "system":
            self._restyle()

    def _restyle(self) -> None:
        wanted = self._wanted()
        if wanted is self.tokens:
            return
        self.tokens = wanted
        self.apply()
        self.changed.emit()
