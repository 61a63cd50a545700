"""Files that are whole or not there, and on the medium before anyone says so.

Written beside their final name, fsync of the file, rename (replace), fsync of the folder. On macOS fsync does not
reach the medium; F_FULLFSYNC does. Windows has no folder to sync: there the rename is asked for and the file
system's own journal carries it.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.storage.database import folder_unavailable
from custody_app.storage.refusals import disk_full

TEMPORARY: Final = ".part-"
_F_FULLFSYNC: Final = 51


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Make `content` the whole of `path`, replacing what is there in one step.

    Raises:
        EnvironmentUnavailable: DISK_FULL, FOLDER_UNAVAILABLE; what was there before is still there.
    """
    with new_file(path.parent, mode=mode) as (file, settle):
        file.write(content)
        settle(path)


class Settle:
    """Gives an open temporary file its name, durably."""

    def __init__(self, file: BinaryIO, temporary: Path) -> None:
        self._file = file
        self._temporary = temporary

    def __call__(self, path: Path) -> None:
        """Sync the file, rename it to `path`, sync the folder.

        Raises:
            OSError: as the system says.
        """
        self._file.flush()
        sync(self._file.fileno())
        self._file.close()
        self._temporary.replace(path)
        sync_folder(path.parent)


@contextmanager
def new_file(folder: Path, *, mode: int = 0o600) -> Iterator[tuple[BinaryIO, Settle]]:
    """A temporary file in `folder` and what settles it; unless settled, it is gone afterwards.

    Raises:
        EnvironmentUnavailable: DISK_FULL, FOLDER_UNAVAILABLE.
    """
    with folder_refusals(folder):
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                if sys.platform != "win32":
                    os.fchmod(file.fileno(), mode)
                yield file, Settle(file, temporary)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextmanager
def folder_refusals(folder: Path) -> Iterator[None]:
    """Turn an OSError within into DISK_FULL or FOLDER_UNAVAILABLE."""
    try:
        yield
    except OSError as error:
        raise refusal_of(error, folder) from error


def refusal_of(error: OSError, folder: Path) -> EnvironmentUnavailable:
    """Return the error that a person is told for `error` in `folder`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return disk_full(folder)
    return folder_unavailable(folder, error)


def sync(descriptor: int) -> None:
    """Wait until the file is on the medium, as far as the system can tell."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - not on every system

        with suppress(OSError):  # a file system without it has fsync
            fcntl.fcntl(descriptor, _F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the medium; nothing to do on Windows."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
