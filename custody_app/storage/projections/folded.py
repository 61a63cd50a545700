"""Rows of cases, exhibits, transfers and persons, folded by the domain from the statements concerned.

Each row is folded afresh from its own statements, so that appending one by one, importing in any order and
rebuilding give the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from custody_app.diagnostics import InputWrong
from custody_app.domain.folding import fold
from custody_app.domain.state import ExhibitState, State
from custody_app.log.canonical import Json, b64, unb64
from custody_app.log.statement import ExhibitLine
from custody_app.storage import log_rows
from custody_app.storage.projections import rows
from custody_app.storage.projections.index import Link, in_order, mentioned, naming, place
from custody_app.storage.projections.tables import (
    case,
    exhibit,
    person,
    seal,
    statement,
    transfer,
    transfer_exhibit,
)
from custody_app.storage.recorded import Recorded

Read = Callable[[str, int], Recorded | None]
_CASE_TYPES = ("case.open", "case.update", "case.hold")
_KEY_TYPES = ("key.enrol", "key.revoke")
_ANSWERS = ("transfer.accept", "transfer.reject", "transfer.cancel", "transfer.close")
_CACHED = 2048
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class AsRead:
    """A recorded statement as the domain's rules read it.

    Attributes:
        only: the exhibits looked at, None for all of its lines.
    """

    recorded: Recorded
    only: frozenset[str] | None = None

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
        """Claimed time, UTC."""
        return self.recorded.statement.at

    @property
    def body(self) -> Json:
        """The full body."""
        return self.recorded.body

    @property
    def lines(self) -> Sequence[ExhibitLine]:
        """The exhibits looked at; of a derivation all, since it joins parents and child."""
        lines = self.recorded.statement.exhibits
        if self.only is None or self.type == "exhibit.derive":
            return lines
        return tuple(line for line in lines if line.exhibit in self.only)

    @property
    def digest(self) -> str:
        """The statement's digest, standard base64."""
        return b64(self.recorded.digest)

    @property
    def seq(self) -> int:
        """Place in its log."""
        return self.recorded.seq


