"""Where the chunks of an EWF image are stored: the places of its tables, whose entries are read when they are needed.

An entry of version 1 is 4 bytes little-endian: bit 31 says compressed, the rest is an offset from the table's base.
An entry of version 2 is 16 bytes: offset (8), stored size (4), flags (4: 1 compressed, 2 checksum follows, 4 pattern).
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES_LIMIT: Final = 1_000_000
SPAN_CHUNKS: Final = 64
_SPAN_BYTES: Final = 2 << 20
_COMPRESSED: Final = 0x80000000
_V2_COMPRESSED, _V2_PATTERN = 1, 4


class Span(NamedTuple):
    """Chunks that follow each other in one table: first chunk of the image, number, table, first entry in it."""

    first: int
    chunks: int
    table: int
    entry: int


class Stored(NamedTuple):
    """One chunk on disk: offset in its segment, bytes, and `plain`, `packed` or `pattern` (offset is the pattern)."""

    offset: int
    length: int
    form: str


class ChunkTables:
    """All tables of an image in columns, 56 bytes each.

    Attributes:
        version: of the format, 1 or 2.
        count: chunks that the tables list.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        self.count = 0
        self._first = array("Q")
        self.segment = array("Q")
        self._entries_at = array("Q")
        self._counts = array("Q")
        self._bases = array("Q")
        self._ends = array("Q")
        self._wide_from = array("Q")

    def __len__(self) -> int:
        return len(self._first)

    def add(self, segment: int, entries_at: int, count: int, base: int = 0, end: int = 0, wide_from: int = 0) -> None:
        """Add a table.

        Args:
            segment: index of the segment file.
            entries_at: byte at which its entries begin.
            count: number of entries.
            base: what offsets are relative to (version 1).
            end: byte after the last chunk (version 1).
            wide_from: entry from which offsets have 32 bits and chunks are not compressed, plus one; 0 for none.
        """
        self._first.append(self.count)
        self.segment.append(segment)
        self._entries_at.append(entries_at)
        self._counts.append(count)
        self._bases.append(base)
        self._ends.append(end)
        self._wide_from.append(wide_from)
        self.count += count

    def spans(self, chunks: int, chunk_bytes: int) -> Iterator[Span]:
        """Yield spans of up to 64 chunks and about 2 MiB that cover the first `chunks` chunks."""
        most = max(1, min(SPAN_CHUNKS, _SPAN_BYTES // chunk_bytes))
        for table, first in enumerate(self._first):
            for entry in range(0, min(self._counts[table], max(0, chunks - first)), most):
                yield Span(first + entry, min(most, self._counts[table] - entry, chunks - first - entry), table, entry)

    def table_of(self, chunk: int) -> int:
        """Return the table that lists `chunk`."""
        return bisect_right(self._first, chunk) - 1

    def entries_place(self, span: Span) -> tuple[int, int]:
        """Return offset and length of the bytes that `stored` wants: one entry more, where there is one."""
        width = 4 if self.version == 1 else 16
        more = 1 if self.version == 1 and span.entry + span.chunks < self._counts[span.table] else 0
        return self._entries_at[span.table] + span.entry * width, (span.chunks + more) * width

    def stored(self, span: Span, entries: bytes, longest: int) -> list[Stored]:
        """Return the chunks of `span` from the bytes of its entries; none is longer than `longest` bytes."""
        if self.version == 2:
            fields = struct.iter_unpack("<QII", entries)
            return [_stored_v2(offset, size, flags, longest) for offset, size, flags in fields]
        wide = self._wide_from[span.table]
        base, end = self._bases[span.table], self._ends[span.table]
        values = [each[0] for each in struct.iter_unpack("<I", entries)]
        offsets, packed = [], []
        for number, value in enumerate(values, span.entry):
            is_wide = bool(wide) and number >= wide - 1
            offsets.append(base + (value if is_wide else value & ~_COMPRESSED))
            packed.append(not is_wide and value >= _COMPRESSED)
        found = []
        for number in range(span.chunks):
            start = offsets[number]
            following = offsets[number + 1] if number + 1 < len(offsets) else end
            # Entries that do not rise tell nothing of the length; what follows the chunk is then read too.
            length = following - start if following > start else longest
            found.append(Stored(start, min(length, longest), "packed" if packed[number] else "plain"))
        return found


def _stored_v2(offset: int, size: int, flags: int, longest: int) -> Stored:
    if not flags & _V2_COMPRESSED:
        return Stored(offset, min(size, longest), "plain")
    return Stored(offset, min(size, longest), "pattern" if flags & _V2_PATTERN else "packed")
