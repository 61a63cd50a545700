# ruff: noqa: ANN003, ANN202  (inner functions of tests, as the outer ones)
from __future__ import annotations

import io
import os

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.hashing.audit import audit
from custody_app.hashing.audit_listing import read_listing
from custody_app.hashing.comparison import WORDS, compare
from custody_app.hashing.entry import Entry
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.formats import FORMATS
from custody_app.hashing.manifest import ManifestReader


@pytest.fixture
def evidence(tmp_path):
    root = tmp_path / "evidence"
    (root / "sub").mkdir(parents=True)
    for name in ("same", "to-change", "to-remove", "sub/to-move"):
        (root / name).write_text(f"content of {name}")
    (root / "link").symlink_to("same")
    return root


def manifest_of(root, name="json", prefix=b""):
    """Return a manifest of `root` in the format `name`."""
    layout, out = FORMATS[name], io.BytesIO()
    algorithms = layout.default
    if name == "json":
        hash_folder(root, algorithms, manifest=out)
        return out.getvalue()
    out.write(layout.head(algorithms))

    def take(entry):
        if entry.kind == "file":
            out.write(layout.encode(entry._replace(path=prefix + entry.path), algorithms))

    hash_folder(root, algorithms, on_entry=take)
    out.write(layout.tail)
    return out.getvalue()


def disturb(root):
    (root / "to-change").write_text("other content")
    (root / "to-remove").unlink()
    (root / "sub" / "to-move").rename(root / "moved-here")
    (root / "new").write_text("new")


def run(data, name, root, **options):
    raw = os.fsencode(root) if root is not None else None
    return audit(read_listing(io.BytesIO(data), name, (), raw), raw, all_kinds=name == "json", **options)


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_five_words(evidence, name):
    data = manifest_of(evidence, name)
    assert run(data, name, evidence).outcome == "pass"
    disturb(evidence)
    result = run(data, name, evidence)
    extra = 2 if name == "json" else 0  # the link and the folder
    assert result.comparison.counts == dict(zip(WORDS, (1 + extra, 1, 1, 1, 1), strict=True))
    assert [(each.word, each.path) for each in result.comparison.differences] == [
        ("moved", b"moved-here"), ("new", b"new"), ("changed", b"to-change"), ("missing", b"to-remove"),
    ]  # fmt: skip
    assert result.comparison.differences[0].was == b"sub/to-move"
    assert result.comparison.first_difference.path == b"moved-here"
    assert result.outcome == "fail"


def test_a_link_that_points_elsewhere_has_changed(evidence):
    data = manifest_of(evidence)
    (evidence / "link").unlink()
    (evidence / "link").symlink_to("to-change")
    assert [each.path for each in run(data, "json", evidence).comparison.differences] == [b"link"]


def test_a_file_that_became_a_link_has_changed_and_is_not_followed(evidence):
    data = manifest_of(evidence, "sha256sum")
    (evidence / "to-change").rename(evidence.parent / "outside")
    (evidence / "to-change").symlink_to("../outside")
    assert [(e.word, e.path) for e in run(data, "sha256sum", evidence).comparison.differences] == [
        ("changed", b"to-change")
    ]


@pytest.mark.parametrize("walked", [True, False])
def test_names_as_hash_writes_them(evidence, monkeypatch, walked):
    monkeypatch.chdir(evidence.parent)
    data = manifest_of(evidence, "sha256sum", b"evidence/")
    root = "evidence" if walked else None
    result = run(data, "sha256sum", root)
    assert result.outcome == "pass"
    assert result.below == b"evidence"
    disturb(evidence)
    assert run(data, "sha256sum", root).comparison.counts == dict(zip(WORDS, (1, 1, 1, 1, 1), strict=True))


def test_absolute_names_only_below_the_root(evidence, tmp_path):
    data = manifest_of(evidence, "sha256sum", os.fsencode(evidence) + b"/")
    assert run(data, "sha256sum", evidence).outcome == "pass"
    refused = run(data, "sha256sum", None)
    assert refused.outcome == "unreadable"
    assert refused.errors_count == 4
    (tmp_path / "elsewhere").mkdir()
    assert run(data, "sha256sum", tmp_path / "elsewhere").errors_count == 4


