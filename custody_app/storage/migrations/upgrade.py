"""Brings the projection tables to the newest form; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from importlib import resources
from typing import Final

from sqlalchemy import Connection, inspect, text

HEAD: Final = "0002"
"""The newest revision; a test compares it with the scripts."""


def current(connection: Connection) -> str | None:
    """Return the revision of the projection tables, None when there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def known(revision: str | None) -> bool:
    """Tell whether this program has a script for `revision`."""
    if revision is None or revision == HEAD:
        return True
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - slow to load, seldom needed

    return revision in {script.revision for script in ScriptDirectory(_folder()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Run every migration that is due, in the transaction `connection` is in."""
    from alembic import command  # noqa: PLC0415 - slow to load, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _folder().replace("%", "%%"))
    command.upgrade(config, "head")


def _folder() -> str:
    return str(resources.files("custody_app.storage.migrations"))
