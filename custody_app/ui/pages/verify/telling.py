"""What the page tells of a result, in words: built anew for each language, drawn and saved from the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.i18n import N_

ALGORITHM_NAMES: Final = {
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "sha3-256": "SHA3-256",
    "blake3": "BLAKE3",
    "sha1": "SHA-1",
    "md5": "MD5",
}
MATCHES, DIFFERS, CANNOT_TELL = N_("Matches"), N_("Does not match"), N_("Cannot tell")
COMPUTED = N_("Computed")
OUTCOME_ICONS: Final = {"ok": "circle-check", "danger": "octagon-x", "warn": "shield-question-mark", "info": "hash"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers apart: `Evidence`, a word with its role and icon, a sentence."""

    label: str
    word: str
    role: str
    icon: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A stored and a computed value, to be laid one above the other."""

    title: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: `role` danger for a failure, warn for what is not proven, neutral for a remark."""

    role: str
    word: str
    sentence: str
    code: str = ""
    place: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything the page says about one result.

    Attributes:
        role: `ok`, `danger`, `warn`, `info`.
        word: the outcome, large.
        sentence: one plain sentence for a lay reader.
        steps: what to do with it, "" for nothing.
    """

    role: str
    word: str
    sentence: str
    answers: tuple[Answer, ...] = ()
    compared: tuple[Compared, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    more: int = 0
    facts: tuple[tuple[str, str], ...] = ()
    steps: str = ""
