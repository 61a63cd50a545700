"""The machine's clocks: claimed wall time, time since boot, and which boot this is."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the program asks of a clock; tests pass a fake one."""

    def utc_now(self) -> datetime:
        """Return the claimed wall time, aware, UTC."""

    def monotonic_ms(self) -> int:
        """Return whole milliseconds since boot, counting sleep."""

    def boot_id(self) -> str:
        """Return the operating system's text for this boot."""

    def local_offset(self) -> str:
        """Return the local offset from UTC as `[+-]HH:MM`."""


class SystemClock:
    """The clocks of this machine."""

    def __init__(self) -> None:
        self._boot_id = _read_boot_id()

    def utc_now(self) -> datetime:
        """Return the claimed wall time, aware, UTC."""
        return datetime.now(UTC)

    def monotonic_ms(self) -> int:
        """Return whole milliseconds since boot, counting sleep where the system can."""
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        if boottime is not None:
            return time.clock_gettime_ns(boottime) // 1_000_000
        return time.monotonic_ns() // 1_000_000

    def boot_id(self) -> str:
        """Return the operating system's text for this boot."""
        return self._boot_id

    def local_offset(self) -> str:
        """Return the local offset from UTC as `[+-]HH:MM`."""
        return format_offset(datetime.now(UTC).astimezone())


def format_offset(local: datetime) -> str:
    """Return the offset of the aware time `local` as `[+-]HH:MM`."""
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def format_time(moment: datetime) -> str:
    """Return `moment` as `YYYY-MM-DDTHH:MM:SS.mmmZ` (log-format.md, Canonical JSON)."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def parse_time(text: str) -> datetime:
    """Return the aware UTC time written as `YYYY-MM-DDTHH:MM:SS.mmmZ`.

    Raises:
        ValueError: the text has another form.
    """
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if format_time(moment) != text:
        raise ValueError(text)
    return moment


def _read_boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:  # noqa: PTH123  (start-up)
            return file.read().strip()
    except OSError:
        # Elsewhere the moment of boot names it; rounded, since both clocks are sampled apart.
        return f"boot-{os.name}-{round(time.time() - time.monotonic(), -1):.0f}"
