"""What each kind of section of an EWF image, version 1, says.

Sizes and places are those of the public description; every structure ends with an Adler-32 of what precedes it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING, Final

from custody_app.hashing.images.decompression import NotDecompressed
from custody_app.hashing.images.ewf1_tables import TableCollector
from custody_app.hashing.images.ewf1_walk import ENDS, segment_number, walk_sections
from custody_app.hashing.images.ewf_facts import LISTED_LIMIT, SectorRange, Volume
from custody_app.hashing.images.ewf_text import (
    XHEADER_NAMES,
    logical_files,
    main_values,
    text_of,
    unpacked_text,
    xml_values,
)
from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.images.ewf1_walk import Section
    from custody_app.hashing.images.ewf_facts import EwfFacts
    from custody_app.hashing.images.segment_file import SegmentFile

_VOLUME, _SMART_VOLUME = 1052, 94
_PACKED_LIMIT: Final = 1 << 20
_TREE_LIMIT: Final = 16 << 20
_SILENT: Final = frozenset({"ltypes", "map", "incomplete"})


class Damaged(Exception):
    """The section does not hold what its kind must hold."""


class SegmentSections:
    """Reads the sections of one segment into the facts of the image."""

    def __init__(self, facts: EwfFacts, segment: SegmentFile, index: int) -> None:
        self._facts = facts
        self._segment = segment
        self._tables = TableCollector(facts, segment, index)
        self._headers: dict[str, bytes] = {}
        self._readers: dict[str, Callable[[Section], None]] = {
            "header": self._header,
            "header2": self._header,
            "xheader": self._xheader,
            "volume": self._volume,
            "disk": self._volume,
            "data": self._volume,
            "sectors": self._tables.sectors,
            "table": self._tables.table,
            "table2": self._tables.copy,
            "hash": self._hash,
            "digest": self._digest,
            "xhash": self._xhash,
            "error2": self._errors,
            "session": self._sessions,
            "ltree": self._tree,
        }

    def read(self) -> str:
        """Read all sections; return the kind of the last one.

        Raises:
            OSError: the segment cannot be read.
        """
        last = ""
        for section in walk_sections(self._segment, self._facts.log):
            last = section.kind
            if last in self._readers or last in ENDS:
                self._facts.sections[last] = self._facts.sections.get(last, 0) + 1
            if last in self._readers:
                try:
                    self._readers[last](section)
                except (Damaged, NotDecompressed, SegmentShort):
                    self._tell("EWF_SECTION_DAMAGED", section)
            elif last not in ENDS and last not in _SILENT:
                self._tell("EWF_SECTION_UNKNOWN", section)
        self._tables.finish()
        return last

    def _tell(self, code: str, section: Section) -> None:
        self._facts.log.add(code, self._segment.path, section=section.kind, offset=section.offset)

    def _body(self, section: Section, limit: int) -> bytes:
        size = min(section.end, self._segment.size) - section.start
        if size > limit:
            raise Damaged
        return self._segment.read_at(section.start, size)

    def _summed(self, section: Section, size: int) -> bytes:
        body = self._segment.read_at(section.start, size)
        if section.start + size > section.end or _adler(body[:-4]) != body[-4:]:
            raise Damaged
        return body

    def _header(self, section: Section) -> None:
        content = self._body(section, _PACKED_LIMIT)
        before = self._headers.setdefault(section.kind, content)
        text = unpacked_text(content)
        if before != content:
            self._tell("EWF_COPIES_DIFFER", section)
        values = main_values(text)
        if not values:
            raise Damaged
        self._facts.add_case(values)

    def _xheader(self, section: Section) -> None:
        values = xml_values(unpacked_text(self._body(section, _PACKED_LIMIT)))
        self._facts.add_case({XHEADER_NAMES[name]: value for name, value in values.items() if name in XHEADER_NAMES})

    def _volume(self, section: Section) -> None:
        if section.end - section.start < _VOLUME:
            body = self._summed(section, _SMART_VOLUME)
            found = Volume(*struct.unpack_from("<4xIIII", body))
            self._facts.format = "S01" if body[85:90] == b"SMART" else self._facts.format
        else:
            body = self._summed(section, _VOLUME)
            chunks, per_chunk, per_sector, sectors = struct.unpack_from("<4xIIIQ", body)
            found = Volume(chunks, per_chunk, per_sector, sectors, body[64:80])
        if not self._facts.belongs(found.set_identifier, self._segment):
            return
        if self._facts.volume is None:
            self._facts.volume = found
        elif found[1:4] != self._facts.volume[1:4]:
            self._tell("EWF_COPIES_DIFFER", section)

    def _hash(self, section: Section) -> None:
        self._facts.store_digest("md5", self._summed(section, 36)[:16], self._segment)

    def _digest(self, section: Section) -> None:
        body = self._summed(section, 80)
        self._facts.store_digest("md5", body[:16], self._segment)
        self._facts.store_digest("sha1", body[16:36], self._segment)

    def _xhash(self, section: Section) -> None:
        values = xml_values(unpacked_text(self._body(section, _PACKED_LIMIT)))
        for name, algorithm, size in (("MD5", "md5", 16), ("SHA1", "sha1", 20), ("SHA256", "sha256", 32)):
            if name in values:
                try:
                    value = bytes.fromhex(values[name].strip())
                except ValueError as error:
                    raise Damaged from error
                if len(value) != size:
                    raise Damaged
                self._facts.store_digest(algorithm, value, self._segment)

    def _errors(self, section: Section) -> None:
        for first, count in struct.iter_unpack("<II", self._array(section, 520, 8)):
            self._facts.acquisition_errors_count += 1
            if len(self._facts.acquisition_errors) < LISTED_LIMIT:
                self._facts.acquisition_errors.append(SectorRange(first, count))

    def _sessions(self, section: Section) -> None:
        entries = struct.iter_unpack("<4xI24x", self._array(section, 36, 32))
        self._facts.sessions += [first for (first,) in entries][: LISTED_LIMIT - len(self._facts.sessions)]

    def _array(self, section: Section, header: int, width: int) -> bytes:
        """Return the entries of a section: a header with their number and a checksum, entries, their checksum."""
        (count,) = struct.unpack_from("<I", self._summed(section, header))
        if count * width > _TREE_LIMIT or section.start + header + count * width + 4 > section.end:
            raise Damaged
        body = self._segment.read_at(section.start + header, count * width + 4)
        if _adler(body[:-4]) != body[-4:]:
            raise Damaged
        return body[:-4]

    def _tree(self, section: Section) -> None:
        """Read the list of files: MD5 of the text (16), its size (8), Adler-32 of the header (4) as if it were 0, 0."""
        head = self._segment.read_at(section.start, 48)
        (size,) = struct.unpack_from("<Q", head, 16)
        if _adler(head[:24] + bytes(4) + head[28:]) != head[24:28] or size > section.end - section.start - 48:
            raise Damaged
        digest, done, kept = hashlib.md5(usedforsecurity=False), 0, b""
        while done < size:
            piece = self._segment.read_at(section.start + 48 + done, min(1 << 20, size - done))
            digest.update(piece)
            kept += piece if len(kept) < _TREE_LIMIT else b""
            done += len(piece)
        if digest.digest() != head[:16]:
            raise Damaged
        self._facts.logical_files, self._facts.logical_files_count = logical_files(text_of(kept))


def read_segment(facts: EwfFacts, segment: SegmentFile, index: int) -> str:
    """Read segment `index` (0 is the first); return the kind of its last section.

    Raises:
        OSError: it cannot be read.
    """
    try:
        number, sound = segment_number(segment)
    except SegmentShort:
        number, sound = 0, False
    if not sound:
        facts.log.add("EWF_FILE_HEADER", segment.path)
    elif number != index + 1:
        facts.log.add("IMAGE_SEGMENT_ORDER", segment.path, found=number, expected=index + 1)
    return SegmentSections(facts, segment, index).read()


def _adler(content: bytes) -> bytes:
    return struct.pack("<I", zlib.adler32(content))
