from __future__ import annotations

import pytest

from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    AddNote,
    CancelTransfer,
    CloseTransfer,
    CorrectStatement,
    DisposeExhibit,
    HashExhibit,
    OfferTransfer,
    RejectTransfer,
    ReportIncident,
    SealExhibit,
    UpdateExhibit,
    VerifyExhibit,
)
from custody_app.domain.transfer_rules import BATCH
from custody_app.domain.values import Courier, KeylessRecipient, Seal
from tests.unit.domain.custody_book import (
    SHA_A,
    Book,
    book_with_exhibits,
    offered,
    refused,
    registration,
    second_case,
    taken,
)

OWNER = KeylessRecipient(kind="owner", name="Jo Doe")


def test_an_offer_says_exactly_what_the_log_format_asks():
    book = book_with_exhibits()
    book.do(SealExhibit(actor="ana", exhibits=("x1",), action="apply", seal=Seal(number="S1")))
    act = offered(book, "x1", seals=(("x1", "S1"),), due="2024-06-01", courier=Courier(name="DHL", tracking="9"))
    assert act.body == {
        "to": "ben",
        "purpose": "storage",
        "condition": "as sealed",
        "seals": [{"exhibit": "x1", "number": "S1"}],
        "due": "2024-06-01",
        "courier": {"name": "DHL", "tracking": "9"},
    }
    assert set(book.acts[-1].redactable) == {"purpose", "condition", "courier.name", "courier.tracking"}


def test_an_acceptance_says_exactly_what_the_log_format_asks_and_moves_only_accepted_lines():
    book = book_with_exhibits(2)
    offer = offered(book, "x1", "x2")
    lines = (
        AcceptedLine(exhibit="x1", condition="good"),
        AcceptedLine(exhibit="x2", condition="wet", accepted=False, seal_ok=False, reason="soaked"),
    )
    act = book.do(AcceptTransfer(actor="ben", offer=offer.digest, lines=lines))
    assert act.body == {
        "offer": offer.digest,
        "lines": [
            {"exhibit": "x1", "accepted": True, "condition": "good", "seal_ok": True},
            {"exhibit": "x2", "accepted": False, "condition": "wet", "seal_ok": False, "reason": "soaked"},
        ],
    }
    assert [line.exhibit for line in act.lines] == ["x1", "x2"]
    assert book.exhibit("x1").holder.person == "ben"
    assert book.exhibit("x2").holder.person == "ana"
    assert [holding.holder.person for holding in book.exhibit("x1").history] == ["ana", "ben"]
    assert not book.exhibit("x1").open_offer
    assert not book.exhibit("x2").open_offer
    transfer = book.state.transfers[offer.digest]
    assert (transfer.status, transfer.accepted, transfer.answer) == ("accepted", {"x1"}, act.digest)


def test_only_the_holder_offers():
    book = book_with_exhibits()
    command = OfferTransfer(actor="ben", exhibits=("x1",), to="eva", purpose="loan", condition="good")
    assert refused(book, command) == "OFFER_NOT_HOLDER"
    offer = offered(book, "x1")
    assert refused(book, command) == "OFFER_OPEN"
    book.do(AcceptTransfer(actor="ben", offer=offer.digest, lines=taken("x1")))
    assert book.do(command).body["to"] == "eva"


def test_a_person_without_any_role_can_receive_and_pass_on():
    book = book_with_exhibits()
    book.do(AcceptTransfer(actor="zoe", offer=offered(book, "x1", to="zoe").digest, lines=taken("x1")))
    assert offered(book, "x1", actor="zoe").actor == "zoe"


def _under_offer(book: Book, exhibit: str, statement: str) -> list[object]:
    return [
        UpdateExhibit(actor="ana", exhibit=exhibit, reason="seen", fields={"notes": "old"}),
        HashExhibit(actor="ana", exhibit=exhibit, digests={"sha256": SHA_A}, tool="custody"),
        VerifyExhibit(actor="station", exhibit=exhibit, digests={"sha256": SHA_A}, tool="custody"),
        SealExhibit(actor="ana", exhibits=(exhibit,), action="apply", seal=Seal(number="S9")),
        ReportIncident(actor="ana", exhibits=(exhibit,), kind="damaged", what="dropped"),
        DisposeExhibit(actor="sol", exhibits=(exhibit,), action="forfeit", authority="order 5"),
        AddNote(actor="ana", case="c1", text="hm", exhibits=(exhibit,)),
        CorrectStatement(actor="ana", statement=statement, value="x", reason="typo"),
        OfferTransfer(actor="ana", exhibits=(exhibit,), to="eva", purpose="loan", condition="good"),
    ]


