"""What is in a package, and that it appears whole or not at all."""

from __future__ import annotations

import hashlib
import io
import resource
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from custody_app.diagnostics import Cancelled, EnvironmentUnavailable, InputWrong, ProgramBroken
from custody_app.exchange.package_contents import DisclosedMember, LogContents, LogEntry, PackageContents, Scope
from custody_app.exchange.package_layout import peer_folder
from custody_app.exchange.package_reader import open_package
from custody_app.exchange.package_writer import WrittenPackage, write_package
from custody_app.hashing.progress import Control
from custody_app.log.canonical import parse
from custody_app.log.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from custody_app.log.note import Checkpoint
from custody_app.log.proof import parse_consistency, parse_proof
from custody_app.log.statement import Head, SeenHead
from tests.unit.exchange.package_builder import (
    ORIGIN,
    OTHER_ORIGIN,
    PHOTOGRAPH,
    VERIFY,
    SmallLog,
    anchor,
    key,
    package,
    small_station,
)

DIGEST = hashlib.sha256(PHOTOGRAPH).hexdigest()


def write(contents: PackageContents, folder: Path, **more: Any) -> WrittenPackage:
    more.setdefault("verify", VERIFY)
    return write_package(contents, folder / "a.custody.zip", key("ana.silva"), **more)


def members(path):
    with open_package(path) as files:
        return {name: files.read(name, 1 << 24) for name in files.names()}


def numbers(found, folder):
    return [int(name.split("/")[-1].split(".")[0]) for name in found if name.startswith(f"data/log/{folder}/")]


def test_a_case_package_holds_the_case_the_station_and_the_blinded_rest(tmp_path):
    log = small_station(notes=4)
    found = members(write(package(log), tmp_path).path)
    assert numbers(found, "entry") == numbers(found, "envelope") == numbers(found, "proof") == [0, 1, 3, 5]
    assert found["data/log/blinded.jsonl"] == b"".join(entry.canonical + b"\n" for entry in log.entries)
    assert found["data/log/checkpoint"] == log.note()
    assert found["data/log/envelope/000000000003.json"] == log.envelopes[3].canonical


def test_a_whole_log_has_every_entry_and_neither_blinded_nor_consistency_files(tmp_path):
    log = small_station()
    found = members(write(package(log, Scope.WHOLE_LOG), tmp_path).path)
    assert numbers(found, "entry") == list(range(len(log.entries)))
    assert "data/log/blinded.jsonl" not in found
    assert not numbers(found, "consistency")
    assert b"Custody-Case" not in found["bag-info.txt"]


def test_a_blinded_package_has_station_wide_entries_only(tmp_path):
    found = members(write(package(small_station(), Scope.BLINDED), tmp_path).path)
    assert numbers(found, "entry") == numbers(found, "proof") == [0]
    assert b"Custody-Scope: blinded\n" in found["bag-info.txt"]


def test_every_proof_leads_to_the_checkpoint(tmp_path):
    log = small_station(notes=9)
    found = members(write(package(log), tmp_path).path)
    for seq in numbers(found, "proof"):
        proof = parse_proof(found[f"data/log/proof/{seq:012d}.tlog-proof"])
        assert (proof.index, proof.entry) == (seq, log.entries[seq].canonical)
        assert proof.note.text == Checkpoint(ORIGIN, log.head).text
        assert verify_inclusion(leaf_hash(proof.entry), seq, log.head.size, log.head.root, proof.hashes)


def test_consistency_is_shown_for_bases_held_notes_and_what_peers_have_seen(tmp_path):
    log = small_station(notes=9)
    van = SmallLog(OTHER_ORIGIN)
    seen = SeenHead(ORIGIN, Head(2, log.tree.root(2)))
    van.append("genesis", {"origin": OTHER_ORIGIN}, seen=(seen, SeenHead(ORIGIN, Head(999, bytes(32)))))
    contents = package(log, held=(6, log.head.size), peers=(van.contents("A-1"),))
    found = members(write(contents, tmp_path).path)
    bases = {log.envelopes[seq].statement.base.size for seq in numbers(found, "entry")} - {0}
    assert set(numbers(found, "consistency")) == bases | {6, 2}
    for size in numbers(found, "consistency"):
        proof = parse_consistency(found[f"data/log/consistency/{size:012d}"])
        assert verify_consistency(size, log.tree.root(size), log.head.size, log.head.root, proof)
    assert [found[f"data/log/held/{n:012d}.note"] for n in (1, 2)] == [log.note(6), log.note()]


