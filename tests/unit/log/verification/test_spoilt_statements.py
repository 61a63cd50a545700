"""Statements and signatures, each spoilt in one place by somebody who holds all keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.sshsig import NAMESPACE_PACKAGE, NAMESPACE_STATEMENT
from custody_app.log.canonical import b64, canon
from custody_app.log.merkle import EMPTY_ROOT
from custody_app.log.roster import KeyRevoked, PersonKey
from custody_app.log.statement import Head
from custody_app.log.verification import Trust
from tests.unit.log.verification.building import (
    KEYS,
    ORIGIN,
    SCENE,
    START,
    STATION_KEYS,
    LogBuilder,
    check,
    codes,
    enrolment,
    log_key,
    make_roster,
    person,
    sample,
    seeded,
)


def member(name: str, value: Any) -> Callable[[dict], dict]:
    return lambda told: told | {name: value}


def without(name: str) -> Callable[[dict], dict]:
    return lambda told: {key: value for key, value in told.items() if key != name}


STATEMENTS = {
    "of another log": (member("log", SCENE), ["STMT_LOG"]),
    "a member too many": (member("x", 1), ["BODY_SHAPE"]),
    "no salt": (without("salt"), ["BODY_SHAPE"]),
    "a salt of 15 bytes": (member("salt", b64(bytes(15))), ["BODY_SHAPE"]),
    "another version": (member("v", "custody/statement/2"), ["BODY_SHAPE"]),
    "an id that is none": (member("id", "seven"), ["BODY_SHAPE"]),
    "a base without a root": (member("base", {"size": 3}), ["BODY_SHAPE"]),
    "a base of a boolean": (member("base", {"size": True, "root": b64(bytes(32))}), ["BODY_SHAPE"]),
    "a base of nothing": (member("base", {"size": 0, "root": b64(EMPTY_ROOT)}), ["BASE_SHAPE"]),
    "a base in the future": (member("base", {"size": 9, "root": b64(bytes(32))}), ["BASE_FUTURE"]),
    "a base of another history": (member("base", {"size": 5, "root": b64(bytes(32))}), ["BASE_ROOT"]),
    "a time in seconds": (member("at", "2026-03-01T09:00:00Z"), ["TIME_FORMAT"]),
    "a day that is none": (member("at", "2026-02-30T09:00:00.000Z"), ["TIME_FORMAT"]),
    "an offset of 25 hours": (member("offset", "+25:00"), ["TIME_FORMAT"]),
    "an offset in words": (member("offset", "UTC"), ["TIME_FORMAT"]),
    "an actor in capitals": (member("actor", "Ana"), ["BODY_SHAPE"]),
    "exhibits that are none": (member("exhibits", {}), ["BODY_SHAPE"]),
    "an exhibit twice": (member("exhibits", [{"exhibit": "E1", "prev": b64(bytes(32))}] * 2), ["BODY_SHAPE"]),
    "no prev": (member("exhibits", [{"exhibit": "E1"}]), ["BODY_SHAPE"]),
    "a digest in capitals": (
        member("exhibits", [{"exhibit": "E1", "prev": b64(bytes(32)), "sha256": "AB" * 32}]), ["BODY_SHAPE"],
    ),
    "a body that is none": (member("body", []), ["BODY_SHAPE"]),
    "hidden members not sorted": (member("body", {"_sd": ["b" * 43, "a" * 43]}), ["BODY_SHAPE"]),
    "a hidden member that is none": (member("body", {"_sd": ["b"]}), ["BODY_SHAPE"]),
    "hidden members deep down": (member("body", {"a": [{"b": {"_sd": ["b" * 43, "b" * 43]}}]}), ["BODY_SHAPE"]),
    "seen that is none": (member("seen", [{"log": 5}]), ["BODY_SHAPE"]),
    "a second genesis": (member("type", "genesis"), ["BODY_SHAPE"]),
    "an accept without an offer": (member("type", "transfer.accept"), ["BODY_SHAPE"]),
    "a close with both answers": (
        lambda s: s | {"type": "transfer.close", "body": dict.fromkeys(("offer", "accept", "reject"), b64(bytes(32)))},
        ["BODY_SHAPE"],
    ),
    "an unknown type": (member("type", "moon.phase"), []),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), STATEMENTS.values(), ids=STATEMENTS.keys())
def test_statement(spoil: Callable, expected: list[str]) -> None:
    log = sample()
    log.add("note", case="C1", body={"text": "t"}, statement=spoil, signers=[KEYS["ana"]])
    assert codes(check(log.package(), Trust(log.roster))) == [(code, 8) for code in expected]


def sign_again(name: str, namespace: str = NAMESPACE_STATEMENT) -> Callable[[dict], dict]:
    def spoil(envelope: dict) -> dict:
        signature = KEYS[name].sign(namespace, canon(envelope["statement"]))
        return envelope | {"sigs": [signature.to_json()]}

    return spoil


def first_signature(**changed: Any) -> Callable[[dict], dict]:
    return lambda envelope: envelope | {"sigs": [envelope["sigs"][0] | changed, *envelope["sigs"][1:]]}


def weak(envelope: dict) -> dict:
    neutral = PublicKey.from_ed25519(b"\x01" + bytes(31))
    return envelope | {"sigs": [{"alg": "ssh-ed25519", "key": neutral.line, "sig": b64(bytes(64))}, *envelope["sigs"]]}


ENVELOPES = {
    "no signature": (lambda e: e | {"sigs": []}, ["SIG_NONE"]),
    "signatures that are no array": (member("sigs", {}), ["BODY_SHAPE"]),
    "another version": (member("v", "custody/envelope/2"), ["BODY_SHAPE"]),
    "white space": (lambda e: canon(e) + b"\n", ["BODY_CANON"]),
    "too long": (lambda _: b"x" * 70_000, ["BODY_CANON"]),
    "no JSON": (lambda _: b"\xff\xfe", ["BODY_CANON"]),
    "nested without end": (lambda _: b"[" * 60_000, ["BODY_CANON"]),
    "a number of 60,000 digits": (lambda _: b'{"v":' + b"9" * 60_000 + b"}", ["BODY_CANON"]),
    "a signature of other bytes": (first_signature(sig=b64(bytes(64))), ["SIG_BAD"]),
    "a signature of 63 bytes": (first_signature(sig=b64(bytes(63))), ["SIG_SHAPE"]),
    "a signature of another kind": (first_signature(alg="ssh-rsa"), ["SIG_SHAPE"]),
    "a signature with a member too many": (first_signature(counter=1), ["SIG_SHAPE"]),
    "a signature that is a string": (lambda e: e | {"sigs": ["x"]}, ["SIGNER_MISSING", "SIG_SHAPE"]),
    "a signature for another purpose": (sign_again("ana", NAMESPACE_PACKAGE), ["SIG_BAD"]),
    "signed by another": (sign_again("bruno"), ["SIGNER_MISSING", "SIG_SHAPE"]),
    "signed by nobody known": (sign_again("other"), ["KEY_UNKNOWN", "SIGNER_MISSING"]),
    "signed twice": (lambda e: e | {"sigs": e["sigs"] * 2}, ["SIG_SHAPE"]),
    "a weak key": (weak, ["KEY_WEAK"]),
}


@pytest.mark.parametrize(("spoil", "expected"), ENVELOPES.values(), ids=ENVELOPES.keys())
def test_envelope(spoil: Callable, expected: list[str]) -> None:
    log = sample()
    log.add("note", case="C1", body={"text": "t"}, envelope=spoil)
    assert codes(check(log.package(), Trust(log.roster))) == [(code, 8) for code in expected]


def test_a_repeated_statement() -> None:
    log = sample()
    kept: list[str] = []
    log.add("note", body={"text": "t"}, statement=lambda s: kept.append(s["id"]))
    log.add("note", body={"text": "t"}, statement=lambda s: s | {"id": kept[0]})
    assert codes(check(log.package(), Trust(log.roster))) == [("DUP_ID", 9)]


def test_cosigners_sign_too() -> None:
    log = sample()
    log.add("note", body={"cosigners": ["bruno"]})
    log.add("note", body={"cosigners": ["bruno"]}, signers=[KEYS["ana"]])
    outcome = check(log.package(), Trust(log.roster))
    assert [(f.code, f.entry, f.expected) for f in outcome.findings] == [("SIGNER_MISSING", 9, "bruno")]


def test_the_station_signs_only_what_machines_do() -> None:
    log = sample()
    log.add("export.made", actor="station")
    log.add("exhibit.verify", actor="station", case="C1", follow=["E1"], body={"result": "match"})
    log.add("note", actor="station")
    log.add("note", signers=[KEYS["ana"], STATION_KEYS[ORIGIN]])
    log.add("export.made", actor="station", signers=[STATION_KEYS[SCENE]])
    found = codes(check(log.package(), Trust(log.roster)))
    assert found == [("SIG_SHAPE", 10), ("SIG_SHAPE", 11), ("KEY_UNKNOWN", 12), ("SIGNER_MISSING", 12)]


NOW = "2026-03-01T09:08:30.000Z"
PERIODS = {
    "not yet": ({"valid_from": "2026-12-01T00:00:00.000Z"}, ["KEY_PERIOD"]),
    "no longer": ({"valid_from": START, "valid_to": NOW}, ["KEY_PERIOD"]),
    "to the very moment": ({"valid_from": START, "valid_to": "2026-03-01T09:09:00.000Z"}, ["KEY_PERIOD"]),
    "a moment longer": ({"valid_from": START, "valid_to": "2026-03-01T09:09:00.001Z"}, []),
    "from the very moment": ({"valid_from": "2026-03-01T09:09:00.000Z"}, []),
    "revoked": ({"valid_from": START, "revoked": KeyRevoked(NOW, "left")}, ["KEY_PERIOD"]),
    "compromised": (
        {"valid_from": START, "revoked": KeyRevoked("2026-05-01T00:00:00.000Z", "stolen", NOW)}, ["KEY_COMPROMISED"],
    ),
    "compromised later": (
        {"valid_from": START, "revoked": KeyRevoked("2026-05-01T00:00:00.000Z", "stolen", "2026-04-01T00:00:00.000Z")},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("period", "expected"), PERIODS.values(), ids=PERIODS.keys())
def test_when_a_key_holds(period: dict, expected: list[str]) -> None:
    carla = person("carla")
    key = PersonKey(KEYS["carla"].public_key, **period)
    roster = make_roster([person("ana"), person("bruno"), carla]).with_key("carla", key)
    log = sample(roster)
    log.add("note", actor="carla")
    assert codes(check(log.package(), Trust(roster))) == [(code, 8) for code in expected]


def test_a_compromised_key_is_believed_where_the_log_was_anchored_before() -> None:
    # The witness cosigned at 2026-03-04T04:53:20Z.
    revoked = KeyRevoked("2026-05-01T00:00:00.000Z", "stolen", "2026-03-05T00:00:00.000Z")
    key = PersonKey(KEYS["carla"].public_key, START, revoked=revoked)
    log = sample(make_roster([person("ana"), person("bruno"), person("carla")]).with_key("carla", key))
    log.wall += 20 * 86_400_000
    log.mono += 20 * 86_400_000
    log.add("note", actor="carla")
    assert codes(check(log.package(), Trust(log.roster))) == []
    files = log.package(cosigned=False)
    assert ("KEY_COMPROMISED", 8) in codes(check(files, Trust(log.roster)))


def test_enrolment_needs_proof_of_the_key() -> None:
    log = sample()
    new = seeded("dora")
    log.add("key.enrol", body=enrolment(ORIGIN, "dora", new))
    log.add("key.enrol", body=enrolment(ORIGIN, "dora", new, by=KEYS["ana"]))
    log.add("key.enrol", body=enrolment(SCENE, "dora", new))
    log.add("key.enrol", body=enrolment(ORIGIN, "dora", new) | {"person": "eva"})
    log.add("key.enrol", body=enrolment(ORIGIN, "dora", new) | {"key": "ssh-rsa AAAA"})
    found = codes(check(log.package(), Trust(log.roster)))
    assert found == [("ENROL_BAD", 9), ("ENROL_BAD", 10), ("ENROL_BAD", 11), ("ENROL_BAD", 12)]


def test_a_log_begins_with_genesis_under_a_trusted_roster() -> None:
    log = LogBuilder(make_roster())
    log.add("genesis", body={"origin": ORIGIN, "station_key": "k", "roster": b64(bytes(32)), "epoch": 1})
    assert codes(check(log.package(), Trust(log.roster))) == [("GENESIS_ROSTER", 0)]
    log = LogBuilder(make_roster())
    log.add("note")
    assert codes(check(log.package(), Trust(log.roster))) == [("BODY_SHAPE", 0)]
    log = LogBuilder(make_roster())
    genesis = {"origin": ORIGIN, "station_key": log_key(ORIGIN).vkey, "roster": log.roster.digest, "epoch": 1}
    log.add("genesis", body=genesis, base=Head(0, bytes(32)))
    assert codes(check(log.package(), Trust(log.roster))) == [("BASE_SHAPE", 0)]
    log = LogBuilder(make_roster())
    log.add("genesis", body={**genesis, "station_key": "k"})
    assert codes(check(log.package(), Trust(log.roster))) == [("GENESIS_ROSTER", 0)]


def test_erased_statements_are_withheld_and_still_parents() -> None:
    log = LogBuilder().start()
    log.open_case("C1")
    log.register("E1")
    note = log.add("exhibit.seal", case="C1", follow=["E1"])
    log.add("exhibit.seal", case="C1", follow=["E1"])
    log.erase(note)
    outcome = check(log.package(), Trust(log.roster))
    assert codes(outcome) == [("BODY_WITHHELD", 3)]
    assert outcome.outcome == "unproven"
