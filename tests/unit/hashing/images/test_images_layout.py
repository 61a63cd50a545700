# ruff: noqa: S324, ANN202  (the format has MD5 and SHA-1; inner functions of tests, as the outer ones)
"""Images laid out by our own tests: version 2, logical images, many segments, names, failing devices."""

from __future__ import annotations

import errno
import hashlib
import zlib

import pytest

from custody_app.hashing.images import decompression
from custody_app.hashing.images.ewf_image import EwfImage
from custody_app.hashing.images.image_hash import MATCH, hash_image
from custody_app.hashing.images.segment_file import SegmentPool, read_whole
from custody_app.hashing.images.segment_names import extension_after, find_segments, names_first_segment
from tests.unit.hashing.images.conftest import medium
from tests.unit.hashing.images.ewf_layout import GUID, SegmentV1, image_v1, image_v2, summed, table_body, volume_body

RAW = medium(149)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def write(folder, pieces, name="image.Ex01"):
    first = folder / name
    for number, piece in enumerate(pieces, 1):
        extension = extension_after(name.rpartition(".")[2].encode(), number).decode()
        first.with_suffix("." + extension).write_bytes(piece)
    return first


@pytest.mark.parametrize("name", ["image.E01", "image.L01"])
def test_every_section_of_version_1(tmp_path, name):
    result = hash_image(write(tmp_path, [image_v1(RAW, logical=name.endswith("L01"))], name))
    assert (result.sound, result.format, result.digests["sha256"]) == (True, name[-3:], sha256(RAW))
    assert not result.findings
    assert result.facts.acquisition_errors == [(3, 2), (9, 1)]
    assert result.facts.sessions == [16, 40]
    assert (result.facts.case["c"], result.facts.case["e"]) == ("C-7", "Ana")
    assert {each.result for each in result.comparisons if each.algorithm in {"md5", "sha1"}} == {MATCH}
    if name.endswith("L01"):
        assert result.facts.logical_files == [("letters/a.txt", 5), ("b.txt", 70000)]


@pytest.mark.parametrize("method", [1, 2], ids=["zlib", "bzip2"])
@pytest.mark.parametrize("segments", [1, 3])
@pytest.mark.parametrize("signature", [b"EVF2", b"LEF2"])
def test_version_2(tmp_path, method, segments, signature):
    name = "image.Ex01" if signature == b"EVF2" else "image.Lx01"
    pieces = image_v2(RAW, method=method, segments=segments, signature=signature)
    result = hash_image(write(tmp_path, pieces, name), of_files=())
    assert not result.findings, [each.code for each in result.findings]
    assert (result.sound, result.format, result.digests["sha256"]) == (True, name[-4:], sha256(RAW))
    assert result.facts.stored == {"md5": hashlib.md5(RAW).hexdigest(), "sha1": hashlib.sha1(RAW).hexdigest()}
    assert result.facts.acquisition_errors == [(3, 2)]
    assert (result.facts.case["c"], result.facts.case["sn"], result.facts.sessions) == ("C-7", "S-1", [16])


def test_an_encrypted_section_is_said_to_be_unsupported(tmp_path):
    from tests.unit.hashing.images.ewf_layout import SegmentV2

    segment = SegmentV2()
    segment.section(1, b"x" * 64, flags=2)
    segment.section(0x0F, flags=0)
    result = hash_image(write(tmp_path, [bytes(segment.content)]), of_files=())
    assert result.findings[0].code == "IMAGE_UNSUPPORTED"
    assert not result.digests


def many_segments(count, guid=GUID):
    """Return segments of one chunk each."""
    raw = medium(count * 8)
    made = []
    for number in range(count):
        segment = SegmentV1(number + 1)
        segment.section(b"data" if number else b"volume", volume_body(count, 8, 512, count * 8, guid))
        base = len(segment.content) + 76
        segment.section(b"sectors", summed(raw[number * 4096 : (number + 1) * 4096]))
        segment.section(b"table", table_body([0], base))
        segment.section(b"next" if number + 1 < count else b"done")
        made.append(bytes(segment.content))
    return raw, made


def test_hundreds_of_segments(tmp_path):
    raw, pieces = many_segments(170)
    result = hash_image(write(tmp_path, pieces, "image.E01"), of_files=())
    assert not result.findings
    assert result.digests["sha256"] == sha256(raw)
    assert result.segments[99].endswith(b".EAA")
    assert len(result.segments) == 170
    (tmp_path / "image.EAB").unlink()
    result = hash_image(tmp_path / "image.E01", of_files=())
    assert [each.path[-3:] for each in result.findings if each.code == "IMAGE_SEGMENT_MISSING"] == [b"EAB"]
    assert not result.digests


@pytest.mark.parametrize("version", [1, 2])
def test_a_segment_of_another_image_is_named(tmp_path, version):
    if version == 1:
        pieces, others = many_segments(3)[1], many_segments(3, guid=bytes(16)[:-1] + b"x")[1]
    else:
        pieces = image_v2(RAW, segments=3)
        others = [each[:16] + bytes(15) + b"x" + each[32:] for each in pieces]
    name = "image.E01" if version == 1 else "image.Ex01"
    image = write(tmp_path, [pieces[0], others[1], pieces[2]], name)
    result = hash_image(image, of_files=())
    foreign = [each.path for each in result.findings if each.code == "IMAGE_SEGMENT_FOREIGN"]
    assert foreign == [str(image)[:-1].encode() + b"2"]
    assert not result.digests


