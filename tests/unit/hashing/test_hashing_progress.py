# ruff: noqa: ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import threading

import pytest

from custody_app.diagnostics import Cancelled
from custody_app.hashing.progress import Control, Pace


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_rate_and_time_left():
    seconds, seen = Seconds(), []
    control = Control(seen.append, seconds)
    control.report(0, 1000, "a")
    assert seen[-1] == Pace(0, 1000, "a", 0.0, None)
    seconds.now = 2.0
    control.report(200, 1000, "a")
    assert control.pace == Pace(200, 1000, "a", 100.0, 8.0)


def test_rate_forgets_what_is_long_ago():
    seconds = Seconds()
    control = Control(monotonic=seconds)
    control.report(0, 10_000, "")
    for _ in range(100):
        seconds.now += 1
        control.report(int(10 * seconds.now), 10_000, "")
    for _ in range(10):
        seconds.now += 1
        control.report(1000 + int(100 * (seconds.now - 100)), 10_000, "")
    assert control.pace.rate == pytest.approx(100.0)


def test_unknown_total_has_no_time_left():
    seconds = Seconds()
    control = Control(monotonic=seconds)
    control.report(0, 0, "")
    seconds.now = 1.0
    control.report(5, 0, "")
    assert control.pace.rate == pytest.approx(5.0)
    assert control.pace.seconds_left is None


def test_cancel_raises_at_the_next_report():
    control = Control()
    control.report(0, 1, "")
    control.cancel()
    with pytest.raises(Cancelled):
        control.report(1, 1, "")


def test_pause_blocks_until_go_on():
    control = Control()
    control.pause()
    assert control.paused
    passed = threading.Event()

    def work():
        control.report(1, 2, "")
        passed.set()

    worker = threading.Thread(target=work)
    worker.start()
    assert not passed.wait(0.05)
    control.go_on()
    assert passed.wait(10)
    worker.join()


def test_cancel_ends_a_pause():
    control = Control()
    control.pause()
    outcome = []

    def work():
        try:
            control.report(1, 2, "")
        except Cancelled:
            outcome.append("cancelled")

    worker = threading.Thread(target=work)
    worker.start()
    control.cancel()
    worker.join(10)
    assert outcome == ["cancelled"]
