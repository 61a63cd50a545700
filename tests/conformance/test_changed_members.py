"""Members of the documents changed one at a time: by somebody without keys, and by one who holds all of them."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import Station, seal, trust_folder
from tests.conformance.builder.log import leaf, root
from tests.conformance.builder.package import build_files
from tests.conformance.builder.scene import CAST, EVIDENCE, finished, roster_document, signed_roster
from tests.conformance.builder.signing import b64, canon, sha
from tests.conformance.changes import changed, changed_document
from tests.conformance.test_flipped_bits import PACKAGES

Files = dict[str, bytes]
CHECKPOINTS = [
    lambda rng, body: body.replace(b"\n12\n", b"\n%d\n" % rng.choice([0, 5, 11, 13, 10**15])),
    lambda _, body: body[: len(body) // 2] + b"\n" + body[len(body) // 2 :],
    lambda _, body: body.replace(b"police", b"polite"),
    lambda _, body: body + b"extension\n",
]


def without_keys(files: Files, rng: random.Random) -> Files:
    """One document changed, the lists made again."""
    kinds = ["data/log/entry/", "data/log/envelope/", "data/peer/", "data/disclosures.json", "data/trust/roster.json"]
    kind = rng.choice([*kinds, "bag-info.txt", "data/log/checkpoint", "absent"])
    if kind == "absent":
        gone = rng.choice([n for n in sorted(files) if n != "bagit.txt"])
        return seal({n: raw for n, raw in files.items() if n != gone}, CAST.ana)
    names = [n for n in sorted(files) if n.startswith(kind) and (n.endswith(".json") or "." not in n or "bag" in n)]
    if not names:
        return files
    name = rng.choice(names)
    if name == "bag-info.txt":
        lines = files[name].decode().split("\n")
        place = rng.randrange(len(lines))
        lines[place] = rng.choice([lines[place] + "x", "", lines[0], lines[place].replace(": ", ":"), "X: y"])
        return seal({**files, name: "\n".join(lines).encode()}, CAST.ana)
    if name.endswith("checkpoint"):
        body, _, rest = files[name].partition(b"\n\n")
        return seal({**files, name: rng.choice(CHECKPOINTS)(rng, body + b"\n") + b"\n" + rest}, CAST.ana)
    if not name.endswith(".json"):
        return files
    return seal({**files, name: changed_document(files[name], rng)}, CAST.ana)


class Forger:
    """Holds the station's and the officers' keys: changes a statement or an entry and makes all that follows fit."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.source = finished()
        self.keys = {person.id: person for person in (CAST.ana, CAST.ben, self.source.machine)}

    def forge(self, scope: str) -> Files:
        station, chosen, what = finished(), self.rng.randrange(12), self.rng.choice(["statement", "entry", "sigs"])
        station.entries, station.envelopes, digests = [], [], {}
        for seq in range(12):
            envelope, entry = json.loads(self.source.envelopes[seq]), json.loads(self.source.entries[seq])
            text = json.dumps(envelope)
            for old, new in digests.items():
                text = text.replace(old, new)
            envelope = json.loads(text)
            if seq == chosen and what == "statement":
                envelope["statement"] = changed(envelope["statement"], self.rng)
            self._refit(station, envelope, seq, spoil=seq == chosen and what == "sigs")
            entry = {**entry, "prev": b64(leaf(station.entries[-1]) if station.entries else bytes(32))}
            entry["body"] = b64(sha(station.envelopes[-1]))
            if seq == chosen and what == "entry":
                entry = changed(entry, self.rng)
            station.entries.append(canon(entry))
            digests[self.source.digests[seq]] = b64(sha(canon(envelope["statement"])))
        files = build_files(station, signed_roster(), scope=scope, evidence=(EVIDENCE,))
        return seal(files, CAST.ana)

    def _refit(self, station: Station, envelope: dict[str, Any], seq: int, *, spoil: bool) -> None:
        """Give the statement the base that its place has, unless that was changed, and sign it again."""
        doc = envelope["statement"]
        original = json.loads(self.source.envelopes[seq])["statement"].get("base")
        if seq and isinstance(doc, dict) and doc.get("base") == original:
            leaves = [leaf(raw) for raw in station.entries]
            doc["base"] = {"size": seq, "root": b64(root(leaves))}
        actor = doc.get("actor") if isinstance(doc, dict) else None
        signer = self.keys.get(actor if isinstance(actor, str) else "", CAST.ana)
        envelope["sigs"] = [signer.signature(canon(doc))]
        if spoil:
            envelope["sigs"] = changed(envelope["sigs"], self.rng)
        station.envelopes.append(canon(envelope))


def forged_roster(rng: random.Random) -> Files:
    """A changed roster, of the next version, signed by the root that is trusted."""
    document = changed({**roster_document(), "version": rng.choice([1, 2, 3])}, rng)
    return seal(build_files(finished(), signed_roster(document), evidence=(EVIDENCE,)), CAST.ana)


def changes_agree(trust: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    packages = [make() for make in PACKAGES.values()]
    makers = [
        lambda: without_keys(rng.choice(packages), rng),
        lambda: Forger(rng).forge(rng.choice(["whole-log", "case"])),
        lambda: Forger(rng).forge("whole-log"),
        lambda: forged_roster(rng),
    ]
    for number in range(count):
        files = makers[number % len(makers)]()
        try:
            both(files, trust)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, number {number}\n{error}") from None


@pytest.mark.parametrize("seed", range(4))
def test_a_sample_of_changes(seed: int, tmp_path: Path) -> None:
    changes_agree(trust_folder(tmp_path / "trust", signed_roster()), 28, seed)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_changes(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    for seed in range(100, 140):
        changes_agree(trust, 60, seed)
