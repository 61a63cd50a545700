# ruff: noqa: S311  (the same damage each time)
"""Each byte of an image wrong: found, unless it changes nothing; hostile images: never a crash, never a hang."""

from __future__ import annotations

import hashlib
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.hashing.images.ewf2_walk import walk_sections
from custody_app.hashing.images.findings import FindingLog
from custody_app.hashing.images.image_hash import hash_image
from custody_app.hashing.images.segment_file import SegmentPool
from tests.unit.hashing.images.conftest import medium
from tests.unit.hashing.images.ewf_layout import SegmentV1, image_v1, image_v2, table_body, volume_body

RAW = medium(60)
ROOT = Path(__file__).parents[4]


def places_by_section(content: bytes) -> dict[str, range]:
    """Return where the descriptor and the body of each section lie."""
    offset, found, seen = 13, {"file header": range(13)}, 0
    while True:
        kind, following = struct.unpack_from("<16sQ", content, offset)
        name = f"{seen} {kind.rstrip(bytes(1)).decode()}"
        found[f"{name} descriptor"] = range(offset, offset + 76)
        if following == offset:
            return found
        found[name] = range(offset + 76, following)
        offset, seen = following, seen + 1


LENIENT = ("sectors", "header", "header2", "xhash", "ltypes")
"""Sections with bytes that say nothing: the level in the head of a zlib stream, bits between two of its blocks."""


def assert_found(image, damaged, place):
    image.write_bytes(damaged)
    result = hash_image(image, ["sha256"], of_files=())
    if result.faults:
        assert not result.sound
        return
    section = next(name for name, places in SECTIONS.items() if place in places)
    assert section.split(" ", 1)[1] in LENIENT, (section, place)
    # Nothing was found: then nothing of what the image holds or says may have changed.
    assert result.digests["sha256"] == hashlib.sha256(RAW).hexdigest(), place
    image.write_bytes(CONTENT)
    before = hash_image(image, ["sha256"], of_files=())
    assert (result.facts.case, result.facts.stored) == (before.facts.case, before.facts.stored), place
    assert result.facts.acquisition_errors == before.facts.acquisition_errors, place


CONTENT = image_v1(RAW, logical=True)
SECTIONS = places_by_section(CONTENT)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda name: name.replace(" ", "-"))
def test_a_sample_of_the_bytes_of_every_section(tmp_path, section):
    chance = random.Random(section)
    for place in chance.sample(SECTIONS[section], min(6, len(SECTIONS[section]))):
        damaged = bytearray(CONTENT)
        damaged[place] ^= 1 << chance.randrange(8)
        assert_found(tmp_path / "x.L01", damaged, place)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_every_byte(tmp_path):
    for place in range(len(CONTENT)):
        for mask in (0x01, 0x80, 0xFF):
            damaged = bytearray(CONTENT)
            damaged[place] ^= mask
            assert_found(tmp_path / "x.L01", damaged, place)


def test_cut_at_any_place(tmp_path):
    chance = random.Random(5)
    for end in [0, 1, 12, 13, 14, 88, *chance.sample(range(len(CONTENT)), 25)]:
        (tmp_path / "x.L01").write_bytes(CONTENT[:end])
        assert hash_image(tmp_path / "x.L01", ["sha256"], of_files=()).faults, end


@pytest.mark.parametrize("chunk", [0, 1, 2, 3], ids=["plain", "packed", "packed", "plain"])
def test_exactly_the_sectors_of_a_corrupt_chunk_are_zeros(tmp_path, chunk):
    start = CONTENT.index(b"sectors") + 76
    table = CONTENT.index(b"table") + 76 + 24
    (offset,) = struct.unpack_from("<I", CONTENT, table + 4 * chunk)
    damaged = bytearray(CONTENT)
    damaged[start + (offset & 0x7FFFFFFF) + 20] ^= 2
    (tmp_path / "x.L01").write_bytes(damaged)
    result = hash_image(tmp_path / "x.L01", ["sha256"], of_files=())
    assert [tuple(each) for each in result.corrupt] == [(chunk * 8, 8)]
    zeros = RAW[: chunk * 4096] + bytes(4096) + RAW[(chunk + 1) * 4096 :]
    assert result.digests["sha256"] == hashlib.sha256(zeros).hexdigest()
    assert (result.sound, result.read_whole) == (False, False)


def test_one_copy_of_a_damaged_table_is_enough(tmp_path):
    for kind in (b"table\0", b"table2"):
        for skip in (3, 76 + 2, 76 + 30):
            damaged = bytearray(CONTENT)
            damaged[CONTENT.index(kind) + skip] ^= 4
            (tmp_path / "x.L01").write_bytes(damaged)
            result = hash_image(tmp_path / "x.L01", ["sha256"], of_files=())
            assert result.digests["sha256"] == hashlib.sha256(RAW).hexdigest(), (kind, skip)
            assert result.faults


EX01 = image_v2(RAW)[0]


