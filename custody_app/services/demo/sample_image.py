"""Writes a small EWF-E01 image, as EnCase 6 and ewfacquire lay it out, from a raw image in memory.

Source: the public description of the Expert Witness Compression Format (libyal/libewf documentation).
Only for the sample station: real acquisitions are made by real tools.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import Final

SECTOR: Final = 512
SECTORS_PER_CHUNK: Final = 64
CHUNK: Final = SECTOR * SECTORS_PER_CHUNK
_SECTION_HEADER: Final = 76
_COMPRESSED: Final = 0x80000000


class _Segment:
    """The bytes of one segment file, grown section by section."""

    def __init__(self) -> None:
        self.content = bytearray(b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00\x00\x00")

    def section(self, kind: bytes, body: bytes, *, last: bool = False) -> None:
        start = len(self.content)
        size = _SECTION_HEADER + len(body)
        following = start if last else start + size
        head = struct.pack("<16sQQ40x", kind, following, 0 if last else size)
        self.content += head + _checksum(head) + body


def write_e01(raw: bytes, case_number: str, evidence_number: str, examiner: str, acquired: str) -> bytes:
    """Return one E01 segment that holds `raw`, with its MD5 and SHA-1.

    Args:
        raw: whole sectors of 512 bytes.
        case_number: case data, as the next two, ASCII.
        evidence_number: the exhibit's number.
        examiner: who acquired.
        acquired: `YYYY M D H M S` as EnCase writes it.
    """
    if len(raw) % SECTOR:
        raise ValueError("whole sectors only")
    segment = _Segment()
    values = ["", case_number, evidence_number, examiner, "", "", "", acquired, acquired, "0"]
    header = "1\nmain\nc\tn\ta\te\tt\tav\tov\tm\tu\tp\n"
    header += "\t".join([values[1], values[2], "", values[3], "", "", "", acquired, acquired, "0"]) + "\n\n"
    packed = zlib.compress(header.replace("\n", "\r\n").encode("ascii"))
    segment.section(b"header", packed)
    segment.section(b"header", packed)
    chunks = [raw[start : start + CHUNK] for start in range(0, len(raw), CHUNK)]
    segment.section(b"volume", _volume(len(chunks), len(raw) // SECTOR))
    _write_chunks(segment, chunks)
    md5 = hashlib.md5(raw, usedforsecurity=False).digest()
    sha1 = hashlib.sha1(raw, usedforsecurity=False).digest()
    segment.section(b"digest", _summed(md5 + sha1 + bytes(40)))
    segment.section(b"hash", _summed(md5 + bytes(16)))
    segment.section(b"done", b"", last=True)
    return bytes(segment.content)


def _write_chunks(segment: _Segment, chunks: list[bytes]) -> None:
    base = len(segment.content) + _SECTION_HEADER
    stored, offsets = bytearray(), []
    for chunk in chunks:
        packed = zlib.compress(chunk, 1)
        if len(packed) < len(chunk):
            offsets.append(len(stored) | _COMPRESSED)
            stored += packed
        else:
            offsets.append(len(stored))
            stored += _summed(chunk)
    segment.section(b"sectors", bytes(stored))
    head = struct.pack("<I4xQ4x", len(offsets), base)
    entries = struct.pack(f"<{len(offsets)}I", *offsets)
    table = head + _checksum(head) + _summed(entries)
    segment.section(b"table", table)
    segment.section(b"table2", table)


def _volume(chunks: int, sectors: int) -> bytes:
    media_fixed, flags_physical = 1, 3
    body = struct.pack("<B3xIIIQ", media_fixed, chunks, SECTORS_PER_CHUNK, SECTOR, sectors)
    body += struct.pack("<12xB3x12xB3xI4x16s", flags_physical, 1, SECTORS_PER_CHUNK, hashlib.sha256(body).digest()[:16])
    return _summed(body + bytes(963 + 5))


def _summed(body: bytes) -> bytes:
    return body + _checksum(body)


def _checksum(body: bytes) -> bytes:
    return struct.pack("<I", zlib.adler32(body))
