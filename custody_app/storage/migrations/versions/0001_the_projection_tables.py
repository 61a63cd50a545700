"""The projection tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change; rebuilding fills what it makes."""
    _make_case()
    _make_exhibit()
    _make_exhibit_line()
    _make_mention()
    _make_node()
    _make_person()
    _make_projected()
    _make_seal()
    _make_statement()
    _make_transfer()
    _make_transfer_exhibit()


def _make_case() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_order", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("offence", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("basis_missing", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("basis_until", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("exhibits", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("case_last_at", "case", ["last_at"], unique=False)
    op.create_index("case_number_order", "case", ["number_order"], unique=False)


def _make_exhibit() -> None:
    op.create_table(
        "exhibit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_order", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("court_number", sa.String(), nullable=False),
        sa.Column("agency_number", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("container", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("open_offer", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("seal_state", sa.String(), nullable=False),
        sa.Column("baseline", sa.String(), nullable=False),
        sa.Column("check_result", sa.String(), nullable=False),
        sa.Column("check_at", sa.String(), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("derived", sa.BigInteger(), nullable=False),
        sa.Column("photographs", sa.BigInteger(), nullable=False),
        sa.Column("registered_at", sa.String(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("last_type", sa.String(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("last_log", sa.String(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("exhibit_baseline", "exhibit", ["baseline"], unique=False)
    op.create_index("exhibit_case", "exhibit", ["case"], unique=False)
    op.create_index("exhibit_holder", "exhibit", ["holder"], unique=False)
    op.create_index("exhibit_last_at", "exhibit", ["last_at"], unique=False)
    op.create_index("exhibit_location", "exhibit", ["location"], unique=False)
    op.create_index("exhibit_number_order", "exhibit", ["number_order"], unique=False)
    op.create_index("exhibit_serial", "exhibit", ["serial"], unique=False)
    op.create_index("exhibit_state", "exhibit", ["state"], unique=False)


def _make_exhibit_line() -> None:
    op.create_table(
        "exhibit_line",
        sa.Column("exhibit", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("exhibit", "log", "seq"),
    )
    op.create_index("exhibit_line_position", "exhibit_line", ["exhibit", "position"], unique=False)
    op.create_index("exhibit_line_prev", "exhibit_line", ["prev"], unique=False)


def _make_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "log", "seq"),
    )


def _make_node() -> None:
    op.create_table(
        "node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx"),
        sqlite_with_rowid=False,
    )


def _make_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("enrolled_at", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _make_projected() -> None:
    op.create_table(
        "projected",
        sa.Column("fold", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fold"),
    )


def _make_seal() -> None:
    op.create_table(
        "seal",
        sa.Column("exhibit", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("applied_at", sa.String(), nullable=False),
        sa.Column("broken_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("exhibit", "position"),
    )
    op.create_index("seal_number", "seal", ["number"], unique=False)


def _make_statement() -> None:
    op.create_table(
        "statement",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("stmt_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("exhibits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("log", "seq"),
    )
    op.create_index("statement_case", "statement", ["case", "seq"], unique=False)
    op.create_index("statement_digest", "statement", ["digest"], unique=False)
    op.create_index("statement_stmt_id", "statement", ["stmt_id"], unique=False)
    op.create_index("statement_type", "statement", ["type", "seq"], unique=False)


def _make_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("receiver_name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("offered_at", sa.String(), nullable=False),
        sa.Column("answered_at", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("exhibits", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("offer"),
    )
    op.create_index("transfer_case", "transfer", ["case"], unique=False)
    op.create_index("transfer_status", "transfer", ["status", "due"], unique=False)


def _make_transfer_exhibit() -> None:
    op.create_table(
        "transfer_exhibit",
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("exhibit", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("offer", "exhibit"),
    )
    op.create_index("transfer_exhibit_exhibit", "transfer_exhibit", ["exhibit"], unique=False)
