"""The chain of sections of one EWF segment, version 2 (Ex01, Lx01), which is read from its end.

File header, 32 bytes: signature (8), version 2.1 (2), compression method (2), segment number (4), set identifier (16).
Section descriptor, 64 bytes, behind its section: type (4), flags (4: 1 MD5 is set, 2 encrypted), offset of the previous
descriptor or 0 (8), size of the data with padding (8), 64 (4), size of the padding (4), MD5 of the data (16), 0 (12),
Adler-32 of what precedes it (4). Little-endian.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.images.chunk_tables import TABLES_LIMIT
from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from custody_app.hashing.images.findings import FindingLog
    from custody_app.hashing.images.segment_file import SegmentFile

FILE_HEADER: Final = 32
DESCRIPTOR: Final = 64
SIGNATURES: Final = {b"EVF2\r\n\x81\x00": "Ex01", b"LEF2\r\n\x81\x00": "Lx01"}
METHODS: Final = {0: "zlib", 1: "zlib", 2: "bzip2"}
NEXT, DONE = 0x0D, 0x0F
_MD5_SET, _ENCRYPTED = 1, 2


class SectionV2(NamedTuple):
    """One section: its number, where its descriptor and its data begin, size of the data, MD5 where it is set."""

    kind: int
    offset: int
    start: int
    size: int
    md5: bytes
    encrypted: bool


class HeaderV2(NamedTuple):
    """A file header: the image's format or "", method, segment number, set identifier, whether it is as it must be."""

    format: str
    method: str
    number: int
    set_identifier: bytes
    sound: bool


def read_header(segment: SegmentFile) -> HeaderV2:
    """Return the file header; raises `SegmentShort` or `OSError`."""
    head = segment.read_at(0, FILE_HEADER)
    version, method, number = struct.unpack_from("<2sHI", head, 8)
    found = SIGNATURES.get(head[:8], "")
    sound = bool(found) and version == b"\x02\x01" and method in METHODS
    return HeaderV2(found, METHODS.get(method, "zlib"), number, head[16:32], sound)


def walk_sections(segment: SegmentFile, log: FindingLog) -> list[SectionV2]:
    """Return the sections in order; what is wrong with the chain goes to `log`.

    Every step goes towards the start, so that no chain is endless. Raises `OSError`.
    """
    found: list[SectionV2] = []
    offset = segment.size - DESCRIPTOR
    while offset >= FILE_HEADER:
        if len(found) >= TABLES_LIMIT:
            log.add("EWF_SECTIONS_TOO_MANY", segment.path)
            break
        head = _descriptor(segment, offset)
        if head is None:
            if not found:
                log.add("EWF_NO_END", segment.path)
                return []
            log.add("EWF_SECTION_DESCRIPTOR", segment.path, offset=offset)
            break
        section, previous, sound = head
        places = [previous] if sound else [previous, section.start - DESCRIPTOR]
        if not sound:
            log.add("EWF_SECTION_DESCRIPTOR", segment.path, offset=offset)
        if section.start >= FILE_HEADER:
            found.append(section)
        elif sound:
            log.add("EWF_SECTION_DAMAGED", segment.path, section=f"0x{section.kind:02x}", offset=offset)
        following = [each for each in places if FILE_HEADER <= each < offset]
        if not sound:
            following = [each for each in following if (other := _descriptor(segment, each)) and other[2]]
        if not following:
            if sound and previous:
                log.add("EWF_SECTION_DAMAGED", segment.path, section=f"0x{section.kind:02x}", offset=offset)
            break
        offset = following[0]
    found.reverse()
    return found


def _descriptor(segment: SegmentFile, offset: int) -> tuple[SectionV2, int, bool] | None:
    try:
        head = segment.read_at(offset, DESCRIPTOR)
    except SegmentShort:
        return None
    kind, flags, previous, size, own, _, md5, checksum = struct.unpack("<IIQQII16s12xI", head)
    sound = zlib.adler32(head[: DESCRIPTOR - 4]) == checksum and own == DESCRIPTOR
    section = SectionV2(
        kind, offset, offset - size, size, md5 if flags & _MD5_SET else b"", encrypted=bool(flags & _ENCRYPTED)
    )
    return section, previous, sound