def test_chunks_behind_the_table_as_encase_1_and_smart_lay_them(tmp_path):
    raw = medium(40)
    segment = SegmentV1()
    segment.section(b"volume", volume_body(5, 8, 512, 40))
    packed = [zlib.compress(raw[start : start + 4096], 1) for start in range(0, len(raw), 4096)]
    start = len(segment.content) + 76 + 24 + 20
    offsets = [start + sum(map(len, packed[:number])) | 0x80000000 for number in range(5)]
    segment.section(b"table", table_body(offsets, 0)[:-4] + b"".join(packed))
    segment.section(b"done")
    result = hash_image(write(tmp_path, [bytes(segment.content)], "image.E01"), of_files=())
    assert not result.findings
    assert result.digests["sha256"] == sha256(raw)


def test_a_dual_image_is_told(tmp_path):
    # Next offset and size name two different sections.
    segment = SegmentV1()
    segment.section(b"volume", volume_body(0, 8, 512, 0), size=76 + 1052 + 76)
    segment.section(b"unknown")
    segment.section(b"done")
    result = hash_image(write(tmp_path, [bytes(segment.content)], "image.E01"), of_files=())
    assert {"EWF_SECTION_PLACE", "EWF_SECTION_UNKNOWN"} <= {each.code for each in result.findings}


def test_two_stored_values_that_differ_are_told(tmp_path):
    whole = bytearray(image_v1(RAW))
    place = whole.index(b"hash\0") + 76
    whole[place : place + 36] = summed(bytes(range(32)))
    result = hash_image(write(tmp_path, [bytes(whole)], "image.E01"), of_files=())
    assert "IMAGE_DIGESTS_CONFLICT" in {each.code for each in result.findings}
    assert not result.sound


def test_zlib_finds_the_same_without_libdeflate(tmp_path, monkeypatch):
    monkeypatch.setattr(decompression, "deflate", None)
    image = write(tmp_path, [image_v1(RAW)], "image.E01")
    assert hash_image(image, of_files=()).digests["sha256"] == sha256(RAW)
    whole = bytearray(image.read_bytes())
    whole[whole.index(b"sectors") + 76 + 4104 + 30] ^= 1
    image.write_bytes(whole)
    result = hash_image(image, of_files=())
    assert [tuple(each) for each in result.corrupt] == [(8, 8)]


def test_sectors_that_the_system_cannot_read_are_listed(tmp_path):
    image = write(tmp_path, [image_v1(RAW)], "image.E01")
    bad = image.read_bytes().index(b"sectors") + 76 + 4104 + 30

    def read(fd, offset, count):
        if offset <= bad < offset + count:
            raise OSError(errno.EIO, "")
        return read_whole(fd, offset, count)

    opened = EwfImage(find_segments(str(image).encode()), SegmentPool(read=read))
    source, content = opened.source(), bytearray(len(RAW) + 1)
    assert source.readinto(memoryview(content)) == len(RAW)
    source.close()
    opened.tell_corrupt()
    assert [tuple(each) for each in opened.corrupt_ranges()[0]] == [(8, 8)]
    assert [each.code for each in opened.log.kept] == ["IMAGE_READ_ERROR", "EWF_SECTORS_CORRUPT"]
    assert content[:-1] == RAW[:4096] + bytes(4096) + RAW[8192:]


@pytest.mark.parametrize(
    ("first", "number", "name"),
    [
        (b"E01", 2, b"E02"), (b"E01", 99, b"E99"), (b"E01", 100, b"EAA"), (b"E01", 126, b"EBA"), (b"E01", 775, b"EZZ"),
        (b"E01", 776, b"FAA"), (b"e01", 100, b"eaa"), (b"Ex01", 100, b"ExAA"), (b"Ex01", 776, b"EyAA"),
        (b"L01", 100, b"LAA"), (b"E01", 14971, b"ZZZ"), (b"E01", 14972, None), (b"001", 2, b"002"), (b"000", 2, b"001"),
        (b"001", 1000, None), (b"aa", 2, b"ab"), (b"aa", 27, b"ba"), (b"aa", 677, None), (b"00", 2, b"01"),
    ],
)  # fmt: skip
def test_names_of_segments(first, number, name):
    assert extension_after(first, number) == name


@pytest.mark.parametrize("name", [b"a.E02", b"E01", b"a.e1", b"a.txt", b"a.002", b"a.ab", b"a.E01.txt", b""])
def test_what_is_not_named_as_a_first_segment(name):
    assert not names_first_segment(name)


@pytest.mark.parametrize("names", ["dd.001 dd.002 dd.003", "dd.000 dd.001", "x.dd.00 x.dd.01", "dd.aa dd.ab dd.ac"])
def test_split_raw_is_read_as_one(tmp_path, names):
    pieces = {name: medium(2100, seed=number) for number, name in enumerate(names.split())}
    for name, piece in pieces.items():
        (tmp_path / name).write_bytes(piece)
    result = hash_image(tmp_path / next(iter(pieces)), ["sha256"])
    assert (result.sound, result.format) == (True, "split raw")
    assert result.digests["sha256"] == sha256(b"".join(pieces.values()))
    assert [each.digests["sha256"] for each in result.files] == [sha256(each) for each in pieces.values()]


def test_a_gap_in_split_raw_is_told(tmp_path):
    for name in ("dd.001", "dd.003", "dd.005"):
        (tmp_path / name).write_bytes(b"x" * 512)
    result = hash_image(tmp_path / "dd.001", ["sha256"])
    assert [(each.code, each.path[-3:]) for each in result.findings] == [
        ("IMAGE_SEGMENT_MISSING", b"002"),
        ("IMAGE_SEGMENT_MISSING", b"004"),
    ]
    assert not result.digests
    assert find_segments(str(tmp_path / "other.001").encode()) is None
