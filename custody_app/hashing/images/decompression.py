"""Decompression with a bound: zlib streams by libdeflate where it is installed, else by zlib; bzip2."""

from __future__ import annotations

import bz2
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Decompress = Callable[[bytes | memoryview, int], bytes | bytearray]

try:
    import deflate
except ImportError:  # no wheel for this system: zlib is slower, and as exact
    deflate = None  # type: ignore[assignment]


class NotDecompressed(Exception):
    """The stream is damaged, or holds more than the bound."""


def zlib_bounded(packed: bytes | memoryview, limit: int) -> bytes:
    """Return what a zlib stream (RFC 1950) holds, its Adler-32 checked; bytes after its end are left alone.

    Raises:
        NotDecompressed: the stream is damaged, cut short, or holds more than `limit` bytes.
    """
    stream = zlib.decompressobj()
    try:
        # One byte more than allowed, so that what is too long is told from what fits.
        found = stream.decompress(packed, limit + 1)
    except zlib.error as error:
        raise NotDecompressed from error
    if len(found) > limit or not stream.eof:
        raise NotDecompressed
    return found


def _libdeflate_bounded(packed: bytes | memoryview, limit: int) -> bytes | bytearray:
    try:
        return deflate.zlib_decompress(packed, limit)
    except deflate.DeflateError as error:
        raise NotDecompressed from error


def bzip2_bounded(packed: bytes | memoryview, limit: int) -> bytes:
    """Return what a bzip2 stream holds, its checksum checked; raises as `zlib_bounded`."""
    stream = bz2.BZ2Decompressor()
    try:
        found = stream.decompress(packed, limit + 1)
    except (OSError, ValueError) as error:
        raise NotDecompressed from error
    if len(found) > limit or not stream.eof:
        raise NotDecompressed
    return found


def chunk_decompressor(method: str) -> Decompress:
    """Return the fastest decompressor of chunks for `method`: `zlib` or `bzip2`."""
    if method == "bzip2":
        return bzip2_bounded
    return zlib_bounded if deflate is None else _libdeflate_bounded
