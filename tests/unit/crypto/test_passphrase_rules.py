"""Passphrases: what is refused and why, and six words drawn evenly."""

from __future__ import annotations

import collections
import os
import unicodedata

import pytest

from custody_app.crypto.passphrase import OFFERED_WORDS, offer_six_words, passphrase_bytes, weaknesses
from custody_app.diagnostics import InputWrong
from custody_app.i18n import LANGUAGES, Translator
from custody_app.resources import read_resource

OWN = ("María Fernández", "mfernandez", "perito oficial", "Fiscalía General", "fiscalia.example.org")


def codes(passphrase: str, own=OWN) -> set[str]:
    return {weakness.code for weakness in weaknesses(passphrase, own)}


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("", "PASSPHRASE_SHORT"),
        ("lámpara gris 7", "PASSPHRASE_SHORT"),
        ("a b c d e f g", "PASSPHRASE_SHORT"),
        ("passwordpassword", "PASSPHRASE_REPEATED"),
        ("xxxxxxxxxxxxxxxxxxxx", "PASSPHRASE_REPEATED"),
        ("ábcábcábcábcábcábc", "PASSPHRASE_REPEATED"),
        ("casa casa casa casa perro perro", "PASSPHRASE_REPEATED"),
        ("abcdefghijklmnopqrstuvwxyz", "PASSPHRASE_PATTERN"),
        ("zyxwvutsrqponmlkj", "PASSPHRASE_PATTERN"),
        ("qwertyuiopasdfghjkl", "PASSPHRASE_PATTERN"),
        ("Azertyuiop qsdfghjklm", "PASSPHRASE_PATTERN"),
        ("12345678901234567890", "PASSPHRASE_PATTERN"),
        ("password123456789", "PASSPHRASE_COMMON"),
        ("P a s s w o r d 2024 !", "PASSPHRASE_COMMON"),
        ("Contraseña-senha-2025", "PASSPHRASE_COMMON"),
        ("correct horse battery staple", "PASSPHRASE_COMMON"),
        ("MotDePasse Sécurité", "PASSPHRASE_COMMON"),
        ("María Fernández 1980", "PASSPHRASE_OWN"),
        ("fiscalia general mfernandez", "PASSPHRASE_OWN"),
        ("fernandezmaria!!!2024", "PASSPHRASE_OWN"),
        ("tab\tin the middle of it", "PASSPHRASE_TEXT"),
        ("line\nin the middle of it", "PASSPHRASE_TEXT"),
        ("half \udc80 a character here", "PASSPHRASE_TEXT"),
    ],
)
def test_weak_ones_are_named(passphrase, code):
    assert code in codes(passphrase)


@pytest.mark.parametrize(
    "passphrase",
    [
        "lámpara gris del 7",
        "el tren de las ocho no espera",
        "onze girafas no telhado",
        "la pluie tombe sur le quai",
        "dragon under my third staircase",
        "мой дядя самых честных",
        "東京の空は今日も青いですよねえ本当",
        "7f#Qz!m2Lw@8Rk%1",
        "tu no me da it",
        "María planta nueve cactus",
        "48203759610384756102",
    ],
)
def test_good_ones_pass(passphrase):
    assert codes(passphrase) == set()


def test_without_own_words_the_name_passes():
    assert codes("María Fernández Ibáñez Quispe", own=()) == set()
    assert codes("María Fernández Ibáñez", own=("María Fernández Ibáñez",)) == {"PASSPHRASE_OWN"}
    assert codes("lámpara gris del 7", own=("", " ", "a", "el")) == set()


def test_both_ways_to_type_an_accent_are_one():
    composed = unicodedata.normalize("NFC", "ñandú en la montaña")
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert passphrase_bytes(composed) == passphrase_bytes(apart) == composed.encode()
    assert passphrase_bytes("ﬁ") != passphrase_bytes("fi")
    with pytest.raises(InputWrong, match="PASSPHRASE_TEXT"):
        passphrase_bytes("\ud800")


def test_reasons_read_as_sentences_with_their_numbers():
    (short,) = weaknesses("lámpara gris")
    what, _, advice = short.sentences(Translator("en"))
    assert "15 characters or 5 words" in what
    assert advice.startswith("Take the six words")


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_six_words_of_the_list_are_offered(language):
    source = language if language in LANGUAGES else "en"
    listed = read_resource(f"wording/passphrase-{source}.txt").decode().split()
    offered = offer_six_words(os.urandom, language)
    assert len(offered.split(" ")) == OFFERED_WORDS
    assert set(offered.split(" ")) <= set(listed)
    assert codes(offered) == set()


@pytest.mark.parametrize(("language", "count"), [("en", 7776), ("es", 1714), ("pt", 2048), ("fr", 1682)])
def test_lists_have_so_many_different_words(language, count):
    listed = read_resource(f"wording/passphrase-{language}.txt").decode().split("\n")[:-1]
    assert len(listed) == len(set(listed)) == count
    assert all(word.isascii() and word == word.strip().lower() and len(word) > 2 for word in listed)


def test_the_licences_stand_beside_the_lists():
    text = read_resource("wording/passphrase-words-licences.txt").decode()
    assert "Creative Commons Attribution 3.0" in text
    assert "The MIT License" in text


@pytest.mark.parametrize(("language", "bits", "count"), [("en", 13, 7776), ("es", 11, 1714), ("pt", 11, 2048)])
def test_each_word_is_drawn_evenly(language, bits, count):
    """Feed every possible draw once: each word comes up equally often, the rest is thrown away."""
    draws = iter(range(2**16))
    per_word = 2 ** (16 - bits)
    seen: collections.Counter[str] = collections.Counter()

    def every_draw(_: int) -> bytes:
        for draw in draws:
            return draw.to_bytes(2, "big")
        raise EOFError

    with pytest.raises(EOFError):  # noqa: PT012  (a loop until it raises)
        while True:
            seen.update(offer_six_words(every_draw, language).split(" "))
    assert max(seen.values()) == per_word
    # The last words may not have come to six.
    assert count * per_word - seen.total() < OFFERED_WORDS