@pytest.mark.parametrize("which", range(9))
def test_an_open_offer_blocks_every_act_but_its_answers(which):
    book = book_with_exhibits()
    registered = book.made[-1].digest
    offered(book, "x1")
    assert refused(book, _under_offer(book, "x1", registered)[which]) == "OFFER_OPEN"  # type: ignore[arg-type]


def test_a_batch_with_one_offered_exhibit_is_refused_whole():
    book = book_with_exhibits(2)
    offered(book, "x1")
    command = OfferTransfer(actor="ana", exhibits=("x2", "x1"), to="eva", purpose="loan", condition="good")
    assert refused(book, command) == "OFFER_OPEN"


def test_only_the_named_person_answers_and_only_the_offerer_cancels():
    book = book_with_exhibits()
    offer = offered(book, "x1").digest
    assert refused(book, AcceptTransfer(actor="eva", offer=offer, lines=taken("x1"))) == "ACCEPT_WRONG_PERSON"
    assert refused(book, RejectTransfer(actor="ana", offer=offer, reason="no")) == "ACCEPT_WRONG_PERSON"
    assert refused(book, CancelTransfer(actor="ben", offer=offer, reason="no")) == "ACCEPT_WRONG_PERSON"
    assert refused(book, CancelTransfer(actor="ana", offer=offer, reason=" ")) == "FIELD_MISSING"
    act = book.do(CancelTransfer(actor="ana", offer=offer, reason="wrong person"))
    assert act.body == {"offer": offer, "reason": "wrong person"}
    assert book.state.transfers[offer].status == "cancelled"
    assert refused(book, AcceptTransfer(actor="ben", offer=offer, lines=taken("x1"))) == "ACCEPT_NO_OFFER"


def test_an_offer_is_answered_once():
    book = book_with_exhibits()
    offer = offered(book, "x1").digest
    book.do(AcceptTransfer(actor="ben", offer=offer, lines=taken("x1")))
    assert refused(book, AcceptTransfer(actor="ben", offer=offer, lines=taken("x1"))) == "ACCEPT_TWICE"
    assert refused(book, RejectTransfer(actor="ben", offer="nowhere", reason="no")) == "OFFER_UNKNOWN"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (taken("x1"), "ACCEPT_EXHIBITS"),
        (taken("x1", "x2", "x3"), "ACCEPT_EXHIBITS"),
        (taken("x1", "x2", "x2"), "GIVEN_TWICE"),
        ((*taken("x1"), AcceptedLine(exhibit="x2", condition="wet", accepted=False)), "FIELD_MISSING"),
        ((*taken("x1"), AcceptedLine(exhibit="x2", condition="")), "FIELD_MISSING"),
    ],
)
def test_an_acceptance_has_one_complete_line_for_each_exhibit(lines, code):
    book = book_with_exhibits(3)
    offer = offered(book, "x1", "x2").digest
    assert refused(book, AcceptTransfer(actor="ben", offer=offer, lines=lines)) == code


def test_a_rejection_leaves_custody_where_it_was():
    book = book_with_exhibits()
    offer = offered(book, "x1").digest
    book.do(RejectTransfer(actor="ben", offer=offer, reason="bag torn"))
    assert book.exhibit("x1").holder.person == "ana"
    assert book.state.transfers[offer].status == "rejected"
    assert offered(book, "x1", to="eva").seq


def test_a_recipient_without_a_key_signs_by_hand_and_a_rostered_person_attests():
    book = book_with_exhibits()
    offer = offered(book, "x1", to=OWNER)
    assert offer.body["to"] == {"kind": "owner", "name": "Jo Doe", "org": ""}
    assert {"to.name", "to.org"} <= set(book.acts[-1].redactable)
    assert "to.kind" not in book.acts[-1].redactable
    bare = AcceptTransfer(actor="eva", offer=offer.digest, lines=taken("x1"))
    assert refused(book, bare) == "FIELD_MISSING"
    assert refused(book, RejectTransfer(actor="eva", offer=offer.digest, reason="no")) == "REJECT_WITHOUT_KEY"
    signed = AcceptTransfer(
        actor="eva", offer=offer.digest, lines=taken("x1"), signature=SHA_A, signed_on="paper", cosigners=("sol",)
    )
    act = book.do(signed)
    assert act.body["handwritten"] == {"image": SHA_A, "on": "paper"}
    assert book.acts[-1].cosigners == ("sol",)
    holder = book.exhibit("x1").holder
    assert (holder.person, holder.kind, holder.name, holder.releasers) == ("", "owner", "Jo Doe", {"eva", "sol"})
    assert book.state.transfers[offer.digest].attested_by == "eva"
    back = OfferTransfer(actor="ana", exhibits=("x1",), to="ben", purpose="return", condition="good")
    assert refused(book, back) == "OFFER_NOT_HOLDER"
    assert offered(book, "x1", to="eva", actor="eva").seq


