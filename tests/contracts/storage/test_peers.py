"""Entries of other stations' logs: imported in any order, any number of times, to the same result."""

from __future__ import annotations

import itertools

import pytest

from custody_app.diagnostics import InputWrong, ProgramBroken, RuleRefused
from custody_app.log.canonical import b64
from custody_app.log.statement import ExhibitLine, SeenHead
from custody_app.storage.recorded import PeerEntry
from tests.contracts.storage import sample_log
from tests.contracts.storage.sample_log import PHONE, register
from tests.contracts.storage.station_kit import Officer
from tests.contracts.storage.test_projections import everything

LAB = "agency.example/custody/lab"


def carried(store, *, blinded=(), withheld=()) -> list[PeerEntry]:
    """What a package of this log carries: some entries blinded, some disclosures withheld."""
    return [
        PeerEntry(
            stored.entry,
            None if stored.seq in blinded else stored.envelope,
            () if stored.seq in withheld else tuple(store.disclosures(store.statement(stored.seq).digest)),
        )
        for stored in store.entries()
    ]


@pytest.fixture
def scene(stores, officer):
    """A scene's log: a phone, offered to the laboratory."""
    store = stores.create("scene")
    sample_log.begin(store, officer)
    register(store, officer, PHONE, "A-2", location="Van")
    offer = {"to": "lia", "purpose": "examination", "condition": "good", "seals": []}
    sample_log.on(store, officer, "transfer.offer", offer, PHONE)
    return store


@pytest.fixture
def lab(stores):
    store = stores.create("lab")
    Officer(log=LAB, person="lia", seed=5).genesis(store)
    return store


def bring(store, other, **how: set[int]):
    return store.import_peer(other.origin, other.head(), b"note", carried(other, **how))


def accept(lab, scene) -> Officer:
    lia = Officer(log=LAB, person="lia", seed=6)
    lia.salts = {"": lab.case_salt(""), "c1": bytes(16)}
    offer = scene.last_digest(PHONE)
    line = {"exhibit": PHONE, "accepted": True, "condition": "good", "seal_ok": True}
    seen = (SeenHead(scene.origin, scene.head()),)
    given = {"case": "c1", "exhibits": (ExhibitLine(PHONE, offer),), "seen": seen}
    lia.record(lab, "transfer.accept", {"offer": b64(offer), "lines": [line]}, **given)
    return lia


def test_an_imported_exhibit_goes_on_in_the_line(lab, scene):
    assert lab.last_digest(PHONE) is None
    bring(lab, scene)
    assert lab.last_digest(PHONE) == scene.last_digest(PHONE)
    assert (lab.exhibit_rows([PHONE])[0].holder, lab.exhibit_rows([PHONE])[0].state) == ("ana", "offered")
    accept(lab, scene)
    row = lab.exhibit_rows([PHONE])[0]
    assert (row.holder, row.state, row.location, row.last_log) == ("lia", "held", "Van", LAB)
    assert [(taken.log, taken.statement.type) for taken in lab.line(PHONE)] == [
        (scene.origin, "exhibit.register"),
        (scene.origin, "transfer.offer"),
        (LAB, "transfer.accept"),
    ]
    assert [taken.log for taken in lab.case_statements("c1")] == [LAB, *[scene.origin] * 3]
    assert lab.peer_logs() == [scene.origin]
    assert list(lab.peer_entries(scene.origin)) == list(scene.entries())
    assert lab.peer_heads(scene.origin) == [(scene.head(), b"note")]
    assert lab.head().size == 2
    assert [taken.seq for taken in lab.station_statements()] == [0]


def test_the_receipt_ends_the_senders_transfer(lab, scene, officer):
    bring(lab, scene)
    accept(lab, scene)
    bring(scene, lab)
    row = scene.transfer_rows(scene.transfer_ids())[0]
    assert (row.status, row.closed, row.accepted) == ("accepted", False, 1)
    assert scene.exhibit_rows([PHONE])[0].holder == "lia"
    body = {"offer": row.offer, "accept": row.answer}
    officer.record(scene, "transfer.close", body, case="c1", seen=(SeenHead(LAB, lab.head()),))
    assert scene.transfer_rows(scene.transfer_ids())[0].closed


def test_the_order_and_number_of_imports_do_not_matter(stores, lab, scene, officer):
    bring(lab, scene)
    lia = accept(lab, scene)
    sample_log.on(lab, lia, "exhibit.verify", {"result": "match"}, PHONE)
    packages = [carried(scene, blinded={6}), carried(scene, withheld={6}), carried(scene), carried(lab)]
    results = []
    for number, order in enumerate(itertools.permutations(range(4))):
        if number % 5:
            continue
        court = stores.create(f"court{number}")
        Officer(log="court.example/custody/1", seed=8).genesis(court)
        for which in (*order, order[0]):
            other = lab if which == 3 else scene
            court.import_peer(other.origin, other.head(), b"note", packages[which])
        results.append(everything(court))
        court.rebuild()
        assert everything(court) == results[-1]
        assert court.exhibit_rows([PHONE])[0].holder == "lia"
    assert all(result == results[0] for result in results)


def test_what_is_disclosed_later_is_added(lab, scene):
    bring(lab, scene, withheld={6})
    assert lab.exhibit_rows([PHONE])[0].title == ""
    assert [taken.seq for taken in bring(lab, scene)] == [6]
    assert lab.exhibit_rows([PHONE])[0].title == "Phone A-2"
    assert bring(lab, scene) == []


def test_a_blinded_entry_is_withheld(lab, scene):
    bring(lab, scene, blinded={6})
    with pytest.raises(InputWrong, match="BODY_WITHHELD"):
        lab.statement(6, log=scene.origin)
    assert lab.statement(7, log=scene.origin).statement.type == "transfer.offer"


def test_a_fork_of_another_log_is_refused_whole(stores, lab, scene):
    bring(lab, scene)
    before = everything(lab)
    twin = stores.create("twin")
    liar = Officer(seed=77)
    sample_log.begin(twin, liar)
    with pytest.raises(RuleRefused, match="PEER_FORK"):
        bring(lab, twin)
    assert everything(lab) == before
    with pytest.raises(ProgramBroken, match="LOG_OTHER"):
        bring(scene, scene)


def test_two_children_of_one_parent_both_stand_in_the_line(lab, scene, officer):
    """A fork of custody is a finding of the verifier; the lists show both, and rebuild alike."""
    bring(lab, scene)
    accept(lab, scene)
    sample_log.on(scene, officer, "transfer.cancel", {"offer": b64(scene.last_digest(PHONE)), "reason": "x"}, PHONE)
    bring(lab, scene)
    before = everything(lab)
    assert len(lab.line(PHONE)) == 4
    lab.rebuild()
    assert everything(lab) == before
