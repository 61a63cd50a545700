"""What acts promise: decided on the record, read back as it will be signed, recorded whole or not at all."""

from __future__ import annotations

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.diagnostics import InputWrong, Locked, RuleRefused
from custody_app.domain.commands import (
    AcceptedLine,
    AddNote,
    CorrectStatement,
    OfferTransfer,
    RelocateExhibit,
    UpdateExhibit,
)
from custody_app.log.canonical import b64
from custody_app.services.station import OpenStation
from tests.contracts.services.conftest import SECRET, MovableClock


def note(case: str, text: str = "a note", actor: str = "ana") -> AddNote:
    return AddNote(actor=actor, case=case, text=text)


def test_the_sitting_signs_ordinary_acts_without_asking_again(station: OpenStation, case: str):
    recorded = station.acts.record(station.acts.propose(note(case), case))
    assert [each.statement.actor for each in recorded] == ["ana"]
    assert station.store.head().size == recorded[0].seq + 1


def test_a_locked_station_signs_nothing(station: OpenStation, case: str):
    proposal = station.acts.propose(note(case), case)
    station.session.lock("")
    with pytest.raises(Locked, match="SESSION_LOCKED"):
        station.acts.record(proposal)
    assert station.store.find_statement(proposal.drafts[0].statement.id) is None


def test_a_transfer_asks_for_the_passphrase_again(station: OpenStation, exhibits: tuple[str, ...]):
    offer = OfferTransfer(actor="ana", exhibits=exhibits[1:], to="beto", purpose="storage", condition="good")
    proposal = station.transfers.propose_offer(offer)
    assert proposal.needs_fresh_unlock
    with pytest.raises((Locked, RuleRefused)):
        station.acts.record(proposal)
    fresh = station.session.fresh("ana", SECRET["ana"])
    assert station.acts.record(proposal, {"ana": fresh})


def test_somebody_elses_key_does_not_stand_in(station: OpenStation, case: str):
    proposal = station.acts.propose(note(case, actor="beto"), case)
    with pytest.raises(RuleRefused, match="SIGNER_ABSENT"):
        station.acts.record(proposal)


def test_what_is_read_back_names_people_case_and_exhibits(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    move = RelocateExhibit(actor="ana", exhibits=exhibits, location="Shelf 12")
    (lines,) = station.acts.read_back(station.exhibits.propose(move, case))
    shown = {line.path: line.value for line in lines}
    assert shown["@actor"] == "Ana Ruiz [ana]"
    assert shown["@case"] == f"C-1 [{case}]"
    assert shown["@exhibits.1.exhibit"] == f"E-2 [{exhibits[1]}]"
    assert shown["location"] == "Shelf 12"


def test_an_updates_fields_are_read_back_by_their_labels(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    update = UpdateExhibit(actor="ana", exhibit=exhibits[0], reason="counted", fields={"pages": 12})
    (lines,) = station.acts.read_back(station.exhibits.propose(update, case))
    assert next(line.label for line in lines if line.path == "fields.pages") != "pages"


def test_every_text_of_the_statement_is_read_back(station: OpenStation, case: str):
    proposal = station.acts.propose(note(case, "Ünïcödé \u202e text"), case)
    (lines,) = station.acts.read_back(proposal)
    assert "Ünïcödé \u202e text" in [line.signed for line in lines]


def test_an_act_decided_on_an_older_record_of_the_exhibit_is_refused(
    station: OpenStation, case: str, exhibits: tuple[str, ...]
):
    first = station.exhibits.propose(RelocateExhibit(actor="ana", exhibits=exhibits, location="A"), case)
    second = station.exhibits.propose(RelocateExhibit(actor="ana", exhibits=exhibits[:1], location="B"), case)
    station.acts.record(first)
    with pytest.raises(RuleRefused, match="RECORD_MOVED"):
        station.acts.record(second)
    assert station.exhibits.state(exhibits[0]).location == "A"


def test_an_act_on_other_exhibits_in_between_does_no_harm(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    first = station.exhibits.propose(RelocateExhibit(actor="ana", exhibits=exhibits[:1], location="A"), case)
    second = station.exhibits.propose(RelocateExhibit(actor="ana", exhibits=exhibits[1:], location="B"), case)
    station.acts.record(first)
    station.acts.record(second)
    assert [station.exhibits.state(each).location for each in exhibits] == ["A", "B"]


def test_offer_and_acceptance_are_recorded_together_or_not_at_all(station: OpenStation, exhibits: tuple[str, ...]):
    seals = ((exhibits[0], "S-1"),)
    offer = OfferTransfer(actor="ana", exhibits=exhibits, to="beto", purpose="storage", condition="good", seals=seals)
    lines = [AcceptedLine(exhibit=exhibits[0], condition="good")]
    lines.append(AcceptedLine(exhibit=exhibits[1], condition="torn", accepted=False, reason="Bag torn"))
    proposal = station.transfers.propose_hand_over(offer, lines, "beto")
    assert proposal.signers == ("ana", "beto")
    keys = {person: station.session.fresh(person, SECRET[person]) for person in ("ana", "beto")}
    before = station.store.head()
    with pytest.raises(RuleRefused, match="SIGNER_ABSENT"):
        station.acts.record(proposal, {"ana": keys["ana"]})
    assert station.store.head() == before
    station.acts.record(proposal, keys)
    holders = [station.exhibits.state(each).holder.person for each in exhibits]
    assert holders == ["beto", "ana"]


def test_a_correction_belongs_to_the_case_of_what_it_corrects(
    station: OpenStation, case: str, exhibits: tuple[str, ...]
):
    registered = station.store.line(exhibits[0])[0]
    command = CorrectStatement(
        actor="ana", statement=b64(registered.digest), member="fields.title", value="Notebook", reason="Clearer"
    )
    keys = {"ana": station.session.fresh("ana", SECRET["ana"])}
    (recorded,) = station.acts.record(station.acts.propose(command, case), keys)
    assert recorded.statement.case == case
    assert station.exhibits.state(exhibits[0]).title == "Notebook"
    assert station.store.exhibit_rows(exhibits[:1])[0].title == "Notebook"


def test_the_case_of_an_unknown_exhibit(station: OpenStation):
    with pytest.raises(InputWrong, match="EXHIBIT_UNKNOWN"):
        station.acts.case_of("nothing")


def test_fifteen_idle_minutes_lock_and_use_keeps_open(station: OpenStation, case: str, clock: MovableClock):
    clock.move(minutes=14, seconds=59)
    station.acts.record(station.acts.propose(note(case), case))
    clock.move(minutes=14, seconds=59)
    assert station.session.person == "ana"
    clock.move(seconds=1)
    assert station.session.person == ""
    assert station.session.lock_reason


def test_what_was_recorded_is_there_after_the_station_is_opened_again(
    station: OpenStation, case: str, exhibits: tuple[str, ...], bootstrap: Bootstrap
):
    before = station.store.head(), station.exhibits.state(exhibits[0])
    directory = station.directory
    station.close()
    with bootstrap.open(directory) as again:
        assert (again.store.head(), again.exhibits.state(exhibits[0])) == before
        assert again.store.latest_checkpoint().head == before[0]
