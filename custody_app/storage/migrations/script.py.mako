"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Make the change; rebuilding fills what it makes."""
    ${upgrades if upgrades else "pass"}
