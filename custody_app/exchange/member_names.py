"""Which names a package may hold: plain ASCII that means the same file on every system."""

from __future__ import annotations

import re

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator

MAX_PATH = 240
MAX_DEPTH = 8
_PART = re.compile(rb"[A-Za-z0-9_+=@~-](?:[A-Za-z0-9._+=@~ -]*[A-Za-z0-9_+=@~-])?")
_RESERVED = re.compile(rb"(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\..*)?", re.IGNORECASE | re.DOTALL)


class PackageRefused(InputWrong):
    """A package that is not opened; `reason` is told in the reader's language too."""

    def sentences(self, translator: Translator) -> tuple[str, str, str]:
        """Return what happened, what was kept and what to do, in the translator's language."""
        values = self.values | {"reason": translator._(str(self.values["reason"]))}
        told = InputWrong(self.code, self.what, kept=self.kept, advice=self.advice, **values)
        what, kept, advice = told.sentences(translator)
        return what.rstrip(), kept, advice  # where no member is named


def unsafe_package(reason: str, name: bytes | str = b"") -> PackageRefused:
    """Return the refusal of a package that could harm who opens it, or that two programs could read differently.

    Args:
        reason: why, marked with `N_`.
        name: the member's name, shown with hidden characters made visible.
    """
    shown = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else name
    return PackageRefused(
        "PACKAGE_UNSAFE",
        N_("The package cannot be opened safely: {reason} {name}"),
        kept=N_("Nothing was taken from it."),
        advice=N_("Ask the sender for the package again, as the program wrote it."),
        reason=reason,
        name=shown[:200],
    )


def damaged_package(reason: str, name: str = "") -> PackageRefused:
    """Return the refusal of a package whose bytes are cut or changed; see `unsafe_package`."""
    return PackageRefused(
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
        raise unsafe_package(N_("a name of no or too great length"), name)
    parts = name.split(b"/")
    if len(parts) > MAX_DEPTH:
        raise unsafe_package(N_("folders nested too deep"), name)
    for part in parts:
        if not _PART.fullmatch(part) or _RESERVED.fullmatch(part):
            raise unsafe_package(N_("a name that is not safe on every system"), name)
    return parts
