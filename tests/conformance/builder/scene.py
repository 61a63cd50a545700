"""A small scene that every rule can be broken in: two people, one case, two exhibits, a finished transfer."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.builder.log import Station
from tests.conformance.builder.signing import Person, Witness, b64, canon, sha, sshsig_armour

ORIGIN, OTHER = "police.example/custody/laptop-1", "police.example/custody/lab-1"
EVIDENCE = b"the content of exhibit one\n"
DIGEST = hashlib.sha256(EVIDENCE).hexdigest()
FROM = "2025-01-01T00:00:00.000Z"


@dataclass
class Cast:
    """The people and keys that never change."""

    ana: Person = field(default_factory=lambda: Person("ana"))
    ben: Person = field(default_factory=lambda: Person("ben"))
    eve: Person = field(default_factory=lambda: Person("eve"))
    root: Person = field(default_factory=lambda: Person("root"))
    witness: Witness = field(default_factory=lambda: Witness("witness.example/w"))


CAST = Cast()


def roster_document(**changes: Any) -> dict[str, Any]:
    """Version 1, one root of one, Ana and Ben, two stations, one witness, quorum 0."""
    stations = [
        {"station": o.rsplit("/", 1)[1], "epochs": [{"origin": o, "key": Station(o).log_key.vkey, "from": FROM}]}
        for o in (ORIGIN, OTHER)
    ]
    people = [
        {"id": p.id, "name": p.id.title(), "post": "officer", "roles": [], "keys": [{"key": p.line, "from": FROM}]}
        for p in (CAST.ana, CAST.ben)
    ]
    return {
        "v": "custody/roster/1",
        "agency": "police.example",
        "version": 1,
        "issued": FROM,
        "roots": {"k": 1, "keys": [CAST.root.line]},
        "people": people,
        "stations": stations,
        "witnesses": [{"name": CAST.witness.name, "key": CAST.witness.vkey}],
        "quorum": 0,
        **changes,
    }


def signed_roster(document: dict[str, Any] | None = None, *roots: Person) -> tuple[bytes, bytes]:
    raw = canon(document or roster_document())
    blocks = [sshsig_armour(r, "custody.roster.v1", raw) for r in roots or (CAST.root,)]
    return raw, "".join(blocks).encode()


def enrolment(person: Person, origin: str = ORIGIN, **changes: Any) -> dict[str, Any]:
    message = canon({"key": person.line, "log": origin, "person": person.id, "v": "custody/enrol/1"})
    return {"person": person.id, "key": person.line, "proof": b64(person.sign("custody.enrol.v1", message)), **changes}


def opened(origin: str = ORIGIN, roster: bytes | None = None) -> Station:
    """0 genesis, 1 and 2 key.enrol, 3 case.open."""
    station = Station(origin, b64(sha(roster or signed_roster()[0])))
    station.cosigners = [CAST.witness]
    station.genesis(CAST.ana)
    station.append("key.enrol", CAST.ana, enrolment(CAST.ana, origin))
    station.append("key.enrol", CAST.ben, enrolment(CAST.ben, origin))
    station.open_case(CAST.ana, "C-1")
    return station


def registered(**more: Any) -> Station:
    """4 registers E-1 with its digest, 5 registers E-2, 6 hashes E-1."""
    station = opened(**more)
    station.append("exhibit.register", CAST.ana, {"kind": "disk"}, case="C-1", exhibits=[station.item("E-1", DIGEST)])
    station.append("exhibit.register", CAST.ana, {"kind": "phone"}, case="C-1", exhibits=[station.item("E-2")])
    station.append(
        "exhibit.hash", CAST.ana, {"digests": {"md5": "aa"}}, case="C-1", exhibits=[station.item("E-1", DIGEST)]
    )
    return station


def offer(station: Station, *exhibits: str, actor: Person = CAST.ana, to: Any = "ben", **more: Any) -> str:
    body = {"to": to, "purpose": "analysis", "condition": "good", "seals": []}
    return station.append(
        "transfer.offer", actor, body, case="C-1", exhibits=[station.item(e) for e in exhibits], **more
    )


def accept(
    station: Station,
    digest: str,
    *exhibits: str,
    actor: Person = CAST.ben,
    refused: tuple[str, ...] = (),
    lines: list[dict[str, Any]] | None = None,
    items: list[dict[str, str]] | None = None,
    **more: Any,
) -> str:
    lines = lines or [
        {"exhibit": e, "accepted": e not in refused, "condition": "good", "seal_ok": True} for e in exhibits
    ]
    items = items or [{"exhibit": e, "prev": digest} for e in exhibits]
    return station.append(
        "transfer.accept", actor, {"offer": digest, "lines": lines}, case="C-1", exhibits=items, **more
    )


def finished(**more: Any) -> Station:
    """7 offers both to Ben, 8 accepts, 9 verifies E-1, 10 is a note of another case, 11 a station-wide note."""
    station = registered(**more)
    digest = offer(station, "E-1", "E-2")
    accept(station, digest, "E-1", "E-2")
    station.append("exhibit.verify", CAST.ben, {"result": "match"}, case="C-1", exhibits=[station.item("E-1", DIGEST)])
    station.append("note", CAST.ana, {"text": "other"}, case="C-2")
    station.append("note", CAST.ben, {"text": "all"})
    return station
