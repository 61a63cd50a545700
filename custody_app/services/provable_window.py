"""The provable window of an event: what time stamps and cosignatures show of when it was recorded.

The claimed time of an entry is only the station's. What was recorded after a token that stands in the log cannot be
older than the token; what a token covers cannot be younger than it (log-format.md, Time).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from custody_app.clock import parse_time
from custody_app.domain import lenient
from custody_app.log.canonical import Json
from custody_app.storage import Recorded, Store

_KINDS: Final = {"anchor.tsa": "tsa", "anchor.cosig": "cosignature"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Somebody outside confirmed the log's first `size` entries.

    Attributes:
        kind: "tsa" or "cosignature".
        by: the authority or the witness.
        size: entries confirmed.
        time: when they confirmed it, as times in statements; a witness's is the claim of its own clock.
        entry: number of the entry that records it.
    """

    kind: str
    by: str
    size: int
    time: str
    entry: int

    def to_json(self) -> Json:
        """Return {"time", "kind", "by", "size", "entry"}."""
        return {"time": self.time, "kind": self.kind, "by": self.by, "size": self.size, "entry": self.entry}


@dataclass(frozen=True, slots=True)
class ProvableWindow:
    """Between which confirmations an event was recorded.

    Attributes:
        after: the last anchor that stands in the log before it; None: nothing shows that it is not older.
        before: the first anchor that covers it; None: nothing shows that it is not younger.
    """

    after: Anchor | None = None
    before: Anchor | None = None

    def to_json(self) -> Json:
        """Return {"after"?, "before"?}; an open side is absent."""
        sides = {"after": self.after, "before": self.before}
        return {name: anchor.to_json() for name, anchor in sides.items() if anchor is not None}


class ProvableWindows:
    """Tells the window of entries of one log, as its anchors stood when this was made.

    Args:
        store: holds the log.
        log: its origin; "" for the station's own.
        size: leave out anchors recorded at or after this entry, None for none.
    """

    def __init__(self, store: Store, log: str = "", size: int | None = None) -> None:
        if log in ("", store.origin):
            recorded = store.statements_of_type(*_KINDS)
        else:
            recorded = [each for each in store.case_statements("", log=log) if each.statement.type in _KINDS]
        self.anchors = tuple(a for each in recorded for a in _read(each) if size is None or a.entry < size)

    def of(self, entry: int) -> ProvableWindow:
        """Return the window of the entry with this number."""
        earlier = [anchor for anchor in self.anchors if anchor.entry < entry]
        covering = [anchor for anchor in self.anchors if anchor.size > entry]
        return ProvableWindow(
            max(earlier, key=lambda anchor: anchor.time, default=None),
            min(covering, key=lambda anchor: anchor.time, default=None),
        )


def _read(recorded: Recorded) -> Iterator[Anchor]:
    """Yield the anchor that a statement records; one of another program may lack what is needed."""
    body, kind = recorded.body, recorded.statement.type
    size = lenient.whole(body, "size")
    time = lenient.text(body, "time")
    by = lenient.text(body, "authority" if kind == "anchor.tsa" else "witness")
    try:
        parse_time(time)
    except ValueError:
        return
    # A token that covers its own entry would prove anything; no program can have recorded it.
    if 0 < size <= recorded.seq:
        yield Anchor(_KINDS[kind], by, size, time, recorded.seq)
