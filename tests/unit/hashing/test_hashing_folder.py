# ruff: noqa: ANN003, ANN202  (inner functions of tests, as the outer ones)
# ruff: noqa: PTH208  (raw names are bytes, which pathlib does not take)
from __future__ import annotations

import gc
import hashlib
import io
import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from custody_app.diagnostics import Cancelled, InputWrong
from custody_app.hashing import small_files, walk, worker_pool
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.manifest import ManifestReader
from custody_app.hashing.pipeline import BUFFER_BYTES
from custody_app.hashing.progress import Control
from custody_app.hashing.small_files import LARGE_BYTES, hash_lines, new_buffer


def listing(root, algorithms=("sha256",), **options):
    """Hash `root` and return the result and the entries by path."""
    out = io.BytesIO()
    result = hash_folder(root, algorithms, manifest=out, **options)
    assert result.digest == hashlib.sha256(out.getvalue()).hexdigest()
    out.seek(0)
    reader = ManifestReader(out)
    entries = list(reader)
    assert reader.digest == result.digest
    paths = [entry.path for entry in entries]
    assert paths == sorted(paths)
    assert len(paths) == result.entries
    return result, {entry.path: entry for entry in entries}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def test_every_kind_is_listed_and_only_files_are_opened(oddities):
    result, entries = listing(oddities)
    assert {path: entry.kind for path, entry in entries.items()} == {
        b"a": "file", b"a.txt": "file", b"b": "folder", b"b.txt": "file", b"b/dangling": "link", b"b/empty": "folder",
        b"b/loop": "link", b"b/x": "file", b"fifo": "fifo", b"hard": "file", b"socket": "socket", b"sparse": "file",
    }  # fmt: skip
    assert result.whole
    assert result.files == 6
    assert entries[b"a"].digests == {"sha256": sha256(b"a")}
    assert (entries[b"a"].hard_links, entries[b"a"].same_as) == (2, None)
    assert (entries[b"hard"].hard_links, entries[b"hard"].same_as) == (2, b"a")
    assert entries[b"b/dangling"].target == b"no\xffwhere"
    assert entries[b"sparse"].digests == {"sha256": sha256(bytes(3 << 20))}
    assert entries[b"b"].mtime_ns == (oddities / "b").stat().st_mtime_ns


def test_hostile_names(hostile):
    result, entries = listing(hostile)
    assert result.whole
    assert set(entries) == set(os.listdir(os.fsencode(hostile)))


def test_empty_folder(tmp_path):
    result, entries = listing(tmp_path)
    assert entries == {}
    assert result.whole


def test_the_digest_does_not_depend_on_where_the_folder_is(tmp_path):
    digests = set()
    for place in ("one", "two"):
        folder = tmp_path / place / "evidence"
        folder.mkdir(parents=True)
        (folder / "a").write_bytes(b"x")
        os.utime(folder / "a", ns=(7, 7))
        digests.add(hash_folder(folder).digest)
    assert len(digests) == 1
    (tmp_path / "two" / "evidence" / "a").write_bytes(b"y")
    os.utime(tmp_path / "two" / "evidence" / "a", ns=(7, 7))
    assert hash_folder(tmp_path / "two" / "evidence").digest not in digests


def many(root, folders, files):
    for f in range(folders):
        (root / f"d{f}").mkdir(parents=True)
        for n in range(files):
            (root / f"d{f}" / f"n{n}").write_bytes(b"%d/%d" % (f, n))


def test_processes_find_what_threads_find(tmp_path):
    many(tmp_path / "e", 70, 40)
    with_processes, entries = listing(tmp_path / "e", ["sha256", "blake3", "md5"], jobs=2)
    assert with_processes.files == 2800
    assert all(entry.digests["sha256"] == sha256(path.replace(b"d", b"").replace(b"n", b""))
               for path, entry in entries.items() if entry.kind == "file")  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_pool, "FEW_NAMES", 1 << 60)
        assert hash_folder(tmp_path / "e", ["sha256", "blake3", "md5"], jobs=1).digest == with_processes.digest


