"""Passphrases: one form for every keyboard, what makes one too weak, and the offer of six words.

The rules follow NIST SP 800-63B (length, a list of common ones, the person's own words, patterns; no rule
about kinds of characters, no expiry).
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.resources import read_resource

LEAST_CHARACTERS: Final = 15
LEAST_WORDS: Final = 5
OFFERED_WORDS: Final = 6
_LEAST_DISTINCT: Final = 6
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890")
_SIX_WORDS: Final = N_("Take the six words that are offered, or a sentence only you would think of.")


def passphrase_bytes(passphrase: str) -> bytes:
    """Return the bytes a key is derived from: UTF-8 of the NFC form, so that é typed in either way is the same.

    Raises:
        InputWrong: PASSPHRASE_TEXT, it holds half a character (a lone surrogate) and so has no UTF-8.
    """
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise _unwritable() from None


def weaknesses(passphrase: str, own_words: Iterable[str] = ()) -> list[InputWrong]:
    """Return what speaks against choosing `passphrase`, each to be shown in the person's language; empty if nothing.

    Codes: PASSPHRASE_TEXT (control characters), PASSPHRASE_SHORT (under 15 characters and under 5 words),
    PASSPHRASE_REPEATED (few characters, a repeated piece, repeated words), PASSPHRASE_PATTERN (runs of the
    alphabet or the keyboard), PASSPHRASE_COMMON and PASSPHRASE_OWN (little is left without common passwords,
    or without the person's own words).

    Args:
        passphrase: as typed.
        own_words: the person's name, id, post, agency, station; split into words here.
    """
    text = unicodedata.normalize("NFC", passphrase)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        return [_unwritable()]
    found = []
    words = {word for word in text.casefold().split() if len(word) > 1}
    if len(text) < LEAST_CHARACTERS and len(words) < LEAST_WORDS:
        found.append(_short())
    folded = _folded(text)
    if _repeats(folded, text.casefold().split()):
        found.append(_weak("PASSPHRASE_REPEATED", N_("The passphrase repeats itself.")))
    if _runs(folded):
        found.append(_weak("PASSPHRASE_PATTERN", N_("The passphrase follows the alphabet or the rows of a keyboard.")))
    if _is_little_more_than(folded, _common()):
        found.append(_weak("PASSPHRASE_COMMON", N_("The passphrase is one of the commonly used ones, or nearly.")))
    own = {_folded(word) for words in own_words for word in (words, *words.replace("@", " ").replace(".", " ").split())}
    if _is_little_more_than(folded, own):
        found.append(_weak("PASSPHRASE_OWN", N_("The passphrase is little more than your own name or agency.")))
    return found


def offer_six_words(random: Callable[[int], bytes], language: str = "en") -> str:
    """Return six words, each drawn evenly and apart from the others, with spaces between.

    English: 7,776 words, 77 bits. Spanish, Portuguese, French: 1,714, 2,048 and 1,682 words, at least 64 bits,
    all typed with the letters a to z. Other languages are offered English.

    Args:
        random: the system's, except in tests.
        language: one of `i18n.LANGUAGES`.
    """
    words = _word_list(language if language in ("es", "pt", "fr") else "en")
    return " ".join(words[_draw(len(words), random)] for _ in range(OFFERED_WORDS))


@functools.cache
def _word_list(language: str) -> tuple[str, ...]:
    return tuple(read_resource(f"wording/passphrase-{language}.txt").decode().split())


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(map(_folded, read_resource("wording/passphrase-common.txt").decode().splitlines()))


def _draw(count: int, random: Callable[[int], bytes]) -> int:
    bits = (count - 1).bit_length()
    while True:
        # Draws past the end are thrown away; a remainder would favour the first words.
        drawn = int.from_bytes(random(2), "big") >> (16 - bits)
        if drawn < count:
            return drawn


def _folded(text: str) -> str:
    """Return `text` without case, accents and white space: how a guesser would fold it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def _repeats(folded: str, words: list[str]) -> bool:
    whole_piece = len(folded) > 1 and folded in (folded + folded)[1:-1]
    return whole_piece or len(set(folded)) < _LEAST_DISTINCT or (len(words) > 1 and len(set(words)) * 2 <= len(words))


def _runs(folded: str) -> bool:
    pairs = list(itertools.pairwise(folded))
    following = sum(abs(ord(a) - ord(b)) <= 1 or any(a + b in row or b + a in row for row in _ROWS) for a, b in pairs)
    return bool(pairs) and following * 2 > len(pairs)


def _is_little_more_than(folded: str, known: Iterable[str]) -> bool:
    rest = folded
    for word in sorted(known, key=len, reverse=True):
        if len(word) > 2:
            # A gap, not nothing: what stood left and right of it must not join to another word.
            rest = rest.replace(word, " ")
    return rest != folded and len(set(rest) - {" "}) < _LEAST_DISTINCT


def _short() -> InputWrong:
    return InputWrong(
        "PASSPHRASE_SHORT",
        N_("The passphrase is too short: at least {characters} characters or {words} words are needed."),
        advice=_SIX_WORDS,
        characters=LEAST_CHARACTERS,
        words=LEAST_WORDS,
    )


def _weak(code: str, what: str) -> InputWrong:
    return InputWrong(code, what, advice=_SIX_WORDS)


def _unwritable() -> InputWrong:
    return InputWrong(
        "PASSPHRASE_TEXT",
        N_("The passphrase holds a character that cannot be typed."),
        advice=N_("Use letters, digits, signs and spaces."),
    )
