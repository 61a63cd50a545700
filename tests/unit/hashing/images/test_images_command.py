# ruff: noqa: S324  (the format has MD5)
"""`custody hash IMAGE.E01`: text, JSON, manifest and exit code."""

from __future__ import annotations

import hashlib
import json

import pytest

from custody_app.cli.main import main
from tests.unit.hashing.images.conftest import medium
from tests.unit.hashing.images.ewf_layout import image_v1, image_v2

RAW = medium(60)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "disk.E01").write_bytes(image_v1(RAW))
    return tmp_path


def test_stored_and_computed_stand_one_above_the_other(here, capfd):
    assert main(["hash", "disk.E01", "--algorithms", "sha256"]) == 0
    said, remarks = capfd.readouterr()
    container = hashlib.sha256((here / "disk.E01").read_bytes()).hexdigest()
    md5 = hashlib.md5(RAW).hexdigest()
    assert said.startswith(f"SHA256 (disk.E01) = {container}\ndisk.E01: image E01, 30720 bytes; files: 1\n")
    assert "  Case number: C-7\n" in said
    assert f"  sha256: the image stores none\n    computed  {hashlib.sha256(RAW).hexdigest()}\n" in said
    assert f"  md5: as stored\n    stored    {md5}\n    computed  {md5}\n" in said
    assert "  Sectors 3 to 4 could not be read when the image was made\n" in said
    assert not remarks


def test_a_corrupt_chunk_fails_and_its_sectors_are_named(here, capfd):
    content = bytearray((here / "disk.E01").read_bytes())
    content[content.index(b"sectors") + 76 + 4104 + 30] ^= 1
    (here / "disk.E01").write_bytes(content)
    assert main(["hash", "disk.E01", "--language", "es"]) == 1
    said, remarks = capfd.readouterr()
    assert "  Los sectores 8 a 15 están dañados en la imagen y cuentan como ceros\n" in said
    assert "[EWF_SECTORS_CORRUPT]" in remarks
    assert "[IMAGE_DIGEST_MISMATCH]" in remarks
    assert main(["hash", "disk.E01", "--json"]) == 1
    image = json.loads(capfd.readouterr().out)["images"][0]
    assert image["corrupt_sectors"] == [{"first": 8, "count": 8}]
    assert {each["algorithm"]: each["result"] for each in image["comparisons"]} == {
        "sha256": "not_stored", "blake3": "not_stored", "sha1": "mismatch", "md5": "mismatch",
    }  # fmt: skip
    assert not image["sound"]


def test_one_json_document_holds_the_image_and_its_files(here, capfd):
    for number, piece in enumerate(image_v2(RAW, segments=2), 1):
        (here / f"two.Ex0{number}").write_bytes(piece)
    assert main(["hash", "two.Ex01", "--json", "--algorithms", "sha256"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert [each["path"] for each in document["files"]] == ["two.Ex01", "two.Ex02"]
    image = document["images"][0]
    assert image["digests"]["sha256"] == hashlib.sha256(RAW).hexdigest()
    assert (image["format"], image["sound"], image["case"]["examiner"]) == ("Ex01", True, "Ana")


@pytest.mark.parametrize("layout", ["bsd", "json"])
def test_a_manifest_holds_the_files_and_can_be_checked(here, capfd, layout):
    (here / "disk.E01a").write_bytes(b"a")
    for number in (1, 2, 3):
        (here / f"dd.00{number}").write_bytes(b"%d" % number * 600)
    names = ["disk.E01", "dd.001", "disk.E01a"]
    assert main(["hash", *names, "--format", layout, "--output", "m"]) == 0
    said, remarks = capfd.readouterr()
    assert "dd.001: image split raw, 1800 bytes; files: 3" in said
    assert not remarks
    assert main(["check", "m"]) == 0
    capfd.readouterr()
    # Beside other names, standard output is the manifest alone.
    assert main(["hash", "dd.001", "dd.002", "dd.003", "disk.E01a", "--algorithms", "sha256"]) == 0
    said, remarks = capfd.readouterr()
    assert [line.split(" ")[1] for line in said.splitlines()] == ["(dd.001)", "(dd.002)", "(dd.003)", "(disk.E01a)"]
    assert "image split raw" in remarks


def test_what_is_only_named_as_an_image_fails(here, capfd):
    (here / "notes.E01").write_bytes(b"no image at all")
    assert main(["hash", "notes.E01"]) == 1
    assert "[EWF_FILE_HEADER]" in capfd.readouterr().err


def test_names_from_an_image_act_on_no_terminal(here, capfd):
    (here / "disk.E01").write_bytes(image_v1(RAW, examiner="A\x1b[31mna\u202e"))
    assert main(["hash", "disk.E01"]) == 0
    said = capfd.readouterr().out
    assert "[31mna" in said
    assert not {"\x1b", "\u202e"} & set(said)
