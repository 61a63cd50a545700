"""The words that Qt itself shows: buttons of its dialogs, its file dialog, the menus of its fields."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from custody_app.i18n import N_, Translator

CATALOGUES = {"es": "qtbase_es", "pt": "qtbase_pt_BR", "fr": "qtbase_fr"}
NAME = "words of Qt"
NOT_IN_QT = (N_("&Look in:"), N_("Files of &type:"))
"""What Qt's own catalogues leave in English in its file dialog."""


class QtWords(QTranslator):
    """Qt's catalogue of one language, and from ours what it lacks."""

    def __init__(self, translator: Translator, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self._own = {message: translator._(message) for message in NOT_IN_QT}

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """Return what Qt shows instead of `source`; its own English where nobody has a word: it would show nothing."""
        found = super().translate(context, source, disambiguation, n)
        return found or self._own.get(source, source)


def speak(translator: Translator) -> None:
    """Let Qt show its own words in the translator's language from now on; dialogs made earlier keep theirs."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for earlier in app.findChildren(QTranslator, NAME):
        app.removeTranslator(earlier)
        earlier.deleteLater()
    if catalogue := CATALOGUES.get(translator.language):
        words = QtWords(translator, app)
        words.load(catalogue, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        app.installTranslator(words)
