"""What somebody does to a finished package: each change gives exactly its findings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.builder import Person, Station, seal, sshsig_armour, trust_folder
from tests.conformance.builder.log import leaf, root
from tests.conformance.builder.scene import CAST, EVIDENCE, ORIGIN, finished, signed_roster
from tests.conformance.builder.signing import NoteSigner, b64, canon
from tests.unit.verifier.judging import document, expect, judged, packed, rows

Files = dict[str, bytes]
ENTRY, ENVELOPE, PROOF = (
    "data/log/entry/%012d.json",
    "data/log/envelope/%012d.json",
    "data/log/proof/%012d.tlog-proof",
)
CHECKPOINT, ROSTER, TAG = "data/log/checkpoint", "data/trust/roster.json", "tagmanifest-sha256.txt"
FILE = next(n for n in packed(finished()) if n.startswith("data/files/"))
STRANGER, STEP = NoteSigner("stranger.example"), finished()


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: {n: r for n, r in files.items() if n != name}


def swap(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: files[name].replace(old, new)}


def put(name: str, raw: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: raw}


def rename(old: str, new: str) -> Callable[[Files], Files]:
    return lambda files: {new if n == old else n: r for n, r in files.items()}


def chain(*steps: Callable[[Files], Files]) -> Callable[[Files], Files]:
    def run(files: Files) -> Files:
        for step in steps:
            files = step(files)
        return files

    return run


def head(size: int, tree: bytes, *, origin: str = ORIGIN, signer: NoteSigner | None = None, extra: str = "") -> bytes:
    body = f"{origin}\n{size}\n{b64(tree)}\n{extra}".encode()
    return body + b"\n" + (signer or STEP.log_key).line(body) + CAST.witness.line(body)


TREE = root(STEP.leaves)
SHORT = head(11, root(STEP.leaves[:11]))
NONE_PROVEN = [("PROOF", n) for n in range(12)]
RESEALED: dict[str, tuple[Callable[[Files], Files], list[Any]]] = {
    "nothing": (lambda f: f, []),
    "checkpoint gone": (without(CHECKPOINT), [("CP_MISSING", None), ("?NO_ANCHOR", None)]),
    "checkpoint unsigned": (put(CHECKPOINT, head(12, TREE, signer=STRANGER)), [("CP_UNSIGNED", None)]),
    "checkpoint signature damaged": (swap(CHECKPOINT, STEP.note()[-170:-160], b"A" * 10), [("CP_UNSIGNED", None)]),
    "checkpoint with an extension line": (
        put(CHECKPOINT, head(12, TREE, extra="x\n")),
        [("CP_BAD", None), ("?NO_ANCHOR", None)],
    ),
    "checkpoint of an empty log": (put(CHECKPOINT, head(0, root([]))), [("CP_BAD", None), ("?NO_ANCHOR", None)]),
    "checkpoint of another log": (
        put(CHECKPOINT, head(12, TREE, origin="a.example/custody/b")),
        [("CP_ORIGIN", None), *NONE_PROVEN],
    ),
    "checkpoint with another root": (
        put(CHECKPOINT, head(12, b"\1" * 32)),
        [("MANIFEST", None), ("ROOT", None), *NONE_PROVEN],
    ),
    "checkpoint one short": (
        put(CHECKPOINT, SHORT),
        [("MANIFEST", None), ("TAIL_UNSIGNED", 11), *NONE_PROVEN[:11]],
    ),
    "checkpoint one long": (put(CHECKPOINT, head(13, TREE)), [("MANIFEST", None), ("SEQ_GAP", 12), *NONE_PROVEN]),
    "entry gone": (without(ENTRY % 5), [("SEQ_GAP", 5), ("CUSTODY_ORPHAN", 7)]),
    "envelope gone": (without(ENVELOPE % 11), [("BODY_HASH", 11)]),
    "envelope changed": (swap(ENVELOPE % 11, b"all", b"alL"), [("BODY_HASH", 11)]),
    "proof gone": (without(PROOF % 5), [("PROOF", 5)]),
    "proof of another entry": (lambda f: {**f, PROOF % 5: f[PROOF % 6]}, [("PROOF", 5)]),
    "proof with another note": (swap(PROOF % 5, b"\n12\n", b"\n13\n"), [("PROOF", 5)]),
    "entry changed": (
        swap(ENTRY % 11, b'"mono":6', b'"mono":5'),
        [("ROOT", None), ("PROOF", 11), ("MONO_BACK", 11), ("CLOCK_STEP", 11)],
    ),
    "entry in the middle changed": (
        swap(ENTRY % 5, b'"seq":5', b'"seq":6'),
        [("ROOT", None), ("PROOF", 5), ("SEQ", 5), ("CHAIN", 6)],
    ),
    "entry refused": (swap(ENTRY % 11, b'"seq":11', b'"seq": 11'), [("ROOT", None), ("ENTRY_CANON", 11)]),
    "entry under another number": (
        rename(ENTRY % 11, ENTRY % 12),
        [("SEQ_GAP", 11), ("TAIL_UNSIGNED", 12), ("SEQ", 12), ("BODY_HASH", 12)],
    ),
    "file in no known place": (put("data/log/entry/5.json", b"{}"), [("FILE_EXTRA", None)]),
    "evidence changed": (put(FILE, EVIDENCE + b"!"), [("EVIDENCE_HASH", None)]),
    "held inside, sound": (put("data/log/held/1.note", STEP.note(5)), []),
    "held inside, another history": (put("data/log/held/1.note", head(5, b"\1" * 32)), [("FORK", None)]),
    "held inside, longer": (put("data/log/held/1.note", head(50, b"\1" * 32)), [("TRUNCATED", None)]),
    "held inside, unsigned": (put("data/log/held/1.note", head(5, b"\1" * 32, signer=STRANGER)), [("HELD_BAD", None)]),
    "held inside, no note": (put("data/log/held/1.note", b"\xff"), [("HELD_BAD", None)]),
    "roster of the package gone": (without(ROSTER), []),
    "roster signature gone": (without(ROSTER + ".sig"), [("ROSTER_SIG", None)]),
    "roster changed": (swap(ROSTER, b"officer", b"chief"), [("ROSTER_FORK", None), ("ROSTER_SIG", None)]),
    "roster not a roster": (put(ROSTER, b"{}"), [("ROSTER_SIG", None)]),
    "disclosures not canonical": (put("data/disclosures.json", b"{ }"), [("DISCLOSURE", None)]),
    "disclosure that matches nothing": (
        put(
            "data/disclosures.json",
            canon(
                {
                    "v": "custody/disclosures/1",
                    "names": [],
                    "disclosures": [{"entry": 4, "disclosure": "WyJhIiwiYiIsMV0"}],
                }
            ),
        ),
        [("DISCLOSURE", 4)],
    ),
    "bagit.txt of another version": (put("bagit.txt", b"BagIt-Version: 0.97\n"), [("MANIFEST", None)]),
    "bag-info without scope": (swap("bag-info.txt", b"Custody-Scope", b"Custody-Skope"), [("MANIFEST", None)]),
}


@pytest.mark.parametrize("name", RESEALED)
def test_changed_and_sealed_again(name: str, tmp_path: Path) -> None:
    change, wanted = RESEALED[name]
    assert judged(seal(change(packed(finished())), CAST.ana), tmp_path) == expect(*wanted)


LOOSE: dict[str, tuple[Callable[[Files], Files], list[Any]]] = {
    "evidence changed": (put(FILE, EVIDENCE + b"!"), [("EVIDENCE_HASH", None), ("MANIFEST", None), ("MANIFEST", None)]),
    "file added": (put("data/extra.bin", b""), [("FILE_EXTRA", None), ("MANIFEST", None)]),
    "tag file added": (put("extra.txt", b""), [("FILE_EXTRA", None)]),
    "file gone": (without("data/disclosures.json"), [("MANIFEST", None), ("MANIFEST", None)]),
    "manifest gone": (without("manifest-sha256.txt"), [("MANIFEST", None), ("MANIFEST", None)]),
    "manifest changed": (
        swap("manifest-sha256.txt", b"data/log/checkpoint", b"data/log/checkpoynt"),
        [("FILE_EXTRA", None), ("MANIFEST", None), ("MANIFEST", None)],
    ),
    "signature gone": (without(TAG + ".sig"), [("PACKAGE_SIG", None)]),
    "signature over other bytes": (
        lambda f: {**f, TAG + ".sig": sshsig_armour(CAST.ana, "custody.package.v1", b"x").encode()},
        [("PACKAGE_SIG", None)],
    ),
    "signature of a stranger": (
        lambda f: {**f, TAG + ".sig": sshsig_armour(CAST.eve, "custody.package.v1", f[TAG]).encode()},
        [("PACKAGE_SIG", None)],
    ),
    "signature for another purpose": (
        lambda f: {**f, TAG + ".sig": sshsig_armour(CAST.ana, "custody.roster.v1", f[TAG]).encode()},
        [("PACKAGE_SIG", None)],
    ),
}


@pytest.mark.parametrize("name", LOOSE)
def test_changed_and_left_so(name: str, tmp_path: Path) -> None:
    change, wanted = LOOSE[name]
    assert judged(change(packed(finished())), tmp_path) == expect(*wanted)


CASE: dict[str, tuple[str, Callable[[Files], Files], list[Any]]] = {
    "case clean": ("case", lambda f: f, []),
    "blinded clean": ("blinded", lambda f: f, []),
    "case entry left out": (
        "case",
        chain(without(ENTRY % 9), without(ENVELOPE % 9), without(PROOF % 9)),
        [("SEQ_GAP", 9)],
    ),
    "station-wide entry left out": (
        "blinded",
        chain(without(ENTRY % 11), without(ENVELOPE % 11), without(PROOF % 11)),
        [("SEQ_GAP", 11)],
    ),
    "blinded.jsonl left out": ("case", without("data/log/blinded.jsonl"), [("?CASE_PARTIAL", None)]),
    "salts left out": ("case", without("data/disclosures.json"), [("?CASE_PARTIAL", None)] * 2),
    "another case's line changed": (
        "case",
        swap("data/log/blinded.jsonl", b'"mono":600000', b'"mono":600001'),
        [("ROOT", None), ("CHAIN", 11)],
    ),
    "a line is gone": (
        "case",
        lambda f: {**f, "data/log/blinded.jsonl": f["data/log/blinded.jsonl"].rsplit(b"\n", 2)[0] + b"\n"},
        [("SEQ_GAP", 11)],
    ),
    "consistency changed": ("case", swap("data/log/consistency/000000000009", b"=", b"=="), [("BASE_ROOT", 9)]),
}


@pytest.mark.parametrize("name", CASE)
def test_case_and_blinded_packages(name: str, tmp_path: Path) -> None:
    scope, change, wanted = CASE[name]
    assert judged(seal(change(packed(finished(), scope=scope)), CAST.ana), tmp_path) == expect(*wanted)


def plain() -> Station:
    station = finished()
    station.cosigners = []
    return station


def test_a_clean_package_is_unproven_without_anything_from_outside(tmp_path: Path) -> None:
    files, tail = packed(plain()), ("?UNPROVEN_TAIL", 0)
    assert judged(files, tmp_path) == expect(tail, ("?NO_ANCHOR", None))
    assert judged(files, tmp_path, trust=None) == expect(tail, ("?NO_ANCHOR", None), ("?SELF_TRUST", None))
    assert judged(packed(finished()), tmp_path, trust=None) == expect(tail, ("?NO_ANCHOR", None), ("?SELF_TRUST", None))


def test_a_held_note_covers_its_size(tmp_path: Path) -> None:
    files = packed(plain())
    short = trust_folder(tmp_path / "short", signed_roster(), a=plain().note(5))
    full = trust_folder(tmp_path / "full", signed_roster(), a=plain().note(5), b=plain().note())
    fork = trust_folder(tmp_path / "fork", signed_roster(), a=head(5, leaf(b"")))
    assert judged(files, tmp_path, trust=short) == expect(("?UNPROVEN_TAIL", 5), ("?NO_ANCHOR", None))
    assert judged(files, tmp_path, trust=full) == expect(("?NO_ANCHOR", None))
    assert judged(files, tmp_path, trust=fork) == expect(("?UNPROVEN_TAIL", 0), ("?NO_ANCHOR", None), ("FORK", None))
    assert document(files, tmp_path, trust=full)["outside_proof"] == ["held"]


def test_a_trusted_cosignature_passes(tmp_path: Path) -> None:
    result = document(packed(finished()), tmp_path)
    assert (result["outcome"], result["outside_proof"], result["evidence"]) == ("pass", ["cosignature"], "match")


def test_a_cut_tail_is_found_by_the_note_that_somebody_holds(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "held", signed_roster(), a=finished().note())
    assert rows(document(packed(finished(), size=9), tmp_path, trust=trust)) == expect(
        ("TRUNCATED", None), *(("TAIL_UNSIGNED", n) for n in (9, 10, 11))
    )


def test_the_exporter_is_a_person_not_the_station(tmp_path: Path) -> None:
    station: Person = finished().machine
    assert judged(packed(finished(), exporter=station), tmp_path) == expect(("PACKAGE_SIG", None))


def test_an_empty_head_is_nothing_to_judge_where_the_checkpoint_is_gone(tmp_path: Path) -> None:
    files = RESEALED["checkpoint gone"][0](packed(finished()))
    trust = trust_folder(tmp_path / "held", signed_roster(), a=head(0, b"\1" * 32))
    found = rows(document(seal(files, CAST.ana), tmp_path, trust=trust))
    assert found == expect(("CP_MISSING", None), ("?NO_ANCHOR", None))
