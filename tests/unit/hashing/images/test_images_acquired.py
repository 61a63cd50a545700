"""Images that ewfacquire made: the medium comes out as it went in, and ewfinfo and ewfverify say the same."""

from __future__ import annotations

import hashlib
import re
import subprocess

import pytest

from custody_app.hashing.images.image_hash import MATCH, NOT_STORED, hash_image
from tests.unit.hashing.images.conftest import medium

FORMATS = ("ewf", "smart", "ftk", "encase2", "encase3", "encase4", "encase5", "encase6", "linen5", "linen6", "ewfx")
LABELS = {"c": "Case number", "n": "Evidence number", "e": "Examiner name", "t": "Notes", "a": "Description"}


def assert_is(result, raw, *, stored=("md5",)):
    assert not result.findings, [each.code for each in result.findings]
    assert result.sound
    assert result.size == len(raw)
    assert result.digests["sha256"] == hashlib.sha256(raw).hexdigest()
    words = {each.algorithm: each.result for each in result.comparisons}
    assert all(words[name] == MATCH for name in stored), words
    assert words["sha256"] == NOT_STORED


@pytest.mark.parametrize("segment", ["1048576", "1500000000"])
@pytest.mark.parametrize("sectors", ["16", "64", "2048"])
@pytest.mark.parametrize("compression", ["none", "empty-block", "fast", "best"])
def test_every_compression_chunk_and_segment_size(acquire, tmp_path, compression, sectors, segment):
    raw = medium(5003)
    image = acquire(tmp_path, raw, "-c", compression, "-b", sectors, "-S", segment, "-d", "sha1", "-f", "encase6")
    result = hash_image(image, of_files=())
    assert_is(result, raw, stored=("md5", "sha1"))
    assert result.chunk_bytes == int(sectors) * 512
    assert len(result.segments) == len(list(tmp_path.glob("image.E*")))
    assert (len(result.segments) > 1) == (segment == "1048576")


@pytest.mark.parametrize("image_format", FORMATS)
def test_every_format(acquire, tmp_path, image_format):
    raw = medium(700)
    result = hash_image(acquire(tmp_path, raw, "-c", "fast", "-f", image_format), of_files=())
    assert_is(result, raw)
    assert result.format == ("S01" if image_format == "smart" else "E01")


def test_ewfinfo_says_the_same(acquire, oracle, tmp_path):
    image = acquire(tmp_path, medium(500), "-c", "best", "-d", "sha1", "-f", "encase6")
    said = subprocess.run([oracle("ewfinfo"), image], capture_output=True, check=True, text=True).stdout
    theirs = dict(re.findall(r"^\t([^:]+):\t+(.*)$", said, re.MULTILINE))
    result = hash_image(image)
    assert {name: result.facts.case[name] for name in LABELS} == {name: theirs[said] for name, said in LABELS.items()}
    assert {"md5": theirs["MD5"], "sha1": theirs["SHA1"]} == result.facts.stored
    assert theirs["Media size"].endswith(f"({result.size} bytes)")
    assert result.files[0].digests["sha256"] == hashlib.sha256(image.read_bytes()).hexdigest()


@pytest.mark.parametrize("compression", ["none", "best"])
def test_ewfverify_finds_the_same_corrupt_sectors_and_digest(acquire, oracle, tmp_path, compression):
    image = acquire(tmp_path, medium(3000), "-c", compression, "-f", "encase6")
    content = bytearray(image.read_bytes())
    start = content.index(b"sectors") + 76
    for place in (100, 60_000, 61_000, 120_000):
        content[start + place] ^= 0x10
    image.write_bytes(content)
    done = subprocess.run([oracle("ewfverify"), "-w", "-q", image], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    theirs = [tuple(map(int, each)) for each in re.findall(r"sector\(s\): (\d+) - (\d+)", done.stdout)]
    result = hash_image(image, ["md5"], of_files=())
    assert [(each.first, each.first + each.sectors - 1) for each in result.corrupt] == theirs
    assert re.search(r"calculated over data:\s+(\w+)", done.stdout)[1] == result.digests["md5"]
    assert not result.sound
    assert {each.code for each in result.findings} == {"EWF_SECTORS_CORRUPT", "IMAGE_DIGEST_MISMATCH"}


@pytest.fixture
def three(acquire, tmp_path):
    """Return the first of at least three segments."""
    return acquire(tmp_path, medium(9000, seed=2), "-c", "none", "-S", "1048576", "-f", "encase6")


@pytest.mark.parametrize("lost", ["E02", "last"])
def test_a_missing_segment_is_named_and_there_is_no_digest(three, lost):
    segments = sorted(three.parent.glob("image.E*"))
    path = segments[1] if lost == "E02" else segments[-1]
    path.unlink()
    result = hash_image(three, of_files=())
    missing = [each.path for each in result.findings if each.code == "IMAGE_SEGMENT_MISSING"]
    assert missing == [str(path).encode()]
    assert not result.digests
    assert not result.sound


def test_segments_in_each_others_place_are_told(three):
    second, third = three.with_suffix(".E02"), three.with_suffix(".E03")
    held = second.read_bytes()
    second.write_bytes(third.read_bytes())
    third.write_bytes(held)
    result = hash_image(three, of_files=())
    assert [each.code for each in result.findings[:2]] == ["IMAGE_SEGMENT_ORDER"] * 2
    assert "IMAGE_DIGEST_MISMATCH" in {each.code for each in result.findings}


def test_a_truncated_image_says_what_is_missing(three):
    last = max(three.parent.glob("image.E*"))
    last.write_bytes(last.read_bytes()[:300_000])
    result = hash_image(three, of_files=())
    assert {"EWF_NO_END", "EWF_CHUNKS_MISSING"} <= {each.code for each in result.findings}
    assert not result.digests
