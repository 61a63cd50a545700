from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject, QThread

from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.ui.task_runner import READERS, TaskRunner


def test_twenty_thousand_reports_arrive_as_few_and_the_last_is_whole(tasks, qtbot):
    seen, ended = [], []

    def work(control) -> object:
        for number in range(20_001):
            control.report(number, 2**40, "file")
        return "done"

    tasks.run(work, done=ended.append, progress=lambda pace: seen.append((pace.done, pace.total)))
    qtbot.waitUntil(lambda: ended == ["done"], timeout=20_000)
    assert seen == sorted(seen)
    assert seen[-1] == (20_000, 2**40)
    assert len(seen) < 10_000


def test_listeners_are_called_on_the_gui_thread(tasks, qtbot, qapp):
    where = []
    tasks.run(lambda _control: threading.current_thread(), done=lambda thread: where.extend([thread, here()]))

    def here() -> object:
        return QThread.currentThread()

    qtbot.waitUntil(lambda: len(where) == 2)
    assert where[0] is not threading.main_thread()
    assert where[1] == qapp.thread()


def test_an_error_of_ours_arrives_as_it_is_and_any_other_as_program_broken(tasks, qtbot):
    errors = []
    wrong = InputWrong("X", "x")

    def ours(_control) -> object:
        raise wrong

    def other(_control) -> object:
        raise KeyError("k")

    tasks.run(ours, failed=errors.append)
    tasks.run(other, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert wrong in errors
    broken = next(error for error in errors if error is not wrong)
    assert isinstance(broken, ProgramBroken)
    assert isinstance(broken.__cause__, KeyError)


def test_cancelling_stops_work_also_when_paused_and_tells_only_that(tasks, qtbot):
    told, started = [], threading.Event()

    def endless(control) -> object:
        while True:
            started.set()
            control.report(1, 2, "")

    task = tasks.run(
        endless, done=told.append, failed=told.append, cancelled=lambda: told.append("cancelled"), owner=QObject(tasks)
    )
    assert started.wait(10)
    task.pause()
    task.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["cancelled"]
    assert not tasks.busy


def test_writers_take_turns_in_order_and_readers_go_side_by_side(tasks, qtbot):
    order, inside = [], threading.Barrier(READERS, timeout=10)

    def write(number) -> object:
        def work(_control) -> object:
            order.append(number)

        return work

    for number in range(20):
        tasks.run(write(number), writes=True)
    met = []
    for _ in range(READERS):
        tasks.run(lambda _control: inside.wait(), done=met.append)
    qtbot.waitUntil(lambda: len(met) == READERS and not tasks.busy)
    assert order == list(range(20))


def test_nobody_is_told_once_the_owner_is_gone(tasks, qtbot):
    told, go = [], threading.Event()
    owner = QObject()
    tasks.run(lambda _control: go.wait(10), done=told.append, owner=owner)
    import shiboken6

    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not told


@pytest.mark.parametrize("paused", [False, True])
def test_closing_stops_waits_and_hands_over_the_last_outcomes(qtbot, paused):
    runner = TaskRunner()
    told, started = [], threading.Event()

    def endless(control) -> object:
        while True:
            control.report(0, 1, "")
            started.set()

    tasks = [runner.run(endless, cancelled=lambda: told.append(1), writes=bool(n % 2)) for n in range(12)]
    assert started.wait(10)
    if paused:
        for task in tasks:
            task.pause()
    runner.close()
    assert len(told) == 12
    assert not runner.busy
    assert not any(thread.is_alive() for thread in runner._threads)


def test_work_asked_for_after_closing_is_cancelled(qtbot):
    runner = TaskRunner()
    runner.close()
    told = []
    runner.run(lambda _control: "ran", done=told.append, cancelled=lambda: told.append("cancelled"))
    runner.drain()
    assert told == ["cancelled"]


def test_a_listener_that_fails_does_not_hold_up_the_others(tasks, qtbot):
    told = []

    def fail(_result) -> object:
        raise ValueError("listener")

    gate = threading.Event()
    with qtbot.captureExceptions() as caught:
        tasks.run(lambda _control: gate.wait(5), done=fail)
        tasks.run(lambda _control: gate.wait(5), done=told.append)
        gate.set()
        qtbot.waitUntil(lambda: told == [True] and not tasks.busy)
    assert [error[0] for error in caught] == [ValueError]
