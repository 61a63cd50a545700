"""Appending to a log and reading it back: the contract of every store."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace

import pytest

from custody_app.diagnostics import InputWrong, ProgramBroken, RuleRefused
from custody_app.log import merkle
from custody_app.log.entry import Entry, case_tag
from custody_app.log.envelope import Envelope, sign
from custody_app.log.statement import ExhibitLine, Head
from custody_app.storage.recorded import NewEntry
from custody_app.storage.refusals import HeadMoved
from tests.contracts.storage.station_kit import Officer


def test_an_empty_log_has_the_empty_root(store):
    assert store.head() == Head(0, hashlib.sha256(b"").digest())
    assert store.last_entry() is None
    assert store.latest_checkpoint() is None
    assert store.origin == ""


def test_what_is_appended_reads_back(store, officer):
    officer.genesis(store)
    made = (
        officer.entry(
            store,
            "exhibit.register",
            {"number": "A-1", "found": {"name": "José", "phone": "555"}},
            case="c1",
            exhibits=(ExhibitLine("e1"),),
            redactable=("found.name", "found.phone"),
            base=store.head(),
        )
        if officer.salts.setdefault("c1", bytes(16))
        else None
    )
    (recorded,) = store.append([made], store.head(), officer.clock)
    assert recorded == store.statement(1)
    assert recorded.seq == 1
    assert recorded.statement == made.envelope.statement
    assert recorded.body == {"number": "A-1", "found": {"name": "José", "phone": "555"}}
    assert "José" not in made.envelope.canonical.decode()
    assert {d.text for d in store.disclosures(recorded.digest)} == {d.text for d in made.disclosures}
    assert store.find_statement(made.envelope.statement.id) == 1
    assert store.find_statement("nobody") is None
    assert store.find_digest(recorded.digest) == recorded
    assert store.origin == officer.log


def test_entries_are_the_bytes_of_the_merkle_tree(store, officer):
    officer.genesis(store)
    for number in range(1, 20):
        officer.note(store, str(number))
    stored = list(store.entries())
    tree = merkle.Tree(merkle.leaf_hash(entry.entry) for entry in stored)
    assert [entry.seq for entry in stored] == list(range(20))
    assert store.head() == Head(20, tree.root())
    assert store.frontier().root() == tree.root()
    assert merkle.inclusion_proof(store.node, 7, 20) == tree.inclusion_proof(7)
    with pytest.raises(KeyError):
        store.node(0, 20)
    before = bytes(32)
    for taken in stored:
        entry = Entry.from_bytes(taken.entry)
        assert entry.prev == before
        assert Envelope.from_bytes(taken.envelope).body_hash == entry.body
        before = entry.leaf_hash
    assert store.last_entry() == entry
    assert [entry.seq for entry in store.entries(5, 8)] == [5, 6, 7]


def test_a_moved_head_refuses_and_tells_the_new_one(store, officer):
    before = store.head()
    officer.genesis(store)
    now = store.head()
    with pytest.raises(HeadMoved) as refused:
        store.append([officer.entry(store, "note", {"text": "late"})], before, officer.clock)
    assert refused.value.head == now
    assert refused.value.exit_code == 4
    assert store.head() == now


def test_a_statement_stored_already_is_returned_whatever_the_head(store, officer):
    officer.genesis(store)
    head = store.head()
    batch = [officer.entry(store, "note", {"text": text}) for text in "ab"]
    first = store.append(batch, head, officer.clock)
    officer.note(store, "later")
    assert store.append(batch, head, officer.clock) == first
    assert store.head().size == 4


@pytest.mark.parametrize("order", [[0, 0], [0, 1], [1, 0]])
def test_a_duplicate_id_is_refused(store, officer, order):
    officer.genesis(store)
    made = officer.entry(store, "note", {"text": "one"})
    other = NewEntry(sign(replace(made.envelope.statement, actor="otro"), [officer.key]), made.tag)
    if order != [0, 0]:
        store.append([[made, other][order[0]]], store.head(), officer.clock)
        again = [[made, other][order[1]]]
    else:
        again = [made, made]
    size = store.head().size
    with pytest.raises(RuleRefused, match="DUPLICATE_STATEMENT"):
        store.append(again, store.head(), officer.clock)
    assert store.head().size == size


def test_a_batch_is_all_or_nothing(store, officer):
    officer.genesis(store)
    head = store.head()
    good = officer.entry(store, "note", {"text": "good"})
    foreign = Officer(log="other.example/custody/x", seed=9).entry(store, "note", {"text": "foreign"})
    with pytest.raises(ProgramBroken, match="LOG_OTHER"):
        store.append([good, foreign], head, officer.clock)
    assert store.head() == head
    assert store.find_statement(good.envelope.statement.id) is None
    assert store.append([good], head, officer.clock)[0].seq == 1


def test_a_wrong_case_tag_does_not_enter_the_log(store, officer):
    officer.genesis(store)
    officer.record(store, "case.open", {"number": "2026/7"}, case="c1")
    made = officer.entry(store, "note", {"text": "x"}, case="c1")
    with pytest.raises(ProgramBroken, match="CASE_TAG_WRONG"):
        store.append([NewEntry(made.envelope, case_tag("c1", bytes(16)))], store.head(), officer.clock)
    assert store.case_salt("c1") == officer.salts["c1"]
    assert store.case_salt("") == officer.salts[""]
    assert store.case_salt("c2") is None


def test_the_line_of_an_exhibit_is_in_order(store, officer):
    officer.genesis(store)
    officer.record(store, "case.open", {"number": "2026/7"}, case="c1")
    digests = []
    for type_ in ("exhibit.register", "exhibit.seal", "exhibit.verify"):
        line = officer.line(store, "e1")
        assert line.prev == (digests[-1] if digests else None)
        digests.append(officer.record(store, type_, {}, case="c1", exhibits=(line,)).digest)
    officer.record(store, "exhibit.register", {}, case="c1", exhibits=(ExhibitLine("e2"),))
    assert [taken.digest for taken in store.line("e1")] == digests
    assert store.last_digest("e1") == digests[-1]
    assert store.last_digest("e3") is None
    assert store.line("e3") == []
    assert [taken.seq for taken in store.case_statements("c1")] == [1, 2, 3, 4, 5]
    assert [taken.seq for taken in store.station_statements()] == [0]
    assert [taken.seq for taken in store.statements_of_type("exhibit.register", "genesis")] == [0, 2, 5]


def test_unknown_entries_are_named(store, officer):
    officer.genesis(store)
    with pytest.raises(InputWrong, match="ENTRY_UNKNOWN"):
        store.statement(1)


def test_checkpoints_are_kept_and_never_contradict(store, officer):
    officer.genesis(store)
    first = store.head()
    store.save_checkpoint(first, b"note of 1")
    store.save_checkpoint(first, b"note of 1")
    store.save_checkpoint(first, b"note of 1, cosigned")
    officer.note(store)
    store.save_checkpoint(store.head(), b"note of 2")
    assert [saved.note for saved in store.checkpoints()] == [b"note of 1", b"note of 1, cosigned", b"note of 2"]
    assert store.latest_checkpoint() == (store.head(), b"note of 2")
    with pytest.raises(RuleRefused, match="CHECKPOINT_FORK"):
        store.save_checkpoint(Head(1, bytes(32)), b"forked")


def test_writers_from_two_threads_both_get_in(store, officer):
    officer.genesis(store)
    failures = []

    def write(seed: int) -> None:
        own = Officer(seed=seed)
        own.salts = officer.salts
        for number in range(10):
            made = own.entry(store, "note", {"text": str(number)})
            while True:
                try:
                    store.append([made], store.head(), own.clock)
                except HeadMoved:
                    continue
                except Exception as error:  # noqa: BLE001 - carried to the test
                    failures.append(error)
                break

    threads = [threading.Thread(target=write, args=(seed,)) for seed in (11, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.head().size == 21
    assert store.quick_check() == []


def test_a_reopened_store_goes_on(stores, officer):
    store = stores.create()
    officer.genesis(store)
    head = store.head()
    store.close()
    again = stores.reopen()
    assert again.head() == head
    assert officer.note(again).seq == 1
