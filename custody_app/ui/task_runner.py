"""Work off the GUI thread: one writer, four readers, one argument-less signal back."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from custody_app.diagnostics import Cancelled, CustodyError, ProgramBroken
from custody_app.hashing.progress import Control, Pace
from custody_app.i18n import N_

Result = TypeVar("Result")
READERS = 4
TOLD_SECONDS = 0.03
"""Least time between two notes of progress of one task; the last one is always told."""
Work = Callable[[Control], Result]


class Task(Generic[Result]):
    """One piece of work; the handle to pause, continue and cancel it.

    Attributes:
        control: what the work reports to; pass it on to services as their `Progress`.
        ended: its outcome was handed over on the GUI thread.
    """

    def __init__(
        self,
        work: Work[Result],
        done: Callable[[Result], None] | None,
        failed: Callable[[CustodyError], None] | None,
        cancelled: Callable[[], None] | None,
        progress: Callable[[Pace], None] | None,
        owner: QObject | None,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.control = Control(self._advanced)
        self.ended = False
        self._work = work
        self._done, self._failed, self._cancelled, self._progress = done, failed, cancelled, progress
        self._owner = owner
        self._post = post
        self._told = threading.Lock()
        self._waiting = False
        self._last_told = 0.0

    def pause(self) -> None:
        """Make the work stand still at its next report."""
        self.control.pause()

    def go_on(self) -> None:
        """Continue after `pause`."""
        self.control.go_on()

    def cancel(self) -> None:
        """Stop the work at its next report, or before it starts."""
        self.control.cancel()

    def run(self) -> None:
        """Do the work; called in a worker thread."""
        try:
            self.control.report(0, 0, "")
            result = self._work(self.control)
        except Cancelled:
            self._post(self._tell_cancelled)
        except CustodyError as error:
            self._post(_Telling(self, self._failed, error))
        except Exception as error:  # noqa: BLE001  (an edge: whatever it is, the person is told)
            broken = broken_by(error)
            self._post(_Telling(self, self._failed, broken))
        else:
            self._post(_Telling(self, self._done, result))

    def tell(self, listener: Callable[[Any], None] | None, outcome: object) -> None:
        """Hand the outcome over, unless whoever wanted it is gone; GUI thread."""
        if self.control.pace.done:
            self._tell_progress()
        self.ended = True
        if listener is not None and self._owner_lives():
            listener(outcome)

    def _tell_cancelled(self) -> None:
        self.ended = True
        if self._cancelled is not None and self._owner_lives():
            self._cancelled()

    def _advanced(self, _pace: Pace) -> None:
        # Neither 20,000 reports nor a task that reports without pause may keep the window from painting.
        if self._progress is None:
            return
        with self._told:
            now = time.monotonic()
            if self._waiting or now - self._last_told < TOLD_SECONDS:
                return
            self._waiting, self._last_told = True, now
        self._post(self._tell_progress)

    def _tell_progress(self) -> None:
        with self._told:
            self._waiting = False
        if self._progress is not None and not self.ended and self._owner_lives():
            self._progress(self.control.pace)

    def _owner_lives(self) -> bool:
        return self._owner is None or isValid(self._owner)


class _Telling:
    """A call to make on the GUI thread."""

    def __init__(self, task: Task[Any], listener: Callable[[Any], None] | None, outcome: object) -> None:
        self._task, self._listener, self._outcome = task, listener, outcome

    def __call__(self) -> None:
        self._task.tell(self._listener, self._outcome)


class TaskRunner(QObject):
    """Runs work for the life of the program; `idle` fires when nothing is left to do.

    Listeners are called on the GUI thread. What changes the station goes to the one writer, in order; the rest is
    shared by four readers.
    """

    idle = Signal()
    _queued = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._reading: queue.SimpleQueue[Task[Any] | None] = queue.SimpleQueue()
        self._writing: queue.SimpleQueue[Task[Any] | None] = queue.SimpleQueue()
        self._running: list[Task[Any]] = []
        self._closed = False
        self._queued.connect(self.drain, Qt.ConnectionType.QueuedConnection)
        self._threads = [
            threading.Thread(target=_serve, args=(source,), name=name, daemon=True)
            for name, source in [("writer", self._writing), *((f"reader-{n}", self._reading) for n in range(READERS))]
        ]
        for thread in self._threads:
            thread.start()

    def run(
        self,
        work: Work[Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[CustodyError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        progress: Callable[[Pace], None] | None = None,
        owner: QObject | None = None,
        writes: bool = False,
    ) -> Task[Result]:
        """Start `work(control)` in a thread and return its handle.

        Args:
            work: gets a `Control` to hand to services as their progress; touches no widget.
            done: gets the result.
            failed: gets the error; what is no `CustodyError` arrives as ProgramBroken.
            cancelled: told when the person stopped it.
            progress: gets the last `Pace`; reports in between are left out.
            owner: when this object is deleted, nobody is told any more.
            writes: run by the one writer, after what was asked of it before.
        """
        task = Task(work, done, failed, cancelled, progress, owner, self._post)
        self._running.append(task)
        if self._closed:
            task.cancel()
            task.run()
        else:
            (self._writing if writes else self._reading).put(task)
        return task

    @property
    def busy(self) -> bool:
        """Whether some work has not ended."""
        return any(not task.ended for task in self._running)

    def stop(self) -> None:
        """Ask all work to stop, also what is paused or has not begun."""
        for task in self._running:
            task.cancel()

    def close(self) -> None:
        """Stop all work, wait for the threads, hand over the last outcomes."""
        if self._closed:
            return
        self._closed = True
        self.stop()
        self._writing.put(None)
        for _ in range(READERS):
            self._reading.put(None)
        for thread in self._threads:
            thread.join()
        self.drain()

    def drain(self) -> None:
        """Make the calls that are waiting for the GUI thread."""
        # Only what is here now: each later call has sent a signal of its own.
        for _ in range(self._calls.qsize()):
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                break
            try:
                call()
            except BaseException:
                # The calls behind this one come with the next round.
                self._queued.emit()
                raise
        before = len(self._running)
        self._running = [task for task in self._running if not task.ended]
        if before and not self._running:
            self.idle.emit()

    def _post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)
        if isValid(self):
            self._queued.emit()


def broken_by(error: Exception) -> ProgramBroken:
    """Return the error people are told when the program itself failed."""
    broken = ProgramBroken(
        "PROGRAM_BROKEN",
        N_("The program failed: {kind}: {reason}"),
        kept=N_("What was recorded before stands; this act was not recorded unless it was said to be."),
        advice=N_("Try it again; if it happens again, tell your administrator what is written here."),
        kind=type(error).__name__,
        reason=error,
    )
    broken.__cause__ = error
    return broken


def _serve(source: queue.SimpleQueue[Task[Any] | None]) -> None:
    while (task := source.get()) is not None:
        task.run()
