"""Zips that mean harm, made by the thousand: nothing is written outside, little memory and time, two readers agree."""

import random
import time
import tracemalloc
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_reader import ZippedPackage, unpack
from custody_app.verifier import verify_custody as standalone
from tests.conformance.test_damaged_zips import RECORDS, change
from tests.soaking import remaining
from tests.unit.exchange.hostile_zips import DAMAGED, HOSTILE, Member, forge, rezipped_by_others

SEED, ALL, SAMPLE = 10, 10_000, 400
MEMORY, SECONDS = 64 << 20, 2
LARGE_ONES = 1 << 20  # zips above this size are judged as they are, once: each is slow to make and to change
BAD_NAMES = [
    b"../../outside", b"/outside", b"top/../../outside", b"C:/outside", b"top\\..\\outside", b"top//x", b"top/./x",
    b"top/con", b"top/NUL.txt", b"top/a\0b", b"top/e\xcc\x81", b"top/\xc3\xa9", b"top/a:b", b"~/outside", b"top/x ",
    b"top/x.", b"other/x", b"TOP/bagit.txt", b"top/BAGIT.TXT", b"top/bagit.txt/x", b"top/" + b"a" * 300, b"", b"top",
    "top/\u202etxt.exe".encode(), b"top/" + b"d/" * 20 + b"x", b"top/verify", b"top/data/log/checkpoint/",
]  # fmt: skip


@cache
def sources() -> list[bytes]:
    made = [make() for make in (*HOSTILE.values(), *DAMAGED.values())]
    return [raw for raw in [*made, *rezipped_by_others().values(), forge()] if len(raw) < LARGE_ONES]


def hostile(number: int) -> bytes:
    rng = random.Random(f"{SEED} {number}")  # noqa: S311 - a repeatable sample
    act = number % 4
    if act == 0:
        names = [
            b"top/bagit.txt",
            rng.choice(BAD_NAMES),
            rng.choice([b"top/data/log/checkpoint", rng.choice(BAD_NAMES)]),
        ]
        mode = rng.choice([0o100644, 0o100644, 0o120777, 0o040755, 0o010644, 0o060644, 0o104755]) << 16
        return forge(tuple(Member(name=name, attributes=mode, method=rng.choice([0, 8])) for name in names))
    if act == 1:
        packed = rng.choice([b"\0" * 10**6, b"a" * 3_000_000, rng.randbytes(1000), b""])
        told = {name: rng.choice([0, 1, 2**31, 2**32 - 1, len(packed)]) for name in ("compressed", "size", "crc")}
        kept = {name: value for name, value in told.items() if rng.random() < 0.5}
        return forge((Member(name=b"top/bagit.txt"), Member(name=b"top/data/x", data=packed, method=8, **kept)))
    raw = rng.choice(sources())
    for _ in range(rng.choice([1, 1, 2, 5])):
        raw = change(raw, rng) if any(sign in raw for sign in RECORDS) else raw
    return raw[: rng.randrange(len(raw))] if raw and rng.random() < 0.05 else raw


def by_the_program(raw: bytes, folder: Path) -> list[str] | str:
    """The names served; what can be unpacked is unpacked into `folder`, a private one inside it."""
    try:
        package = ZippedPackage(BytesIO(raw))
        names = sorted(package.names())
    except InputWrong:
        return "unsafe"
    try:
        unpack(package, folder)
    except InputWrong:
        assert not list(folder.iterdir()), "something was left"
    return names


def by_the_standalone(raw: bytes) -> list[str] | str:
    try:
        return sorted(standalone.ZipFiles(BytesIO(raw)).names)
    except standalone.Unreadable:
        return "unsafe"


def contained(folder: Path) -> None:
    """Nothing but plain files and folders of our own below `inside`, nothing beside it."""
    assert [path.name for path in folder.iterdir()] == ["inside"]
    for path in (folder / "inside").rglob("*"):
        assert path.is_dir() or path.is_file()
        assert not path.is_symlink()


def judge(numbers: Iterable[int], root: Path, *, costs: bool = False) -> tuple[int, int, float]:
    """(served, most memory, most processor time) of these zips; both readers must serve and refuse the same."""
    import shutil

    served, memory, seconds = 0, 0, 0.0
    for number in numbers:
        raw, folder = hostile(number), root / str(number)
        (folder / "inside").mkdir(parents=True)
        if costs:
            tracemalloc.start()
        began = time.process_time()
        mine = by_the_program(raw, folder / "inside")
        theirs = by_the_standalone(raw)
        seconds = max(seconds, time.process_time() - began)
        if costs:
            memory = max(memory, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert mine == theirs, number
        contained(folder)
        shutil.rmtree(folder)
        served += mine != "unsafe"
    return served, memory, seconds


def test_a_sample_of_hostile_zips(tmp_path: Path) -> None:
    served, _, _ = judge(range(SAMPLE), tmp_path)
    assert 0 < served < SAMPLE // 2


def test_a_sample_costs_little_memory(tmp_path: Path) -> None:
    assert judge(range(60), tmp_path, costs=True)[1] < MEMORY


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_hostile_zips(tmp_path: Path) -> None:
    served, memory, seconds = judge(remaining("hostile-zips", ALL), tmp_path, costs=True)
    print(f"served {served}, most memory {memory}, most processor time {seconds:.2f} s")  # noqa: T201 - the figure
    assert memory < MEMORY
    assert seconds < SECONDS  # of the processor, both readers and the unpacking together, while memory is traced
