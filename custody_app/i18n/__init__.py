"""Languages and plain text: everything a person reads passes through here."""

from custody_app.i18n.translator import LANGUAGES, N_, Translator
from custody_app.i18n.visible_text import visible

__all__ = ["LANGUAGES", "N_", "Translator", "visible"]
