"""Readers of small files: threads for a handful, processes for the many.

Threads share one interpreter lock, and opening a small file is mostly Python: they are nearly four times slower
than processes (hashing.md). Processes are started when it is worth their start, and get open folder descriptors
over their socket, so that they read in the very folders that were listed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Protocol

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.hashing.small_files import Lines, Outcome, hash_lines, hash_names, new_buffer
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody_app.hashing.walk import FileRun

Found = list[Lines | Outcome]
"""What was found under the names of one run."""

FEW_NAMES: Final = 1024
"""Names that threads read before processes are started."""
_SMALL_BATCH: Final = 64
_LARGE_BATCH: Final = 1024
RUNS_IN_BATCH: Final = 48
"""Runs, and so open folders, in one batch, so that all batches in flight stay far below 1,024 descriptors."""
_LINES_FIELDS: Final = len(Lines._fields)
_AHEAD: Final = 2
"""Batches each lane is given beyond the one it works on, and itself."""


class Batch:
    """Runs of names, in path order, and what was found under each."""

    def __init__(self) -> None:
        self.runs: list[FileRun] = []
        self.count = 0
        self.collected = False
        self.found: list[Found] | None = None
        self.error: BaseException | None = None

    def add(self, run: FileRun) -> None:
        """Add one run."""
        run.folder.hold()
        self.runs.append(run)
        self.count += len(run.names)

    def release(self) -> None:
        """Let go of the folders."""
        for run in self.runs:
            run.folder.release()
        self.runs = []


class WorkerPool:
    """Gives batches to lanes and collects them.

    Args:
        algorithms: digests to compute.
        jobs: lanes of each kind; None for one per usable core.
        as_lines: whether plain names come back as lines of the manifest, for whoever does not ask about each.
    """

    def __init__(self, algorithms: Sequence[str], jobs: int | None = None, *, as_lines: bool = False) -> None:
        self._reading = (tuple(algorithms), as_lines)
        self._jobs = jobs or usable_cores()
        self._threads: list[_ThreadLane] = []
        self._processes: list[_ProcessLane] = []
        self._finished: SimpleQueue[Batch] = SimpleQueue()
        self._handed_out = 0

    @property
    def batch_limit(self) -> int:
        """Names that the next batch should have."""
        return _SMALL_BATCH if self._handed_out < FEW_NAMES else _LARGE_BATCH

    @property
    def in_flight_limit(self) -> int:
        """Batches that may wait for each other, so that memory stays bounded."""
        return self._jobs * (_AHEAD + 2)

    def has_room(self) -> bool:
        """Return whether a lane would start on a batch soon."""
        lanes = self._lanes()
        return any(lane.outstanding < _AHEAD for lane in lanes)

    def submit(self, batch: Batch) -> None:
        """Give `batch` to the lane with the least to do."""
        lane = min(self._lanes(), key=lambda each: each.outstanding)
        self._handed_out += batch.count
        lane.submit(batch)

    def collect(self, seconds: float) -> list[Batch]:
        """Return batches that were finished, after waiting at most `seconds` for the first.

        Raises:
            EnvironmentUnavailable: `WORKER_DIED`, when the system ended a process.
        """
        done: list[Batch] = []
        busy = [lane.connection for lane in self._processes if lane.outstanding]
        threads_busy = any(lane.outstanding for lane in self._threads)
        if busy:
            by_connection = {lane.connection: lane for lane in self._processes}
            ready = wait_for(busy, 0 if threads_busy else seconds)
            done += [by_connection[each].take() for each in ready if isinstance(each, Connection)]
        with suppress(Empty):
            while True:
                batch = self._finished.get(timeout=0 if done or not threads_busy else seconds)
                batch_lane = next(lane for lane in self._threads if batch in lane.held)
                batch_lane.held.remove(batch)
                done.append(batch)
        for batch in done:
            if batch.error is not None:
                raise batch.error
        return done

    def close(self) -> None:
        """End the lanes at once, whatever they are doing."""
        for process in self._processes:
            process.close()
        for thread in self._threads:
            thread.close()

    def _lanes(self) -> Sequence[_Lane]:
        if self._handed_out < FEW_NAMES or not hasattr(socket, "send_fds"):
            if not self._threads:
                self._threads = [_ThreadLane(*self._reading, self._finished) for _ in range(self._jobs)]
            return self._threads
        if not self._processes:
            self._processes = [_ProcessLane(*self._reading) for _ in range(self._jobs)]
        return self._processes


class _Lane(Protocol):
    @property
    def outstanding(self) -> int: ...

    def submit(self, batch: Batch) -> None: ...


class _ThreadLane:
    """Reads batches in a thread of this process."""

    def __init__(self, algorithms: tuple[str, ...], as_lines: bool, finished: SimpleQueue[Batch]) -> None:
        self._algorithms = algorithms
        self._as_lines = as_lines
        self._finished = finished
        self._todo: SimpleQueue[Batch | None] = SimpleQueue()
        self.held: list[Batch] = []
        threading.Thread(target=self._run, name="small files", daemon=True).start()

    @property
    def outstanding(self) -> int:
        return len(self.held)

    def submit(self, batch: Batch) -> None:
        self.held.append(batch)
        self._todo.put(batch)

    def close(self) -> None:
        self._todo.put(None)

    def _run(self) -> None:
        view = new_buffer()
        while (batch := self._todo.get()) is not None:
            try:
                batch.found = [
                    _read(run.folder.fd, run.prefix, run.names, self._algorithms, view, as_lines=self._as_lines)
                    for run in batch.runs
                ]
            except BaseException as error:  # noqa: BLE001  (raised again by WorkerPool.collect)
                batch.error = error
            self._finished.put(batch)


class _ProcessLane:
    """Sends batches to a process and receives what it found."""

    def __init__(self, algorithms: tuple[str, ...], as_lines: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe(duplex=True)
        # A process, since it must be ended at once when a read hangs; daemon, so that it never outlives this one.
        self._process = context.Process(target=serve, args=(theirs, algorithms, as_lines), daemon=True)
        self._process.start()
        theirs.close()
        self._socket = socket.socket(fileno=os.dup(self.connection.fileno()))
        self._held: list[Batch] = []

    @property
    def outstanding(self) -> int:
        return len(self._held)

    def submit(self, batch: Batch) -> None:
        try:
            self.connection.send([(run.prefix, run.names) for run in batch.runs])
            socket.send_fds(self._socket, [b"\0"], [run.folder.fd for run in batch.runs])
        except OSError as error:
            raise _died() from error
        self._held.append(batch)

    def take(self) -> Batch:
        try:
            received = self.connection.recv()
        except (EOFError, OSError) as error:
            raise _died() from error
        batch = self._held.pop(0)
        batch.found = [
            [Lines(*each) if len(each) == _LINES_FIELDS else Outcome(*each) for each in run] for run in received
        ]
        return batch

    def close(self) -> None:
        self._process.terminate()
        self._process.join(1.0)
        with suppress(ValueError):  # still held by a read that hangs: the system ends it when that does
            self._process.close()
        self._socket.close()
        self.connection.close()


def _as_found(facts: tuple[Any, ...]) -> Lines | Outcome:
    return Lines(*facts) if len(facts) == _LINES_FIELDS else Outcome(*facts)


def serve(connection: Connection, algorithms: tuple[str, ...], as_lines: bool) -> None:
    """Read batches until the other end closes; runs in a process of its own."""
    # Ctrl-C reaches the whole group; the asking process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    todo: _Todo = SimpleQueue()
    # Batches are taken in by a thread: else both ends could wait for each other with full socket buffers.
    threading.Thread(target=_receive, args=(connection, todo), daemon=True).start()
    view = new_buffer()
    with suppress(BrokenPipeError):
        while (received := todo.get()) is not None:
            runs, folders = received
            found: list[list[tuple[object, ...]]] = []
            for fd, (prefix, names) in zip(folders, runs, strict=True):
                found.append([tuple(each) for each in _read(fd, prefix, names, algorithms, view, as_lines=as_lines)])
                os.close(fd)
            connection.send(found)


def _read(
    fd: int, prefix: bytes, names: list[bytes], algorithms: tuple[str, ...], view: memoryview, *, as_lines: bool
) -> Found:
    if as_lines:
        return hash_lines(fd, prefix, names, algorithms, view)
    return list(hash_names(fd, names, algorithms, view))


_Todo = SimpleQueue[tuple[list[tuple[bytes, list[bytes]]], list[int]] | None]


def _receive(connection: Connection, todo: _Todo) -> None:
    channel = socket.socket(fileno=os.dup(connection.fileno()))
    with suppress(EOFError, OSError):
        while True:
            runs = connection.recv()
            _, folders, _, _ = socket.recv_fds(channel, 1, len(runs))
            todo.put((runs, list(folders)))
    todo.put(None)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _died() -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "WORKER_DIED",
        N_("The system ended a process that was reading files."),
        kept=N_("What was finished is in the resume file, if one was named."),
        advice=N_("Look whether memory is short, then start again."),
    )
