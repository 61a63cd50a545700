"""What the rules look at, read piece by piece from a store, is what folding every statement of the case gives."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain import State, fold
from custody_app.log.canonical import b64, unb64
from custody_app.log.statement import ExhibitLine
from custody_app.storage import AsRecorded, Store, case_state
from tests.contracts.storage.station_kit import Officer
from tests.properties.test_domain_rules import EXHIBITS, ROSTER_OF_ALL, commands
from tests.unit.domain.custody_book import ROSTER, Book, book_with_case, registration, second_case

PARTS = ("cases", "exhibits", "numbers", "transfers", "statements", "keys")
ORDERED = ("exhibits", "transfers", "statements")


def walked(seed: int) -> Book:
    chance = Random(seed)  # noqa: S311  (a walk, no secret)
    book = book_with_case()
    book.state = book.state.with_roster(ROSTER | ROSTER_OF_ALL)
    second_case(book)
    for number in (1, 2, 3):
        book.do(registration(number))
    book.do(registration(9, case="c2"))
    for _ in range(40):
        try:
            book.do(commands(chance, book))
        except (RuleRefused, InputWrong):
            continue
    return book


def recorded_in(store: Store, officer: Officer, book: Book) -> None:
    """Put what the book holds into the log, its made-up digests replaced by the real ones."""
    officer.genesis(store)
    real: dict[str, str] = {}
    last: dict[str, bytes] = {}
    entries = []
    for made in book.made:
        text = json.dumps(made.body)
        for fake, digest in real.items():
            text = text.replace(fake, digest)
        lines = tuple(ExhibitLine(line.exhibit, last.get(line.exhibit), line.sha256) for line in made.lines)
        entry = officer.entry(
            store, made.type, json.loads(text), case=made.case, exhibits=lines, actor=made.actor, base=store.head()
        )
        entries.append(entry)
        said = entry.envelope.statement
        real[made.digest] = b64(said.digest)
        last |= {line.exhibit: said.digest for line in made.lines}
    store.append(entries, store.head(), officer.clock)


def as_plain(state: State) -> State:
    """Read every piece there is."""
    return State(**{name: dict(getattr(state, name)) for name in PARTS})


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_pieces_add_up_to_the_fold_at_every_size_of_the_log(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "station.db") as store:
        recorded_in(store, Officer(), walked(seed))
        size = store.head().size
        for case in ("c1", "c2", ""):
            statements = [AsRecorded(each) for each in store.case_statements(case)]
            for held in (size, size // 2, 3):
                folded = as_plain(fold(each for each in statements if each.seq < held))
                pieces = case_state(store, case, held)
                assert as_plain(pieces) == folded
                assert [list(getattr(pieces, name)) for name in ORDERED] == [
                    list(getattr(folded, name)) for name in ORDERED
                ]


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_the_lists_show_what_the_rules_look_at(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "station.db") as store:
        recorded_in(store, Officer(), walked(seed))
        state = case_state(store, "c1", store.head().size)
        for row in store.exhibit_rows(store.exhibit_ids()):
            if row.case == "c1":
                folded = state.exhibits[row.id]
                assert (row.holder, row.location, row.open_offer, row.last_at) == (
                    folded.holder.person,
                    folded.location,
                    folded.open_offer,
                    store.find_digest(unb64(folded.last)).statement.at,
                )
        assert all(state.transfers[row.offer].status == row.status for row in store.transfer_rows(store.transfer_ids()))


def test_a_piece_reads_no_other_exhibit(tmp_path: Path) -> None:
    with Store.create(tmp_path / "station.db") as store:
        recorded_in(store, Officer(), walked(1))
        size = store.head().size
        whole = case_state(store, "c1", size).exhibits["x1"]
        named = {line.seq for line in store.line("x1")}
        with store.writing() as connection:  # what stands in the way of the others is not looked at
            connection.exec_driver_sql("DROP TRIGGER envelope_no_update")
            for seq in set(range(1, size)) - named:
                if store.statement(seq).statement.type != "correction":
                    connection.exec_driver_sql(
                        "UPDATE envelope SET bytes = x'00' WHERE stmt_id = ?", (store.statement(seq).statement.id,)
                    )
        assert case_state(store, "c1", size).exhibits["x1"] == whole
        assert EXHIBITS[0] == "x1"
