"""How the station puts a statement into sequence: number, previous leaf, claimed time, time since boot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.clock import Clock, format_time, parse_time
from custody_app.log.entry import NO_PREVIOUS, Entry, boot_tag
from custody_app.log.envelope import Envelope

STEP_MS: Final = 2_000
DRIFT_PER_MILLION: Final = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the machine's clocks.

    Attributes:
        at: claimed time, `YYYY-MM-DDTHH:MM:SS.mmmZ`.
        mono: whole milliseconds since boot.
        boot_id: the operating system's text for this boot.
    """

    at: str
    mono: int
    boot_id: str


def read_clock(clock: Clock) -> Reading:
    """Return what `clock` shows now; wall and monotonic are read next to each other, since they are compared."""
    wall, mono = clock.utc_now(), clock.monotonic_ms()
    return Reading(format_time(wall), mono, clock.boot_id())


def next_entry(previous: Entry | None, envelope: Envelope, tag: bytes, reading: Reading) -> Entry:
    """Return the entry that puts `envelope` after `previous` (None: it is seq 0, the genesis).

    Args:
        previous: the last entry of the log.
        envelope: the statement with its signatures, meant for this log.
        tag: 16 bytes, see `custody_app.log.entry.case_tag`.
        reading: the clocks now; a bad clock never blocks an entry.
    """
    origin = envelope.statement.log
    return Entry(
        seq=0 if previous is None else previous.seq + 1,
        log=origin,
        at=reading.at,
        boot=boot_tag(reading.boot_id, origin),
        mono=reading.mono,
        body=envelope.body_hash,
        prev=NO_PREVIOUS if previous is None else previous.leaf_hash,
        tag=tag,
    )


def clock_finding(previous: Entry, reading: Reading) -> str | None:
    """Return the code that an entry made now would have after `previous`, so that a `clock.step` can be recorded.

    CLOCK_STEP, MONO_BACK or TIME_BACK (log-format.md, Time), or None. BOOT_REUSE needs the whole log and is
    the verifier's.
    """
    wall = round((parse_time(reading.at) - parse_time(previous.at)).total_seconds() * 1000)
    if boot_tag(reading.boot_id, previous.log) != previous.boot:
        return "TIME_BACK" if wall < -STEP_MS else None
    passed = reading.mono - previous.mono
    if passed < 0:
        return "MONO_BACK"
    allowed = STEP_MS + passed * DRIFT_PER_MILLION // 1_000_000
    return "CLOCK_STEP" if abs(wall - passed) > allowed else None
