"""A stored statement as the rules of custody read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from custody_app.log.canonical import Json, b64
from custody_app.log.statement import ExhibitLine
from custody_app.storage.recorded import Recorded


@dataclass(frozen=True, slots=True)
class AsRecorded:
    """A stored statement as the domain reads it: `custody_app.domain.act.Recorded`."""

    recorded: Recorded

    @property
    def type(self) -> str:
        """Statement type."""
        return self.recorded.statement.type

    @property
    def case(self) -> str:
        """Case id, or ""."""
        return self.recorded.statement.case

    @property
    def actor(self) -> str:
        """Person id, or `station`."""
        return self.recorded.statement.actor

    @property
    def at(self) -> str:
        """Claimed time of the statement, UTC."""
        return self.recorded.statement.at

    @property
    def body(self) -> Json:
        """Full body; withheld members are absent."""
        return self.recorded.body

    @property
    def lines(self) -> Sequence[ExhibitLine]:
        """The exhibits concerned."""
        return self.recorded.statement.exhibits

    @property
    def digest(self) -> str:
        """Digest in standard base64."""
        return b64(self.recorded.digest)

    @property
    def seq(self) -> int:
        """Place in its log."""
        return self.recorded.seq
