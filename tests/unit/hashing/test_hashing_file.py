# ruff: noqa: ARG002  (fakes have the signature of what they stand for)
# ruff: noqa: ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest

from custody_app.diagnostics import Cancelled
from custody_app.hashing.digests import ALGORITHMS, new_hasher
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.pipeline import BUFFER_BYTES, BUFFERS
from custody_app.hashing.progress import Control
from custody_app.hashing.reader import EvidenceFile, open_by_path


def codes(result):
    return [each.code for each in result.findings]


@pytest.mark.parametrize("size", [0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 9 * BUFFER_BYTES + 7])
def test_one_read_gives_every_digest(tmp_path, size):
    data = os.urandom(size)
    evidence = tmp_path / "evidence"
    evidence.write_bytes(data)
    result = hash_file(evidence, ALGORITHMS)
    assert result.whole
    assert (result.size, result.bytes_read) == (size, size)
    assert result.digests == {name: new_hasher(name, data).hexdigest() for name in ALGORITHMS}
    assert result.before == result.after
    assert result.started <= result.ended


def test_default_is_sha256_and_blake3(tmp_path):
    (tmp_path / "e").write_bytes(b"abc")
    assert list(hash_file(tmp_path / "e").digests) == ["sha256", "blake3"]


def test_reading_leaves_the_access_time_alone(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(b"x")
    os.utime(evidence, ns=(1_000_000_000, 2_000_000_000))
    result = hash_file(evidence)
    assert result.atime_kept
    assert evidence.stat().st_atime_ns == 1_000_000_000


def test_sparse_file(tmp_path):
    with (tmp_path / "sparse").open("wb") as sparse:
        sparse.truncate(5 << 20)
    result = hash_file(tmp_path / "sparse", ["sha256"])
    assert result.digests["sha256"] == hashlib.sha256(bytes(5 << 20)).hexdigest()


def test_what_is_not_a_file_is_refused_unopened(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("fifo")
    cases = {tmp_path / "fifo": "NOT_A_FILE", tmp_path / "link": "LINK_NOT_FOLLOWED", tmp_path: "NOT_A_FILE",
             Path("/dev/zero"): "NOT_A_FILE", tmp_path / "absent": "FILE_VANISHED"}  # fmt: skip
    for path, code in cases.items():
        result = hash_file(path)
        assert codes(result) == [code], path
        assert result.digests == {}
        assert result.size is None


def test_zero_byte_in_a_name_is_a_finding():
    assert codes(hash_file(b"a\0b")) == ["FILE_VANISHED"]


def test_denied(tmp_path, as_nobody):
    evidence = tmp_path / "secret"
    evidence.write_bytes(b"x")
    evidence.chmod(0)
    with as_nobody():
        result = hash_file(evidence)
    assert codes(result) == ["FILE_DENIED"]
    assert result.digests == {}


def test_a_real_input_output_error():
    # Page zero of a process is never mapped: the kernel answers EIO.
    result = hash_file("/proc/self/mem")
    assert codes(result) == ["FILE_READ_ERROR"]
    assert result.findings[0].values["offset"] == 0


class FailingDevice(EvidenceFile):
    """Reads as the file does, up to a sector that gives EIO."""

    bad_at = 3 * BUFFER_BYTES

    def readinto(self, view):
        return self.guarded(view, self.bad_at)

    def guarded(self, view, bad_at):
        if self.bytes_read >= bad_at:
            real = self.fd
            self.fd = os.open("/proc/self/mem", os.O_RDONLY)
            try:
                return super().readinto(view)
            finally:
                os.close(self.fd)
                self.fd = real
        return super().readinto(view[: bad_at - self.bytes_read])


def test_error_in_the_middle_keeps_the_offset_and_drops_the_digests(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(9 * BUFFER_BYTES))

    def opener(path):
        opened = open_by_path(path)
        opened.__class__ = FailingDevice
        return opened

    result = hash_file(evidence, opener=opener)
    assert codes(result) == ["FILE_READ_ERROR"]
    assert result.findings[0].values["offset"] == 3 * BUFFER_BYTES == result.bytes_read
    assert os.strerror(errno.EIO) in str(result.findings[0].values["reason"])
    assert result.digests == {}
    assert result.after is not None


class Meddler:
    """A progress that does something to the file while it is read."""

    def __init__(self, act):
        self.act = act

    def report(self, done, total, current):
        if done and self.act:
            act, self.act = self.act, None
            act()


def append(path):
    with path.open("ab") as stream:
        stream.write(b"more")


@pytest.mark.parametrize(
    ("act", "code", "has_digest"),
    [
        (append, "FILE_GREW", True),
        (lambda path: os.truncate(path, 11 * BUFFER_BYTES), "FILE_SHRANK", None),
        (lambda path: os.truncate(path, 5), "FILE_SHRANK", False),
        (lambda path: os.utime(path, ns=(1, 1)), "FILE_CHANGED", True),
        (lambda path: path.chmod(0o600), "FILE_CHANGED", True),
        (lambda path: path.unlink(), "FILE_VANISHED", True),
    ],
)
def test_change_while_reading_is_a_finding(tmp_path, act, code, has_digest):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(12 * BUFFER_BYTES))
    result = hash_file(evidence, ["md5"], Meddler(lambda: act(evidence)))
    assert codes(result) == [code]
    assert not result.whole
    if has_digest is not None:
        assert bool(result.digests) is has_digest
    if result.digests:
        assert result.digests["md5"] == hashlib.md5(bytes(12 * BUFFER_BYTES), usedforsecurity=False).hexdigest()


def test_overwriting_in_place_is_noticed(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(12 * BUFFER_BYTES))
    os.utime(evidence, ns=(5, 5))

    def overwrite():
        with evidence.open("r+b") as stream:
            stream.write(b"\1")
        os.utime(evidence, ns=(5, 5))

    # The modification time is put back; the change time cannot be.
    assert codes(hash_file(evidence, ["md5"], Meddler(overwrite))) == ["FILE_CHANGED"]


def test_a_file_that_grows_without_end_is_read_once(tmp_path):
    evidence = tmp_path / "evidence"
    # More than the ring holds: the reader waits for the report that lets the file grow.
    evidence.write_bytes(bytes((BUFFERS + 2) * BUFFER_BYTES))

    class Grower:
        def report(self, done, total, current):
            append(evidence)

    result = hash_file(evidence, ["md5"], Grower())
    assert codes(result) == ["FILE_GREW"]
    assert result.bytes_read == result.size


def test_a_size_that_lies_is_a_finding():
    result = hash_file("/proc/self/status")
    assert codes(result) == ["FILE_GREW"]


class HangingDevice(EvidenceFile):
    """A disk that never answers, until it is let go."""

    def readinto(self, view):
        if self.bytes_read >= BUFFER_BYTES:
            self.hung.set()
            self.let_go.wait(30)
        return super().readinto(view[:BUFFER_BYTES])

    def close(self):
        super().close()
        self.closed.set()


def test_cancel_is_heard_while_a_read_hangs(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(4 * BUFFER_BYTES))
    hung, let_go, closed = threading.Event(), threading.Event(), threading.Event()

    def opener(path):
        opened = open_by_path(path)
        opened.__class__ = HangingDevice
        opened.hung, opened.let_go, opened.closed = hung, let_go, closed
        return opened

    control = Control()
    canceller = threading.Thread(target=lambda: (hung.wait(30), control.cancel()))
    canceller.start()
    with pytest.raises(Cancelled):
        hash_file(evidence, progress=control, opener=opener)
    canceller.join()
    # It came back although the read still hangs; once that ends, the descriptor is closed.
    assert not closed.is_set()
    let_go.set()
    assert closed.wait(30)


def test_pause_stops_the_reading(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(64 * BUFFER_BYTES))
    opened = []

    def opener(path):
        opened.append(open_by_path(path))
        return opened[0]

    paused = threading.Event()

    def watch(pace):
        if pace.done >= BUFFER_BYTES and not paused.is_set():
            control.pause()
            paused.set()

    control = Control(watch)
    results = []
    worker = threading.Thread(target=lambda: results.append(hash_file(evidence, ["md5"], control, opener=opener)))
    worker.start()
    assert paused.wait(30)
    assert not results
    # Never more than the ring holds beyond what was reported.
    assert opened[0].bytes_read <= control.pace.done + BUFFERS * BUFFER_BYTES
    control.go_on()
    worker.join(30)
    assert results[0].whole
    assert control.pace.done == 64 * BUFFER_BYTES


def test_what_progress_raises_comes_out_and_threads_end(tmp_path):
    evidence = tmp_path / "evidence"
    evidence.write_bytes(bytes(20 * BUFFER_BYTES))
    before = set(threading.enumerate())

    class Stop:
        def report(self, done, total, current):
            if done:
                raise KeyError("stop")

    with pytest.raises(KeyError):
        hash_file(evidence, ALGORITHMS, Stop())
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()


def test_path_longer_than_the_system_takes(tmp_path):
    fd = os.open(tmp_path, os.O_RDONLY)
    parts = ["d" * 200] * 30
    for part in parts:
        os.mkdir(part, dir_fd=fd)
        deeper = os.open(part, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = deeper
    made = os.open("evidence", os.O_WRONLY | os.O_CREAT, dir_fd=fd)
    os.write(made, b"deep")
    os.close(made)
    os.close(fd)
    path = "/".join([str(tmp_path), *parts, "evidence"])
    assert len(path) > 4096
    result = hash_file(path, ["sha256"])
    assert result.digests["sha256"] == hashlib.sha256(b"deep").hexdigest()
    assert codes(hash_file(path + "-absent")) == ["FILE_VANISHED"]
