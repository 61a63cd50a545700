"""A station that itself signs something wrong: each mutation gives exactly its findings and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.builder import EMPTY, Person, Station
from tests.conformance.builder.log import same
from tests.conformance.builder.scene import CAST, DIGEST, ORIGIN, enrolment, opened, registered
from tests.conformance.builder.signing import b64, canon
from tests.unit.verifier.judging import expect, judged, packed

ANA, BEN, EVE = CAST.ana, CAST.ben, CAST.eve
Make = Callable[[], Station]


def note(
    kind: str = "note", actor: Person = ANA, body: dict[str, Any] | None = None, case: str = "C-1", **more: Any
) -> Make:
    """Entry 7 is a note with something wrong; entry 8 a sound one."""

    def make() -> Station:
        station = registered()
        more.setdefault("exhibits", None)
        station.append(kind, actor, body or {"text": "x"}, case=case, **more)
        station.append("note", ANA, {"text": "after"})
        return station

    return make


def put(**members: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {**doc, **members}


def drop(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {k: v for k, v in doc.items() if k != name}


def sig(**members: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {**doc, "sigs": [{**doc["sigs"][0], **members}]}


def spoiled(doc: dict[str, Any]) -> dict[str, Any]:
    return sig(sig=b64(b"\1" * 64))(doc)


def high_s(doc: dict[str, Any]) -> dict[str, Any]:
    """S + L is accepted by OpenSSL's older relatives and never here."""
    from base64 import b64decode

    raw = b64decode(doc["sigs"][0]["sig"])
    s = int.from_bytes(raw[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    return sig(sig=b64(raw[:32] + s.to_bytes(32, "little")))(doc)


def weak_key(doc: dict[str, Any]) -> dict[str, Any]:
    blob = ANA.blob[:-32] + (1).to_bytes(32, "little")
    return sig(key="ssh-ed25519 " + b64(blob))(doc)


def wrong_base(station: Station) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {**doc, "base": {**doc["base"], "root": b64(b"\7" * 32)}}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def sd(*names: str) -> dict[str, Any]:
    return {"_sd": [n * 43 for n in names]}


def first_id() -> str:
    import json

    return str(json.loads(registered().envelopes[6])["statement"]["id"])


CASES: dict[str, tuple[Make, list[Any]]] = {
    "clean": (note(), []),
    "unknown type is kept": (note("weather.report"), []),
    "signature of other bytes": (note(envelope=spoiled), [("SIG_BAD", 7)]),
    "signature with S + L": (note(envelope=high_s), [("SIG_BAD", 7)]),
    "no signature": (note(envelope=put(sigs=[])), [("SIG_NONE", 7)]),
    "signed by another": (note(signers=[BEN]), [("SIG_SHAPE", 7), ("SIGNER_MISSING", 7)]),
    "signed by a stranger": (note(signers=[EVE]), [("KEY_UNKNOWN", 7), ("SIGNER_MISSING", 7)]),
    "actor is a stranger": (note(actor=EVE), [("KEY_UNKNOWN", 7), ("SIGNER_MISSING", 7)]),
    "signed twice": (note(signers=[ANA, ANA]), [("SIG_SHAPE", 7)]),
    "signed by one too many": (note(signers=[ANA, BEN]), [("SIG_SHAPE", 7)]),
    "cosigner signs": (note(body={"cosigners": ["ben"]}, signers=[ANA, BEN]), []),
    "cosigner missing": (note(body={"cosigners": ["ben"]}), [("SIGNER_MISSING", 7)]),
    "cosigner listed twice": (note(body={"cosigners": ["ben", "ben"]}, signers=[ANA, BEN]), []),
    "weak key": (note(envelope=weak_key), [("KEY_WEAK", 7), ("SIGNER_MISSING", 7)]),
    "signature cut short": (note(envelope=sig(sig=b64(b"\1" * 63))), [("SIG_SHAPE", 7)]),
    "signature of unknown algorithm": (note(envelope=sig(alg="ssh-rsa")), [("SIG_SHAPE", 7)]),
    "signature with a member too many": (note(envelope=sig(flags=1)), [("SIG_SHAPE", 7)]),
    "signature is not an object": (note(envelope=put(sigs=["x"])), [("SIG_SHAPE", 7), ("SIGNER_MISSING", 7)]),
    "station signs a note": (note(actor=Station(ORIGIN).machine), [("SIG_SHAPE", 7)]),
    "station signs an export": (note("export.made", Station(ORIGIN).machine), []),
    "station signs beside a person": (note(signers=[ANA, Station(ORIGIN).machine]), [("SIG_SHAPE", 7)]),
    "statement for another log": (note(statement=put(log="x.example/custody/y")), [("STMT_LOG", 7)]),
    "base root of another history": (note(statement=wrong_base(registered())), [("BASE_ROOT", 7)]),
    "base from the future": (note(statement=put(base={"size": 8, "root": b64(b"\7" * 32)})), [("BASE_FUTURE", 7)]),
    "base empty after genesis": (note(statement=put(base=EMPTY)), [("BASE_SHAPE", 7)]),
    "base without root": (note(statement=put(base={"size": 3})), [("BODY_SHAPE", 7)]),
    "identifier used twice": (note(statement=put(id=first_id())), [("DUP_ID", 7)]),
    "identifier not a uuid": (note(statement=put(id="7")), [("BODY_SHAPE", 7)]),
    "member missing": (note(statement=drop("salt")), [("BODY_SHAPE", 7)]),
    "member too many": (note(statement=put(extra=1)), [("BODY_SHAPE", 7)]),
    "salt of 15 bytes": (note(statement=put(salt=b64(b"1" * 15))), [("BODY_SHAPE", 7)]),
    "actor not a person id": (note(statement=put(actor="Ana")), [("BODY_SHAPE", 7)]),
    "statement time without milliseconds": (note(statement=put(at="2026-01-05T09:00:00Z")), [("TIME_FORMAT", 7)]),
    "statement time on the 30th of February": (
        note(statement=put(at="2026-02-30T09:00:00.000Z")),
        [("TIME_FORMAT", 7)],
    ),
    "offset in words": (note(statement=put(offset="UTC")), [("TIME_FORMAT", 7)]),
    "entry time": (note(entry=put(at="now")), [("TIME_FORMAT", 7)]),
    "float in a body": (note(body={"x": 1.5}), [("BODY_CANON", 7)]),
    "null in a body": (note(body={"x": None}), [("BODY_CANON", 7)]),
    "upper-case key": (note(body={"X": 1}), [("BODY_CANON", 7)]),
    "integer too large": (note(body={"x": 2**53}), [("BODY_CANON", 7)]),
    "largest integer": (note(body={"x": 2**53 - 1}), []),
    "statement of depth 7": (note(body={"x": deep(5)}), []),
    "statement of depth 8": (note(body={"x": deep(6)}), [("BODY_CANON", 7)]),
    "white space": (note(envelope=lambda d: canon(d) + b"\n"), [("BODY_CANON", 7)]),
    "byte order mark": (note(envelope=lambda d: b"\xef\xbb\xbf" + canon(d)), [("BODY_CANON", 7)]),
    "escaped letter": (note(envelope=lambda d: canon(d).replace(b'"x"', b'"\\u0078"')), [("BODY_CANON", 7)]),
    "duplicate key": (note(envelope=lambda d: b'{"sigs":[],' + canon(d)[1:]), [("BODY_CANON", 7)]),
    "over 64 KiB": (note(body={"x": "y" * 70000}), [("BODY_CANON", 7)]),
    "lone surrogate": (note(envelope=lambda d: canon(d).replace(b'"x"', b'"\\ud800"')), [("BODY_CANON", 7)]),
    "not JSON": (note(envelope=lambda _: b"["), [("BODY_CANON", 7)]),
    "brackets without end": (note(envelope=lambda _: b"[" * 60000), [("BODY_CANON", 7)]),
    "envelope is a list": (note(envelope=lambda _: b"[]"), [("BODY_SHAPE", 7)]),
    "entry with a member too many": (note(entry=put(x=1)), [("ENTRY_SHAPE", 7)]),
    "entry not canonical": (note(entry=lambda d: canon(d) + b" "), [("ENTRY_CANON", 7)]),
    "entry of another log": (note(entry=put(log="x.example/custody/y")), [("LOG_ID", 7)]),
    "entry with another number": (note(entry=put(seq=9)), [("SEQ", 7)]),
    "entry that forgets the one before": (note(entry=put(prev=b64(b"\3" * 32))), [("CHAIN", 7)]),
    "entry for another body": (note(entry=put(body=b64(b"\3" * 32))), [("BODY_HASH", 7)]),
    "entry with another case's tag": (note(entry=put(tag=b64(b"\3" * 16))), [("CASE_TAG", 7)]),
    "_sd sorted": (note(body=sd("a", "b")), []),
    "_sd not sorted": (note(body=sd("b", "a")), [("BODY_SHAPE", 7)]),
    "_sd twice the same": (note(body=sd("a", "a")), [("BODY_SHAPE", 7)]),
    "_sd not digests": (note(body={"_sd": ["x"]}), [("BODY_SHAPE", 7)]),
    "second genesis": (note("genesis", body={"origin": ORIGIN}), [("BODY_SHAPE", 7)]),
    "erasure without digest": (note("body.erase", body={"seq": 3}), [("BODY_SHAPE", 7)]),
    "enrolment without proof": (note("key.enrol", body={"person": "ben", "key": BEN.line}), [("BODY_SHAPE", 7)]),
    "enrolment with another's proof": (note("key.enrol", body=enrolment(EVE, key=BEN.line)), [("ENROL_BAD", 7)]),
    "enrolment proof for another log": (note("key.enrol", body=enrolment(EVE, "x/custody/y")), [("ENROL_BAD", 7)]),
    "enrolment sound": (note("key.enrol", body=enrolment(EVE)), []),
    "exhibit listed twice": (note(exhibits=[{"exhibit": "E-1", "prev": b64(b"\1" * 32)}] * 2), [("BODY_SHAPE", 7)]),
    "exhibit with bad sha256": (
        note(exhibits=[{"exhibit": "E-1", "sha256": "A" * 64, "prev": b64(b"\1" * 32)}]),
        [("BODY_SHAPE", 7)],
    ),
    "seen log is not here": (
        note(seen=[{"log": "x.example/custody/y", "size": 1, "root": b64(b"\1" * 32)}]),
        [("?PEER_MISSING", 7)],
    ),
    "seen head of another history": (note(seen=[{"log": ORIGIN, "size": 3, "root": b64(b"\1" * 32)}]), [("FORK", 7)]),
    "seen head longer than this log": (
        note(seen=[{"log": ORIGIN, "size": 99, "root": b64(b"\1" * 32)}]),
        [("TRUNCATED", 7)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_mutation_gives_exactly_its_findings(name: str, tmp_path: Path) -> None:
    make, wanted = CASES[name]
    assert judged(packed(make()), tmp_path) == expect(*wanted)


GENESIS: dict[str, tuple[Callable[[dict[str, Any]], Any], list[Any]]] = {
    "genesis clean": (same, []),
    "genesis with a base": (put(base={"size": 1, "root": b64(b"\1" * 32)}), [("BASE_SHAPE", 0)]),
    "genesis of another roster": (
        lambda d: {**d, "body": {**d["body"], "roster": b64(b"\1" * 32)}},
        [("GENESIS_ROSTER", 0)],
    ),
    "genesis with another station key": (
        lambda d: {**d, "body": {**d["body"], "station_key": "x"}},
        [("GENESIS_ROSTER", 0)],
    ),
    "genesis of another origin": (lambda d: {**d, "body": {**d["body"], "origin": "x"}}, [("BODY_SHAPE", 0)]),
    "first entry is no genesis": (put(type="note"), [("BODY_SHAPE", 0)]),
}


@pytest.mark.parametrize("name", GENESIS)
def test_the_first_entry_binds_roster_and_station(name: str, tmp_path: Path) -> None:
    hook, wanted = GENESIS[name]
    station = Station(ORIGIN, opened().roster_digest)
    station.cosigners = [CAST.witness]
    station.genesis(ANA, statement=hook)
    station.append("note", ANA, {"text": "x"})
    assert judged(packed(station, evidence=()), tmp_path) == expect(*wanted)


def test_a_machine_may_verify_unattended(tmp_path: Path) -> None:
    station = registered()
    station.append(
        "exhibit.verify", station.machine, {"result": "match"}, case="C-1", exhibits=[station.item("E-1", DIGEST)]
    )
    assert judged(packed(station), tmp_path) == []
