"""What is verified: a set of named files, wherever they lie (log-format.md, Package)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

CHUNK = 1 << 20


class FileTooLarge(InputWrong):
    """A file is longer than its kind may be."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__("FILE_TOO_LARGE", N_("{name} is longer than {limit} bytes."), name=name, limit=limit)


class PackageFiles(Protocol):
    """The files of a package, or of a station laid out like one.

    Names are relative to the package's top folder, with `/`: `bagit.txt`, `data/log/checkpoint`. A station shows
    a whole log (`data/log/…`, `data/trust/…`, `data/disclosures.json`, `data/files/<sha256>`) without manifests
    and proofs.
    """

    @property
    def kind(self) -> Literal["package", "station"]:
        """Whether manifests, proofs and a package signature are to be expected."""

    def names(self) -> Iterable[str]:
        """Return every file's name, in any order."""

    def size(self, name: str) -> int:
        """Return a file's length in bytes; raises KeyError where there is none."""

    def read(self, name: str, limit: int) -> bytes:
        """Return a whole file.

        Raises:
            KeyError: there is none of that name.
            FileTooLarge: it is longer than `limit` bytes.
        """

    def open(self, name: str) -> BinaryIO:
        """Return a file as a stream; raises KeyError where there is none."""


class FolderFiles:
    """A package unpacked into a folder; links and everything but plain files are not seen.

    Args:
        root: the folder with `bagit.txt` in it, or the folder that has only that one folder in it.
    """

    kind: Literal["package", "station"] = "package"

    def __init__(self, root: Path) -> None:
        self._root = _top_folder(root)
        self._sizes = dict(_walk(self._root, ""))

    def names(self) -> Iterable[str]:
        """Return every file's name."""
        return self._sizes.keys()

    def size(self, name: str) -> int:
        """Return a file's length in bytes."""
        return self._sizes[name]

    def read(self, name: str, limit: int) -> bytes:
        """Return a whole file of at most `limit` bytes."""
        with self.open(name) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise FileTooLarge(name, limit)
        return content

    def open(self, name: str) -> BinaryIO:
        """Return a file as a stream."""
        if name not in self._sizes:
            raise KeyError(name)
        return (self._root / name).open("rb")


def _top_folder(root: Path) -> Path:
    if (root / "bagit.txt").is_file() or not root.is_dir():
        return root
    inside = list(root.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink() else root


def _walk(folder: Path, prefix: str) -> Iterable[tuple[str, int]]:
    pending = [(folder, prefix)]
    while pending:
        place, before = pending.pop()
        with os.scandir(place) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    pending.append((Path(item.path), f"{before}{item.name}/"))
                elif item.is_file(follow_symlinks=False):
                    yield before + item.name, item.stat(follow_symlinks=False).st_size
