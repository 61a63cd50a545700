"""Qt's own buttons, file dialog and field menus speak the window's language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit

from custody_app.i18n import Translator
from custody_app.ui.choices import Choices
from custody_app.ui.qt_words import speak
from custody_app.ui.start import make_context


@pytest.fixture(autouse=True)
def english_afterwards(qapp):
    yield
    speak(Translator("en"))


def buttons() -> tuple[str, str]:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    save, cancel = box.buttons()
    return save.text(), cancel.text()


@pytest.mark.parametrize(
    ("language", "shown"),
    [("es", ("Guardar", "Cancelar")), ("pt", ("Salvar", "Cancelar")), ("fr", ("Enregistrer", "Annuler"))],
)
def test_the_buttons_of_a_dialog_follow_the_language_and_come_back(empty_ctx, language, shown):
    empty_ctx.set_language(language)
    assert buttons() == shown
    empty_ctx.set_language("en")
    assert buttons() == ("Save", "Cancel")


def test_the_language_chosen_at_the_start_is_spoken(qapp):
    ctx = make_context(Choices(), "fr")
    assert buttons() == ("Enregistrer", "Annuler")
    ctx.tasks.close()


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_no_label_of_the_file_dialog_stays_english(qapp, language):
    def labels() -> list[str]:
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        return [dialog.labelText(kind) for kind in QFileDialog.DialogLabel]

    english = labels()
    speak(Translator(language))
    told = labels()
    assert all(told)
    assert not set(english) & set(told)


def test_the_menu_of_a_field_is_translated(qapp):
    speak(Translator("es"))
    field = QLineEdit()
    menu = field.createStandardContextMenu()
    assert any("Deshacer" in action.text() for action in menu.actions())
    menu.deleteLater()


def test_what_nobody_translated_is_shown_in_english_not_empty(qapp):
    speak(Translator("fr"))
    assert QCoreApplication.translate("Nobody", "Not in any catalogue") == "Not in any catalogue"