def test_listed_names_only(evidence, monkeypatch):
    monkeypatch.chdir(evidence)
    data = manifest_of(evidence, "sha256sum")
    result = run(data, "sha256sum", None)
    assert (result.outcome, result.below) == ("pass", None)
    disturb(evidence)
    result = run(data, "sha256sum", None)
    assert result.comparison.counts == dict(zip(WORDS, (1, 1, 2, 0, 0), strict=True))


def test_our_own_manifest_from_within_the_folder(evidence, monkeypatch):
    data = manifest_of(evidence)
    monkeypatch.chdir(evidence)
    result = run(data, "json", None)
    assert result.outcome == "pass"
    assert result.comparison.counts["matched"] == 6


def test_a_listed_name_through_a_link_is_not_there(evidence, monkeypatch):
    monkeypatch.chdir(evidence)
    data = manifest_of(evidence, "sha256sum")
    (evidence / "sub").rename(evidence.parent / "outside")
    (evidence / "sub").symlink_to("../outside")
    assert [(e.word, e.path) for e in run(data, "sha256sum", None).comparison.differences] == [
        ("missing", b"sub/to-move")
    ]


@pytest.mark.parametrize("walked", [True, False])
def test_what_cannot_be_read_is_neither_matched_nor_changed(evidence, as_nobody, monkeypatch, walked):
    data = manifest_of(evidence, "sha256sum")
    monkeypatch.chdir(evidence)
    (evidence / "same").chmod(0)
    with as_nobody():
        result = run(data, "sha256sum", evidence if walked else None)
    assert result.comparison.counts == dict(zip(WORDS, (3, 0, 0, 0, 0), strict=True))
    assert (result.unreadable, result.outcome) == (1, "unreadable")
    assert [each.code for each in result.findings] == ["FILE_DENIED"]


def test_a_line_without_digest_proves_nothing(evidence, as_nobody):
    (evidence / "same").chmod(0)
    with as_nobody():
        data = manifest_of(evidence)
    (evidence / "same").chmod(0o644)
    result = run(data, "json", evidence)
    assert (result.undigested, result.outcome) == (1, "unproven")


def test_an_empty_manifest_proves_nothing(tmp_path):
    assert run(b"", "sha256sum", tmp_path).outcome == "unproven"


def test_bad_lines_do_not_stop_the_audit(evidence):
    data = manifest_of(evidence, "sha256sum") + b"garbage\n"
    result = run(data, "sha256sum", evidence)
    assert result.outcome == "unreadable"
    assert result.comparison.counts["matched"] == 4
    (evidence / "same").write_text("changed")
    assert run(data, "sha256sum", evidence).outcome == "fail"


def test_a_root_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputWrong) as told:
        run(b"", "sha256sum", tmp_path / "absent")
    assert told.value.code == "FOLDER_NOT_OPENED"


def test_two_manifests_compared(evidence):
    before = list(ManifestReader(io.BytesIO(manifest_of(evidence))))
    assert compare(before, before).same
    disturb(evidence)
    after = list(ManifestReader(io.BytesIO(manifest_of(evidence))))
    result = compare(before, after)
    assert result.counts == dict(zip(WORDS, (3, 1, 1, 1, 1), strict=True))
    assert result.first_difference.path == b"moved-here"
    back = compare(after, before)
    assert back.counts == result.counts


def test_moved_pairs_one_to_one():
    def entry(path):
        return Entry(path, "file", 1, digests={"sha256": "00"})

    result = compare([entry(b"a"), entry(b"b")], [entry(b"c")])
    assert result.counts == dict(zip(WORDS, (0, 0, 1, 1, 0), strict=True))
    result = compare([entry(b"a")], [entry(b"b"), entry(b"c")])
    assert result.counts == dict(zip(WORDS, (0, 0, 0, 1, 1), strict=True))


def test_no_common_algorithm_is_no_match():
    old = Entry(b"a", "file", 1, digests={"sha256": "00"})
    assert not compare([old], [old._replace(digests={"md5": "00"})]).same
    assert not compare([old], [old._replace(digests={"sha256": "00", "md5": "1"})]).differences
