"""One writing program for each station folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.storage.station_lock import StationLock

HOLD = """
import sys, pathlib
from custody_app.storage.station_lock import StationLock
with StationLock(pathlib.Path(sys.argv[1]), "custody-app"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_program_is_told_who_has_it(holder, tmp_path):
    with pytest.raises(EnvironmentUnavailable) as refused, StationLock(tmp_path):
        pass
    assert refused.value.code == "SECOND_INSTANCE"
    assert refused.value.values["pid"] == str(holder.pid)
    assert refused.value.values["program"] == "custody-app"
    assert refused.value.advice


def test_a_killed_program_holds_nothing(holder, tmp_path):
    holder.kill()
    holder.wait()
    with StationLock(tmp_path) as lock:
        assert json.loads(lock.path.read_text())["pid"] == os.getpid()


def test_a_second_lock_in_the_same_program_is_refused_until_released(tmp_path):
    first = StationLock(tmp_path).acquire()
    with pytest.raises(EnvironmentUnavailable, match="SECOND_INSTANCE"):
        StationLock(tmp_path).acquire()
    first.release()
    first.release()
    StationLock(tmp_path).acquire().release()


def test_a_missing_folder_is_unavailable(tmp_path):
    with pytest.raises(EnvironmentUnavailable, match="FOLDER_UNAVAILABLE"):
        StationLock(tmp_path / "none").acquire()


def test_what_a_killed_program_was_writing_is_removed_by_the_next_that_may_write(tmp_path):
    (tmp_path / "attachments" / "ab").mkdir(parents=True)
    left = [tmp_path / ".part-1", tmp_path / "attachments" / ".part-2"]
    others = [tmp_path / "station.json", tmp_path / "attachments" / "ab" / ("ab" * 32)]
    for path in (*left, *others):
        path.write_text("x")
    first = StationLock(tmp_path).acquire()
    assert [path.exists() for path in (*left, *others)] == [False, False, True, True]
    left[1].write_text("of the holder")
    with pytest.raises(EnvironmentUnavailable, match="SECOND_INSTANCE"):
        StationLock(tmp_path).acquire()
    assert left[1].exists()
    first.release()
