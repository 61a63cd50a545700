"""Manifests are written and read in one form only."""

from __future__ import annotations

import hashlib
import io

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.exchange.bagit import (
    BAGIT_TXT,
    BagProblem,
    ManifestWriter,
    check_bag,
    encode_bag_info,
    parse_bag_info,
    read_manifest,
)

DIGEST = "ab" * 32


class Files:
    """A bag in memory."""

    kind = "package"

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self):
        return iter(self.files)

    def size(self, name):
        return len(self.files[name])

    def read(self, name, _limit):
        return self.files[name]

    def open(self, name):
        return io.BytesIO(self.files[name])


def bag(**changes: bytes | None) -> Files:
    """Return a bag of one payload file; `changes` are made after the manifests."""
    files = {"bagit.txt": BAGIT_TXT, "data/a": b"a", "bag-info.txt": b"A: b\n"}
    files["manifest-sha256.txt"] = listed(files, "data/a")
    files["tagmanifest-sha256.txt"] = listed(files, "bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    files["tagmanifest-sha256.txt.sig"] = b"signature"
    for name, content in changes.items():
        if content is None:
            del files[name]
        else:
            files[name] = content
    return Files(files)


def listed(files: dict[str, bytes], *names: str) -> bytes:
    lines = io.BytesIO()
    writer = ManifestWriter(lines)
    for name in names:
        writer.add(name, hashlib.sha256(files[name]).hexdigest())
    return lines.getvalue()


def test_a_bag_as_written_has_no_problem():
    assert list(check_bag(bag())) == []


def test_every_difference_is_a_problem():
    a, changed = (hashlib.sha256(content).hexdigest() for content in (b"a", b"b"))
    assert list(check_bag(bag(**{"data/a": b"b"}))) == [BagProblem("data/a", a, changed)]
    assert list(check_bag(bag(**{"data/a": None}))) == [BagProblem("data/a", a, None)]
    assert list(check_bag(bag(**{"data/b": b""}))) == [BagProblem("data/b", None, None)]
    assert list(check_bag(bag(**{"verify/x": b""}))) == [BagProblem("verify/x", None, None)]
    assert [problem.file for problem in check_bag(bag(**{"bag-info.txt": b"A: c\n"}))] == ["bag-info.txt"]
    both = bag(**{"data/a": None, "data/b": b""})
    assert [problem.file for problem in check_bag(both)] == ["data/a", "data/b"]


def test_a_file_that_is_moved_from_one_manifest_to_the_other_is_malformed():
    files = bag().files
    files["tagmanifest-sha256.txt"] += listed(files, "manifest-sha256.txt").replace(b"manifest-s", b"zdata/s")
    files["manifest-sha256.txt"] += f"{DIGEST}  verify/check.sh\n".encode()
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        list(check_bag(Files(files)))


@pytest.mark.parametrize("name", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_bag_needs_its_own_files(name):
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        list(check_bag(bag(**{name: None})))


@pytest.mark.parametrize("name", ["fetch.txt", "bagit.txt"])
def test_a_bag_fetches_nothing_and_is_version_1(name):
    content = BAGIT_TXT.replace(b"1.0", b"0.9") if name == "bagit.txt" else b""
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        list(check_bag(bag(**{name: content})))


@pytest.mark.parametrize(
    "lines",
    [
        f"{DIGEST} data/a\n",
        f"{DIGEST} *data/a\n",
        f"{DIGEST.upper()}  data/a\n",
        f"{DIGEST}  data/a",
        f"{DIGEST}  data/a\r\n",
        f"{DIGEST}  data/\u00e1\n",
        f"{DIGEST}  data/b\n{DIGEST}  data/a\n",
        f"{DIGEST}  data/a\n{DIGEST}  data/a\n",
        f"{DIGEST}  data/a\n\n",
        f"{DIGEST[:-2]}  data/a\n",
        f"{DIGEST}  {'a' * 241}\n",
        "\ufeff" + f"{DIGEST}  data/a\n",
    ],
)
def test_manifest_lines_of_another_form_are_refused(lines):
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        list(read_manifest(io.BytesIO(lines.encode())))


def test_a_manifest_is_written_sorted_or_not_at_all():
    writer = ManifestWriter(io.BytesIO())
    writer.add("data/a", DIGEST)
    for path in ("data/a", "data/A"):
        with pytest.raises(ValueError, match="after"):
            writer.add(path, DIGEST)


def test_bag_info_goes_there_and_back():
    labels = [("Custody-Case", "Opera\u00e7\u00e3o 7: a"), ("Custody-Size", "3")]
    assert parse_bag_info(encode_bag_info(labels)) == labels


@pytest.mark.parametrize("text", ["A: b", "A:b\n", "A: b\n  c\n", "A: b\nA: c\n", "", "A: \n", "A: b\r\n", "A b: c\n"])
def test_bag_info_of_another_form_is_refused(text):
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        parse_bag_info(text.encode())
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        parse_bag_info(b"A: \xff\n")


def test_a_value_cannot_start_a_line_of_its_own():
    with pytest.raises(InputWrong, match="BAG_MALFORMED"):
        encode_bag_info([("Custody-Case", "a\nCustody-Size: 9")])
