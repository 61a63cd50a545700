"""The index of statements and of exhibits' lines, and the order of a line that runs through several logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from custody_app.storage.projections.tables import exhibit_line, statement
from custody_app.storage.recorded import Recorded


class Link(NamedTuple):
    """One statement in an exhibit's line."""

    log: str
    seq: int
    digest: bytes
    prev: bytes | None


def index(connection: Connection, recorded: Iterable[Recorded]) -> None:
    """Index statements; one that is indexed already stays."""
    for taken in recorded:
        said = taken.statement
        connection.execute(
            insert(statement).on_conflict_do_nothing(),
            {
                "log": said.log,
                "seq": taken.seq,
                "digest": taken.digest,
                "stmt_id": said.id,
                "type": said.type,
                "case_id": said.case,
                "actor": said.actor,
                "at": said.at,
                "recorded_at": taken.at,
                "exhibits": len(said.exhibits),
            },
        )
        lines = [
            {"exhibit": line.exhibit, "log": said.log, "seq": taken.seq, "digest": taken.digest, "prev": line.prev}
            for line in said.exhibits
        ]
        if lines:
            connection.execute(insert(exhibit_line).on_conflict_do_nothing(), lines)


def place(connection: Connection, exhibits: Iterable[str], *, own: str) -> None:
    """Number the statements of these exhibits' lines in their order."""
    columns = exhibit_line.c
    for exhibit in exhibits:
        rows = connection.execute(
            select(columns.log, columns.seq, columns.digest, columns.prev, columns.position).where(
                columns.exhibit == exhibit
            )
        ).all()
        held = {(row.log, row.seq): row.position for row in rows}
        for position, link in enumerate(in_order([Link(*row[:4]) for row in rows], own=own), start=1):
            if held[link.log, link.seq] != position:
                connection.execute(
                    update(exhibit_line)
                    .where(columns.exhibit == exhibit, columns.log == link.log, columns.seq == link.seq)
                    .values(position=position)
                )


def in_order(links: Iterable[Link], *, own: str) -> list[Link]:
    """Return links parents first, otherwise own log first, then by log and number.

    A statement whose parent is not held stands where its log and number put it.
    """
    waiting = sorted(links, key=lambda link: (link.log != own, link.log, link.seq))
    held = {link.digest for link in waiting}
    placed: set[bytes] = set()
    ordered: list[Link] = []
    while waiting:
        ready = next((link for link in waiting if link.prev in placed or link.prev not in held), waiting[0])
        waiting.remove(ready)
        placed.add(ready.digest)
        ordered.append(ready)
    return ordered
