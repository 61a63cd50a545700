"""The one error tree: who is to blame, what happened, what was kept, what to do."""

from __future__ import annotations

from typing import ClassVar

from custody_app.i18n import N_, Translator, visible


class Term(str):
    """A word of our own among an error's values, such as a field's label: translated where the error is shown."""

    __slots__ = ()


class CustodyError(Exception):
    """An error a person is told about.

    Args:
        code: fixed upper-case name, the same in every language, such as `SEAL_NUMBER_TAKEN`.
        what: what happened: an English message marked with `N_`, with `{name}` fields.
        kept: what was kept or not recorded, likewise.
        advice: what to do now, likewise.
        values: the fields of the messages; shown as plain text with hidden characters made visible.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, code: str, what: str, *, kept: str = "", advice: str = "", **values: object) -> None:
        self.code = code
        self.what = what
        self.kept = kept
        self.advice = advice
        self.values = values
        super().__init__(code)

    def sentences(self, translator: Translator) -> tuple[str, str, str]:
        """Return what happened, what was kept and what to do, in the translator's language."""
        shown = {
            name: visible(translator._(value) if isinstance(value, Term) else str(value))
            for name, value in self.values.items()
        }
        what, kept, advice = (translator._(text).format_map(shown) for text in (self.what, self.kept, self.advice))
        return what, kept, advice

    def __str__(self) -> str:
        text = " ".join(part for part in self.sentences(Translator()) if part)
        return f"{self.code}: {text}"


class RuleRefused(CustodyError):
    """A rule of custody refuses the act."""

    exit_code = 4


class InputWrong(CustodyError):
    """What was given cannot be read or used."""

    exit_code = 2


class Locked(CustodyError):
    """The session is locked, or the passphrase is wrong."""

    exit_code = 5


class EnvironmentUnavailable(CustodyError):
    """The machine refuses: disk full, folder locked, server away."""

    exit_code = 6


class ProgramBroken(CustodyError):
    """The program itself is at fault; the record is untouched."""

    exit_code = 6


class Cancelled(CustodyError):
    """The person stopped the work."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("CANCELLED", N_("Cancelled."), kept=N_("Nothing was recorded."))
