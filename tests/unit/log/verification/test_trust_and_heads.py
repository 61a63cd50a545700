"""Rosters, held heads, cosignatures, disclosures, peers of other agencies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from custody_app.crypto.note_key import cosign_note, sign_note
from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import b64, canon
from custody_app.log.note import NoteSignature, SignedNote
from custody_app.log.redaction import disclosure
from custody_app.log.roster import Epoch, Roots, Roster
from custody_app.log.roster_signing import sign_roster
from custody_app.log.statement import Head
from custody_app.log.verification import Trust, load_trust
from tests.unit.log.verification.building import (
    KEYS,
    ORIGIN,
    SCENE,
    START,
    WITNESS,
    LogBuilder,
    check,
    codes,
    log_key,
    make_roster,
    person,
    sample,
    sealed,
    trust_files,
)

LATER = "2026-02-01T00:00:00.000Z"


def with_roster(log: LogBuilder, roster: Roster, signer: str = "root") -> dict[str, bytes]:
    files = log.package(roster=roster)
    files["data/trust/roster.json.sig"] = sign_roster(roster, [KEYS[signer]])
    return sealed(files)


def test_a_newer_roster_signed_by_the_trusted_roots_is_used() -> None:
    trusted = make_roster([person("ana"), person("bruno")])
    newer = trusted.successor(LATER).with_person(person("carla"))
    log = sample(trusted)
    log.add("note", actor="carla")
    assert codes(check(with_roster(log, newer), Trust(trusted))) == []
    assert codes(check(with_roster(log, newer, "other"), Trust(trusted))) == [
        ("ROSTER_SIG", None), ("KEY_UNKNOWN", 8), ("SIGNER_MISSING", 8),
    ]  # fmt: skip


def test_an_older_roster_is_not_used() -> None:
    first = make_roster([person("ana"), person("bruno")])
    log = sample(first)
    trusted = first.successor(LATER).with_person(person("carla"))
    assert codes(check(with_roster(log, first), Trust(trusted))) == [("ROSTER_ROLLBACK", None)]


def test_another_roster_of_the_same_version() -> None:
    log = sample()
    other = make_roster([person("ana"), person("bruno")])
    found = codes(check(with_roster(log, other), Trust(log.roster)))
    assert found == [("ROSTER_FORK", None)]


def test_a_roster_that_drops_somebody() -> None:
    log = sample()
    shorter = replace(log.roster.successor(LATER), people=log.roster.people[:2])
    assert codes(check(with_roster(log, shorter), Trust(log.roster))) == [("ROSTER_DROPPED", None)]


def test_a_roster_that_cannot_be_read() -> None:
    log = sample()
    files = log.package(files={"data/trust/roster.json": b"{}"})
    assert codes(check(files, Trust(log.roster))) == [("ROSTER_SIG", None)]


def test_two_of_three_roots() -> None:
    roots = Roots(2, tuple(KEYS[name].public_key for name in ("root", "root2", "root3")))
    trusted = replace(make_roster(), roots=roots)
    log = sample(trusted)
    newer = trusted.successor(LATER)
    for signers, expected in ((["root", "root3"], []), (["root", "root"], [("ROSTER_SIG", None)])):
        files = log.package(roster=newer)
        files["data/trust/roster.json.sig"] = sign_roster(newer, [KEYS[name] for name in signers])
        assert codes(check(sealed(files), Trust(trusted))) == expected


def test_a_trust_folder_is_signed_by_its_own_roots() -> None:
    log = sample()
    assert codes(check(log.package(), Trust(log.roster, b""))) == [("ROSTER_SIG", None)]


def test_without_trust_the_own_roots_sign() -> None:
    log = sample()
    found = codes(check(with_roster(log, log.roster, "other")))
    assert found == [("NO_ANCHOR", None), ("ROSTER_SIG", None), ("SELF_TRUST", None), ("UNPROVEN_TAIL", 0)]


def test_a_revoked_station_is_trusted_up_to_its_last_head() -> None:
    log = sample()
    for size, expected in ((8, []), (7, [("STATION_REVOKED", None)])):
        last = Epoch(ORIGIN, log_key(ORIGIN), START, Head(size, log.tree.root(size)))
        trusted = log.roster.with_epoch("lab", last)
        found = codes(check(log.package(roster=trusted), Trust(trusted)))
        assert [c for c in found if c[0] != "GENESIS_ROSTER"] == expected


def test_quorum() -> None:
    log = sample(make_roster(quorum=1))
    assert codes(check(log.package(), Trust(log.roster))) == []
    found = codes(check(log.package(cosigned=False), Trust(log.roster)))
    assert found == [("CP_QUORUM", None), ("NO_ANCHOR", None), ("UNPROVEN_TAIL", 0)]


def test_a_cosignature_of_another_text_counts_nothing() -> None:
    log = sample()
    note = log.checkpoint(cosigned=False)
    line = NoteSignature(*cosign_note(WITNESS.name, KEYS["witness"], "other\n", 1))
    files = log.package(cosigned=False)
    files["data/log/checkpoint"] = SignedNote(note.text, (*note.signatures, line)).encoded
    assert codes(check(sealed(files), Trust(log.roster))) == [("NO_ANCHOR", None), ("UNPROVEN_TAIL", 0)]


# Held heads.


def held(log: LogBuilder, *notes: SignedNote) -> Trust:
    return Trust(log.roster, held=tuple((f"{n}.note", note.encoded) for n, note in enumerate(notes)))


def test_a_held_head_covers_what_it_names() -> None:
    log = sample()
    files = log.package(cosigned=False)
    outcome = check(files, held(log, log.checkpoint(5, cosigned=False)))
    assert codes(outcome) == [("NO_ANCHOR", None), ("UNPROVEN_TAIL", 5)]
    assert outcome.outside_proof == ("held",)
    assert codes(check(files, held(log, log.checkpoint(cosigned=False)))) == [("NO_ANCHOR", None)]


def test_a_held_head_of_more_entries() -> None:
    log = sample()
    longer = sample()
    longer.add("note")
    assert codes(check(log.package(), held(log, longer.checkpoint()))) == [("TRUNCATED", None)]


def test_a_held_head_of_another_history() -> None:
    log = sample()
    for size in (4, 8):
        found = codes(check(log.package(), held(log, log.checkpoint(size, root=bytes(32), cosigned=False))))
        assert found == [("FORK", None)]


def test_a_held_head_that_is_none() -> None:
    log = sample()
    assert codes(check(log.package(), Trust(log.roster, held=(("a.note", b"x"),)))) == [("HELD_BAD", None)]
    text = log.checkpoint().text
    forged = SignedNote(text, (NoteSignature(*sign_note(ORIGIN, KEYS["other"], text)),))
    assert codes(check(log.package(), held(log, forged))) == [("HELD_BAD", None)]


def test_a_held_head_of_a_log_that_is_not_here_says_nothing() -> None:
    log = sample()
    assert codes(check(log.package(), held(log, LogBuilder(origin=SCENE).start().checkpoint()))) == []


def test_heads_inside_the_package_are_checked_but_cover_nothing() -> None:
    log = sample()
    inside = {"data/log/held/1.note": log.checkpoint(cosigned=False).encoded}
    assert codes(check(log.package(files=inside, cosigned=False), Trust(log.roster))) == [
        ("NO_ANCHOR", None), ("UNPROVEN_TAIL", 0),
    ]  # fmt: skip
    inside = {"data/log/held/1.note": log.checkpoint(6, root=bytes(32), cosigned=False).encoded}
    assert codes(check(log.package(files=inside), Trust(log.roster))) == [("FORK", None)]


def test_a_held_head_in_a_case_package_is_led_to_by_its_proof() -> None:
    log = sample()
    files = log.package("case")
    assert codes(check(files, held(log, log.checkpoint(4)))) == []
    assert codes(check(files, held(log, log.checkpoint(4, root=bytes(32), cosigned=False)))) == [("FORK", None)]
    del files["data/log/blinded.jsonl"]
    assert codes(check(sealed(files), held(log, log.checkpoint(4)))) == [("CASE_PARTIAL", None)]
    found = codes(check(sealed(files), held(log, log.checkpoint(4, root=bytes(32), cosigned=False))))
    assert found == [("CASE_PARTIAL", None), ("FORK", None)]


def test_roots_are_not_compared_where_the_log_has_gaps() -> None:
    log = sample()
    files = log.package()
    del files["data/log/entry/000000000004.json"]
    del files["data/log/envelope/000000000004.json"]
    del files["data/log/proof/000000000004.tlog-proof"]
    trust = held(log, log.checkpoint(6, root=bytes(32), cosigned=False), log.checkpoint())
    outcome = check(sealed(files), trust)
    assert codes(outcome) == [("SEQ_GAP", 4)]
    assert outcome.outside_proof == ("cosignature", "held")


# Disclosures.


def disclosed(log: LogBuilder, *told: dict) -> dict[str, bytes]:
    listed = {"v": "custody/disclosures/1", "disclosures": [*log.disclosed(), *told], "names": []}
    return log.package(files={"data/disclosures.json": canon(listed)})


def test_what_is_redacted_is_no_finding() -> None:
    log = sample()
    log.add("note", body={"text": "t", "from": {"name": "Eva", "city": "Lima"}}, redact=["text", "from.name"])
    assert codes(check(log.package(), Trust(log.roster))) == []
    log.disclosures.clear()
    log.disclosure_cases.clear()
    assert codes(check(log.package(), Trust(log.roster))) == []


@pytest.mark.parametrize(
    "told",
    [
        {"entry": 0, "disclosure": disclosure("case_salt", b64(bytes(16)), bytes(16)).text},
        {"entry": 3, "disclosure": "!"},
        {"entry": 3, "disclosure": "W10"},
        {"entry": 3, "disclosure": "é"},
        {"entry": 99, "disclosure": disclosure("x", "y", bytes(16)).text},
        {"entry": 3, "log": SCENE, "disclosure": disclosure("x", "y", bytes(16)).text},
    ],
)
def test_a_disclosure_that_matches_nothing(told: dict) -> None:
    log = sample()
    (found,) = codes(check(disclosed(log, told), Trust(log.roster)))
    assert found in (("DISCLOSURE", told["entry"]), (f"DISCLOSURE@{SCENE}", 3))


def test_a_disclosure_twice() -> None:
    log = sample()
    assert codes(check(disclosed(log, log.disclosures[0]), Trust(log.roster))) == [("DISCLOSURE", 0)]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"disclosures":[],"v":1}', b'{"disclosures":[1],"names":[],"v":"custody/disclosures/1"}']
)
def test_disclosures_that_cannot_be_read(content: bytes) -> None:
    log = sample()
    found = codes(check(log.package(files={"data/disclosures.json": content}), Trust(log.roster)))
    assert found == [("DISCLOSURE", None)]


# Another agency.


def test_another_agency_is_trusted_only_from_outside() -> None:
    own = make_roster(origins=[ORIGIN])
    theirs = replace(make_roster(origins=[SCENE]), agency="fiscalia.example")
    scene, lab = LogBuilder(theirs, SCENE).start(), LogBuilder(own).start()
    for log in (scene, lab):
        log.open_case("C1")
    scene.register("E1")
    offer = scene.offer("E1")
    lab.lines["E1"] = scene.digests[offer]
    lab.accept_digest(scene.digests[offer], "E1", seen=[scene.seen_head()])
    files = lab.package(peers=[scene])
    folder = next(name for name in files if name.startswith("data/peer/"))[:26] + "/"
    files[folder + "roster.json"] = theirs.canonical
    files[folder + "roster.json.sig"] = trust_files(theirs)["data/trust/roster.json.sig"]
    assert codes(check(sealed(files), Trust(own, peers=(theirs,)))) == []
    found = codes(check(sealed(files), Trust(own)))
    assert found == [(f"PEER_MISSING@{SCENE}", None)]


def test_a_peer_in_the_wrong_folder() -> None:
    roster = make_roster()
    scene, lab = LogBuilder(roster, SCENE).start(), LogBuilder(roster).start()
    files = lab.package(peers=[scene])
    moved = {(f"data/peer/{'0' * 16}/" + n[27:] if n.startswith("data/peer/") else n): c for n, c in files.items()}
    assert codes(check(sealed(moved), Trust(roster))) == [(f"CP_ORIGIN@{SCENE}", None)]


def test_findings_of_a_peer_name_its_log() -> None:
    roster = make_roster()
    scene, lab = LogBuilder(roster, SCENE).start(), LogBuilder(roster).start()
    scene.add("note", signers=[])
    outcome = check(lab.package(peers=[scene]), Trust(roster))
    assert codes(outcome) == [(f"SIG_NONE@{SCENE}", 1)]
    assert outcome.to_json()["findings"][0]["log"] == SCENE


# Loading trust.


def test_trust_is_a_folder_or_a_roster(tmp_path) -> None:
    roster = make_roster()
    (tmp_path / "roster.json").write_bytes(roster.canonical)
    assert load_trust(tmp_path / "roster.json") == Trust(roster)
    assert load_trust(tmp_path) == Trust(roster, b"")
    for place, name in (("held", "a.note"), ("tsa", "b.pem"), ("peers", "c.json")):
        (tmp_path / place).mkdir()
        (tmp_path / place / name).write_bytes(roster.canonical)
    loaded = load_trust(tmp_path)
    assert (loaded.held, loaded.tsa) == ((("a.note", roster.canonical),), (("b.pem", roster.canonical),))
    assert loaded.peers == (roster,)


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"v":"custody/roster/1"}'])
def test_trust_that_cannot_be_read_is_wrong_use(tmp_path, content: bytes | None) -> None:
    path = tmp_path / "roster.json"
    if content is not None:
        path.write_bytes(content)
    for place in (path, tmp_path):
        with pytest.raises(InputWrong) as refused:
            load_trust(place)
        assert (refused.value.code, refused.value.exit_code) == ("TRUST_UNREADABLE", 2)