def test_files_of_every_size_class(tmp_path):
    sizes = [0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 3 * BUFFER_BYTES + 5, LARGE_BYTES, LARGE_BYTES + 1]
    for size in sizes:
        (tmp_path / f"{size}").write_bytes(bytes([size % 251]) * size)
    result, entries = listing(tmp_path, ["sha256", "md5"])
    for size in sizes:
        entry = entries[b"%d" % size]
        assert entry.size == size
        assert entry.digests["sha256"] == sha256(bytes([size % 251]) * size)
    assert result.bytes_read == result.size == sum(sizes)


def test_what_may_not_be_read_is_listed_with_a_finding(tmp_path, as_nobody):
    root = tmp_path / "e"
    (root / "closed").mkdir(parents=True)
    (root / "closed" / "in").write_bytes(b"x")
    (root / "secret").write_bytes(b"x")
    (root / "open").write_bytes(b"y")
    (root / "secret").chmod(0)
    (root / "closed").chmod(0)
    with as_nobody():
        result, entries = listing(root)
    assert entries[b"secret"].findings == ("FILE_DENIED",)
    assert entries[b"secret"].digests == {}
    assert entries[b"closed"].findings == ("FOLDER_DENIED",)
    assert entries[b"open"].digests
    assert sorted(each.code for each in result.findings) == ["FILE_DENIED", "FOLDER_DENIED"]
    assert not result.whole


def test_a_root_that_cannot_be_opened_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "absent", tmp_path / "file"):
        with pytest.raises(InputWrong) as told:
            hash_folder(path)
        assert told.value.code == "FOLDER_NOT_OPENED"


