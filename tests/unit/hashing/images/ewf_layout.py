# ruff: noqa: S324  (the format has MD5 and SHA-1)
"""Lays out EWF images byte by byte from the public description, so that each byte of them can be wrong on purpose."""

from __future__ import annotations

import bz2
import hashlib
import struct
import zlib

SECTOR = 512
GUID = bytes(range(1, 17))


def summed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.adler32(body))


class SegmentV1:
    """One segment of version 1; `section` adds one, whose next offset and size may be lies."""

    def __init__(self, number: int = 1, signature: bytes = b"EVF\x09\x0d\x0a\xff\x00") -> None:
        self.content = bytearray(signature + struct.pack("<BHH", 1, number, 0))

    def section(self, kind: bytes, body: bytes = b"", *, following: int | None = None, size: int | None = None) -> None:
        start, whole = len(self.content), 76 + len(body)
        if kind in {b"done", b"next"}:
            following = start if following is None else following
        following = start + whole if following is None else following
        self.content += summed(struct.pack("<16sQQ40x", kind, following, whole if size is None else size)) + body


def volume_body(chunks: int, per_chunk: int, per_sector: int, sectors: int, guid: bytes = GUID) -> bytes:
    head = struct.pack("<B3xIIIQ12xB3x12xB3xI4x16s", 1, chunks, per_chunk, per_sector, sectors, 3, 1, 64, guid)
    return summed(head + bytes(963 + 5))


def table_body(offsets: list[int], base: int, count: int | None = None) -> bytes:
    head = summed(struct.pack("<I4xQ4x", len(offsets) if count is None else count, base))
    return head + summed(struct.pack(f"<{len(offsets)}I", *offsets))


def errors_body(ranges: list[tuple[int, int]]) -> bytes:
    entries = b"".join(struct.pack("<II", *each) for each in ranges)
    return summed(struct.pack("<I512x", len(ranges))) + summed(entries)


def sessions_body(firsts: list[int]) -> bytes:
    entries = b"".join(struct.pack("<II24x", 0, each) for each in firsts)
    return summed(struct.pack("<I28x", len(firsts))) + summed(entries)


def tree_body(text: str) -> bytes:
    content = text.encode("utf-16-le")
    head = bytearray(hashlib.md5(content).digest() + struct.pack("<Q", len(content)) + bytes(24))
    head[24:28] = struct.pack("<I", zlib.adler32(head))
    return bytes(head) + content


TREE = "5\nrec\ntb\n8\n\nentry\n2\t1\np\tn\tls\n"
TREE += "0\t2\n1\t\t\n0\t1\n1\tletters\t\n0\t0\n\ta.txt\t5\n0\t0\n\tb.txt\t70000\n\n"


