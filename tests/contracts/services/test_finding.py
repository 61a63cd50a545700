"""What finding promises: by id or by the number people use, never the wrong one."""

from __future__ import annotations

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import CancelTransfer, OfferTransfer
from custody_app.domain.values import LegalBasis
from custody_app.services.station import OpenStation
from tests.contracts.services.conftest import SECRET
from tests.sample_station import registration


def test_cases_and_exhibits_by_number_or_id(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    assert station.cases.find("C-1") == station.cases.find(case) == case
    assert station.exhibits.find("E-2") == station.exhibits.find(exhibits[1], case) == exhibits[1]
    for named in ("", "C-2", case[:8]):
        with pytest.raises(InputWrong, match="CASE_UNKNOWN"):
            station.cases.find(named)
    for named in ("", "E-3", exhibits[0][:8]):
        with pytest.raises(InputWrong, match="EXHIBIT_UNKNOWN"):
            station.exhibits.find(named)


def test_a_case_number_is_used_once_here(station: OpenStation, case: str):
    with pytest.raises(InputWrong, match="CASE_NUMBER_TAKEN"):
        station.cases.propose_open("ana", "C-1", (LegalBasis(id="basis-1", kind="consent"),))


def test_numbers_follow_the_pattern_and_leave_gaps_alone(station: OpenStation, case: str):
    assert station.exhibits.next_number(case, "ana") == "C-1-AR-001"
    assert station.exhibits.next_number(case, "carla") == "C-1-C-001"
    for number in ("C-1-AR-007", "C-1-BL-009"):
        register(station, case, number)
    assert station.exhibits.next_number(case, "ana") == "C-1-AR-008"


def test_derived_numbers_stand_below_their_parent(station: OpenStation, case: str, exhibits: tuple[str, ...]):
    assert station.exhibits.next_derived_number(exhibits[0]) == "E-1.1"
    register(station, case, "E-1.4")
    assert station.exhibits.next_derived_number(exhibits[0]) == "E-1.5"


def test_a_transfer_by_its_first_characters(station: OpenStation, exhibits: tuple[str, ...]):
    offer = OfferTransfer(actor="ana", exhibits=exhibits[1:], to="beto", purpose="storage", condition="good")
    proposal = station.transfers.propose_offer(offer)
    station.acts.record(proposal, {"ana": station.session.fresh("ana", SECRET["ana"])})
    digest = proposal.drafts[0].digest
    assert station.transfers.find(digest) == station.transfers.find(digest[:6]) == digest
    for named in (digest[:5], "", "AAAAAAAA"):
        with pytest.raises(InputWrong, match="OFFER_UNKNOWN"):
            station.transfers.find(named)
    cancel = CancelTransfer(actor="ana", offer=digest, reason="Mistaken")
    station.acts.record(station.transfers.propose_cancel(cancel), {"ana": station.session.fresh("ana", SECRET["ana"])})
    assert station.transfers.state(digest).status == "cancelled"


def test_an_offer_holds_one_case(station: OpenStation, exhibits: tuple[str, ...]):
    proposal = station.cases.propose_open("ana", "C-2", (LegalBasis(id="basis-1", kind="consent"),))
    station.acts.record(proposal)
    other = register(station, proposal.drafts[0].case, "E-9")
    offer = OfferTransfer(actor="ana", exhibits=(exhibits[1], other), to="beto", purpose="storage", condition="good")
    with pytest.raises(InputWrong, match="EXHIBITS_OF_CASES"):
        station.transfers.propose_offer(offer)


def test_attachments_are_kept_under_their_digest(station: OpenStation, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"a photograph")
    kept = station.exhibits.attach(path, caption="Front")
    assert (kept.name, kept.size, kept.caption, kept.kind) == ("photo.jpg", 12, "Front", "photograph")
    assert station.attachments.read(kept.sha256) == b"a photograph"


def test_a_name_that_is_no_text_is_kept_as_it_is(station: OpenStation, tmp_path):
    path = tmp_path / b"photo\xff.jpg".decode("utf-8", "surrogateescape")
    path.write_bytes(b"x")
    kept = station.exhibits.attach(path)
    assert (kept.name_b64, kept.name_enc) == ("cGhvdG//LmpwZw==", "posix-bytes")
    assert kept.name.encode("utf-8")


def register(station: OpenStation, case: str, number: str) -> str:
    command = registration(station, case, number)
    station.acts.record(station.exhibits.propose(command, case))
    return command.exhibit
