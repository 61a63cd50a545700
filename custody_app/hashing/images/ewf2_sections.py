"""What each kind of section of an EWF image, version 2, says.

Written from the description alone: no acquisition tool that writes version 2 was at hand, so that it was held only
against images that our tests lay out by the same description.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING, Final

from custody_app.hashing.images.decompression import NotDecompressed
from custody_app.hashing.images.ewf2_walk import DONE, NEXT, read_header, walk_sections
from custody_app.hashing.images.ewf_facts import LISTED_LIMIT, SectorRange, Volume
from custody_app.hashing.images.ewf_text import (
    CASE_NAMES_V2,
    logical_files,
    main_values,
    text_of,
    unpacked_text_v2,
)
from custody_app.hashing.images.segment_file import SegmentShort

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.images.ewf2_walk import SectionV2
    from custody_app.hashing.images.ewf_facts import EwfFacts
    from custody_app.hashing.images.segment_file import SegmentFile

NAMES: Final = {
    0x01: "device information", 0x02: "case data", 0x03: "sector data", 0x04: "sector table", 0x05: "error table",
    0x06: "session table", 0x07: "increment data", 0x08: "MD5 hash", 0x09: "SHA1 hash", 0x0A: "restart data",
    0x0B: "encryption keys", 0x0C: "memory extents", NEXT: "next", 0x0E: "final information", DONE: "done",
    0x10: "analytical data", 0x20: "single files", 0x21: "single files table", 0x22: "single files MD5",
    0x23: "single files table",
}  # fmt: skip
_SECTOR_DATA: Final = 0x03
_BODY_LIMIT: Final = 16 << 20
_TABLE_HEADER: Final = 32


class Damaged(Exception):
    """The section does not hold what its kind must hold."""


class SegmentSectionsV2:
    """Reads the sections of one segment into the facts of the image."""

    def __init__(self, facts: EwfFacts, segment: SegmentFile, index: int) -> None:
        self._facts = facts
        self._segment = segment
        self._index = index
        self._readers: dict[int, Callable[[SectionV2], None]] = {
            0x01: self._device,
            0x02: self._case,
            0x04: self._table,
            0x05: self._errors,
            0x06: self._sessions,
            0x08: self._md5,
            0x09: self._sha1,
            0x20: self._files,
        }
        self._device_values: dict[str, str] = {}
        self._case_values: dict[str, str] = {}

    def read(self) -> str:
        """Read all sections; return `next`, `done` or "" by the last one. Raises `OSError`."""
        sections = walk_sections(self._segment, self._facts.log)
        for section in sections:
            name = NAMES.get(section.kind, f"0x{section.kind:x}")
            self._facts.sections[name] = self._facts.sections.get(name, 0) + 1
            if section.encrypted:
                self._facts.log.add("IMAGE_UNSUPPORTED", self._segment.path, feature="encryption")
                self._facts.whole = False
                continue
            if section.kind not in NAMES:
                self._tell("EWF_SECTION_UNKNOWN", section)
                continue
            try:
                if section.kind != _SECTOR_DATA:
                    self._check_md5(section)
                if section.kind in self._readers:
                    self._readers[section.kind](section)
            except (Damaged, NotDecompressed, SegmentShort):
                self._tell("EWF_SECTION_DAMAGED", section)
        self._take_volume()
        last = sections[-1].kind if sections else 0
        if sections and last not in {NEXT, DONE}:
            self._facts.log.add("EWF_NO_END", self._segment.path)
        return {NEXT: "next", DONE: "done"}.get(last, "")

    def _tell(self, code: str, section: SectionV2) -> None:
        name = NAMES.get(section.kind, f"0x{section.kind:x}")
        self._facts.log.add(code, self._segment.path, section=name, offset=section.start)

    def _check_md5(self, section: SectionV2) -> None:
        """Hold the data, its padding included, against the descriptor; chunks have checksums of their own."""
        if not section.md5:
            return
        digest, done = hashlib.md5(usedforsecurity=False), 0
        while done < section.size:
            piece = self._segment.read_at(section.start + done, min(1 << 20, section.size - done))
            digest.update(piece)
            done += len(piece)
        if digest.digest() != section.md5:
            # A table that is damaged still says where most chunks are; these have checksums of their own.
            self._tell("EWF_SECTION_DAMAGED", section)

    def _body(self, section: SectionV2) -> bytes:
        if section.size > _BODY_LIMIT:
            raise Damaged
        return self._segment.read_at(section.start, section.size)

    def _device(self, section: SectionV2) -> None:
        self._device_values = main_values(unpacked_text_v2(self._body(section)))
        self._add_values(self._device_values)

    def _case(self, section: SectionV2) -> None:
        self._case_values = main_values(unpacked_text_v2(self._body(section)))
        self._add_values(self._case_values)

    def _add_values(self, values: dict[str, str]) -> None:
        if not values:
            raise Damaged
        self._facts.add_case({CASE_NAMES_V2[name]: value for name, value in values.items() if name in CASE_NAMES_V2})

    def _take_volume(self) -> None:
        """Put together how large the medium is: `ts` sectors of `bp` bytes, `tb` chunks of `sb` sectors."""
        named = self._device_values | {name: self._case_values.get(name, "") for name in ("tb", "sb")}
        numbers = {name: _number(named.get(name, "")) for name in ("tb", "sb", "bp", "ts")}
        if not (numbers["sb"] and numbers["bp"]):
            return
        found = Volume(numbers["tb"], numbers["sb"], numbers["bp"], numbers["ts"], self._facts.set_identifier)
        if self._facts.volume is None:
            self._facts.volume = found
        elif found[1:4] != self._facts.volume[1:4]:
            self._facts.log.add("EWF_COPIES_DIFFER", self._segment.path, section=NAMES[1], offset=0)

    def _table(self, section: SectionV2) -> None:
        """First chunk (8), number of entries (4), 0 (4), Adler-32 (4), padding (12); entries; Adler-32 of these (4)."""
        head = self._segment.read_at(section.start, _TABLE_HEADER)
        first, count = struct.unpack_from("<QI", head)
        damaged = _adler(head[:16]) != head[16:20]
        room = max(0, section.size - _TABLE_HEADER - 4) // 16
        if damaged or count > room:
            # The padding behind the entries hides their number by at most one.
            first, count, damaged = self._facts.tables.count, min(count, room) or room, True
        damaged |= first != self._facts.tables.count or not self._scan(section.start + _TABLE_HEADER, count)
        if count:
            self._facts.tables.add(self._index, section.start + _TABLE_HEADER, count)
        if damaged:
            raise Damaged

    def _scan(self, start: int, count: int) -> bool:
        checksum, done, size = 1, 0, count * 16
        while done < size:
            piece = self._segment.read_at(start + done, min(1 << 20, size - done))
            checksum = zlib.adler32(piece, checksum)
            done += len(piece)
        return self._segment.read_at(start + size, 4) == struct.pack("<I", checksum)

    def _errors(self, section: SectionV2) -> None:
        for first, count in struct.iter_unpack("<QI4x", self._array(section, 16)):
            self._facts.acquisition_errors_count += 1
            if len(self._facts.acquisition_errors) < LISTED_LIMIT:
                self._facts.acquisition_errors.append(SectorRange(first, count))

    def _sessions(self, section: SectionV2) -> None:
        entries = struct.iter_unpack("<Q24x", self._array(section, 32))
        self._facts.sessions += [first for (first,) in entries][: LISTED_LIMIT - len(self._facts.sessions)]

    def _array(self, section: SectionV2, width: int) -> bytes:
        body = self._body(section)
        (count,) = struct.unpack_from("<I", _summed(body, 16))
        return _summed(body[_TABLE_HEADER:], count * width)

    def _md5(self, section: SectionV2) -> None:
        self._facts.store_digest("md5", _summed(self._body(section), 16), self._segment)

    def _sha1(self, section: SectionV2) -> None:
        self._facts.store_digest("sha1", _summed(self._body(section), 20), self._segment)

    def _files(self, section: SectionV2) -> None:
        self._facts.logical_files, self._facts.logical_files_count = logical_files(text_of(self._body(section)))


def read_segment_v2(facts: EwfFacts, segment: SegmentFile, index: int) -> str:
    """Read segment `index` (0 is the first); return the kind of its last section. Raises `OSError`."""
    try:
        header = read_header(segment)
    except SegmentShort:
        facts.log.add("EWF_FILE_HEADER", segment.path)
        return ""
    if not header.sound:
        facts.log.add("EWF_FILE_HEADER", segment.path)
    elif not index:
        facts.method, facts.format = header.method, header.format
    elif header.method != facts.method:
        facts.log.add("EWF_FILE_HEADER", segment.path)
    if header.number != index + 1:
        facts.log.add("IMAGE_SEGMENT_ORDER", segment.path, found=header.number, expected=index + 1)
    if not facts.belongs(header.set_identifier, segment):
        return ""
    return SegmentSectionsV2(facts, segment, index).read()


def _summed(body: bytes, size: int) -> bytes:
    """Return the first `size` bytes of `body`, which an Adler-32 must follow."""
    if len(body) < size + 4 or _adler(body[:size]) != body[size : size + 4]:
        raise Damaged
    return body[:size]


def _adler(content: bytes) -> bytes:
    return struct.pack("<I", zlib.adler32(content))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
