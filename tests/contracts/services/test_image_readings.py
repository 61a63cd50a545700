"""What readings of images promise: the medium's digests, the files' manifest, and records of earlier versions."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.hashing.manifest import ManifestReader
from custody_app.services.station import OpenStation
from tests.unit.hashing.images.conftest import medium
from tests.unit.hashing.images.ewf_layout import image_v1, image_v2

RAW = medium(60)
SHA256 = hashlib.sha256(RAW).hexdigest()


@pytest.fixture
def image(tmp_path: Path) -> Path:
    for number, piece in enumerate(image_v2(RAW, segments=2), 1):
        (tmp_path / f"disk.Ex0{number}").write_bytes(piece)
    return tmp_path / "disk.Ex01"


def test_the_record_holds_the_medium_and_lists_the_files(station: OpenStation, image: Path):
    reading = station.readings.read(image, ("sha256", "sha3-256"))
    assert (reading.of, reading.files, reading.size) == ("image", 2, len(RAW))
    assert dict(reading.digests) == {"sha256": SHA256, "sha3_256": hashlib.sha3_256(RAW).hexdigest()}
    with station.attachments.open(reading.manifest) as stream:
        listed = {each.path: each.digests["sha256"] for each in ManifestReader(stream)}
    assert listed == {
        each.encode(): hashlib.sha256((image.parent / each).read_bytes()).hexdigest()
        for each in ("disk.Ex01", "disk.Ex02")
    }


def test_another_container_of_the_same_medium_matches(station: OpenStation, image: Path, tmp_path: Path):
    baseline = station.readings.read(image).digests
    (tmp_path / "copy.E01").write_bytes(image_v1(RAW))
    (tmp_path / "raw.dd").write_bytes(RAW)
    for name in ("copy.E01", "raw.dd"):
        assert station.readings.read_again(tmp_path / name, baseline).reading.digests == baseline


def test_a_baseline_of_the_file_itself_is_still_compared_with_the_file(station: OpenStation, tmp_path: Path):
    path = tmp_path / "disk.E01"
    path.write_bytes(image_v1(RAW))
    old = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    repeated = station.readings.read_again(path, old)
    assert (repeated.reading.of, dict(repeated.reading.digests)) == ("file", old)
    other = station.readings.read_again(path, {"sha256": "0" * 64})
    assert (other.reading.of, dict(other.reading.digests)) == ("image", {"sha256": SHA256})


def test_a_corrupt_image_has_no_digest_to_record(station: OpenStation, tmp_path: Path):
    content = bytearray(image_v1(RAW))
    content[content.index(b"sectors") + 76 + 4104 + 30] ^= 1
    (tmp_path / "disk.E01").write_bytes(content)
    reading = station.readings.read(tmp_path / "disk.E01")
    assert not reading.digests
    with pytest.raises(InputWrong, match="EVIDENCE_NOT_READ"):
        reading.hash_command("ana", "e")
    assert "sectors 8 to 15" in reading.findings[0]
