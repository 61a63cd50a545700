"""Lists: filtered and sorted in SQL as ordered ids, then pages of rows by id."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Column, ColumnElement, Select, Table, exists, func, select

from custody_app.diagnostics import ProgramBroken
from custody_app.i18n import N_
from custody_app.storage.list_rows import (
    CaseFilter,
    CaseRow,
    ExhibitFilter,
    ExhibitRow,
    LocationRow,
    PersonRow,
    SealRow,
    StatementFilter,
    StatementRow,
    TransferFilter,
    TransferRow,
)
from custody_app.storage.log_reading import LogReading
from custody_app.storage.projections.tables import (
    case,
    exhibit,
    exhibit_line,
    person,
    seal,
    statement,
    transfer,
    transfer_exhibit,
)

Row = TypeVar("Row", bound=Any)
_VARIABLES: Final = 500
_ALL_EXHIBITS: Final = ExhibitFilter()
_ALL_CASES: Final = CaseFilter()
_ALL_TRANSFERS: Final = TransferFilter()
_ALL_STATEMENTS: Final = StatementFilter()


class ListQueries(LogReading):
    """The lists of a store.

    A sort is the name of a member of the row, with `-` in front for the other direction.
    """

    def exhibit_ids(self, where: ExhibitFilter = _ALL_EXHIBITS, sort: str = "number") -> list[str]:
        """Return the ids of these exhibits in order."""
        columns = exhibit.c
        conditions = [
            *_equal(
                exhibit,
                where,
                ("case", "number", "type", "state", "holder", "location", "serial"),
                ("seal_state", "check_result", "root"),
            ),
            *_texts(columns.search, where.text),
            *_before(columns.due, where.due_before),
            *_before(columns.check_at, where.checked_before),
        ]
        if where.seal:
            conditions.append(exists().where(seal.c.exhibit == columns.id, seal.c.number == where.seal))
        if where.never_compared:
            conditions += [columns.baseline != "", columns.check_result == "", columns.state != "disposed"]
        if where.baseline:
            conditions.append(columns.baseline.startswith(where.baseline.lower(), autoescape=True))
        for column, value in ((columns.parents, where.parent), (columns.flags, where.flag)):
            if value:
                item = func.json_each(column).table_valued("value")
                conditions.append(exists().select_from(item).where(item.c.value == value))
        return self._ids(exhibit, columns.id, conditions, sort)

    def exhibit_numbers(self, case_id: str = "") -> set[str]:
        """Return the numbers of the exhibits of a case, of all cases for ""."""
        query = select(exhibit.c.number).where(*_equal(exhibit, ExhibitFilter(case=case_id), ("case",)))
        with self.reading() as connection:
            return set(connection.execute(query).scalars())

    def exhibits_numbered(self, case_id: str, number: str) -> list[str]:
        """Return the ids of the exhibits of a case with this number: more than one where two stations gave it."""
        return self.exhibit_ids(ExhibitFilter(case=case_id, number=number)) if number else []

    def exhibit_rows(self, ids: Sequence[str]) -> list[ExhibitRow]:
        """Return the rows of these exhibits, in the order of `ids`; unknown ids are left out."""
        return self._rows(ExhibitRow, exhibit, exhibit.c.id, ids)

    def exhibit_seals(self, exhibit_id: str) -> list[SealRow]:
        """Return every seal an exhibit has or had, oldest first."""
        query = select(seal).where(seal.c.exhibit == exhibit_id).order_by(seal.c.position)
        return self._all(SealRow, query)

    def seals(self, number: str) -> list[SealRow]:
        """Return every use of a seal number, for the duplicate check."""
        return self._all(SealRow, select(seal).where(seal.c.number == number).order_by(seal.c.applied_at))

    def case_ids(self, where: CaseFilter = _ALL_CASES, sort: str = "number") -> list[str]:
        """Return the ids of these cases in order."""
        columns = case.c
        conditions = [
            *_equal(case, where, ("number", "status")),
            *_texts(columns.search, where.text),
            *_before(columns.basis_until, where.basis_before),
        ]
        conditions += [
            columns[name] == value for name in ("held", "basis_missing") if (value := getattr(where, name)) is not None
        ]
        return self._ids(case, columns.id, conditions, sort)

    def case_rows(self, ids: Sequence[str]) -> list[CaseRow]:
        """Return the rows of these cases, in the order of `ids`."""
        return self._rows(CaseRow, case, case.c.id, ids)

    def transfer_ids(self, where: TransferFilter = _ALL_TRANSFERS, sort: str = "offered_at") -> list[str]:
        """Return the offers (digest, base64) of these transfers in order."""
        columns = transfer.c
        conditions = [
            *_equal(transfer, where, ("case", "status", "giver", "receiver")),
            *_before(columns.due, where.due_before),
        ]
        for word in where.text.casefold().split():
            of_exhibit = (
                exists()
                .where(transfer_exhibit.c.offer == columns.offer, transfer_exhibit.c.exhibit == exhibit.c.id)
                .where(exhibit.c.search.contains(word, autoescape=True))
            )
            conditions.append(columns.search.contains(word, autoescape=True) | of_exhibit)
        if where.person:
            conditions.append((columns.giver == where.person) | (columns.receiver == where.person))
        if where.exhibit:
            lines = transfer_exhibit.c
            conditions.append(exists().where(lines.offer == columns.offer, lines.exhibit == where.exhibit))
        return self._ids(transfer, columns.offer, conditions, sort)

    def transfer_rows(self, ids: Sequence[str]) -> list[TransferRow]:
        """Return the rows of these transfers, in the order of `ids`."""
        return self._rows(TransferRow, transfer, transfer.c.offer, ids)

    def transfer_outcomes(self, offer: str) -> dict[str, str]:
        """Return what came of each exhibit of an offer: open, accepted, rejected, cancelled."""
        query = select(transfer_exhibit).where(transfer_exhibit.c.offer == offer)
        with self.reading() as connection:
            return {row.exhibit: row.outcome for row in connection.execute(query)}

    def statement_seqs(self, where: StatementFilter = _ALL_STATEMENTS, sort: str = "seq") -> list[int]:
        """Return the numbers of these statements, of one log, in order."""
        columns = statement.c
        conditions = [columns.log == (where.log or self.origin), *_equal(statement, where, ("actor",))]
        if where.types:
            conditions.append(columns.type.in_(where.types))
        if where.case is not None:
            conditions.append(columns.case == where.case)
        if where.since:
            conditions.append(columns.at >= where.since)
        if where.until:
            conditions.append(columns.at < where.until)
        if where.exhibit:
            line = exhibit_line.c
            conditions.append(
                exists().where(line.log == columns.log, line.seq == columns.seq, line.exhibit == where.exhibit)
            )
        return self._ids(statement, columns.seq, conditions, sort)

    def statement_rows(self, seqs: Sequence[int], *, log: str = "") -> list[StatementRow]:
        """Return the rows of these statements of one log (this one's for ""), in the order of `seqs`."""
        return self._rows(StatementRow, statement, statement.c.seq, seqs, statement.c.log == (log or self.origin))

    def persons(self) -> list[PersonRow]:
        """Return everybody whose key was enrolled in this log, by id."""
        return self._all(PersonRow, select(person).order_by(person.c.id))

    def locations(self) -> list[LocationRow]:
        """Return the places that exhibits are recorded at now, with how many."""
        count = func.count().label("exhibits")
        query = (
            select(exhibit.c.location.label("name"), count)
            .where(exhibit.c.location != "", exhibit.c.state != "disposed")
            .group_by(exhibit.c.location)
            .order_by(exhibit.c.location)
        )
        return self._all(LocationRow, query)

    def _ids(self, table: Table, key: Column[Any], conditions: Sequence[ColumnElement[bool]], sort: str) -> list[Any]:
        query = select(key).where(*conditions).order_by(*_order(table, key, sort))
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def _rows(
        self, kind: type[Row], table: Table, key: Column[Any], ids: Sequence[Any], *also: ColumnElement[bool]
    ) -> list[Row]:
        found: dict[Any, Row] = {}
        for start in range(0, len(ids), _VARIABLES):
            query = select(table).where(key.in_(ids[start : start + _VARIABLES]), *also)
            with self.reading() as connection:
                for row in connection.execute(query).mappings():
                    found[row[key.name]] = _made(kind, dict(row))
        return [found[id_] for id_ in ids if id_ in found]

    def _all(self, kind: type[Row], query: Select[Any]) -> list[Row]:
        with self.reading() as connection:
            return [_made(kind, dict(row)) for row in connection.execute(query).mappings()]


def _made(kind: type[Row], row: dict[str, Any]) -> Row:
    values = {name: row[name] for name in _members(cast("Any", kind))}
    made: Row = kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
    return made


@cache
def _members(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _order(table: Table, key: Column[Any], sort: str) -> list[ColumnElement[Any]]:
    name = sort.removeprefix("-")
    if name not in table.c:
        raise ProgramBroken("SORT_UNKNOWN", N_("A list cannot be sorted by {column}."), column=name)
    column = table.c.get(f"{name}_order", table.c[name])
    return [column.desc() if sort.startswith("-") else column.asc(), key.asc()]


def _equal(table: Table, where: object, *names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for group in names for name in group if (value := getattr(where, name))]


def _texts(column: Column[Any], text: str) -> list[ColumnElement[bool]]:
    return [column.contains(word, autoescape=True) for word in text.casefold().split()]


def _before(column: Column[Any], moment: str) -> list[ColumnElement[bool]]:
    return [column != "", column < moment] if moment else []
