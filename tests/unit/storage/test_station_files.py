"""A station as package files: the stored bytes under the package's names."""

from __future__ import annotations

import json

import pytest

from custody_app.log.canonical import MAX_BYTES_LARGE, parse
from custody_app.log.redaction import disclosure
from custody_app.log.verification.source import FileTooLarge, PackageFiles
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.recorded import NewEntry
from custody_app.storage.station_files import StationFiles
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer


@pytest.fixture
def officer():
    return Officer()


@pytest.fixture
def store(tmp_path, officer):
    with Store.create(tmp_path / "station.db") as store:
        officer.genesis(store)
        for number in range(3):
            officer.record(store, "note", {"text": f"note {number}"}, redactable=("text",))
        store.save_checkpoint(store.head(), b"the note")
        yield store


@pytest.fixture
def files(store, tmp_path) -> PackageFiles:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "roster.json").write_bytes(b"{}")
    (tmp_path / "trust" / "private.txt").write_bytes(b"not a package's")
    attachments = AttachmentStore(tmp_path / "attachments")
    attachments.put_bytes(b"photo")
    return StationFiles(store, tmp_path / "trust", attachments)


def test_the_names_and_the_bytes(files, store):
    names = sorted(files.names())
    assert files.kind == "station"
    assert len(names) == len(set(names)) == 4 + 4 + 4
    assert {name.rpartition("/")[0] for name in names} == {
        "data",
        "data/log",
        "data/log/entry",
        "data/log/envelope",
        "data/trust",
        "data/files",
    }
    for name in names:
        content = files.read(name, 1 << 20)
        assert files.size(name) == len(content)
        with files.open(name) as stream:
            assert stream.read() == content
    for stored in store.entries():
        assert files.read(f"data/log/entry/{stored.seq:012d}.json", 1 << 16) == stored.entry
        assert files.read(f"data/log/envelope/{stored.seq:012d}.json", 1 << 16) == stored.envelope
    assert files.read("data/log/checkpoint", 100) == b"the note"
    told = parse(files.read("data/disclosures.json", MAX_BYTES_LARGE), max_bytes=MAX_BYTES_LARGE)
    assert [each["entry"] for each in told["disclosures"]] == [0, 1, 2, 3]
    assert set(told) == {"v", "disclosures", "names"}
    json.dumps(told)


@pytest.mark.parametrize(
    "name",
    [
        "data/log/entry/000000000004.json",
        "data/log/entry/4.json",
        "data/trust/private.txt",
        "data/trust/../station.db",
        "data/files/" + "0" * 64,
        "data/files/../../station.db",
        "station.db",
        "",
    ],
)
def test_what_is_not_there(files, name):
    for ask in (files.size, files.open, lambda name: files.read(name, 10)):
        with pytest.raises(KeyError):
            ask(name)


def test_too_large_is_told(files):
    with pytest.raises(FileTooLarge):
        files.read("data/log/envelope/000000000000.json", 10)


def test_an_empty_station_has_no_checkpoint(tmp_path):
    with Store.create(tmp_path / "empty.db") as store:
        assert list(StationFiles(store, tmp_path).names()) == ["data/disclosures.json"]
        with pytest.raises(KeyError):
            StationFiles(store, tmp_path).read("data/log/checkpoint", 10)


def test_more_disclosures_than_fit_keep_the_salts(store, officer, tmp_path):
    made = officer.entry(store, "note", {"text": "many"})
    many = tuple(disclosure("text", f"{number:05d}" * 8000, bytes(16)) for number in range(90))
    store.append([NewEntry(made.envelope, made.tag, many)], store.head(), officer.clock)
    content = StationFiles(store, tmp_path).read("data/disclosures.json", MAX_BYTES_LARGE)
    told = parse(content, max_bytes=MAX_BYTES_LARGE)["disclosures"]
    assert told[0]["entry"] == 0
    assert 70 < len(told) < 94
