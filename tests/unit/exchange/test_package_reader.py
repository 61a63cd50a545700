"""What strangers send is refused whole, or served exactly."""

from __future__ import annotations

import io
import os
import random
import stat
import tracemalloc

import pytest

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.exchange.member_index import MemberIndex
from custody_app.exchange.package_reader import FolderPackage, ZippedPackage, open_package, unpack
from custody_app.exchange.zip_reader import Limits
from custody_app.exchange.zip_writer import ZipWriter
from custody_app.i18n import Translator
from custody_app.log.verification.source import FileTooLarge
from tests.unit.exchange.hostile_zips import (
    DAMAGED,
    HARMLESS,
    HOSTILE,
    Member,
    forge,
    many,
    rezipped_by_others,
    wide_end,
)

MEMORY = 64 << 20
REFUSED = r"PACKAGE_(UNSAFE|DAMAGED)"
COSTLY = ("overlapping bomb", "bomb of many", "66,000 members, count wrapped", "65,536 members")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_zips_are_refused_whole(name, tmp_path):
    path = tmp_path / "x.custody.zip"
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(InputWrong, match=REFUSED), open_package(path):
        pass


def test_the_corpus_is_large_and_starts_from_something_harmless():
    assert len(HOSTILE) + len(DAMAGED) >= 60
    assert len({make() for make in HOSTILE.values()}) >= len(HOSTILE) - 2
    assert list(ZippedPackage(io.BytesIO(forge())).names()) == ["bagit.txt", "data/log/checkpoint", "verify/check.sh"]


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_members_are_as_if_they_were_not_there_and_the_others_are_served(name):
    package = ZippedPackage(io.BytesIO(DAMAGED[name]()))
    (damaged,) = package.damaged
    assert damaged not in package.names()
    assert len(list(package.names())) == len(HARMLESS) - 1
    for ask in (package.size, package.open):
        with pytest.raises(KeyError):
            ask(damaged)
    assert package.read("verify/check.sh", 100) == b"content"


@pytest.mark.parametrize("method", [0, 8])
def test_large_damaged_members_are_served_as_they_are(method):
    content = random.Random(1).randbytes(17 << 20)  # noqa: S311  (the same bytes each time)
    zipped = bytearray(forge((*HARMLESS, Member(name=b"top/data/image", data=content, method=method))))
    zipped[5 << 20] ^= 0xFF
    package = ZippedPackage(io.BytesIO(zipped))
    assert package.damaged == []
    with package.open("data/image") as stream:
        assert stream.read() != content


def test_many_damaged_members_are_refused():
    members = tuple(Member(name=b"top/%d" % n, crc=n) for n in range(1_001))
    assert len(ZippedPackage(io.BytesIO(forge((*HARMLESS, *members[1:])))).damaged) == 1_000
    with pytest.raises(InputWrong, match="PACKAGE_DAMAGED"):
        ZippedPackage(io.BytesIO(forge((*HARMLESS, *members))))


@pytest.mark.parametrize("name", rezipped_by_others())
def test_zips_by_other_programs_are_served(name):
    package = ZippedPackage(io.BytesIO(rezipped_by_others()[name]))
    assert {item: package.read(item, 1000) for item in package.names()} == {
        member.name.decode().removeprefix("top/"): member.data for member in HARMLESS
    }


@pytest.mark.parametrize(
    "name", ["overlapping bomb", "bomb of many", "66,000 members, count wrapped", "65,536 members"]
)
def test_hostile_zips_cost_little_memory(name):
    content = HOSTILE[name]()
    tracemalloc.start()
    try:
        with pytest.raises(InputWrong):
            ZippedPackage(io.BytesIO(content))
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_many_members_are_served_within_a_limit():
    content = many_in_zip64(65_600)
    package = ZippedPackage(content)
    assert package.size("data/065599") == 0
    assert sum(1 for _ in package.names()) == 65_600
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"):
        ZippedPackage(content, Limits(members=65_599))


