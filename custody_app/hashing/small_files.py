"""Many small files of one folder at a time: what runs in each process of the pool."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.digests import new_hasher
from custody_app.hashing.findings import finding_of_open, reason_of
from custody_app.hashing.reader import FILE_FLAGS, FileState, change_during_reading, kind_of, open_quietly, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

BUFFER_BYTES: Final = 1 << 20
LARGE_BYTES: Final = 32 << 20
"""From here on a file is worth one thread per digest; it is left to the asking process."""

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
        before = state_of(os.fstat(fd))
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
    read = 0
    try:
        # One buffer, one call: a regular file that fills less than the buffer has ended.
        read = count = os.readv(fd, [view])
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
        failed: FindingFacts = ("FILE_READ_ERROR", {"offset": read, "reason": reason_of(error)})
        return Outcome("file", state=before, findings=(failed,))
    xattrs = list_xattrs(fd)
    after = state_of(os.fstat(fd))
    if after == before and read == before.size:
        return Outcome("file", digests, before, (), xattrs)
    findings = change_during_reading(name, before, after, read)
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
