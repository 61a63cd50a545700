"""Opens a package that a stranger sent, zipped or unpacked, and serves its files without trusting a byte of it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from custody_app.diagnostics import InputWrong
from custody_app.exchange.member_names import check_name, damaged_package, unsafe_package
from custody_app.exchange.write_errors import disk_full, refused_by_system
from custody_app.exchange.zip_directory import Record
from custody_app.exchange.zip_reader import Limits, ZipReader
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import N_
from custody_app.log.verification.source import FileTooLarge

_COPY = 1 << 20
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class ZippedPackage:
    """The `PackageFiles` of a package, served straight from its zip; damaged members are as if they were not there.

    Args:
        stream: the zip, seekable; closed by the caller.
        limits: what it may ask for.

    Raises:
        InputWrong: PACKAGE_UNSAFE or PACKAGE_DAMAGED.
    """

    kind: Literal["package", "station"] = "package"

    def __init__(self, stream: BinaryIO, limits: Limits | None = None) -> None:
        self._zip = ZipReader(stream, limits)
        self.top = self._zip.top_folder()

    @property
    def damaged(self) -> list[str]:
        """Names of the files that are not served, because their bytes are cut or changed; see `ZipReader`."""
        return sorted(name[len(self.top) + 1 :] for name in self._zip.damaged)

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return self._zip.total

    def names(self) -> Iterator[str]:
        """Yield the name of every file once."""
        return (name[len(self.top) + 1 :] for name in self._zip.names())

    def size(self, name: str) -> int:
        """Return the bytes of file `name`; KeyError where there is none."""
        return self._record(name).size

    def read(self, name: str, limit: int) -> bytes:
        """Return the whole file `name`.

        Raises:
            KeyError: there is none.
            FileTooLarge: it is longer than `limit` bytes.
        """
        with self.open(name) as stream:
            return read_whole(stream, name, limit)

    def open(self, name: str) -> BinaryIO:
        """Return a stream of file `name`; KeyError where there is none.

        Reading raises InputWrong PACKAGE_DAMAGED where the zip became shorter meanwhile.
        """
        return self._zip.open(self._record(name))

    def _record(self, name: str) -> Record:
        record = self._zip.find(f"{self.top}/{name}")
        if record is None:
            raise KeyError(name)
        return record


class FolderPackage:
    """The `PackageFiles` of a package that somebody unpacked; links are refused, also where they appear later.

    Raises:
        InputWrong: PACKAGE_UNSAFE, a link, device, unsafe or twin name; PACKAGE_DAMAGED, it cannot be read.
    """

    kind: Literal["package", "station"] = "package"

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._path = path
        self._limits = limits or Limits()
        self.top = path.name
        self._sizes: dict[str, int] = {}
        self._twins: set[str] = set()
        self._scan("")

    def names(self) -> Iterator[str]:
        """Yield the name of every file once."""
        return iter(self._sizes)

    def size(self, name: str) -> int:
        """Return the bytes that file `name` had when the folder was opened; KeyError where there is none."""
        return self._sizes[name]

    def read(self, name: str, limit: int) -> bytes:
        """Return the whole file `name`.

        Raises:
            KeyError: there is none.
            FileTooLarge: it is longer than `limit` bytes.
        """
        with self.open(name) as stream:
            return read_whole(stream, name, limit)

    def open(self, name: str) -> BinaryIO:
        """Return a stream of file `name`; KeyError where there is none."""
        if name not in self._sizes:
            raise KeyError(name)
        try:
            descriptor = os.open(self._path / name, os.O_RDONLY | _NO_LINK)
        except OSError as error:
            raise _unreadable(error) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise unsafe_package(N_("a link, a device or another thing that is no file"), name)
        return os.fdopen(descriptor, "rb")

    def _scan(self, folder: str) -> None:
        pending = [folder]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(self._path / folder) as found:
                    for item in found:
                        self._note(f"{folder}{item.name}", item, pending)
            except OSError as error:
                raise _unreadable(error) from error

    def _note(self, name: str, item: os.DirEntry[str], pending: list[str]) -> None:
        check_name(name.encode("utf-8", "surrogateescape"))
        if name.lower() in self._twins:
            raise unsafe_package(N_("two files with the same name on some systems"), name)
        self._twins.add(name.lower())
        if len(self._twins) > self._limits.members:
            raise unsafe_package(N_("too many files"))
        if item.is_dir(follow_symlinks=False) and not _is_junction(item):
            pending.append(f"{name}/")
        elif item.is_file(follow_symlinks=False):
            self._sizes[name] = item.stat(follow_symlinks=False).st_size
        else:
            raise unsafe_package(N_("a link, a device or another thing that is no file"), name)


@contextmanager
def open_package(path: Path, limits: Limits | None = None) -> Iterator[ZippedPackage | FolderPackage]:
    """Open the package at `path`: a zip, its unpacked top folder, or a folder that holds only that.

    Raises:
        InputWrong: PACKAGE_UNSAFE, PACKAGE_DAMAGED, or PACKAGE_UNREADABLE, the system cannot open it.
    """
    if path.is_dir():
        yield FolderPackage(_top_folder(path), limits)
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK & ~getattr(os, "O_NOFOLLOW", 0))
        stream = os.fdopen(descriptor, "rb")
    except OSError as error:
        raise _unreadable(error) from error
    with stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise unsafe_package(N_("not a file"), path.name)
        yield ZippedPackage(stream, limits)


def unpack(package: ZippedPackage, inside: Path, progress: Progress | None = None) -> Path:
    """Stream a package into a fresh folder that only this user can enter, and return its top folder.

    Args:
        package: what to unpack.
        inside: the folder that the fresh one is made in.
        progress: told of the bytes.

    Raises:
        InputWrong: PACKAGE_DAMAGED; EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED. Nothing is left behind.
    """
    if package.damaged:
        raise damaged_package(N_("a file is cut short or changed:"), package.damaged[0])
    progress = progress or Silent()
    fresh = None
    try:
        if shutil.disk_usage(inside).free < package.total:
            raise disk_full()
        fresh = Path(tempfile.mkdtemp(prefix="custody-", dir=inside))
        done = 0
        for name in package.names():
            target = fresh / package.top / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with package.open(name) as source, target.open("xb") as copy:
                target.chmod(0o600)
                while piece := source.read(_COPY):
                    done += copy.write(piece)
                    progress.report(done, package.total, name)
                if copy.tell() != package.size(name):
                    raise damaged_package(N_("a file is cut short or changed:"), name)
    except BaseException as error:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise refused_by_system(error) from error
        raise
    return fresh / package.top


def read_whole(stream: BinaryIO, name: str, limit: int) -> bytes:
    """Return all of `stream`; raises FileTooLarge past `limit` bytes."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise FileTooLarge(name, limit)
    return content


def _top_folder(path: Path) -> Path:
    try:
        inside = [] if (path / "bagit.txt").exists() else sorted(path.iterdir())
    except OSError as error:
        raise _unreadable(error) from error
    if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink():
        return inside[0]
    return path


def _is_junction(item: os.DirEntry[str]) -> bool:
    """Tell whether a folder of Windows is really a link to another one."""
    attributes = getattr(item.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0))


def _unreadable(error: OSError) -> InputWrong:
    return InputWrong(
        "PACKAGE_UNREADABLE",
        N_("The package cannot be read: {reason}."),
        kept=N_("Nothing was taken from it."),
        advice=N_("Check that the disk is there and that you may read it."),
        reason=error.strerror or type(error).__name__,
    )
