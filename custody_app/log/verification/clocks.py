"""The clock of the station: what `at`, `mono` and `boot` of consecutive entries say (log-format.md, Time)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime

from custody_app.log.entry import Entry
from custody_app.log.shape import is_time
from custody_app.log.verification.findings import Findings

STEP_MS = 2000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clocks:
    """Compares each entry with the one before it.

    A `clock.step` at the entry or the next records what is found; from such an entry to the one before the
    following `clock.step` the clock was wrong, so that a key's period cannot be judged there.
    """

    def __init__(self) -> None:
        self._before: tuple[Entry, int | None] | None = None
        self._boots: set[str] = set()
        self._found: list[tuple[str, int, str, str]] = []
        self._stretches: list[tuple[int, int | None]] = []

    def feed(self, entry: Entry | None, number: int) -> None:
        """Look at the entry in place `number`; None for one that was refused or is missing."""
        if entry is None:
            self._before = None
            return
        wall = milliseconds(entry.at) if is_time(entry.at) else None
        if self._before is not None:
            before, wall_before = self._before
            self._compare(number, entry, None if wall is None or wall_before is None else wall - wall_before, before)
        self._boots.add(entry.boot)
        self._before = (entry, wall)

    def _compare(self, number: int, entry: Entry, wall: int | None, before: Entry) -> None:
        """Judge two consecutive entries; `wall` is None where one of their times is malformed."""
        if entry.boot != before.boot:
            if entry.boot in self._boots:
                self._found.append(("BOOT_REUSE", number, before.boot, entry.boot))
            if wall is not None and wall < -STEP_MS:
                self._found.append(("TIME_BACK", number, before.at, entry.at))
            return
        mono = entry.mono - before.mono
        if mono < 0:
            self._found.append(("MONO_BACK", number, f"≥ {before.mono} ms", f"{entry.mono} ms"))
        # 200 ppm in whole numbers: 1/5000 of the time that passed.
        if wall is not None and abs(wall - mono) * 5000 > STEP_MS * 5000 + abs(mono):
            self._found.append(("CLOCK_STEP", number, f"{mono} ms", f"{wall} ms"))

    def finish(self, findings: Findings, steps: list[int], log: str | None) -> None:
        """Report everything; `steps` are the numbers of the `clock.step` statements, in order."""
        for code, number, expected, found in self._found:
            recorded = self._record_of(number, steps)
            findings.add(code, log=log, entry=number, expected=expected, found=found, unproven=recorded is not None)
            if recorded is not None:
                following = bisect_right(steps, recorded)
                self._stretches.append((number, steps[following] if following < len(steps) else None))

    def is_suspect(self, number: int) -> bool:
        """Tell whether the clock was known to be wrong at this entry."""
        return any(start <= number and (end is None or number < end) for start, end in self._stretches)

    @staticmethod
    def _record_of(number: int, steps: list[int]) -> int | None:
        place = bisect_left(steps, number)
        return steps[place] if place < len(steps) and steps[place] <= number + 1 else None


def milliseconds(at: str) -> int:
    """Return a checked time as whole milliseconds since 1970."""
    passed = datetime.fromisoformat(at) - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1000 + passed.microseconds // 1000
