"""Rows of what goes out to be confirmed and of what came back: tables `outbox` and `anchor`."""

from __future__ import annotations

from typing import NamedTuple

from custody_app.log.statement import Head
from custody_app.storage.database import Database


class Waiting(NamedTuple):
    """A request that waits for its answer.

    Attributes:
        number: its place in the queue.
        kind: "tsa".
        size: of the head it is about.
        content: its bytes, as the service that queued it wrote them.
    """

    number: int
    kind: str
    size: int
    content: bytes


class SavedAnchor(NamedTuple):
    """What came back from outside for a checkpoint.

    Attributes:
        kind: "tsa" or "cosig".
        note: the checkpoint it is about, as bytes.
        request, answer: as exchanged; a cosignature was asked for by its note alone, so has no request.
    """

    kind: str
    size: int
    note: bytes
    request: bytes | None
    answer: bytes


class AnchorRows(Database):
    """What a store keeps of anchors; each write is durable when it returns."""

    def queue(self, kind: str, size: int, content: bytes) -> None:
        """Let a request wait; the same one again changes nothing."""
        with self.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO outbox (kind, size, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (kind, size, content)
            )

    def waiting(self) -> list[Waiting]:
        """Return the requests without an answer, first queued first."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT number, kind, size, bytes FROM outbox WHERE NOT EXISTS "
                "(SELECT 1 FROM anchor WHERE anchor.outbox = outbox.number) ORDER BY number"
            ).all()
        return [Waiting(number, kind, size, bytes(content)) for number, kind, size, content in rows]

    def save_anchor(self, anchor: SavedAnchor, answers: int | None = None) -> None:
        """Keep what came back; the same answer again changes nothing.

        Args:
            anchor: what came back.
            answers: number of the request that it answers.
        """
        with self.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO anchor (kind, size, note, request, answer, outbox) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (*anchor, answers),
            )

    def anchors(self) -> list[SavedAnchor]:
        """Return what came back, in the order in which it came."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kind, size, note, request, answer FROM anchor ORDER BY number"
            ).all()
        return [
            SavedAnchor(kind, size, bytes(note), None if request is None else bytes(request), bytes(answer))
            for kind, size, note, request, answer in rows
        ]

    def hold_head(self, log: str, head: Head, note: bytes) -> None:
        """Keep a head of another log, as its station signed it; the same note again changes nothing."""
        with self.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO peer_head (log, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (log, head.size, head.root, note),
            )
