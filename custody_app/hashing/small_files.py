"""Many small files of one folder at a time: what runs in each process of the pool.

What a file costs here is a hundred thousand times what a folder costs: six calls of the system (open without touching
the access time, state, one read of just its size, extended attributes, state again, close), the digest, and one line.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import stat
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.digests import constructor, new_hasher
from custody_app.hashing.entry import PlainLines
from custody_app.hashing.findings import finding_of_open, reason_of
from custody_app.hashing.reader import FILE_FLAGS, NOATIME, FileState, change_during_reading, kind_of, open_quietly

if TYPE_CHECKING:
    from collections.abc import Sequence

BUFFER_BYTES: Final = 1 << 20
LARGE_BYTES: Final = 32 << 20
"""From here on a file is worth one thread per digest; it is left to the asking process."""

_FIELDS = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns", "st_mode", "st_nlink")

XattrFacts = tuple[bytes, int, str]
FindingFacts = tuple[str, dict[str, str | int]]


class Outcome(NamedTuple):
    """What was found under one name; plain values only, since it travels between processes.

    Attributes:
        kind: the manifest's word, "large" for a file left to the asking process, "" when it was not opened.
        digests: raw, in the order of the algorithms; empty when the file was not read whole.
        state: before reading, None when it was not opened.
        findings: code and values of each finding.
        xattrs: raw name, size and SHA-256 of each extended attribute.
    """

    kind: str
    digests: tuple[bytes, ...] = ()
    state: tuple[int, ...] | None = None
    findings: tuple[FindingFacts, ...] = ()
    xattrs: tuple[XattrFacts, ...] = ()


class Lines(NamedTuple):
    """What was found under several plain names that follow each other, already as lines of the canonical manifest.

    Attributes:
        files: how many.
        size: bytes of all these files.
        encoded: the lines, one after the other.
    """

    files: int
    size: int
    encoded: bytes


_ASIDE: Final = "aside"
_ASIDE_OUTCOME: Final = Outcome(_ASIDE)
"""Not plain and not read yet: left to `_hash_name`."""


def new_buffer() -> memoryview:
    """Return a buffer to reuse, at the start of a page.

    A bytearray of this size starts 16 or 32 bytes into a page, where copying from the system's own pages, which start
    at 0, takes four times as long: each store falls just ahead of the loads in the low 12 bits of the address.
    """
    return memoryview(mmap.mmap(-1, BUFFER_BYTES))


def hash_lines(
    dir_fd: int,
    prefix: bytes,
    names: Sequence[bytes],
    algorithms: Sequence[str],
    view: memoryview,
    large: int = LARGE_BYTES,
) -> list[Lines | Outcome]:
    """Do as `hash_names`, and encode at once the lines of those names about which nothing else is to be said.

    Files with findings, several names or extended attributes, large ones, and names that are not Unicode come back
    as outcomes, in their place between the lines.

    Args:
        dir_fd: the folder.
        prefix: the folder's raw path in the manifest, with its last "/"; empty for the root.
        names: as in `hash_names`.
        algorithms: digests to compute.
        view: a buffer to reuse.
        large: as in `hash_names`.
    """
    plain = PlainLines.below(prefix, algorithms)
    if plain is None:
        return list(hash_names(dir_fd, names, algorithms, view, large))
    pieces: list[Lines | Outcome] = []
    lines: list[str] = []
    size = 0
    found = _PlainReading(dir_fd, algorithms, view, min(large, len(view)))
    for name in names:
        outcome = found.read(name)
        if outcome is None:
            line = plain.encode(name, found.size, found.mtime_ns, found.digests)
            if line is not None:
                lines.append(line)
                size += found.size
                continue
            outcome = found.outcome()
        if lines:
            pieces.append(Lines(len(lines), size, "".join(lines).encode()))
            lines, size = [], 0
        pieces.append(outcome if outcome.kind != _ASIDE else _hash_name(dir_fd, name, algorithms, view, large))
    if lines:
        pieces.append(Lines(len(lines), size, "".join(lines).encode()))
    return pieces


class _PlainReading:
    """Reads plain small files of one folder: `_hash_name` with all that is not plain put aside unread.

    Its cost is counted in microseconds, so what is looked up for each file is looked up once.
    """

    __slots__ = ("_algorithms", "_before", "_dir_fd", "_large", "_make", "_view", "digests", "mtime_ns", "size")

    def __init__(self, dir_fd: int, algorithms: Sequence[str], view: memoryview, large: int) -> None:
        self._dir_fd = dir_fd
        self._algorithms = algorithms
        self._make = [constructor(each) for each in algorithms]
        self._view = view
        self._large = large
        self._before: tuple[int, ...] = ()
        self.digests: list[str] = []
        self.size = self.mtime_ns = 0

    def read(self, name: bytes) -> Outcome | None:
        """Return None when `name` is plain: sound, unchanged, one name, no attributes; else what is to be said."""
        try:
            fd = os.open(name, FILE_FLAGS | NOATIME, dir_fd=self._dir_fd)
        except OSError:
            return _ASIDE_OUTCOME
        try:
            self._before = before = _FIELDS(os.fstat(fd))
            self.size, self.mtime_ns, mode, links = before[2], before[3], before[5], before[6]
            if links != 1 or self.size >= self._large or not stat.S_ISREG(mode):
                return _ASIDE_OUTCOME
            count = os.readv(fd, [self._view])
            if count != self.size:
                return _digest(fd, name, FileState._make(before), self._algorithms, self._view, count)
            data = self._view[:count]
            self.digests = [make(data).hexdigest() for make in self._make]
            if list_xattrs(fd) or _FIELDS(os.fstat(fd)) != before:
                return _conclude(fd, name, FileState._make(before), self._raw(), count)
        except OSError as error:
            return Outcome("file", findings=(("FILE_READ_ERROR", {"offset": 0, "reason": reason_of(error)}),))
        finally:
            os.close(fd)
        return None

    def outcome(self) -> Outcome:
        """Return what `read` found plain, as an outcome."""
        return Outcome("file", self._raw(), FileState._make(self._before))

    def _raw(self) -> tuple[bytes, ...]:
        return tuple(bytes.fromhex(each) for each in self.digests)


def hash_names(
    dir_fd: int, names: Sequence[bytes], algorithms: Sequence[str], view: memoryview, large: int = LARGE_BYTES
) -> list[Outcome]:
    """Read each of `names` in the open folder `dir_fd` once and return what was found, in the same order.

    Args:
        dir_fd: the folder.
        names: single names without "/", known to be regular files a moment ago.
        algorithms: digests to compute.
        view: a buffer to reuse.
        large: size in bytes from which a file is left to the asking process.
    """
    return [_hash_name(dir_fd, name, algorithms, view, large) for name in names]


def _hash_name(dir_fd: int, name: bytes, algorithms: Sequence[str], view: memoryview, large: int) -> Outcome:
    try:
        # The listing said "regular file" just now; should it be a FIFO meanwhile, O_NONBLOCK keeps this from hanging.
        fd, _ = open_quietly(name, FILE_FLAGS, dir_fd)
    except OSError as error:
        found = finding_of_open(name, error)
        return Outcome("", findings=((found.code, dict(found.values)),))
    try:
        before = FileState._make(_FIELDS(os.fstat(fd)))
        if not stat.S_ISREG(before.mode):
            return Outcome(kind_of(before.mode), findings=(("NOT_A_FILE", {"kind": kind_of(before.mode)}),))
        if before.size >= large:
            return Outcome("large", state=before)
        return _read(fd, name, before, algorithms, view)
    except OSError as error:
        return Outcome("file", findings=(("FILE_READ_ERROR", {"offset": 0, "reason": reason_of(error)}),))
    finally:
        os.close(fd)


def _read(fd: int, name: bytes, before: FileState, algorithms: Sequence[str], view: memoryview) -> Outcome:
    try:
        count = os.readv(fd, [view])
    except OSError as error:
        return _failed(before, 0, error)
    return _digest(fd, name, before, algorithms, view, count)


def _digest(
    fd: int, name: bytes, before: FileState, algorithms: Sequence[str], view: memoryview, count: int
) -> Outcome:
    """Digest the `count` bytes that the first read left in `view`, and read the rest."""
    read = count
    try:
        # One buffer, one call: a regular file that fills less than the buffer has ended.
        if count < len(view) and count == before.size:
            digests = tuple(new_hasher(each, view[:count]).digest() for each in algorithms)
        else:
            hashers = [new_hasher(each, view[: min(count, before.size)]) for each in algorithms]
            while count and read <= before.size:
                count = os.readv(fd, [view])
                part = view[: max(0, min(count, before.size - read))]
                for hasher in hashers:
                    hasher.update(part)
                read += count
            digests = tuple(hasher.digest() for hasher in hashers) if read >= before.size else ()
    except OSError as error:
        return _failed(before, read, error)
    return _conclude(fd, name, before, digests, read)


def _failed(before: FileState, offset: int, error: OSError) -> Outcome:
    return Outcome(
        "file", state=before, findings=(("FILE_READ_ERROR", {"offset": offset, "reason": reason_of(error)}),)
    )


def _conclude(fd: int, name: bytes, before: FileState, digests: tuple[bytes, ...], read: int) -> Outcome:
    xattrs = list_xattrs(fd)
    after = _FIELDS(os.fstat(fd))
    if after == before and read == before.size:
        return Outcome("file", digests, before, (), xattrs)
    findings = change_during_reading(name, before, FileState._make(after), read)
    return Outcome("file", digests, before, tuple((each.code, dict(each.values)) for each in findings), xattrs)


def list_xattrs(fd: int) -> tuple[XattrFacts, ...]:
    """Return name, size and SHA-256 of each extended attribute of `fd`; empty where the system has none."""
    if not hasattr(os, "listxattr"):
        return ()
    try:
        names = os.listxattr(fd)
        if not names:
            return ()
        values = [(os.fsencode(name), os.getxattr(fd, name)) for name in names]
    except OSError:
        return ()
    return tuple((name, len(value), hashlib.sha256(value).hexdigest()) for name, value in sorted(values))
