"""Finds exhibits and cases by whatever a person typed or scanned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody_app.storage import Store

EACH = 6
SHORTEST_DIGEST = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and the page that shows it."""

    icon: str
    text: str
    detail: str
    page: str
    what: dict[str, object]


def find_records(store: Store, text: str) -> list[Found]:
    """Return the first exhibits and cases in which all words occur; also by seal and digest."""
    from custody_app.domain.exhibit_types import EXHIBIT_TYPES  # noqa: PLC0415  (loaded with the station, not before)
    from custody_app.storage.list_rows import CaseFilter, ExhibitFilter  # noqa: PLC0415  (likewise)

    ids = store.exhibit_ids(ExhibitFilter(text=text))[:EACH]
    ids += [row.exhibit for row in store.seals(text)]
    if len(text) >= SHORTEST_DIGEST and all(c in "0123456789abcdef" for c in text.lower()):
        ids += store.exhibit_ids(ExhibitFilter(baseline=text))[:EACH]
    found = []
    for row in store.exhibit_rows(list(dict.fromkeys(ids))[:EACH]):
        kind = EXHIBIT_TYPES.get(row.type)
        found.append(Found(kind.icon if kind else "box", row.number, row.title, "exhibit", {"exhibit": row.id}))
    cases = store.case_rows(store.case_ids(CaseFilter(text=text))[:EACH])
    return found + [Found("folder-open", each.number, each.title, "case", {"case": each.id}) for each in cases]
