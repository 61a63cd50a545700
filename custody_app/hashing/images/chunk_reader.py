"""Reads and decompresses spans of chunks; each chunk is held against its own checksum."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.findings import reason_of
from custody_app.hashing.images.decompression import NotDecompressed, chunk_decompressor
from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody_app.hashing.images.chunk_tables import ChunkTables, Span, Stored
    from custody_app.hashing.images.segment_file import SegmentFile

_SLACK: Final = 64 << 10
_TINY: Final = 512
_REMEMBERED_BYTES: Final = 16 << 20
Piece = bytes | bytearray | memoryview


class ReadFailure(NamedTuple):
    """A place that the system could not read."""

    segment: int
    offset: int
    reason: str


class SpanContent(NamedTuple):
    """The bytes of a span: one piece a chunk; `corrupt` names the chunks that are zeros instead."""

    pieces: list[Piece]
    corrupt: list[int]
    failures: list[ReadFailure]


class ChunkReader:
    """Turns spans into bytes; used by several threads at once.

    Args:
        segments: the segment files.
        tables: where the chunks are.
        chunk_bytes: size of every chunk but the last.
        media_bytes: size of the medium.
        method: `zlib` or `bzip2`.
    """

    def __init__(
        self, segments: Sequence[SegmentFile], tables: ChunkTables, chunk_bytes: int, media_bytes: int, method: str
    ) -> None:
        self._segments = segments
        self._tables = tables
        self._chunk_bytes = chunk_bytes
        self._media_bytes = media_bytes
        self._decompress = chunk_decompressor(method)
        # What deflate or an Adler-32 can add to a chunk that does not shrink.
        self._longest = chunk_bytes + chunk_bytes // 64 + 1024
        self._zeros = memoryview(bytes(chunk_bytes))
        # Equal chunks that shrink to almost nothing, those of zeros above all, are decompressed once.
        self._tiny: dict[bytes, Piece] = {}

    def read(self, span: Span) -> SpanContent:
        """Return the content of `span`; never raises for what is on disk."""
        pieces: list[Piece] = []
        corrupt: list[int] = []
        failures: list[ReadFailure] = []
        index = self._tables.segment[span.table]
        segment = self._segments[index]
        try:
            chunks = self._tables.stored(span, segment.read_at(*self._tables.entries_place(span)), self._longest)
        except (SegmentShort, OSError) as error:
            failures += _failures(index, self._tables.entries_place(span)[0], error)
            chunks = []
        extent, start = self._extent(segment, chunks)
        for number in range(span.first, span.first + span.chunks):
            wanted = min(self._chunk_bytes, self._media_bytes - number * self._chunk_bytes)
            piece = None
            if chunks:
                chunk = chunks[number - span.first]
                try:
                    piece = self._chunk(segment, chunk, wanted, extent, start)
                except OSError as error:
                    failures += _failures(index, chunk.offset, error)
            if piece is None:
                corrupt.append(number)
                piece = self._zeros[:wanted]
            pieces.append(piece)
        return SpanContent(pieces, corrupt, failures)

    def _extent(self, segment: SegmentFile, chunks: list[Stored]) -> tuple[memoryview, int]:
        """Return the bytes of all chunks, read at once where they lie together, and where they begin."""
        placed = [each for each in chunks if each.form != "pattern"]
        if placed:
            low = min(each.offset for each in placed)
            # A length that had to be guessed may lie beyond the end.
            high = min(segment.size, max(each.offset + each.length for each in placed))
            if 0 < high - low <= sum(each.length for each in placed) + _SLACK:
                try:
                    return memoryview(segment.read_at(low, high - low)), low
                except (SegmentShort, OSError):
                    pass  # chunk by chunk then, so that only what is really lost is zeros
        return memoryview(b""), 0

    def _chunk(self, segment: SegmentFile, chunk: Stored, wanted: int, extent: memoryview, start: int) -> Piece | None:
        """Return the chunk's bytes, None where they are damaged.

        Raises:
            OSError: they cannot be read.
        """
        if chunk.form == "pattern":
            return (struct.pack("<Q", chunk.offset) * (-(-wanted // 8)))[:wanted]
        length = min(chunk.length, segment.size - chunk.offset)
        if length <= 0:
            return None
        if extent and start <= chunk.offset and chunk.offset + length <= start + len(extent):
            stored = extent[chunk.offset - start : chunk.offset - start + length]
        else:
            stored = memoryview(segment.read_at(chunk.offset, length))
        return self._unpacked(stored, wanted) if chunk.form == "packed" else self._checked(stored, wanted)

    def _unpacked(self, stored: memoryview, wanted: int) -> Piece | None:
        key = bytes(stored) if len(stored) <= _TINY else b""
        if key and wanted == self._chunk_bytes and (known := self._tiny.get(key)) is not None:
            return known
        try:
            piece = self._decompress(stored, self._chunk_bytes)
        except NotDecompressed:
            return None
        # A last chunk may be filled up to a whole one.
        if len(piece) < wanted or (len(piece) > wanted and wanted == self._chunk_bytes):
            return None
        if key and len(piece) == self._chunk_bytes and (len(self._tiny) + 1) * len(piece) <= _REMEMBERED_BYTES:
            self._tiny[key] = piece
        return piece if len(piece) == wanted else memoryview(piece)[:wanted]

    def _checked(self, stored: memoryview, wanted: int) -> Piece | None:
        for size in dict.fromkeys((wanted, self._chunk_bytes)):
            if len(stored) >= size + 4:
                (checksum,) = struct.unpack("<I", stored[size : size + 4])
                if zlib.adler32(stored[:size]) == checksum:
                    return stored[:wanted]
        return None


def _failures(segment: int, offset: int, error: Exception) -> list[ReadFailure]:
    return [ReadFailure(segment, offset, reason_of(error))] if isinstance(error, OSError) else []
