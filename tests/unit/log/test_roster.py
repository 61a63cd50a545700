"""Rosters: strict reading, next versions, signatures of k of n roots, and the texts for other tools."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import TYPE_COSIGNATURE, TYPE_LOG, NoteKey
from custody_app.crypto.sshsig import NAMESPACE_STATEMENT
from custody_app.diagnostics import InputWrong
from custody_app.log.canonical import MAX_BYTES_LARGE, canon
from custody_app.log.roster import (
    Epoch,
    KeyRevoked,
    Person,
    PersonKey,
    Roots,
    Roster,
    Station,
    Witness,
    first_roster,
)
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.log.roster_signing import dropped_from, is_signed_by, refusal_of, roots_that_signed, sign_roster
from custody_app.log.statement import Head

START = "2026-01-01T00:00:00.000Z"
LATER = "2026-02-01T00:00:00.000Z"
ORIGIN = "policia.example/custody/lab"


def key(number: int) -> SigningKey:
    return SigningKey.from_seed(bytes([number]) * 32)


ROOTS = [key(101), key(102), key(103)]


def note_key(name: str, number: int, kind: int = TYPE_LOG) -> NoteKey:
    return NoteKey(name, kind, key(number).public_key.raw)


def one_station() -> Roster:
    """A station alone: one person, one root, one log."""
    ana = Person("ana", "Ana", "Perita", ("officer",), (PersonKey(key(1).public_key, START),))
    return first_roster(
        agency="policia.example",
        issued=START,
        roots=Roots(1, (ROOTS[0].public_key,)),
        people=[ana],
        stations=[Station("lab", (Epoch(ORIGIN, note_key(ORIGIN, 50), START),))],
    )


def full() -> Roster:
    """Two of three roots, a revoked key, a second epoch, a witness."""
    revoked = KeyRevoked(LATER, "lost", "2026-01-20T00:00:00.000Z")
    made = replace(one_station(), roots=Roots(2, tuple(root.public_key for root in ROOTS)), quorum=1)
    made = made.with_key("ana", PersonKey(key(1).public_key, START, "2027-01-01T00:00:00.000Z", revoked))
    made = made.with_key("ana", PersonKey(key(2).public_key, LATER))
    made = made.with_epoch("lab", Epoch(ORIGIN, note_key(ORIGIN, 50), START, Head(7, bytes(32))))
    made = made.with_epoch("lab", Epoch(ORIGIN + "/e2", note_key(ORIGIN + "/e2", 51), LATER))
    return made.with_witness(Witness("w.example/1", note_key("w.example/1", 60, TYPE_COSIGNATURE)))


@pytest.mark.parametrize("roster", [one_station(), full(), full().successor(LATER)])
def test_what_is_written_is_read_again(roster: Roster) -> None:
    assert Roster.from_bytes(roster.canonical) == roster
    assert Roster.from_bytes(roster.canonical).canonical == roster.canonical


def test_the_next_version_names_the_one_before() -> None:
    first = one_station()
    bruno = Person("bruno", "Bruno", "", (), (PersonKey(key(3).public_key, LATER),))
    second = first.successor(LATER).with_person(bruno)
    assert (second.version, second.prev, second.issued) == (2, first.digest, LATER)
    assert [person.id for person in second.people] == ["ana", "bruno"]
    assert refusal_of(first, second, second.canonical, sign_roster(second, [ROOTS[0]])) == []


def test_whose_key_holds_when() -> None:
    roster = full()
    old, new = key(1).public_key, key(2).public_key
    assert roster.holds_key("ana", old, START)
    assert roster.holds_key("ana", old, "2026-01-31T23:59:59.999Z")
    assert not roster.holds_key("ana", old, LATER)
    assert not roster.holds_key("ana", old, "2025-12-31T23:59:59.999Z")
    assert roster.holds_key("ana", new, LATER)
    assert not roster.holds_key("bruno", new, LATER)
    assert roster.key_of(new) == ("ana", PersonKey(new, LATER))
    assert roster.key_of(key(9).public_key) is None
    with pytest.raises(KeyError):
        roster.with_key("nobody", PersonKey(new, START))


def test_which_log_is_which() -> None:
    roster = full()
    assert roster.epoch(ORIGIN).last == Head(7, bytes(32))
    assert roster.epoch(ORIGIN + "/e2").last is None
    assert roster.epoch("elsewhere") is None
    assert roster.station_of(ORIGIN + "/e2").station == "lab"
    assert roster.station_of("elsewhere") is None


def test_k_different_roots_sign() -> None:
    roster = full()
    one, two = sign_roster(roster, ROOTS[:1]), sign_roster(roster, ROOTS[1:])
    assert roots_that_signed(roster.canonical, two, roster.roots) == {root.public_key for root in ROOTS[1:]}
    assert is_signed_by(roster.canonical, two, roster.roots)
    assert not is_signed_by(roster.canonical, one, roster.roots)
    assert not is_signed_by(roster.canonical, one + one, roster.roots)
    assert is_signed_by(roster.canonical, one + sign_roster(roster, [key(9)]) + two, roster.roots)
    assert not is_signed_by(roster.canonical + b" ", two, roster.roots)
    assert not is_signed_by(roster.canonical, b"", roster.roots)
    assert not is_signed_by(roster.canonical, "é".encode(), roster.roots)
    other_use = "".join(r.sign(NAMESPACE_STATEMENT, roster.canonical).armoured(NAMESPACE_STATEMENT) for r in ROOTS)
    assert not is_signed_by(roster.canonical, other_use.encode(), roster.roots)


def test_what_may_follow() -> None:
    trusted = full()

    def refusal(roster: Roster, *roots: SigningKey) -> list[str]:
        return refusal_of(trusted, roster, roster.canonical, sign_roster(roster, roots or ROOTS[:2]))

    second = trusted.successor(LATER)
    assert refusal(trusted) == []
    assert refusal(second) == []
    assert refusal(second, ROOTS[0]) == ["ROSTER_SIG"]
    assert refusal(replace(trusted, quorum=0)) == ["ROSTER_FORK"]
    assert refusal(replace(second, prev=None)) == ["ROSTER_FORK"]
    assert refusal(replace(second, people=())) == ["ROSTER_DROPPED"]
    assert refusal_of(second, trusted, trusted.canonical, b"") == ["ROSTER_ROLLBACK"]


def test_nothing_is_dropped() -> None:
    before = full()
    ana = before.people[0]
    assert dropped_from(before, before) == []
    assert dropped_from(before, replace(before, people=())) == ["ana"]
    assert dropped_from(before, before.with_person(replace(ana, keys=ana.keys[:1]))) == [key(2).public_key.line]
    assert dropped_from(before, replace(before, stations=())) == [ORIGIN, ORIGIN + "/e2"]
    other_key = before.with_epoch("lab", Epoch(ORIGIN, note_key(ORIGIN, 59), START))
    assert dropped_from(before, other_key) == [ORIGIN]


def test_texts_for_other_tools() -> None:
    roster = full()
    spaces = "custody.statement.v1,custody.package.v1,custody.enrol.v1"
    assert allowed_signers(roster).splitlines() == [
        f'ana namespaces="{spaces}",valid-after="20260101000000Z",valid-before="20260201000000Z" '
        + key(1).public_key.line,
        f'ana namespaces="{spaces}",valid-after="20260201000000Z" {key(2).public_key.line}',
    ]
    assert policy(roster).splitlines() == [
        f"log {note_key(ORIGIN, 50).vkey}",
        f"log {note_key(ORIGIN + '/e2', 51).vkey}",
        f"witness w.example/1 {note_key('w.example/1', 60, TYPE_COSIGNATURE).vkey}",
        "group custody-quorum 1 w.example/1",
        "quorum custody-quorum",
    ]
    assert policy(one_station()).splitlines()[-1] == "quorum none"


def change(*path: object, to: object = None) -> Callable[[dict], None]:
    def spoil(told: dict) -> None:
        node = told
        for step in path[:-1]:
            node = node[step]
        if to is None:
            del node[path[-1]]
        else:
            node[path[-1]] = to

    return spoil


SPOILT = {
    "version of the format": change("v", to="custody/roster/2"),
    "no agency": change("agency"),
    "agency of nothing": change("agency", to=""),
    "version 0": change("version", to=0),
    "version that is a boolean": change("version", to=True),
    "time in seconds": change("issued", to="2026-01-01T00:00:00Z"),
    "prev too short": change("prev", to="AAAA"),
    "member too many": change("more", to=1),
    "no quorum": change("quorum"),
    "k of 0": change("roots", "k", to=0),
    "k past n": change("roots", "k", to=4),
    "root twice": lambda told: told["roots"]["keys"].append(told["roots"]["keys"][0]),
    "root that is no key": change("roots", "keys", 0, to="ssh-rsa AAAA"),
    "roots that are none": change("roots", to=[]),
    "people that are none": change("people", to={}),
    "a person that is none": change("people", 0, to="ana"),
    "an id in capitals": change("people", 0, "id", to="Ana"),
    "the reserved id": change("people", 0, "id", to="station"),
    "a person twice": lambda told: told["people"].append(copy.deepcopy(told["people"][0]) | {"keys": []}),
    "a key of two people": lambda told: told["people"].append(copy.deepcopy(told["people"][0]) | {"id": "eva"}),
    "a role that is none": change("people", 0, "roles", to=[5]),
    "a key without a beginning": change("people", 0, "keys", 0, "from"),
    "a key with a comment": lambda told: told["people"][0]["keys"][0].update(
        key=told["people"][0]["keys"][0]["key"] + " ana"
    ),
    "a revocation without a reason": change("people", 0, "keys", 0, "revoked", "reason"),
    "a compromise at noon": change("people", 0, "keys", 0, "revoked", "compromised_since", to="noon"),
    "a log under another name": change("stations", 0, "epochs", 0, "origin", to="elsewhere"),
    "a log twice": lambda told: told["stations"][0]["epochs"].append(told["stations"][0]["epochs"][0]),
    "a station twice": lambda told: told["stations"].append({"station": "lab", "epochs": []}),
    "a log with a witness's key": change("stations", 0, "epochs", 0, "key", to=full().witnesses[0].key.vkey),
    "a last head without a root": change("stations", 0, "epochs", 0, "revoked", "last", "root"),
    "a revoked log without a head": change("stations", 0, "epochs", 0, "revoked", to={}),
    "a witness with a log's key": change("witnesses", 0, "key", to=full().stations[0].epochs[0].key.vkey),
    "a witness with no key": change("witnesses", 0, "key", to=5),
    "a witness twice": lambda told: told["witnesses"].append(told["witnesses"][0] | {"name": "other"}),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_refused(spoil: Callable[[dict], None]) -> None:
    told = full().to_json()
    spoil(told)
    with pytest.raises(InputWrong) as refused:
        Roster.from_bytes(canon(told, max_bytes=MAX_BYTES_LARGE))
    assert refused.value.exit_code == 2
    assert "{" not in str(refused.value)


def test_bytes_that_are_not_canonical_are_refused() -> None:
    with pytest.raises(InputWrong):
        Roster.from_bytes(full().canonical + b"\n")