class Folder:
    """Folds rows anew, within one transaction.

    Args:
        connection: the transaction.
        own: origin of this log, which comes first on a tie.
    """

    def __init__(self, connection: Connection, own: str) -> None:
        self._connection = connection
        self._own = own
        self._read: Read = lru_cache(maxsize=_CACHED)(self._read_uncached)

    def fold_exhibits(self, exhibits: Iterable[str]) -> set[str]:
        """Fold these exhibits; return the cases they belong to."""
        ids = sorted(exhibits)
        cases: set[str] = set()
        for start in range(0, len(ids), _CHUNK):
            cases |= self._fold_chunk(ids[start : start + _CHUNK])
        return cases

    def _fold_chunk(self, exhibits: Sequence[str]) -> set[str]:
        lines = place(self._connection, exhibits, own=self._own)
        digests = list({link.digest for links in lines.values() for link in links})
        corrections = naming(self._connection, digests, "correction")
        made: list[Json] = []
        seals: list[Json] = []
        for exhibit_id, links in lines.items():
            known = {link.digest for link in links}
            besides = (each for each in corrections if each.parents & known and each.digest not in known)
            recorded = self._recorded(in_order([*links, *besides], own=self._own))
            state = fold(AsRead(taken, frozenset({exhibit_id})) for taken in recorded)
            folded = state.exhibits.get(exhibit_id)
            if folded is not None:
                last = next(taken for taken in reversed(recorded) if taken.digest == unb64(folded.last))
                made.append(rows.exhibit_row(folded, state, last))
                seals += rows.seal_rows(folded)
        self._replace(exhibit, exhibit.c.id.in_(exhibits), made)
        self._replace(seal, seal.c.exhibit.in_(exhibits), seals)
        return {row["case"] for row in made}

    def fold_transfers(self, offers: Iterable[bytes]) -> None:
        """Fold the transfers of these offers."""
        for digest in sorted(offers):
            offer = self._by_digest(digest)
            if offer is None or offer.statement.type != "transfer.offer":
                self._replace(transfer, transfer.c.offer == b64(digest), [])
                self._replace(transfer_exhibit, transfer_exhibit.c.offer == b64(digest), [])
                continue
            at_offer = Link(offer.log, offer.seq, digest, frozenset())
            links = in_order([at_offer, *naming(self._connection, [digest], *_ANSWERS)], own=self._own)
            known = {
                line.exhibit: ExhibitState(id=line.exhibit, case=offer.statement.case)
                for line in offer.statement.exhibits
            }
            state = fold((AsRead(taken) for taken in self._recorded(links)), State(exhibits=known))
            folded = state.transfers[b64(digest)]
            self._replace(transfer, transfer.c.offer == folded.offer, [rows.transfer_row(folded, offer)])
            self._replace(
                transfer_exhibit, transfer_exhibit.c.offer == folded.offer, rows.transfer_exhibit_rows(folded)
            )

    def fold_cases(self, cases: Iterable[str]) -> None:
        """Fold these cases."""
        for case_id in sorted(set(cases) - {""}):
            query = select(statement.c.log, statement.c.seq, statement.c.digest).where(
                statement.c.case == case_id, statement.c.type.in_(_CASE_TYPES)
            )
            state = fold(AsRead(taken) for taken in self._recorded(self._links(query)))
            folded = state.cases.get(case_id)
            if folded is None:
                self._replace(case, case.c.id == case_id, [])
                continue
            count = self._connection.execute(
                select(func.count()).select_from(exhibit).where(exhibit.c.case == case_id)
            ).scalar_one()
            last = self._connection.execute(
                select(func.max(statement.c.at)).where(statement.c.case == case_id)
            ).scalar_one()
            self._replace(case, case.c.id == case_id, [rows.case_row(folded, count, last)])

    def fold_persons(self) -> None:
        """Fold every person whose key was enrolled or revoked in this log."""
        query = select(statement.c.log, statement.c.seq, statement.c.digest).where(
            statement.c.type.in_(_KEY_TYPES), statement.c.log == self._own
        )
        recorded = self._recorded(self._links(query))
        state = fold(AsRead(taken) for taken in recorded)
        self._connection.execute(delete(person))
        made = rows.person_rows(state.keys, recorded)
        if made:
            self._connection.execute(insert(person), made)

    def offers_concerned(self, recorded: Iterable[Recorded]) -> set[bytes]:
        """Return the digests of the offers that these statements make or answer."""
        found = set()
        for taken in recorded:
            if taken.statement.type == "transfer.offer":
                found.add(taken.digest)
            elif taken.statement.type in _ANSWERS and (named := mentioned(taken)) is not None:
                found.add(named)
        return found

    def exhibits_concerned(self, recorded: Iterable[Recorded]) -> set[str]:
        """Return the exhibits that these statements list, or whose statements they correct."""
        found: set[str] = set()
        for taken in recorded:
            found |= {line.exhibit for line in taken.statement.exhibits}
            if taken.statement.type == "correction" and (named := mentioned(taken)) is not None:
                corrected = self._by_digest(named)
                found |= {line.exhibit for line in corrected.statement.exhibits} if corrected else set()
        return found

    def _by_digest(self, digest: bytes) -> Recorded | None:
        row = self._connection.execute(
            select(statement.c.log, statement.c.seq).where(statement.c.digest == digest)
        ).first()
        return None if row is None else self._read(row.log, row.seq)

    def _links(self, query: object) -> list[Link]:
        found = self._connection.execute(query).all()  # type: ignore[call-overload]  # a Select, in either version
        return in_order((Link(row.log, row.seq, row.digest, frozenset()) for row in found), own=self._own)

    def _recorded(self, links: Iterable[Link]) -> list[Recorded]:
        return [taken for link in links if (taken := self._read(link.log, link.seq)) is not None]

    def _read_uncached(self, log: str, seq: int) -> Recorded | None:
        try:
            return log_rows.recorded(self._connection, log, seq, own=self._own)
        except InputWrong as error:
            if error.code == "BODY_WITHHELD":
                return None
            raise

    def _replace(self, table: Table, where: object, made: Sequence[Json]) -> None:
        self._connection.execute(delete(table).where(where))  # type: ignore[arg-type]  # a column expression
        if made:
            self._connection.execute(insert(table), list(made))