def test_folders_have_a_limit():
    members = tuple(Member(name=b"top/%d/x" % n) for n in range(10))
    assert ZippedPackage(io.BytesIO(forge(members)), Limits(folders=11)).top == "top"
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"):
        ZippedPackage(io.BytesIO(forge(members)), Limits(folders=10))


def test_members_cost_little_memory_each():
    content = many_in_zip64(8_000)
    tracemalloc.start()
    try:
        ZippedPackage(content)
        # 16 bytes each in the index, and a window of the directory; a dictionary of names would take 2 MB.
        assert tracemalloc.get_traced_memory()[0] < 400_000
    finally:
        tracemalloc.stop()


def many_in_zip64(count):
    content = many(count, here=0xFFFF, all=0xFFFF)
    end = content[-22:]
    size, offset = int.from_bytes(end[12:16], "little"), int.from_bytes(end[16:20], "little")
    return io.BytesIO(content[:-22] + wide_end(count, size, offset) + end)


def test_a_name_is_found_only_as_it_is_written():
    package = ZippedPackage(io.BytesIO(forge()))
    assert package.read("bagit.txt", 7) == b"content"
    for other in ("BAGIT.TXT", "data", "data/log", "", "é", "\udcff", "../top/bagit.txt"):
        with pytest.raises(KeyError):
            package.open(other)
    with pytest.raises(FileTooLarge):
        package.read("bagit.txt", 6)


