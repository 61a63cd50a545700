"""The program's own manifest, `custody/manifest/1` (docs/manifest-format.md), as a manifest to audit against."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from custody_app.diagnostics import InputWrong
from custody_app.hashing.digests import ALGORITHMS, DEFAULT_ALGORITHMS
from custody_app.hashing.entry import Entry, canonical, encode_entry
from custody_app.hashing.formats.listing import LineError, Listed
from custody_app.hashing.manifest import VERSION, ManifestReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class JsonFormat:
    """Read strictly: after a line that is not canonical nothing is believed."""

    name = "json"
    algorithms: Sequence[str] = ALGORITHMS
    default: Sequence[str] = DEFAULT_ALGORITHMS
    several = True
    tail = b""

    def head(self, algorithms: Sequence[str]) -> bytes:
        """Return the first line."""
        return canonical({"algorithms": [a for a in ALGORITHMS if a in algorithms], "v": VERSION})

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:  # noqa: ARG002  (as in Format)
        """Return the line of one entry."""
        return encode_entry(entry)

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:  # noqa: ARG002  (as in Format)
        """Read the entries of a manifest, line by line."""
        number = 1
        try:
            for entry in ManifestReader(stream):
                number += 1
                yield Listed(number, entry.path, entry.digests, entry.size, entry.kind, entry.target)
        except InputWrong as error:
            yield LineError(int(str(error.values["line"])), "LINE_ENTRY", {"found": str(error.values["why"])})