def test_peers_anchors_files_and_disclosures_stand_where_the_page_says(tmp_path):
    log, van = small_station(), small_station(OTHER_ORIGIN)
    contents = package(
        log,
        files={DIGEST: PHOTOGRAPH},
        peers=(van.contents("A-1"),),
        anchors=(anchor(log, 3), anchor(log, 4)._replace(tsr=None)),
        certificates={"tsa.pem": b"pem"},
        report=b"%PDF-",
    )
    written = write(contents, tmp_path)
    found = members(written.path)
    peer = peer_folder(OTHER_ORIGIN)
    assert peer == "data/peer/" + hashlib.sha256(OTHER_ORIGIN.encode()).hexdigest()[:16]
    assert found[f"{peer}/checkpoint"] == van.note()
    assert found[f"data/files/{DIGEST}"] == PHOTOGRAPH
    assert found["data/anchors/000000000003.tsq"] == b"query"
    assert found["data/anchors/000000000003.tsr"] == b"response"
    assert "data/anchors/000000000004.tsr" not in found
    assert found["data/report.pdf"] == b"%PDF-"
    told = parse(found["data/disclosures.json"])
    assert [name["id"] for name in told["names"]] == ["ana.silva", "joao.reis"]
    assert [member["entry"] for member in told["disclosures"]] == [0, 1]
    payload = [content for name, content in found.items() if name.startswith("data/")]
    assert (written.payload_bytes, written.payload_files) == (sum(map(len, payload)), len(payload))


def test_bag_info_is_in_the_order_of_the_page(tmp_path):
    log = small_station()
    found = members(write(package(log), tmp_path).path)
    labels = [line.split(": ")[0] for line in found["bag-info.txt"].decode().splitlines()]
    assert labels == [
        "Bagging-Date",
        "Payload-Oxum",
        "Custody-Package",
        "Custody-Scope",
        "Custody-Log",
        "Custody-Size",
        "Custody-Root",
        "Custody-Case",
    ]
    assert f"Custody-Size: {log.head.size}\n".encode() in found["bag-info.txt"]


def test_the_same_contents_give_the_same_bytes(tmp_path):
    first = write(package(files={DIGEST: PHOTOGRAPH}), tmp_path).path.read_bytes()
    second = write(package(files={DIGEST: PHOTOGRAPH}), tmp_path, overwrite=True).path.read_bytes()
    assert first == second


