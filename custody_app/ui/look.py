"""What a widget is drawn with: the theme and the language."""

from __future__ import annotations

from dataclasses import dataclass

from custody_app.i18n import Translator
from custody_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Look:
    """Handed to every widget that paints icons or has words of its own.

    Attributes:
        theme: colours, icons and measures.
        translator: the language of the window.
    """

    theme: Theme
    translator: Translator

    def _(self, message: str) -> str:
        """Return `message` in the window's language."""
        return self.translator._(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of the message that fits `number`."""
        return self.translator.ngettext(singular, plural, number)

    def px(self, design: float) -> int:
        """Return a measure at this font's size."""
        return self.theme.px(design)
