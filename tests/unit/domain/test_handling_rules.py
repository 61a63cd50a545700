from __future__ import annotations

from uuid import UUID

import pytest

from custody_app.domain import ActLine, make_act
from custody_app.domain.act_size import signed_size
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    AccessExhibit,
    AddNote,
    DisposeExhibit,
    HashExhibit,
    OfferTransfer,
    RelocateExhibit,
    ReportIncident,
    SealExhibit,
    UpdateExhibit,
    VerifyExhibit,
)
from custody_app.domain.values import OutsidePerson, Seal
from custody_app.log.redaction import conceal
from custody_app.log.statement import ExhibitLine, Head, Statement
from tests.unit.domain.custody_book import SHA_A, SHA_B, Book, book_with_exhibits, refused, registration


def sealed(book: Book, action: str, *exhibits: str, actor: str = "ana", new: str = "", **more: object) -> SealExhibit:
    seal = Seal(number=new) if new else None
    return SealExhibit(actor=actor, exhibits=exhibits or ("x1",), action=action, seal=seal, **more)  # type: ignore[arg-type]


def hashing(**changes: object) -> HashExhibit:
    given: dict[str, object] = {"actor": "ana", "exhibit": "x1", "digests": {"sha256": SHA_A}, "tool": "custody"}
    return HashExhibit(**(given | changes))  # type: ignore[arg-type]


def comparison(**changes: object) -> VerifyExhibit:
    given: dict[str, object] = {"actor": "aud", "exhibit": "x1", "digests": {"sha256": SHA_A}, "tool": "custody"}
    return VerifyExhibit(**(given | changes))  # type: ignore[arg-type]


def test_the_first_digest_is_the_baseline_for_ever():
    book = book_with_exhibits()
    act = book.do(hashing(digests={"sha256": SHA_A, "blake3": SHA_B}, source="/mnt/doe", findings=("one unreadable",)))
    assert act.lines[0].sha256 == SHA_A
    assert act.body["digests"] == {"blake3": SHA_B}
    assert set(book.acts[-1].redactable) == {"source", "findings"}
    assert refused(book, hashing(digests={"sha256": SHA_B})) == "BASELINE_DIFFERS"
    assert refused(book, hashing(digests={"sha256": SHA_A, "md5": "0" * 32, "blake3": SHA_A})) == "BASELINE_DIFFERS"
    assert refused(book, hashing()) == "BASELINE_STATED"
    book.do(hashing(digests={"sha256": SHA_A, "md5": "0" * 32}))
    assert book.exhibit("x1").baseline == {"sha256": SHA_A, "blake3": SHA_B, "md5": "0" * 32}


def test_a_comparison_is_a_statement_of_its_own_and_replaces_nothing():
    book = book_with_exhibits()
    assert refused(book, comparison()) == "NO_BASELINE"
    book.do(hashing(digests={"sha256": SHA_A, "md5": "0" * 32}))
    match = book.do(comparison())
    assert (match.type, match.body["result"], match.body["expected"]) == ("exhibit.verify", "match", {"sha256": SHA_A})
    worse = book.do(comparison(digests={"sha256": SHA_B}, differing=("a.txt",), differing_count=1))
    assert worse.body["result"] == "mismatch"
    assert worse.lines[0].sha256 == SHA_B
    assert book.exhibit("x1").baseline["sha256"] == SHA_A
    assert book.exhibit("x1").last_comparison.result == "mismatch"
    # A weak digest that differs is a mismatch, whatever the strong one says.
    assert book.do(comparison(digests={"sha256": SHA_A, "md5": "1" * 32})).body["result"] == "mismatch"


def test_what_cannot_be_read_is_recorded_as_that():
    book = book_with_exhibits()
    book.do(hashing())
    act = book.do(comparison(digests={}, findings=("input/output error",)))
    assert (act.body["result"], act.lines[0].sha256) == ("unreadable", None)