def test_the_zip_has_fixed_times_no_extra_fields_and_sorted_payload(tmp_path):
    with zipfile.ZipFile(write(package(), tmp_path).path) as found:
        assert {item.date_time for item in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {item.extra for item in found.infolist()} == {b""}
        assert {item.external_attr >> 16 for item in found.infolist()} == {0o100644}
        names = [item.filename.partition("/")[2] for item in found.infolist()]
        payload = [name for name in names if name.startswith("data/")]
        assert payload == sorted(payload)
        assert names[0] == "bagit.txt"
        assert len({item.filename.partition("/")[0] for item in found.infolist()}) == 1


def test_an_existing_file_is_left_alone_unless_asked(tmp_path):
    (tmp_path / "a.custody.zip").write_bytes(b"mine")
    with pytest.raises(InputWrong, match="FILE_EXISTS"):
        write(package(), tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.custody.zip", b"mine")]
    assert write(package(), tmp_path, overwrite=True).size == (tmp_path / "a.custody.zip").stat().st_size


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path):
    with pytest.raises(InputWrong, match="FILE_EXISTS"):
        write(package(), tmp_path, progress=Late(tmp_path / "a.custody.zip"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.custody.zip", b"theirs")]


class Late:
    """A progress during which somebody else takes the name, once writing has begun."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def report(self, done: int, _total: int, _current: str) -> None:
        if done:
            self.target.write_bytes(b"theirs")


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(EnvironmentUnavailable, match="DISK_FULL"):
            write(package(small_station(notes=30)), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_the_environments_fault(tmp_path):
    with pytest.raises(EnvironmentUnavailable, match="FOLDER_REFUSED"):
        write(package(), tmp_path / "nowhere")


class StopAt:
    """A progress that cancels at one report."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = []
        self.control = Control()

    def report(self, done: int, total: int, current: str) -> None:
        self.seen.append((done, total))
        if len(self.seen) == self.at:
            self.control.cancel()
        self.control.report(done, total, current)


def test_progress_never_goes_back_and_ends_within_the_total(tmp_path):
    watch = StopAt(0)
    write(package(files={DIGEST: PHOTOGRAPH}), tmp_path, progress=watch)
    told = [(done, total) for done, total in watch.seen if total]
    assert told == sorted(told)
    assert all(done <= total for done, total in told)


def test_cancelling_leaves_nothing_behind_at_any_moment(tmp_path):
    watch = StopAt(0)
    write(package(), tmp_path, progress=watch)
    (tmp_path / "a.custody.zip").unlink()
    for at in (1, len(watch.seen) // 3, len(watch.seen) // 2, len(watch.seen)):
        with pytest.raises(Cancelled):
            write(package(), tmp_path, progress=StopAt(at))
        assert not list(tmp_path.iterdir())


class Corrupting:
    """A disk that loses eight bytes of what it was given first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def report(self, _done: int, total: int, _current: str) -> None:
        (part,) = self.folder.glob(".*.part") if total else (None,)
        if part is not None and part.stat().st_size > 1 << 20:
            with part.open("r+b") as stream:
                stream.seek(600_000)
                stream.write(bytes(8))


def test_what_reads_back_differently_is_not_kept(tmp_path):
    image = PHOTOGRAPH * 2_000
    contents = package(files={hashlib.sha256(image).hexdigest(): image})
    with pytest.raises(ProgramBroken, match="PACKAGE_READ_BACK"):
        write(contents, tmp_path, progress=Corrupting(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_what_its_digest_says_is_refused(tmp_path):
    with pytest.raises(InputWrong, match="FILE_CHANGED"):
        write(package(files={DIGEST: PHOTOGRAPH + b"!"}), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_read_is_the_environments_fault(tmp_path):
    class Failing(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    contents = package(files={DIGEST: PHOTOGRAPH})
    contents.files[DIGEST] = contents.files[DIGEST]._replace(open=Failing)
    with pytest.raises(EnvironmentUnavailable, match="FILE_UNREADABLE"):
        write(contents, tmp_path)


@pytest.mark.parametrize("harm", ["changed", "missing", "short"])
def test_a_record_that_does_not_match_its_checkpoint_is_not_packed(tmp_path, harm):
    log = small_station()

    def entries() -> Iterator[LogEntry]:
        for entry in log.contents("A-1").entries():
            if harm == "changed" and entry.seq == 4:
                yield LogEntry(entry.seq, entry.entry.replace(b'"seq":4', b'"seq":5'), entry.envelope, entry.included)
            elif not (harm == "missing" and entry.seq == 2) and not (harm == "short" and entry.seq == 6):
                yield entry

    intact = package(log)
    broken = LogContents(origin=ORIGIN, checkpoint=log.note(), head=log.head, entries=entries, node=log.tree.node)
    with pytest.raises(InputWrong, match="RECORD_UNPROVEN"):
        write(with_log(intact, broken), tmp_path)


def test_a_tree_that_proves_nothing_is_not_packed(tmp_path):
    log = small_station()
    other = Tree(leaf_hash(bytes([n])) for n in range(log.head.size))
    contents = log.contents("A-1")
    broken = LogContents(origin=ORIGIN, checkpoint=log.note(), head=log.head, entries=contents.entries, node=other.node)
    with pytest.raises(InputWrong, match="RECORD_UNPROVEN"):
        write(with_log(package(log), broken), tmp_path)


def with_log(contents, log):
    return replace(contents, log=log)


def test_nothing_is_disclosed_of_entries_left_out(tmp_path):
    log = small_station()
    log.disclosures.append(DisclosedMember(None, 2, "eA"))
    with pytest.raises(ValueError, match="not included"):
        write(package(log), tmp_path)


def test_an_erased_envelope_leaves_entry_and_proof(tmp_path):
    log = small_station()
    given = log.contents(None)

    def entries() -> Iterator[LogEntry]:
        for entry in given.entries():
            yield entry._replace(envelope=None) if entry.seq == 3 else entry

    broken = LogContents(origin=ORIGIN, checkpoint=log.note(), head=log.head, entries=entries, node=log.tree.node)
    found = members(write(with_log(package(log, Scope.WHOLE_LOG), broken), tmp_path).path)
    assert 3 in numbers(found, "entry")
    assert 3 in numbers(found, "proof")
    assert 3 not in numbers(found, "envelope")


def test_contents_that_contradict_themselves_are_refused():
    with pytest.raises(ValueError, match="blinded"):
        package(scope=Scope.BLINDED, files={DIGEST: PHOTOGRAPH})
    with pytest.raises(ValueError, match="SHA-256"):
        package(files={"../x": PHOTOGRAPH})
    with pytest.raises(ValueError, match="certificates"):
        package(certificates={"../tsa.pem": b""})
    with pytest.raises(ValueError, match="a case is named"):
        replace(package(), case="")
    with pytest.raises(ValueError, match="a case is named"):
        replace(package(scope=Scope.WHOLE_LOG), case="A-1")
    with pytest.raises(ValueError, match="twice"):
        package(peers=(small_station().contents("A-1"),))
    log = small_station()
    with pytest.raises(ValueError, match="another head"):
        LogContents(origin=ORIGIN, checkpoint=log.note(3), head=log.head, entries=list, node=log.tree.node)


def test_a_whole_log_leaves_no_entry_out(tmp_path):
    log = small_station()
    with pytest.raises(ValueError, match="every entry"):
        write(with_log(package(log, Scope.WHOLE_LOG), log.contents("A-1")), tmp_path)