def test_seals_are_typed_back_as_they_are_in_force():
    book = book_with_exhibits()
    book.do(SealExhibit(actor="ana", exhibits=("x1",), action="apply", seal=Seal(number="S1")))
    offer = OfferTransfer(actor="ana", exhibits=("x1",), to="ben", purpose="storage", condition="good")
    assert refused(book, offer) == "SEAL_MISSING"
    with_wrong = OfferTransfer(
        actor="ana", exhibits=("x1",), to="ben", purpose="storage", condition="good", seals=(("x1", "S1"), ("x1", "Z"))
    )
    assert refused(book, with_wrong) == "SEAL_UNKNOWN"


def test_a_seal_that_does_not_agree_on_receipt_is_doubtful():
    book = book_with_exhibits()
    book.do(SealExhibit(actor="ana", exhibits=("x1",), action="apply", seal=Seal(number="S1")))
    offer = offered(book, "x1", seals=(("x1", "S1"),)).digest
    line = AcceptedLine(exhibit="x1", condition="opened", seal_ok=False)
    book.do(AcceptTransfer(actor="ben", offer=offer, lines=(line,)))
    assert [seal.status for seal in book.exhibit("x1").seals] == ["doubtful"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "nobody"}, "PERSON_UNKNOWN"),
        ({"to": "ana"}, "OFFER_TO_HOLDER"),
        ({"to": KeylessRecipient(kind="alien", name="X")}, "CODE_UNKNOWN"),
        ({"to": KeylessRecipient(kind="owner", name="")}, "FIELD_MISSING"),
        ({"exhibits": ()}, "NO_EXHIBIT"),
        ({"exhibits": ("x1", "x1")}, "GIVEN_TWICE"),
        ({"exhibits": ("x1", "y1")}, "MIXED_CASES"),
        ({"exhibits": ("zz",)}, "EXHIBIT_UNKNOWN"),
        ({"purpose": ""}, "FIELD_MISSING"),
        ({"condition": "  "}, "FIELD_MISSING"),
        ({"due": "1.6.2024"}, "TIME_FORMAT"),
        ({"due": "2024-02-30"}, "TIME_FORMAT"),
        ({"actor": "ghost"}, "PERSON_UNKNOWN"),
    ],
)
def test_bad_offers_are_refused(change, code):
    book = book_with_exhibits()
    second_case(book)
    book.do(registration(exhibit="y1", number="B-1", case="c2"))
    given = {"actor": "ana", "exhibits": ("x1",), "to": "ben", "purpose": "loan", "condition": "good"}
    assert refused(book, OfferTransfer(**(given | change))) == code


def test_what_is_lost_is_not_offered_until_it_is_found():
    book = book_with_exhibits()
    book.do(ReportIncident(actor="ana", exhibits=("x1",), kind="lost", what="not on its shelf"))
    command = OfferTransfer(actor="ana", exhibits=("x1",), to="ben", purpose="loan", condition="good")
    assert refused(book, command) == "EXHIBIT_LOST"
    book.do(ReportIncident(actor="ana", exhibits=("x1",), kind="found", what="on the next shelf"))
    book.do(command)


def test_many_exhibits_become_several_offers():
    book = book_with_exhibits(BATCH + 1)
    exhibits = tuple(f"x{n}" for n in range(1, BATCH + 2))
    made = book.do_all(OfferTransfer(actor="ana", exhibits=exhibits, to="ben", purpose="storage", condition="good"))
    assert [len(act.lines) for act in made] == [BATCH, 1]
    assert tuple(line.exhibit for act in made for line in act.lines) == exhibits


def test_a_transfer_answered_elsewhere_is_closed_once():
    book = book_with_exhibits()
    offer = offered(book, "x1").digest
    assert refused(book, CloseTransfer(actor="ana", offer=offer, answer="?")) == "ACCEPT_NO_OFFER"
    answer = book.do(AcceptTransfer(actor="ben", offer=offer, lines=taken("x1"))).digest
    assert refused(book, CloseTransfer(actor="ana", offer=offer, answer="?")) == "ACCEPT_NO_OFFER"
    act = book.do(CloseTransfer(actor="ana", offer=offer, answer=answer))
    assert (act.body, act.lines) == ({"offer": offer, "accept": answer}, ())
    assert refused(book, CloseTransfer(actor="ana", offer=offer, answer=answer)) == "TRANSFER_CLOSED"
