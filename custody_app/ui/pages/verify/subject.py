"""What was dropped: a package, a station, a manifest, or evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from custody_app.i18n import N_

START_BYTES: Final = 1 << 16
LARGEST_REPORT: Final = 1 << 28
REPORT_MARK: Final = b"urn:custody:report:"
_HASH_LINE: Final = re.compile(rb"\\?[0-9a-fA-F]{32,128} [ *].+")
_BSD_LINE: Final = re.compile(rb"\\?[A-Za-z0-9/-]+ \(.+\) = [0-9a-fA-F]{32,128}\s*\Z")
_BAG_MANIFEST: Final = re.compile(r"manifest-[a-z0-9-]+\.txt\Z")
_BEST_BAG: Final = ("sha512", "sha256", "sha3", "blake3")


class Kind(StrEnum):
    """How a thing is verified."""

    PACKAGE = "package"
    STATION = "station"
    MANIFEST = "manifest"
    FILE = "file"
    FOLDER = "folder"


KIND_WORDS: Final = {
    Kind.PACKAGE: N_("Package"),
    Kind.STATION: N_("Station"),
    Kind.MANIFEST: N_("Manifest"),
    Kind.FILE: N_("Evidence file"),
    Kind.FOLDER: N_("Evidence folder"),
}
KIND_ICONS: Final = {
    Kind.PACKAGE: "package",
    Kind.STATION: "server",
    Kind.MANIFEST: "list-checks",
    Kind.FILE: "file",
    Kind.FOLDER: "folder-open",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be verified.

    Attributes:
        path: what was dropped.
        kind: what it looks like, or what the person said it is.
        manifest: the manifest to read; `path` itself, or one inside a bag.
        root: the folder that a manifest's names are in.
        could_be: the kinds that make sense for it.
    """

    path: Path
    kind: Kind
    could_be: tuple[Kind, ...]
    manifest: Path | None = None
    root: Path | None = None

    def treated_as(self, kind: Kind) -> Subject:
        """Return the same thing, to be verified as another kind."""
        manifest, root = self.manifest, self.root
        if kind is Kind.MANIFEST and manifest is None:
            manifest, root = self.path, self.path.parent
        return replace(self, kind=kind, manifest=manifest, root=root)


def recognise(path: Path) -> Subject:
    """Tell what `path` is by its name and its first bytes; nothing is changed, nothing large is read."""
    return _folder(path) if path.is_dir() else _file(path)


def _folder(path: Path) -> Subject:
    if (path / "station.json").is_file():
        return Subject(path, Kind.STATION, (Kind.STATION, Kind.FOLDER))
    top = _only_folder(path)
    if (top / "bagit.txt").is_file():
        if (top / "data" / "log").is_dir():
            return Subject(path, Kind.PACKAGE, (Kind.PACKAGE, Kind.FOLDER))
        bag = _bag_manifest(top)
        if bag is not None:
            return Subject(path, Kind.MANIFEST, (Kind.MANIFEST, Kind.FOLDER), bag, top)
    return Subject(path, Kind.FOLDER, (Kind.FOLDER, Kind.PACKAGE))


def _file(path: Path) -> Subject:
    kinds = (Kind.FILE, Kind.MANIFEST, Kind.PACKAGE)
    if not path.is_file():  # to open a pipe is to wait for whoever writes to it
        return Subject(path, Kind.FILE, (Kind.FILE,))
    if path.name.lower().endswith(".custody.zip") or _is_report(path):
        return Subject(path, Kind.PACKAGE, kinds)
    if _is_manifest(path):
        return Subject(path, Kind.MANIFEST, kinds, path, path.parent)
    return Subject(path, Kind.FILE, kinds)


def _is_report(path: Path) -> bool:
    """Tell whether `path` is a document of this program: a PDF whose metadata, never compressed, say so."""
    try:
        with path.open("rb") as stream:
            if b"%PDF-" not in stream.read(1024) or path.stat().st_size > LARGEST_REPORT:
                return False
            with mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
                return content.find(REPORT_MARK) >= 0
    except (OSError, ValueError):
        return False


def _is_manifest(path: Path) -> bool:
    if _BAG_MANIFEST.match(path.name.lower()):
        return True
    try:
        with path.open("rb") as stream:
            start = stream.read(START_BYTES)
    except OSError:
        return False
    line = start.split(b"\n", 1)[0].rstrip(b"\r")
    if line.startswith((b"%%%% HASHDEEP", b'{"algorithms":')):
        return True
    return bool(_HASH_LINE.fullmatch(line) or _BSD_LINE.match(line))


def _only_folder(path: Path) -> Path:
    if (path / "bagit.txt").is_file():
        return path
    try:
        inside = [each for _, each in zip(range(2), path.iterdir(), strict=False)]
    except OSError:
        return path
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink() else path


def _bag_manifest(top: Path) -> Path | None:
    found = sorted(each for each in top.glob("manifest-*.txt") if each.is_file())
    best = [each for name in _BEST_BAG for each in found if name in each.name]
    return next(iter(best or found), None)
