"""Dates and times in four languages, from tables of our own: those of operating systems and CLDR change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from custody_app.clock import parse_time
from custody_app.reports.facts.statement import Moment

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "es": tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
    "pt": tuple("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
_SHORT: Final[Mapping[str, tuple[str, ...]]] = {
    "en": tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    "es": tuple("ene feb mar abr may jun jul ago sep oct nov dic".split()),
    "pt": tuple("jan fev mar abr mai jun jul ago set out nov dez".split()),
    "fr": tuple("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()),
}
_LONG: Final = {
    "en": "{day} {month} {year}",
    "es": "{day} de {month} de {year}",
    "pt": "{day} de {month} de {year}",
    "fr": "{day} {month} {year}",
}
_FIRST: Final = {"fr": "1er", "pt": "1º"}
_MINUS: Final = "\u2212"


def long_date(date: str, language: str) -> str:
    """Return `YYYY-MM-DD` as `4 March 2026`; what is no date stays as it is."""
    parts = _parts(date)
    if parts is None:
        return date
    year, month, day = parts
    shown = _FIRST.get(language, "1") if day == 1 else str(day)
    return _LONG[language].format(day=shown, month=_MONTHS[language][month - 1], year=year)


def short_date(date: str, language: str) -> str:
    """Return `YYYY-MM-DD`, or the date of a time, as `4 Mar 2026`."""
    parts = _parts(date[:10])
    if parts is None:
        return date
    year, month, day = parts
    return f"{day} {_SHORT[language][month - 1]} {year}"


def short_month(year: int, month: int, language: str) -> str:
    """Return `Mar 2026`."""
    return f"{_SHORT[language][month - 1]} {year}"


def clock_time(at: str, *, seconds: bool = False) -> str:
    """Return the time of day of a time in UTC, `07:42`, with seconds if asked; "" of what is no time."""
    moment = _moment(at)
    return "" if moment is None else f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def utc_text(at: str, language: str, *, seconds: bool = False) -> str:
    """Return a time as `4 Mar 2026, 07:42 UTC`; a date alone stays a date; what is neither stays as it is."""
    moment = _moment(at)
    if moment is None:
        return short_date(at, language) if _parts(at) else at
    return f"{short_date(at, language)}, {clock_time(at, seconds=seconds)} UTC"


def local_text(moment: Moment, language: str, *, seconds: bool = False) -> str:
    """Return the same moment by the clock of the station: `04:42 UTC−03:00`, with its date where that is another."""
    utc = _moment(moment.at)
    shift = _shift(moment.offset)
    if utc is None or shift is None:
        return ""
    local = utc + shift
    time = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    date = "" if local.date() == utc.date() else f"{short_date(f'{local:%Y-%m-%d}', language)}, "
    return f"{date}{time} {offset_text(moment.offset)}"


def moment_text(moment: Moment, language: str, *, seconds: bool = False) -> str:
    """Return UTC and local: `4 Mar 2026, 07:42 UTC (04:42 UTC−03:00)`."""
    local = local_text(moment, language, seconds=seconds)
    utc = utc_text(moment.at, language, seconds=seconds)
    return f"{utc} ({local})" if local else utc


def offset_text(offset: str) -> str:
    """Return `[+-]HH:MM` as `UTC−03:00`, with a true minus."""
    return "UTC" + offset.replace("-", _MINUS)


def duration_text(since: str, until: str) -> str:
    """Return the time between two moments as `2 h 50 min`, `3 d 4 h`; units are the same in all four languages."""
    began, ended = _moment(since), _moment(until)
    if began is None or ended is None:
        return ""
    minutes = max(0, int((ended - began).total_seconds() // 60))
    days, hours, left = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {left} min" if left else f"{hours} h"
    return f"{left} min"


def _parts(date: str) -> tuple[int, int, int] | None:
    try:
        found = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found.year, found.month, found.day


def _moment(at: str) -> datetime | None:
    try:
        return parse_time(at)
    except ValueError:
        return None


def _shift(offset: str) -> timedelta | None:
    hours, colon, minutes = offset[1:].partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal()):
        return None
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return -shift if offset.startswith("-") else shift
