"""A reading that yields: at most so many bytes a second, or only while nobody works at the machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.progress import Progress

_STEP: Final = 0.05
"""Seconds between two looks, so that pause and cancel are heard while it waits."""
_BURST: Final = 1.0
"""Seconds of reading that may be made up for after the reading was held up by something else."""


class Throttle:
    """A `Progress` that holds the reading back; since the reader waits for it, nothing else is needed.

    Args:
        inner: the owner's progress; asked at least every 50 ms, also while the reading is held back.
        rate: bytes a second at most; None for no limit.
        busy: whether somebody works at the machine now; the reading waits until not.
        monotonic: seconds that never go back.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        inner: Progress,
        rate: int | None = None,
        busy: Callable[[], bool] = lambda: False,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if rate is not None and rate <= 0:
            raise ValueError("rate")
        self._inner = inner
        self._rate = rate
        self._busy = busy
        self._monotonic = monotonic
        self._sleep = sleep
        self._from: tuple[float, int] | None = None

    def report(self, done: int, total: int, current: str) -> None:
        """Report to the owner and wait as long as the limits want; see `Progress.report`."""
        self._inner.report(done, total, current)
        while self._busy():
            self._sleep(_STEP)
            self._inner.report(done, total, current)
        if self._rate is None:
            return
        now = self._monotonic()
        began, base = self._from or (now, done)
        due = began + (done - base) / self._rate
        # A pause, or a slow disk, is no credit to read at full speed afterwards.
        if done < base or now - due > _BURST or self._from is None:
            self._from = (now, done)
            return
        while now < due:
            self._sleep(min(_STEP, due - now))
            self._inner.report(done, total, current)
            now = self._monotonic()
