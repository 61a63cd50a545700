# ruff: noqa: ANN202  (inner functions of tests, as the outer ones)
from __future__ import annotations

import os
import threading

import pytest

from custody_app.diagnostics import Cancelled
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.progress import Control, Silent
from custody_app.hashing.reading_queue import ReadingQueue, ReadingState, physical_disk
from custody_app.hashing.throttle import Throttle


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_the_rate_is_kept_however_fast_the_disk_is():
    clock = Clock()
    throttle = Throttle(Silent(), 1000, monotonic=clock.monotonic, sleep=clock.sleep)
    for done in range(0, 5001, 100):
        throttle.report(done, 5000, "x")
    assert clock.now - 100 == pytest.approx(5.0)
    assert max(clock.slept) <= 0.05


def test_a_pause_is_no_credit():
    clock = Clock()
    throttle = Throttle(Silent(), 1000, monotonic=clock.monotonic, sleep=clock.sleep)
    throttle.report(0, 5000, "x")
    clock.now += 60
    throttle.report(1000, 5000, "x")
    began = clock.now
    throttle.report(3000, 5000, "x")
    assert clock.now - began == pytest.approx(2.0)


def test_it_waits_while_somebody_works_and_hears_a_cancel():
    clock, control = Clock(), Control()
    looks = iter([True, True, True, False])
    Throttle(control, busy=lambda: next(looks), monotonic=clock.monotonic, sleep=clock.sleep).report(1, 2, "x")
    assert len(clock.slept) == 3

    def busy():
        if len(clock.slept) == 10:
            control.cancel()
        return True

    with pytest.raises(Cancelled):
        Throttle(control, busy=busy, monotonic=clock.monotonic, sleep=clock.sleep).report(1, 2, "x")
    assert len(clock.slept) == 11


def test_a_throttled_reading_finds_the_same(tmp_path):
    (tmp_path / "e").write_bytes(os.urandom(5 << 20))
    clock = Clock()
    throttle = Throttle(Silent(), 1 << 20, monotonic=clock.monotonic, sleep=clock.sleep)
    assert hash_file(tmp_path / "e", progress=throttle).digests == hash_file(tmp_path / "e").digests
    assert clock.now - 100 >= 4


def held(queue, disk, log, name):
    """Queue a reading that runs until its gate opens."""
    begun, gate = threading.Event(), threading.Event()

    def work(progress):
        log.append(name)
        begun.set()
        while not gate.wait(0.01):
            progress.report(0, 0, name)
        return name

    return queue.submit("", work, disk=disk), begun, gate


def test_one_reading_at_a_time_on_a_disk_and_disks_side_by_side():
    queue, log = ReadingQueue(), []
    first, first_begun, first_gate = held(queue, 1, log, "first")
    second, second_begun, second_gate = held(queue, 1, log, "second")
    other, other_begun, other_gate = held(queue, 2, log, "other")
    assert first_begun.wait(10)
    assert other_begun.wait(10)
    assert not second_begun.is_set()
    assert (second.state, queue.waiting(second), queue.waiting(first)) == (ReadingState.QUEUED, 1, 0)
    other_gate.set()
    first_gate.set()
    assert second_begun.wait(10)
    second_gate.set()
    for each in (first, second, other):
        assert each.wait(10)
        assert each.state is ReadingState.DONE
    assert (first.answer, sorted(log[:2]), log[2]) == ("first", ["first", "other"], "second")


def test_cancel_while_waiting_while_paused_and_while_running():
    queue, log = ReadingQueue(), []
    running, begun, _ = held(queue, 1, log, "running")
    waiting, _, _ = held(queue, 1, log, "waiting")
    last, _, last_gate = held(queue, 1, log, "last")
    assert begun.wait(10)
    queue.cancel(waiting)
    assert waiting.wait(0)
    assert waiting.state is ReadingState.CANCELLED
    running.control.pause()
    queue.cancel(running)
    assert running.wait(10)
    assert running.state is ReadingState.CANCELLED
    last_gate.set()
    assert last.wait(10)
    assert (last.state, log) == (ReadingState.DONE, ["running", "last"])


def test_a_reading_that_fails_does_not_stop_the_next():
    queue = ReadingQueue()
    failing = queue.submit("", lambda _: 1 / 0, disk=1)
    after = queue.submit("", lambda _: "read", disk=1)
    assert after.wait(10)
    assert (failing.state, type(failing.error), after.answer) == (ReadingState.FAILED, ZeroDivisionError, "read")


def test_partitions_share_the_queue_of_their_disk(tmp_path):
    device = (tmp_path / "e").parent.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    disk = tmp_path / "devices" / "sdq"
    (disk / "sdq1").mkdir(parents=True)
    (disk / "dev").write_text("8:240\n")
    (disk / "sdq1" / "partition").write_text("1\n")
    sysfs = tmp_path / "sysfs"
    sysfs.mkdir()
    (sysfs / number).symlink_to(disk / "sdq1")
    assert physical_disk(tmp_path, sysfs) == os.makedev(8, 240)
    (disk / "sdq1" / "partition").unlink()
    assert physical_disk(tmp_path, sysfs) == device
    assert physical_disk(tmp_path / "absent") == 0
