"""The catalogues: complete in every language, compiled as they stand, and what the program reads."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path

import pytest

from custody_app.i18n import Translator

ROOT = Path(__file__).resolve().parents[3]


def _script() -> object:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _script()


@pytest.fixture(scope="module")
def template(script):
    return script.extract()


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_every_message_is_translated_with_its_fields(script, template, language):
    assert script.problems(language, template) == []


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_the_compiled_catalogue_is_what_the_text_gives(script, language):
    assert script.po_path(language).with_suffix(".mo").read_bytes() == script.compiled(language)


def test_a_missing_translation_is_noticed(script, template):
    template.add("A message that nobody translated")
    assert len(script.problems("es", template)) == 1


def test_the_program_speaks_them():
    assert Translator("es")._("Cancelled.") == "Anulado."
    assert {Translator(language)._("Exhibit number") for language in ("es", "pt", "fr")} == {
        "Número de evidencia",
        "Número do vestígio",
        "Numéro de pièce",
    }
