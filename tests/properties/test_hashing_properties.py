# ruff: noqa: ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import io
import os
import tempfile
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.diagnostics import InputWrong
from custody_app.hashing.comparison import compare
from custody_app.hashing.digests import ALGORITHMS, new_hasher
from custody_app.hashing.entry import KINDS, Entry, Xattr, encode_entry, parse_entry
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.formats import FORMATS
from custody_app.hashing.formats.listing import LineError, Listed, NameNotWritable
from custody_app.hashing.manifest import ManifestReader, ManifestWriter
from custody_app.hashing.names import name_value, parse_name
from custody_app.hashing.pipeline import Ring
from custody_app.hashing.small_files import hash_names

names = st.binary(min_size=1, max_size=40).filter(lambda n: b"\0" not in n and b"/" not in n and n not in (b".", b".."))
paths = st.lists(names, min_size=1, max_size=4).map(b"/".join)
digests = st.dictionaries(st.sampled_from(ALGORITHMS), st.binary(max_size=9)).map(
    lambda found: {name: new_hasher(name, data).hexdigest() for name, data in found.items()}
)
entries = st.builds(
    Entry,
    path=paths,
    kind=st.sampled_from(KINDS),
    size=st.none() | st.integers(0, 2**53 - 1),
    mtime_ns=st.none() | st.integers(-(2**63), 2**63),
    digests=digests,
    findings=st.lists(st.sampled_from(["FILE_DENIED", "FILE_GREW"]), max_size=2).map(tuple),
    target=st.none() | st.binary(min_size=1),
    hard_links=st.integers(1, 9),
    same_as=st.none(),
    xattrs=st.lists(st.builds(Xattr, st.binary(min_size=1), st.integers(0, 99), st.just("00" * 32)), max_size=2).map(
        tuple
    ),
)


@given(st.binary())
def test_any_bytes_are_a_name_and_come_back(raw):
    assert parse_name(name_value(raw)) == raw


@given(entries)
def test_entries_come_back(entry):
    assert parse_entry(encode_entry(entry)) == entry


@given(st.binary())
def test_no_line_breaks_the_reader(data):
    head = b'{"algorithms":["sha256"],"v":"custody/manifest/1"}\n'
    for stream in (io.BytesIO(data), io.BytesIO(head + data)):
        with suppress(InputWrong):  # anything else fails the test
            list(ManifestReader(stream))


@given(st.lists(entries, unique_by=lambda entry: entry.path))
def test_manifests_come_back(found):
    out = io.BytesIO()
    writer = ManifestWriter(["sha256"], out)
    ordered = sorted(found, key=lambda entry: entry.path)
    for entry in ordered:
        if writer.size + (entry.size or 0) < 2**53:
            writer.add(entry)
    writer.finish()
    out.seek(0)
    reader = ManifestReader(out)
    assert len(list(reader)) == writer.entries


@given(st.sampled_from(["sha256sum", "bsd", "hashdeep", "bagit", "dfxml"]), st.lists(paths, unique=True, max_size=8))
def test_line_formats_come_back(name, found):
    layout = FORMATS[name]
    data, expected = layout.head(["sha256"]), []
    for path in found:
        entry = Entry(path, "file", 3, 0, {"sha256": new_hasher("sha256", path).hexdigest()})
        try:
            data += layout.encode(entry, ["sha256"])
        except NameNotWritable:
            continue
        expected.append((path, entry.digests))
    read = list(layout.read(io.BytesIO(data + layout.tail)))
    assert [(each.path, each.digests) for each in read if isinstance(each, Listed)] == expected


@given(
    st.sampled_from(list(FORMATS)),
    st.binary() | st.text("0123456789abcdef \\*()=\n,%#SHA256/.", max_size=300).map(str.encode),
)
def test_no_bytes_break_a_format_reader(name, data):
    lines = data.count(b"\n") + 2
    for found in FORMATS[name].read(io.BytesIO(data)):
        assert isinstance(found, Listed | LineError)
        assert 1 <= found.line <= lines


class Pieces:
    """A source that gives its bytes in pieces of any size."""

    def __init__(self, pieces):
        self.pieces = [piece for piece in pieces if piece]

    def readinto(self, view):
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        view[: len(piece)] = piece
        return len(piece)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=30))
def test_the_ring_digests_what_was_read_whatever_the_pieces(pieces):
    ring: Ring[None] = Ring()

    class Recycling:
        """Stands in for the asking thread: every buffer goes straight back."""

        def put(self, slot):
            ring.recycle(slot)

    ring.posted = Recycling()
    found = ring.digest(Pieces(list(pieces)), ALGORITHMS)
    assert found == {name: new_hasher(name, b"".join(pieces)).hexdigest() for name in ALGORITHMS}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 40), st.integers(1, 20), st.integers(1, 30))
def test_a_small_buffer_reads_the_same(size, buffer, large_at):
    data = bytes(range(size))
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "e"), "wb") as stream:  # noqa: PTH118, PTH123
            stream.write(data)
        fd = os.open(folder, os.O_RDONLY)
        try:
            (found,) = hash_names(fd, [b"e"], ["sha256", "md5"], memoryview(bytearray(buffer)), large_at)
        finally:
            os.close(fd)
    if size >= large_at:
        assert found.kind == "large"
    else:
        assert found.digests == (new_hasher("sha256", data).digest(), new_hasher("md5", data).digest())
        assert not found.findings


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(paths, st.binary(max_size=20), max_size=12))
def test_any_tree_is_listed_in_order_and_matches_itself(tree):
    with tempfile.TemporaryDirectory() as folder:
        root = os.fsencode(folder)
        made = {}
        for path, data in tree.items():
            try:
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)  # noqa: PTH103, PTH118, PTH120
                with open(os.path.join(root, path), "wb") as stream:  # noqa: PTH118, PTH123
                    stream.write(data)
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                continue
            made[path] = data
        seen = []
        result = hash_folder(root, ["sha256"], on_entry=seen.append)
    assert result.whole
    assert [entry.path for entry in seen] == sorted(entry.path for entry in seen)
    files = {entry.path: entry.digests["sha256"] for entry in seen if entry.kind == "file"}
    assert files == {path: new_hasher("sha256", data).hexdigest() for path, data in made.items()}
    assert compare(seen, seen).same
