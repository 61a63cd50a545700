"""One bit changed in any file of a package: always noticed, and both verifiers say the same."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import Person, seal, trust_folder
from tests.conformance.builder.package import build_files
from tests.conformance.builder.scene import CAST, EVIDENCE, OTHER, accept, finished, offer, registered, signed_roster

Files = dict[str, bytes]


def single(scope: str) -> Files:
    station = finished()
    evidence = () if scope == "blinded" else (EVIDENCE,)
    return seal(build_files(station, signed_roster(), scope=scope, evidence=evidence), CAST.ana)


def with_a_peer() -> Files:
    """Two stations: offered at one, accepted at the other, closed at the first."""
    from tests.conformance.builder.scene import opened

    laptop, lab = registered(), opened(OTHER)
    deal = offer(laptop, "E-1")
    answer = accept(lab, deal, "E-1", seen=[{"log": laptop.origin, **laptop.head()}])
    seen = [{"log": OTHER, **lab.head()}]
    laptop.append("transfer.close", CAST.ana, {"offer": deal, "accept": answer}, seen=seen)
    return seal(build_files(laptop, signed_roster(), scope="case", peers=(lab,)), CAST.ana)


PACKAGES: dict[str, Callable[[], Files]] = {
    "whole-log": lambda: single("whole-log"),
    "case": lambda: single("case"),
    "blinded": lambda: single("blinded"),
    "two stations": with_a_peer,
}


def flip(files: Files, name: str, rng: random.Random) -> Files:
    at, raw = rng.randrange(len(files[name])), files[name]
    return {**files, name: raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]}


def flips_agree(files: Files, trust: Path, sample: int, seed: int, exporter: Person | None = None) -> None:
    """Flip a bit in each of `sample` files (all, where it is 0); sealed again where an exporter is given."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    names = sorted(name for name in files if files[name] and not (exporter and not name.startswith("data/")))
    for name in rng.sample(names, min(sample, len(names))) if sample else names:
        changed = flip(files, name, rng)
        try:
            found = both(seal(changed, exporter) if exporter else changed, trust)
        except AssertionError as error:
            raise AssertionError(f"{name} {changed[name][:2000]!r}\n{error}") from None
        assert exporter or found["outcome"] == "fail", name


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_sample_of_flips(kind: str, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    flips_agree(PACKAGES[kind](), trust, 16, 20)
    flips_agree(PACKAGES[kind](), trust, 12, 21, CAST.ana)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", PACKAGES)
def test_flips_in_every_file(kind: str, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    for seed in range(10):
        flips_agree(PACKAGES[kind](), trust, 0, seed)
        flips_agree(PACKAGES[kind](), trust, 0, seed + 100, CAST.ana)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_flips_in_the_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from custody_app.cli.main import main

    monkeypatch.setenv("CUSTODY_STATE_DIR", str(tmp_path / "state"))
    assert main(["demo", str(tmp_path / "demo"), "--quiet"]) == 0
    for package in ("case.custody.zip", "whole-log.custody.zip"):
        with zipfile.ZipFile(tmp_path / "demo" / package) as archive:
            files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        flips_agree(files, tmp_path / "demo" / "trust", 0, 5)
