"""An EWF image, opened: what its sections say, and its medium as a source of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from custody_app.hashing.findings import reason_of
from custody_app.hashing.images.chunk_reader import ChunkReader
from custody_app.hashing.images.ewf1_sections import read_segment
from custody_app.hashing.images.ewf1_walk import SIGNATURES as SIGNATURES_V1
from custody_app.hashing.images.ewf2_sections import read_segment_v2
from custody_app.hashing.images.ewf2_walk import SIGNATURES as SIGNATURES_V2
from custody_app.hashing.images.ewf_facts import EwfFacts, SectorRange
from custody_app.hashing.images.media_source import MediaSource
from custody_app.hashing.images.segment_file import SegmentFile, SegmentShort
from custody_app.hashing.images.segment_names import name_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.images.findings import FindingLog
    from custody_app.hashing.images.segment_file import SegmentPool
    from custody_app.hashing.images.segment_names import SegmentSet

CHUNK_LIMIT: Final = 32 << 20
_ENCRYPTED: Final = b"ADCRYPT\x00"


class EwfImage:
    """The segments of one image, its facts, and where its chunks are.

    Attributes:
        facts: what the sections say.
        chunk_bytes: bytes of a chunk; 0 where nothing can be read.
        media_bytes: bytes of the medium, as far as its chunks are listed.
        sector_bytes: bytes of a sector.
    """

    def __init__(self, named: SegmentSet, pool: SegmentPool, stopped: Callable[[], bool] = lambda: False) -> None:
        self._named = named
        self._segments: list[SegmentFile] = []
        self._source: MediaSource | None = None
        self.chunk_bytes = self.media_bytes = self.sector_bytes = 0
        self.facts = EwfFacts(named.kind)
        self._read(pool, stopped)

    @property
    def log(self) -> FindingLog:
        """The findings so far."""
        return self.facts.log

    def _read(self, pool: SegmentPool, stopped: Callable[[], bool]) -> None:
        last = ""
        for index, path in enumerate(self._named.paths):
            if stopped():
                return
            segment = pool.open(path)
            if not isinstance(segment, SegmentFile):
                self.log.adopt(segment)
                self.facts.whole = False
                break
            if not index:
                self.facts = EwfFacts(_format_of(segment, self._named))
            self._segments.append(segment)
            read = read_segment_v2 if self.facts.tables.version == 2 else read_segment
            try:
                if not index and segment.size >= 8 and segment.read_at(0, 8) == _ENCRYPTED:
                    self.log.add("IMAGE_UNSUPPORTED", path, feature="AD encryption")
                    self.facts.whole = False
                    break
                last = read(self.facts, segment, index)
            except OSError as error:
                self.log.add("IMAGE_READ_ERROR", path, offset=0, reason=reason_of(error))
                self.facts.whole = False
        self._check_segments(last)
        self._measure()

    def _check_segments(self, last: str) -> None:
        for path in self._named.missing:
            self.log.add("IMAGE_SEGMENT_MISSING", path)
            self.facts.whole = False
        if last == "next" and not self._named.missing:
            self.log.add("IMAGE_SEGMENT_MISSING", name_after(self._named))
            self.facts.whole = False

    def _measure(self) -> None:
        first, volume = self._named.paths[0], self.facts.volume
        if volume is None or not volume.sectors_per_chunk or not volume.bytes_per_sector:
            self.log.add("EWF_VOLUME_MISSING", first)
            self.facts.whole = False
            return
        chunk = volume.sectors_per_chunk * volume.bytes_per_sector
        if chunk > CHUNK_LIMIT:
            self.log.add("EWF_CHUNK_TOO_LARGE", first, size=chunk, limit=CHUNK_LIMIT)
            self.facts.whole = False
            return
        self.chunk_bytes, self.sector_bytes = chunk, volume.bytes_per_sector
        # A logical image may state no sectors: its chunks are what it holds.
        stated = volume.sectors * volume.bytes_per_sector or volume.chunks * chunk
        wanted, listed = -(-stated // chunk), self.facts.tables.count
        if listed < wanted:
            self.log.add("EWF_CHUNKS_MISSING", first, expected=wanted, found=listed)
            self.facts.whole = False
        elif listed > wanted:
            self.log.add("EWF_CHUNKS_SURPLUS", first, expected=wanted, found=listed)
        self.media_bytes = min(stated, listed * chunk)

    def source(self) -> MediaSource:
        """Return the bytes of the medium from its start; close it after reading."""
        facts = self.facts
        reader = ChunkReader(self._segments, facts.tables, self.chunk_bytes, self.media_bytes, facts.method)
        chunks = -(-self.media_bytes // self.chunk_bytes)
        spans = facts.tables.spans(chunks, self.chunk_bytes)
        self._source = MediaSource(reader, spans, max(self.chunk_bytes, min(64 * self.chunk_bytes, 2 << 20)))
        return self._source

    def corrupt_ranges(self) -> tuple[list[SectorRange], int]:
        """Return the first ranges of sectors that were read as zeros, and how many ranges there are."""
        if self._source is None:
            return [], 0
        corrupt = self._source.corrupt
        per_chunk, sectors = self.chunk_bytes // self.sector_bytes, -(-self.media_bytes // self.sector_bytes)
        ranges = [
            SectorRange(each.first * per_chunk, min(each.chunks * per_chunk, sectors - each.first * per_chunk))
            for each in corrupt.ranges
        ]
        return ranges, corrupt.ranges_count

    def tell_corrupt(self) -> None:
        """Add a finding for each range that was read as zeros, and for each place that the system could not read."""
        if self._source is None:
            return
        for failure in self._source.failures:
            path = self._segments[failure.segment].path
            self.log.add("IMAGE_READ_ERROR", path, offset=failure.offset, reason=failure.reason)
        ranges, count = self.corrupt_ranges()
        per_chunk = self.chunk_bytes // self.sector_bytes
        for each in ranges:
            table = self.facts.tables.table_of(each.first // per_chunk)
            path = self._segments[self.facts.tables.segment[table]].path
            self.log.add("EWF_SECTORS_CORRUPT", path, first=each.first, last=each.first + each.sectors - 1)
        self.log.count += count - len(ranges)
        self.log.faults += count - len(ranges)


def _format_of(segment: SegmentFile, named: SegmentSet) -> str:
    """Return the format by its signature; where that is damaged, by the name."""
    try:
        head = segment.read_at(0, 8)
    except (SegmentShort, OSError):
        head = b""
    found = SIGNATURES_V1.get(head) or SIGNATURES_V2.get(head)
    if found:
        return found
    letter = named.paths[0].rpartition(b".")[2][:1].upper().decode("ascii", "replace")
    return f"{letter}x01" if named.kind == "ewf2" else f"{letter}01"
