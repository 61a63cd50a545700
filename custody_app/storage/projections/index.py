"""The index of statements, of exhibits' lines and of who names whom; and the order of a line through several logs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from custody_app.log.canonical import CanonRefused, parse, unb64
from custody_app.log.entry import Entry
from custody_app.storage.projections.tables import exhibit_line, mention, statement
from custody_app.storage.recorded import Recorded

_NAMES = {
    "transfer.accept": "offer",
    "transfer.reject": "offer",
    "transfer.cancel": "offer",
    "transfer.close": "offer",
    "correction": "statement",
}


class Link(NamedTuple):
    """One statement among those that are put in order.

    Attributes:
        parents: digests that come before it, where they are held.
    """

    log: str
    seq: int
    digest: bytes
    parents: frozenset[bytes]


def index(connection: Connection, recorded: Iterable[Recorded]) -> None:
    """Index statements; one that is indexed already stays."""
    for taken in recorded:
        said = taken.statement
        row = {
            "log": said.log,
            "seq": taken.seq,
            "digest": taken.digest,
            "stmt_id": said.id,
            "type": said.type,
            "case": said.case,
            "actor": said.actor,
            "at": said.at,
            "recorded_at": taken.at,
            "exhibits": len(said.exhibits),
        }
        connection.execute(insert(statement).on_conflict_do_nothing(), row)
        place = {"log": said.log, "seq": taken.seq}
        lines = [
            {"exhibit": line.exhibit, **place, "digest": taken.digest, "prev": line.prev, "position": 0}
            for line in said.exhibits
        ]
        if lines:
            connection.execute(insert(exhibit_line).on_conflict_do_nothing(), lines)
        named = mentioned(taken)
        if named is not None:
            connection.execute(insert(mention).on_conflict_do_nothing(), {"digest": named, **place})


def index_erased(connection: Connection, own: str) -> None:
    """Index what is still known of erased statements, so that the lines they stood in stay whole."""
    query = "SELECT x.*, e.leaf FROM erasure x JOIN entry e ON e.seq = x.target ORDER BY x.target"
    for row in connection.exec_driver_sql(query).all():
        kept = parse(row.kept.encode())
        place = {"log": own, "seq": row.target}
        told = {name: kept[name] for name in ("type", "case", "actor", "at")}
        at = Entry.from_bytes(row.leaf).at
        known = {
            "digest": row.stmt_digest,
            "stmt_id": row.stmt_id,
            "recorded_at": at,
            "exhibits": len(kept["exhibits"]),
        }
        connection.execute(insert(statement), {**place, **told, **known})
        for line in kept["exhibits"]:
            prev = unb64(line["prev"], 32) if "prev" in line else None
            joined = {"exhibit": line["exhibit"], **place, "digest": row.stmt_digest, "prev": prev, "position": 0}
            connection.execute(insert(exhibit_line), joined)


def mentioned(taken: Recorded) -> bytes | None:
    """Return the digest of the statement that this one answers or corrects, None if it names none."""
    try:
        return unb64(taken.body.get(_NAMES.get(taken.statement.type, "")), 32)
    except CanonRefused:
        return None


def place(connection: Connection, exhibits: Sequence[str], *, own: str) -> dict[str, list[Link]]:
    """Number the statements of these exhibits' lines in their order; return the lines."""
    columns = exhibit_line.c
    lines: dict[str, list[Link]] = {exhibit: [] for exhibit in exhibits}
    held: dict[tuple[str, str, int], int] = {}
    for row in connection.execute(select(exhibit_line).where(columns.exhibit.in_(exhibits))).all():
        parents = frozenset({row.prev} if row.prev else ())
        lines[row.exhibit].append(Link(row.log, row.seq, row.digest, parents))
        held[row.exhibit, row.log, row.seq] = row.position
    moved = []
    for exhibit, links in lines.items():
        lines[exhibit] = in_order(links, own=own)
        for position, link in enumerate(lines[exhibit], start=1):
            if held[exhibit, link.log, link.seq] != position:
                moved.append({"of": exhibit, "in_log": link.log, "at_seq": link.seq, "now": position})
    if moved:
        key = (columns.exhibit == bindparam("of"), columns.log == bindparam("in_log"))
        query = update(exhibit_line).where(*key, columns.seq == bindparam("at_seq")).values(position=bindparam("now"))
        connection.execute(query, moved)
    return lines


def naming(connection: Connection, digests: Sequence[bytes], *types: str) -> list[Link]:
    """Return the statements of these types that name one of these digests, which are then their parents."""
    found: list[Link] = []
    for start in range(0, len(digests), 500):  # below SQLite's limit of variables
        part = digests[start : start + 500]
        found += [
            Link(row.log, row.seq, row.digest, frozenset({row.named}))
            for row in connection.execute(_naming(part, types)).all()
        ]
    return found


def in_order(links: Iterable[Link], *, own: str) -> list[Link]:
    """Return links in the order of each log, parents first where they are held, own log first on a tie."""
    waiting: dict[str, deque[Link]] = {}
    held = set()
    for link in sorted(links, key=lambda link: (link.log != own, link.log, link.seq)):
        waiting.setdefault(link.log, deque()).append(link)
        held.add(link.digest)
    placed: set[bytes] = set()
    ordered: list[Link] = []
    while waiting:
        ready = (log for log, queue in waiting.items() if queue[0].parents & held <= placed)
        log = next(ready, None) or next(iter(waiting))
        link = waiting[log].popleft()
        if not waiting[log]:
            del waiting[log]
        placed.add(link.digest)
        ordered.append(link)
    return ordered


def _naming(digests: Sequence[bytes], types: Sequence[str]) -> Select[Any]:
    joined = (statement.c.log == mention.c.log) & (statement.c.seq == mention.c.seq)
    return (
        select(statement.c.log, statement.c.seq, statement.c.digest, mention.c.digest.label("named"))
        .join(mention, joined)
        .where(mention.c.digest.in_(digests), statement.c.type.in_(types))
    )
