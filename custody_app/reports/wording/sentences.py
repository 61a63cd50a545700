"""The three plain answers in words: what was seized, who held it, is it unchanged; nothing beyond the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from custody_app.domain.vocabulary import BASIS_KINDS, label_of
from custody_app.i18n import N_, Translator
from custody_app.reports.engine.text import Run, bold
from custody_app.reports.facts.answers import Answers
from custody_app.reports.facts.exhibit import ExhibitFacts, Integrity
from custody_app.reports.facts.record import BasisFacts, RecordFacts
from custody_app.reports.wording.dates import long_date, short_date
from custody_app.reports.wording.members import type_name
from custody_app.reports.wording.numbers import colon, listed, number_text

Words = list[Run]
_FEW: Final = 14
_FEW_NAMES: Final = 8
_FEW_PLACES: Final = 3


class Sentences:
    """Puts answers into the document's language.

    Args:
        record: the case.
        answers: what it adds up to.
        translator: the document's language.
    """

    def __init__(self, record: RecordFacts, answers: Answers, translator: Translator) -> None:
        self._record = record
        self._answers = answers
        self._tr = translator
        self._colon = colon(translator.language)

    def seized(self) -> Words:
        """Say what was seized, when, on which legal basis, and what was made from it."""
        answers, tr = self._answers, self._tr
        count = len(answers.seized)
        if not count:
            return [Run(tr._(N_("No exhibit is registered in this case.")))]
        kinds = [
            _within(type_name(kind, tr)) + (f" ×{number_text(many, tr.language)}" if many > 1 else "")
            for kind, many in answers.types
        ]
        words = [
            bold(
                tr.ngettext("{count} exhibit was registered", "{count} exhibits were registered", count).format(
                    count=self._number(count)
                )
            ),
            Run(self._colon + ", ".join(kinds) + ". "),
            Run(self._registered()),
            Run(self._places()),
            Run(self._on_basis()),
        ]
        if made := len(answers.made):
            text = tr.ngettext(
                "{count} further exhibit was made from them (an image, extraction or copy).",
                "{count} further exhibits were made from them (images, extractions or copies).",
                made,
            )
            words.append(Run(" " + text.format(count=self._number(made))))
        return words

    def held(self) -> Words:
        """Say who held the exhibits, how transfers are signed, and what the record does not cover."""
        answers, tr = self._answers, self._tr
        count = len(answers.holders)
        who = tr.ngettext(
            "{count} person held them: {names}.", "{count} people held them, one after another: {names}.", count
        ).format(count=self._number(count), names=self._names([holder.shown for holder in answers.holders]))
        words = [Run(who + " ")]
        if taken := len(answers.taken):
            signed = len(answers.signed_by_both)
            words.append(
                Run(
                    tr.ngettext(
                        "In {count} transfer exhibits changed hands; giver and receiver signed {signed} of them "
                        "with their own keys.",
                        "In {count} transfers exhibits changed hands; giver and receiver signed {signed} of them "
                        "with their own keys.",
                        taken,
                    ).format(count=self._number(taken), signed=self._number(signed))
                    + " "
                )
            )
            if by_hand := taken - signed:
                text = tr.ngettext(
                    "{count} receiver had no key and signed by hand, attested by an officer.",
                    "{count} receivers had no key and signed by hand, attested by an officer.",
                    by_hand,
                )
                words.append(Run(text.format(count=self._number(by_hand)) + " "))
        stretches = len(answers.stretches)
        if stretches:
            text = tr.ngettext(
                "For {count} stretch of time the record does not show a signed holder; it is told under Gaps.",
                "For {count} stretches of time the record does not show a signed holder; they are told under Gaps.",
                stretches,
            )
            words.append(bold(text.format(count=self._number(stretches))))
        else:
            text = N_(
                "From registration to the date of this report, or to its disposition, the record names a holder of "
                "each exhibit at every moment."
            )
            words.append(bold(tr._(text)))
        return words

    def unchanged(self) -> Words:
        """Say what comparisons found, exhibit by exhibit; a difference comes first."""
        tr = self._tr
        words: Words = []
        if differs := self._of(Integrity.DIFFERS):
            words.append(bold(tr._(N_("Does not match (see section 5)")) + f"{self._colon}{self._dated(differs)}. "))
        if unreadable := self._of(Integrity.UNREADABLE):
            words.append(
                bold(tr._(N_("Could not be read for comparison")) + f"{self._colon}{self._dated(unreadable)}. ")
            )
        if same := self._of(Integrity.UNCHANGED):
            text = tr._(N_("{count} of {all} exhibits with digests were unchanged when compared"))
            told = text.format(count=self._number(len(same)), all=self._number(self._answers.comparable))
            words += [bold(told), Run(f"{self._colon}{self._dated(same)}. ")]
        if never := self._of(Integrity.NEVER_COMPARED):
            words.append(Run(tr._(N_("Hashed, but not compared since")) + f"{self._colon}{self._numbers(never)}. "))
        if missing := self._of(Integrity.NO_DIGEST):
            words.append(Run(tr._(N_("No digest is on record for")) + f"{self._colon}{self._numbers(missing)}. "))
        if objects := self._of(Integrity.NOT_DIGITAL):
            words.append(
                Run(
                    tr._(N_("Devices and objects cannot be compared by a digest; only what is read out of them can"))
                    + f"{self._colon}{self._numbers(objects)}."
                )
            )
        return words or [Run(tr._(N_("Nothing was compared.")))]

    def record_sound(self) -> str:
        """Say what the verification of the log found when the document was made."""
        verification, tr = self._record.verification, self._tr
        if verification.record == "consistent":
            text = tr._(N_("No alteration found: all {count} entries of the log were computed again."))
            return text.format(count=number_text(verification.entries, tr.language))
        if verification.record == "inconsistent":
            codes = ", ".join(verification.findings)
            return tr._(N_("The record is not consistent: {findings}.")).format(findings=codes)
        return tr._(N_("The log was not verified when this document was made; the last section tells how to do it."))

    def basis(self, basis: BasisFacts) -> str:
        """Name a legal basis: its kind, number, issuer, date."""
        told, tr = basis.basis, self._tr
        name = " ".join(filter(None, (tr._(label_of(BASIS_KINDS, told.kind)), told.number)))
        if told.issuer:
            name += ", " + told.issuer
        if told.issued:
            name += ", " + long_date(told.issued, tr.language)
        return name

    def _names(self, names: Sequence[str]) -> str:
        return listed(names, self._tr) if len(names) <= _FEW_NAMES else self.few(names, most=_FEW_NAMES)

    def _places(self) -> str:
        """Say where exhibits were taken, where that was stated."""
        places = list(dict.fromkeys(filter(None, (each.text("place.address") for each in self._answers.seized))))
        if not places:
            return ""
        shown = self.few([" ".join(place.split()) for place in places], "; ", _FEW_PLACES)
        return " " + self._tr._(N_("Taken at: {places}.")).format(places=shown)

    def _registered(self) -> str:
        dates = sorted(exhibit.first.at[:10] for exhibit in self._answers.seized)
        language = self._tr.language
        if dates[0] == dates[-1]:
            return self._tr._(N_("Registered on {date}.")).format(date=long_date(dates[0], language))
        text = self._tr._(N_("Registered from {first} to {last}."))
        return text.format(first=long_date(dates[0], language), last=long_date(dates[-1], language))

    def _on_basis(self) -> str:
        used = dict.fromkeys(exhibit.text("basis") for exhibit in self._answers.seized)
        bases = [self.basis(found) for name in used if (found := self._record.basis(name))]
        return " " + self._tr._(N_("Legal basis: {bases}.")).format(bases=self.few(bases, "; ")) if bases else ""

    def _of(self, state: Integrity) -> tuple[ExhibitFacts, ...]:
        return self._answers.by_integrity[state]

    def _dated(self, exhibits: Sequence[ExhibitFacts]) -> str:
        """Name exhibits by number, grouped by the day of their last comparison."""
        days: dict[str, list[str]] = {}
        for exhibit in exhibits:
            last = exhibit.last_comparison
            days.setdefault(last.at[:10] if last else "", []).append(exhibit.number)
        shown = [f"{self.few(numbers)} ({short_date(day, self._tr.language)})" for day, numbers in sorted(days.items())]
        return self.few(shown, "; ")

    def _numbers(self, exhibits: Sequence[ExhibitFacts]) -> str:
        return self.few([exhibit.number for exhibit in exhibits])

    def few(self, items: Sequence[str], joint: str = ", ", most: int = _FEW) -> str:
        """Return the first items of a list, and how many more there are: the cover stays one page."""
        if len(items) <= most + 1:
            return joint.join(items)
        more = self._tr._(N_("{items} and {count} more"))
        return more.format(items=joint.join(items[:most]), count=self._number(len(items) - most))

    def _number(self, count: int) -> str:
        return number_text(count, self._tr.language)


def _within(label: str) -> str:
    """Return a label as it reads within a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
