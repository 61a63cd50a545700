"""Hashing one file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from custody_app.clock import Clock, SystemClock
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, new_hasher, ordered_algorithms
from custody_app.hashing.findings import Finding
from custody_app.hashing.names import shown
from custody_app.hashing.pipeline import BUFFER_BYTES, Ring, watch
from custody_app.hashing.progress import Progress, Silent
from custody_app.hashing.reader import EvidenceFile, FileState, open_by_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    Opener = Callable[[bytes], EvidenceFile | Finding]


class FileResult(NamedTuple):
    """What one reading of one file found.

    Attributes:
        path: the name as it was given, raw.
        size: bytes the file had when it was opened; None when it was not opened.
        digests: hex digest per algorithm, of exactly the first `size` bytes; empty when these were not all read.
        before: the state when opened.
        after: the state after reading.
        findings: what went wrong; empty when the digests are those of an unchanged whole file.
        started: claimed time before opening.
        ended: claimed time after closing.
        bytes_read: bytes that were read.
        atime_kept: whether the access time was left alone (O_NOATIME).
    """

    path: bytes
    size: int | None
    digests: Mapping[str, str]
    before: FileState | None
    after: FileState | None
    findings: tuple[Finding, ...]
    started: datetime
    ended: datetime
    bytes_read: int
    atime_kept: bool

    @property
    def whole(self) -> bool:
        """Whether the digests are those of an unchanged whole file."""
        return not self.findings and bool(self.digests)


class Reading(NamedTuple):
    """The part of a `FileResult` that the reading thread makes."""

    digests: dict[str, str]
    before: FileState | None
    after: FileState | None
    findings: tuple[Finding, ...]
    bytes_read: int
    atime_kept: bool


def hash_file(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    algorithms: Iterable[str] = DEFAULT_ALGORITHMS,
    progress: Progress | None = None,
    *,
    clock: Clock | None = None,
    opener: Opener = open_by_path,
) -> FileResult:
    """Read the file at `path` once and return its digests.

    Whatever keeps the file from being read whole and unchanged is a finding, never an exception.

    Args:
        path: the file; any length; the last name is not followed if it is a link.
        algorithms: names of `digests.ALGORITHMS`.
        progress: told of each MiB; pauses and cancels.
        clock: claimed times; the system's if not given.
        opener: opens evidence; tests pass a device that fails.

    Raises:
        InputWrong: an unknown algorithm.
        Cancelled: by `progress`, within 200 ms also while a read hangs.
    """
    raw = os.fsencode(path)
    chosen = ordered_algorithms(algorithms)
    clock = clock or SystemClock()
    started = clock.utc_now()

    def work(ring: Ring[Reading]) -> Reading:
        return read_evidence(opener(raw), chosen, ring)

    reading = watch(work, progress or Silent(), shown(raw))
    size = reading.before.size if reading.before else None
    return FileResult(
        raw,
        size,
        reading.digests,
        reading.before,
        reading.after,
        reading.findings,
        started,
        clock.utc_now(),
        reading.bytes_read,
        reading.atime_kept,
    )


def read_evidence(opened: EvidenceFile | Finding, algorithms: Sequence[str], ring: Ring[Reading]) -> Reading:
    """Digest what was opened and close it; runs in the reading thread of `ring`."""
    if isinstance(opened, Finding):
        return unread(opened)
    try:
        ring.total = opened.size
        if opened.size < BUFFER_BYTES:
            digests = digest_at_once(opened, algorithms)
        else:
            opened.advise_sequential()
            digests = ring.digest(opened, algorithms)
        after, findings = opened.finish()
    finally:
        opened.close()
    if opened.bytes_read != opened.size:
        digests = {}
    return Reading(digests, opened.before, after, findings, opened.bytes_read, opened.atime_kept)


def digest_at_once(opened: EvidenceFile, algorithms: Sequence[str]) -> dict[str, str]:
    """Read a file smaller than a buffer and return its digests."""
    view = memoryview(bytearray(opened.size + 1))
    while opened.readinto(view[opened.bytes_read :]):
        pass
    whole = view[: opened.bytes_read]
    return {name: new_hasher(name, whole).hexdigest() for name in algorithms}


def unread(finding: Finding) -> Reading:
    """Return the reading of a file that could not be opened."""
    return Reading({}, None, None, (finding,), 0, atime_kept=True)
