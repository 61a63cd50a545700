"""The chain of sections of one EWF segment, version 1 (E01, S01, L01).

File header, 13 bytes: signature (8), 1, segment number (2), 0 (2). Section descriptor, 76 bytes: type (16), offset of
the next section (8), size with descriptor (8), padding (40), Adler-32 of what precedes it (4). Little-endian.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.images.chunk_tables import TABLES_LIMIT
from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custody_app.hashing.images.findings import FindingLog
    from custody_app.hashing.images.segment_file import SegmentFile

FILE_HEADER: Final = 13
DESCRIPTOR: Final = 76
SIGNATURES: Final = {b"EVF\x09\x0d\x0a\xff\x00": "E01", b"LVF\x09\x0d\x0a\xff\x00": "L01"}
ENDS: Final = ("done", "next")


class Section(NamedTuple):
    """One section: its kind, where its descriptor begins, where its body begins and ends."""

    kind: str
    offset: int
    start: int
    end: int


class _Descriptor(NamedTuple):
    kind: bytes
    following: int
    size: int
    sound: bool


def segment_number(segment: SegmentFile) -> tuple[int, bool]:
    """Return the number in the file header, and whether the header is sound.

    Raises:
        SegmentShort: the file is shorter.
        OSError: it cannot be read.
    """
    head = segment.read_at(0, FILE_HEADER)
    number, end = struct.unpack("<HH", head[9:])
    return number, head[:8] in SIGNATURES and head[8] == 1 and end == 0


def walk_sections(segment: SegmentFile, log: FindingLog) -> Iterator[Section]:
    """Yield the sections in order; what is wrong with the chain goes to `log`.

    Every step goes forward, so that no chain is endless; a damaged descriptor is stepped over where a sound one
    follows at either of the places that it gives.

    Raises:
        OSError: the file cannot be read.
    """
    offset = FILE_HEADER
    for _ in range(TABLES_LIMIT):
        found = _descriptor(segment, offset)
        if found is None:
            log.add("EWF_NO_END", segment.path)
            return
        if not found.sound:
            log.add("EWF_SECTION_DESCRIPTOR", segment.path, offset=offset)
        kind = found.kind.rstrip(b"\0").decode("ascii", "backslashreplace")
        if kind in ENDS and (found.sound or offset + DESCRIPTOR == segment.size):
            yield Section(kind, offset, offset + DESCRIPTOR, offset + DESCRIPTOR)
            if segment.size > offset + DESCRIPTOR:
                log.add("EWF_BYTES_AFTER_END", segment.path, count=segment.size - offset - DESCRIPTOR)
            return
        following = _following(segment, offset, found)
        if following is None:
            if found.sound:
                log.add("EWF_SECTION_DAMAGED", segment.path, section=kind, offset=offset)
            # The section that does not fit may still hold chunks up to the end of the file.
            if kind in {"sectors", "table", "table2"}:
                yield Section(kind, offset, offset + DESCRIPTOR, segment.size)
            log.add("EWF_NO_END", segment.path)
            return
        if found.sound and found.size and found.following != offset + found.size:
            log.add("EWF_SECTION_PLACE", segment.path, section=kind, offset=offset)
        yield Section(kind, offset, offset + DESCRIPTOR, following)
        offset = following
    log.add("EWF_SECTIONS_TOO_MANY", segment.path)


def _descriptor(segment: SegmentFile, offset: int) -> _Descriptor | None:
    try:
        head = segment.read_at(offset, DESCRIPTOR)
    except SegmentShort:
        return None
    kind, following, size = struct.unpack_from("<16sQQ", head)
    (checksum,) = struct.unpack_from("<I", head, DESCRIPTOR - 4)
    return _Descriptor(kind, following, size, zlib.adler32(head[: DESCRIPTOR - 4]) == checksum)


def _following(segment: SegmentFile, offset: int, found: _Descriptor) -> int | None:
    least, most = offset + DESCRIPTOR, segment.size - DESCRIPTOR
    places = [each for each in (found.following, offset + found.size) if least <= each <= most]
    if found.sound:
        return places[0] if found.following in places else None
    for place in places:
        following = _descriptor(segment, place)
        if following is not None and following.sound:
            return place
    return None
