"""One read, several digests: a ring of reused buffers between one reader and one thread per digest.

The thread that asked never touches the file. It takes note of each buffer that all digests are done with, reports
it, and only then lets the reader have the buffer back: a `report` that blocks pauses the reading, one that raises
ends it, and a read that hangs in a dead disk is left behind within `TICK` seconds.
"""

from __future__ import annotations

import mmap
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from custody_app.hashing.digests import new_hasher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custody_app.hashing.digests import Hasher
    from custody_app.hashing.progress import Progress

BUFFER_BYTES: Final = 1 << 20
BUFFERS: Final = 8
TICK: Final = 0.05
"""Seconds after which the asking thread reports although nothing came, so that cancel is heard."""

T = TypeVar("T")


class Source(Protocol):
    """Bytes to digest: a file now, an image or a device later."""

    def readinto(self, view: memoryview) -> int:
        """Fill `view` from its start and return how many bytes; 0 is the end or a failure the source keeps."""


class _Slot:
    __slots__ = ("filled", "pending", "view")

    def __init__(self) -> None:
        # Anonymous memory: a small file pays for the pages it fills, not for eight buffers.
        self.view = memoryview(mmap.mmap(-1, BUFFER_BYTES))
        self.filled = 0
        self.pending = 0


class _Done(Generic[T]):
    """The answer of the reading thread, or its exception."""

    __slots__ = ("answer", "error")

    def __init__(self, answer: T | None, error: BaseException | None) -> None:
        self.answer = answer
        self.error = error


class Ring(Generic[T]):
    """Carries the buffers of one pass; made by `watch`, used by the work that runs in the reading thread.

    Attributes:
        total: bytes to come, set by the work as soon as it knows.
        stopped: set when nobody waits for the work any more.
    """

    def __init__(self) -> None:
        self.total = 0
        self.stopped = False
        self._free: SimpleQueue[_Slot | None] = SimpleQueue()
        self.posted: SimpleQueue[_Slot | _Done[T]] = SimpleQueue()
        self._lock = threading.Lock()

    def digest(self, source: Source, algorithms: Sequence[str]) -> dict[str, str]:
        """Read `source` to its end and return the hex digest per algorithm; runs in the reading thread."""
        for _ in range(BUFFERS):
            self._free.put(_Slot())
        lanes = [_Lane(new_hasher(name), self) for name in algorithms]
        try:
            while (slot := self._free.get()) is not None and not self.stopped:
                slot.filled = source.readinto(slot.view)
                if not slot.filled:
                    break
                slot.pending = len(lanes)
                for lane in lanes:
                    lane.todo.put(slot)
        finally:
            for lane in lanes:
                lane.todo.put(None)
            for lane in lanes:
                lane.thread.join()
        for lane in lanes:
            if lane.error is not None:
                raise lane.error
        return {name: lane.hasher.hexdigest() for name, lane in zip(algorithms, lanes, strict=True)}

    def give_back(self, slot: _Slot) -> None:
        """Count one digest as done with `slot`; the last one posts it to the asking thread."""
        with self._lock:
            slot.pending -= 1
            last = slot.pending == 0
        if last:
            self.posted.put(slot)

    def recycle(self, slot: _Slot) -> int:
        """Let the reader fill `slot` again and return how many bytes it held."""
        filled = slot.filled
        self._free.put(slot)
        return filled

    def stop(self) -> None:
        """Tell the work to end at its next buffer."""
        self.stopped = True
        self._free.put(None)


class _Lane:
    """One digest in its own thread."""

    def __init__(self, hasher: Hasher, ring: Ring[T]) -> None:
        self.hasher = hasher
        self.todo: SimpleQueue[_Slot | None] = SimpleQueue()
        self.error: BaseException | None = None
        self._give_back = ring.give_back
        self.thread = threading.Thread(target=self._run, name="digest", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while (slot := self.todo.get()) is not None:
            try:
                self.hasher.update(slot.view[: slot.filled])
            except BaseException as error:  # noqa: BLE001  (raised again by Ring.digest in the reading thread)
                self.error = error
            self._give_back(slot)


def watch(work: Callable[[Ring[T]], T], progress: Progress, current: str, before: int = 0, total: int = 0) -> T:
    """Run `work` in a thread of its own and report its advance from here.

    Args:
        work: gets the ring; reads and digests; must close what it opened, also when stopped.
        progress: asked at least every `TICK` seconds; what it raises ends the work.
        current: what is being read.
        before: bytes already done, where this is a part of longer work.
        total: bytes of the longer work in all; 0 takes the ring's.

    Raises:
        Cancelled: by `progress`; the thread, if stuck in a read, is left to end by itself.
    """
    ring: Ring[T] = Ring()

    def run() -> None:
        try:
            ring.posted.put(_Done(work(ring), None))
        except BaseException as error:  # noqa: BLE001  (raised again below, in the asking thread)
            ring.posted.put(_Done(None, error))

    progress.report(before, total, current)
    threading.Thread(target=run, name="reader", daemon=True).start()
    done = before
    try:
        while True:
            try:
                message = ring.posted.get(timeout=TICK)
            except Empty:
                progress.report(done, total or ring.total, current)
                continue
            if isinstance(message, _Slot):
                done += message.filled
                progress.report(done, total or ring.total, current)
                ring.recycle(message)
            elif message.error is not None:
                raise message.error
            else:
                return message.answer  # type: ignore[return-value]  # None only where T is None
    finally:
        ring.stop()
