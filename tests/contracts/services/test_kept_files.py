"""Every kept file that is not in order is named, with the statements and exhibits that name it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from custody_app.domain.commands import AddNote
from custody_app.services.kept_files import KeptFile, NamedBy, check_kept_files
from custody_app.services.station import OpenStation
from custody_app.services.verifying import verify_station
from tests.sample_station import registration

PICTURE = b"a photograph"
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def entries(station: OpenStation, case: str, tmp_path: Path) -> tuple[int, int]:
    """A photograph named by an exhibit's registration and by a note on the case."""
    (tmp_path / "photo.jpg").write_bytes(PICTURE)
    photograph = station.exhibits.attach(tmp_path / "photo.jpg")
    command = registration(station, case, "E-1", attachments=(photograph,))
    (registered,) = station.acts.record(station.exhibits.propose(command, case))
    note = AddNote(actor="ana", case=case, text="as found", attachments=(photograph,))
    (noted,) = station.acts.record(station.acts.propose(note, case))
    return registered.seq, noted.seq


def both_ways(folder: Path) -> list[KeptFile]:
    """With the files hashed here, and hashed by a verification: the same."""
    found = check_kept_files(folder)
    assert check_kept_files(folder, verify_station(folder, None)) == found
    return found


def test_what_is_in_order_is_not_named(folder: Path, entries: tuple[int, int]):
    assert both_ways(folder) == []


def test_a_deleted_file_is_named_with_all_that_name_it(folder: Path, entries: tuple[int, int]):
    (folder / "attachments" / SHA256[:2] / SHA256).unlink()
    named = (NamedBy(entries[0], "exhibit.register", ("E-1",)), NamedBy(entries[1], "note", ()))
    assert both_ways(folder) == [KeptFile(SHA256, "missing", named)]
    assert both_ways(folder)[0].to_json() == {
        "name": SHA256,
        "fault": "missing",
        "named_by": [
            {"entry": entries[0], "exhibits": ["E-1"], "type": "exhibit.register"},
            {"entry": entries[1], "exhibits": [], "type": "note"},
        ],
    }


def test_an_altered_file_is_named_likewise(folder: Path, entries: tuple[int, int]):
    path = folder / "attachments" / SHA256[:2] / SHA256
    path.chmod(0o600)
    path.write_bytes(b"another photograph")
    (found,) = both_ways(folder)
    assert (found.name, found.fault, [by.entry for by in found.named_by]) == (SHA256, "changed", list(entries))


def test_a_file_that_nobody_names_is_told_apart(folder: Path, entries: tuple[int, int], station: OpenStation):
    orphan = station.attachments.put_bytes(b"attached, and the act was cancelled")
    altered = station.attachments.put_bytes(b"another")
    path = station.attachments.path(altered)
    path.chmod(0o600)
    path.write_bytes(b"altered")
    (folder / "attachments" / "notes.txt").write_bytes(b"who put this here?")
    (folder / "attachments" / ".part-x").write_bytes(b"a program was killed")
    assert both_ways(folder) == sorted(
        [KeptFile(orphan, "stray"), KeptFile(altered, "changed"), KeptFile("notes.txt", "stray")],
        key=lambda each: each.name,
    )
