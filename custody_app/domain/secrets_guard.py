"""Refuses what must never be stored: a seed phrase or a private key. The sealed envelope's number is recorded instead.

A guard, not a proof: it catches what is pasted or typed in a usual form. Plain 64-digit hex is not refused,
since digests and transaction ids look the same, unless words beside it call it a private key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Any

from custody_app.diagnostics import RuleRefused
from custody_app.domain.bodies import walk
from custody_app.domain.seed_words import ENGLISH
from custody_app.i18n import N_

SEED_LENGTH = 12
"""The shortest seed phrase of BIP-39, in words."""
_DISTINCT = 8
"""Different words among those: chance repeats few of 2,048, while `file 1, file 2, …` repeats one."""

_WORD = re.compile(r"[^\W\d_]+")
_NOT_FREE = frozenset({"proof", "key", "case_salt", "station_key"})
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ENCODED_KEY = re.compile(
    rf"(?<![0-9A-Za-z])(?:[5KL9c][{_BASE58}]{{50,51}}|[xyzt]prv[{_BASE58}]{{107}})(?![0-9A-Za-z])"
)
_MARKED_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{20,}|PuTTY-User-Key-File-\d")
_NAMED_HEX = re.compile(
    r"(?:private\s+key|priv\s*key|secret\s+key|clave\s+privada|llave\s+privada|chave\s+privada|cl[ée]\s+priv[ée]e)"
    r"\W{0,20}(?:\w+\W{1,3}){0,3}(?:0x)?[0-9a-f]{64}(?![0-9a-f])",
    re.IGNORECASE,
)


def is_seed_phrase(text: str, words: Collection[str] = ENGLISH) -> bool:
    """Whether `SEED_LENGTH` words of the list follow one another; numbers and punctuation between them do not help."""
    run: list[str] = []
    for word in _WORD.findall(text.lower()):
        run = [*run[1 - SEED_LENGTH :], word] if word in words else []
        if len(run) == SEED_LENGTH and len(set(run)) >= _DISTINCT:
            return True
    return False


def is_private_key(text: str) -> bool:
    """Whether the text holds a private key: PEM, OpenSSH, PuTTY, age, WIF, extended key, or hex that is called one."""
    if _MARKED_KEY.search(text) or _NAMED_HEX.search(text):
        return True
    return any(_base58_checked(found.group()) for found in _ENCODED_KEY.finditer(text))


def refuse_secrets(body: Any, words: Collection[str] = ENGLISH) -> None:
    """Refuse a body in which any text looks like a secret (SECRET_REFUSED); the text is not repeated in the error."""
    lists: dict[str, list[str]] = {}
    for path, value in walk(body):
        parts = path.split(".")
        if not isinstance(value, str) or parts[-1] in _NOT_FREE:
            continue
        if parts[0] == "fields" and parts[-1].isdigit():
            lists.setdefault(".".join(parts[:-1]), []).append(value)
        if is_seed_phrase(value, words) or is_private_key(value):
            _refuse(path)
    # A phrase typed one word a line into a field is a phrase all the same; lists of file names are none.
    _refuse_lists(lists.items(), words)


def _refuse_lists(lists: Iterable[tuple[str, list[str]]], words: Collection[str]) -> None:
    for path, values in lists:
        if is_seed_phrase(" ".join(values), words):
            _refuse(path)


def _refuse(path: str) -> None:
    raise RuleRefused(
        "SECRET_REFUSED",
        N_("The text in {member} looks like a seed phrase or a private key, which is never stored."),
        kept=N_("Nothing was recorded, and the text was not kept."),
        advice=N_("Write it on paper, seal it in an envelope, and record the number of the envelope."),
        member=path,
    )


def _base58_checked(text: str) -> bool:
    """Whether the last four bytes are the double SHA-256 checksum of those before (Base58Check)."""
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
