"""Every byte of a ten-entry package flipped, as it lies and sealed again: no crash, and no pass for another text."""

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import seal, trust_folder
from tests.conformance.builder.package import build_files
from tests.conformance.builder.scene import CAST, EVIDENCE, accept, offer, registered, signed_roster
from tests.soaking import remaining

Files = dict[str, bytes]
SEED, SAMPLE = 7, 150


@cache
def package() -> Files:
    """Genesis, two enrolments, a case, two exhibits, a digest, an offer, its accept, a note."""
    station = registered()
    accept(station, offer(station, "E-1"), "E-1")
    station.append("note", CAST.ben, {"text": "all"})
    assert len(station.entries) == 10
    return seal(build_files(station, signed_roster(), evidence=(EVIDENCE,)), CAST.ana)


@cache
def places(*, sealed: bool) -> list[tuple[str, int]]:
    """Each byte: file and offset; sealed again, the lists and their signature are made anew whatever they were."""
    names = [n for n in sorted(package()) if not sealed or "manifest-sha256" not in n]
    return [(name, at) for name in names for at in range(len(package()[name]))]


def flipped(name: str, at: int, bit: int) -> Files:
    raw = package()[name]
    return {**package(), name: raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]}


def harmless(name: str, at: int) -> bool:
    """What says nothing of its own: the day of packing; the signatures under the head that a proof repeats."""
    raw = package()[name]
    if name.endswith(".tlog-proof"):
        return at > raw.rindex(b"\n\n")  # the head's own signatures are judged in data/log/checkpoint
    return name == "bag-info.txt" and raw[:at].count(b"\n") < 2


def check(numbers: Iterable[int], trust: Path, *, sealed: bool) -> int:
    passed = 0
    for number in numbers:
        name, at = places(sealed=sealed)[number]
        files = flipped(name, at, random.Random(f"{SEED} {number}").randrange(8))  # noqa: S311 - a repeatable sample
        try:
            files = seal(files, CAST.ana) if sealed else files
            outcome = both(files, trust)["outcome"]
        except Exception as error:
            raise AssertionError(f"{name} byte {at}, sealed {sealed}\n{error}") from error
        sound = sealed and (files == package() or harmless(name, at))  # sealing writes some lines anew
        assert outcome in ("fail", "unproven", "unreadable") or sound, f"{name} byte {at}"
        passed += outcome == "pass"
    return passed


@pytest.mark.parametrize("sealed", [False, True])
def test_a_sample_of_bytes(sealed: bool, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    assert both(package(), trust)["outcome"] == "pass"
    rng = random.Random(SEED)  # noqa: S311 - a repeatable sample
    check(rng.sample(range(len(places(sealed=sealed))), SAMPLE), trust, sealed=sealed)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("sealed", [False, True])
def test_every_byte(sealed: bool, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    total = len(places(sealed=sealed))
    check(remaining(f"every-byte-{'sealed' if sealed else 'raw'}", total), trust, sealed=sealed)
