"""All logs' acts of custody in one order (log-format.md: merged by `prev` and `offer`, own log first on a tie)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from custody_app.log.canonical import unb64
from custody_app.log.verification.log_view import Act


def named_by(act: Act) -> Iterator[bytes]:
    """Give the digests of the statements that an act follows."""
    for _, prev, _ in act.exhibits:
        if prev is not None:
            yield prev
    if act.type in ("transfer.accept", "transfer.reject", "transfer.cancel", "transfer.close"):
        for name in ("offer", "accept", "reject"):
            told = act.body.get(name)
            if isinstance(told, str):
                yield unb64(told, 32)


def merged(logs: Sequence[Sequence[Act]]) -> Iterator[Act]:
    """Give every act once, after all it follows; of several possible ones the earliest log's first.

    Where a log contradicts itself (an act follows a later one), the first log's next act is given all the same.
    """
    somewhere = {act.digest for log in logs for act in log}
    given: set[bytes] = set()
    places = [0] * len(logs)

    def is_ready(log: int) -> bool:
        act = logs[log][places[log]]
        return all(digest in given or digest not in somewhere for digest in named_by(act))

    while True:
        waiting = [log for log in range(len(logs)) if places[log] < len(logs[log])]
        if not waiting:
            return
        log = next((log for log in waiting if is_ready(log)), waiting[0])
        act = logs[log][places[log]]
        places[log] += 1
        given.add(act.digest)
        yield act
