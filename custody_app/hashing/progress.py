"""Progress without Qt: report, pause, continue, cancel, rate and time left."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple, Protocol

from custody_app.diagnostics import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

_WINDOW_SECONDS = 5.0


class Progress(Protocol):
    """What long work asks of its owner."""

    def report(self, done: int, total: int, current: str) -> None:
        """Take note of the advance; block while paused.

        Called at least every 50 ms while work goes on, from the thread that called the work.

        Args:
            done: bytes read so far.
            total: bytes in all, 0 while unknown.
            current: what is being read, not yet made visible.

        Raises:
            Cancelled: the person stopped the work.
        """


class Silent:
    """A progress that nobody watches."""

    def report(self, done: int, total: int, current: str) -> None:
        """Do nothing."""


class Pace(NamedTuple):
    """Where the work stands.

    Attributes:
        done: bytes read.
        total: bytes in all, 0 while unknown.
        current: what is being read, not yet made visible.
        rate: bytes a second over the last seconds, 0.0 while unknown.
        seconds_left: None while unknown.
    """

    done: int
    total: int
    current: str
    rate: float
    seconds_left: float | None


class Control:
    """A progress that another thread can pause, continue and cancel.

    Args:
        watch: called with each `Pace`, in the working thread; may be slow only at its own cost.
        monotonic: seconds that never go back; tests pass a fake.
    """

    def __init__(
        self, watch: Callable[[Pace], None] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._watch = watch
        self._monotonic = monotonic
        self._running = threading.Event()
        self._running.set()
        self._cancelled = False
        self._lock = threading.Lock()
        self._samples: deque[tuple[float, int]] = deque()
        self._pace = Pace(0, 0, "", 0.0, None)

    def pause(self) -> None:
        """Make the work stop at its next report, until `go_on` or `cancel`."""
        self._running.clear()

    def go_on(self) -> None:
        """Continue after `pause`."""
        self._running.set()

    def cancel(self) -> None:
        """Make the work raise `Cancelled` at its next report, also when paused."""
        self._cancelled = True
        self._running.set()

    @property
    def paused(self) -> bool:
        """Whether the work is asked to stand still."""
        return not self._running.is_set()

    @property
    def pace(self) -> Pace:
        """The last report, safe to read from any thread."""
        with self._lock:
            return self._pace

    def report(self, done: int, total: int, current: str) -> None:
        """Take note of the advance; block while paused; see `Progress.report`."""
        if not self._running.is_set():
            self._running.wait()
            # The pause must not count as slow reading.
            self._samples.clear()
        if self._cancelled:
            raise Cancelled
        pace = self._measure(done, total, current)
        with self._lock:
            self._pace = pace
        if self._watch is not None:
            self._watch(pace)

    def _measure(self, done: int, total: int, current: str) -> Pace:
        now = self._monotonic()
        samples = self._samples
        if samples and done < samples[-1][1]:
            samples.clear()
        # One sample in 50 ms is enough for a rate and keeps the window small.
        if not samples or now - samples[-1][0] >= _WINDOW_SECONDS / 100:
            samples.append((now, done))
        while len(samples) > 2 and now - samples[0][0] > _WINDOW_SECONDS:
            samples.popleft()
        elapsed, advance = now - samples[0][0], done - samples[0][1]
        rate = advance / elapsed if elapsed > 0 else 0.0
        left = (total - done) / rate if rate > 0 and total >= done and total else None
        return Pace(done, total, current, rate, left)
