"""Erasing a statement's text: declared first, gone afterwards, its digest still a parent."""

from __future__ import annotations

import pytest

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.log.canonical import b64
from custody_app.storage.list_rows import StatementFilter
from tests.contracts.storage import sample_log
from tests.contracts.storage.sample_log import PHONE
from tests.contracts.storage.station_kit import Officer
from tests.contracts.storage.test_projections import everything


@pytest.fixture
def store(stores):
    return stores.create_sample()[0]


@pytest.fixture
def officer(store):
    officer = Officer(seed=44)
    officer.salts = {case: store.case_salt(case) for case in ("", "c1", "c2")}
    return officer


def declare(store, officer, seq: int, digest: bytes | None = None) -> int:
    named = b64(digest or store.statement(seq).digest)
    body = {"seq": seq, "statement": named, "ground": "court order"}
    return officer.record(store, "body.erase", body, case="c1").seq


def seq_of(store, type_: str) -> int:
    return store.statement_seqs(StatementFilter(types=(type_,)))[0]


@pytest.mark.parametrize(
    "type_", ["exhibit.register", "exhibit.seal", "transfer.offer", "transfer.accept", "case.hold"]
)
def test_what_is_erased_is_gone_and_the_log_stands(store, officer, type_):
    seq = seq_of(store, type_)
    digest, id_ = store.statement(seq).digest, store.statement(seq).statement.id
    entries = [stored.entry for stored in store.entries()]
    erasing = declare(store, officer, seq)
    store.erase(erasing)
    store.erase(erasing)
    with pytest.raises(InputWrong, match="BODY_WITHHELD"):
        store.statement(seq)
    assert [stored.entry for stored in store.entries(0, len(entries))] == entries
    assert [stored.seq for stored in store.entries() if stored.envelope is None] == [seq]
    assert store.disclosures(digest) == []
    assert store.find_statement(id_) == seq
    assert store.recomputed_head() == store.head()
    before = everything(store)
    store.rebuild()
    assert everything(store) == before


def test_the_erased_digest_still_serves_as_parent(store, officer):
    last = sample_log.on(store, officer, "exhibit.access", {"purpose": "SECRET-4711"}, PHONE)
    store.erase(declare(store, officer, last.seq))
    assert store.last_digest(PHONE) == last.digest
    assert last not in store.line(PHONE)
    store.rebuild()
    assert store.last_digest(PHONE) == last.digest
    assert sample_log.on(store, officer, "exhibit.access", {}, PHONE).statement.exhibits[0].prev == last.digest
    assert b"SECRET-4711" not in store.path.read_bytes()


def test_an_erased_statement_does_not_return(store, officer):
    new = officer.entry(store, "note", {"text": "x"})
    (recorded,) = store.append([new], store.head(), officer.clock)
    store.erase(declare(store, officer, recorded.seq))
    size = store.head().size
    with pytest.raises(InputWrong, match="BODY_WITHHELD"):
        store.append([new], store.head(), officer.clock)
    assert store.head().size == size


def test_nothing_is_erased_undeclared(store, officer):
    seq = seq_of(store, "exhibit.seal")
    wrong = declare(store, officer, seq, bytes(32))
    for number in (seq, wrong, declare(store, officer, 10**6, bytes(32))):
        with pytest.raises(RuleRefused, match="ERASE_NOT_DECLARED"):
            store.erase(number)
    assert store.statement(seq).statement.type == "exhibit.seal"
