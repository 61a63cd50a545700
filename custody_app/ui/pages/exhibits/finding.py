"""Which exhibits a filter of the list shows; everything is asked of SQL."""

from __future__ import annotations

from dataclasses import replace

from custody_app.storage import Store
from custody_app.storage.list_rows import ExhibitFilter

PROBLEMS: tuple[ExhibitFilter, ...] = (
    ExhibitFilter(check_result="mismatch"),
    ExhibitFilter(check_result="unreadable"),
    ExhibitFilter(seal_state="doubtful"),
    ExhibitFilter(state="lost"),
)
FILTERS = {
    "transit": ExhibitFilter(state="offered"),
    "compare": ExhibitFilter(never_compared=True),
}


def problem_ids(store: Store, text: str = "", case: str = "") -> set[str]:
    """Return the ids of exhibits with something wrong that was not disposed of."""
    gone = set(store.exhibit_ids(ExhibitFilter(state="disposed", case=case)))
    found: set[str] = set()
    for where in PROBLEMS:
        found.update(store.exhibit_ids(replace(where, text=text, case=case)))
    return found - gone


def exhibit_ids(store: Store, chosen: str, text: str, sort: str, case: str = "", today: str = "") -> list[str]:
    """Return the ordered ids for a filter: `all`, `transit`, `compare`, `problems`, `due`, `no_digest`."""
    if chosen == "problems":
        wanted = problem_ids(store, text, case)
        return [found for found in store.exhibit_ids(ExhibitFilter(text=text, case=case), sort) if found in wanted]
    if chosen == "due":
        return store.exhibit_ids(ExhibitFilter(text=text, case=case, due_before=today), sort)
    where = FILTERS.get(chosen, ExhibitFilter())
    return store.exhibit_ids(replace(where, text=text, case=case), sort)
