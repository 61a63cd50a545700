"""What is due and what is doubtful, read in one go in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.storage import Store
from custody_app.storage.list_rows import CaseFilter, ExhibitFilter, StatementFilter, TransferFilter
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.finding import problem_ids
from custody_app.ui.pages.exhibits.leads import TRANSFER, TRANSFERS
from custody_app.ui.pages.exhibits.told import events
from custody_app.ui.pages.exhibits.wording import (
    RecordNames,
    ago_words,
    day_words,
    exhibit_state,
    type_icon,
    type_label,
)
from custody_app.ui.widgets import TimelineItem

SHOWN = 4
RECENT = 8
SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to mend, and where it is mended."""

    icon: str
    title: str
    detail: str
    role: str
    state: str
    page: str
    what: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Things of one kind: the first few, how many there are, and the list of all of them."""

    heading: str
    count: int
    dues: list[Due]
    page: str
    what: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TodayKnown:
    """What the page shows.

    Attributes:
        size, root: of the log's head.
        recent: newest first.
    """

    custody: int
    transit: int
    compare: int
    problems: int
    groups: list[DueGroup]
    recent: list[TimelineItem]
    size: int
    root: str
    last_at: str
    cases: int
    now: datetime


def read_today(station: OpenStation, look: Look) -> TodayKnown:
    """Return what is due at this station."""
    store, now = station.store, station.clock.utc_now()
    names = RecordNames(station)
    today = now.date().isoformat()
    soon = (now.date() + timedelta(days=SOON_DAYS)).isoformat()
    problems = problem_ids(store)
    compare = store.exhibit_ids(ExhibitFilter(never_compared=True))
    transfers = store.transfer_ids(TransferFilter(status="open"))
    overdue = store.exhibit_ids(ExhibitFilter(due_before=today), "due")
    missing = store.case_ids(CaseFilter(basis_missing=True, status="open"))
    expiring = store.case_ids(CaseFilter(basis_before=soon, status="open"), "basis_until")
    groups = [
        _exhibits(store, look, N_("Doubtful"), sorted(problems), {"show": "problems"}, today),
        _bases(store, look, missing),
        _transfers(store, look, names, transfers, now),
        _exhibits(store, look, N_("Loans overdue"), overdue, {"show": "all"}, today),
        _expiring(store, look, expiring, today),
        _exhibits(store, look, N_("Never compared since hashed"), compare, {"show": "compare"}, today),
    ]
    seqs = store.statement_seqs(StatementFilter(), "-seq")[:RECENT]
    recent = [store.statement(seq) for seq in seqs]
    head = store.head()
    last = store.last_entry()
    held = len(store.exhibit_ids(ExhibitFilter(state="held")))
    offered = len(store.exhibit_ids(ExhibitFilter(state="offered")))
    return TodayKnown(
        custody=held + offered,
        transit=offered,
        compare=len(compare),
        problems=len(problems),
        groups=[group for group in groups if group.count],
        recent=events(look, reversed(recent), names, now),
        size=head.size,
        root=head.root.hex(),
        last_at=ago_words(look, last.at, now) if last is not None else "",
        cases=len(store.case_ids()),
        now=now,
    )


def _exhibits(
    store: Store, look: Look, heading: str, ids: list[str], what: Mapping[str, object], today: str
) -> DueGroup:
    dues = []
    for row in store.exhibit_rows(ids[:SHOWN]):
        word = exhibit_state(look, row, today)
        detail = row.title or type_label(look, row.type)
        if row.due and row.due < today:
            detail = f"{look._(N_('due back {date}')).format(date=day_words(look, row.due))} · {detail}"
        going: tuple[str, dict[str, object]] = ("exhibit", {"exhibit": row.id})
        if row.seal_state == "doubtful":
            going = ("act", {"act": "seal_check", "exhibits": (row.id,)})
        elif row.baseline and not row.check_result:
            going = ("reading", {"exhibit": row.id, "act": "verify"})
            word = type(word)(look._(N_("To compare")), "neutral", "shield-question-mark")
        dues.append(Due(type_icon(row.type), row.number, detail, word.role, word.text, *going))
    return DueGroup(look._(heading), len(ids), dues, "exhibits", what)


def _bases(store: Store, look: Look, ids: list[str]) -> DueGroup:
    dues = [
        Due(
            "gavel",
            row.number,
            look._(N_("The written basis for the exigency has not come yet")),
            "warn",
            look._(N_("To follow")),
            "case",
            {"case": row.id, "part": "basis"},
        )
        for row in store.case_rows(ids[:SHOWN])
    ]
    return DueGroup(look._(N_("Legal basis to follow")), len(ids), dues, "cases", {"show": "basis"})


def _expiring(store: Store, look: Look, ids: list[str], today: str) -> DueGroup:
    dues = []
    for row in store.case_rows(ids[:SHOWN]):
        over = row.basis_until < today
        state = look._(N_("Expired")) if over else look._(N_("Soon"))
        until = look._(N_("until {date}")).format(date=day_words(look, row.basis_until))
        detail = " · ".join(part for part in (until, row.basis, row.title) if part)
        what = {"case": row.id, "part": "basis"}
        dues.append(Due("calendar-clock", row.number, detail, "danger" if over else "warn", state, "case", what))
    return DueGroup(look._(N_("Authority expiring")), len(ids), dues, "cases")


def _transfers(store: Store, look: Look, names: RecordNames, ids: list[str], now: datetime) -> DueGroup:
    dues = []
    for row in store.transfer_rows(ids[:SHOWN]):
        giver = names.person(row.giver) or row.giver
        receiver = names.person(row.receiver) or row.receiver_name or row.receiver
        count = look.ngettext("{n} exhibit", "{n} exhibits", row.exhibits).format(n=row.exhibits)
        title = look._(N_("{giver} to {receiver}")).format(giver=giver, receiver=receiver)
        detail = f"{count} · {ago_words(look, row.offered_at, now)}"
        state = look._(N_("Waits for an answer"))
        dues.append(Due("truck", title, detail, "warn", state, TRANSFER, {"offer": row.offer}))
    return DueGroup(look._(N_("Open transfers")), len(ids), dues, TRANSFERS, {"show": "open"})
