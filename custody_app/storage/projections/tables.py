"""The projection tables as SQLAlchemy models; the migrations must make exactly these.

Times are the texts the log uses, so that they sort as texts. Digests are raw bytes, SHA-256 of evidence is hex.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

FOLD_VERSION: Final = 1
"""Raised whenever folding gives other rows for the same log; an older value is rebuilt when the store opens."""

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False, server_default="")


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


projected = Table(
    "projected",
    metadata,
    Column("fold", Integer, primary_key=True, autoincrement=False),
    _number("size"),
)

node = Table(
    "node",
    metadata,
    Column("level", Integer, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "idx"),
    sqlite_with_rowid=False,
)

statement = Table(
    "statement",
    metadata,
    Column("log", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("stmt_id", String, nullable=False),
    _text("type"),
    _text("case_id"),
    _text("actor"),
    _text("at"),
    _text("recorded_at"),
    _number("exhibits"),
    PrimaryKeyConstraint("log", "seq"),
    Index("statement_digest", "digest"),
    Index("statement_stmt_id", "stmt_id"),
    Index("statement_case", "case_id", "seq"),
    Index("statement_type", "type", "seq"),
)

exhibit_line = Table(
    "exhibit_line",
    metadata,
    Column("exhibit", String, nullable=False),
    Column("log", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("prev", LargeBinary),
    _number("position"),
    PrimaryKeyConstraint("exhibit", "log", "seq"),
    Index("exhibit_line_position", "exhibit", "position"),
    Index("exhibit_line_prev", "prev"),
)

case = Table(
    "case",
    metadata,
    Column("id", String, primary_key=True),
    _text("number"),
    _text("title"),
    _text("state"),
    Column("held", Boolean, nullable=False),
    _text("basis"),
    _text("basis_until"),
    _text("opened_at"),
    _text("opened_by"),
    _text("last_at"),
    _number("exhibits"),
    _text("search"),
    Index("case_number", "number"),
    Index("case_last_at", "last_at"),
)

exhibit = Table(
    "exhibit",
    metadata,
    Column("id", String, primary_key=True),
    _text("case_id"),
    _text("number"),
    _text("root_number"),
    _text("court_number"),
    _text("type"),
    _text("title"),
    _text("description"),
    _text("serial"),
    _text("holder"),
    _text("location"),
    _text("seal"),
    _text("state"),
    _text("baseline"),
    _text("check_result"),
    _text("check_at"),
    _text("registered_at"),
    _text("registered_by"),
    Column("parents", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
    _text("due"),
    Column("offer", LargeBinary),
    _text("last_type"),
    _text("last_at"),
    _text("last_log"),
    _number("last_seq"),
    Column("last_digest", LargeBinary, nullable=False),
    _text("search"),
    *(
        Index(f"exhibit_{name}", name)
        for name in ("number", "case_id", "holder", "location", "seal", "serial", "state", "baseline", "last_at")
    ),
)

seal = Table(
    "seal",
    metadata,
    Column("number", String, nullable=False),
    Column("exhibit", String, nullable=False),
    _text("state"),
    _text("applied_at"),
    _text("broken_at"),
    PrimaryKeyConstraint("number", "exhibit"),
    Index("seal_exhibit", "exhibit"),
)

transfer = Table(
    "transfer",
    metadata,
    Column("offer", LargeBinary, primary_key=True),
    Column("log", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    _text("case_id"),
    _text("giver"),
    _text("receiver"),
    _text("purpose"),
    _text("state"),
    _text("due"),
    _text("offered_at"),
    _text("answered_at"),
    Column("answer", LargeBinary),
    Column("closed", Boolean, nullable=False),
    _number("exhibits"),
    _text("search"),
    Index("transfer_state", "state", "due"),
    Index("transfer_case", "case_id"),
)

transfer_exhibit = Table(
    "transfer_exhibit",
    metadata,
    Column("offer", LargeBinary, nullable=False),
    Column("exhibit", String, nullable=False),
    _text("outcome"),
    PrimaryKeyConstraint("offer", "exhibit"),
    Index("transfer_exhibit_exhibit", "exhibit"),
)

person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    _text("name"),
    _text("post"),
    _text("key"),
    _text("enrolled_at"),
    _text("revoked_at"),
)

location = Table(
    "location",
    metadata,
    Column("name", String, primary_key=True),
    _text("first_at"),
    _number("exhibits"),
)
