"""The canonical manifest of a folder, `custody/manifest/1`, written and read line by line (docs/manifest-format.md)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from custody_app.diagnostics import InputWrong
from custody_app.hashing.digests import ALGORITHMS
from custody_app.hashing.entry import LINE_LIMIT, canonical, encode_entry, parse_entry
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custody_app.hashing.entry import Entry

VERSION: Final = "custody/manifest/1"


class Sink(Protocol):
    """Where a manifest's bytes go: a file, or anything that writes."""

    def write(self, data: bytes, /) -> int:
        """Write all of `data`."""


class ManifestWriter:
    """Writes one manifest and keeps its digest; entries must come in the order of their raw paths.

    Args:
        algorithms: digests that files carry.
        output: where the bytes go; None keeps the digest only.
    """

    def __init__(self, algorithms: Sequence[str], output: Sink | None = None) -> None:
        self._output = output
        self._digest = hashlib.sha256()
        self.entries = 0
        self.size = 0
        self.findings = 0
        self._write(canonical({"algorithms": [a for a in ALGORITHMS if a in algorithms], "v": VERSION}))

    def add(self, entry: Entry) -> None:
        """Write `entry`."""
        self.entries += 1
        self.size += entry.size or 0
        self.findings += len(entry.findings)
        self._write(encode_entry(entry))

    def add_lines(self, count: int, size: int, encoded: bytes) -> None:
        """Write `count` lines of sound files of `size` bytes in all, encoded by `entry.PlainLines`."""
        self.entries += count
        self.size += size
        self._write(encoded)

    def finish(self) -> str:
        """Write the last line and return the SHA-256 of the whole manifest in hex: the digest of the folder."""
        self._write(canonical({"bytes": self.size, "entries": self.entries, "findings": self.findings}))
        return self._digest.hexdigest()

    def _write(self, line: bytes) -> None:
        self._digest.update(line)
        if self._output is not None:
            self._output.write(line)


class ManifestReader:
    """Reads a manifest strictly, one line at a time: iterate it to get the entries.

    Attributes:
        algorithms: digests the manifest says its files carry, known once iteration began.
        digest: SHA-256 of the manifest in hex, known when iteration ended.

    Raises:
        InputWrong: `MANIFEST_LINE` with the number of the first line that is not canonical, out of order, too long
            or missing.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.algorithms: tuple[str, ...] = ()
        self.digest = ""

    def __iter__(self) -> Iterator[Entry]:
        digest = hashlib.sha256()
        line = self._line(1)
        digest.update(line)
        self.algorithms = _parse_head(line)
        previous, number, size, findings = b"", 1, 0, 0
        while True:
            number += 1
            line = self._line(number)
            digest.update(line)
            if line.startswith(b'{"bytes":'):
                break
            try:
                entry = parse_entry(line)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise line_error(number, str(error)) from error
            if entry.path <= previous:
                raise line_error(number, "order")
            previous = entry.path
            size += entry.size or 0
            findings += len(entry.findings)
            yield entry
        if line != canonical({"bytes": size, "entries": number - 2, "findings": findings}):
            raise line_error(number, "totals")
        if self._stream.read(1):
            raise line_error(number + 1, "more after the end")
        self.digest = digest.hexdigest()

    def _line(self, number: int) -> bytes:
        line = self._stream.readline(LINE_LIMIT)
        if not line.endswith(b"\n"):
            raise line_error(number, "too long" if len(line) == LINE_LIMIT else "cut off")
        return line


def _parse_head(line: bytes) -> tuple[str, ...]:
    try:
        head = json.loads(line)
        algorithms = tuple(head["algorithms"])
        expected = canonical({"algorithms": [a for a in ALGORITHMS if a in algorithms], "v": VERSION})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise line_error(1, "head") from error
    if expected != line:
        raise line_error(1, "head")
    return algorithms


def line_error(number: int, why: str) -> InputWrong:
    """Return the error for line `number` of a manifest."""
    return InputWrong(
        "MANIFEST_LINE",
        N_("Line {line} of the manifest cannot be read: {why}."),
        kept=N_("Nothing was recorded."),
        advice=N_("Use the manifest as it was written, unchanged."),
        line=number,
        why=why,
    )