def test_a_zip_that_shrinks_while_it_is_read_is_damaged(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(forge((*HARMLESS, Member(name=b"top/data/image", data=bytes(range(256)) * 1_000))))
    with open_package(path) as package:
        os.truncate(path, 100_000)
        with pytest.raises(InputWrong, match="PACKAGE_DAMAGED"):
            package.read("data/image", 1 << 20)


def test_zip64_members_written_are_read(tmp_path):
    out = (tmp_path / "x.zip").open("w+b")
    with out, (tmp_path / "directory").open("w+b") as directory:
        writer = ZipWriter(out, directory)
        writer.add("top/bagit.txt", b"bag")
        writer.add_stream("top/data/wide", [b"wide", b"r"], most=1 << 33)
        writer.add_stream("top/data/packed", [b"ab" * 500], most=1 << 33, deflate=True)
        writer.finish()
        package = ZippedPackage(out)
        assert package.read("data/wide", 100) == b"wider"
        assert package.read("data/packed", 1000) == b"ab" * 500


def test_unpacking_gives_a_private_folder(tmp_path):
    with open_package(written(tmp_path)) as package:
        top = unpack(package, tmp_path)
        assert (top / "data/log/checkpoint").read_bytes() == b"abc" * 100
        assert stat.S_IMODE(top.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE((top / "data/log/checkpoint").stat().st_mode) == 0o600
        assert {path.name for path in top.parent.iterdir()} == {"top"}


@pytest.mark.parametrize("name", DAMAGED)
def test_unpacking_damaged_packages_leaves_nothing(name, tmp_path):
    package = ZippedPackage(io.BytesIO(DAMAGED[name]()))
    with pytest.raises(InputWrong):
        unpack(package, tmp_path)
    assert not list(tmp_path.iterdir())


def test_unpacking_to_nowhere_is_the_environments_fault(tmp_path):
    with pytest.raises(EnvironmentUnavailable, match="FOLDER_REFUSED"):
        unpack(ZippedPackage(io.BytesIO(forge())), tmp_path / "nowhere")


def test_an_unpacked_package_is_served_from_its_folder_or_the_one_around(tmp_path):
    with open_package(written(tmp_path)) as package:
        top = unpack(package, tmp_path)
    for path in (top, top.parent):
        with open_package(path) as folder:
            assert sorted(folder.names()) == ["bagit.txt", "data/log/checkpoint", "verify/check.sh"]
            assert folder.read("bagit.txt", 100) == b"content"
            assert folder.size("data/log/checkpoint") == 300
            with pytest.raises(KeyError):
                folder.open("../x")
            with pytest.raises(FileTooLarge):
                folder.read("bagit.txt", 6)


def symlink(folder):
    (folder / "x").symlink_to("/etc/passwd")


def folder_link(folder):
    (folder / "x").symlink_to(folder.parent)


def fifo(folder):
    os.mkfifo(folder / "x")


def device(folder):
    try:
        os.mknod(folder / "x", stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        os.mkfifo(folder / "x")


def twin(folder):
    (folder / "BAGIT.TXT").write_bytes(b"")


def bidi(folder):
    (folder / "\u202ex").write_bytes(b"")


def raw_name(folder):
    (folder / os.fsdecode(b"\xff")).write_bytes(b"")


def backslash(folder):
    (folder / "a\\b").write_bytes(b"")


@pytest.mark.parametrize("harm", [symlink, folder_link, fifo, device, twin, bidi, raw_name, backslash])
def test_hostile_folders_are_refused(harm, tmp_path):
    (tmp_path / "bagit.txt").write_bytes(b"")
    harm(tmp_path)
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"), open_package(tmp_path):
        pass


def test_a_link_that_appears_later_is_not_followed(tmp_path):
    (tmp_path / "bagit.txt").write_bytes(b"bag")
    package = FolderPackage(tmp_path)
    (tmp_path / "bagit.txt").unlink()
    (tmp_path / "bagit.txt").symlink_to("/etc/passwd")
    with pytest.raises(InputWrong, match="PACKAGE_UNREADABLE"):
        package.open("bagit.txt")


def test_a_fifo_that_appears_later_is_not_waited_for(tmp_path):
    (tmp_path / "bagit.txt").write_bytes(b"bag")
    package = FolderPackage(tmp_path)
    (tmp_path / "bagit.txt").unlink()
    os.mkfifo(tmp_path / "bagit.txt")
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"):
        package.open("bagit.txt")


def test_a_folder_of_too_many_files_is_refused(tmp_path):
    for number in range(4):
        (tmp_path / str(number)).write_bytes(b"")
    assert len(list(FolderPackage(tmp_path, Limits(members=4)).names())) == 4
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"):
        FolderPackage(tmp_path, Limits(members=3))


def test_unpacking_a_large_damaged_file_leaves_nothing(tmp_path):
    content = random.Random(1).randbytes(9 << 20).hex().encode()  # noqa: S311  (the same bytes each time)
    zipped = bytearray(forge((*HARMLESS, Member(name=b"top/data/image", data=content, method=8))))
    zipped[5 << 20 : (5 << 20) + 500] = b"\xff" * 500
    with pytest.raises(InputWrong, match="PACKAGE_DAMAGED"):
        unpack(ZippedPackage(io.BytesIO(zipped)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_opened_is_unreadable(tmp_path):
    with pytest.raises(InputWrong, match="PACKAGE_UNREADABLE"), open_package(tmp_path / "nowhere"):
        pass
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(InputWrong, match="PACKAGE_UNSAFE"), open_package(tmp_path / "fifo"):
        pass


def test_the_index_finds_what_it_was_given():
    index = MemberIndex()
    for number in range(5_000):
        index.add(b"name/%d" % number, number)
    assert index.sort() is None
    assert [index.find(b"NAME/%d" % number) for number in range(5_000)] == list(range(5_000))
    assert index.find(b"name/5000") is None
    index.add(b"Name/7", 1)
    assert index.sort() in (1, 7)


def written(folder):
    path = folder / "x.custody.zip"
    path.write_bytes(forge())
    return path


def test_why_a_package_is_refused_is_told_in_the_readers_language():
    class Shouting(Translator):
        def _(self, message: str) -> str:
            return message.upper().replace("{REASON}", "{reason}").replace("{NAME}", "{name}")

    with pytest.raises(InputWrong) as refused:
        ZippedPackage(io.BytesIO(HOSTILE["bidi"]()))
    what, _, _ = refused.value.sentences(Shouting())
    assert "A NAME THAT IS NOT SAFE ON EVERY SYSTEM" in what
    assert "⟨U+202E⟩" in what
