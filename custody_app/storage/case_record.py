"""What a case's statements add up to, folded piece by piece from the statements of each piece as it is looked at.

An act looks at a few exhibits of a case of thousands: its cost is that of their own statements, read from the signed
log and hashed, never that of the case. The indexes only say where these statements stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Select, select

from custody_app.domain.state import CaseState, ExhibitState, State, StatementRef, TransferState
from custody_app.log.canonical import CanonRefused, b64, unb64
from custody_app.storage.log_reading import LogReading
from custody_app.storage.projections import rows
from custody_app.storage.projections.sources import Sources
from custody_app.storage.projections.tables import exhibit, exhibit_line, statement, transfer
from custody_app.storage.recorded import Recorded

Key = TypeVar("Key")
Piece = TypeVar("Piece")


def case_state(store: LogReading, case: str, size: int) -> State:
    """Return what the statements of a case ("" for the station's own) added up to when the log had `size` entries.

    The state is that of `domain.fold` over those statements; its parts are read when they are asked for, and stay.
    Without the roster, which statements do not hold.

    Raises:
        InputWrong, EnvironmentUnavailable: when a part is asked for, see `refusals`; ENVELOPE_CHANGED.
    """
    record = _CaseRecord(store, case, size)
    return State(
        cases=_Pieces(record.case, record.case_ids),
        exhibits=_Pieces(record.exhibit, record.exhibit_ids),
        numbers=_Pieces(record.exhibit_numbered, record.numbers),
        transfers=_Pieces(record.transfer, record.offers),
        statements=_Pieces(record.statement, record.statements),
        keys=_Pieces(record.keys_of, record.people) if not case else {},
    )


class _Pieces(Mapping[Key, Piece]):
    """A mapping whose values are found when they are first asked for.

    Args:
        find: returns the value of a key, None where it has none.
        keys: returns every key there may be, in order.
    """

    def __init__(self, find: Callable[[Key], Piece | None], keys: Callable[[], Iterable[Key]]) -> None:
        self._find = find
        self._keys = keys
        self._found: dict[Key, Piece | None] = {}

    def __getitem__(self, key: Key) -> Piece:
        if key not in self._found:
            self._found[key] = self._find(key)
        piece = self._found[key]
        if piece is None:
            raise KeyError(key)
        return piece

    def __iter__(self) -> Iterator[Key]:
        return (key for key in self._keys() if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _CaseRecord:
    """Finds the pieces of one case at one size of the log."""

    def __init__(self, store: LogReading, case: str, size: int) -> None:
        self._store = store
        self._case = case
        self._size = size

    def case(self, case: str) -> CaseState | None:
        with self._sources() as sources:
            return sources.case(case) if case == self._case else None

    def case_ids(self) -> list[str]:
        return [self._case]

    def exhibit(self, exhibit_id: str) -> ExhibitState | None:
        with self._sources() as sources:
            line = sources.line(exhibit_id)
            state, _ = sources.exhibit(line, sources.corrections(line))
        folded = state.exhibits.get(exhibit_id)
        return folded if folded is not None and folded.case == self._case else None

    def exhibit_ids(self) -> list[str]:
        line = exhibit_line.c
        query = (
            select(line.exhibit, line.log, line.seq)
            .join(exhibit, exhibit.c.id == line.exhibit)
            .where(exhibit.c.case == self._case, line.prev.is_(None))
        )
        return self._in_order(query)

    def exhibit_numbered(self, case_and_number: tuple[str, str]) -> str | None:
        case, number = case_and_number
        columns = exhibit.c
        query = select(columns.id).where(
            columns.number_order == rows.number_order(number), columns.number == number, columns.case == case
        )
        with self._store.reading() as connection:
            ids = list(connection.execute(query).scalars()) if number and case == self._case else []
        if len(ids) > 1:  # only the logs of two stations can say so
            ids = [each for each in self.exhibit_ids() if each in ids]
        return next((each for each in ids if self.exhibit(each) is not None), None)

    def numbers(self) -> list[tuple[str, str]]:
        query = select(exhibit.c.number).where(exhibit.c.case == self._case)
        with self._store.reading() as connection:
            return [(self._case, number) for number in connection.execute(query).scalars()]

    def transfer(self, offer: str) -> TransferState | None:
        with self._sources() as sources:
            made = self._statement(sources, offer)
            return sources.transfer(made) if made is not None and made.statement.type == "transfer.offer" else None

    def offers(self) -> list[str]:
        return self._in_order(
            select(transfer.c.offer, transfer.c.log, transfer.c.seq).where(transfer.c.case == self._case)
        )

    def statement(self, digest: str) -> StatementRef | None:
        with self._sources() as sources:
            found = self._statement(sources, digest)
        if found is None:
            return None
        said = found.statement
        return StatementRef(
            type=said.type,
            case=said.case,
            actor=said.actor,
            exhibits=tuple(line.exhibit for line in said.exhibits),
        )

    def statements(self) -> list[str]:
        query = select(statement.c.digest, statement.c.log, statement.c.seq).where(statement.c.case == self._case)
        return [b64(digest) for digest in self._in_order(query)]

    def keys_of(self, person: str) -> tuple[str, ...] | None:
        with self._sources() as sources:
            return sources.keys()[0].keys.get(person)

    def people(self) -> list[str]:
        with self._sources() as sources:
            return list(sources.keys()[0].keys)

    def _statement(self, sources: Sources, digest: str) -> Recorded | None:
        try:
            found = sources.by_digest(unb64(digest, 32))
        except CanonRefused:
            return None
        return found if found is not None and found.statement.case == self._case else None

    def _in_order(self, query: Select[Any]) -> list[Any]:
        own = self._store.origin
        with self._store.reading() as connection:
            found = [(log != own, log, seq, key) for key, log, seq in connection.execute(query).all()]
        return [key for other, _, seq, key in sorted(found, key=lambda row: row[:3]) if other or seq < self._size]

    @contextmanager
    def _sources(self) -> Iterator[Sources]:
        own = self._store.origin
        with self._store.reading() as connection:
            yield Sources(connection, own, self._size)
