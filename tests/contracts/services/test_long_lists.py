"""A list too long for one statement: several offers and acceptances, still one sitting, one transaction."""

from __future__ import annotations

from custody_app.domain.commands import AcceptedLine, OfferTransfer, RegisterExhibit
from custody_app.domain.transfer_rules import BATCH
from custody_app.services.station import OpenStation
from custody_app.services.verifying import verify_path
from tests.contracts.services.conftest import SECRET


def test_a_long_list_changes_hands_whole(station: OpenStation, case: str):
    proposal = None
    exhibits = []
    for number in range(BATCH + 10):
        command = RegisterExhibit(
            actor="ana",
            case=case,
            exhibit=station.exhibits.new_id(),
            number=f"E-{number}",
            type="object",
            basis="basis-1",
            fields={"title": f"Thing {number}"},
        )
        proposal = station.acts.propose(command, case, after=proposal)
        exhibits.append(command.exhibit)
    assert proposal is not None
    recorded = station.acts.record(proposal)
    assert len(recorded) == len(exhibits)
    offer = OfferTransfer(actor="ana", exhibits=tuple(exhibits), to="beto", purpose="storage", condition="good")
    lines = [
        AcceptedLine(exhibit=exhibit, condition="good", accepted=exhibit != exhibits[-1], reason="torn")
        for exhibit in exhibits
    ]
    proposal = station.transfers.propose_hand_over(offer, lines, "beto")
    assert [draft.type for draft in proposal.drafts] == ["transfer.offer"] * 2 + ["transfer.accept"] * 2
    station.acts.record(proposal, {person: station.session.fresh(person, SECRET[person]) for person in ("ana", "beto")})
    rows = station.store.exhibit_rows(exhibits)
    assert [row.holder for row in rows] == ["beto"] * (len(exhibits) - 1) + ["ana"]
    outcome = verify_path(station.directory, station.directory / "trust").to_json()
    assert [each for each in outcome["findings"] if each["verdict"] == "FAIL"] == []
