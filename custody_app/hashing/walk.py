"""Walks a folder in the order of raw paths, by descriptors: no long path, no link, no loop is ever followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.entry import LINE_LIMIT, Entry, Xattr
from custody_app.hashing.findings import Finding, finding_of_open
from custody_app.hashing.reader import FOLDER_FLAGS, FileState, kind_of, open_quietly, state_of
from custody_app.hashing.small_files import list_xattrs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_OPEN_LEVELS: Final = 64
"""Folders kept open on the way down; the ones above are opened again through ".." and compared."""

RUN_LIMIT: Final = 1024
"""Files that are handed over together: a Python step a file would cost as much as reading it."""

_LONGEST_PATH: Final = LINE_LIMIT // 32
"""Bytes of a path that surely fit a line, twice, with attributes, however many JSON and base64 must escape."""


class OpenFolder:
    """A folder's descriptor, shared by the walk and by the batches that read its files; closed by the last.

    Args:
        fd: the descriptor.
        on_close: told of the descriptor just before it is closed.
    """

    __slots__ = ("_on_close", "_users", "fd")

    def __init__(self, fd: int, on_close: Callable[[int], None]) -> None:
        self.fd = fd
        self._on_close = on_close
        self._users = 1

    def hold(self) -> OpenFolder:
        """Count one more user and return itself."""
        self._users += 1
        return self

    def release(self) -> None:
        """Count one user less; the last one closes."""
        self._users -= 1
        if not self._users:
            self._on_close(self.fd)
            os.close(self.fd)

    def __del__(self) -> None:
        # A cancelled job: the last reader has let go of it, whoever that was.
        if self._users > 0:
            os.close(self.fd)


class FileName(NamedTuple):
    """A regular file that the walk came past, to be read by whoever asked for the walk."""

    folder: OpenFolder
    name: bytes
    path: bytes


class FileRun(NamedTuple):
    """Regular files of one folder that follow each other in path order with nothing between them.

    Attributes:
        folder: where they are.
        prefix: the folder's raw path with its last "/", empty for the root.
        names: in order, at most `RUN_LIMIT`.
    """

    folder: OpenFolder
    prefix: bytes
    names: list[bytes]

    def cut(self, start: int, end: int) -> FileRun:
        """Return a part of the run."""
        return self._replace(names=self.names[start:end])


class _Level:
    """One folder on the way down."""

    __slots__ = ("_note", "folder", "path", "state", "todo")

    def __init__(
        self, fd: int, path: bytes, state: FileState, todo: list[tuple[bytes, str]], note: Callable[[Finding], None]
    ) -> None:
        self._note = note
        self.state = state
        self.path = path
        self.todo = todo
        self.folder: OpenFolder | None = None
        self.open(fd)

    def open(self, fd: int) -> None:
        """Take `fd` as the folder's descriptor."""
        self.folder = OpenFolder(fd, self._compare)

    def _compare(self, fd: int) -> None:
        """When the last file was read, look whether names came or went since the folder was listed."""
        now = state_of(os.fstat(fd))
        if (now.mtime_ns, now.ctime_ns) != (self.state.mtime_ns, self.state.ctime_ns):
            self._note(Finding("FOLDER_CHANGED", self.path[:-1] or b"."))


