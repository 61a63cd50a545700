"""Histories of custody made at random, right and wrong, on one station or two: both verifiers judge them alike."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import Station, seal, trust_folder
from tests.conformance.builder.package import build_files
from tests.conformance.builder.scene import CAST, DIGEST, ORIGIN, OTHER, opened, signed_roster

NOWHERE = "A" * 43 + "="
TYPES = [
    "exhibit.register", "exhibit.derive", "exhibit.verify", "exhibit.hash", "exhibit.dispose", "note", "body.erase",
    *["transfer.offer", "transfer.accept"] * 4, "transfer.reject", "transfer.cancel", "transfer.close", "clock.step",
]  # fmt: skip


class Historian:
    """Makes acts that mostly follow what is there, and sometimes do not."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.stations = [opened(ORIGIN), opened(OTHER)]
        self.tips: dict[str, list[str]] = {}
        self.offers: list[tuple[str, list[str], str]] = []
        self.answers: list[tuple[str, str, str]] = []

    def pick(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def history(self, acts: int) -> list[Station]:
        for _ in range(acts):
            station = self.stations[self.rng.random() < 0.25]
            if self.rng.random() < 0.1:
                station.now += self.pick(-90_000, 90_000, 0)
                station.boot = self.pick("00112233aabbccdd", station.boot, "ffffffffffffffff")
            self.act(station, self.rng.choice(TYPES))
        return self.stations

    def act(self, station: Station, kind: str) -> None:
        body: dict[str, Any] = {}
        names = self.rng.sample(["E-1", "E-2", "E-3"], self.pick(1, 1, 2))
        lines = [self.line(name, kind) for name in names]
        actor = self.pick(CAST.ana, CAST.ana, CAST.ben)
        if kind == "transfer.offer":
            body = {"to": self.pick("ben", "ben", "ana", {"kind": "owner", "name": "x", "org": ""})}
        elif kind in ("transfer.accept", "transfer.reject", "transfer.cancel"):
            digest, names, to = self.pick(*self.offers[-2:], (NOWHERE, names, "ben"))
            actor = CAST.ben if (to == "ben") == (kind != "transfer.cancel") else CAST.ana
            actor = self.pick(actor, actor, actor, CAST.ana)
            if self.rng.random() < 0.9:
                lines = [{"exhibit": name, "prev": digest} for name in names]
            body = {"offer": digest}
            if kind == "transfer.accept":
                body["lines"] = [{"exhibit": n, "accepted": self.rng.random() < 0.8} for n in names]
                if self.rng.random() < 0.1:
                    body["lines"] = self.pick([], "x", body["lines"][:1], [*body["lines"], {"exhibit": "E-9"}])
        elif kind == "transfer.close":
            digest, answer, answered = self.pick(*self.answers[-2:], (NOWHERE, NOWHERE, "accept"))
            body, lines = {"offer": digest, self.pick(answered, answered, "accept"): answer}, []
        elif kind == "exhibit.verify":
            body = {"result": self.pick("match", "mismatch"), "digests": {"md5": self.pick("aa", "bb")}}
        elif kind == "body.erase":
            seq = self.rng.randrange(len(station.entries))
            body, lines = {"seq": seq, "statement": station.digests[seq]}, []
        elif kind in ("note", "clock.step"):
            lines = self.pick([], lines)
        if kind == "clock.step":
            actor = station.machine
        case = self.pick("C-1", "C-1", "C-1", "C-1", "C-1", "C-2")
        other = self.stations[station is self.stations[0]]
        seen = [{"log": other.origin, **other.head()}] if self.rng.random() < 0.3 else None
        digest = station.append(kind, actor, body, case=case, exhibits=lines, seen=seen)
        self.remember(kind, digest, body, lines)

    def line(self, name: str, kind: str) -> dict[str, str]:
        tips = self.tips.get(name, [])
        line = {"exhibit": name}
        starts = kind == "exhibit.register" or (kind == "exhibit.derive" and not tips)
        if not starts or self.rng.random() < 0.02:
            line["prev"] = self.pick(*tips[-1:] * 8, *tips[-3:], NOWHERE if not tips else tips[-1])
        if self.rng.random() < 0.3:
            line["sha256"] = self.pick(DIGEST, DIGEST, "11" * 32)
        return line

    def remember(self, kind: str, digest: str, body: dict[str, Any], lines: list[dict[str, str]]) -> None:
        for line in lines:
            self.tips.setdefault(line["exhibit"], []).append(digest)
        if kind == "transfer.offer":
            self.offers.append((digest, [line["exhibit"] for line in lines], str(body["to"])))
        elif kind in ("transfer.accept", "transfer.reject"):
            self.answers.append((body["offer"], digest, kind.partition(".")[2]))


def package(rng: random.Random) -> dict[str, bytes]:
    first, second = Historian(rng).history(rng.randrange(6, 24))
    peers = (second,) if rng.random() < 0.7 else ()
    scope = rng.choice(["whole-log", "case"])
    files = build_files(first, signed_roster(), scope=scope, peers=peers)
    for station, prefix in ((first, "data/log/"), *((p, "data/peer/") for p in peers)):
        for seq in range(len(station.entries)):  # carry out what was erased, sometimes
            erased = any(f'"seq":{seq},"statement"'.encode() in raw for raw in station.envelopes)
            for name in [n for n in files if n.startswith(prefix) and n.endswith(f"envelope/{seq:012d}.json")]:
                if (erased and rng.random() < 0.7) or rng.random() < 0.01:
                    del files[name]
    return seal(files, CAST.ana)


def histories_agree(trust: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    for number in range(count):
        try:
            both(package(rng), trust)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, number {number}\n{error}") from None


@pytest.mark.parametrize("seed", range(3))
def test_a_sample_of_histories(seed: int, tmp_path: Path) -> None:
    histories_agree(trust_folder(tmp_path / "trust", signed_roster()), 20, seed)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_histories(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    for seed in range(100, 140):
        histories_agree(trust, 60, seed)
