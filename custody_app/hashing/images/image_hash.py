"""Hashing an image: the digests of the medium it holds, held against those it stores, and of its files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.clock import Clock, SystemClock
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, DIGEST_BYTES, ordered_algorithms
from custody_app.hashing.file_hash import FileResult, hash_file
from custody_app.hashing.findings import TEXTS as FILE_TEXTS
from custody_app.hashing.images.ewf_image import EwfImage
from custody_app.hashing.images.findings import FindingLog, ImageFinding
from custody_app.hashing.images.segment_file import SegmentPool
from custody_app.hashing.images.segment_names import SegmentSet, find_segments
from custody_app.hashing.images.split_raw import SplitRaw
from custody_app.hashing.names import shown
from custody_app.hashing.pipeline import Ring, watch
from custody_app.hashing.progress import Progress, Silent
from custody_app.hashing.reader import open_by_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from custody_app.hashing.images.ewf_facts import EwfFacts, SectorRange
    from custody_app.hashing.images.segment_file import Opener

MATCH, MISMATCH, NOT_STORED, NOT_COMPUTED = "match", "mismatch", "not_stored", "not_computed"
SPLIT_RAW: Final = "split raw"


class Comparison(NamedTuple):
    """One algorithm: stored and computed hex digest, None where there is none, and one of the four words above."""

    algorithm: str
    stored: str | None
    computed: str | None
    result: str


class ImageResult(NamedTuple):
    """What one reading of one image found.

    Attributes:
        path: the first segment as it was named, raw.
        format: `E01`, `S01`, `L01`, `Ex01`, `Lx01` or `split raw`.
        size: bytes of the medium that were read.
        sector_bytes: bytes of a sector; 0 where the image does not say.
        chunk_bytes: bytes of a chunk; 0 for raw images.
        digests: hex per algorithm of the medium, corrupt chunks as zeros; empty when parts of it are missing.
        comparisons: stored and computed, for every algorithm that is either.
        corrupt: ranges of sectors that were read as zeros, the first 10,000.
        corrupt_count: how many ranges.
        findings: what is wrong, the first 1,000.
        findings_count: all of them.
        faults: those that speak against the content.
        segments: the names of the files, in order.
        files: each file by itself: its own digests.
        facts: what the sections of an EWF image say; None for raw images.
        started: claimed time before reading.
        ended: claimed time after reading.
    """

    path: bytes
    format: str
    size: int
    sector_bytes: int
    chunk_bytes: int
    digests: Mapping[str, str]
    comparisons: tuple[Comparison, ...]
    corrupt: tuple[SectorRange, ...]
    corrupt_count: int
    findings: tuple[ImageFinding, ...]
    findings_count: int
    faults: int
    segments: tuple[bytes, ...]
    files: tuple[FileResult, ...]
    facts: EwfFacts | None
    started: datetime
    ended: datetime

    @property
    def sound(self) -> bool:
        """Whether the whole medium was read, and nothing speaks against it."""
        return bool(self.digests) and not self.faults

    @property
    def read_whole(self) -> bool:
        """Whether the digests are those of every sector, and no file changed meanwhile.

        What the image stores may say otherwise, and what is not its content may be damaged.
        """
        of_files = any(each.code in FILE_TEXTS or each.code == "IMAGE_READ_ERROR" for each in self.findings)
        return bool(self.digests) and not self.corrupt_count and not of_files


class _Reading(NamedTuple):
    image: EwfImage | SplitRaw
    digests: dict[str, str]


def hash_image(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    algorithms: Iterable[str] = DEFAULT_ALGORITHMS,
    progress: Progress | None = None,
    *,
    of_files: Iterable[str] | None = None,
    clock: Clock | None = None,
    opener: Opener = open_by_path,
) -> ImageResult:
    """Read the image whose first segment is `path` once and return the digests of the medium it holds.

    Whatever is wrong with it is a finding, never an exception; the pass goes on with zeros in place of a corrupt
    chunk. Digests that the image stores are computed too.

    Args:
        path: the first segment; `find_segments` must know its name.
        algorithms: names of `digests.ALGORITHMS`.
        progress: told of each MiB; pauses and cancels.
        of_files: digests of the files themselves, in a second reading; as `algorithms` if None, none if empty.
        clock: claimed times; the system's if not given.
        opener: opens evidence; tests pass a device that fails.

    Raises:
        InputWrong: an unknown algorithm.
        Cancelled: by `progress`.
        ValueError: the name is not that of a first segment.
    """
    raw = os.fsencode(path)
    named = find_segments(raw)
    if named is None:
        raise ValueError("not named as the first segment of an image")
    chosen = ordered_algorithms(algorithms)
    clock = clock or SystemClock()
    started = clock.utc_now()

    def work(ring: Ring[_Reading]) -> _Reading:
        return _read_raw(named, chosen, ring, opener) if named.kind == "split" else _read(named, chosen, ring, opener)

    reading = watch(work, progress or Silent(), shown(raw))
    asked = chosen if of_files is None else tuple(of_files)
    files = tuple(hash_file(each, asked, progress, clock=clock, opener=opener) for each in named.paths) if asked else ()
    return _result(raw, named, reading, files, (started, clock.utc_now()))


def _read(named: SegmentSet, chosen: Sequence[str], ring: Ring[_Reading], opener: Opener) -> _Reading:
    pool = SegmentPool(opener)
    digests: dict[str, str] = {}
    try:
        image = EwfImage(named, pool, lambda: ring.stopped)
        if image.media_bytes:
            wanted = ordered_algorithms({*chosen, *(name for name in image.facts.stored if name in DIGEST_BYTES)})
            ring.total = image.media_bytes
            source = image.source()
            try:
                digests = ring.digest(source, wanted)
            finally:
                source.close()
            image.tell_corrupt()
    finally:
        pool.close()
    for finding in pool.changed:
        image.log.adopt(finding)
    return _Reading(image, digests if image.facts.whole else {})


def _read_raw(named: SegmentSet, chosen: Sequence[str], ring: Ring[_Reading], opener: Opener) -> _Reading:
    image = SplitRaw(named, opener)
    try:
        digests = ring.digest(image, chosen)
    finally:
        image.close()
    return _Reading(image, digests if image.whole else {})


def _result(
    raw: bytes, named: SegmentSet, reading: _Reading, files: tuple[FileResult, ...], times: tuple[datetime, datetime]
) -> ImageResult:
    image, digests = reading
    facts = image.facts if isinstance(image, EwfImage) else None
    corrupt, corrupt_count = image.corrupt_ranges() if isinstance(image, EwfImage) else ([], 0)
    comparisons = _compare(facts.stored if facts else {}, digests, raw, image.log)
    for each in files:
        for finding in each.findings:
            if not any(known.code == finding.code and known.path == finding.path for known in image.log.kept):
                image.log.adopt(finding)
    return ImageResult(
        path=raw,
        format=facts.format if facts else SPLIT_RAW,
        size=image.media_bytes,
        sector_bytes=image.sector_bytes if isinstance(image, EwfImage) else 0,
        chunk_bytes=image.chunk_bytes if isinstance(image, EwfImage) else 0,
        digests=digests,
        comparisons=comparisons,
        corrupt=tuple(corrupt),
        corrupt_count=corrupt_count,
        findings=tuple(image.log.kept),
        findings_count=image.log.count,
        faults=image.log.faults,
        segments=named.paths,
        files=files,
        facts=facts,
        started=times[0],
        ended=times[1],
    )


def _compare(
    stored: Mapping[str, str], computed: Mapping[str, str], path: bytes, log: FindingLog
) -> tuple[Comparison, ...]:
    found = []
    for name in DIGEST_BYTES:
        kept, own = stored.get(name), computed.get(name)
        if kept is None and own is None:
            continue
        if kept is None or own is None:
            result = NOT_STORED if kept is None else NOT_COMPUTED
        else:
            result = MATCH if kept == own else MISMATCH
        if result == MISMATCH and kept and own:
            log.add("IMAGE_DIGEST_MISMATCH", path, algorithm=name, expected=kept, found=own)
        found.append(Comparison(name, kept, own, result))
    return tuple(found)
