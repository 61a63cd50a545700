"""A file that appears under its name whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from custody_app.diagnostics import InputWrong
from custody_app.exchange.write_errors import refused_by_system
from custody_app.i18n import N_

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES, errno.EINVAL}

_PACKAGE: Final = ".custody.zip"
_PART: Final = re.compile(r"\.(.+)\.[0-9a-f]{12}\.part\Z", re.DOTALL)


def remove_left_behind(target: Path) -> list[Path]:
    """Remove what killed programs left beside `target`: parts of a file of this name, and of any package.

    A part that a program is still writing is locked, and stays. Packages can be made again; parts of other files
    stay, since one may hold the only copy of a document whose issue was recorded.

    Returns:
        What was removed.
    """
    removed = []
    with suppress(OSError):  # a folder that cannot be read is told when it is written to
        for path in target.parent.iterdir():
            part = _PART.match(path.name)
            if part and (part[1] == target.name[:80] or part[1].endswith(_PACKAGE)) and _remove_unless_held(path):
                removed.append(path)
    return removed


def _remove_unless_held(path: Path) -> bool:
    try:
        flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
        try:
            _hold(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
    except OSError:  # held, or not ours to remove; Windows refuses to remove what is open
        return False
    return True


def _hold(descriptor: int) -> None:
    """Lock the open file, until it is closed; raises OSError where another program has it."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - not on every system

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class NewFile:
    """Writes beside `target`; `keep` renames. Leaving without `keep` removes what was written.

    Args:
        target: the file to be.
        overwrite: replace an existing file; else it is refused, also one that appears meanwhile.

    Raises:
        InputWrong: FILE_EXISTS.
        EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED; any OSError inside the `with` becomes one too.
    """

    stream: BinaryIO

    def __init__(self, target: Path, *, overwrite: bool = False) -> None:
        self._target = target
        self._overwrite = overwrite
        if target.is_dir():
            raise refused_by_system(OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(target)))
        self._beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.part")

    def __enter__(self) -> Self:
        if not self._overwrite and os.path.lexists(self._target):
            raise self._exists()
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            self.stream = os.fdopen(os.open(self._beside, flags, 0o600), "w+b", buffering=1 << 20)
            with suppress(OSError):  # some network folders know no locks; there a part is never taken for a left one
                _hold(self.stream.fileno())
        except OSError as error:
            raise refused_by_system(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self.stream.close()
        except OSError:
            # A full disk refuses the last buffer a second time; the first refusal is the one to report.
            if error is None:
                raise
        finally:
            self._beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refused_by_system(error) from error

    def flush(self) -> None:
        """Bring everything to the disk, and let later reading come from there where the system allows."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self.stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def open_again(self) -> BinaryIO:
        """Return a second, reading handle; after `flush`, what it reads has left the program's own memory."""
        return self._beside.open("rb")

    def keep(self) -> None:
        """Give the file its name.

        Raises:
            InputWrong: FILE_EXISTS, somebody else took the name meanwhile.
        """
        self.stream.close()
        if self._overwrite:
            self._beside.replace(self._target)
        else:
            self._rename_to_free_name()
        if os.name == "posix":
            folder = os.open(self._target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _rename_to_free_name(self) -> None:
        if os.name == "nt":
            try:
                self._beside.rename(self._target)  # Windows refuses an existing name by itself.
            except FileExistsError:
                raise self._exists() from None
            return
        try:
            os.link(self._beside, self._target)
        except FileExistsError:
            raise self._exists() from None
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            # FAT and exFAT sticks have no hard links: look, then rename.
            if os.path.lexists(self._target):
                raise self._exists() from None
            self._beside.rename(self._target)

    def _exists(self) -> InputWrong:
        return InputWrong(
            "FILE_EXISTS",
            N_("There is already a file {name}."),
            kept=N_("It was left as it is."),
            advice=N_("Choose another name."),
            name=self._target.name,
        )
