"""Yes and no, as people of four languages type them."""

from __future__ import annotations

from typing import Final

from custody_app.i18n import N_, Translator

YES: Final = frozenset({"y", "yes", "true", "1", "s", "si", "sí", "sim", "o", "oui"})
NO: Final = frozenset({"n", "no", "false", "0", "não", "nao", "non"})
"""Answers to a question of an exhibit's type: in any language, since scripts travel; they are read back anyhow."""
_ENGLISH: Final = ("y", "yes")
_WORDS: Final = N_("y, yes")


def question(text: str, translator: Translator) -> str:
    """Return a translated question with its two answers, the one that Enter gives in capitals: `Sign? [y/N] `."""
    return f"{translator._(text)} [{_words(translator)[0]}/N] "


def is_yes(answer: str, translator: Translator) -> bool:
    """Tell whether this is yes, in the translator's language or in English; anything else is no."""
    return answer.strip().casefold() in {*_words(translator), *_ENGLISH}


def _words(translator: Translator) -> list[str]:
    return [word.strip() for word in translator._(_WORDS).split(",")]