def test_the_station_alone_may_compare_unattended():
    book = book_with_exhibits()
    assert refused(book, hashing(actor="station")) == "PERSON_UNKNOWN"
    book.do(hashing())
    assert book.do(comparison(actor="station")).actor == "station"
    assert refused(book, RelocateExhibit(actor="station", exhibits=("x1",), location="shelf")) == "PERSON_UNKNOWN"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"digests": {"md5": "0" * 32}}, "FIELD_MISSING"),
        ({"digests": {"sha256": SHA_A[:-1]}}, "DIGEST_FORMAT"),
        ({"tool": ""}, "FIELD_MISSING"),
        ({"of": "soup"}, "CODE_UNKNOWN"),
        ({"size": -1}, "NUMBER_NEGATIVE"),
        ({"started": "2024-05-02T00:00:00.000Z", "ended": "2024-05-01T00:00:00.000Z"}, "END_BEFORE_START"),
        ({"started": "2024-13-02T00:00:00.000Z"}, "TIME_FORMAT"),
        ({"manifest": "x"}, "DIGEST_FORMAT"),
        ({"actor": "zoe"}, "ROLE_MISSING"),
    ],
)
def test_bad_digests_are_refused(changes, code):
    assert refused(book_with_exhibits(), hashing(**changes)) == code


def test_a_seal_is_applied_broken_and_renewed_with_the_old_one_kept():
    book = book_with_exhibits()
    book.do(sealed(book, "apply", new="S1"))
    assert refused(book, sealed(book, "apply", new="S1")) == "SEAL_NUMBER_TAKEN"
    assert refused(book, sealed(book, "break", old="S1")) == "FIELD_MISSING"
    book.do(sealed(book, "break", old="S1", purpose="examination"))
    assert book.exhibit("x1").seals_in_force == ()
    assert refused(book, sealed(book, "break", old="S1", purpose="again")) == "SEAL_UNKNOWN"
    assert refused(book, sealed(book, "reseal", new="S2", old="S1")) == "FIELD_MISSING"
    assert refused(book, sealed(book, "reseal", new="S1", old="S1", old_kept="inside")) == "SEAL_NUMBER_TAKEN"
    act = book.do(sealed(book, "reseal", new="S2", old="S1", old_kept="inside the new bag"))
    assert act.body == {
        "action": "reseal",
        "seal": {"number": "S2", "kind": "bag"},
        "old": "S1",
        "old_kept": "inside the new bag",
    }
    old, new = book.exhibit("x1").seals
    assert (old.status, old.kept, new.number, new.status) == ("broken", "inside the new bag", "S2", "intact")
    assert refused(book, sealed(book, "reseal", new="S3", old="S1", old_kept="inside")) == "SEAL_UNKNOWN"


def test_a_seal_check_is_open_to_auditors_and_can_leave_a_doubt():
    book = book_with_exhibits()
    book.do(sealed(book, "apply", new="S1"))
    assert refused(book, sealed(book, "break", actor="aud", old="S1", purpose="look")) == "ROLE_MISSING"
    assert refused(book, sealed(book, "break", actor="ben", old="S1", purpose="look")) == "NOT_HOLDER"
    assert refused(book, sealed(book, "check", actor="aud", old="S1")) == "FIELD_MISSING"
    book.do(sealed(book, "check", actor="aud", old="S1", intact=True))
    assert book.exhibit("x1").seals[0].status == "intact"
    act = book.do(sealed(book, "check", actor="aud", old="S1", intact=False, reads="S7"))
    assert act.body["intact"] is False
    assert book.exhibit("x1").seals[0].status == "doubtful"
    assert refused(book, sealed(book, "check", actor="aud", old="S9", intact=True)) == "SEAL_UNKNOWN"
    assert refused(book, sealed(book, "melt")) == "CODE_UNKNOWN"


