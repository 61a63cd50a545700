"""The record grows between decision and signature: what is recorded still follows from what stands before it."""

from __future__ import annotations

from datetime import datetime

import pytest

from custody_app.diagnostics import RuleRefused
from custody_app.domain.commands import (
    CorrectStatement,
    HoldCase,
    OfferTransfer,
    RelocateExhibit,
    UpdateCase,
)
from custody_app.log.canonical import b64
from custody_app.services.station import OpenStation
from tests.sample_station import SECRET, MovableClock, registration


def register(station: OpenStation, case: str, number: str):
    return station.exhibits.propose(registration(station, case, number), case)


def test_one_number_is_not_given_to_two_exhibits(station: OpenStation, case: str):
    first, second = (register(station, case, "E-7") for _ in range(2))
    station.acts.record(first)
    with pytest.raises(RuleRefused, match="NUMBER_TAKEN"):
        station.acts.record(second)
    assert [row.number for row in station.store.exhibit_rows(station.store.exhibit_ids())] == ["E-7"]


def test_nothing_is_registered_in_a_case_that_was_closed_meanwhile(station: OpenStation, case: str):
    late = register(station, case, "E-7")
    station.acts.record(station.cases.propose_update(UpdateCase(actor="ana", case=case, status="closed")))
    with pytest.raises(RuleRefused, match="CASE_CLOSED"):
        station.acts.record(late)
    assert station.store.exhibit_ids() == []


def test_what_would_now_say_something_else_is_not_recorded(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    """A correction takes no line of an exhibit that is on offer; its lines are what a person read."""
    said = station.store.line(exhibits[1])[0]
    correction = CorrectStatement(
        actor="ana", statement=b64(said.digest), member="fields.title", value="Notebook", reason="Clearer"
    )
    late = station.exhibits.propose(correction, case)
    station.acts.record(station.cases.propose_hold(HoldCase(actor="ana", case=case, hold=True, ground="appeal")))
    station.acts.record(late, {"ana": station.session.fresh("ana", SECRET["ana"])})
    again = station.exhibits.propose(correction, case)
    offer = OfferTransfer(actor="ana", exhibits=exhibits[1:], to="beto", purpose="storage", condition="good")
    station.acts.record(station.transfers.propose_offer(offer), {"ana": station.session.fresh("ana", SECRET["ana"])})
    with pytest.raises(RuleRefused, match="RECORD_MOVED"):
        station.acts.record(again, {"ana": station.session.fresh("ana", SECRET["ana"])})


def test_a_record_that_grows_while_a_statement_is_made_is_not_signed_on(
    station: OpenStation, case: str, exhibits: tuple[str, ...], clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    """The rule saw no offer; the statement must not be tied to an offer that it never saw."""
    offer = OfferTransfer(actor="ana", exhibits=exhibits[1:], to="beto", purpose="storage", condition="good")
    offered = station.transfers.propose_offer(offer)
    fresh = station.session.fresh("ana", SECRET["ana"])

    def somebody_else_is_faster() -> datetime:
        monkeypatch.undo()
        station.acts.record(offered, {"ana": fresh})
        return clock.now

    monkeypatch.setattr(clock, "utc_now", somebody_else_is_faster)
    late = station.exhibits.propose(RelocateExhibit(actor="ana", exhibits=exhibits[1:], location="Shelf 12"), case)
    with pytest.raises(RuleRefused, match="RECORD_MOVED"):
        station.acts.record(late)
    assert station.store.line(exhibits[1])[-1].statement.type == "transfer.offer"


def test_a_state_stays_what_it_was_when_it_was_asked_for(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    held = station.acts.state(case)
    move = RelocateExhibit(actor="ana", exhibits=exhibits, location="Shelf 12")
    station.acts.record(station.exhibits.propose(move, case))
    assert {each.location for each in held.exhibits.values()} == {""}
    assert {each.location for each in station.acts.state(case).exhibits.values()} == {"Shelf 12"}
