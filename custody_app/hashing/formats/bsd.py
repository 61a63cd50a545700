"""BSD tag lines: `SHA256 (name) = <hex>`, one line a digest, escaped as GNU `--tag` does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final

from custody_app.hashing.digests import ALGORITHMS, DEFAULT_ALGORITHMS
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

TAGS: Final = {
    "sha256": "SHA256",
    "sha512": "SHA512",
    "sha3-256": "SHA3-256",
    "blake3": "BLAKE3",
    "sha1": "SHA1",
    "md5": "MD5",
}
_NAMES = {tag.encode(): name for name, tag in TAGS.items()}
_LINE = re.compile(rb"(\\?)([A-Z0-9/-]+) \((.*)\) = ([0-9A-Za-z]*)", re.DOTALL)


class BsdFormat:
    """Lines of several digests of one name stand next to each other and are read as one."""

    name = "bsd"
    algorithms: Sequence[str] = ALGORITHMS
    default: Sequence[str] = DEFAULT_ALGORITHMS
    several = True
    tail = b""

    def head(self, algorithms: Sequence[str]) -> bytes:  # noqa: ARG002  (as in Format)
        """Return nothing: the format has no head."""
        return b""

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return one line a digest."""
        prefix, name = escape_gnu(entry.path)
        return b"".join(
            prefix + TAGS[each].encode() + b" (" + name + b") = " + entry.digests[each].encode() + b"\n"
            for each in algorithms
        )

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:  # noqa: ARG002  (as in Format)
        """Read line by line, joining neighbours of the same name."""
        held: Listed | None = None
        for number, line in lines_of(stream):
            found = line if isinstance(line, LineError) else _parse(number, line)
            if isinstance(found, Listed) and held is not None and found.path == held.path:
                (algorithm, digest), *_ = found.digests.items()
                if algorithm not in held.digests:
                    held = held._replace(digests={**held.digests, algorithm: digest})
                    continue
            if isinstance(found, Listed):
                if held is not None:
                    yield held
                held = found
            elif found is not None:
                yield found
        if held is not None:
            yield held


def _parse(number: int, line: bytes) -> Listed | LineError | None:
    if not line.startswith(b"\\"):
        line = line.removesuffix(b"\r")
    if not line:
        return None
    match = _LINE.fullmatch(line)
    if match is None:
        return LineError(number, "LINE_FORM")
    escaped, tag, name, digest = match.groups()
    algorithm = _NAMES.get(tag)
    if algorithm is None:
        return LineError(number, "LINE_ALGORITHM", {"found": tag.decode("ascii")})
    try:
        return Listed(number, unescape_gnu(name) if escaped else name, {algorithm: checked_hex(digest, algorithm)})
    except Refused as refused:
        return LineError(number, refused.code, refused.values)
