"""BagIt 1.0 payload manifests (RFC 8493): `<hex>␠␠<path>`, UTF-8, with CR, LF and % of names percent-encoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from custody_app.hashing.digests import ALGORITHMS
from custody_app.hashing.formats.gnu import algorithm_of_length
from custody_app.hashing.formats.listing import LineError, Listed, NameNotWritable, Refused, checked_hex, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custody_app.hashing.entry import Entry

# Two spaces, as we write them, end where the name begins, though it may begin with a blank, a tab or a star.
_LINE = re.compile(rb"([0-9A-Za-z]+)(?:  |[ \t]+\*?)(.+)", re.DOTALL)
_ESCAPE = re.compile(rb"%(0[aAdD]|25)")


class BagitFormat:
    """One digest for the whole file, named by the file's own name (`manifest-sha256.txt`), given as the hint."""

    name = "bagit"
    algorithms: Sequence[str] = ALGORITHMS
    default: Sequence[str] = ("sha256",)
    several = False
    tail = b""

    def head(self, algorithms: Sequence[str]) -> bytes:  # noqa: ARG002  (as in Format)
        """Return nothing: the format has no head."""
        return b""

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return the line of one file."""
        try:
            entry.path.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NameNotWritable(self.name) from error
        name = entry.path.replace(b"%", b"%25").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        return entry.digests[algorithms[0]].encode() + b"  " + name + b"\n"

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:
        """Read line by line."""
        algorithm = hint[0] if hint else ""
        for number, raw in lines_of(stream):
            if isinstance(raw, LineError):
                yield raw
                continue
            line = raw.removesuffix(b"\r")
            if not line:
                continue
            try:
                match = _LINE.fullmatch(line)
                if match is None:
                    raise Refused("LINE_FORM")
                algorithm = algorithm or algorithm_of_length(len(match[1]))
                if not algorithm:
                    raise Refused("LINE_HEX")
                yield Listed(number, _name(match[2]), {algorithm: checked_hex(match[1], algorithm)})
            except Refused as refused:
                yield LineError(number, refused.code, refused.values)


def _name(written: bytes) -> bytes:
    try:
        written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("LINE_UTF8") from error
    # Bags made before 1.0 leave % alone: what is no escape of 1.0 stands for itself.
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), written)