def test_one_seal_holds_several_exhibits():
    book = book_with_exhibits(2)
    act = book.do(sealed(book, "apply", "x1", "x2", new="BAG"))
    assert len(act.lines) == 2
    assert {book.exhibit(each).seals[0].number for each in ("x1", "x2")} == {"BAG"}


def test_the_holder_moves_exhibits_and_stays_the_holder():
    book = book_with_exhibits()
    assert refused(book, RelocateExhibit(actor="ben", exhibits=("x1",), location="shelf 4")) == "NOT_HOLDER"
    assert refused(book, RelocateExhibit(actor="ana", exhibits=("x1",), location="")) == "FIELD_MISSING"
    book.do(RelocateExhibit(actor="ana", exhibits=("x1",), location="shelf 4"))
    assert (book.exhibit("x1").location, book.exhibit("x1").holder.person) == ("shelf 4", "ana")


def test_access_says_why_and_justifies_changes():
    book = book_with_exhibits()
    assert refused(book, AccessExhibit(actor="aud", exhibits=("x1",), purpose="")) == "FIELD_MISSING"
    bare = AccessExhibit(actor="aud", exhibits=("x1",), purpose="viewing", changes="battery charged")
    assert refused(book, bare) == "FIELD_MISSING"
    nameless = AccessExhibit(actor="aud", exhibits=("x1",), purpose="viewing", by=OutsidePerson(relation="defence"))
    assert refused(book, nameless) == "FIELD_MISSING"
    act = book.do(AccessExhibit(actor="aud", exhibits=("x1",), purpose="viewing", by=OutsidePerson(name="D Fence")))
    assert act.body["by"] == {"name": "D Fence"}
    assert refused(book, AccessExhibit(actor="zoe", exhibits=("x1",), purpose="viewing")) == "ROLE_MISSING"


def disposal(**changes: object) -> DisposeExhibit:
    given: dict[str, object] = {"actor": "ana", "exhibits": ("x1",), "action": "forfeit", "authority": "order 5"}
    return DisposeExhibit(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authority": ""}, "FIELD_MISSING"),
        ({"action": "eat"}, "CODE_UNKNOWN"),
        ({"action": "destroy", "witnesses": (OutsidePerson(name="W"),)}, "FIELD_MISSING"),
        ({"action": "destroy", "method": "shredded"}, "WITNESS_MISSING"),
        ({"action": "destroy", "method": "shredded", "witnesses": (OutsidePerson(),)}, "FIELD_MISSING"),
        ({"action": "return"}, "FIELD_MISSING"),
        ({"done": "soon"}, "TIME_FORMAT"),
        ({"signature": "x"}, "DIGEST_FORMAT"),
        ({"actor": "ben"}, "NOT_HOLDER"),
        ({"actor": "eva"}, "ROLE_MISSING"),
    ],
)
def test_bad_dispositions_are_refused(changes, code):
    assert refused(book_with_exhibits(), disposal(**changes)) == code


def test_a_disposed_exhibit_takes_nothing_more():
    book = book_with_exhibits(2)
    book.do(disposal(action="destroy", method="shredded", cosigners=("ben",)))
    exhibit = book.exhibit("x1")
    assert (exhibit.disposed.action, exhibit.holder.person, exhibit.holder.releasers) == ("destroy", "", frozenset())
    for command in (
        disposal(),
        disposal(exhibits=("x2", "x1")),
        hashing(),
        comparison(actor="station"),
        sealed(book, "apply", new="S1"),
        RelocateExhibit(actor="ana", exhibits=("x1",), location="x"),
        AccessExhibit(actor="ana", exhibits=("x1",), purpose="x"),
        ReportIncident(actor="ana", exhibits=("x1",), kind="lost", what="x"),
        AddNote(actor="ana", case="c1", text="x", exhibits=("x1",)),
        UpdateExhibit(actor="ana", exhibit="x1", reason="x", fields={"pages": 1}),
    ):
        assert refused(book, command) == "EXHIBIT_DISPOSED"


