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

FOLD_VERSION: Final = 3
"""Raised whenever folding gives other rows for the same log; an older value is rebuilt when the store opens."""

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


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
    _text("case"),
    _text("actor"),
    _text("at"),
    _text("recorded_at"),
    _number("exhibits"),
    PrimaryKeyConstraint("log", "seq"),
    Index("statement_digest", "digest"),
    Index("statement_stmt_id", "stmt_id"),
    Index("statement_case", "case", "type", "seq"),
    Index("statement_case_at", "case", "at"),
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

mention = Table(
    "mention",
    metadata,
    Column("digest", LargeBinary, nullable=False),
    Column("log", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("digest", "log", "seq"),
)
"""Which statement names another in its body: answers their offer, corrections what they correct."""

case = Table(
    "case",
    metadata,
    Column("id", String, primary_key=True),
    *(_text(name) for name in ("number", "number_order", "title", "offence", "authority", "status", "outcome")),
    _flag("held"),
    _flag("basis_missing"),
    *(_text(name) for name in ("basis", "basis_until", "opened_at", "opened_by", "last_at")),
    _number("exhibits"),
    _text("search"),
    Index("case_number_order", "number_order"),
    Index("case_last_at", "last_at"),
)

exhibit = Table(
    "exhibit",
    metadata,
    Column("id", String, primary_key=True),
    *(_text(name) for name in ("case", "number", "number_order", "root", "court_number", "agency_number", "type")),
    *(_text(name) for name in ("title", "description", "serial", "basis", "container", "location")),
    *(_text(name) for name in ("holder", "holder_name", "state", "due", "open_offer")),
    *(_text(name) for name in ("seal", "seal_state", "baseline", "check_result", "check_at")),
    Column("parents", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
    _number("derived"),
    _number("photographs"),
    *(_text(name) for name in ("registered_at", "registered_by", "last_type", "last_at", "last_log")),
    _number("last_seq"),
    _text("search"),
    *(
        Index(f"exhibit_{name}", name)
        for name in ("case", "number_order", "holder", "location", "serial", "state", "baseline", "last_at")
    ),
)

seal = Table(
    "seal",
    metadata,
    Column("exhibit", String, nullable=False),
    Column("position", Integer, nullable=False),
    *(_text(name) for name in ("number", "kind", "status", "applied_at", "broken_at")),
    PrimaryKeyConstraint("exhibit", "position"),
    Index("seal_number", "number"),
)

transfer = Table(
    "transfer",
    metadata,
    Column("offer", String, primary_key=True),
    Column("log", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    *(_text(name) for name in ("case", "giver", "receiver", "receiver_name", "purpose", "status", "due")),
    *(_text(name) for name in ("offered_at", "answered_at", "answer")),
    _flag("closed"),
    _number("exhibits"),
    _number("accepted"),
    _text("search"),
    Index("transfer_status", "status", "due"),
    Index("transfer_case", "case"),
)

transfer_exhibit = Table(
    "transfer_exhibit",
    metadata,
    Column("offer", String, nullable=False),
    Column("exhibit", String, nullable=False),
    _text("outcome"),
    PrimaryKeyConstraint("offer", "exhibit"),
    Index("transfer_exhibit_exhibit", "exhibit"),
)

person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("keys", JSON, nullable=False),
    _text("enrolled_at"),
    _text("revoked_at"),
)
