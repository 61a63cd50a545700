"""A log with a bit of everything, for projections and lists."""

from __future__ import annotations

from custody_app.log.canonical import b64
from custody_app.log.statement import ExhibitLine
from tests.contracts.storage.station_kit import Officer

PHONE, DISK, IMAGE = "e-phone", "e-disk", "e-image"
SHA = {PHONE: "a" * 64, DISK: "b" * 64, IMAGE: "c" * 64}


def begin(store, officer: Officer) -> None:
    officer.genesis(store)
    officer.record(store, "key.enrol", {"person": "ana", "key": officer.key.public_key.line, "proof": "x"})
    officer.record(store, "key.enrol", {"person": "ben", "key": officer.key.public_key.line, "proof": "x"})
    officer.record(store, "key.revoke", {"person": "ben", "key": officer.key.public_key.line, "reason": "left"})
    basis = {"id": "b1", "kind": "exigency", "to_follow": True}
    officer.record(
        store,
        "case.open",
        {"number": "2026/10", "title": "Orchard Lane", "bases": [basis]},
        case="c1",
        redactable=("title",),
    )
    officer.record(store, "case.open", {"number": "2026/9", "title": "Other"}, case="c2")


def register(store, officer: Officer, exhibit: str, number: str, **given: object) -> None:
    body = {"number": number, "type": "phone", "fields": {"title": f"Phone {number}", "serial": f"SN-{number}"}}
    officer.record(
        store,
        "exhibit.register",
        {**body, **given},
        case="c1",
        exhibits=(ExhibitLine(exhibit, None, SHA.get(exhibit)),),
        redactable=("fields.title", "location"),
    )


def on(store, officer: Officer, type_: str, body: dict, *exhibits: str, **given: object):
    lines = tuple(officer.line(store, exhibit) for exhibit in exhibits)
    return officer.record(store, type_, body, case="c1", exhibits=lines, **given)


def fill(store, officer: Officer) -> dict[str, str]:
    """Record a life of three exhibits; return the digests of the offers by what became of them."""
    begin(store, officer)
    register(store, officer, PHONE, "A-2", seal={"number": "S1", "kind": "bag"}, flags=["child"], location="Safe 1")
    register(store, officer, DISK, "A-10", type="storage", location="Safe 2")
    derived = {
        "child": IMAGE,
        "number": "A-2.1",
        "root": "A-2",
        "type": "image",
        "copy": "forensic_copy",
        "fields": {"title": "Image of the phone"},
    }
    officer.record(
        store,
        "exhibit.derive",
        derived,
        case="c1",
        exhibits=(officer.line(store, PHONE), ExhibitLine(IMAGE, None, SHA[IMAGE])),
    )
    on(store, officer, "exhibit.verify", {"result": "mismatch"}, IMAGE)
    on(
        store,
        officer,
        "exhibit.seal",
        {"action": "reseal", "old": "S1", "seal": {"number": "S2", "kind": "bag"}},
        PHONE,
    )
    offers = {}
    offer = {"to": "ben", "purpose": "loan", "condition": "good", "seals": [], "due": "2026-05-01"}
    taken = on(store, officer, "transfer.offer", offer, PHONE, DISK)
    offers["accepted"] = b64(taken.digest)
    lines = [
        {"exhibit": PHONE, "accepted": True, "condition": "good", "seal_ok": True},
        {"exhibit": DISK, "accepted": False, "condition": "wet", "seal_ok": True, "reason": "wet"},
    ]
    on(store, officer, "transfer.accept", {"offer": offers["accepted"], "lines": lines}, PHONE, DISK, actor="ben")
    to = {"kind": "owner", "name": "Señora Núñez", "org": ""}
    again = on(store, officer, "transfer.offer", {**offer, "to": to}, DISK, redactable=("to.name", "to.org"))
    offers["cancelled"] = b64(again.digest)
    on(store, officer, "transfer.cancel", {"offer": offers["cancelled"], "reason": "no"}, DISK)
    last = on(store, officer, "transfer.offer", {**offer, "due": ""}, DISK)
    offers["open"] = b64(last.digest)
    registration = store.line(PHONE)[0]
    correction = {"statement": b64(registration.digest), "member": "fields.serial", "value": "SN-corrected"}
    officer.record(store, "correction", {**correction, "reason": "misread"}, case="c1")
    officer.record(store, "case.hold", {"hold": True, "ground": "appeal"}, case="c1")
    officer.note(store, "a note")
    return offers