def test_what_is_returned_names_who_received_it():
    book = book_with_exhibits()
    act = book.do(disposal(action="return", receiver=OutsidePerson(name="Jo", identity="ID 9"), signature=SHA_A))
    assert act.body["receiver"] == {"name": "Jo", "identity": "ID 9"}
    assert act.body["handwritten"] == {"image": SHA_A, "on": "screen"}
    assert {"receiver.name", "receiver.identity"} <= set(book.acts[-1].redactable)


def test_many_exhibits_become_several_statements():
    book = book_with_exhibits(251)
    exhibits = tuple(f"x{n}" for n in range(1, 252))
    made = book.do_all(RelocateExhibit(actor="ana", exhibits=exhibits, location="store"))
    assert [len(act.lines) for act in made] == [250, 1]


def test_an_incident_has_a_kind_and_a_story():
    book = book_with_exhibits()
    assert refused(book, ReportIncident(actor="ana", exhibits=("x1",), kind="odd", what="x")) == "CODE_UNKNOWN"
    assert refused(book, ReportIncident(actor="ana", exhibits=("x1",), kind="lost", what="")) == "FIELD_MISSING"
    book.do(registration(2))
    book.do(ReportIncident(actor="aud", exhibits=("x1", "x2"), kind="lost", what="van stolen"))
    assert book.exhibit("x2").lost


def test_a_thousand_findings_are_counted_and_a_hundred_named():
    book = book_with_exhibits()
    act = book.do(hashing(findings=tuple(f"file {n}" for n in range(1000))))
    assert (len(act.body["findings"]), act.body["findings_count"]) == (100, 1000)
    act = book.do(comparison(digests={"sha256": SHA_B}, differing=tuple(f"file {n}" for n in range(101))))
    assert (len(act.body["differing"]), act.body["differing_count"]) == (100, 101)


def test_what_would_not_fit_into_a_statement_is_refused_before_anybody_signs():
    book = book_with_exhibits()
    marked = tuple(f"s{n:04}" for n in range(9000))
    assert refused(book, registration(2, steps=marked)) == "STATEMENT_TOO_LARGE"


def test_the_size_is_judged_as_signed_with_concealed_members_as_their_digests():
    long = "y" * 8000
    book = book_with_exhibits(150)
    exhibits = tuple(f"x{n}" for n in range(1, 151))
    offer = book.do(OfferTransfer(actor="ana", exhibits=exhibits, to="ben", purpose="storage", condition=long))
    lines = tuple(AcceptedLine(exhibit=each, condition=long, accepted=False, reason=long) for each in exhibits)
    act = book.do(AcceptTransfer(actor="ben", offer=offer.digest, lines=lines))
    concealed, _ = conceal(act.body, book.acts[-1].redactable, bytes)
    statement = Statement(
        type=act.type,
        id=str(UUID(int=0)),
        log="agency.example/custody/station-1",
        base=Head(10**6, bytes(32)),
        case="c1",
        exhibits=tuple(ExhibitLine(each, bytes(32)) for each in exhibits),
        at="2024-05-01T10:00:00.000Z",
        offset="-03:00",
        actor="ben",
        body=concealed,
        salt=bytes(16),
    )
    real = len(statement.canonical)
    assert real <= signed_size(book.acts[-1]) <= real + 4096


def test_an_imported_statement_with_other_digests_does_not_replace_the_baseline():
    """`decide` refuses it here, but another station's log may hold one: the first stated stays."""
    book = book_with_exhibits()
    book.do(hashing(digests={"sha256": SHA_A, "md5": "0" * 32}))
    body = {"of": "file", "tool": "t", "digests": {"md5": "1" * 32, "sha1": "2" * 40}}
    book.record(make_act("exhibit.hash", actor="eva", case="c1", lines=(ActLine("x1", SHA_B),), body=body))
    assert book.exhibit("x1").baseline == {"sha256": SHA_A, "md5": "0" * 32, "sha1": "2" * 40}
