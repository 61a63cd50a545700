from __future__ import annotations

import pytest

from custody_app.domain import with_case_salt
from custody_app.domain.commands import (
    AddNote,
    CorrectStatement,
    DisposeExhibit,
    EnrolKey,
    HoldCase,
    OpenCase,
    RevokeKey,
    UpdateCase,
    UpdateExhibit,
)
from custody_app.domain.values import LegalBasis
from tests.unit.domain.custody_book import WARRANT, Book, book_with_case, book_with_exhibits, refused, registration

EXIGENT = LegalBasis(id="b2", kind="exigency", facts="phone about to be wiped", to_follow=True)


def test_opening_a_case_conceals_names_and_leaves_room_for_the_salt():
    book = book_with_case()
    act = with_case_salt(book.acts[0], "c2FsdA==")
    assert act.body["case_salt"] == "c2FsdA=="
    assert set(act.redactable) == {"case_salt", "title", "bases.*.issuer"}
    assert act.redactable.count("case_salt") == 1
    case = book.state.cases["c1"]
    assert (case.number, case.title, case.status, case.opened_by) == ("123/24", "R v Doe", "open", "ana")


def test_a_case_is_opened_once_and_by_an_officer():
    book = book_with_case()
    assert refused(book, OpenCase(actor="ana", case="c1", number="123/24")) == "CASE_OPENED"
    assert refused(book, OpenCase(actor="aud", case="c2", number="124/24")) == "ROLE_MISSING"
    assert refused(book, OpenCase(actor="ana", case="c2", number="")) == "FIELD_MISSING"


def test_no_exhibit_without_a_legal_basis():
    book = Book()
    book.do(OpenCase(actor="ana", case="c1", number="1"))
    assert refused(book, registration()) == "NO_LEGAL_BASIS"
    assert refused(book, registration(basis="")) == "NO_LEGAL_BASIS"
    book.do(UpdateCase(actor="ana", case="c1", bases=(WARRANT,)))
    assert refused(book, registration(basis="b7")) == "NO_LEGAL_BASIS"
    book.do(registration())


def test_an_exigent_basis_allows_registration_and_nags_until_it_is_filled():
    book = Book()
    book.do(OpenCase(actor="ana", case="c1", number="1", bases=(EXIGENT,)))
    book.do(registration(basis="b2"))
    assert [basis.id for basis in book.state.cases["c1"].bases_to_follow] == ["b2"]
    filled = LegalBasis(id="b3", kind="warrant", number="9", issuer="court", follows="b2")
    book.do(UpdateCase(actor="ana", case="c1", bases=(filled,)))
    assert book.state.cases["c1"].bases_to_follow == ()


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        (LegalBasis(id="", kind="consent"), "FIELD_MISSING"),
        (LegalBasis(id="b9", kind=""), "FIELD_MISSING"),
        (LegalBasis(id="b9", kind="whim"), "CODE_UNKNOWN"),
        (LegalBasis(id="b9", kind="warrant", issuer="court"), "FIELD_MISSING"),
        (LegalBasis(id="b9", kind="order", number="1"), "FIELD_MISSING"),
        (LegalBasis(id="b9", kind="exigency"), "FIELD_MISSING"),
        (LegalBasis(id="b9", kind="consent", to_follow=True), "BASIS_FOLLOWS"),
        (LegalBasis(id="b9", kind="consent", follows="b1"), "BASIS_FOLLOWS"),
        (LegalBasis(id="b9", kind="consent", issued="yesterday"), "TIME_FORMAT"),
        (LegalBasis(id="b9", kind="consent", issued="2024-02-02", expires="2024-02-01"), "END_BEFORE_START"),
        (LegalBasis(id="b9", kind="consent", document="ABC"), "DIGEST_FORMAT"),
    ],
)
def test_bad_legal_bases_are_refused(basis, code):
    assert refused(book_with_case(), UpdateCase(actor="ana", case="c1", bases=(basis,))) == code


def test_an_update_says_something_and_takes_over_only_what_is_given():
    book = book_with_case()
    assert refused(book, UpdateCase(actor="ana", case="c1")) == "NOTHING_NEW"
    assert refused(book, UpdateCase(actor="ana", case="c9", title="x")) == "CASE_UNKNOWN"
    book.do(UpdateCase(actor="sol", case="c1", status="closed", offence="fraud"))
    case = book.state.cases["c1"]
    assert (case.title, case.offence, case.status, case.bases) == ("R v Doe", "fraud", "closed", (WARRANT,))
    assert refused(book, registration()) == "CASE_CLOSED"


def test_a_hold_forbids_disposal():
    book = book_with_exhibits()
    disposal = DisposeExhibit(actor="ana", exhibits=("x1",), action="forfeit", authority="order 5")
    book.do(HoldCase(actor="sol", case="c1", hold=True, ground="appeal"))
    assert refused(book, disposal) == "CASE_HELD"
    book.do(HoldCase(actor="sol", case="c1", hold=False, ground="appeal dismissed"))
    book.do(disposal)


