"""A folder's state file: what is finished, so that a restart begins at the first file that is not."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, BinaryIO, Final

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.hashing.entry import LINE_LIMIT, Entry, canonical, encode_entry, parse_entry
from custody_app.hashing.findings import reason_of
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from custody_app.hashing.reader import FileState

VERSION: Final = "custody/hash-state/1"
_FLUSH_EVERY: Final = 256
_BYTES_WORTH_A_FILE: Final = 4 << 20


class ResumeFile:
    """Finished files of an earlier run, in path order, and those of this run, appended.

    One line a file: canonical JSON `{"ctime_ns", "device", "entry", "inode"}`; the first line names the folder and
    the algorithms. A line cut off by a crash is dropped. A finished file is taken over only while its device, inode,
    size, modification and change time are those of then; else it is read again.

    Args:
        path: the state file; made if it is not there.
        root: state of the folder being hashed.
        algorithms: digests asked for.

    Raises:
        InputWrong: `RESUME_OTHER`, the file belongs to another folder or other algorithms, or is no state file.
    """

    def __init__(self, path: Path, root: FileState, algorithms: Sequence[str]) -> None:
        self._path = path
        self._head = canonical(
            {"algorithms": list(algorithms), "device": str(root.device), "inode": str(root.inode), "v": VERSION}
        )
        self._old: BinaryIO | None = None
        self._ahead: tuple[Entry, tuple[str, str, str]] | None = None
        if path.exists() and path.stat().st_size:
            self._old = path.open("rb")
            if self._old.readline(LINE_LIMIT) != self._head:
                self._old.close()
                raise _other(path)
        # Written beside the old one and put in its place when the old one is used up: a crash loses neither.
        self._part = path.with_name(path.name + ".part")
        try:
            self._new = self._part.open("wb")
        except OSError as error:
            if self._old is not None:
                self._old.close()
            raise self._not_written(error) from error
        self._write(self._head)
        self._unflushed = 0
        self.taken = 0
        self._broken = False
        try:
            self._advance()
        except InputWrong:
            self._discard()
            raise

    def take(self, path: bytes, seen: FileState) -> Entry | None:
        """Return the finished entry of `path` if the file is still the one that was read; paths come in order."""
        while self._ahead is not None and self._ahead[0].path < path:
            self._advance()
        if self._ahead is None or self._ahead[0].path != path:
            return None
        entry, identity = self._ahead
        if identity != _identity(seen) or entry.size != seen.size or entry.mtime_ns != seen.mtime_ns:
            return None
        self.taken += 1
        return entry

    def identities(self) -> list[tuple[int, int]]:
        """Return device and inode of the state file and its successor, which are not evidence."""
        found = [path.stat() for path in {self._path, self._part} if path.exists()]
        return [(each.st_dev, each.st_ino) for each in found]

    @property
    def used_up(self) -> bool:
        """Whether no finished file of the earlier run is left ahead."""
        return self._ahead is None

    def add(self, entry: Entry, state: FileState) -> None:
        """Keep a finished file without findings."""
        device, inode, ctime = _identity(state)
        line = encode_entry(entry)[:-1].decode()
        self._write(f'{{"ctime_ns":"{ctime}","device":"{device}","entry":{line},"inode":"{inode}"}}\n'.encode())
        # Many small files or few large ones: at most some seconds of reading are lost.
        self._unflushed += 1 + (entry.size or 0) // _BYTES_WORTH_A_FILE
        if self._unflushed >= _FLUSH_EVERY:
            self.flush()

    def flush(self) -> None:
        """Write through to the disk; the new file takes the old one's place once it holds all of it."""
        self._unflushed = 0
        try:
            self._new.flush()
            os.fsync(self._new.fileno())
            if self._part is not self._path and self._ahead is None:
                self._part.replace(self._path)
                self._part = self._path
        except OSError as error:
            raise self._not_written(error) from error

    def _write(self, line: bytes) -> None:
        try:
            self._new.write(line)
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> EnvironmentUnavailable:
        return EnvironmentUnavailable(
            "STATE_NOT_WRITTEN",
            N_("The state file {path} cannot be written: {reason}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Choose a folder that you may write to and that has space."),
            path=self._path,
            reason=reason_of(error),
        )

    def close(self, *, finished: bool) -> None:
        """Close; a finished job needs its state file no more, one that stopped keeps all that is done."""
        if self._broken:
            self._discard()
            return
        if not finished:
            while self._ahead is not None:  # the rest of the earlier run is still true
                self._write(self._raw)
                self._advance()
            self.flush()
        self._new.close()
        if self._old is not None:
            self._old.close()
        if finished:
            for leftover in {self._part, self._path}:
                leftover.unlink(missing_ok=True)

    def _advance(self) -> None:
        self._ahead = None
        self._broken = True  # until proven otherwise
        line = self._old.readline(2 * LINE_LIMIT) if self._old is not None else b""
        if not line.endswith(b"\n"):
            self._broken = False
            return
        try:
            fields = json.loads(line)
            entry = parse_entry(canonical(fields["entry"]))
            self._ahead = (entry, (fields["device"], fields["inode"], fields["ctime_ns"]))
            self._raw = line
            self._broken = False
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _other(self._path) from error

    def _discard(self) -> None:
        """Leave the old file as it is, and nothing else."""
        self._new.close()
        self._part.unlink()
        if self._old is not None:
            self._old.close()


def _identity(state: FileState) -> tuple[str, str, str]:
    return str(state.device), str(state.inode), str(state.ctime_ns)


def _other(path: Path) -> InputWrong:
    return InputWrong(
        "RESUME_OTHER",
        N_("{path} is not the state of this job: another folder, other digests, or not a state file."),
        kept=N_("Nothing was read, and the file was left as it is."),
        advice=N_("Name the state file of this job, or a new one."),
        path=path,
    )
