"""What one act asks of the database does not grow with its case. Counted in steps of SQLite, never in time."""

from __future__ import annotations

from sqlalchemy import event

from custody_app.log.statement import ExhibitLine
from custody_app.storage import case_state
from tests.contracts.storage import sample_log


class Steps:
    """Counts, in tens, the instructions that the connections of a store run."""

    def __init__(self, store) -> None:
        self.count = 0
        event.listen(store._engine, "checkout", self._watch)

    def _watch(self, connection, *_: object) -> None:
        connection.set_progress_handler(self._count, 10)

    def _count(self) -> int:
        self.count += 1
        return 0

    def of(self, act) -> int:
        before = self.count
        act()
        return self.count - before


def grown(store, officer, exhibits: int) -> None:
    sample_log.begin(store, officer)
    head = store.head()
    made = []
    for number in range(exhibits):
        last = None
        for type_, body in (("exhibit.register", {"number": f"A-{number}"}), ("exhibit.relocate", {"location": "x"})):
            line = ExhibitLine(f"e-{number}", last)
            made.append(officer.entry(store, type_, body, case="c1", exhibits=(line,), base=head))
            last = made[-1].envelope.statement.digest
    store.append(made, head, officer.clock)
    for size in range(1, exhibits):
        store.save_checkpoint(type(head)(size, bytes(32)), b"note")


def acts(store, officer):
    def look() -> None:
        state = case_state(store, "c1", store.head().size)
        assert state.exhibits["e-3"].location
        assert state.cases["c1"].number
        assert ("c1", "A-4") in state.numbers
        assert ("c1", "new") not in state.numbers
        assert store.latest_checkpoint()
        assert store.case_salt("c1")
        assert store.statements_of_type("genesis", "roster.adopt")
        assert case_state(store, "", store.head().size).keys["ana"]

    return {
        "look": look,
        "relocate": lambda: sample_log.on(store, officer, "exhibit.relocate", {"location": "y"}, "e-3"),
        "note": lambda: officer.record(store, "note", {"text": "hm"}, case="c1"),
        "register": lambda: sample_log.register(store, officer, f"new-{store.head().size}", "N"),
    }


def test_an_act_costs_the_same_in_a_large_case(stores, officer):
    costs: dict[str, list[int]] = {}
    for exhibits in (8, 120):
        store = stores.create(f"of-{exhibits}")
        grown(store, officer, exhibits)
        steps = Steps(store)
        for name, act in acts(store, officer).items():
            act()
            costs.setdefault(name, []).append(steps.of(act))
    assert min(small for small, _ in costs.values()) > 10
    # Counting a case's exhibits in its index takes four steps for each; without the indexes it is three times as much.
    assert all(large < small * 2 for small, large in costs.values()), costs
