"""Opens evidence read-only, once, without touching it or following links, and tells its state before and after."""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

from custody_app.hashing.findings import Finding, finding_of_open, reason_of

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
# O_NONBLOCK: should a FIFO take the file's place between lstat and open, the open must not hang.
FILE_FLAGS = _READ | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
FOLDER_FLAGS = _READ | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)
NOATIME = getattr(os, "O_NOATIME", 0)
_LONGEST_PATH = 3000


class FileState(NamedTuple):
    """What fstat says of an open file; times are nanoseconds since 1970 as the file system claims them."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    mode: int
    links: int


def state_of(found: os.stat_result) -> FileState:
    """Return the part of `found` that a change would show in."""
    return FileState(
        found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_mode, found.st_nlink
    )


def kind_of(mode: int) -> str:
    """Return the manifest's word for the type in `mode`: file, folder, link, fifo, socket, device or other."""
    kinds = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "link",
        stat.S_IFIFO: "fifo",
        stat.S_IFSOCK: "socket",
        stat.S_IFBLK: "device",
        stat.S_IFCHR: "device",
    }
    return kinds.get(stat.S_IFMT(mode), "other")


def open_quietly(name: bytes, flags: int, dir_fd: int | None = None) -> tuple[int, bool]:
    """Open `name` and return the descriptor and whether its access time is left alone.

    O_NOATIME is allowed to the owner and to root only; others open without it.

    Raises:
        OSError: as `open` says.
    """
    if NOATIME:
        try:
            return os.open(name, flags | NOATIME, dir_fd=dir_fd), True
        except PermissionError:
            pass
    return os.open(name, flags, dir_fd=dir_fd), False


def open_folder(path: bytes, *, follow: bool = True) -> int:
    """Return a descriptor of folder `path` of any length; a long path is walked in pieces.

    Raises:
        OSError: as `open` says.
    """
    flags = FOLDER_FLAGS & ~getattr(os, "O_NOFOLLOW", 0) if follow else FOLDER_FLAGS
    if len(path) <= _LONGEST_PATH:
        return os.open(path, flags)
    held = os.open(b"/" if path.startswith(b"/") else b".", flags)
    try:
        parts = [part for part in path.split(b"/") if part]
        while parts:
            piece = parts.pop(0)
            while parts and len(piece) + len(parts[0]) < _LONGEST_PATH:
                piece += b"/" + parts.pop(0)
            deeper = os.open(piece, flags, dir_fd=held)
            os.close(held)
            held = deeper
    except BaseException:
        os.close(held)
        raise
    return held


