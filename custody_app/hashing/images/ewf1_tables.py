"""Chunk tables of EWF version 1, and their copies.

A table: number of entries (4), padding (4), base offset (8), padding (4), Adler-32 of these (4); the entries, 4 bytes
each; Adler-32 of the entries (4), which EnCase 1 and SMART leave out. `table2` is a copy of the `table` before it.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from custody_app.hashing.images.ewf1_walk import Section
    from custody_app.hashing.images.ewf_facts import EwfFacts
    from custody_app.hashing.images.segment_file import SegmentFile

_HEADER: Final = 24
_PIECE: Final = 1 << 20
_COMPRESSED: Final = 0x80000000


class _Table(NamedTuple):
    section: Section
    entries: int
    base: int
    checksum: int
    first: int
    wide_from: int
    sound: bool


class TableCollector:
    """Takes the tables of one segment in order and keeps of each the table or its copy, whichever is sound."""

    def __init__(self, facts: EwfFacts, segment: SegmentFile, index: int) -> None:
        self._facts = facts
        self._segment = segment
        self._index = index
        self._sectors: Section | None = None
        self._waiting: _Table | None = None

    def sectors(self, section: Section) -> None:
        """Take note of where chunks lie."""
        self.finish()
        self._sectors = section

    def table(self, section: Section) -> None:
        """Take a table; it waits for its copy."""
        self.finish()
        self._waiting = self._read(section)

    def copy(self, section: Section) -> None:
        """Take a copy: it is held against the table before it, and used where that is damaged or not there."""
        copy, table = self._read(section), self._waiting
        self._waiting = None
        if table is None:
            self._facts.log.add("EWF_TABLE_COPY_USED", self._segment.path, offset=section.offset)
            self._add(copy)
            return
        if not table.sound and copy.sound:
            self._facts.log.add("EWF_TABLE_COPY_USED", self._segment.path, offset=table.section.offset)
            self._add(copy)
            return
        self._add(table)
        if not copy.sound:
            self._damaged("table2", copy)
        elif (table.entries, table.base, table.checksum) != (copy.entries, copy.base, copy.checksum):
            self._facts.log.add("EWF_TABLES_DIFFER", self._segment.path, offset=table.section.offset)

    def finish(self) -> None:
        """Use the table that waits, if one does: it has no copy."""
        table, self._waiting = self._waiting, None
        if table is not None:
            self._add(table)

    def _damaged(self, kind: str, table: _Table) -> None:
        self._facts.log.add("EWF_SECTION_DAMAGED", self._segment.path, section=kind, offset=table.section.offset)

    def _add(self, table: _Table) -> None:
        if not table.sound:
            self._damaged("table", table)
        start = table.section.start + _HEADER
        first = table.base + table.first
        if self._sectors is not None and self._sectors.start <= first < self._sectors.end:
            end = self._sectors.end
        else:
            # Chunks lie before the table, or in it (EnCase 1, SMART).
            end = table.section.offset if first < table.section.offset else table.section.end
        if table.entries:
            self._facts.tables.add(self._index, start, table.entries, table.base, end, table.wide_from)

    def _read(self, section: Section) -> _Table:
        try:
            head = self._segment.read_at(section.start, _HEADER)
        except (SegmentShort, OSError):
            return _Table(section, 0, 0, 0, 0, 0, sound=False)
        count, base = struct.unpack_from("<I4xQ", head)
        sound = struct.unpack_from("<I", head, _HEADER - 4)[0] == zlib.adler32(head[: _HEADER - 4])
        room = max(0, min(section.end, self._segment.size) - section.start - _HEADER)
        if not sound:
            # Its number of entries tells nothing; where all there is are entries, the room for them does.
            count = max(0, room - 4) // 4
            base = base if base < self._segment.size else 0
        if count * 4 > room:
            count, sound = room // 4, False
        first, wide_from, checksum, checked = self._scan(section.start + _HEADER, count, room - count * 4, base)
        return _Table(section, count, base, checksum, first, wide_from, sound and checked)

    def _scan(self, start: int, count: int, after: int, base: int) -> tuple[int, int, int, bool]:
        """Return first offset, where offsets become wide (plus one), the entries' Adler-32, whether it is right."""
        first = last = wide_from = 0
        checksum, done = 1, 0
        # Only a segment over 2 GiB without a base can hold what EnCase 6.7 wrote: offsets that use all 32 bits.
        may_be_wide = self._segment.size >= _COMPRESSED and base == 0
        try:
            while done < count:
                number = min(_PIECE // 4, count - done)
                piece = self._segment.read_at(start + done * 4, number * 4)
                checksum = zlib.adler32(piece, checksum)
                if not done:
                    first = struct.unpack_from("<I", piece)[0] & ~_COMPRESSED
                if may_be_wide and not wide_from:
                    wide_from, last = _wide_entry(piece, done, last)
                done += number
            stored = self._segment.read_at(start + count * 4, 4) if after >= 4 else b""
        except (SegmentShort, OSError):
            return first, wide_from, checksum, False
        # EnCase 1 and SMART write chunks, not a checksum, behind the entries.
        has_chunks = first == start + count * 4
        return first, wide_from, checksum, has_chunks or stored == struct.pack("<I", checksum)


def _wide_entry(piece: bytes, done: int, last: int) -> tuple[int, int]:
    values = array("I", piece)
    if sys.byteorder == "big":
        values.byteswap()
    for number, value in enumerate(values, done + 1):
        offset = value & ~_COMPRESSED
        if value >= _COMPRESSED and offset < last < value:
            return number, last
        last = offset
    return 0, last
