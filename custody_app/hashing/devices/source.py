"""Reads a device to its end: by sector where it fails, and on after a disconnection."""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody_app.hashing.devices.port import DeviceState, Port

GONE: Final = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM, errno.ESHUTDOWN, errno.ENOENT, errno.EBADF})
KEPT_RANGES: Final = 100_000
PATIENCE: Final = 600.0
"""Seconds that a disconnected device is waited for."""
_LOOK_EVERY: Final = 0.2
_SLOW_BYTES: Final = 64 << 10
"""Bytes read sector by sector at a time: on a failing disk each may take seconds, and progress must be seen."""


class Pause(NamedTuple):
    """A disconnection that ended: the first sector that was read after it, and how long it took in seconds."""

    sector: int
    seconds: float


class DeviceSource:
    """A `pipeline.Source` over an open device; what cannot be read counts as zeros.

    Args:
        port: the open device; the one in use is `port` then.
        state: of the device when opened.
        path: the name that findings carry.
        reopen: opens the device again, or raises OSError.
        told: told True when the device is gone, False when it is back.
        patience: seconds that it is waited for.

    Attributes:
        size: bytes.
        stopped: whether nobody waits for the reading any more.
        offset: bytes read or given up so far.
        unreadable: first and last sector of each range, in order, ranges that touch joined; at most `KEPT_RANGES`.
        unreadable_sectors: how many sectors in all.
        pauses: disconnections that ended.
        failure: why the reading was broken off.
    """

    def __init__(
        self,
        port: Port,
        state: DeviceState,
        path: bytes,
        reopen: Callable[[], Port],
        told: Callable[[bool], None],
        patience: float = PATIENCE,
    ) -> None:
        self.port = port
        self.size = state.size
        self.stopped: Callable[[], bool] = lambda: False
        self.offset = 0
        self.unreadable: list[tuple[int, int]] = []
        self.unreadable_sectors = 0
        self.pauses: list[Pause] = []
        self.failure: Finding | None = None
        self._state = state
        self._path = path
        self._reopen = reopen
        self._told = told
        self._patience = patience
        self._slow_until = 0

    def readinto(self, view: memoryview) -> int:
        """Fill `view` and return how many bytes, 0 at the end or when the reading is broken off."""
        left = self._state.size - self.offset
        if left <= 0:
            return 0
        if self.offset < self._slow_until:
            count = self._by_sector(view[: min(left, _SLOW_BYTES, self._slow_until - self.offset)])
        else:
            count = self._at_once(view[:left] if left < len(view) else view)
        self.offset += count
        return count

    def _at_once(self, view: memoryview) -> int:
        while True:
            try:
                count = self.port.read_at(view, self.offset)
            except OSError as error:
                if self._is_gone(error):
                    if not self._wait():
                        return 0
                    continue
                self._slow_until = self.offset + len(view)
                return self._by_sector(view[:_SLOW_BYTES])
            if count:
                return count
            # A device that ends before its size: the rest is unreadable, and is tried sector by sector.
            self._slow_until = self.offset + len(view)
            return self._by_sector(view[:_SLOW_BYTES])

    def _by_sector(self, view: memoryview) -> int:
        size = self._state.sector_size
        done = 0
        while done < len(view) and not self.stopped():
            part = view[done : done + size]
            try:
                count = self.port.read_sector(part, self.offset + done)
            except OSError as error:
                if self._is_gone(error):
                    if not self._wait():
                        return 0
                    continue
                count = 0
            if count < len(part):
                part[:] = bytes(len(part))
                self._give_up((self.offset + done) // size)
            done += len(part)
        return done

    def _give_up(self, sector: int) -> None:
        self.unreadable_sectors += 1
        if self.unreadable and self.unreadable[-1][1] == sector - 1:
            self.unreadable[-1] = (self.unreadable[-1][0], sector)
        elif len(self.unreadable) < KEPT_RANGES:
            self.unreadable.append((sector, sector))

    def _is_gone(self, error: OSError) -> bool:
        """Return whether the device is gone; one that was pulled answers EIO, too."""
        if error.errno in GONE:
            return True
        try:
            self.port.state()
        except OSError:
            return True
        return False

    def _wait(self) -> bool:
        """Wait for the same device; return False when the reading is to end."""
        began = time.monotonic()
        sector = self.offset // self._state.sector_size
        self.port.close()
        self._told(True)
        while not self.stopped():
            try:
                port = self._reopen()
            except OSError:
                port = None
            if port is not None and self._accept(port):
                self.pauses.append(Pause(sector, time.monotonic() - began))
                self._told(False)
                return True
            if self.failure is None and time.monotonic() - began >= self._patience:
                self.failure = Finding("DEVICE_GONE", self._path, {"sector": sector})
            if self.failure is not None:
                return False
            time.sleep(_LOOK_EVERY)
        return False

    def _accept(self, port: Port) -> bool:
        try:
            found = port.state()
        except OSError:
            port.close()
            return False
        if found.same_device(self._state) and found.read_only >= self._state.read_only:
            self.port = port
            return True
        port.close()
        self.failure = Finding("DEVICE_OTHER", self._path, {"sector": self.offset // self._state.sector_size})
        return False