class Walk:
    """Yields what lies below an open folder: entries that need no reading, and names of files that do.

    The order is that of the whole raw paths: in each folder, "a" comes before "a.txt", and that before "a/b".

    Args:
        root_fd: the folder; the walk closes it.
        note: told of findings that belong to no single entry.
        left_out: (device, inode) of files that are not evidence, such as the manifest being written.
    """

    def __init__(
        self, root_fd: int, note: Callable[[Finding], None], left_out: Collection[tuple[int, int]] = ()
    ) -> None:
        self._note = note
        self._left_out = {inode for _, inode in left_out}
        self._left_out_exactly = frozenset(left_out)
        self._levels: list[_Level] = []
        self._root_fd = root_fd

    def __iter__(self) -> Iterator[Entry | FileRun]:
        try:
            if not self._enter(self._root_fd, b""):
                return
            while self._levels:
                level = self._levels[-1]
                if not level.todo:
                    self._leave()
                    continue
                name, kind = level.todo.pop()
                folder = level.folder
                if folder is None:
                    raise AssertionError("a parked folder is opened before it is used")
                if kind == "descend":
                    self._descend(folder, name[:-1], level.path + name)
                elif kind == "file":
                    yield FileRun(folder, level.path, [name, *_files_next(level.todo)])
                else:
                    yield self._describe(folder, name, kind, level)
        finally:
            while self._levels:
                held = self._levels.pop().folder
                if held is not None:
                    held.release()

    def _enter(self, fd: int, path: bytes) -> bool:
        try:
            state = state_of(os.fstat(fd))
            todo = self._list(fd, path)
        except OSError as error:
            os.close(fd)
            self._note(finding_of_open(path or b".", error, folder=True))
            return False
        self._levels.append(_Level(fd, path, state, todo, self._note))
        if len(self._levels) > _OPEN_LEVELS:
            parked = self._levels[-1 - _OPEN_LEVELS]
            if parked.folder is not None:
                parked.folder.release()
                parked.folder = None
        return True

    def _list(self, fd: int, path: bytes) -> list[tuple[bytes, str]]:
        todo: list[tuple[bytes, str]] = []
        with os.scandir(fd) as listing:
            for each in listing:
                name = os.fsencode(each.name)
                if each.inode() in self._left_out and self._is_left_out(fd, name):
                    continue
                if each.is_file(follow_symlinks=False):
                    kind = "file"
                elif each.is_dir(follow_symlinks=False):
                    kind = "folder"
                    todo.append((name + b"/", "descend"))
                else:
                    kind = "special"
                if len(path) + len(name) > _LONGEST_PATH:
                    self._note(Finding("NAME_TOO_LONG", path + name))
                    continue
                todo.append((name, kind))
        # Sorted backwards, since pop() takes from the end.
        todo.sort(reverse=True)
        return todo

    def _is_left_out(self, fd: int, name: bytes) -> bool:
        found = os.stat(name, dir_fd=fd, follow_symlinks=False)
        return (found.st_dev, found.st_ino) in self._left_out_exactly

    def _leave(self) -> None:
        level = self._levels.pop()
        folder = level.folder
        if folder is None:
            return
        if self._levels and self._levels[-1].folder is None:
            self._reopen(self._levels[-1], folder.fd)
        folder.release()

    def _reopen(self, parent: _Level, child_fd: int) -> None:
        try:
            fd, _ = open_quietly(b"..", FOLDER_FLAGS, child_fd)
        except OSError as error:
            self._give_up(parent, finding_of_open(parent.path[:-1] or b".", error, folder=True))
            return
        found = os.fstat(fd)
        parent.open(fd)
        if (found.st_dev, found.st_ino) != (parent.state.device, parent.state.inode):
            self._give_up(parent, Finding("FOLDER_MOVED", parent.path[:-1] or b"."))

    def _give_up(self, parent: _Level, why: Finding) -> None:
        """Nothing above a lost folder can be found again by its descriptor, so the walk ends here, and says so."""
        self._note(why)
        for level in self._levels:
            level.todo.clear()
        if parent.folder is not None:
            parent.folder.release()
            parent.folder = None

    def _descend(self, folder: OpenFolder, name: bytes, path: bytes) -> None:
        try:
            fd, _ = open_quietly(name, FOLDER_FLAGS, folder.fd)
        except OSError:
            return  # its entry, just before, says why
        found = os.fstat(fd)
        if any((level.state.device, level.state.inode) == (found.st_dev, found.st_ino) for level in self._levels):
            os.close(fd)
            self._note(Finding("FOLDER_LOOP", path[:-1]))
            return
        self._enter(fd, path)

    def _describe(self, folder: OpenFolder, name: bytes, kind: str, level: _Level) -> Entry:
        path = level.path + name
        try:
            if kind == "folder":
                return _describe_folder(folder.fd, name, path)
            state = state_of(os.stat(name, dir_fd=folder.fd, follow_symlinks=False))
            target = os.readlink(name, dir_fd=folder.fd) if kind_of(state.mode) == "link" else None
        except OSError as error:
            found = finding_of_open(path, error, folder=kind == "folder")
            self._note(found)
            return Entry(path, "folder" if kind == "folder" else "other", findings=(found.code,))
        return _special(path, state, target)


def _files_next(todo: list[tuple[bytes, str]]) -> Iterator[bytes]:
    """Take the files at the end of `todo`, up to the first thing that is none."""
    for _ in range(RUN_LIMIT - 1):
        if not todo or todo[-1][1] != "file":
            return
        yield todo.pop()[0]


def _describe_folder(dir_fd: int, name: bytes, path: bytes) -> Entry:
    fd, _ = open_quietly(name, FOLDER_FLAGS, dir_fd)
    try:
        state = state_of(os.fstat(fd))
        return Entry(path, "folder", mtime_ns=state.mtime_ns, xattrs=tuple(Xattr(*each) for each in list_xattrs(fd)))
    finally:
        os.close(fd)


def _special(path: bytes, state: FileState, target: bytes | None) -> Entry:
    return Entry(path, kind_of(state.mode), mtime_ns=state.mtime_ns, target=target)
