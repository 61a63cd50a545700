"""A zip written once from front to back: same members, same bytes, in memory that does not grow with their number."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from custody_app.diagnostics import ProgramBroken
from custody_app.exchange.zip_layout import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    DATE_1980,
    DEFLATED,
    END,
    END_64,
    END_64_SIGNATURE,
    END_SIGNATURE,
    EXTRA_64,
    LARGE,
    LOCAL,
    LOCAL_SIGNATURE,
    LOCATOR_64,
    LOCATOR_64_SIGNATURE,
    MADE_BY_UNIX,
    MANY,
    REGULAR_FILE,
    STORED,
    VERSION,
    VERSION_64,
)
from custody_app.i18n import N_

_COPY = 1 << 20


class ZipWriter:
    """Writes members one after the other; times are fixed, extra fields appear only past 4 GiB.

    Args:
        out: where the zip goes, seekable, empty.
        directory: an empty temporary file that keeps the central directory until `finish`.
    """

    def __init__(self, out: BinaryIO, directory: BinaryIO) -> None:
        self._out = out
        self._directory = directory
        self._position = 0
        self._directory_size = 0
        self._members = 0

    def add(self, name: str, content: bytes) -> None:
        """Write one small member, stored."""
        crc = zlib.crc32(content)
        self._out.write(_local(name, STORED, crc, len(content), len(content), zip64=False) + content)
        self._record(name, STORED, crc, len(content), len(content))

    def add_stream(self, name: str, chunks: Iterable[bytes], *, most: int, deflate: bool = False) -> None:
        """Write one member of any size.

        Args:
            name: ASCII, with forward slashes.
            chunks: its content.
            most: a bound of its size, which decides whether zip64 fields are needed.
            deflate: compress; else stored.

        Raises:
            ProgramBroken: the content is larger than `most` said and does not fit any more.
        """
        zip64 = most >= LARGE
        method = DEFLATED if deflate else STORED
        self._out.write(_local(name, method, 0, 0, 0, zip64=zip64))
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS) if deflate else None
        crc = size = compressed = 0
        for chunk in chunks:
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            compressed += self._out.write(packer.compress(chunk) if packer else chunk)
        if packer:
            compressed += self._out.write(packer.flush())
        if max(size, compressed) >= LARGE and not zip64:
            raise ProgramBroken("PACKAGE_BOUND", N_("A file of the package became larger than foreseen."))
        self._out.seek(self._position)
        self._out.write(_local(name, method, crc, compressed, size, zip64=zip64))
        self._out.seek(compressed, 1)
        self._record(name, method, crc, compressed, size, zip64=zip64)

    def finish(self) -> int:
        """Write the central directory and the end records; return the size of the zip."""
        self._directory.seek(0)
        while chunk := self._directory.read(_COPY):
            self._out.write(chunk)
        count, size, offset = self._members, self._directory_size, self._position
        tail = b""
        if count >= MANY or size >= LARGE or offset >= LARGE:
            made = MADE_BY_UNIX | VERSION_64
            tail = END_64.pack(
                END_64_SIGNATURE, END_64.size - 12, made, VERSION_64, 0, 0, count, count, size, offset
            ) + LOCATOR_64.pack(LOCATOR_64_SIGNATURE, 0, offset + size, 1)
        few = min(count, MANY)
        tail += END.pack(END_SIGNATURE, 0, 0, few, few, min(size, LARGE), min(offset, LARGE), 0)
        self._out.write(tail)
        return offset + size + len(tail)

    def _record(self, name: str, method: int, crc: int, compressed: int, size: int, *, zip64: bool = False) -> None:
        """Note the member that was just written in the directory, and move past it."""
        encoded, offset = name.encode("ascii"), self._position
        wide = [size, compressed] if zip64 else []
        shown_size, shown_compressed = (LARGE, LARGE) if zip64 else (size, compressed)
        if offset >= LARGE:
            wide.append(offset)
        extra = struct.pack(f"<2H{len(wide)}Q", EXTRA_64, 8 * len(wide), *wide) if wide else b""
        version = VERSION_64 if wide else VERSION
        record = CENTRAL.pack(
            CENTRAL_SIGNATURE,
            MADE_BY_UNIX | version,
            VERSION_64 if zip64 else VERSION,
            0,
            method,
            0,
            DATE_1980,
            crc,
            shown_compressed,
            shown_size,
            len(encoded),
            len(extra),
            0,
            0,
            0,
            REGULAR_FILE,
            min(offset, LARGE),
        )
        self._directory_size += self._directory.write(record + encoded + extra)
        self._members += 1
        self._position += LOCAL.size + len(encoded) + (20 if zip64 else 0) + compressed


def _local(name: str, method: int, crc: int, compressed: int, size: int, *, zip64: bool) -> bytes:
    encoded = name.encode("ascii")
    version = VERSION_64 if zip64 else VERSION
    extra = struct.pack("<2H2Q", EXTRA_64, 16, size, compressed) if zip64 else b""
    if zip64:
        size = compressed = LARGE
    header = LOCAL.pack(
        LOCAL_SIGNATURE, version, 0, method, 0, DATE_1980, crc, compressed, size, len(encoded), len(extra)
    )
    return header + encoded + extra
