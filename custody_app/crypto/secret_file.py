"""Files that hold secrets: made whole or not at all, for their owner only, on the disk before anyone is told."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_new_secret_file(path: Path, content: bytes) -> None:
    """Write `content` to a file that is not there yet, readable by its owner only (mode 0600).

    The name is first taken with an empty file, which no other program can then take; the content is written
    beside it, `fsync`ed, moved over it in one step, and the folder is `fsync`ed. (A hard link would need no
    empty file, but the file systems of USB sticks have none.)

    Raises:
        InputWrong: SECRET_FILE_EXISTS; nothing is ever overwritten.
        EnvironmentUnavailable: SECRET_FILE_WRITE; nothing is left behind.
    """
    try:
        os.close(os.open(path, _NEW, 0o600))
    except FileExistsError:
        raise InputWrong(
            "SECRET_FILE_EXISTS",
            N_("There is already a file at {path}."),
            kept=N_("It was not changed."),
            advice=N_("Choose another name or folder."),
            path=path,
        ) from None
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        replace_secret_file(path, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_secret_file(path: Path, content: bytes, check: Callable[[bytes], None] = lambda _: None) -> None:
    """Put `content` in the place of the file at `path`, in one step; until then the old one stays.

    Args:
        path: the file to replace.
        content: what it shall hold.
        check: is given the new bytes as read back from the disk, and raises if they will not do.

    Raises:
        EnvironmentUnavailable: SECRET_FILE_WRITE; the old file is untouched.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        check(beside.read_bytes())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush; NTFS journals the rename.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_written(path: Path, error: OSError) -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "SECRET_FILE_WRITE",
        N_("The file {path} cannot be written: {reason}."),
        kept=N_("Nothing was changed."),
        advice=N_("Check that the folder exists, that it may be written to and that the disk is not full."),
        path=path,
        reason=error.strerror or type(error).__name__,
    )
