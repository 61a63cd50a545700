"""GNU `sha256sum` and its kin: `<hex>␠␠<name>` or `<hex>␠*<name>`, one digest for the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from custody_app.hashing.digests import ALGORITHMS, DIGEST_BYTES
from custody_app.hashing.formats.listing import (
    LineError,
    Listed,
    Refused,
    checked_hex,
    escape_gnu,
    lines_of,
    unescape_gnu,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custody_app.hashing.entry import Entry


class GnuFormat:
    """Which digest it is, the lines do not say: the hint, else the length tells (64 hex digits are SHA-256)."""

    name = "sha256sum"
    algorithms: Sequence[str] = ALGORITHMS
    default: Sequence[str] = ("sha256",)
    several = False
    tail = b""

    def head(self, algorithms: Sequence[str]) -> bytes:  # noqa: ARG002  (as in Format)
        """Return nothing: the format has no head."""
        return b""

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return the line of one file."""
        prefix, name = escape_gnu(entry.path)
        return prefix + entry.digests[algorithms[0]].encode() + b"  " + name + b"\n"

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:
        """Read line by line; the first line's digest is that of all."""
        algorithm = hint[0] if hint else ""
        for number, line in lines_of(stream):
            if isinstance(line, LineError):
                yield line
                continue
            try:
                listed = _parse(number, line, algorithm)
            except Refused as refused:
                yield LineError(number, refused.code, refused.values)
                continue
            if listed is not None:
                algorithm = algorithm or next(iter(listed.digests))
                yield listed


def _parse(number: int, line: bytes, algorithm: str) -> Listed | None:
    escaped = line.startswith(b"\\")
    if not escaped:
        # A file that went through Windows; a name that ends in CR is always written escaped.
        line = line.removesuffix(b"\r")
    if not line:
        return None
    digest, blank, rest = line.removeprefix(b"\\").partition(b" ")
    if not blank or rest[:1] not in (b" ", b"*"):
        raise Refused("LINE_FORM")
    found = algorithm or algorithm_of_length(len(digest))
    if not found:
        raise Refused("LINE_HEX")
    if len(digest) != 2 * DIGEST_BYTES[found] and algorithm_of_length(len(digest)):
        raise Refused("LINE_ALGORITHM", found=algorithm_of_length(len(digest)))
    name = unescape_gnu(rest[1:]) if escaped else rest[1:]
    return Listed(number, name, {found: checked_hex(digest, found)})


def algorithm_of_length(digits: int) -> str:
    """Return the first algorithm of the program's order whose hex has this many digits, "" for none."""
    return next((name for name, size in DIGEST_BYTES.items() if 2 * size == digits), "")
