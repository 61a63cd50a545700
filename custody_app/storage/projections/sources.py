"""The statements that one exhibit, transfer or case is folded from, in their order.

Whoever folds a row for a list and whoever folds what a rule looks at read the same statements in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from sqlalchemy import Connection, Select, select

from custody_app.diagnostics import InputWrong
from custody_app.domain.folding import fold
from custody_app.domain.state import CaseState, ExhibitState, State, TransferState
from custody_app.log.canonical import b64
from custody_app.storage import log_rows
from custody_app.storage.as_recorded import AsRecorded
from custody_app.storage.projections.index import Link, in_order, naming
from custody_app.storage.projections.tables import exhibit_line, statement
from custody_app.storage.recorded import Recorded

CASE_TYPES = ("case.open", "case.update", "case.hold")
KEY_TYPES = ("key.enrol", "key.revoke")
ANSWERS = ("transfer.accept", "transfer.reject", "transfer.cancel", "transfer.close")
_CACHED = 2048


class Sources:
    """Reads statements within one transaction.

    Args:
        connection: the transaction.
        own: origin of this log, which comes first on a tie.
        before: only what stood in this log when it had so many entries; None for all of it.
    """

    def __init__(self, connection: Connection, own: str, before: int | None = None) -> None:
        self.connection = connection
        self._own = own
        self._before = before
        self._read: Callable[[str, int], Recorded | None] = lru_cache(maxsize=_CACHED)(self._read_uncached)

    def line(self, exhibit: str) -> list[Link]:
        """Return an exhibit's line, in order."""
        columns = exhibit_line.c
        found = self.connection.execute(
            select(columns.log, columns.seq, columns.digest, columns.prev).where(columns.exhibit == exhibit)
        )
        links = (Link(row.log, row.seq, row.digest, frozenset({row.prev} if row.prev else ())) for row in found)
        return in_order(filter(self._stood, links), own=self._own)

    def corrections(self, links: Iterable[Link]) -> list[Link]:
        """Return what corrects these statements; whatever it corrects are its parents."""
        found = naming(self.connection, list({link.digest for link in links}), "correction")
        return list(filter(self._stood, found))

    def exhibit(self, line: Sequence[Link], corrections: Iterable[Link]) -> tuple[State, list[Recorded]]:
        """Return what the statements of a line and their corrections add up to, and these statements in order.

        A correction need not list the exhibit: of a disposed one, it does not.
        """
        known = {link.digest for link in line}
        besides = (each for each in corrections if each.parents & known and each.digest not in known)
        recorded = self.recorded(in_order([*line, *besides], own=self._own))
        return fold(AsRecorded(taken) for taken in recorded), recorded

    def transfer(self, offer: Recorded) -> TransferState:
        """Return what an offer and its answers add up to."""
        at_offer = Link(offer.log, offer.seq, offer.digest, frozenset())
        answers = filter(self._stood, naming(self.connection, [offer.digest], *ANSWERS))
        said = offer.statement
        known = {line.exhibit: ExhibitState(id=line.exhibit, case=said.case) for line in said.exhibits}
        recorded = self.recorded(in_order([at_offer, *answers], own=self._own))
        return fold((AsRecorded(taken) for taken in recorded), State(exhibits=known)).transfers[b64(offer.digest)]

    def case(self, case_id: str) -> CaseState | None:
        """Return what the statements about a case itself add up to, None where it was not opened."""
        query = _links().where(statement.c.case == case_id, statement.c.type.in_(CASE_TYPES))
        return fold(AsRecorded(taken) for taken in self.recorded(self._found(query))).cases.get(case_id)

    def keys(self) -> tuple[State, list[Recorded]]:
        """Return what this log's enrolments and revocations of keys add up to, and these statements in order."""
        links = self._found(_links().where(statement.c.type.in_(KEY_TYPES)))
        recorded = self.recorded(link for link in links if link.log == self._own)
        return fold(AsRecorded(taken) for taken in recorded), recorded

    def by_digest(self, digest: bytes) -> Recorded | None:
        """Return the statement with this digest, None where it is not held or withheld."""
        found = self._found(_links().where(statement.c.digest == digest))
        return self._read(found[0].log, found[0].seq) if found else None

    def recorded(self, links: Iterable[Link]) -> list[Recorded]:
        """Return the statements at these places, without those that are withheld."""
        return [taken for link in links if (taken := self._read(link.log, link.seq)) is not None]

    def _found(self, query: Select[tuple[str, int, bytes]]) -> list[Link]:
        found = (Link(row.log, row.seq, row.digest, frozenset()) for row in self.connection.execute(query))
        return in_order(filter(self._stood, found), own=self._own)

    def _stood(self, link: Link) -> bool:
        return self._before is None or link.log != self._own or link.seq < self._before

    def _read_uncached(self, log: str, seq: int) -> Recorded | None:
        try:
            return log_rows.recorded(self.connection, log, seq, own=self._own)
        except InputWrong as error:
            if error.code == "BODY_WITHHELD":
                return None
            raise


def _links() -> Select[tuple[str, int, bytes]]:
    return select(statement.c.log, statement.c.seq, statement.c.digest)