class EvidenceFile:
    """One regular file, open for one reading.

    Reads as many bytes as the file had when it was opened and then looks whether there are more: a file that
    grows without end is read once, not for ever.

    Attributes:
        fd: the descriptor.
        size: bytes when opened.
        bytes_read: bytes read so far.
        before: the state when opened.
        atime_kept: whether reading leaves the access time alone.
    """

    def __init__(self, fd: int, before: FileState, path: bytes, *, atime_kept: bool) -> None:
        self.fd = fd
        self._path = path
        self._beyond = 0
        self._failure: Finding | None = None
        self.before = before
        self.size = before.size
        self.bytes_read = 0
        self.atime_kept = atime_kept

    def readinto(self, view: memoryview) -> int:
        """Fill `view` from the file and return how many bytes, 0 at the end or when reading fails."""
        left = self.size - self.bytes_read
        try:
            if left <= 0:
                self._beyond = len(os.read(self.fd, 1))
                return 0
            count = read_some(self.fd, view[:left] if left < len(view) else view)
        except OSError as error:
            self._failure = Finding(
                "FILE_READ_ERROR", self._path, {"offset": self.bytes_read, "reason": reason_of(error)}
            )
            return 0
        self.bytes_read += count
        return count

    def finish(self) -> tuple[FileState | None, tuple[Finding, ...]]:
        """Return the state after reading and what is to be said about it."""
        try:
            after = state_of(os.fstat(self.fd))
        except OSError as error:
            failed = Finding("FILE_READ_ERROR", self._path, {"offset": self.bytes_read, "reason": reason_of(error)})
            return None, (self._failure or failed,)
        if self._failure is not None:
            return after, (self._failure,)
        return after, change_during_reading(self._path, self.before, after, self.bytes_read + self._beyond)

    def advise_sequential(self) -> None:
        """Tell the system that the file is read once from start to end."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self.fd, 0, 0, os.POSIX_FADV_SEQUENTIAL)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self.fd)


def open_evidence(name: bytes, path: bytes, dir_fd: int | None = None) -> EvidenceFile | Finding:
    """Open the regular file `name` (below `dir_fd`), or say why not.

    What is not a regular file is never opened: opening alone can rewind a tape or hang on a FIFO.

    Args:
        name: what to open, relative to `dir_fd` if given.
        path: the name that findings carry.
        dir_fd: descriptor of the folder that `name` is in.
    """
    try:
        seen = os.stat(name, dir_fd=dir_fd, follow_symlinks=False)
        if not stat.S_ISREG(seen.st_mode):
            return _refusal(path, seen.st_mode)
        fd, atime_kept = open_quietly(name, FILE_FLAGS, dir_fd)
    except OSError as error:
        return finding_of_open(path, error)
    except ValueError:  # a NUL in the name
        return Finding("FILE_VANISHED", path)
    before = state_of(os.fstat(fd))
    if not stat.S_ISREG(before.mode):
        os.close(fd)
        return _refusal(path, before.mode)
    return EvidenceFile(fd, before, path, atime_kept=atime_kept)


def change_during_reading(path: bytes, before: FileState, after: FileState, read: int) -> tuple[Finding, ...]:
    """Return what the states before and after, and the count of bytes read, say together."""
    if after.links == 0 and before.links > 0:
        return (Finding("FILE_VANISHED", path),)
    found = after.size if after.size != before.size else read
    if found != before.size:
        code = "FILE_GREW" if found > before.size else "FILE_SHRANK"
        return (Finding(code, path, {"expected": before.size, "found": found}),)
    if after != before:
        return (Finding("FILE_CHANGED", path),)
    return ()


def read_some(fd: int, view: memoryview) -> int:
    """Read once from `fd` into `view` and return how many bytes; 0 is the end."""
    if hasattr(os, "readv"):
        return os.readv(fd, [view])
    data = os.read(fd, len(view))
    view[: len(data)] = data
    return len(data)


def _refusal(path: bytes, mode: int) -> Finding:
    kind = kind_of(mode)
    return Finding("LINK_NOT_FOLLOWED", path) if kind == "link" else Finding("NOT_A_FILE", path, {"kind": kind})


def open_by_path(path: bytes) -> EvidenceFile | Finding:
    """Open the regular file at `path`, of any length, or say why not (see `open_evidence`)."""
    if len(path) <= _LONGEST_PATH:
        return open_evidence(path, path)
    folder, _, name = path.rstrip(b"/").rpartition(b"/")
    try:
        dir_fd = open_folder(folder or b"/")
    except OSError as error:
        return finding_of_open(path, error)
    try:
        return open_evidence(name, path, dir_fd)
    finally:
        os.close(dir_fd)


def open_below(root_fd: int, path: bytes) -> EvidenceFile | Finding:
    """Open the regular file `path` below an open folder, following no link in any part of it."""
    *folders, name = path.split(b"/")
    held = os.dup(root_fd)
    try:
        for each in folders:
            deeper, _ = open_quietly(each, FOLDER_FLAGS, held)
            os.close(held)
            held = deeper
        return open_evidence(name, path, held)
    except OSError as error:
        # A link or a file in the place of a folder: what the path named is not there.
        absent = error.errno in {errno.ENOTDIR, errno.ELOOP}
        return Finding("FILE_VANISHED", path) if absent else finding_of_open(path, error)
    finally:
        os.close(held)