def image_v1(raw: bytes, *, per_chunk: int = 8, logical: bool = False, examiner: str = "Ana") -> bytes:
    """Return one segment with every kind of section that version 1 has."""
    signature = b"LVF\x09\x0d\x0a\xff\x00" if logical else b"EVF\x09\x0d\x0a\xff\x00"
    segment = SegmentV1(signature=signature)
    header = f"1\r\nmain\r\nc\tn\ta\te\tt\tm\r\nC-7\tE-1\tdisk\t{examiner}\tnone\t2026 11 22 20 27 49\r\n\r\n"
    segment.section(b"header2", zlib.compress(header.replace("\r", "").encode("utf-16")))
    segment.section(b"header2", zlib.compress(header.replace("\r", "").encode("utf-16")))
    segment.section(b"header", zlib.compress(header.encode()))
    size = per_chunk * SECTOR
    chunks = [raw[start : start + size] for start in range(0, len(raw), size)]
    volume = volume_body(len(chunks), per_chunk, SECTOR, len(raw) // SECTOR)
    segment.section(b"volume", volume)
    base, stored, offsets = len(segment.content) + 76, bytearray(), []
    for number, chunk in enumerate(chunks):
        packed = zlib.compress(chunk, 6)
        offsets.append(len(stored) | (0x80000000 if number % 3 else 0))
        stored += packed if number % 3 else summed(chunk)
    segment.section(b"sectors", bytes(stored))
    segment.section(b"table", table_body(offsets, base))
    segment.section(b"table2", table_body(offsets, base))
    if logical:
        segment.section(b"ltypes", bytes(6))
        segment.section(b"ltree", tree_body(TREE))
    segment.section(b"data", volume)
    segment.section(b"session", sessions_body([16, 40]))
    segment.section(b"error2", errors_body([(3, 2), (9, 1)]))
    md5, sha1 = hashlib.md5(raw).digest(), hashlib.sha1(raw).digest()
    segment.section(b"digest", summed(md5 + sha1 + bytes(40)))
    segment.section(b"hash", summed(md5 + bytes(16)))
    xhash = f"<?xml version='1.0'?><xhash><MD5>{md5.hex()}</MD5><SHA1>{sha1.hex()}</SHA1></xhash>"
    segment.section(b"xhash", zlib.compress(xhash.encode()))
    segment.section(b"done")
    return bytes(segment.content)


class SegmentV2:
    """One segment of version 2: each section is followed by its descriptor."""

    def __init__(self, number: int = 1, method: int = 1, guid: bytes = GUID, signature: bytes = b"EVF2") -> None:
        self.content = bytearray(signature + b"\r\n\x81\x00" + struct.pack("<BBHI", 2, 1, method, number) + guid)
        self._previous = 0

    def section(self, kind: int, body: bytes = b"", *, flags: int = 1) -> None:
        padding = -len(body) % 16
        body += bytes(padding)
        self.content += body
        offset = len(self.content)
        md5 = hashlib.md5(body).digest() if flags & 1 else bytes(16)
        head = struct.pack("<IIQQII16s12x", kind, flags, self._previous, len(body), 64, padding, md5)
        self.content += summed(head)
        self._previous = offset


def table_body_v2(first: int, entries: list[tuple[int, int, int]]) -> bytes:
    packed = b"".join(struct.pack("<QII", *each) for each in entries)
    return summed(struct.pack("<QI4x", first, len(entries))) + bytes(12) + summed(packed) + bytes(12)


def image_v2(
    raw: bytes, *, method: int = 1, per_chunk: int = 8, segments: int = 1, signature: bytes = b"EVF2"
) -> list[bytes]:
    """Return the segments of an image of version 2: chunks packed, plain and patterns in turn."""
    size = per_chunk * SECTOR
    chunks = [raw[start : start + size] for start in range(0, len(raw), size)]
    compress = bz2.compress if method == 2 else zlib.compress
    device = f"1\nmain\nsn\tmd\tts\tbp\tph\nS-1\tdisk\t{len(raw) // SECTOR}\t{SECTOR}\t1\n\n"
    case = "1\nmain\nnm\tcn\ten\tex\ttt\ttb\tcp\tsb\n"
    case += f"disk\tC-7\tE-1\tAna\t1795379269\t{len(chunks)}\t{method}\t{per_chunk}\n\n"
    each = -(-len(chunks) // segments)
    made = []
    for number in range(segments):
        segment = SegmentV2(number + 1, method, signature=signature)
        segment.section(1, compress(device.encode("utf-16")))
        segment.section(2, compress(case.encode("utf-16")))
        base, stored, entries = len(segment.content), bytearray(), []
        mine = range(number * each, min(len(chunks), (number + 1) * each))
        for chunk in mine:
            content = chunks[chunk]
            if len(set(content)) == 1:
                entries.append((int.from_bytes(content[:8], "little"), 0, 5))
                continue
            packed = compress(content) if chunk % 3 else summed(content)
            entries.append((base + len(stored), len(packed), 1 if chunk % 3 else 2))
            stored += packed + bytes(-len(packed) % 16)
        segment.section(3, bytes(stored), flags=0)
        segment.section(4, table_body_v2(mine.start, entries))
        if number + 1 == segments:
            segment.section(
                6, summed(struct.pack("<I12x", 1)) + bytes(12) + summed(struct.pack("<Q24x", 16)) + bytes(12)
            )
            segment.section(
                5, summed(struct.pack("<I12x", 1)) + bytes(12) + summed(struct.pack("<QI4x", 3, 2)) + bytes(12)
            )
            segment.section(8, summed(hashlib.md5(raw).digest()))
            segment.section(9, summed(hashlib.sha1(raw).digest()))
        segment.section(0x0F if number + 1 == segments else 0x0D, flags=0)
        made.append(bytes(segment.content))
    return made
