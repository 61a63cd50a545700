"""One segment file, read at any place; at most `OPEN_LIMIT` of an image are open at once."""

from __future__ import annotations

import errno
import os
import threading
from typing import TYPE_CHECKING, Final

from custody_app.hashing.reader import EvidenceFile, change_during_reading, open_by_path, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.findings import Finding
    from custody_app.hashing.reader import FileState

    Opener = Callable[[bytes], EvidenceFile | Finding]

OPEN_LIMIT: Final = 64


class SegmentShort(Exception):
    """The file ends before the bytes that were asked for."""


class SegmentFile:
    """One segment; may be read by several threads, one at a time.

    Attributes:
        path: as named, raw.
        size: bytes when first opened.
        before: the state when first opened.
    """

    def __init__(self, path: bytes, evidence: EvidenceFile, pool: SegmentPool) -> None:
        self.path = path
        self.size = evidence.size
        self.before: FileState = evidence.before
        self._evidence: EvidenceFile | None = evidence
        self._pool = pool
        self._lock = threading.Lock()

    def read_at(self, offset: int, count: int) -> bytes:
        """Return exactly `count` bytes from `offset`.

        Raises:
            SegmentShort: the file ends before.
            OSError: reading failed, or the file was exchanged meanwhile.
        """
        if offset < 0 or count < 0 or offset + count > self.size:
            raise SegmentShort
        with self._lock:
            if self._evidence is None:
                self._evidence = self._pool.reopen(self)
            return self._pool.read(self._evidence.fd, offset, count)

    def close(self) -> None:
        """Close the descriptor; a later read opens the file again."""
        with self._lock:
            if self._evidence is not None:
                self._evidence.close()
                self._evidence = None

    def change(self) -> tuple[Finding, ...]:
        """Return what the states before and now say of a change during reading."""
        with self._lock:
            if self._evidence is None:
                return ()
            after = state_of(os.fstat(self._evidence.fd))
        return change_during_reading(self.path, self.before, after, self.before.size)


class SegmentPool:
    """Opens segments, and closes those that were not opened lately.

    Args:
        opener: opens evidence.
        read: reads so many bytes of a descriptor from a place; tests pass a device that fails.
    """

    def __init__(self, opener: Opener = open_by_path, read: Callable[[int, int, int], bytes] | None = None) -> None:
        self._opener = opener
        self.read = read or read_whole
        self._open: list[SegmentFile] = []
        self._lock = threading.Lock()
        self.changed: list[Finding] = []

    def open(self, path: bytes) -> SegmentFile | Finding:
        """Open the segment at `path`, or say why not."""
        evidence = self._opener(path)
        if not isinstance(evidence, EvidenceFile):
            return evidence
        segment = SegmentFile(path, evidence, self)
        self._admit(segment)
        return segment

    def reopen(self, segment: SegmentFile) -> EvidenceFile:
        """Open a segment again, which must be the same file as before.

        Raises:
            OSError: it is not, or cannot be opened.
        """
        evidence = self._opener(segment.path)
        if not isinstance(evidence, EvidenceFile):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        if evidence.before != segment.before:
            evidence.close()
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        self._admit(segment)
        return evidence

    def _admit(self, segment: SegmentFile) -> None:
        with self._lock:
            self._open.append(segment)
            oldest = self._open.pop(0) if len(self._open) > OPEN_LIMIT else None
        if oldest is not None:
            self.changed += oldest.change()
            oldest.close()

    def close(self) -> None:
        """Close every segment, and take note in `changed` of each that changed while it was open."""
        with self._lock:
            left, self._open = self._open, []
        for segment in left:
            self.changed += segment.change()
            segment.close()


def read_whole(fd: int, offset: int, count: int) -> bytes:
    """Return exactly `count` bytes of `fd` from `offset`.

    Raises:
        SegmentShort: the file ends before.
        OSError: reading failed.
    """
    pieces, left = [], count
    while left:
        if hasattr(os, "pread"):
            piece = os.pread(fd, left, offset)
        else:
            os.lseek(fd, offset, os.SEEK_SET)
            piece = os.read(fd, left)
        if not piece:
            raise SegmentShort
        pieces.append(piece)
        offset += len(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
