# ruff: noqa: ANN002, ANN003  (inner functions of tests, as the outer ones)
# ruff: noqa: PTH108, PTH118, PTH208  (raw names are bytes, which pathlib does not take)
"""Foreign programs judge our manifests, and we judge theirs, on the same hostile names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from custody_app.cli.main import main
from custody_app.hashing.file_hash import hash_file

TOOLS = {"sha256": "sha256sum", "sha512": "sha512sum", "sha1": "sha1sum", "md5": "md5sum"}


@pytest.fixture
def here(hostile, monkeypatch):
    monkeypatch.chdir(hostile.parent)
    return hostile


def custody(*arguments):
    return main([os.fsdecode(each) for each in arguments])


def ran(*command, **options):
    return subprocess.run(command, capture_output=True, check=False, **options)


@pytest.mark.parametrize(("algorithm", "tool"), TOOLS.items())
def test_coreutils_accept_ours(oracle, here, algorithm, tool):
    tool = oracle(tool)
    assert custody("hash", "evidence", "--format", "sha256sum", "--algorithms", algorithm, "--output", "m") == 0
    judged = ran(tool, "--strict", "-c", "m")
    assert judged.returncode == 0, judged.stderr
    assert judged.stdout.count(b": OK\n") == len(os.listdir(here))
    next(here.iterdir()).write_bytes(b"changed")
    assert ran(tool, "--strict", "-c", "m").returncode == 1


@pytest.mark.parametrize("tag", [False, True])
def test_we_accept_coreutils(oracle, here, tag):
    names = sorted(os.listdir(os.fsencode("evidence")))
    options = ["--tag"] if tag else []
    made = ran(oracle("sha256sum"), *options, "--", *[b"evidence/" + name for name in names])
    Path("m").write_bytes(made.stdout)
    assert custody("check", "m") == 0
    ours = ran(oracle("sha256sum"), "--strict", "-c", "m")
    assert ours.returncode == 0
    # Byte for byte what we write ourselves.
    fmt = "bsd" if tag else "sha256sum"
    assert custody("hash", "evidence", "--format", fmt, "--algorithms", "sha256", "--output", "o") == 0
    assert sorted(Path("o").read_bytes().split(b"\n")) == sorted(made.stdout.split(b"\n"))


def test_hashdeep_accepts_ours(oracle, here):
    hashdeep = oracle("hashdeep")
    for each in os.listdir(os.fsencode(here)):
        if b"\n" in each or b"\r" in each:
            os.unlink(os.path.join(os.fsencode(here), each))
    arguments = ("hash", here, "--format", "hashdeep", "--algorithms", "sha256,sha1,md5", "--output", "m")
    assert custody(*arguments) == 0
    audited = ran(hashdeep, "-a", "-vv", "-k", "m", "-r", here)
    assert audited.returncode == 0, audited.stdout
    assert custody("check", "m", "--root", here) == 0
    (here / "plain.txt").write_bytes(b"changed")
    assert ran(hashdeep, "-a", "-k", "m", "-r", here).returncode == 1


@pytest.mark.parametrize("options", [[], ["-l"], ["-c", "sha256"]])
def test_we_accept_hashdeep(oracle, here, options):
    for each in os.listdir(os.fsencode(here)):
        if b"\n" in each or b"\r" in each:
            os.unlink(os.path.join(os.fsencode(here), each))
    Path("m").write_bytes(ran(oracle("hashdeep"), *options, "-r", "evidence").stdout)
    assert custody("check", "m", "--root", "evidence") == 0
    (here / "new").write_bytes(b"new")
    assert custody("check", "m", "--root", "evidence") == 1


def test_hashdeep_and_we_agree_on_the_words(oracle, tmp_path, monkeypatch, capsys):
    root = tmp_path / "e"
    root.mkdir()
    for name in ("same", "gone", "moves"):
        (root / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    hashdeep = oracle("hashdeep")
    Path("m").write_bytes(ran(hashdeep, "-c", "sha256", "-r", "e").stdout)
    (root / "gone").unlink()
    (root / "moves").rename(root / "moved")
    (root / "new").write_text("new")
    theirs = ran(hashdeep, "-a", "-v", "-k", "m", "-r", "e").stdout.decode()
    found = {line.split(":")[0].strip(): int(line.split(":")[1]) for line in theirs.splitlines() if line[-1:].isdigit()}
    assert custody("check", "m", "--root", "e") == 1
    ours = capsys.readouterr().out
    assert "matched 1, changed 0, missing 1, moved 1, new 1" in ours
    # hashdeep counts what moved among what it did not find, too.
    assert (found["Files matched"], found["Files moved"], found["New files found"]) == (1, 1, 1)


def test_b3sum_accepts_ours(oracle, here):
    b3sum = oracle("b3sum")
    for each in os.listdir(os.fsencode(here)):
        # b3sum reads only UTF-8 names, and those with a carriage return in its own way.
        if b"\r" in each or each.decode("utf-8", "ignore").encode() != each:
            os.unlink(os.path.join(os.fsencode(here), each))
    assert custody("hash", "evidence", "--format", "sha256sum", "--algorithms", "blake3", "--output", "B3SUMS") == 0
    judged = ran(b3sum, "-c", "B3SUMS")
    assert judged.returncode == 0, judged.stderr
    names = sorted(os.listdir(os.fsencode("evidence")))
    Path("b3sums").write_bytes(ran(b3sum, "--", *[b"evidence/" + name for name in names]).stdout)
    assert custody("check", "b3sums") == 0


@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "sha3-256", "sha1", "md5"])
def test_openssl_finds_the_same(oracle, here, algorithm):
    openssl = oracle("openssl")
    (here / "large").write_bytes(os.urandom(9 << 20))
    for name in os.listdir(os.fsencode(here)):
        path = os.path.join(b"evidence", name)
        theirs = ran(openssl, "dgst", f"-{algorithm}", "-r", path).stdout
        # The digest is the first 2n hex digits, after a backslash if the name is escaped.
        ours = hash_file(path, [algorithm]).digests[algorithm]
        assert theirs.removeprefix(b"\\").startswith(ours.encode()), name


def test_bagit_accepts_ours(oracle_module, tmp_path, monkeypatch):
    bagit = oracle_module("bagit")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "sub").mkdir(parents=True)
    for name in ("a", "with space", "niño", "sub/b"):
        (tmp_path / "data" / name).write_text(name)
    assert custody("hash", "data", "--format", "bagit", "--output", "manifest-sha256.txt") == 0
    (tmp_path / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    assert bagit.Bag(str(tmp_path)).validate()
    assert custody("check", "manifest-sha256.txt", "--root", "data") == 0
    (tmp_path / "data" / "a").write_text("changed")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path)).validate()
    assert custody("check", "manifest-sha256.txt") == 1


def test_hashdeep_and_we_read_dfxml(oracle, tmp_path, monkeypatch):
    root = tmp_path / "evidence"
    root.mkdir()
    for name in ("a", "with space", "niño", "less < & 'more' >", "comma,"):
        (root / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    Path("theirs.xml").write_bytes(ran(oracle("hashdeep"), "-d", "-c", "md5,sha256", "-r", "evidence").stdout)
    assert custody("check", "theirs.xml", "--root", "evidence") == 0
    assert custody("hash", "evidence", "--format", "dfxml", "--output", "ours.xml") == 0
    elements = ET.parse("ours.xml").getroot()  # noqa: S314  (our own)
    space = elements.tag.removesuffix("dfxml")
    assert {each.text for each in elements.iter(f"{space}filename")} == {
        f"evidence/{each.name}" for each in root.iterdir()
    }
    assert custody("check", "ours.xml", "--root", "evidence") == 0
    (root / "a").write_text("changed")
    assert custody("check", "theirs.xml", "--root", "evidence") == 1
    assert custody("check", "ours.xml", "--root", "evidence") == 1
