"""The clock's rules, and what a `clock.step` does to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from custody_app.log.roster import PersonKey
from custody_app.log.verification import Trust
from tests.unit.log.verification.building import KEYS, LogBuilder, check, codes, make_roster, person, sample


def note(log: LogBuilder, wall: int, mono: int) -> None:
    log.add("note", step=(wall, mono))


def boots_again(log: LogBuilder, wall: int, boot: str = "00000000000000bb") -> None:
    log.boot, log.mono = boot, 0
    note(log, wall, 5000)


def step_recorded(log: LogBuilder) -> None:
    note(log, 3_600_000, 1000)
    log.add("clock.step", actor="station")


CLOCKS = {
    "two seconds apart": (lambda log: note(log, 62_000, 60_000), []),
    "more than two seconds apart": (lambda log: note(log, 62_013, 60_000), [("CLOCK_STEP", "FAIL", 8)]),
    "200 ppm of an hour more": (lambda log: note(log, 3_602_720, 3_600_000), []),
    "a moment more than that": (lambda log: note(log, 3_602_721, 3_600_000), [("CLOCK_STEP", "FAIL", 8)]),
    "slow by two seconds": (lambda log: note(log, 58_000, 60_000), []),
    "mono back": (lambda log: note(log, -1000, -1), [("MONO_BACK", "FAIL", 8)]),
    "mono far back": (lambda log: note(log, 0, -60_000), [("CLOCK_STEP", "FAIL", 8), ("MONO_BACK", "FAIL", 8)]),
    "started again": (lambda log: boots_again(log, 100), []),
    "two seconds back over a start": (lambda log: boots_again(log, -2000), []),
    "time back over a start": (lambda log: boots_again(log, -2001), [("TIME_BACK", "FAIL", 8)]),
    "a start returns": (
        lambda log: (boots_again(log, 100), boots_again(log, 100, "00000000000000aa")), [("BOOT_REUSE", "FAIL", 9)],
    ),
    "step recorded": (step_recorded, [("CLOCK_STEP", "UNPROVEN", 8)]),
    "recorded by itself": (
        lambda log: log.add("clock.step", actor="station", step=(3_600_000, 0)), [("CLOCK_STEP", "UNPROVEN", 8)],
    ),
    "recorded too late": (
        lambda log: (note(log, 3_600_000, 1000), note(log, 1, 1), log.add("clock.step", actor="station")),
        [("CLOCK_STEP", "FAIL", 8)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("act", "expected"), CLOCKS.values(), ids=CLOCKS.keys())
def test_clock(act: Callable[[LogBuilder], object], expected: list) -> None:
    log = sample()
    act(log)
    outcome = check(log.package(), Trust(log.roster))
    assert [(f.code, f.verdict, f.entry) for f in outcome.findings] == expected


def test_a_key_is_not_judged_while_the_clock_is_known_to_be_wrong() -> None:
    key = PersonKey(KEYS["carla"].public_key, "2026-01-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z")
    roster = make_roster([person("ana"), person("bruno"), person("carla")]).with_key("carla", key)
    log = sample(roster)
    day = 2 * 86_400_000
    log.add("note", actor="carla")
    log.add("note", actor="ana", step=(day, 1000))
    log.add("clock.step", actor="station")
    log.add("note", actor="carla")
    log.add("clock.step", actor="station")
    log.add("note", actor="carla")
    outcome = check(log.package(), Trust(roster))
    assert codes(outcome) == [("CLOCK_STEP", 9), ("CLOCK_SUSPECT", 11), ("KEY_PERIOD", 13)]
