"""The largest head this station ever told anyone, kept outside the database, so that an older copy is noticed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Final

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused, Json, canon, parse, unb64
from custody_app.log.merkle import NodeReader, range_root
from custody_app.log.statement import Head
from custody_app.paths import state_dir
from custody_app.storage.durable_files import folder_refusals, write_durably

VERSION: Final = "custody/high-water/1"
NAME: Final = "high-water.json"


class Standing(Enum):
    """How a log stands to the mark."""

    AHEAD = "ahead"
    EQUAL = "equal"
    BEHIND = "behind"
    DIVERGED = "diverged"


class HighWater:
    """The mark (size, root) in the station's folder, and its copy in the user's state folder.

    Layout: canonical JSON {"root", "size", "v": "custody/high-water/1"}. A copied-back station folder takes its
    own mark back with it; the copy outside stays and tells.

    Args:
        station: the station's folder.
        instance: the station's instance id, which names the copy.
        state: the user's state folder, `custody_app.paths.state_dir()` by default.
    """

    def __init__(self, station: Path, instance: str, *, state: Path | None = None) -> None:
        self.inside = station / NAME
        self.outside = (state or state_dir()) / "high-water" / f"{instance}.json"

    def mark(self) -> Head | None:
        """Return the larger of both copies, None if there is none.

        Raises:
            InputWrong: HIGH_WATER_DAMAGED, one of them cannot be read as a mark.
            EnvironmentUnavailable: one of them cannot be read at all.
        """
        mark, unread = self._both()
        if unread is not None:
            raise unread
        return mark

    def advance(self, head: Head) -> None:
        """Move both copies to `head`, durably; they never move back.

        Raises:
            EnvironmentUnavailable: DISK_FULL, FOLDER_UNAVAILABLE.
        """
        content = canon({**head.to_json(), "v": VERSION})
        for path in (self.inside, self.outside):
            held = self._read(path)
            if held is not None and held.size >= head.size:
                continue
            with folder_refusals(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)

    def check(self, head: Head, node: NodeReader) -> Standing:
        """Say how a log with `head` stands to the mark.

        Args:
            head: the store's head.
            node: the store's nodes, to find the root the log had at the mark's size.

        Raises:
            InputWrong, EnvironmentUnavailable: as `mark`.
        """
        return _standing(self.mark(), head, node)

    def why_read_only(self, head: Head, node: NodeReader) -> CustodyError | None:
        """Return why a store with `head` may only be read, None if it may be written.

        A mark that cannot be read says nothing about the log, so it keeps nobody from reading; writing waits until it
        is settled. What a sound mark says comes first: DATABASE_BEHIND, DATABASE_DIVERGED, which name the one way out.

        Args:
            head: the store's head.
            node: the store's nodes.
        """
        mark, unread = self._both()
        standing = _standing(mark, head, node)
        sizes = {"size": head.size, "mark": mark.size if mark else 0}
        if standing is Standing.BEHIND:
            return EnvironmentUnavailable(
                "DATABASE_BEHIND",
                N_("The log has {size} entries here, but {mark} were recorded: this database is an older copy."),
                kept=N_("It is open for reading only; nothing was changed."),
                advice=_WAY_OUT,
                **sizes,
            )
        if standing is Standing.DIVERGED:
            return EnvironmentUnavailable(
                "DATABASE_DIVERGED",
                N_("The first {mark} entries of this log are not the ones that were recorded."),
                kept=N_("It is open for reading only; nothing was changed."),
                advice=_WAY_OUT,
                **sizes,
            )
        return unread

    def _both(self) -> tuple[Head | None, CustodyError | None]:
        """Return the larger of the marks that can be read, and why one cannot be."""
        marks: list[Head] = []
        unread: CustodyError | None = None
        for path in (self.inside, self.outside):
            try:
                mark = self._read(path)
            except CustodyError as error:
                unread = unread or error
                continue
            marks += [mark] if mark is not None else []
        return max(marks, key=lambda head: head.size, default=None), unread

    def _read(self, path: Path) -> Head | None:
        try:
            with folder_refusals(path.parent):
                content = path.read_bytes() if path.exists() else None
            return None if content is None else _head(parse(content))
        except (CanonRefused, KeyError, TypeError) as error:
            raise InputWrong(
                "HIGH_WATER_DAMAGED",
                N_("The mark {path} cannot be read."),
                kept=N_("The station is open for reading only until that is settled; nothing was changed."),
                advice=N_(
                    "Restore the file from a backup, or verify the station and, where {other} is sound, copy that file "
                    "over it. Do not delete it: it tells whether the log is whole."
                ),
                path=path,
                other=self.outside if path == self.inside else self.inside,
            ) from error


def _standing(mark: Head | None, head: Head, node: NodeReader) -> Standing:
    if mark is None:
        return Standing.AHEAD if head.size else Standing.EQUAL
    if head.size < mark.size:
        return Standing.BEHIND
    if range_root(node, 0, mark.size) != mark.root:
        return Standing.DIVERGED
    return Standing.EQUAL if head.size == mark.size else Standing.AHEAD


_WAY_OUT = N_(
    "Bring back the newer station.db if it exists. If it is lost, declare the restoration: a new epoch starts, "
    "with a new key, and names the last trusted head."
)


def _head(value: Json) -> Head:
    if set(value) != {"root", "size", "v"} or value["v"] != VERSION or not isinstance(value["size"], int):
        raise TypeError("not a high-water mark")
    return Head(value["size"], unb64(value["root"], 32))
