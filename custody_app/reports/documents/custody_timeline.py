"""Custody over time: a figure of who held each exhibit, and whose letters those are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from custody_app.clock import parse_time
from custody_app.domain import lenient
from custody_app.i18n import N_
from custody_app.reports.documents.setting import Setting
from custody_app.reports.engine import Axis, Bar, Block, Check, Column, Lane, Paragraph, Run, Table, Text, Timeline
from custody_app.reports.engine.text import MarkKind
from custody_app.reports.engine.theme import CAPTION
from custody_app.reports.facts.exhibit import ExhibitFacts
from custody_app.reports.facts.said import Party
from custody_app.reports.wording.dates import clock_time, short_date, short_month, utc_text
from custody_app.reports.wording.numbers import short_key

_DAY: Final = 86_400.0
_MOST_TICKS: Final = 7


def letter(place: int) -> str:
    """Return A to Z, then AA, AB …, for the place of a holder counted from 0."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def timeline(setting: Setting) -> Iterator[Block]:
    """Yield the figure and the table of holders."""
    wording, record = setting.wording, setting.record
    yield Paragraph(
        wording.t(
            N_(
                "Each bar is one exhibit. The letter inside says who held it; a new letter is a signed transfer. "
                "Signs above "
                "a bar are comparisons of its contents. The tables of section 4 give the exact times."
            )
        ),
        keep_with_next=True,
    )
    letters = {holder: letter(place) for place, holder in enumerate(setting.answers.holders)}
    start = min((_seconds(e.first.at) for e in record.exhibits.values()), default=_seconds(record.log.at))
    end = max(_seconds(record.log.at), start + 1)
    lanes = [_lane(exhibit, letters, end, record.log.at) for exhibit in record.exhibits.values()]
    marks = {check.mark for lane in lanes for check in lane.checks}
    unknown = any(not bar.letter for lane in lanes for bar in lane.bars)
    span = wording.t(
        N_("Who held each exhibit from {first} to {last}; the same is told in the tables of section 4."),
        first=short_date(_iso(start), wording.language),
        last=short_date(record.log.at, wording.language),
    )
    legend: list[tuple[MarkKind, str]] = [
        ("same", wording.t(N_("compared: matches"))),
        ("changed", wording.t(N_("compared: does not match, or could not be read"))),
    ]
    yield Timeline(
        Axis(start, end, _ticks(start, end, wording.language)),
        lanes,
        holders=[(name, holder.shown) for holder, name in letters.items()],
        marks=[each for each in legend if each[0] in marks],
        alt=span,
        unknown=wording.t(N_("reported lost")) if unknown else "",
    )
    yield Paragraph(
        wording.t(
            N_("Figure 1. Who held each exhibit, from registration to the date of this report, {date}."),
            date=utc_text(record.log.at, wording.language),
        ),
        CAPTION,
    )
    columns = [
        Column("", 5, bold=True),
        Column(wording.t(N_("Name")), 30),
        Column(wording.t(N_("Post or capacity")), 38),
        Column(wording.t(N_("Key fingerprint")), 31),
    ]
    yield Table(columns, [[name, *_person(holder, setting)] for holder, name in letters.items()])


def _person(holder: Party, setting: Setting) -> list[Text]:
    wording = setting.wording
    if not holder.person:
        return [holder.shown, holder.org, wording.t(N_("none: signed by hand"))]
    known = next((person for person in setting.record.people.all if person.id == holder.person), None)
    keys: list[Run | str] = []
    for key in known.keys if known else ():
        keys += ["\n" if keys else "", Run(short_key(key), mono=True, scale=0.9)]
    return [holder.shown, holder.post, keys]


def _lane(exhibit: ExhibitFacts, letters: dict[Party, str], end: float, at: str) -> Lane:
    bars: list[Bar] = []
    for holding in exhibit.custody:
        until = _seconds(holding.until.at) if holding.until else end
        bars.append(Bar(_seconds(holding.since.at), max(until, _seconds(holding.since.at)), letters[holding.holder]))
    bars += [Bar(_seconds(since), _seconds(until or at), "") for since, until in _lost(exhibit)]
    checks = [
        Check(_seconds(each.at), "same" if lenient.text(each.body, "result") == "match" else "changed")
        for each in exhibit.comparisons
    ]
    return Lane(exhibit.number, bars, checks)


def _lost(exhibit: ExhibitFacts) -> Iterator[tuple[str, str]]:
    """Yield the stretches in which the exhibit was reported lost."""
    since = ""
    for statement in exhibit.incidents:
        kind = lenient.text(statement.body, "kind")
        if kind == "lost" and not since:
            since = statement.at
        elif kind == "found" and since:
            yield since, statement.at
            since = ""
    if since:
        yield since, ""


def _ticks(start: float, end: float, language: str) -> list[tuple[float, str]]:
    """Return months, days or times of day, whichever gives at most seven labels that differ."""
    span = end - start
    if span > 62 * _DAY:
        return _months(start, end, language)
    for short in (1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200):
        if span / short <= _MOST_TICKS:
            return [(at, f"{clock_time(_iso(at), seconds=short < 60)} UTC") for at in _steps(start, end, short)]
    step = _DAY
    while span / step > _MOST_TICKS:
        step += _DAY
    return [(at, short_date(_iso(at), language)) for at in _steps(start, end, step)]


def _steps(start: float, end: float, step: float) -> Iterator[float]:
    at = -(-start // step) * step
    while at <= end:
        yield at
        at += step


def _months(start: float, end: float, language: str) -> list[tuple[float, str]]:
    began = datetime.fromtimestamp(start, UTC)
    months: list[tuple[float, str]] = []
    year, month = began.year, began.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        at = datetime(year, month, 1, tzinfo=UTC).timestamp()
        if at > end:
            break
        months.append((at, short_month(year, month, language)))
    every = -(-len(months) // _MOST_TICKS)
    return months[:: max(every, 1)]


def _seconds(at: str) -> float:
    try:
        return parse_time(at).timestamp()
    except ValueError:
        return 0.0


def _iso(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.000Z"
