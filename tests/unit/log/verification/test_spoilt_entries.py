"""Entries, chain, root, proofs, checkpoints and files, each spoilt in one place."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from custody_app.log.canonical import canon
from custody_app.log.note import parse_note
from custody_app.log.verification import Trust
from tests.unit.log.verification.building import (
    SCENE,
    Files,
    LogBuilder,
    check,
    codes,
    sample,
    sealed,
)

Spoil = Callable[[Files], None]
ENTRY = "data/log/entry/{:012d}.json"
ENVELOPE = "data/log/envelope/{:012d}.json"
NOTHING_DISCLOSED = canon({"disclosures": [], "names": [], "v": "custody/disclosures/1"})
PROOF = "data/log/proof/{:012d}.tlog-proof"


def edit(name: str, change: Callable[[dict], None]) -> Spoil:
    def spoil(files: Files) -> None:
        value = json.loads(files[name])
        change(value)
        files[name] = canon(value)

    return spoil


def drop(*names: str) -> Spoil:
    return lambda files: [files.pop(name) for name in names] and None


def put(name: str, content: bytes) -> Spoil:
    return lambda files: files.__setitem__(name, content)


def swap(pattern: str, one: int, other: int) -> Spoil:
    def spoil(files: Files) -> None:
        first, second = pattern.format(one), pattern.format(other)
        files[first], files[second] = files[second], files[first]

    return spoil


def replace(name: str, old: bytes, new: bytes) -> Spoil:
    def spoil(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return spoil


# A spoilt entry moves the root, breaks the next entry's chain and its own proof.
SPOILT_5 = [("ROOT", None), ("PROOF", 5), ("CHAIN", 6)]

WHOLE = {
    "an entry's time changed": (edit(ENTRY.format(5), lambda e: e.update(mono=e["mono"] + 1)), SPOILT_5),
    "an entry not canonical": (
        replace(ENTRY.format(5), b'{"at"', b'{ "at"'),
        [("ROOT", None), ("ENTRY_CANON", 5), ("ACCEPT_NO_OFFER", 6)][:2],
    ),
    "an entry with a member too many": (
        edit(ENTRY.format(5), lambda e: e.update(x=1)), [("ROOT", None), ("ENTRY_SHAPE", 5)],
    ),
    "an entry with a boolean for a number": (
        edit(ENTRY.format(5), lambda e: e.update(mono=True)), [("ROOT", None), ("ENTRY_SHAPE", 5)],
    ),
    "an entry without a tag": (edit(ENTRY.format(5), lambda e: e.pop("tag")), [("ROOT", None), ("ENTRY_SHAPE", 5)]),
    "an entry of another log": (
        edit(ENTRY.format(5), lambda e: e.update(log=SCENE)),
        [("ROOT", None), ("LOG_ID", 5), ("PROOF", 5), ("CHAIN", 6)],
    ),
    "an entry with another number": (
        edit(ENTRY.format(5), lambda e: e.update(seq=9)), [("ROOT", None), ("PROOF", 5), ("SEQ", 5), ("CHAIN", 6)],
    ),
    "an entry's time in another form": (
        edit(ENTRY.format(5), lambda e: e.update(at="2026-03-01T09:06:00Z")),
        [("ROOT", None), ("PROOF", 5), ("TIME_FORMAT", 5), ("CHAIN", 6)],
    ),
    "an entry's chain": (
        edit(ENTRY.format(5), lambda e: e.update(prev="A" * 43 + "=")),
        [("ROOT", None), ("CHAIN", 5), ("PROOF", 5), ("CHAIN", 6)],
    ),
    "an entry of 100 KiB": (put(ENTRY.format(5), b"x" * 100_000), [("ROOT", None), ("ENTRY_CANON", 5)]),
    "two entries exchanged": (
        swap(ENTRY, 3, 4),
        [("ROOT", None), ("BODY_HASH", 3), ("CHAIN", 3), ("PROOF", 3), ("SEQ", 3), ("BODY_HASH", 4), ("CHAIN", 4),
         ("PROOF", 4), ("SEQ", 4), ("MONO_BACK", 4), ("CHAIN", 5)],
    ),
    "the last entry cut off": (drop(ENTRY.format(7), ENVELOPE.format(7), PROOF.format(7)), [("SEQ_GAP", 7)]),
    "an entry of nobody's cut out": (drop(ENTRY.format(4), ENVELOPE.format(4), PROOF.format(4)), [("SEQ_GAP", 4)]),
    "three entries cut off": (
        drop(*(name.format(n) for n in (5, 6, 7) for name in (ENTRY, ENVELOPE, PROOF))), [("SEQ_GAP", 5)],
    ),
    "all entries gone": (
        lambda files: [files.pop(name) for name in list(files) if "/log/e" in name or "/proof/" in name] and None,
        [("SEQ_GAP", 0), ("DISCLOSURE", 0), ("DISCLOSURE", 1), ("DISCLOSURE", 2)],
    ),
    "an envelope missing": (drop(ENVELOPE.format(4)), [("BODY_HASH", 4)]),
    "an envelope not the recorded one": (
        edit(ENVELOPE.format(4), lambda e: e["statement"].update(case="C9")), [("BODY_HASH", 4)],
    ),
    "a proof missing": (drop(PROOF.format(4)), [("PROOF", 4)]),
    "a proof of another entry": (swap(PROOF, 3, 4), [("PROOF", 3), ("PROOF", 4)]),
    "a proof cut short": (put(PROOF.format(4), b"c2sp.org/tlog-proof@v1\n"), [("PROOF", 4)]),
    "an envelope of no entry": (put(ENVELOPE.format(99), b"{}"), [("FILE_EXTRA", None)]),
    "a file that has no place": (put("data/log/hidden.txt", b"x"), [("FILE_EXTRA", None)]),
    "a checkpoint missing": (drop("data/log/checkpoint"), [("CP_MISSING", None)]),
    "a checkpoint unreadable": (put("data/log/checkpoint", b"nothing\n"), [("CP_BAD", None)]),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), WHOLE.values(), ids=WHOLE.keys())
def test_whole_log(spoil: Spoil, expected: list) -> None:
    log = sample()
    files = log.package()
    spoil(files)
    found = codes(check(sealed(files), Trust(log.roster)))
    assert sorted((c for c in found if c[0] not in ("UNPROVEN_TAIL", "NO_ANCHOR")), key=str) == sorted(
        expected, key=str
    )


UNSEALED = {
    "a file changed behind the lists": (put("verify/README.txt", b"!"), [("MANIFEST", None)]),
    "a listed file gone": (drop("data/trust/policy"), [("MANIFEST", None), ("MANIFEST", None)]),
    "a file in no list": (put("verify/more.txt", b"!"), [("FILE_EXTRA", None)]),
    "no signature": (drop("tagmanifest-sha256.txt.sig"), [("PACKAGE_SIG", None)]),
    "no list": (drop("tagmanifest-sha256.txt"), None),
    "the list of another package": (
        replace("tagmanifest-sha256.txt", b"verify/", b"Verify/"), None,
    ),
    "another form of bag": (put("bagit.txt", b"BagIt-Version: 0.97\n"), None),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), UNSEALED.values(), ids=UNSEALED.keys())
def test_lists_and_their_signature(spoil: Spoil, expected: list | None) -> None:
    log = sample()
    files = log.package()
    spoil(files)
    found = codes(check(files, Trust(log.roster)))
    if expected is None:
        assert {code for code, _ in found} <= {"MANIFEST", "FILE_EXTRA", "PACKAGE_SIG"}
        assert found
    else:
        assert found == expected


def test_the_package_signature_is_of_a_person_of_the_roster() -> None:
    log = sample()
    assert codes(check(sealed(log.package(), signer="other"), Trust(log.roster))) == [("PACKAGE_SIG", None)]


def test_what_the_package_says_of_itself_is_its_checkpoint() -> None:
    log = sample()
    files = log.package()
    files["bag-info.txt"] = files["bag-info.txt"].replace(b"Custody-Size: 8", b"Custody-Size: 9")
    assert codes(check(sealed(files), Trust(log.roster))) == [("MANIFEST", None)]


def test_no_package_at_all_is_unreadable() -> None:
    outcome = check({"readme": b""})
    assert (outcome.outcome, outcome.exit_code, outcome.findings) == ("unreadable", 2, ())


def test_a_head_of_another_root_spoils_root_and_proofs() -> None:
    log = sample()
    found = codes(check(log.package(root=bytes(32)), Trust(log.roster)))
    assert ("ROOT", None) in found
    assert [entry for code, entry in found if code == "PROOF"] == list(range(8))


def test_entries_beyond_the_head_are_unsigned() -> None:
    log = sample()
    found = codes(check(log.package(size=6), Trust(log.roster)))
    assert found == [("TAIL_UNSIGNED", 6), ("TAIL_UNSIGNED", 7)]


def test_a_head_signed_by_nobody() -> None:
    log = sample()
    files = log.package()
    note = parse_note(files["data/log/checkpoint"])
    files["data/log/checkpoint"] = note.text.encode() + b"\n" + note.signatures[1].line.encode()
    assert codes(check(sealed(files), Trust(log.roster))) == [("CP_UNSIGNED", None)]


def test_a_head_whose_text_was_changed() -> None:
    log = sample()
    files = log.package()
    files["data/log/checkpoint"] = files["data/log/checkpoint"].replace(b"/lab\n8\n", b"/lab\n7\n")
    found = {code for code, _ in codes(check(sealed(files), Trust(log.roster)))}
    assert {"CP_UNSIGNED", "ROOT", "TAIL_UNSIGNED"} <= found


def test_the_head_of_another_log() -> None:
    log, other = sample(), LogBuilder(origin=SCENE).start()
    files = log.package()
    files["data/log/checkpoint"] = other.checkpoint().encoded
    found = codes(check(sealed(files), Trust(log.roster)))
    assert ("CP_ORIGIN", None) in found


def test_an_unknown_line_under_the_head_is_ignored() -> None:
    log = sample()
    files = log.package()
    files["data/log/checkpoint"] += b"\xe2\x80\x94 stranger.example AAAAAAAAAAA=\n"
    assert codes(check(sealed(files), Trust(log.roster))) == []


def test_an_empty_log_fails() -> None:
    log = LogBuilder()
    files = log.package()
    found = codes(check(files, Trust(log.roster)))
    assert ("CP_BAD", None) in found


CASE = {
    "an entry of the case left out": (
        drop(ENTRY.format(3), ENVELOPE.format(3), PROOF.format(3)), [("SEQ_GAP", 3), ("CUSTODY_ORPHAN", 5)],
    ),
    "a station-wide entry left out": (
        drop(ENTRY.format(0), ENVELOPE.format(0), PROOF.format(0)),
        [("DISCLOSURE", 0), ("CASE_PARTIAL", None)],
    ),
    "no blinded log": (drop("data/log/blinded.jsonl"), [("CASE_PARTIAL", None)]),
    "a line of the blinded log changed": (
        replace("data/log/blinded.jsonl", b'"seq":4', b'"seq":5'), [("ROOT", None), ("SEQ", 4), ("CHAIN", 5)],
    ),
    "the blinded log cut": (
        lambda f: f.update({"data/log/blinded.jsonl": b"".join(f["data/log/blinded.jsonl"].splitlines(True)[:-1])}),
        [("SEQ_GAP", 7) ],
    ),
    "a salt not disclosed": (put("data/disclosures.json", NOTHING_DISCLOSED),
        [("CASE_PARTIAL", None), ("CASE_PARTIAL", None)]),
    "a consistency proof that leads nowhere": (
        put("data/log/consistency/000000000005", b""), [("BASE_ROOT", 5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), CASE.values(), ids=CASE.keys())
def test_case_package(spoil: Spoil, expected: list) -> None:
    log = sample()
    files = log.package("case")
    spoil(files)
    found = codes(check(sealed(files), Trust(log.roster)))
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_a_wrong_case_tag() -> None:
    log = sample()
    log.add("note", case="C1", body={"text": "t"}, entry=lambda e: e | {"tag": "A" * 22 + "=="})
    assert codes(check(log.package(), Trust(log.roster))) == [("CASE_TAG", 8)]
