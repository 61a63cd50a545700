"""A manifest to audit against, in memory: safe names, each once, and the errors of all other lines."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from custody_app.hashing.entry import Entry
from custody_app.hashing.formats import FORMATS
from custody_app.hashing.formats.listing import LineError, Listed
from custody_app.hashing.names import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT_ERRORS: Final = 10_000


def open_manifest(path: Path) -> BinaryIO:
    """Open a manifest for reading.

    Raises:
        OSError: it cannot be opened, or is no regular file: a pipe or a device may have no end, and is not opened.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file")
    return path.open("rb")


class Listing:
    """A manifest in memory: safe names, each once, with the errors of all other lines.

    Args:
        root: where absolute names may lie below, and whose name relative ones may start with; None for nowhere.
    """

    def __init__(self, root: bytes | None) -> None:
        self._own_names = _names_of(root) if root is not None else []
        self.lines: dict[bytes, int] = {}
        self.entries: dict[bytes, Entry] = {}
        self.errors: list[LineError] = []
        self.errors_count = 0
        self.undigested: set[bytes] = set()
        self.algorithms: set[str] = set()

    def refuse(self, error: LineError) -> None:
        """Keep an error, or count it when there are too many to keep."""
        self.errors_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append(error)

    def add(self, listed: Listed) -> None:
        """Take one line in, if its name is safe and new."""
        path = self._safe(listed)
        if path is None:
            return
        if path in self.lines:
            values: dict[str, str | int] = {"found": shown(path), "first": self.lines[path]}
            self.refuse(LineError(listed.line, "LINE_NAME_TWICE", values))
            return
        self.lines[path] = listed.line
        if listed.kind == "file" and not listed.digests:
            self.undigested.add(path)
            return
        self.algorithms |= listed.digests.keys()
        self.entries[path] = Entry(path, listed.kind, listed.size, digests=listed.digests, target=listed.target)

    def _safe(self, listed: Listed) -> bytes | None:
        code = ""
        path = listed.path
        if not path or b"\0" in path:
            code = "LINE_NAME_EMPTY"
        elif b".." in path.split(b"/"):
            code = "LINE_NAME_UPWARDS"
        elif path.startswith(b"/") or (os.name == "nt" and path[1:2] == b":"):
            own = next((each for each in self._own_names if each.startswith(b"/") and path.startswith(each)), None)
            if own is None:
                code = "LINE_NAME_ABSOLUTE"
            else:
                path = path[len(own) :]
        if code:
            self.refuse(LineError(listed.line, code, {"found": shown(path)}))
            return None
        parts = [part for part in path.split(b"/") if part not in (b"", b".")]
        if not parts:
            self.refuse(LineError(listed.line, "LINE_NAME_EMPTY"))
            return None
        return b"/".join(parts)

    def strip_own_name(self) -> None:
        """Where every name starts with the root's own, as `custody hash DIR` writes them, take that away."""
        for own in self._own_names:
            if own.startswith(b"/") or not self.lines or not all(path.startswith(own) for path in self.lines):
                continue
            cut = len(own)
            self.lines = {path[cut:]: line for path, line in self.lines.items()}
            self.undigested = {path[cut:] for path in self.undigested}
            self.entries = {path[cut:]: entry._replace(path=path[cut:]) for path, entry in self.entries.items()}
            return


def _names_of(root: bytes) -> list[bytes]:
    absolute = os.path.abspath(root)  # noqa: PTH100  (lexical, of bytes: the names were written so too)
    given = os.path.normpath(root)
    own = [absolute.rstrip(b"/") + b"/"]
    if given not in (b".", absolute) and not given.startswith(b".."):
        own.append(given + b"/")
    own.append(absolute.rpartition(b"/")[2] + b"/")
    return own


def read_listing(stream: BinaryIO, format_name: str, hint: Sequence[str] = (), root: bytes | None = None) -> Listing:
    """Read a manifest to its end, whatever its lines are like."""
    listing = Listing(root)
    for found in FORMATS[format_name].read(stream, hint):
        if isinstance(found, LineError):
            listing.refuse(found)
        else:
            listing.add(found)
    return listing
