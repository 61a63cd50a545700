"""Manifest formats in and out: GNU `sha256sum`, BSD tags, hashdeep, BagIt, DFXML, and the program's own JSON lines."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from custody_app.hashing.digests import ALGORITHMS

if TYPE_CHECKING:
    from custody_app.hashing.formats.listing import Format

_CLASSES: Final = {
    "sha256sum": ("gnu", "GnuFormat"),
    "bsd": ("bsd", "BsdFormat"),
    "hashdeep": ("hashdeep", "HashdeepFormat"),
    "bagit": ("bagit", "BagitFormat"),
    "dfxml": ("dfxml", "DfxmlFormat"),
    "json": ("json_lines", "JsonFormat"),
}


class _Formats(Mapping[str, "Format"]):
    """Loads a format when it is asked for: `custody hash` of a small file is done before five are loaded."""

    def __init__(self) -> None:
        self._loaded: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._loaded:
            module, kind = _CLASSES[name]
            self._loaded[name] = getattr(importlib.import_module(f"{__name__}.{module}"), kind)()
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


FORMATS: Final[Mapping[str, Format]] = _Formats()
"""By the name of `--format`."""

_BAGIT_NAME = re.compile(r"(?:tag)?manifest-(md5|sha1|sha256|sha512|sha3-?256|blake3)\.txt", re.IGNORECASE)
_BSD_LINE = re.compile(rb"\\?[A-Z0-9/-]+ \(.*\) = ", re.DOTALL)


def detect_format(file_name: str, start: bytes) -> str:
    """Return the name of the format that a manifest's name and first bytes suggest; GNU is the last resort."""
    if start.startswith(b"{"):
        return "json"
    if start.startswith(b"%%%% HASHDEEP"):
        return "hashdeep"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<?xml", b"<dfxml")):
        return "dfxml"
    if _BAGIT_NAME.fullmatch(file_name):
        return "bagit"
    if _BSD_LINE.match(start):
        return "bsd"
    return "sha256sum"


def algorithm_hint(file_name: str) -> tuple[str, ...]:
    """Return the algorithm that a manifest's own name tells, such as `B3SUMS` or `manifest-sha512.txt`, if any."""
    lowered = file_name.lower()
    if match := _BAGIT_NAME.fullmatch(lowered):
        return (match[1].replace("sha3256", "sha3-256"),)
    if "b3sum" in lowered or "blake3" in lowered:
        return ("blake3",)
    if "sha3" in lowered:
        return ("sha3-256",)
    return tuple(name for name in ALGORITHMS if f"{name}sum" in lowered)[:1]
