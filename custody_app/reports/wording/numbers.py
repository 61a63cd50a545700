"""Numbers, digests and lists as documents write them, in four languages, from tables of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from custody_app.i18n import N_, Translator

_NARROW: Final = "\u00a0"
_THOUSANDS: Final = {"en": ",", "es": _NARROW, "pt": ".", "fr": _NARROW}
_GROUP: Final = 8
ALGORITHM_NAMES: Final = {
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "sha3_256": "SHA3-256",
    "blake3": "BLAKE3",
    "sha1": "SHA-1",
    "md5": "MD5",
}


def number_text(number: int, language: str) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,}".replace(",", _THOUSANDS[language])


def grouped(digest: str) -> str:
    """Return a digest in groups of eight characters."""
    return " ".join(digest[start : start + _GROUP] for start in range(0, len(digest), _GROUP))


def short_key(fingerprint: str) -> str:
    """Return the first sixteen characters of a key's fingerprint in groups of four, without `SHA256:`."""
    bare = fingerprint.removeprefix("SHA256:")[:16]
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def listed(items: Sequence[str], translator: Translator) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    joint = translator.pgettext("between the last two of a list", "{items} and {last}")
    if translator.language == "es" and _sounds_i(last):
        joint = "{items} e {last}"
    return joint.format(items=", ".join(items[:-1]), last=last)


def algorithm_name(algorithm: str) -> str:
    """Return an algorithm's usual name."""
    return ALGORITHM_NAMES.get(algorithm, algorithm)


def colon(language: str) -> str:
    """Return a colon and a blank as the language sets them: French puts a blank before it as well."""
    return "\u00a0: " if language == "fr" else ": "


def yes_no(value: bool, translator: Translator) -> str:
    """Return Yes or No."""
    return translator._(N_("Yes") if value else N_("No"))


def _sounds_i(word: str) -> bool:
    start = word.casefold()
    return (start.startswith(("i", "í")) and not start.startswith(("ia", "ie"))) or start.startswith(("hi", "hí"))
