"""Hashing one block device."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from custody_app.clock import Clock, SystemClock
from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.hashing.devices.port import LinuxPort
from custody_app.hashing.devices.source import PATIENCE, DeviceSource, Pause
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, ordered_algorithms
from custody_app.hashing.findings import Finding, reason_of
from custody_app.hashing.names import shown
from custody_app.hashing.pipeline import Ring, watch
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from custody_app.hashing.devices.port import DeviceState, Port


class DeviceResult(NamedTuple):
    """What one reading of a device found.

    Attributes:
        path: the name as it was given, raw.
        digests: hex per algorithm of all its bytes, unreadable sectors as zeros; empty when it was broken off.
        before: the state when opened.
        after: the state after reading; None when the device was gone.
        blocker: the hardware write blocker that was declared; empty for none.
        unreadable: first and last sector of each range, counted from 0 in sectors of `before.sector_size`.
        unreadable_sectors: how many in all.
        pauses: disconnections after which the same device came back.
        findings: what a person must know; empty for a device that was read whole and not written to.
        bytes_read: bytes that went into the digests.
        started: claimed time before opening.
        ended: claimed time after closing.
    """

    path: bytes
    digests: Mapping[str, str]
    before: DeviceState
    after: DeviceState | None
    blocker: str
    unreadable: tuple[tuple[int, int], ...]
    unreadable_sectors: int
    pauses: tuple[Pause, ...]
    findings: tuple[Finding, ...]
    bytes_read: int
    started: datetime
    ended: datetime

    @property
    def whole(self) -> bool:
        """Whether the digests are those of every sector of an unchanged device."""
        return bool(self.digests) and not self.findings


def _unheard(gone: bool) -> None:
    """Tell nobody."""


def hash_device(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    algorithms: Iterable[str] = DEFAULT_ALGORITHMS,
    progress: Progress | None = None,
    *,
    blocker: str = "",
    on_disconnection: Callable[[bool], None] = _unheard,
    opener: Callable[[bytes], Port] = LinuxPort.opened,
    patience: float = PATIENCE,
    clock: Clock | None = None,
) -> DeviceResult:
    """Read the block device at `path` once, for reading only, and return its digests.

    Args:
        path: the device; a link such as those in `/dev/disk/by-id` is followed, since a person named it.
        algorithms: names of `digests.ALGORITHMS`.
        progress: told of bytes done; pauses and cancels.
        blocker: make and serial of the hardware write blocker in between, as declared by the person.
        on_disconnection: told True when the device is gone, False when it is back; in the reading thread.
        opener: opens the device; tests pass one that fails.
        patience: seconds to wait for a device that was disconnected.
        clock: claimed times.

    Raises:
        RuleRefused: `DEVICE_WRITABLE`: the system would let it be written, and no blocker was declared.
        InputWrong: `DEVICE_NOT_OPENED`, or an unknown algorithm.
        Cancelled: by `progress`.
    """
    raw = os.fsencode(path)
    chosen = ordered_algorithms(algorithms)
    clock = clock or SystemClock()
    started = clock.utc_now()
    port, before = _open(raw, opener, blocker)
    source = DeviceSource(port, before, raw, lambda: opener(raw), on_disconnection, patience)
    digests = watch(partial(_digest, source, chosen), progress or Silent(), shown(raw))
    after: DeviceState | None = None
    with suppress(OSError):
        after = source.port.state()
        source.port.close()
    findings = _findings(raw, source, before, after)
    return DeviceResult(
        raw,
        digests if source.offset == before.size else {},
        before,
        after,
        blocker,
        tuple(source.unreadable),
        source.unreadable_sectors,
        tuple(source.pauses),
        findings,
        source.offset,
        started,
        clock.utc_now(),
    )


def _digest(source: DeviceSource, algorithms: Sequence[str], ring: Ring[dict[str, str]]) -> dict[str, str]:
    """Read to the end; runs in the reading thread."""
    ring.total = source.size
    source.stopped = lambda: ring.stopped
    try:
        return ring.digest(source, algorithms)
    finally:
        # Cancelled: nobody else closes, and only this thread knows that no read is under way.
        if ring.stopped:
            source.port.close()


def _open(path: bytes, opener: Callable[[bytes], Port], blocker: str) -> tuple[Port, DeviceState]:
    try:
        port = opener(path)
        state = port.state()
    except OSError as error:
        raise InputWrong(
            "DEVICE_NOT_OPENED",
            N_("The device {path} cannot be opened: {reason}."),
            kept=N_("Nothing was read."),
            advice=N_("Check that it is connected, that it is a block device, and that you may read it."),
            path=shown(path),
            reason=reason_of(error),
        ) from error
    if state.read_only or blocker.strip():
        return port, state
    port.close()
    raise RuleRefused(
        "DEVICE_WRITABLE",
        N_("The system would let {path} be written to."),
        kept=N_("Nothing was read."),
        advice=N_(
            "Connect it through a hardware write blocker and name that, or make it read-only first: blockdev --setro. "
            "The latter is software, not a write blocker."
        ),
        path=shown(path),
    )


def _findings(path: bytes, source: DeviceSource, before: DeviceState, after: DeviceState | None) -> tuple[Finding, ...]:
    found = [Finding("DEVICE_UNREADABLE", path, {"first": a, "last": b}) for a, b in source.unreadable]
    if source.failure is not None:
        return (*found, source.failure)
    if after is None or not after.same_device(before) or after.read_only != before.read_only:
        found.append(Finding("DEVICE_CHANGED", path))
    # A device that was connected again is counted anew.
    elif not source.pauses and after.written != before.written:
        found.append(Finding("DEVICE_WRITTEN", path))
    return tuple(found)
