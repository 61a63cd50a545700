"""Gettext catalogues for the window, the command line and documents alike."""

from __future__ import annotations

import gettext
import io

from custody_app.resources import read_resource

LANGUAGES = ("en", "es", "pt", "fr")


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for a deferred message)
    """Mark a message for translation and return it unchanged; it is translated where it is shown."""
    return message


class Translator:
    """Translates messages into one language, which may be changed while the program runs.

    Args:
        language: one of `LANGUAGES`; anything else falls back to English.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = "en"
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        self.set_language(language)

    def set_language(self, language: str) -> None:
        """Switch to `language`; a language without a catalogue speaks English."""
        self.language = language if language in LANGUAGES else "en"
        self._catalogue = gettext.NullTranslations()
        if self.language != "en":
            try:
                catalogue = read_resource(f"locale/{self.language}/LC_MESSAGES/custody.mo")
            except FileNotFoundError:
                return
            self._catalogue = gettext.GNUTranslations(io.BytesIO(catalogue))

    def _(self, message: str) -> str:
        """Return `message` in the current language; an empty message stays empty."""
        return self._catalogue.gettext(message) if message else ""

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of the message that fits `number`, in the current language."""
        return self._catalogue.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return `message` as used in `context`, in the current language."""
        return self._catalogue.pgettext(context, message)
