"""Where a manifest goes: standard output, or a file that takes its name only when it is complete."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_, visible

if TYPE_CHECKING:
    from pathlib import Path

STDOUT = "/dev/stdout"


class ManifestFile:
    """Where a manifest goes: standard output, or a file that takes its name only when it is complete.

    Args:
        path: the file; None for standard output.
        quiet_stdout: keep standard output for the JSON document.
    """

    def __init__(self, path: str | None, *, quiet_stdout: bool) -> None:
        self._path: Path | None = None
        if path:
            from pathlib import Path  # noqa: PLC0415  (start-up)

            self._path = Path(path)
        self._quiet = quiet_stdout
        self._file: BinaryIO | None = None
        self.stream: GuardedStream | None = None
        self.identities: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        if self._path is None:
            if not self._quiet:
                self._file = sys.stdout.buffer
                shown = VisibleStream(self._file) if sys.stdout.isatty() else self._file
                self.stream = GuardedStream(shown, STDOUT)
            return self
        if self._path.is_dir():
            raise _not_written(self._path, OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
        self._part = self._path.with_name(self._path.name + ".part")
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise _not_written(self._path, error) from error
        self.stream = GuardedStream(self._file, self._path)
        found = [path.stat() for path in (self._part, self._path) if path.exists()]
        self.identities = [(each.st_dev, each.st_ino) for each in found]
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._file is None:
            return
        try:
            if self._path is None:
                self._file.flush()
            elif kind is not None:
                self._part.unlink(missing_ok=True)
                with suppress(OSError):  # what could not be written before cannot be now
                    self._file.close()
            else:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._part.replace(self._path)
        except BrokenPipeError:
            raise
        except OSError as failure:
            raise _not_written(self._path or STDOUT, failure) from failure


class VisibleStream:
    """A terminal, on which a manifest is only looked at: no name in it hides anything or acts."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write whole lines."""
        self._stream.write(visible(data.decode("utf-8", "backslashreplace"), keep_newlines=True).encode())
        return len(data)


class GuardedStream:
    """A stream that tells a full disk as what it is; a closed pipe stays the business of the command line."""

    def __init__(self, stream: BinaryIO | VisibleStream, path: Path | str) -> None:
        self._stream = stream
        self._path = path

    def write(self, data: bytes) -> int:
        """Write `data`."""
        try:
            return self._stream.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _not_written(self._path, error) from error


def _not_written(path: Path | str, error: OSError) -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "OUTPUT_NOT_WRITTEN",
        N_("{path} cannot be written: {reason}."),
        kept=N_("No manifest was written."),
        advice=N_("Choose a folder that you may write to and that has space."),
        path=path,
        reason=error.strerror,
    )
