"""hashdeep: `%%%% HASHDEEP-1.0`, a column line, `## ` remarks, then `size,digest…,name` with the name unescaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from custody_app.hashing.formats.listing import LineError, Listed, NameNotWritable, Refused, checked_hex, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custody_app.hashing.entry import Entry

_FIRST = b"%%%% HASHDEEP-1.0"
_ORDER = ("md5", "sha1", "sha256")
_SKIPPED = ("tiger", "whirlpool")
"""Columns that hashdeep knows and the program does not."""


class HashdeepFormat:
    """The name is the rest of the line, commas and all; a name with a line end cannot be written."""

    name = "hashdeep"
    algorithms: Sequence[str] = ("sha256", "sha1", "md5")
    default: Sequence[str] = ("sha256",)
    several = True
    tail = b""

    def head(self, algorithms: Sequence[str]) -> bytes:
        """Return the two header lines; no remarks, since they would tell about this machine."""
        columns = ",".join(name for name in _ORDER if name in algorithms)
        return _FIRST + b"\n" + f"%%%% size,{columns},filename\n## \n".encode()

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return the line of one file."""
        if b"\n" in entry.path or b"\r" in entry.path:
            raise NameNotWritable(self.name)
        fields = [str(entry.size), *(entry.digests[name] for name in _ORDER if name in algorithms)]
        return ",".join(fields).encode() + b"," + entry.path + b"\n"

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:  # noqa: ARG002  (as in Format)
        """Read line by line; without its two header lines nothing is read."""
        columns: list[str] = []
        for number, raw in lines_of(stream):
            if isinstance(raw, LineError):
                yield raw
                continue
            line = raw.removesuffix(b"\r")
            if number == 1 and line != _FIRST:
                yield LineError(1, "HEADER")
                return
            if number == 2:
                columns = _columns(line)
                if not columns:
                    yield LineError(2, "HEADER")
                    return
            if number <= 2 or not line or line.startswith(b"#"):
                continue
            try:
                yield _parse(number, line, columns)
            except Refused as refused:
                yield LineError(number, refused.code, refused.values)


def _columns(line: bytes) -> list[str]:
    head, *columns, last = line.decode("ascii", "replace").split(",")
    if head != "%%%% size" or last != "filename" or not columns or len(set(columns)) != len(columns):
        return []
    return columns if set(columns) <= {*_ORDER, *_SKIPPED} and set(columns) & set(_ORDER) else []


def _parse(number: int, line: bytes, columns: Sequence[str]) -> Listed:
    parts = line.split(b",", len(columns) + 1)
    if len(parts) != len(columns) + 2:
        raise Refused("LINE_FORM")
    size, *digests, name = parts
    if not size.isdigit() or len(size) > 16:
        raise Refused("LINE_SIZE")
    found = {
        column: checked_hex(digest, column) for column, digest in zip(columns, digests, strict=True) if column in _ORDER
    }
    return Listed(number, name, found, int(size))
