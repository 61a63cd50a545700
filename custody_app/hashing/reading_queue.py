"""Readings wait for each other on the same physical disk, and go on side by side on different ones."""

from __future__ import annotations

import os
import stat
import threading
from collections import deque
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from custody_app.diagnostics import Cancelled
from custody_app.hashing.progress import Control

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.progress import Progress

_SYSFS: Final = Path("/sys/dev/block")


class ReadingState(StrEnum):
    """Where a reading stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


def physical_disk(path: str | bytes | os.PathLike[str] | os.PathLike[bytes], sysfs: Path = _SYSFS) -> int:
    """Return the number of the disk that `path` is on, or is: the same for all partitions of one disk.

    0 for what is not there: such readings end at once and need no queue of their own.
    """
    try:
        found = os.stat(path)  # noqa: PTH116  (raw names are bytes)
    except (OSError, ValueError):
        return 0
    number = found.st_rdev if stat.S_ISBLK(found.st_mode) else found.st_dev
    place = sysfs / f"{os.major(number)}:{os.minor(number)}"
    try:
        if (place / "partition").exists():
            major, _, minor = (place.resolve().parent / "dev").read_text("ascii").strip().partition(":")
            return os.makedev(int(major), int(minor))
    except (OSError, ValueError):
        pass
    return number


class Reading:
    """One reading in a queue.

    Attributes:
        disk: the number of its disk.
        control: pauses, continues and cancels it, also while it waits.
        state: where it stands.
        answer: what the work returned, when it is done.
        error: what it raised, when it failed.
    """

    def __init__(self, disk: int, work: Callable[[Progress], object], control: Control) -> None:
        self.disk = disk
        self.control = control
        self.state = ReadingState.QUEUED
        self.answer: object = None
        self.error: BaseException | None = None
        self._work = work
        self._ended = threading.Event()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it ended and return whether it has."""
        return self._ended.wait(seconds)

    def run(self) -> None:
        """Do the work in this thread; the queue calls it."""
        self.state = ReadingState.RUNNING
        try:
            self.answer = self._work(self.control)
            self.state = ReadingState.DONE
        except Cancelled:
            self.state = ReadingState.CANCELLED
        except BaseException as error:  # noqa: BLE001  (told to whoever asks for the reading)
            self.error = error
            self.state = ReadingState.FAILED
        finally:
            self._ended.set()

    def drop(self) -> None:
        """End it before it began; the queue calls it."""
        self.state = ReadingState.CANCELLED
        self._ended.set()


class ReadingQueue:
    """Runs readings in the order in which they came, one at a time on each physical disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, deque[Reading]] = {}

    def submit(
        self,
        path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
        work: Callable[[Progress], object],
        control: Control | None = None,
        *,
        disk: int | None = None,
    ) -> Reading:
        """Queue `work`, which reads `path`, and return at once.

        Args:
            path: tells the disk.
            work: gets the progress to report to; runs in a thread of the queue.
            control: of this reading; a new one if not given.
            disk: the disk's number, where it is known.
        """
        reading = Reading(physical_disk(path) if disk is None else disk, work, control or Control())
        with self._lock:
            begun = reading.disk in self._waiting
            self._waiting.setdefault(reading.disk, deque()).append(reading)
        if not begun:
            threading.Thread(target=self._serve, args=(reading.disk,), name="readings", daemon=True).start()
        return reading

    def cancel(self, reading: Reading) -> None:
        """End a reading: at once when it still waits, else at its next report, within 200 ms."""
        with self._lock:
            waiting = self._waiting.get(reading.disk, deque())
            queued = reading.state is ReadingState.QUEUED and reading in waiting
            if queued:
                waiting.remove(reading)
        reading.control.cancel()
        if queued:
            reading.drop()

    def waiting(self, reading: Reading) -> int:
        """Return how many readings of the same disk come before this one; 0 when it runs or ended."""
        with self._lock:
            queue = self._waiting.get(reading.disk, deque())
            # The one that runs is no longer in the queue.
            return queue.index(reading) + 1 if reading in queue else 0

    def _serve(self, disk: int) -> None:
        while True:
            with self._lock:
                queue = self._waiting[disk]
                if not queue:
                    del self._waiting[disk]
                    return
                reading = queue.popleft()
            reading.run()
