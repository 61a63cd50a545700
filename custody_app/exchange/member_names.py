"""Which names a package may hold: plain ASCII that means the same file on every system."""

from __future__ import annotations

import re

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

MAX_PATH = 240
MAX_DEPTH = 8
_PART = re.compile(rb"[A-Za-z0-9_+=@~-](?:[A-Za-z0-9._+=@~ -]*[A-Za-z0-9_+=@~-])?")
_RESERVED = re.compile(rb"(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\..*)?", re.IGNORECASE | re.DOTALL)


def unsafe_package(reason: str, name: bytes | str = b"") -> InputWrong:
    """Return the refusal of a package that could harm who opens it, or that two programs could read differently.

    Args:
        reason: why, in English: a technical detail for the report.
        name: the member's name, shown with hidden characters made visible.
    """
    shown = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else name
    return InputWrong(
        "PACKAGE_UNSAFE",
        N_("The package cannot be opened safely: {reason} {name}"),
        kept=N_("Nothing was taken from it."),
        advice=N_("Ask the sender for the package again, as the program wrote it."),
        reason=reason,
        name=shown[:200],
    )


def damaged_package(reason: str, name: str = "") -> InputWrong:
    """Return the refusal of a package whose bytes are cut or changed."""
    return InputWrong(
        "PACKAGE_DAMAGED",
        N_("The package is damaged: {reason} {name}"),
        kept=N_("Nothing was taken from it."),
        advice=N_("Copy it again from where it came from."),
        reason=reason,
        name=name[:200],
    )


def check_name(name: bytes) -> list[bytes]:
    """Return the parts of a member's name.

    Raises:
        InputWrong: PACKAGE_UNSAFE, it is absolute, has `..`, a drive, a stream, a character other than ASCII letters,
            digits, `_+=@~-` and, inside, dots and spaces, a name reserved by Windows, or is too long or deep.
    """
    if not name or len(name) > MAX_PATH:
        raise unsafe_package("a name of no or too great length", name)
    parts = name.split(b"/")
    if len(parts) > MAX_DEPTH:
        raise unsafe_package("folders nested too deep", name)
    for part in parts:
        if not _PART.fullmatch(part) or _RESERVED.fullmatch(part):
            raise unsafe_package("a name that is not safe on every system", name)
    return parts
