"""Which tables a migration may touch."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from custody_app.storage.log_tables import LOG_TABLES


def is_projection(name: str | None, kind: str, parents: MutableMapping[Any, Any]) -> bool:
    """Tell Alembic whether to look at this name: never at a log table or what belongs to one."""
    return name not in LOG_TABLES and parents.get("table_name") not in LOG_TABLES if kind != "schema" else True
