"""Packages spoilt in every way we know how, each by its number: the two verifiers never differ."""

import json
import random
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import seal, trust_folder
from tests.conformance.builder.package import SIGNATURE
from tests.conformance.builder.scene import CAST, finished, signed_roster
from tests.conformance.changes import changed_document
from tests.conformance.test_changed_members import Forger, forged_roster, without_keys
from tests.conformance.test_flipped_bits import PACKAGES, flip
from tests.conformance.test_random_histories import package
from tests.soaking import remaining

Files = dict[str, bytes]
SEED, ALL, SAMPLE = 2026, 20_000, 240
TEXTS = (
    "data/log/checkpoint", "data/log/proof/", "data/log/consistency/", "data/log/blinded.jsonl", "bag-info.txt",
    "data/trust/", "data/disclosures.json", "data/peer/", "data/log/entry/", "data/log/envelope/",
)  # fmt: skip


@cache
def sound(kind: str) -> Files:
    return PACKAGES[kind]()


def any_package(rng: random.Random) -> Files:
    return dict(sound(rng.choice(sorted(PACKAGES))))


def edited(raw: bytes, rng: random.Random) -> bytes:
    """Text changed as an editor, a mail program or a careless script would."""
    lines = raw.split(b"\n")
    line, at = rng.randrange(len(lines)), rng.randrange(len(raw) + 1)
    act = rng.randrange(9)
    if act == 0:
        lines.insert(rng.randrange(len(lines) + 1), lines[line])
    elif act == 1:
        lines.pop(line)
    elif act == 2:
        lines[line] = lines[line] + rng.choice([b" ", b"\r", b"=", b"\t", b"x"])
    elif act == 3:
        other = rng.randrange(len(lines))
        lines[line], lines[other] = lines[other], lines[line]
    elif act == 4:
        return raw[:at]
    elif act == 5:
        return (
            raw[:at]
            + rng.choice([b"\0", b"\n", b"\n\n", b"0", b"A", b"\xff", "\u202e".encode(), b'"', b"+"])
            + raw[at:]
        )
    elif act == 6:
        return raw[:at] + raw[at + 1 :]
    elif act == 7:
        return rng.choice([b"", b"\n", raw + raw, raw + b"\n", raw.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + raw])
    else:
        lines[line] = lines[line].swapcase()
    return b"\n".join(lines)


def edited_text(rng: random.Random) -> Files:
    files = any_package(rng)
    kind = rng.choice(TEXTS)
    names = [name for name in sorted(files) if name.startswith(kind)] or ["data/log/checkpoint"]
    name = rng.choice(names)
    return seal({**files, name: edited(files[name], rng)}, CAST.ana)


def edited_lists(rng: random.Random) -> Files:
    files = any_package(rng)
    name = rng.choice([SIGNATURE, "manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt", "bag-info.txt"])
    return {**files, name: edited(files[name], rng)}


def exchanged_files(rng: random.Random) -> Files:
    """Files of one package or two in one another's place."""
    files, other = any_package(rng), any_package(rng)
    mine, theirs = rng.choice(sorted(files)), rng.choice(sorted(other))
    act = rng.randrange(4)
    if act == 0:
        files[mine], files[theirs] = other[theirs], files[mine]
    elif act == 1:
        files[mine] = other[theirs]
    elif act == 2:
        folder = rng.choice(
            ["data/peer/0123456789abcdef/", "data/log/held/", "data/anchors/", "data/files/", "data/x/"]
        )
        files[folder + rng.choice(["1.note", "1.tsr", "checkpoint", "a" * 64, "entry/000000000000.json"])] = other[
            theirs
        ]
    else:
        files.pop(mine)
    return seal(files, CAST.ana) if rng.random() < 0.8 else files


def spoilt_twice(rng: random.Random) -> Files:
    files = edited_text(rng)
    names = [name for name in sorted(files) if name.endswith(".json") and files[name][:1] == b"{"]
    name = rng.choice(names)
    try:
        return seal({**files, name: changed_document(files[name], rng)}, CAST.ana)
    except (ValueError, IndexError):  # what the first change left is no JSON
        return files


def flipped(rng: random.Random) -> Files:
    files = any_package(rng)
    names = sorted(name for name in files if files[name])
    return flip(files, rng.choice(names), rng)


def flipped_and_sealed(rng: random.Random) -> Files:
    files = any_package(rng)
    names = sorted(name for name in files if files[name] and name.startswith("data/"))
    return seal(flip(files, rng.choice(names), rng), CAST.ana)


MAKERS: list[Callable[[random.Random], Files]] = [
    edited_text, edited_lists, exchanged_files, spoilt_twice, flipped, flipped_and_sealed, forged_roster, package,
    lambda rng: without_keys(any_package(rng), rng),
    lambda rng: Forger(rng).forge(rng.choice(["whole-log", "case"])),
]  # fmt: skip


def trusts(folder: Path) -> list[Path | None]:
    """What one may hold: a roster and a head held elsewhere; the roster alone; nothing."""
    held = trust_folder(folder / "held", signed_roster(), a=finished().note(9))
    (folder / "roster.json").write_bytes(signed_roster()[0])
    return [held, held, held, folder / "roster.json", None]


def agree(numbers: Iterable[int], folder: Path) -> int:
    known, passed = trusts(folder), 0
    for number in numbers:
        rng = random.Random(f"{SEED} {number}")  # noqa: S311 - a repeatable sample
        files = MAKERS[number % len(MAKERS)](rng)
        try:
            passed += both(files, rng.choice(known))["outcome"] == "pass"
        except Exception as error:
            raise AssertionError(f"package {number} of seed {SEED}\n{error}") from error
    return passed


def test_a_sample_of_spoilt_packages(tmp_path: Path) -> None:
    passed = agree(range(SAMPLE), tmp_path)
    assert passed < SAMPLE // 4  # a sample that mostly passes was not spoilt


def test_each_maker_spoils(tmp_path: Path) -> None:
    for maker in MAKERS:
        made = [json.dumps(sorted((n, r.hex()) for n, r in maker(random.Random(n)).items())) for n in range(2)]  # noqa: S311
        assert made[0] != made[1]


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_twenty_thousand_packages(tmp_path: Path) -> None:
    agree(remaining("differential-fuzz", ALL), tmp_path)
