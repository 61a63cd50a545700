"""What readings promise: one pass, digests as statements name them, and the names that differ."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.services.readings import KEPT_FINDINGS, RepeatedReading
from custody_app.services.station import OpenStation
from tests.sample_station import registration


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(30):
        path = tmp_path / "tree" / f"{number:02d}" / "file.bin"
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes([number]) * 100)
    return tmp_path / "tree"


def again(station: OpenStation, path: Path) -> tuple[str, RepeatedReading]:
    """Read a folder, let the caller's change follow, and read it against what was kept."""
    first = station.readings.read(path)
    return first.manifest, station.readings.read_again(path, first.digests, first.manifest)


def test_digests_carry_the_names_of_statements(station: OpenStation, tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(b"content")
    reading = station.readings.read(path, ("sha3-256", "md5"))
    assert dict(reading.digests) == {
        name: hashlib.new(name, b"content").hexdigest() for name in ("sha256", "sha3_256", "md5")
    }
    repeated = station.readings.read_again(path, reading.digests)
    assert repeated.reading.digests == reading.digests


def test_a_file_that_cannot_be_read_has_no_digest(station: OpenStation, tmp_path: Path):
    reading = station.readings.read(tmp_path / "gone")
    assert not reading.digests
    with pytest.raises(InputWrong, match="EVIDENCE_NOT_READ"):
        reading.hash_command("ana", "e")
    assert reading.verify_command("ana", "e").digests == {}


def test_a_folder_is_its_manifest_which_is_kept(station: OpenStation, tree: Path):
    reading = station.readings.read(tree)
    kept = station.attachments.read(reading.manifest)
    assert reading.digests == {"sha256": hashlib.sha256(kept).hexdigest()}
    assert (reading.files, reading.of) == (30, "folder")


def test_an_unchanged_folder_has_no_difference(station: OpenStation, tree: Path):
    kept, repeated = again(station, tree)
    assert repeated.reading.manifest == kept
    assert (repeated.differing, repeated.differing_count) == ((), None)


def test_a_folder_is_read_with_the_algorithms_it_was_read_with(station: OpenStation, tree: Path):
    first = station.readings.read(tree, ("sha256", "sha1"))
    assert station.readings.read_again(tree, first.digests, first.manifest).reading.manifest == first.manifest


def test_the_first_differing_names_are_told_and_all_are_counted(station: OpenStation, tree: Path):
    first = station.readings.read(tree)
    for number in range(25):
        (tree / f"{number:02d}" / "file.bin").write_bytes(b"altered")
    (tree / "28" / "file.bin").unlink()
    (tree / "new.bin").write_bytes(b"new")
    repeated = station.readings.read_again(tree, first.digests, first.manifest)
    assert repeated.differing[0] == "changed: 00/file.bin"
    assert len(repeated.differing) == KEPT_FINDINGS
    assert repeated.differing_count == 27


def test_touched_files_differ_in_their_times_only(station: OpenStation, tree: Path):
    first = station.readings.read(tree)
    os.utime(tree / "03" / "file.bin", (1, 1))
    repeated = station.readings.read_again(tree, first.digests, first.manifest)
    assert repeated.reading.digests != first.digests
    assert (repeated.differing, repeated.differing_count) == ((), 0)
    assert "only times" in repeated.reading.findings[-1]


def test_a_file_that_became_a_link_is_changed_not_unread(station: OpenStation, tree: Path):
    first = station.readings.read(tree)
    (tree / "03" / "file.bin").unlink()
    (tree / "03" / "file.bin").symlink_to("elsewhere")
    repeated = station.readings.read_again(tree, first.digests, first.manifest)
    assert repeated.differing == ("changed: 03/file.bin",)
    assert repeated.verify_command("ana", "e").digests == repeated.reading.digests


def test_what_could_only_not_be_read_is_not_called_a_mismatch(
    station: OpenStation, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    first = station.readings.read(tree)
    deny(tree / "03", monkeypatch)
    repeated = station.readings.read_again(tree, first.digests, first.manifest)
    assert repeated.differing == ("missing: 03/file.bin",)
    assert repeated.reading.digests != first.digests
    assert repeated.verify_command("ana", "e").digests == {}
    (tree / "04" / "file.bin").write_bytes(b"altered")
    repeated = station.readings.read_again(tree, first.digests, first.manifest)
    assert repeated.verify_command("ana", "e").digests == repeated.reading.digests


def deny(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder that nobody may open: by its mode, or, as root may, by the system's answer."""
    if os.geteuid():
        folder.chmod(0)
        return
    real = os.open
    name = os.fsencode(folder.name)

    def refusing(path: object, *args: object, **kwargs: object) -> int:
        if os.path.basename(os.fsencode(path)) == name:  # noqa: PTH119
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refusing)


def test_a_file_against_a_folder_and_the_reverse_are_told_apart(station: OpenStation, tree: Path, tmp_path: Path):
    single = tmp_path / "single.bin"
    single.write_bytes(b"content")
    kept = station.readings.read(tree)
    against_folder = station.readings.read_again(single, kept.digests, kept.manifest)
    assert "that of a folder" in against_folder.reading.findings[0]
    against_file = station.readings.read_again(tree, station.readings.read(single).digests)
    assert "that of a single file" in against_file.reading.findings[0]
    assert not station.readings.read_again(single, station.readings.read(single).digests).reading.findings


def test_of_many_findings_the_first_are_named_and_all_are_counted(station: OpenStation, case: str, tree: Path):
    named = tuple(f"finding {number}" for number in range(KEPT_FINDINGS))
    reading = replace(station.readings.read(tree), findings=named, findings_count=3019)
    command = registration(station, case, "E-1")
    registered = station.exhibits.propose(command, case)
    drafts = station.acts.propose(reading.hash_command("ana", command.exhibit), case, after=registered).drafts
    assert drafts[-1].body["findings_count"] == 3019
    assert tuple(drafts[-1].body["findings"]) == named
