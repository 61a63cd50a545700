"""Coordinates of a place as people write them: `-15.7975,-47.8919`, `15.7975 S 47.8919 W`, `15°47'51"S, 47°53'31"W`."""

from __future__ import annotations

import re

from custody_app.diagnostics import InputWrong, Term
from custody_app.domain.checks import NOTHING_RECORDED
from custody_app.i18n import N_

_PART = (
    r"(?P<sign{n}>[+-]?)(?P<degrees{n}>\d{{1,3}}(?:\.\d+)?)\s*°?\s*"
    r"(?:(?P<minutes{n}>\d{{1,2}}(?:\.\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<seconds{n}>\d{{1,2}}(?:\.\d+)?)\s*[\"″”]\s*)?"
    r"(?P<side{n}>[NSEWO]?)"
)
_PAIR = re.compile(
    rf"{_PART.format(n=1)}(?:\s*[,;]\s*|\s+|(?<=[NSEWO]))\s*{_PART.format(n=2)}\Z", re.ASCII | re.IGNORECASE
)
_LATITUDE, _LONGITUDE, _SIXTY = 90, 180, 60


def check_coordinates(value: str, label: str) -> None:
    """Refuse what is no latitude and longitude on the earth (COORDINATES); "" passes.

    Degrees are decimal or with minutes and seconds; a sign or a letter tells the side: N, S, E, W, or O for west.
    """
    if value and not _on_earth(value):
        raise InputWrong(
            "COORDINATES",
            N_("{field}: {value} is no latitude and longitude."),
            kept=NOTHING_RECORDED,
            advice=N_(
                "Write them as -15.7975,-47.8919 or 15.7975 S, 47.8919 W: at most 90 north or south, 180 east or west."
                " A place in words belongs in the address or the exact spot."
            ),
            field=Term(label),
            value=value,
        )


def _on_earth(value: str) -> bool:
    found = _PAIR.match(value.strip())
    if found is None:
        return False
    sides = [found[f"side{n}"].upper() for n in (1, 2)]
    signs = [found[f"sign{n}"] for n in (1, 2)]
    if any(sides) and (not all(sides) or any(signs)):
        return False
    turned = sides[0] in {"E", "W", "O"} and bool(sides[0])
    if any(sides) and (sides[0] in {"N", "S"}) == (sides[1] in {"N", "S"}):
        return False
    limits = (_LONGITUDE, _LATITUDE) if turned else (_LATITUDE, _LONGITUDE)
    return all(_within(found, n, limit) for n, limit in zip((1, 2), limits, strict=True))


def _within(found: re.Match[str], n: int, limit: int) -> bool:
    degrees, minutes, seconds = (float(found[f"{part}{n}"] or 0) for part in ("degrees", "minutes", "seconds"))
    return minutes < _SIXTY and seconds < _SIXTY and degrees + minutes / _SIXTY + seconds / _SIXTY**2 <= limit
