"""Sequencing: the entry that follows, and what a moved clock would be called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from custody_app.clock import parse_time
from custody_app.log.entry import NO_PREVIOUS, Entry
from custody_app.log.sequencing import Reading, clock_finding, next_entry, read_clock
from tests.contracts.storage.station_kit import Officer, SteppingClock


class Head0:
    def head(self):
        from custody_app.log.merkle import EMPTY_ROOT
        from custody_app.log.statement import Head

        return Head(0, EMPTY_ROOT)


@pytest.fixture
def envelope():
    return Officer().entry(Head0(), "note", {"text": "x"}).envelope


def reading(at: str = "10:00:00.000", mono: int = 10_000, boot: str = "b1") -> Reading:
    return Reading(f"2026-03-01T{at}Z", mono, boot)


def test_the_first_entry_and_the_next(envelope):
    first = next_entry(None, envelope, bytes(16), reading())
    assert (first.seq, first.prev, first.body) == (0, NO_PREVIOUS, envelope.body_hash)
    assert (first.log, first.at, first.mono) == (envelope.statement.log, "2026-03-01T10:00:00.000Z", 10_000)
    second = next_entry(first, envelope, bytes(16), reading("10:00:01.000"))
    assert (second.seq, second.prev) == (1, first.leaf_hash)
    assert Entry.from_bytes(second.canonical) == second


def test_the_clock_is_read_as_texts_and_whole_milliseconds():
    clock = SteppingClock()
    taken = read_clock(clock)
    assert parse_time(taken.at) == datetime(2026, 3, 1, 9, 0, 1, tzinfo=UTC)
    assert (taken.mono, taken.boot_id) == (6_000, "boot-of-the-test")


@pytest.mark.parametrize(
    ("now", "finding"),
    [
        (reading("10:00:10.000", 20_000), None),
        (reading("10:00:12.002", 20_000), None),  # 2 s + 200 ppm of 10 s
        (reading("10:00:12.003", 20_000), "CLOCK_STEP"),
        (reading("10:00:07.998", 20_000), None),
        (reading("10:00:07.997", 20_000), "CLOCK_STEP"),
        (reading("09:00:00.000", 9_999), "MONO_BACK"),
        (reading("10:00:00.000", 10_000), None),
        (reading("09:59:58.000", 0, "b2"), None),
        (reading("09:59:57.999", 0, "b2"), "TIME_BACK"),
        (reading("23:00:00.000", 0, "b2"), None),
    ],
)
def test_a_moved_clock_is_named(envelope, now, finding):
    assert clock_finding(next_entry(None, envelope, bytes(16), reading()), now) == finding