def deep_folder(root, levels):
    fd = os.open(root, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d" * 40, dir_fd=fd)
        deeper = os.open("d" * 40, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = deeper
        os.close(os.open("z", os.O_WRONLY | os.O_CREAT, dir_fd=fd))
    os.close(fd)


@pytest.fixture
def deep_place(tmp_path):
    """Return a folder that is removed by a program that can: pytest's own cleaning recurses."""
    (tmp_path / "deep").mkdir()
    yield tmp_path / "deep"
    subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)


def test_deeper_than_paths_and_descriptors_allow(deep_place):
    deep_folder(deep_place, 1100)
    result, entries = listing(deep_place)
    assert result.whole
    assert result.files == 1100
    assert max(map(len, entries)) > 45_000
    # "z" comes after the folder beside it, so every level was left and entered again.
    assert list(entries)[-1] == b"d" * 40 + b"/z"


def test_no_descriptor_is_left_open(tmp_path):
    many(tmp_path / "e", 60, 30)
    deep_folder(tmp_path / "e", 200)
    hash_folder(tmp_path / "e")
    before = len(os.listdir("/proc/self/fd"))
    hash_folder(tmp_path / "e")
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_that_changes_meanwhile_is_a_finding(tmp_path):
    many(tmp_path / "e", 3, 5)
    acts = [lambda: (tmp_path / "e" / "d2" / "late").write_bytes(b"")]
    result = hash_folder(tmp_path / "e", on_entry=lambda _: acts and acts.pop()())
    assert [(each.code, each.path) for each in result.findings] == [("FOLDER_CHANGED", b"d2")]


def test_a_file_that_vanishes_meanwhile_is_a_finding(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")
    original = walk.Walk._list

    def list_then_remove(self, fd, path):
        found = original(self, fd, path)
        (tmp_path / "a").unlink()
        return found

    monkeypatch.setattr(walk.Walk, "_list", list_then_remove)
    result, entries = listing(tmp_path)
    assert entries[b"a"].findings == ("FILE_VANISHED",)
    assert "FILE_VANISHED" in {each.code for each in result.findings}


def test_a_file_replaced_by_a_fifo_does_not_hang(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")
    original = walk.Walk._list

    def list_then_swap(self, fd, path):
        found = original(self, fd, path)
        (tmp_path / "a").unlink()
        os.mkfifo(tmp_path / "a")
        return found

    monkeypatch.setattr(walk.Walk, "_list", list_then_swap)
    _, entries = listing(tmp_path)
    assert (entries[b"a"].kind, entries[b"a"].findings) == ("fifo", ("NOT_A_FILE",))


def test_what_is_not_evidence_is_left_out(tmp_path):
    (tmp_path / "e").write_bytes(b"x")
    (tmp_path / "manifest").write_bytes(b"")
    own = (tmp_path / "manifest").stat()
    _, entries = listing(tmp_path, left_out=[(own.st_dev, own.st_ino)])
    assert set(entries) == {b"e"}


@pytest.mark.parametrize("after", [1, 1500])
def test_cancel(tmp_path, after):
    many(tmp_path / "e", 50, 60)
    control = Control()
    seen = []

    def take(entry):
        seen.append(entry)
        if len(seen) == after:
            control.cancel()

    with pytest.raises(Cancelled):
        hash_folder(tmp_path / "e", progress=control, on_entry=take, jobs=2)
    assert len(seen) < 3050
    assert not [each for each in threading.enumerate() if each.name == "reader"]


def test_cancel_leaves_no_descriptor_open(tmp_path):
    many(tmp_path / "e", 50, 60)

    def cancelled(after):
        control, seen = Control(), []

        def take(entry):
            seen.append(entry)
            if len(seen) == after:
                control.cancel()

        with pytest.raises(Cancelled):
            hash_folder(tmp_path / "e", progress=control, on_entry=take, jobs=2)
        for thread in threading.enumerate():
            if thread.name == "small files":
                thread.join(10)
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    cancelled(100)
    before = cancelled(100)
    assert cancelled(1) == before
    assert cancelled(1500) == before


def test_extended_attributes_are_listed(tmp_path):
    evidence = tmp_path / "e"
    evidence.write_bytes(b"x")
    try:
        os.setxattr(evidence, "user.origin", b"elsewhere")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    _, entries = listing(tmp_path)
    (found,) = [each for each in entries[b"e"].xattrs if each.name == b"user.origin"]
    assert (found.size, found.sha256) == (9, sha256(b"elsewhere"))


def test_the_root_may_be_named_by_any_path(tmp_path):
    deep_folder(tmp_path, 120)
    path = "/".join([str(tmp_path), *["d" * 40] * 110])
    assert len(path) > 4096
    assert hash_folder(path).files == 11
    assert hash_folder(Path(tmp_path)).files == 120


def test_lines_made_by_the_readers_are_those_of_the_entries(hostile, oddities, tmp_path):
    root = tmp_path / "all"
    root.mkdir()
    hostile.rename(root / "50% of %s")
    oddities.rename(root / os.fsdecode(b"not\xffunicode"))
    (root / "plain").mkdir()
    (root / "plain" / "x").write_bytes(b"x")
    with suppress(OSError):
        os.setxattr(root / "plain" / "x", "user.origin", b"elsewhere")
    many(root / "many", 2, 700)
    seen = []
    asked = hash_folder(root, ["sha256", "sha512", "sha3-256", "md5"], on_entry=seen.append, jobs=2)
    not_asked, entries = listing(root, ["sha256", "sha512", "sha3-256", "md5"], jobs=2)
    assert not_asked.digest == asked.digest
    assert list(entries.values()) == seen
    assert (not_asked.files, not_asked.size, not_asked.bytes_read) == (asked.files, asked.size, asked.bytes_read)


@pytest.mark.parametrize("act", [
    lambda path: path.write_bytes(b"other"),
    lambda path: path.write_bytes(b"longer than it was"),
    lambda path: path.write_bytes(b"s"),
    lambda path: path.unlink(),
], ids=["changed", "grew", "shrank", "vanished"])  # fmt: skip
def test_a_plain_file_that_changes_under_the_reader_is_a_finding(tmp_path, monkeypatch, act):
    names = [b"a", b"b", b"c"]
    for name in names:
        (tmp_path / name.decode()).write_bytes(b"first")
    original = small_files.list_xattrs
    opened = []

    def act_on_the_second(fd):
        opened.append(fd)
        if len(opened) == 2:
            act(tmp_path / "b")
        return original(fd)

    monkeypatch.setattr(small_files, "list_xattrs", act_on_the_second)
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        before, found, after = hash_lines(folder, b"", names, ["sha256"], new_buffer())
    finally:
        os.close(folder)
    assert (before.files, after.files) == (1, 1)
    assert len(found.findings) == 1
    assert found.findings[0][0].startswith("FILE_")
