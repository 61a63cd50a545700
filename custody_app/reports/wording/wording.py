"""The document's own language, at hand in every section: sentences, moments, references to entries."""

from __future__ import annotations

from typing import Final

from custody_app.i18n import N_, Translator, visible
from custody_app.reports.engine.text import Run
from custody_app.reports.engine.theme import GREY
from custody_app.reports.facts.record import RecordFacts
from custody_app.reports.facts.said import Party, Value
from custody_app.reports.facts.statement import Moment, Ref, Signed, StatementFacts
from custody_app.reports.wording.dates import local_text, utc_text
from custody_app.reports.wording.numbers import colon, number_text, short_key

_SMALL: Final = 0.86


class Wording:
    """Says things about one record in one language.

    Args:
        record: whose names and entries.
        language: `en`, `es`, `pt`, `fr`; independent of the screen's.
    """

    def __init__(self, record: RecordFacts, language: str) -> None:
        self.record = record
        self.translator = Translator(language)
        self.language = self.translator.language

    def t(self, message: str, **values: object) -> str:
        """Return a marked message in the language; values are shown with hidden characters made visible."""
        shown = {name: visible(str(value)) for name, value in values.items()}
        return self.translator._(message).format_map(shown) if shown else self.translator._(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form that fits `count`, with `{count}` filled in."""
        return self.translator.ngettext(singular, plural, count).format(count=self.number(count))

    @property
    def colon(self) -> str:
        """A colon and its blanks."""
        return colon(self.language)

    def pair(self, label: str, value: str) -> str:
        """Return `label: value`."""
        return f"{label}{self.colon}{value}"

    def number(self, count: int) -> str:
        """Return a whole number as the language writes it."""
        return number_text(count, self.language)

    def ref(self, ref: Ref) -> Run:
        """Return the number of the entry that says so, small and in brackets."""
        return Run(f"\u00a0{self.bare_ref(ref)}", scale=_SMALL, colour=GREY)

    def bare_ref(self, ref: Ref) -> str:
        """Return `[7]`, or `[7 other.example/log]` for an entry of another log."""
        return f"[{ref.entry} {ref.log}]" if ref.log else f"[{ref.entry}]"

    def said(self, value: Value | None, text: str = "") -> list[Run | str]:
        """Return a value with its entry; nothing where nothing was said, so that a line is left to write on."""
        if value is None or not (text or value.text):
            return []
        return [text or value.text, self.ref(value.ref)]

    def when(self, moment: Moment, *, seconds: bool = False) -> str:
        """Return UTC and, on the next line, the time by the station's clock."""
        utc = utc_text(moment.at, self.language, seconds=seconds)
        local = local_text(moment, self.language, seconds=seconds)
        return f"{utc}\n{local}" if local else utc

    def party(self, party: Party) -> str:
        """Return a name with the post, or the kind of a recipient without a key."""
        return ", ".join(filter(None, (party.shown, party.post)))

    def signed(self, signature: Signed) -> list[Run | str]:
        """Return who signed, and the beginning of the key's fingerprint."""
        station = signature.person == "station"
        name = self.t(N_("The station")) if station else self.record.people.name(signature.person)
        return [name, "\n", Run(short_key(signature.key), mono=True, scale=0.86)]

    def signatures(self, *statements: StatementFacts) -> list[Run | str]:
        """Return everybody who signed these statements, one below the other."""
        words: list[Run | str] = []
        for statement in statements:
            for signature in statement.signatures:
                words += (["\n"] if words else []) + self.signed(signature)
        return words

    @property
    def yes(self) -> str:
        """Yes."""
        return self.t(N_("Yes"))

    @property
    def no(self) -> str:
        """No."""
        return self.t(N_("No"))
