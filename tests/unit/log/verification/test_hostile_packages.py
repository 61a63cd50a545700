"""Nothing that lies in a package makes the verifier stop."""

from __future__ import annotations

import random

import pytest

from custody_app.diagnostics import Cancelled
from custody_app.i18n import Translator
from custody_app.log.verification import Trust, verify
from custody_app.log.verification.findings import UNPROVEN_CODES
from custody_app.log.verification.sentences import SENTENCES
from tests.unit.log.verification.building import (
    KEYS,
    SCENE,
    Files,
    LogBuilder,
    MemoryFiles,
    check,
    make_roster,
    sample,
    sealed,
)

JUNK = [
    b"", b"\n", b"\x00" * 40, b"\xff\xfe", b"{}", b"[]", b"null", b'"\\ud800"', b'{"v":"\xed\xa0\x80"}', b"[" * 50_000,
    b'{"a":' * 20_000, b'{"v":NaN}', b'{"v":1e999}', b"9" * 5000, b"\xe2\x80\x94 a b\n", b"a\n\n\xe2\x80\x94 a AAAA\n",
]  # fmt: skip


def case_with_peer() -> tuple[LogBuilder, Files]:
    roster = make_roster()
    scene, lab = LogBuilder(roster, SCENE).start(), LogBuilder(roster).start()
    scene.open_case("C1")
    lab.open_case("C1")
    scene.register("E1", sha256="11" * 32)
    offer = scene.offer("E1")
    lab.lines["E1"] = scene.digests[offer]
    lab.accept_digest(scene.digests[offer], "E1", seen=[scene.seen_head()])
    files = {
        "data/log/held/1.note": lab.checkpoint().encoded, "data/anchors/000000000003.tsr": b"x",
        "data/anchors/000000000003.tsq": b"x", "data/anchors/000000000003.note": lab.checkpoint().encoded,
        "data/anchors/a.pem": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    }  # fmt: skip
    return lab, lab.package("case", peers=[scene], evidence=[b"image"], files=files)


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk[:12]))
def test_junk_in_every_file(junk: bytes) -> None:
    log, files = case_with_peer()
    # Each file meets a quarter of the junk, and each junk a quarter of the files.
    for number, name in enumerate(files):
        if name == "bagit.txt" or (number + JUNK.index(junk)) % 4:
            continue
        spoilt = sealed(files | {name: junk})
        outcome = check(spoilt, Trust(log.roster))
        assert outcome.outcome in ("fail", "unproven")
        assert all(text for text in outcome.texts())


def test_every_file_missing() -> None:
    log, files = case_with_peer()
    for name in files:
        kept = {n: c for n, c in files.items() if n != name}
        assert check(kept, Trust(log.roster)).exit_code in (1, 2, 3)
        assert check(kept).exit_code in (1, 2, 3)


def test_bytes_changed_at_random() -> None:
    log, files = case_with_peer()
    chance = random.Random(1)  # noqa: S311  (the same bytes each time)
    for _ in range(60):
        name = chance.choice(sorted(files))
        content = bytearray(files[name] or b" ")
        for _ in range(chance.choice((1, 1, 3))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        check(sealed(files | {name: bytes(content)}), Trust(log.roster))


def test_statements_of_every_type_with_odd_bodies() -> None:
    odd = [
        {}, {"offer": 5}, {"offer": "A" * 43 + "=", "lines": [1]}, {"to": 5}, {"to": []}, {"seq": -1, "statement": 0},
        {"person": "ana", "key": "x", "proof": {}}, {"result": []}, {"previous": 7}, {"cosigners": "ana"},
    ]  # fmt: skip
    kinds = "transfer.offer transfer.accept transfer.reject transfer.cancel transfer.close body.erase key.enrol"
    for kind in [*kinds.split(), "exhibit.verify", "genesis", "case.open", "clock.step", ""]:
        log = sample()
        for body in odd:
            log.add(kind, case="C1", body=body, follow=["E1"] if kind != "transfer.close" else [],
                    signers=[KEYS["ana"]])  # fmt: skip
        check(log.package(), Trust(log.roster))
        check(log.package("case"), Trust(log.roster))


def test_a_head_that_claims_a_quadrillion_entries() -> None:
    log = sample()
    files = log.package()
    text = log.checkpoint(cosigned=False).text.replace("\n8\n", "\n9007199254740991\n")
    note = _signed(text)
    files["data/log/checkpoint"] = note
    outcome = check(sealed(files), Trust(log.roster))
    assert ("SEQ_GAP", 8) in [(f.code, f.entry) for f in outcome.findings]


def test_names_that_are_no_names() -> None:
    log = sample()
    odd = {"data/log/entry/1.json": b"",
           "data/log/entry/../x": b"", "data/peer/x/checkpoint": b"", "data/files/AB": b"",
           "data/log/held/x.note": b"", "data\\x": b"", "data/log/entry/00000000000\u0661.json": b""}  # fmt: skip
    outcome = check(log.package(files=odd), Trust(log.roster))
    assert {f.file for f in outcome.findings if f.code == "FILE_EXTRA"} >= set(odd)


def test_text_from_outside_is_shown_plainly() -> None:
    log = sample()
    log.add("note", statement=lambda s: s | {"log": "evil\u202egol"})
    (text,) = check(log.package(), Trust(log.roster)).texts()
    assert "⟨U+202E⟩" in text
    assert "\u202e" not in text


def test_every_code_has_a_sentence_and_a_verdict() -> None:
    assert SENTENCES.keys() >= UNPROVEN_CODES
    assert len(SENTENCES) == 71
    for sentence in SENTENCES.values():
        assert Translator("es")._(sentence).format(entry=1, file="f", expected="e", found="x")


def test_a_person_may_stop_it() -> None:
    class Stop:
        def report(self, *_advance: object) -> None:
            raise Cancelled

    log = sample()
    with pytest.raises(Cancelled):
        verify(MemoryFiles(log.package()), Trust(log.roster), Stop())


def _signed(text: str) -> bytes:
    from custody_app.crypto.note_key import sign_note
    from custody_app.log.note import NoteSignature, SignedNote
    from tests.unit.log.verification.building import ORIGIN, STATION_KEYS

    return SignedNote(text, (NoteSignature(*sign_note(ORIGIN, STATION_KEYS[ORIGIN], text)),)).encoded