def test_a_sample_of_the_bytes_of_version_2(tmp_path):
    chance = random.Random(8)
    image = tmp_path / "x.Ex01"
    image.write_bytes(EX01)
    log = FindingLog()
    segment = SegmentPool().open(str(image).encode())
    chunks = next(range(each.start, each.offset) for each in walk_sections(segment, log) if each.kind == 3)
    segment.close()
    # No checksum covers the set identifier of the only segment, nor a method that reads the same.
    silent = {10, 11, *range(16, 32), *chunks}
    for place in chance.sample([each for each in range(len(EX01)) if each not in silent], 90):
        damaged = bytearray(EX01)
        damaged[place] ^= 1 << chance.randrange(8)
        image.write_bytes(damaged)
        assert hash_image(image, ["sha256"], of_files=()).faults, place
    for place in chance.sample(chunks, 20):
        damaged = bytearray(EX01)
        damaged[place] ^= 0x40
        image.write_bytes(damaged)
        result = hash_image(image, ["sha256"], of_files=())
        # Padding between chunks is no part of them.
        assert result.faults or result.digests["sha256"] == hashlib.sha256(RAW).hexdigest(), place


CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=9)), max_size=6)


@settings(max_examples=60)
@given(changes=CHANGES, cut=st.integers(0, 1 << 20), version=st.booleans())
def test_random_damage_never_raises(tmp_path_factory, changes, cut, version):
    content = bytearray(CONTENT if version else EX01)
    for anywhere, value in changes:
        place = anywhere % len(content)
        content[place : place + len(value)] = value
    del content[max(8, cut % (2 * len(content))) :]
    folder = tmp_path_factory.mktemp("fuzz")
    image = folder / ("x.L01" if version else "x.Ex01")
    image.write_bytes(content)
    result = hash_image(image, ["sha256"], of_files=())
    assert result.size <= 64 << 20
    if result.sound and result.size:
        assert result.digests


PACKED = zlib.compress(bytes(1 << 16))
NUMBERS = st.one_of(st.integers(0, 3), st.sampled_from([0x7FFFFFFF, 0xFFFFFFFF, 64, 512, 1 << 20]))
WIDE = st.one_of(NUMBERS, st.sampled_from([(1 << 63), (1 << 64) - 1]))


@settings(max_examples=60)
@given(
    chunks=NUMBERS, per_chunk=NUMBERS, per_sector=NUMBERS, sectors=WIDE, base=WIDE, count=NUMBERS, following=WIDE,
    offsets=st.lists(st.integers(0, 0xFFFFFFFF), max_size=3), packed=st.sampled_from([b"", PACKED]),
)  # fmt: skip
def test_lies_with_right_checksums_never_raise(
    tmp_path_factory, chunks, per_chunk, per_sector, sectors, base, count, following, offsets, packed
):
    segment = SegmentV1()
    segment.section(b"volume", volume_body(chunks, per_chunk, per_sector, sectors))
    segment.section(b"sectors", packed)
    segment.section(b"table", table_body(offsets, base, count))
    segment.section(b"error2", table_body(offsets, base, count))
    segment.section(b"data", volume_body(chunks, per_chunk, per_sector, sectors), following=following)
    segment.section(b"done")
    image = tmp_path_factory.mktemp("fuzz") / "x.E01"
    image.write_bytes(segment.content)
    hash_image(image, ["md5"], of_files=())


HOSTILE = """
import sys
from pathlib import Path
from custody_app.hashing.images.image_hash import hash_image
for name in sys.argv[1:]:
    hash_image(name, ["md5"], of_files=())
told = Path("/proc/self/status").read_text(encoding="ascii")
print(int(told.partition("VmHWM:")[2].split()[0]) >> 10)
"""
"""The peak is VmHWM: ru_maxrss of a child begins with what its parent held when it was forked."""


def test_hostile_images_take_no_more_than_256_mb(tmp_path):
    bomb = zlib.compress(bytes(300 << 20), 9)
    names = []
    for number, (per_chunk, copies) in enumerate([(65536, 3), (1, 3), (64, 200_000), (65536 * 2, 1)]):
        segment = SegmentV1()
        segment.section(b"header2", bomb)
        segment.section(b"volume", volume_body(copies, per_chunk, 512, copies * per_chunk))
        start = len(segment.content) + 76
        segment.section(b"sectors", bomb)
        segment.section(b"table", table_body([0x80000000] * copies if copies < 9 else [], start))
        for _ in range(copies if copies > 9 else 0):
            segment.section(b"session")
        segment.section(b"done")
        names.append(tmp_path / f"{number}.E01")
        names[-1].write_bytes(segment.content)
    done = subprocess.run([sys.executable, "-c", HOSTILE, *names], cwd=ROOT, capture_output=True, check=True, text=True)
    assert int(done.stdout) < 256


def test_findings_are_counted_where_they_are_too_many_to_keep():
    log = FindingLog()
    for number in range(1500):
        log.add("EWF_SECTIONS_TOO_MANY", b"%d" % number)
    assert (len(log.kept), log.count, log.faults) == (1000, 1500, 1500)
