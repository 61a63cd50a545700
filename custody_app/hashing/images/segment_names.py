"""Names of the segment files of an image, and which of them are on disk. Nothing here opens a file."""

from __future__ import annotations

import os
import re
from typing import Final, NamedTuple

_FIRST_EWF: Final = re.compile(rb"\.([esl])(x?)01$", re.IGNORECASE)
_FIRST_NUMBER: Final = re.compile(rb"\.(0{1,4}[01])$")
_FIRST_LETTERS: Final = re.compile(rb"\.(a{2,4}|A{2,4})$")
SEGMENT_LIMIT: Final = 17_576
"""More names than the extensions of any format give."""


class SegmentSet(NamedTuple):
    """The segment files of one image.

    Attributes:
        kind: `ewf`, `ewf2` or `split`.
        paths: those on disk before the first gap, in order.
        missing: names in a gap: segments that lie behind them are on disk.
    """

    kind: str
    paths: tuple[bytes, ...]
    missing: tuple[bytes, ...]


def names_first_segment(path: bytes) -> bool:
    """Return whether `path` is named as the first segment of an EWF image or of a split one."""
    return any(pattern.search(path) for pattern in (_FIRST_EWF, _FIRST_NUMBER, _FIRST_LETTERS))


def find_segments(path: bytes) -> SegmentSet | None:
    """Return the segments of the image that begins at `path`; None where this is not how an image is named.

    One raw file alone is no split image: `disk.001` without `disk.002` is a file like any other.
    """
    if found := _FIRST_EWF.search(path):
        return _collect("ewf2" if found[2] else "ewf", path, path[: found.start() + 1], found[0][1:])
    found = _FIRST_NUMBER.search(path) or _FIRST_LETTERS.search(path)
    if not found:
        return None
    collected = _collect("split", path, path[: found.start() + 1], found[1])
    return collected if len(collected.paths) + len(collected.missing) > 1 else None


def _collect(kind: str, first: bytes, stem: bytes, extension: bytes) -> SegmentSet:
    present = _listed(stem)
    paths = [first]
    pending: list[bytes] = []
    missing: list[bytes] = []
    misses = 0
    for number in range(2, SEGMENT_LIMIT):
        following = extension_after(extension, number)
        # A gap of many segments is an image that ended, or one of which nothing behind the gap is left.
        if following is None or misses > 99:
            break
        names = [each for each in (following, following.swapcase()) if stem + each in present]
        if names and not missing and not pending:
            paths.append(stem + names[0])
        elif names:
            missing, pending, misses = missing + pending, [], 0
        else:
            pending.append(stem + following)
            misses += 1
    return SegmentSet(kind, tuple(paths), tuple(missing))


def _listed(stem: bytes) -> set[bytes]:
    """Return the names beside the first segment that begin as it does; empty where the folder may not be listed."""
    folder, name = os.path.split(stem)
    try:
        with os.scandir(folder or b".") as entries:
            return {os.path.join(folder, each.name) for each in entries if each.name.startswith(name)}  # noqa: PTH118
    except OSError:
        return set()


def extension_after(first: bytes, number: int) -> bytes | None:
    """Return the extension of segment `number` (1 is the first) of an image whose first has extension `first`.

    E01 … E99, EAA … EZZ, FAA … ZZZ; Ex01 … Ex99, ExAA … EzZZ; 001, 002 …; 000, 001 …; aa, ab …; None beyond the last.
    """
    if first.isdigit():
        value = int(first) + number - 1
        return b"%0*d" % (len(first), value) if value < 10 ** len(first) else None
    if first.lower().strip(b"a") == b"":
        return _letters(number - 1, first[:1], len(first))
    if number < 100:
        return first[:-2] + b"%02d" % number
    beyond = number - 100
    letters = _letters(beyond % 676, b"A" if first[:1].isupper() else b"a", 2)
    leading = first[-3] + beyond // 676
    if letters is None or leading > ord("z" if first[-3:-2].islower() else "Z"):
        return None
    return first[:-3] + bytes([leading]) + letters


def _letters(value: int, zero: bytes, width: int) -> bytes | None:
    digits = bytearray()
    for _ in range(width):
        value, digit = divmod(value, 26)
        digits.insert(0, zero[0] + digit)
    return bytes(digits) if value == 0 else None


def name_after(named: SegmentSet) -> bytes:
    """Return the name that the segment behind the last one of `named` must have."""
    first = named.paths[0]
    stem, _, extension = first.rpartition(b".")
    return stem + b"." + (extension_after(extension, len(named.paths) + 1) or b"?")
