"""Indexes by which an act finds the statements about a case itself, and its latest time, among thousands."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change; rebuilding fills what it makes."""
    op.drop_index("statement_case", "statement")
    op.create_index("statement_case", "statement", ["case", "type", "seq"], unique=False)
    op.create_index("statement_case_at", "statement", ["case", "at"], unique=False)
