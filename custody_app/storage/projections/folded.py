"""Rows of cases, exhibits, transfers and persons, folded by the domain from the statements concerned.

Each row is folded afresh from its own statements, so that appending one by one, importing in any order and
rebuilding give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from custody_app.log.canonical import Json, b64, unb64
from custody_app.storage.projections import rows
from custody_app.storage.projections.index import mentioned, place
from custody_app.storage.projections.sources import ANSWERS, Sources
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

_CHUNK = 200


class Folder:
    """Folds rows anew, within one transaction.

    Args:
        connection: the transaction.
        own: origin of this log, which comes first on a tie.
    """

    def __init__(self, connection: Connection, own: str) -> None:
        self._connection = connection
        self._own = own
        self._sources = Sources(connection, own)

    def fold_exhibits(self, exhibits: Iterable[str]) -> set[str]:
        """Fold these exhibits; return the cases they belong to."""
        ids = sorted(exhibits)
        cases: set[str] = set()
        for start in range(0, len(ids), _CHUNK):
            cases |= self._fold_chunk(ids[start : start + _CHUNK])
        return cases

    def _fold_chunk(self, exhibits: Sequence[str]) -> set[str]:
        lines = place(self._connection, exhibits, own=self._own)
        corrections = self._sources.corrections(link for links in lines.values() for link in links)
        made: list[Json] = []
        seals: list[Json] = []
        for exhibit_id, links in lines.items():
            state, recorded = self._sources.exhibit(links, corrections)
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
            offer = self._sources.by_digest(digest)
            if offer is None or offer.statement.type != "transfer.offer":
                self._replace(transfer, transfer.c.offer == b64(digest), [])
                self._replace(transfer_exhibit, transfer_exhibit.c.offer == b64(digest), [])
                continue
            folded = self._sources.transfer(offer)
            self._replace(transfer, transfer.c.offer == folded.offer, [rows.transfer_row(folded, offer)])
            self._replace(
                transfer_exhibit, transfer_exhibit.c.offer == folded.offer, rows.transfer_exhibit_rows(folded)
            )

    def fold_cases(self, cases: Iterable[str]) -> None:
        """Fold these cases."""
        for case_id in sorted(set(cases) - {""}):
            folded = self._sources.case(case_id)
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
        state, recorded = self._sources.keys()
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
            elif taken.statement.type in ANSWERS and (named := mentioned(taken)) is not None:
                found.add(named)
        return found

    def exhibits_concerned(self, recorded: Iterable[Recorded]) -> set[str]:
        """Return the exhibits that these statements list, or whose statements they correct."""
        found: set[str] = set()
        for taken in recorded:
            found |= {line.exhibit for line in taken.statement.exhibits}
            if taken.statement.type == "correction" and (named := mentioned(taken)) is not None:
                corrected = self._sources.by_digest(named)
                found |= {line.exhibit for line in corrected.statement.exhibits} if corrected else set()
        return found

    def _replace(self, table: Table, where: object, made: Sequence[Json]) -> None:
        self._connection.execute(delete(table).where(where))  # type: ignore[arg-type]  # a column expression
        if made:
            self._connection.execute(insert(table), list(made))
