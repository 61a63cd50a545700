"""How exhibits, people and moments are said on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QLocale, Qt

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.look import Look

MINUTE, HOUR, DAY = 60, 3600, 86400
_DIGEST_SHOWN = 8
ALGORITHM_NAMES = {
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "sha3_256": "SHA3-256",
    "blake3": "BLAKE3",
    "sha1": "SHA-1",
    "md5": "MD5",
}
"""Digest algorithms as people write them, in the order shown."""


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state by word, shape and colour."""

    text: str
    role: str
    icon: str


def exhibit_state(look: Look, row: ExhibitRow, today: str = "") -> StateWord:
    """Return the one state of an exhibit that matters most: what is wrong first, then where it is, then its seal.

    Args:
        look: the language.
        row: the exhibit.
        today: a date; with it a loan that is due back earlier counts as overdue.
    """
    if row.state == "disposed":
        return StateWord(look._(N_("Custody ended")), "neutral", "archive")
    if row.state == "lost":
        return StateWord(look._(N_("Lost")), "danger", "siren")
    if row.check_result == "mismatch":
        return StateWord(look._(N_("Digest differs")), "danger", "triangle-alert")
    if row.seal_state == "doubtful":
        return StateWord(look._(N_("Seal in doubt")), "danger", "lock-open")
    if row.check_result == "unreadable":
        return StateWord(look._(N_("Not readable")), "warn", "shield-question-mark")
    if row.state == "offered":
        return StateWord(look._(N_("In transit")), "warn", "truck")
    if today and row.due and row.due < today:
        return StateWord(look._(N_("Overdue")), "warn", "calendar-clock")
    if row.seal_state == "intact":
        return StateWord(look._(N_("Sealed")), "ok", "lock")
    if row.seal_state == "broken":
        return StateWord(look._(N_("Seal broken")), "info", "lock-open")
    return StateWord(look._(N_("Held")), "info", "user-round")


def check_state(look: Look, row: ExhibitRow) -> StateWord:
    """Return how the last comparison of an exhibit's content came out."""
    if not row.baseline:
        return StateWord(look._(N_("No digest")), "neutral", "circle-dashed")
    words = {
        "match": StateWord(look._(N_("Matches")), "ok", "shield-check"),
        "mismatch": StateWord(look._(N_("Does not match")), "danger", "shield-x"),
        "unreadable": StateWord(look._(N_("Not readable")), "warn", "shield-question-mark"),
    }
    return words.get(row.check_result, StateWord(look._(N_("To compare")), "warn", "clock"))


def type_icon(type_id: str) -> str:
    """Return the icon of an exhibit type."""
    kind = EXHIBIT_TYPES.get(type_id)
    return kind.icon if kind else "package"


def type_label(look: Look, type_id: str) -> str:
    """Return the name of an exhibit type; an unknown one by its id."""
    kind = EXHIBIT_TYPES.get(type_id)
    return look._(kind.label) if kind else type_id


def holder_name(row: ExhibitRow, people: Mapping[str, str]) -> str:
    """Return who holds an exhibit, by name."""
    return people.get(row.holder, "") or row.holder_name or row.holder


def short_digest(digest: str) -> str:
    """Return the two ends of a digest, enough to tell two apart in a list."""
    return f"{digest[:_DIGEST_SHOWN]}…{digest[-4:]}" if digest else ""


def moment(at: str) -> datetime | None:
    """Return the time that a statement claims, None where it cannot be read."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def moment_words(look: Look, at: str, now: datetime | None = None) -> str:
    """Return a claimed time in this computer's time zone, `17 Apr 14:23`, with the year where it is another one."""
    found = moment(at)
    if found is None:
        return at
    shown = _local(found)
    same_year = now is not None and _local(now).date().year() == shown.date().year()
    return _locale(look).toString(shown, "d MMM HH:mm" if same_year else "d MMM yyyy HH:mm")


def day_words(look: Look, date: str) -> str:
    """Return a date, `2026-03-04`, as `4 Mar 2026`."""
    shown = QDateTime.fromString(date, Qt.DateFormat.ISODate)
    return _locale(look).toString(shown.date(), "d MMM yyyy") if shown.isValid() else date


def ago_words(look: Look, at: str, now: datetime) -> str:
    """Return how long ago a claimed time is: `11 min ago`, `2 h ago`, `3 d ago`, and from a month on the day."""
    found = moment(at)
    if found is None:
        return at
    seconds = int((now - found).total_seconds())
    if seconds < 0 or seconds >= 30 * DAY:
        return _locale(look).toString(_local(found).date(), "d MMM yyyy")
    if seconds < MINUTE:
        return look._(N_("just now"))
    if seconds < HOUR:
        return look._(N_("{n} min ago")).format(n=seconds // MINUTE)
    if seconds < DAY:
        return look._(N_("{n} h ago")).format(n=seconds // HOUR)
    return look._(N_("{n} d ago")).format(n=seconds // DAY)


def count_words(look: Look, number: int) -> str:
    """Return a number with the language's separators: `1,204`."""
    return _locale(look).toString(number)


class RecordNames:
    """Names for ids, from the roster and the register; each exhibit is looked up once.

    Args:
        station: the open station.
    """

    def __init__(self, station: OpenStation) -> None:
        self._store = station.store
        self.people = dict(station.trust.names())
        self._exhibits: dict[str, str] = {}
        self._cases: dict[str, str] = {}

    def person(self, person: str) -> str:
        """Return the name of a person, "" if the roster has none."""
        return self.people.get(person, "")

    def exhibit(self, exhibit: str) -> str:
        """Return the exhibit number, "" if it is not known."""
        if exhibit not in self._exhibits:
            rows = self._store.exhibit_rows([exhibit])
            self._exhibits[exhibit] = rows[0].number if rows else ""
        return self._exhibits[exhibit]

    def case(self, case: str) -> str:
        """Return the case number, "" if it is not known."""
        if case not in self._cases:
            rows = self._store.case_rows([case])
            self._cases[case] = rows[0].number if rows else ""
        return self._cases[case]


def _local(found: datetime) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(found.timestamp() * 1000))


def _locale(look: Look) -> QLocale:
    return QLocale(look.translator.language)
