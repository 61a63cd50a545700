"""One writing program for each station folder."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_
from custody_app.storage.durable_files import TEMPORARY, folder_refusals

NAME: Final = "station.lock"
_LOCKED_BYTE: Final = 1 << 30  # beyond the text, since Windows hides locked bytes from readers


class StationLock:
    """Held while a program may write to a station; the system frees it when the program ends, however it ends.

    `DIR/station.lock` names the holder: {"pid", "host", "program"}. The file stays; only the lock on it counts.

    Args:
        station: the station's folder.
        program: what holds it, for the message that a second one shows.
    """

    def __init__(self, station: Path, program: str = "custody") -> None:
        self.path = station / NAME
        self._program = program
        self._descriptor: int | None = None

    def acquire(self) -> Self:
        """Take the lock, or say who has it.

        Raises:
            EnvironmentUnavailable: SECOND_INSTANCE; FOLDER_UNAVAILABLE.
        """
        with folder_refusals(self.path.parent):
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            if not _lock(descriptor):
                raise self._second_instance(descriptor)
            holder = {"pid": os.getpid(), "host": socket.gethostname(), "program": self._program}
            with folder_refusals(self.path.parent):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, json.dumps(holder).encode(), 0) if hasattr(os, "pwrite") else os.write(
                    descriptor, json.dumps(holder).encode()
                )
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        self._remove_left_behind()
        return self

    def release(self) -> None:
        """Give the lock back; without effect when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _remove_left_behind(self) -> None:
        """Remove what a killed program was writing: whoever holds the lock is the only one who writes here."""
        for folder in ("", "attachments", "keys", "trust"):
            for path in (self.path.parent / folder).glob(f"{TEMPORARY}*"):
                with suppress(OSError):
                    path.unlink()

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _second_instance(self, descriptor: int) -> EnvironmentUnavailable:
        try:
            holder = json.loads(os.read(descriptor, 1000))
            told = {name: str(holder[name])[:80] for name in ("program", "pid", "host")}
        except (OSError, ValueError, KeyError, TypeError):  # written by nobody we know; the lock counts all the same
            told = {"program": "?", "pid": "?", "host": "?"}
        return EnvironmentUnavailable(
            "SECOND_INSTANCE",
            N_("Another program has this station open: {program}, process {pid} on {host}."),
            kept=N_("Nothing was changed."),
            advice=N_("Close it there, or open the station here for reading only."),
            **told,
        )


_lock: Callable[[int], bool]

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        """Lock one byte far behind the text; False when another has it."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        """Lock the open file description (flock); False when another has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