def test_a_correction_names_its_statement_and_the_field_then_reads_as_corrected():
    book = book_with_exhibits()
    registered = book.made[-1].digest
    assert refused(book, CorrectStatement(actor="ana", statement="?", value="x", reason="typo")) == "STATEMENT_UNKNOWN"
    wrong = CorrectStatement(actor="ana", statement=registered, member="fields.imei", value="x", reason="typo")
    assert refused(book, wrong) == "MEMBER_UNKNOWN"
    missing = CorrectStatement(actor="ana", statement=registered, member="fields.title", value="", reason="typo")
    assert refused(book, missing) == "FIELD_MISSING"
    kind = CorrectStatement(actor="ana", statement=registered, member="fields.pages", value="two", reason="typo")
    assert refused(book, kind) == "FIELD_KIND"
    act = book.do(
        CorrectStatement(actor="ana", statement=registered, member="fields.title", value="Diary", reason="misread")
    )
    assert [line.exhibit for line in act.lines] == ["x1"]
    assert set(book.acts[-1].redactable) == {"value", "reason"}
    exhibit = book.exhibit("x1")
    assert exhibit.title == "Diary"
    assert [(each.statement, each.member, each.value) for each in exhibit.corrections] == [
        (registered, "fields.title", "Diary")
    ]
    assert book.made[-2].body["fields"]["title"] == "Notebook 1"


def test_a_statement_about_a_disposed_exhibit_can_be_corrected_without_touching_its_line():
    book = book_with_exhibits()
    registered = book.made[-1].digest
    book.do(DisposeExhibit(actor="ana", exhibits=("x1",), action="forfeit", authority="order 5"))
    last = book.exhibit("x1").last
    act = book.do(CorrectStatement(actor="ana", statement=registered, value="B block", reason="misheard"))
    assert act.lines == ()
    assert book.exhibit("x1").last == last
    assert len(book.exhibit("x1").corrections) == 1


def test_notes_belong_to_the_case_of_their_exhibits():
    book = book_with_exhibits()
    book.do(OpenCase(actor="ana", case="c2", number="2", bases=(WARRANT,)))
    assert refused(book, AddNote(actor="ana", case="c2", text="hm", exhibits=("x1",))) == "MIXED_CASES"
    assert refused(book, AddNote(actor="ana", case="c1", text=" ")) == "FIELD_MISSING"
    assert book.do(AddNote(actor="zoe", case="c1", text="hm", exhibits=("x1",))).lines[0].exhibit == "x1"
    assert refused(book, AddNote(actor="ana", case="c1", text="hm", cosigners=("ana",))) == "COSIGNER_IS_ACTOR"
    assert refused(book, AddNote(actor="ana", case="c1", text="hm", cosigners=("ghost",))) == "PERSON_UNKNOWN"


def test_keys_are_enrolled_by_a_supervisor_and_revoked_also_by_their_owner():
    book = Book()
    enrol = EnrolKey(actor="sol", person="new.one", key="ssh-ed25519 AAAA", proof="cHJvb2Y=")
    act = book.do(enrol)
    assert (act.case, act.body) == ("", {"person": "new.one", "key": "ssh-ed25519 AAAA", "proof": "cHJvb2Y="})
    assert book.state.keys["new.one"] == ("ssh-ed25519 AAAA",)
    assert refused(book, enrol) == "KEY_ENROLLED"
    assert refused(book, EnrolKey(actor="ben", person="ben", key="k", proof="p")) == "ROLE_MISSING"
    assert refused(book, EnrolKey(actor="sol", person="station", key="k", proof="p")) == "PERSON_ID"
    assert refused(book, EnrolKey(actor="sol", person="Älva", key="k", proof="p")) == "PERSON_ID"
    assert refused(book, RevokeKey(actor="ben", person="eva", key="k", reason="lost")) == "ROLE_MISSING"
    book.do(RevokeKey(actor="ben", person="ben", key="k", reason="passphrase forgotten"))
    book.do(RevokeKey(actor="sol", person="new.one", key="ssh-ed25519 AAAA", reason="left"))
    assert book.state.keys["new.one"] == ()


def test_an_update_of_an_exhibit_gives_its_reason():
    book = book_with_exhibits()
    assert refused(book, UpdateExhibit(actor="ana", exhibit="x1", reason="", fields={"pages": 3})) == "FIELD_MISSING"
    assert refused(book, UpdateExhibit(actor="ana", exhibit="x1", reason="look")) == "NOTHING_NEW"
    book.do(UpdateExhibit(actor="ana", exhibit="x1", reason="counted", fields={"pages": 3}, flags=("child",)))
    assert (book.exhibit("x1").fields["pages"], book.exhibit("x1").flags) == (3, {"child"})
    assert book.exhibit("x1").title == "Notebook 1"
    book.do(UpdateExhibit(actor="ana", exhibit="x1", reason="court number", court_number="NUE 7"))
    assert book.exhibit("x1").flags == {"child"}
    book.do(UpdateExhibit(actor="ana", exhibit="x1", reason="a drawing only", flags=()))
    assert book.exhibit("x1").flags == frozenset()
