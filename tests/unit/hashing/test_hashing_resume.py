# ruff: noqa: ANN202  (inner functions of tests, as the outer ones)
from __future__ import annotations

import os

import pytest

from custody_app.diagnostics import Cancelled, InputWrong
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.progress import Control


@pytest.fixture
def evidence(tmp_path):
    root = tmp_path / "e"
    for f in range(10):
        (root / f"d{f}").mkdir(parents=True)
        for n in range(100):
            (root / f"d{f}" / f"n{n}").write_bytes(b"%d/%d" % (f, n))
    os.link(root / "d0" / "n0", root / "d9" / "n0-again")
    return root


def stop_after(root, state, count):
    """Hash until `count` entries are written, then cancel."""
    control, seen = Control(), []

    def take(entry):
        seen.append(entry)
        if len(seen) == count:
            control.cancel()

    with pytest.raises(Cancelled):
        hash_folder(root, progress=control, on_entry=take, resume=state)


def test_a_second_run_takes_over_what_is_finished(tmp_path, evidence):
    whole = hash_folder(evidence)
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    assert state.stat().st_size > 0
    resumed = hash_folder(evidence, resume=state)
    assert resumed.digest == whole.digest
    assert 390 <= resumed.resumed < 1001
    assert resumed.bytes_read < whole.bytes_read
    assert resumed.files == whole.files == 1001
    assert not state.exists()


def test_stopped_many_times(tmp_path, evidence):
    state = tmp_path / "state"
    for count in (100, 50, 700, 300):
        stop_after(evidence, state, count)
    resumed = hash_folder(evidence, resume=state)
    assert resumed.resumed >= 690
    assert resumed.digest == hash_folder(evidence).digest


def test_a_finished_file_that_changed_is_read_again(tmp_path, evidence):
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    changed = evidence / "d0" / "n5"
    times = changed.stat()
    changed.write_bytes(b"9/9")
    os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))
    resumed = hash_folder(evidence, resume=state)
    assert resumed.digest == hash_folder(evidence).digest


def test_files_added_and_removed_in_between(tmp_path, evidence):
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    (evidence / "d0" / "n50").unlink()
    (evidence / "d0" / "n000").write_bytes(b"new")
    assert hash_folder(evidence, resume=state).digest == hash_folder(evidence).digest


def test_a_line_cut_off_by_a_crash_is_dropped(tmp_path, evidence):
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    os.truncate(state, state.stat().st_size - 20)
    assert hash_folder(evidence, resume=state).digest == hash_folder(evidence).digest


@pytest.mark.parametrize("damage", [b"garbage\n", b'{"entry":{}}\n', b"\xff\n", b"[" * 100_000 + b"\n"])
def test_a_damaged_state_file_is_refused(tmp_path, evidence, damage):
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    head, _, rest = state.read_bytes().partition(b"\n")
    state.write_bytes(head + b"\n" + damage + rest)
    with pytest.raises(InputWrong) as refused:
        hash_folder(evidence, resume=state)
    assert refused.value.code == "RESUME_OTHER"
    assert state.exists()


def test_the_state_of_another_job_is_refused_and_kept(tmp_path, evidence):
    state = tmp_path / "state"
    stop_after(evidence, state, 400)
    kept = state.read_bytes()
    for folder, algorithms in ((tmp_path, ["sha256", "blake3"]), (evidence, ["md5"])):
        with pytest.raises(InputWrong) as refused:
            hash_folder(folder, algorithms, resume=state)
        assert refused.value.code == "RESUME_OTHER"
    assert state.read_bytes() == kept


def test_the_state_file_inside_the_folder_is_not_evidence(evidence):
    whole = hash_folder(evidence)
    state = evidence / "d3" / "state"
    stop_after(evidence, state, 400)
    resumed = hash_folder(evidence, resume=state)
    assert resumed.entries == whole.entries
