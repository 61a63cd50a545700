"""What is derived from the log: the same whether carried forward, rebuilt or opened again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.storage.list_rows import CaseFilter, ExhibitFilter, StatementFilter, TransferFilter
from custody_app.storage.projections.tables import metadata
from tests.contracts.storage import sample_log
from tests.contracts.storage.sample_log import DISK, IMAGE, PHONE, SHA


@pytest.fixture
def sample(stores):
    return stores.create_sample()


@pytest.fixture
def store(sample):
    return sample[0]


@pytest.fixture
def offers(sample):
    return sample[1]


def everything(store):
    with store.reading() as connection:
        return {
            name: sorted(map(repr, connection.execute(table.select()).all())) for name, table in metadata.tables.items()
        }


def rows(store):
    return {row.id: row for row in store.exhibit_rows(store.exhibit_ids())}


def test_rebuilding_gives_the_same_rows(store, offers):
    before = everything(store)
    assert all(before.values())
    store.rebuild()
    assert everything(store) == before


def test_dropped_rows_come_back_when_the_store_opens(stores, store):
    before = everything(store)
    with store.writing() as connection:
        for table in metadata.tables.values():
            connection.execute(table.delete())
    with pytest.raises(InputWrong, match="LISTS_DAMAGED"):
        store.head()
    store.close()
    assert everything(stores.reopen()) == before


def test_an_exhibit(store, offers):
    phone, disk, image = (rows(store)[each] for each in (PHONE, DISK, IMAGE))
    assert (phone.number, phone.case, phone.type, phone.title) == ("A-2", "c1", "phone", "Phone A-2")
    assert (phone.holder, phone.state, phone.due, phone.location) == ("ben", "held", "2026-05-01", "Safe 1")
    assert (phone.seal, phone.seal_state, phone.baseline, phone.check_result) == ("S2", "intact", SHA[PHONE], "")
    assert (phone.flags, phone.derived, phone.registered_by, phone.serial) == (("child",), 1, "ana", "SN-corrected")
    assert (disk.holder, disk.state, disk.open_offer, disk.due) == ("ana", "offered", offers["open"], "")
    assert (image.parents, image.root, image.check_result) == ((PHONE,), "A-2", "mismatch")
    assert image.last_type == "exhibit.verify"
    assert [(seal.number, seal.status) for seal in store.exhibit_seals(PHONE)] == [("S1", "broken"), ("S2", "intact")]
    assert [seal.exhibit for seal in store.seals("S1")] == [PHONE]


def test_a_transfer(store, offers):
    found = {row.offer: row for row in store.transfer_rows(store.transfer_ids())}
    assert {name: found[offer].status for name, offer in offers.items()} == {each: each for each in offers}
    accepted = found[offers["accepted"]]
    assert (accepted.giver, accepted.receiver, accepted.exhibits, accepted.accepted) == ("ana", "ben", 2, 1)
    assert store.transfer_outcomes(offers["accepted"]) == {PHONE: "accepted", DISK: "rejected"}
    assert found[offers["cancelled"]].receiver_name == "Señora Núñez"
    assert store.transfer_ids(TransferFilter(status="open")) == [offers["open"]]
    assert store.transfer_ids(TransferFilter(text="NÚÑEZ owner")) == []
    assert store.transfer_ids(TransferFilter(text="NÚÑEZ")) == [offers["cancelled"]]
    assert store.transfer_ids(TransferFilter(text="a-2 loan")) == [offers["accepted"]]
    assert store.transfer_ids(TransferFilter(exhibit=PHONE)) == [offers["accepted"]]
    assert set(store.transfer_ids(TransferFilter(person="ben"))) == {offers["accepted"], offers["open"]}
    assert offers["open"] not in store.transfer_ids(TransferFilter(due_before="2027"))


def test_a_case(store, offers):
    assert store.case_ids() == ["c2", "c1"]
    assert store.case_ids(sort="-number") == ["c1", "c2"]
    case = store.case_rows(["c1"])[0]
    assert (case.number, case.title, case.held, case.basis_missing, case.exhibits) == (
        "2026/10",
        "Orchard Lane",
        True,
        True,
        3,
    )
    assert store.case_ids(CaseFilter(text="orchard")) == ["c1"]
    assert store.case_ids(CaseFilter(held=False)) == ["c2"]
    assert store.case_ids(CaseFilter(basis_missing=True)) == ["c1"]


FOUND = [
    ({}, [PHONE, IMAGE, DISK]),
    ({"text": "phone"}, [PHONE, IMAGE, DISK]),
    ({"text": "PHONE image"}, [IMAGE]),
    ({"text": "sn-a-10"}, [DISK]),
    ({"text": "s1"}, [PHONE]),
    ({"text": "ccccccc"}, [IMAGE]),
    ({"text": "100%"}, []),
    ({"text": "_"}, []),
    ({"holder": "ben"}, [PHONE]),
    ({"state": "offered"}, [DISK]),
    ({"seal": "S2"}, [PHONE]),
    ({"seal": "S1"}, [PHONE]),
    ({"flag": "child"}, [PHONE]),
    ({"parent": PHONE}, [IMAGE]),
    ({"root": "A-2"}, [PHONE, IMAGE]),
    ({"check_result": "mismatch"}, [IMAGE]),
    ({"never_compared": True}, [PHONE, DISK]),
    ({"due_before": "2026-06-01"}, [PHONE]),
    ({"due_before": "2026-05-01"}, []),
    ({"baseline": "AAAA"}, [PHONE]),
    ({"case": "c2"}, []),
    ({"number": "A-10", "type": "storage", "location": "Safe 2"}, [DISK]),
]


def test_exhibits_are_found(store, offers):
    found = [(where, store.exhibit_ids(ExhibitFilter(**where))) for where, _ in FOUND]
    assert found == FOUND


def test_lists_are_sorted_and_paged(store, offers):
    assert store.exhibit_ids(sort="-number") == [DISK, IMAGE, PHONE]
    assert store.exhibit_ids(sort="last_at")[0] == IMAGE
    assert [row.id for row in store.exhibit_rows([DISK, "unknown", PHONE])] == [DISK, PHONE]
    with pytest.raises(ProgramBroken, match="SORT_UNKNOWN"):
        store.exhibit_ids(sort="id; DROP TABLE entry")


def test_statements_are_listed(store, offers):
    assert store.statement_seqs() == list(range(store.head().size))
    registered = store.statement_seqs(StatementFilter(types=("exhibit.register",)), sort="-seq")
    assert [store.statement(seq).statement.type for seq in registered] == ["exhibit.register"] * 2
    assert registered == sorted(registered, reverse=True)
    assert store.statement_seqs(StatementFilter(case="")) == [0, 1, 2, 3, store.head().size - 1]
    assert len(store.statement_seqs(StatementFilter(exhibit=IMAGE))) == 2
    assert len(store.statement_seqs(StatementFilter(actor="ben"))) == 1
    at = store.statement(5).statement.at
    assert store.statement_seqs(StatementFilter(since=at, until=store.statement(7).statement.at)) == [5, 6]
    row = store.statement_rows([5])[0]
    assert (row.digest, row.type, row.exhibits) == (store.statement(5).digest, "case.open", 0)


def test_persons_and_places(store, offers, officer):
    assert [(row.id, row.keys) for row in store.persons()] == [
        ("ana", (officer.key.public_key.line,)),
        ("ben", ()),
    ]
    assert [(row.name, row.exhibits) for row in store.locations()] == [("Safe 1", 1), ("Safe 2", 1)]


@pytest.mark.parametrize("body", [{"number": 7, "fields": [1], "flags": "x", "seal": True, "location": {}}, {}])
def test_bent_bodies_do_not_stop_the_lists(stores, officer, body):
    store = stores.create("bent")
    sample_log.begin(store, officer)
    on = sample_log.on
    on(store, officer, "exhibit.register", body, "e9")
    on(store, officer, "exhibit.seal", {"action": ["x"], "seal": 4}, "e9")
    on(store, officer, "transfer.offer", {"to": 5, "seals": "x"}, "e9")
    on(store, officer, "transfer.accept", {"offer": "!", "lines": [[]]}, "e9")
    on(store, officer, "transfer.close", {"offer": []})
    on(store, officer, "correction", {"statement": {}})
    on(store, officer, "from.the.future", {"new": True}, "e9")
    assert [row.id for row in store.exhibit_rows(["e9"])] == ["e9"]
    before = everything(store)
    store.rebuild()
    assert everything(store) == before


def test_the_tree_recomputed_from_the_entries(store, offers):
    assert store.recomputed_head() == store.head()
    with store.writing() as connection:
        connection.execute(text("UPDATE node SET hash = zeroblob(32) WHERE level > 1"))
    assert store.recomputed_head() != store.head()
    store.rebuild()
    assert store.recomputed_head() == store.head()
