"""Attachments: photographs, warrants, signature images, manifests, kept under the SHA-256 that statements name."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from custody_app.diagnostics import InputWrong
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_
from custody_app.storage.durable_files import TEMPORARY, folder_refusals, new_file, sync_folder
from custody_app.storage.refusals import read_back_differs

CHUNK: Final = 1 << 20
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")


class AttachmentStore:
    """Files below `DIR/attachments/ab/<sha256>`, `ab` being the first two characters; written once, never changed.

    Args:
        folder: `DIR/attachments`; made when the first attachment comes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: BinaryIO) -> str:
        """Keep what `source` holds from here to its end; return its SHA-256, 64 hex characters.

        Written beside its final name, synced, renamed, the folder synced, read back and hashed again. What is kept
        already stays.

        Raises:
            EnvironmentUnavailable: DISK_FULL, FOLDER_UNAVAILABLE; nothing half-written remains.
            InputWrong: ATTACHMENT_UNREADABLE, the source fails.
            ProgramBroken: READ_BACK_DIFFERS.
        """
        with folder_refusals(self.folder):
            self._make_folder(self.folder)
        with new_file(self.folder) as (file, settle):
            digest = _copy(source, file)
            path = self.path(digest)
            if not self._is_kept(path, digest):
                self._make_folder(path.parent)
                settle(path)
                if _hash_of(path) != digest:
                    raise read_back_differs(path.name)
        return digest

    def put_bytes(self, content: bytes) -> str:
        """Keep `content`; see `put`."""
        return self.put(io.BytesIO(content))

    def put_file(self, path: Path, progress: Progress | None = None) -> str:
        """Keep a copy of the file at `path`, which is only read; see `put`.

        Args:
            path: the file.
            progress: hears of each piece, and may cancel: then nothing is kept of it.

        Raises:
            InputWrong: ATTACHMENT_UNREADABLE, and as `put`; Cancelled.
        """
        try:
            kind = path.stat().st_mode
            if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # a pipe or a device may have no end
                raise _unreadable(path, OSError(errno.EINVAL, N_("it is not a file")))
            source = path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error
        with source:
            return self.put(source if progress is None else cast("BinaryIO", _Watched(source, path.name, progress)))

    def __contains__(self, sha256: str) -> bool:
        return bool(_SHA256.match(sha256)) and self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Return the attachment's size in bytes.

        Raises:
            InputWrong: ATTACHMENT_MISSING.
        """
        path = self.path(sha256)
        if not path.is_file():
            raise _missing(sha256)
        with folder_refusals(path.parent):
            return path.stat().st_size

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """Open an attachment for reading; what is read to the end is checked against its name.

        Raises:
            InputWrong: ATTACHMENT_MISSING; ATTACHMENT_CHANGED from the read that reaches the end.
            EnvironmentUnavailable: it cannot be read.
        """
        path = self.path(sha256)
        if not path.is_file():
            raise _missing(sha256)
        with folder_refusals(path.parent):
            raw = path.open("rb", buffering=0)
        with raw:
            yield io.BufferedReader(_Checked(raw, sha256), CHUNK)

    def read(self, sha256: str, limit: int = 1 << 28) -> bytes:
        """Return an attachment of at most `limit` bytes, checked against its name.

        Raises:
            InputWrong: ATTACHMENT_MISSING, ATTACHMENT_CHANGED, ATTACHMENT_TOO_LARGE.
        """
        if self.size(sha256) > limit:
            raise InputWrong(
                "ATTACHMENT_TOO_LARGE",
                N_("The attachment {sha256} is too large for this."),
                advice=N_("Save it as a file instead."),
                sha256=sha256,
            )
        with self.open(sha256) as file:
            return file.read()

    def names(self) -> list[str]:
        """Return the SHA-256 of every attachment, sorted."""
        if not self.folder.is_dir():
            return []
        with folder_refusals(self.folder):
            return sorted(
                path.name
                for path in self.folder.glob("[0-9a-f][0-9a-f]/*")
                if _SHA256.match(path.name) and path.name.startswith(path.parent.name) and path.is_file()
            )

    def strays(self) -> list[str]:
        """Return every other file below the folder, by its path there; what a killed program left is not counted."""
        if not self.folder.is_dir():
            return []
        with folder_refusals(self.folder):
            kept = {self.path(sha256) for sha256 in self.names()}
            found = (path for path in self.folder.rglob("*") if path not in kept)
            return sorted(
                path.relative_to(self.folder).as_posix()
                for path in found
                if path.is_symlink() or not (path.is_dir() or path.name.startswith(TEMPORARY))
            )

    def path(self, sha256: str) -> Path:
        """Return where an attachment lies or would lie; raises ATTACHMENT_MISSING for what is no digest."""
        if not _SHA256.match(sha256):  # names come from packages too: never a path of somebody's making
            raise _missing(sha256)
        return self.folder / sha256[:2] / sha256

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(folder.parent)

    def _is_kept(self, path: Path, digest: str) -> bool:
        """Tell whether it is there and sound; a damaged copy is replaced by the good one at hand."""
        return path.is_file() and _hash_of(path) == digest


class _Watched:
    """A file that reports each piece read of it."""

    def __init__(self, source: BinaryIO, name: str, progress: Progress) -> None:
        self.name = source.name
        self._source, self._shown, self._progress = source, name, progress
        self._done, self._size = 0, os.fstat(source.fileno()).st_size

    def read(self, count: int) -> bytes:
        self._progress.report(self._done, self._size, self._shown)
        piece = self._source.read(count)
        self._done += len(piece)
        return piece


class _Checked(io.RawIOBase):
    """Hashes what is read in order; at the end the digest must be the name. After a seek nothing is claimed."""

    def __init__(self, raw: io.FileIO, sha256: str) -> None:
        self._raw = raw
        self._sha256 = sha256
        self._hashed = 0
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the stub's Buffer
        position = self._raw.tell()
        count = self._raw.readinto(buffer) or 0
        if position == self._hashed:
            self._digest.update(memoryview(buffer)[:count])
            self._hashed += count
            if count == 0 and self._digest.hexdigest() != self._sha256:
                raise _changed(self._sha256)
        return count


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := _read(source):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as error:  # the source's fault, not that of the folder it is copied to
        raise _unreadable(getattr(source, "name", "?"), error) from error


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(path: object, error: OSError) -> InputWrong:
    return InputWrong(
        "ATTACHMENT_UNREADABLE",
        N_("The file {path} cannot be read: {reason}."),
        kept=N_("Nothing was kept of it."),
        advice=N_("Check that the file exists and that you may read it."),
        path=path,
        reason=error.strerror or error,
    )


def _missing(sha256: str) -> InputWrong:
    return InputWrong(
        "ATTACHMENT_MISSING",
        N_("The attachment {sha256} is not kept here."),
        advice=N_("Restore the attachments folder from a backup, or import the package that holds it."),
        sha256=sha256,
    )


def _changed(sha256: str) -> InputWrong:
    return InputWrong(
        "ATTACHMENT_CHANGED",
        N_("The kept file {sha256} is not what it was: its digest differs."),
        kept=N_("The record still names the digest it had."),
        advice=N_("Restore this file from a backup; do not use the one that is there."),
        sha256=sha256,
    )
