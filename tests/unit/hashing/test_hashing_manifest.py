from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.hashing.entry import Entry, Xattr, canonical, encode_entry, parse_entry
from custody_app.hashing.manifest import ManifestReader, ManifestWriter

VECTOR = Path(__file__).parents[2] / "vectors" / "manifest-1.jsonl"
SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
B3 = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
SHA3 = "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"
DIGESTS = {"sha256": SHA, "sha3-256": SHA3, "blake3": B3}
ENTRIES = [
    Entry(b"a", "file", 3, 1_700_000_000_123_456_789, DIGESTS),
    Entry(b"a.txt", "file", 3, -1, DIGESTS, hard_links=2),
    Entry(b"b", "folder", mtime_ns=0),
    Entry(b"b/fifo", "fifo", mtime_ns=1),
    Entry(b"b/link", "link", mtime_ns=1, target=b"../\xffa"),
    Entry(b"b/same", "file", 3, 5, DIGESTS, hard_links=2, same_as=b"a.txt"),
    Entry(b"c", "file", 3, 5, {}, ("FILE_READ_ERROR",)),
    Entry(b"d", "file", findings=("FILE_DENIED",)),
    Entry(b'line\nfeed "quoted" \\ \x01 \x7f', "file", 3, 5, DIGESTS),
    Entry(b"x", "file", 3, 5, DIGESTS, xattrs=(Xattr(b"user.origin", 3, SHA), Xattr(b"user.\xff", 0, SHA))),
    Entry("ñ\u202e\u2028\U0001f600".encode(), "file", 3, 5, DIGESTS),
    Entry(b"\xff\xfe", "file", 3, 5, DIGESTS),
]


def written(entries):
    out = io.BytesIO()
    writer = ManifestWriter(["blake3", "sha3-256", "sha256"], out)
    for entry in entries:
        writer.add(entry)
    return writer.finish(), out.getvalue()


def test_vector():
    digest, data = written(ENTRIES)
    assert data == VECTOR.read_bytes()
    assert digest == hashlib.sha256(data).hexdigest()
    assert f"`{digest}`" in (Path(__file__).parents[3] / "docs" / "manifest-format.md").read_text("utf-8")


def test_reading_gives_back_what_was_written():
    digest, data = written(ENTRIES)
    reader = ManifestReader(io.BytesIO(data))
    assert list(reader) == ENTRIES
    assert reader.digest == digest
    assert reader.algorithms == ("sha256", "sha3-256", "blake3")


def test_every_line_is_canonical_json_of_the_log_format():
    for line in written(ENTRIES)[1].splitlines(keepends=True):
        assert canonical(json.loads(line)) == line


def lines():
    return written(ENTRIES)[1].splitlines(keepends=True)


def refused(data):
    with pytest.raises(InputWrong) as error:
        list(ManifestReader(io.BytesIO(data)))
    assert error.value.code == "MANIFEST_LINE"
    return error.value.values["line"], error.value.values["why"]


def test_every_cut_is_noticed():
    _, data = written(ENTRIES)
    for end in range(len(data)):
        refused(data[:end])


def test_every_flipped_bit_is_noticed_or_changes_the_digest():
    digest, data = written(ENTRIES[:2])
    for position in range(len(data)):
        reader = ManifestReader(io.BytesIO(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]))
        try:
            list(reader)
        except InputWrong:
            continue
        assert reader.digest != digest


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], 3),
        (lambda rows: [rows[0], rows[1], *rows[1:]], 3),
        (lambda rows: [rows[0], *rows[2:]], 13),
        (lambda rows: rows[1:], 1),
        (lambda rows: [*rows, b"\n"], 15),
        (lambda rows: [rows[0], b" " + rows[1], *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"size":3', b'"size":3.0'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"size":3', b'"size":-3'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"size":3', b'"size":true'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"path":"a"', b'"path":"\\u0061"'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"path":"a"', b'"path":"/a"'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"path":"a"', b'"path":"../a"'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"path":"a"', b'"path":""'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"path":"a"', b'"path":7'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b'"kind":"file"', b'"kind":["file"]'), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(SHA.encode(), SHA.upper().encode()), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(SHA.encode(), SHA.encode()[:-1]), *rows[2:]], 2),
        (lambda rows: [rows[0], rows[1].replace(b"sha256", b"sha257"), *rows[2:]], 2),
        (lambda rows: [rows[0], b"[" * 60_000 + b"\n", *rows[2:]], 2),
        (lambda rows: [rows[0], b'{"path":"\\ud800","kind":"file"}\n', *rows[2:]], 2),
        (lambda rows: [rows[0], b"\xff\n", *rows[2:]], 2),
        (lambda rows: [rows[0], b'"' + b"x" * (5 << 20) + b'"\n', *rows[2:]], 2),
        (lambda rows: [b'{"algorithms":["crc32"],"v":"custody/manifest/1"}\n', *rows[1:]], 1),
        (lambda rows: [b'{"algorithms":null}\n', *rows[1:]], 1),
    ],
)
def test_what_is_not_canonical_is_refused_with_its_line(change, line):
    assert refused(b"".join(change(lines())))[0] == line


def test_a_name_in_base64_that_is_unicode_is_refused():
    value = '{"name":"a","name_b64":"YQ==","name_enc":"posix-bytes"}'
    with pytest.raises(ValueError, match="Unicode"):
        parse_entry(f'{{"kind":"fifo","path":{value}}}\n'.encode())


def test_plain_and_general_encoding_agree():
    for entry in ENTRIES:
        assert canonical(json.loads(encode_entry(entry))) == encode_entry(entry)
