"""Exhibit numbers by the agency's pattern, such as `{case}-{officer}-{n:03}`.

Laptops without a network must not mint the same number, so a pattern names the station or the officer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import Formatter

from custody_app.diagnostics import InputWrong
from custody_app.domain.checks import NOTHING_RECORDED
from custody_app.i18n import N_

DEFAULT_PATTERN = "{station}-{officer}-{n:03}"
PLACES = ("case", "station", "officer", "agency", "year", "n")
"""What a pattern may name; `officer` are initials, `n` counts from 1."""

_WIDTH = re.compile(r"0?[1-9]?\Z")


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A pattern of exhibit numbers.

    Raises:
        InputWrong: NUMBER_PATTERN when it names something unknown, has no counter, or neither station nor officer.
    """

    pattern: str = DEFAULT_PATTERN

    def __post_init__(self) -> None:
        try:
            parts = list(Formatter().parse(self.pattern))
        except ValueError:
            parts = [("", "?", "", None)]
        names = [name for _, name, _, _ in parts if name is not None]
        widths_fit = all(_WIDTH.match(form or "") and (name == "n" or not form) for _, name, form, _ in parts)
        plain = not any(conversion for *_, conversion in parts)
        named = set(names)
        if not (named <= set(PLACES) and names.count("n") == 1 and named & {"station", "officer"}):
            self._refuse()
        if not (widths_fit and plain):
            self._refuse()

    def number(self, n: int, places: Mapping[str, str]) -> str:
        """Return the exhibit number of counter `n`.

        Args:
            n: from 1.
            places: values of the places named, such as {"case": "123-24", "officer": "RM"}.

        Raises:
            InputWrong: NUMBER_PLACE when a place has no value.
        """
        written = []
        for literal, name, form, _ in Formatter().parse(self.pattern):
            written.append(literal)
            if name == "n":
                written.append(format(n, form or ""))
            elif name is not None:
                written.append(_value(places, name))
        return "".join(written)

    def next_number(self, places: Mapping[str, str], taken: Collection[str]) -> str:
        """Return the first number after all those of this pattern and these places that are taken.

        Gaps are not filled: a number that was given up may stand on a label or a receipt.
        """
        before, after = "", ""
        for literal, name, _, _ in Formatter().parse(self.pattern):
            before += re.escape(literal)
            if name == "n":
                before, after = "", before
            elif name is not None:
                before += re.escape(_value(places, name))
        counter = re.compile(f"{after}([0-9]+){before}")
        used = [int(found.group(1)) for number in taken if (found := counter.fullmatch(number))]
        return self.number(max(used, default=0) + 1, places)

    def _refuse(self) -> None:
        raise InputWrong(
            "NUMBER_PATTERN",
            N_("{pattern} is no pattern for exhibit numbers."),
            kept=NOTHING_RECORDED,
            advice=N_("Use {example}: a counter, and the station or the officer's initials. Allowed are: {places}."),
            pattern=self.pattern,
            example=DEFAULT_PATTERN,
            places=", ".join(PLACES),
        )


def derived_number(parent: str, taken: Collection[str]) -> str:
    """Return the next number of an exhibit derived from `parent`: `1.1`, `1.2`, and below them `1.1.1`."""
    counter = re.compile(rf"{re.escape(parent)}\.([0-9]+)")
    used = [int(found.group(1)) for number in taken if (found := counter.fullmatch(number))]
    return f"{parent}.{max(used, default=0) + 1}"


def initials(name: str) -> str:
    """Return the initials of a person's name, in upper case: `Rosa María Díaz` gives `RMD`."""
    return "".join(part[0] for part in re.split(r"[\s\-']+", name) if part and part[0].isalpha()).upper()


def _value(places: Mapping[str, str], name: str) -> str:
    value = places.get(name, "")
    if not value:
        raise InputWrong(
            "NUMBER_PLACE",
            N_("The exhibit number needs {place}, which is not known."),
            kept=NOTHING_RECORDED,
            advice=N_("Fill it in, in the settings or the case, or type the exhibit number."),
            place=name,
        )
    return value
