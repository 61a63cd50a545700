"""The line of an exhibit and its transfers, by people who sign what they should not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from custody_app.log.canonical import b64
from custody_app.log.verification import Outcome, Trust
from tests.unit.log.verification.building import SCENE, LogBuilder, check, codes, make_roster

A, B = "11" * 32, "22" * 32


def started() -> LogBuilder:
    """Genesis 0, case 1, exhibits 2 and 3, held by ana."""
    log = LogBuilder().start()
    log.open_case("C1")
    log.register("E1", sha256=A)
    log.register("E2")
    return log


def outcome_of(log: LogBuilder) -> Outcome:
    return check(log.package(), Trust(log.roster))


def answer(log: LogBuilder, kind: str, offer: int, *exhibits: str, by: str, prev: bytes | None = None) -> int:
    body = {"offer": b64(log.digests[offer])}
    named = dict.fromkeys(exhibits, prev or log.digests[offer])
    return log.add(f"transfer.{kind}", case="C1", actor=by, follow=exhibits, body=body, prev=named)


def reregister(log: LogBuilder) -> None:
    log.register("E1")


def orphan(log: LogBuilder) -> None:
    log.add("exhibit.seal", case="C1", follow=["E1"], prev={"E1": bytes(32)})


def orphan_of_another_exhibit(log: LogBuilder) -> None:
    log.add("exhibit.seal", case="C1", follow=["E1"], prev={"E1": log.digests[3]})


def never_registered(log: LogBuilder) -> None:
    log.add("exhibit.seal", case="C1", follow=["E9"], prev={"E9": bytes(32)})


def fork(log: LogBuilder) -> None:
    log.add("exhibit.seal", case="C1", follow=["E1"])
    log.add("exhibit.seal", case="C1", follow=["E1"], prev={"E1": log.digests[2]})


def another_case(log: LogBuilder) -> None:
    log.open_case("C2")
    log.add("exhibit.seal", case="C2", follow=["E1"])
    log.add("exhibit.seal", case="C1", follow=["E1"])


def derived(log: LogBuilder) -> None:
    log.add("exhibit.derive", case="C1", new=["E1-1"], follow=["E1"])
    log.add("exhibit.seal", case="C1", follow=["E1"])
    log.offer("E1-1")
    log.accept(6, "E1-1")


def derived_twice(log: LogBuilder) -> None:
    log.add("exhibit.derive", case="C1", new=["E1-1"], follow=["E1"])
    log.add("exhibit.derive", case="C1", new=["E1-1"], follow=["E1"])


def not_the_holder(log: LogBuilder) -> None:
    log.offer("E1", by="bruno", to="carla")
    log.accept(4, "E1", by="carla")


def after_disposal(log: LogBuilder) -> None:
    log.add("exhibit.dispose", case="C1", follow=["E1"])
    log.offer("E1")
    log.accept(5, "E1")


def rejected_line_stays(log: LogBuilder) -> None:
    log.offer("E1", "E2")
    log.accept(4, "E1", "E2", refused=["E2"])
    log.offer("E2", to="carla")
    log.accept(6, "E2", by="carla")
    log.offer("E1", by="bruno", to="carla")
    log.accept(8, "E1", by="carla")


def touched_while_open(log: LogBuilder) -> None:
    log.offer("E1")
    log.add("exhibit.seal", case="C1", follow=["E1"])
    log.accept(4, "E1")


def second_offer(log: LogBuilder) -> None:
    log.offer("E1")
    log.offer("E1", to="carla")
    log.accept(5, "E1", by="carla")


def nobody_answers(log: LogBuilder) -> None:
    log.offer("E1")


def cancelled(log: LogBuilder) -> None:
    log.offer("E1")
    answer(log, "cancel", 4, "E1", by="ana")
    log.offer("E1", to="carla")
    answer(log, "reject", 6, "E1", by="carla")
    log.add("exhibit.seal", case="C1", follow=["E1"])


def cancelled_by_another(log: LogBuilder) -> None:
    log.offer("E1")
    answer(log, "cancel", 4, "E1", by="bruno")


def rejected_by_another(log: LogBuilder) -> None:
    log.offer("E1")
    answer(log, "reject", 4, "E1", by="carla")


def accepted_by_another(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept(4, "E1", by="carla")


def accepted_twice(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept(4, "E1")
    log.accept_digest(log.digests[4], "E1", prev={"E1": log.digests[4]})


def accepted_after_cancel(log: LogBuilder) -> None:
    log.offer("E1")
    answer(log, "cancel", 4, "E1", by="ana")
    log.accept_digest(log.digests[4], "E1", prev={"E1": log.digests[4]})


def accepted_one_of_two(log: LogBuilder) -> None:
    log.offer("E1", "E2")
    log.accept(4, "E1")


def accepted_a_line_twice(log: LogBuilder) -> None:
    log.offer("E1")
    line = {"exhibit": "E1", "accepted": True, "condition": "c", "seal_ok": True}
    log.accept(4, "E1", body={"lines": [line, line]})


def accepted_without_lines(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept(4, "E1", body={"lines": "all"})


def accepted_from_before(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept_digest(log.digests[4], "E1", prev={"E1": log.digests[2]})


def accepted_what_nobody_offered(log: LogBuilder) -> None:
    log.accept_digest(bytes(32), "E1")


def accepted_what_is_no_offer(log: LogBuilder) -> None:
    log.accept_digest(log.digests[2], "E1")


def closed_without_answer(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept(4, "E1")
    body = {"offer": b64(log.digests[4]), "accept": b64(log.digests[3])}
    log.add("transfer.close", case="C1", body=body)


def closed_by_a_reject_that_is_an_accept(log: LogBuilder) -> None:
    log.offer("E1")
    log.accept(4, "E1")
    body = {"offer": b64(log.digests[4]), "reject": b64(log.digests[5])}
    log.add("transfer.close", case="C1", body=body)


def to_the_owner(log: LogBuilder) -> None:
    log.offer("E1", to={"kind": "owner", "name": "Eva"})
    log.accept(4, "E1", by="carla", body={"cosigners": ["bruno"]})
    log.offer("E1", by="bruno", to="ana")
    log.accept(6, "E1", by="ana")


def from_the_owner_by_another(log: LogBuilder) -> None:
    log.offer("E1", to={"kind": "owner", "name": "Eva"})
    log.accept(4, "E1", by="carla")
    log.offer("E1", by="bruno", to="ana")
    log.accept(6, "E1", by="ana")


def another_digest(log: LogBuilder) -> None:
    log.add("exhibit.hash", case="C1", follow=["E1"], sha256=B)


def mismatch_recorded(log: LogBuilder) -> None:
    log.add("exhibit.verify", case="C1", follow=["E1"], sha256=B, body={"result": "mismatch"})


def mismatch_called_a_match(log: LogBuilder) -> None:
    log.add("exhibit.verify", case="C1", follow=["E1"], sha256=B, body={"result": "match"})


RULES = {
    "sound": (lambda _: None, []),
    "registered twice": (reregister, [("CUSTODY_REREGISTER", 4)]),
    "follows nothing": (orphan, [("CUSTODY_ORPHAN", 4)]),
    "follows another exhibit": (orphan_of_another_exhibit, [("CUSTODY_ORPHAN", 4)]),
    "never registered": (never_registered, [("CUSTODY_ORPHAN", 4)]),
    "two continuations": (fork, [("CUSTODY_FORK", 5)]),
    "in another case": (another_case, [("BODY_SHAPE", 5)]),
    "derived": (derived, []),
    "derived twice": (derived_twice, [("CUSTODY_REREGISTER", 5)]),
    "offered by another": (not_the_holder, [("OFFER_NOT_HOLDER", 4)]),
    "offered after disposal": (after_disposal, [("OFFER_NOT_HOLDER", 5)]),
    "a rejected line stays": (rejected_line_stays, []),
    "touched while open": (touched_while_open, [("OFFER_OPEN", 5), ("ACCEPT_EXHIBITS", 6)]),
    "offered twice": (second_offer, [("OPEN_TRANSFER", 4), ("OFFER_OPEN", 5)]),
    "nobody answers": (nobody_answers, [("OPEN_TRANSFER", 4)]),
    "cancelled, rejected": (cancelled, []),
    "cancelled by another": (cancelled_by_another, [("ACCEPT_WRONG_PERSON", 5)]),
    "rejected by another": (rejected_by_another, [("ACCEPT_WRONG_PERSON", 5)]),
    "accepted by another": (accepted_by_another, [("ACCEPT_WRONG_PERSON", 5)]),
    "accepted twice": (accepted_twice, [("ACCEPT_TWICE", 6), ("CUSTODY_FORK", 6)]),
    "accepted after cancel": (accepted_after_cancel, [("ACCEPT_NO_OFFER", 6), ("CUSTODY_FORK", 6)]),
    "accepted one of two": (accepted_one_of_two, [("ACCEPT_EXHIBITS", 5)]),
    "a line twice": (accepted_a_line_twice, [("ACCEPT_EXHIBITS", 5)]),
    "no lines": (accepted_without_lines, [("ACCEPT_EXHIBITS", 5)]),
    "accepted from before the offer": (accepted_from_before, [("ACCEPT_EXHIBITS", 5), ("CUSTODY_FORK", 5)]),
    "never offered": (accepted_what_nobody_offered, [("ACCEPT_NO_OFFER", 4)]),
    "no offer": (accepted_what_is_no_offer, [("ACCEPT_NO_OFFER", 4)]),
    "closed by something else": (closed_without_answer, [("ACCEPT_NO_OFFER", 6)]),
    "closed by a reject": (closed_by_a_reject_that_is_an_accept, [("ACCEPT_NO_OFFER", 6)]),
    "to the owner and back": (to_the_owner, []),
    "from the owner by another": (from_the_owner_by_another, [("OFFER_NOT_HOLDER", 6)]),
    "another digest": (another_digest, [("EVIDENCE_HASH", 4)]),
    "a mismatch called a match": (mismatch_called_a_match, [("EVIDENCE_HASH", 4)]),
}


@pytest.mark.parametrize(("act", "expected"), RULES.values(), ids=RULES.keys())
def test_rule(act: Callable[[LogBuilder], None], expected: list) -> None:
    log = started()
    act(log)
    assert codes(outcome_of(log)) == expected


def test_a_recorded_mismatch_is_unproven_and_headlines() -> None:
    log = started()
    mismatch_recorded(log)
    outcome = outcome_of(log)
    assert [(f.code, f.verdict, f.entry) for f in outcome.findings] == [("EVIDENCE_HASH", "UNPROVEN", 4)]
    assert (outcome.outcome, outcome.evidence, outcome.record) == ("unproven", "mismatch", "consistent")


def test_a_mismatch_alone_leaves_the_record_consistent() -> None:
    log = started()
    another_digest(log)
    outcome = outcome_of(log)
    assert (outcome.outcome, outcome.evidence, outcome.record) == ("fail", "mismatch", "consistent")


def test_open_transfers_are_told() -> None:
    log = started()
    nobody_answers(log)
    assert outcome_of(log).transfers == "not_all_signed"


def test_an_unsigned_accept_is_not_signed() -> None:
    log = started()
    log.accept(log.offer("E1"), "E1", signers=[])
    outcome = outcome_of(log)
    assert (codes(outcome), outcome.transfers) == ([("SIG_NONE", 5)], "not_all_signed")


def test_an_erased_accept_leaves_the_holder_unknown() -> None:
    log = started()
    accept = log.accept(log.offer("E1"), "E1")
    log.offer("E1", by="bruno", to="carla")
    log.accept(6, "E1", by="carla")
    log.erase(accept)
    assert codes(outcome_of(log)) == [("BODY_WITHHELD", 5)]


def test_a_refused_statement_reports_no_orphans() -> None:
    log = started()
    log.add("exhibit.seal", case="C1", follow=["E1"], envelope=lambda e: e | {"x": 1})
    log.add("exhibit.seal", case="C1", follow=["E1"])
    assert codes(outcome_of(log)) == [("BODY_SHAPE", 4)]


def test_the_evidence_beside_the_record() -> None:
    log = LogBuilder().start()
    log.open_case("C1")
    from hashlib import sha256

    log.register("E1", sha256=sha256(b"image").hexdigest())
    assert check(log.package(evidence=[b"image"]), Trust(log.roster)).evidence == "match"
    assert check(log.package(evidence=[b"photograph"]), Trust(log.roster)).evidence == "not_compared"
    spoilt = log.package(files={"data/files/" + A: b"other"})
    outcome = check(spoilt, Trust(log.roster))
    assert [(f.code, f.verdict, f.file) for f in outcome.findings] == [("EVIDENCE_HASH", "FAIL", "data/files/" + A)]
    assert outcome.evidence == "mismatch"


# Two stations.


def handed_over() -> tuple[LogBuilder, LogBuilder, int]:
    roster = make_roster()
    scene, lab = LogBuilder(roster, SCENE).start(), LogBuilder(roster).start()
    for log in (scene, lab):
        log.open_case("C1")
    scene.register("E1")
    offer = scene.offer("E1")
    lab.lines["E1"] = scene.digests[offer]
    lab.accept_digest(scene.digests[offer], "E1", seen=[scene.seen_head()])
    return scene, lab, offer


def test_the_other_log_is_missing() -> None:
    scene, lab, _ = handed_over()
    outcome = check(lab.package(), Trust(lab.roster))
    assert codes(outcome) == [("PEER_MISSING", 2)]
    assert outcome.outcome == "unproven"
    assert codes(check(scene.package(), Trust(lab.roster))) == [("OPEN_TRANSFER", 3)]


def test_both_stations_go_on_alone() -> None:
    scene, lab, offer = handed_over()
    scene.add("exhibit.seal", case="C1", follow=["E1"], prev={"E1": scene.digests[offer]})
    assert codes(check(lab.package(peers=[scene]), Trust(lab.roster))) == [(f"CUSTODY_FORK@{SCENE}", 4)]


def test_the_sender_cut_its_log_after_the_receiver_saw_it() -> None:
    scene, lab, _ = handed_over()
    files = lab.package(peers=[scene])
    short = LogBuilder(scene.roster, SCENE).start()
    short.open_case("C1")
    short.register("E1")
    found = codes(check(lab.package(peers=[short]), Trust(lab.roster)))
    assert found == [("ACCEPT_NO_OFFER", 2), ("CUSTODY_ORPHAN", 2), ("TRUNCATED", 2)]
    assert codes(check(files, Trust(lab.roster))) == []


def test_the_sender_rewrote_its_log_after_the_receiver_saw_it() -> None:
    scene, lab, _ = handed_over()
    other = LogBuilder(scene.roster, SCENE).start()
    for _ in range(3):
        other.add("note")
    found = codes(check(lab.package(peers=[other]), Trust(lab.roster)))
    assert ("FORK", 2) in found
