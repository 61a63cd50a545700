"""What a person typed and did not record yet, kept in the station's own folder, so that no crash loses it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

FOLDER: Final = "drafts"
VERSION: Final = "custody/draft/1"


class Drafts:
    """One JSON file for each person and page, `drafts/<person>.<page>.json`, replaced as a whole or not at all.

    A draft is a convenience, never a record: a folder that refuses is no reason to stop a person's work, so `keep`
    only tells whether it succeeded.

    Args:
        station: the station's folder.
    """

    def __init__(self, station: Path) -> None:
        self._folder = station / FOLDER

    def keep(self, person: str, page: str, draft: Mapping[str, Any]) -> bool:
        """Write the draft beside the old one, sync it, put it in its place; tell whether that worked."""
        path = self._path(person, page)
        beside = path.with_suffix(".new")
        content = json.dumps({"v": VERSION, "draft": dict(draft)}, ensure_ascii=True).encode()
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except OSError:
            return False
        return True

    def kept(self, person: str, page: str) -> dict[str, Any]:
        """Return the draft, {} where there is none or it cannot be read."""
        try:
            held = json.loads(self._path(person, page).read_bytes())
        except (OSError, ValueError):
            return {}
        draft = held.get("draft") if isinstance(held, dict) and held.get("v") == VERSION else None
        return draft if isinstance(draft, dict) else {}

    def forget(self, person: str, page: str) -> None:
        """Remove the draft: it was recorded, or the person threw it away."""
        path = self._path(person, page)
        for each in (path, path.with_suffix(".new")):
            with contextlib.suppress(OSError):
                each.unlink(missing_ok=True)

    def _path(self, person: str, page: str) -> Path:
        return self._folder / f"{quote(person or 'anybody', safe='')}.{page}.json"
