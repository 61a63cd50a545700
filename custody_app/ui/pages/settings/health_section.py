"""Is everything there, and is the log whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.clock import parse_time
from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64
from custody_app.services.station import OpenStation
from custody_app.storage.high_water import HighWater, Standing
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Chip, EmptyState, ProgressRow, primary_button, rule, secondary_button
from custody_app.ui.widgets.progress_row import size_words

SCARCE = 2_000_000_000
_MARKS = {
    Standing.AHEAD: ("ok", N_("In order"), N_("The log is ahead of the mark that is kept outside of it.")),
    Standing.EQUAL: ("ok", N_("In order"), N_("The log is exactly at the mark that is kept outside of it.")),
    Standing.BEHIND: ("danger", N_("Behind"), N_("The log is shorter than it once was: an older copy was put back.")),
    Standing.DIVERGED: ("danger", N_("Another log"), N_("The log is another one than the mark outside remembers.")),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of health: what, a state with its word, a sentence."""

    what: str
    role: str
    word: str
    sentence: str


def read_health(station: OpenStation, tr: Translator, now: datetime) -> list[Reading]:
    """Return what is known at once; nothing long is read."""
    head = station.store.head()
    size = tr.ngettext("{n} entry", "{n} entries", head.size).format(n=head.size)
    readings = [Reading(tr._(N_("Log")), "ok", size, tr._(N_("Root {root}")).format(root=b64(head.root)))]
    saved = station.store.latest_checkpoint()
    if saved is not None and saved.head == head:
        told = tr._(N_("The whole log stands under a signed head."))
        readings.append(Reading(tr._(N_("Last checkpoint")), "ok", size, told))
    else:
        behind = head.size - (saved.head.size if saved is not None else 0)
        told = tr.ngettext("{n} entry is not yet signed.", "{n} entries are not yet signed.", behind).format(n=behind)
        readings.append(Reading(tr._(N_("Last checkpoint")), "warn", tr._(N_("Behind")), told))
    readings.append(_mark(station, tr))
    free = shutil.disk_usage(station.directory).free
    scarce = free < SCARCE
    told = tr._(N_("Make room: recording stops when the disk is full.") if scarce else N_("There is room."))
    readings.append(Reading(tr._(N_("Disk")), "warn" if scarce else "ok", size_words(free), told))
    readings.append(_clock(station, tr, now))
    return readings


def _mark(station: OpenStation, tr: Translator) -> Reading:
    what = tr._(N_("High-water mark"))
    try:
        standing = HighWater(station.directory, station.info.instance).check(station.store.head(), station.store.node)
    except CustodyError as error:
        return Reading(what, "warn", tr._(N_("Not read")), error.sentences(tr)[0])
    role, word, sentence = _MARKS[standing]
    return Reading(what, role, tr._(word), tr._(sentence))


def _clock(station: OpenStation, tr: Translator, now: datetime) -> Reading:
    what = tr._(N_("Clock"))
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    last = station.store.last_entry()
    if last is not None and parse_time(last.at) > now:
        told = tr._(N_("It is behind the last entry, {time}: set it right, or new entries will say that it jumped."))
        return Reading(what, "warn", shown, told.format(time=last.at))
    told = tr._(N_("Not behind the last entry. No clock of a computer proves a time; a time stamp from outside does."))
    return Reading(what, "ok", shown, told)


def check_deeply(station: OpenStation, progress: Progress) -> list[str]:
    """Read the database file and every attached file; return what is damaged, as the database words it."""
    damage = list(station.store.quick_check())
    names = station.attachments.names()
    total = len(names)
    for done, sha256 in enumerate(names):
        progress.report(done, total, sha256)
        try:
            with station.attachments.open(sha256) as stream:
                while stream.read(1 << 20):
                    progress.report(done, total, sha256)
        except CustodyError as error:
            damage.append(f"{sha256}: {error.code}")
    return damage


class HealthSection(QWidget):
    """What is known at once, and the long check on demand.

    Args:
        ctx: the open station.
        check: starts the long check.
        damage: what the last one found, None before the first.
        verify: opens the verify page on this station.
    """

    def __init__(
        self,
        ctx: AppContext,
        check: Callable[[], None],
        damage: list[str] | None,
        verify: Callable[[], None],
    ) -> None:
        super().__init__()
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        if not ctx.has_station:
            told = tr(N_("Open or make one first."))
            column.addWidget(EmptyState(look, "heart-pulse", tr(N_("No station is open")), told))
            return
        card = Card(look)
        for number, reading in enumerate(read_health(ctx.station, ctx.translator, datetime.now(UTC))):
            if number:
                card.add(rule())
            card.add(_reading_row(ctx, reading))
        column.addWidget(card)
        self.card = Card(look, tr(N_("Database and attached files")))
        self.card.add(PlainLabel(tr(_checked(damage)), role="muted", wrap=True))
        if damage is not None:
            role, word = ("danger", N_("Damaged")) if damage else ("ok", N_("In order"))
            self.card.add_beside_heading(Chip(look, tr(word), role))
            for each in damage[:20]:
                self.card.add(PlainLabel(each, role="mono", wrap=True, selectable=True))
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        self.button = primary_button(look, tr(N_("Check now")), "activity", check)
        row.addWidget(self.button)
        self.verify_button = secondary_button(look, tr(N_("Verify the whole log")), "shield-check", verify)
        row.addWidget(self.verify_button)
        row.addStretch(1)
        self.card.body.addLayout(row)
        self.progress = ProgressRow(look, tr(N_("Reading …")))
        self.progress.hide()
        self.card.add(self.progress)
        column.addWidget(self.card)
        column.addStretch(1)


def _checked(damage: list[str] | None) -> str:
    if damage is None:
        return N_("Reads the database file and every attached file to the end, and compares each with its digest.")
    if damage:
        return N_("What is listed is not as it was. Work on a copy, and bring the files back from a backup.")
    return N_("The database file is sound, and every attached file is what it was.")


def _reading_row(ctx: AppContext, reading: Reading) -> QWidget:
    look = ctx.look
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(14))
    words = QVBoxLayout()
    words.setSpacing(look.px(2))
    words.addWidget(PlainLabel(reading.what, role="strong"))
    words.addWidget(PlainLabel(reading.sentence, role="muted", wrap=True, selectable=True))
    row.addLayout(words, 1)
    row.addWidget(Chip(look, reading.word, reading.role))
    return held
