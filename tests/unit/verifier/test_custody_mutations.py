"""Exhibit lines, transfers, evidence and clocks: each broken rule gives exactly its findings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.builder import Station
from tests.conformance.builder.scene import CAST, accept, finished, offer, opened, registered
from tests.conformance.builder.signing import b64
from tests.unit.verifier.judging import document, expect, packed, rows

ANA, BEN = CAST.ana, CAST.ben
NOWHERE = b64(b"\5" * 32)
Step = Callable[[Station], Any]


def say(
    kind: str,
    exhibit: str = "E-1",
    actor: Any = ANA,
    body: dict[str, Any] | None = None,
    case: str = "C-1",
    **more: Any,
) -> Step:
    sha256 = more.pop("sha256", None)
    prev = more.pop("prev", None)

    def step(s: Station) -> None:
        item = s.item(exhibit, sha256)
        s.append(kind, actor, body or {}, case=case, exhibits=[{**item, **({"prev": prev} if prev else {})}], **more)

    return step


def offered(*steps: Step) -> Step:
    """7 offers E-1 and E-2 to Ben; then the steps."""

    def step(s: Station) -> None:
        s.deal = offer(s, "E-1", "E-2")  # type: ignore[attr-defined]
        for each in steps:
            each(s)

    return step


def agree(*exhibits: str, **more: Any) -> Step:
    return lambda s: accept(s, s.deal, *(exhibits or ("E-1", "E-2")), **more)  # type: ignore[attr-defined]


def answer(kind: str, actor: Any) -> Step:
    def step(s: Station) -> None:
        deal = s.deal  # type: ignore[attr-defined]
        items = [{"exhibit": e, "prev": deal} for e in ("E-1", "E-2")]
        s.append(kind, actor, {"offer": deal}, case="C-1", exhibits=items)

    return step


def refuse_one(s: Station) -> None:
    accept(s, s.deal, "E-1", "E-2", refused=("E-2",))  # type: ignore[attr-defined]


def offers(*exhibits: str, **more: Any) -> Step:
    return lambda s: offer(s, *exhibits, **more)


def both(*steps: Step) -> Step:
    return lambda s: [step(s) for step in steps]


def fork(s: Station) -> None:
    tip = s.tips["E-1"]
    say("exhibit.update")(s)
    say("exhibit.update", prev=tip)(s)


def derive(*items: dict[str, str]) -> Step:
    return lambda s: s.append(
        "exhibit.derive",
        ANA,
        {},
        case="C-1",
        exhibits=[{**i, "prev": s.tips[i["exhibit"]]} if i["exhibit"] in s.tips else i for i in items],
    )


KEYLESS = {"kind": "owner", "name": "someone", "org": ""}
CASES: dict[str, tuple[Step, list[Any]]] = {
    "registered twice": (
        lambda s: s.append("exhibit.register", ANA, {}, case="C-1", exhibits=[{"exhibit": "E-1"}]),
        [("CUSTODY_REREGISTER", 7)],
    ),
    "register with prev": (say("exhibit.register"), [("BODY_SHAPE", 7)]),
    "update without prev": (
        lambda s: s.append("exhibit.update", ANA, {}, case="C-1", exhibits=[{"exhibit": "E-1"}]),
        [("BODY_SHAPE", 7)],
    ),
    "prev found nowhere": (say("exhibit.update", prev=NOWHERE), [("CUSTODY_ORPHAN", 7)]),
    "prev of another exhibit": (lambda s: say("exhibit.update", prev=s.tips["E-2"])(s), [("CUSTODY_ORPHAN", 7)]),
    "exhibit never registered": (say("exhibit.update", "E-9", prev=NOWHERE), [("CUSTODY_ORPHAN", 7)]),
    "two children": (fork, [("CUSTODY_FORK", 8)]),
    "another case": (say("exhibit.update", case="C-2"), [("BODY_SHAPE", 7)]),
    "derived": (derive({"exhibit": "E-1"}, {"exhibit": "E-1.1"}), []),
    "derived from nothing": (derive({"exhibit": "E-1.1"}), [("BODY_SHAPE", 7)]),
    "derived over an existing one": (
        lambda s: s.append("exhibit.derive", ANA, {}, case="C-1", exhibits=[s.item("E-1"), {"exhibit": "E-2"}]),
        [("CUSTODY_REREGISTER", 7)],
    ),
    "offer left open": (offered(), [("?OPEN_TRANSFER", 7)]),
    "accepted": (offered(agree()), []),
    "rejected": (offered(answer("transfer.reject", BEN)), []),
    "cancelled": (offered(answer("transfer.cancel", ANA)), []),
    "accepted by another": (offered(agree(actor=ANA)), [("ACCEPT_WRONG_PERSON", 8)]),
    "rejected by another": (offered(answer("transfer.reject", ANA)), [("ACCEPT_WRONG_PERSON", 8)]),
    "cancelled by another": (offered(answer("transfer.cancel", BEN)), [("ACCEPT_WRONG_PERSON", 8)]),
    "accepted twice": (offered(agree(), agree()), [("ACCEPT_TWICE", 9), ("CUSTODY_FORK", 9)]),
    "accepted after cancel": (
        offered(answer("transfer.cancel", ANA), agree()),
        [("ACCEPT_NO_OFFER", 9), ("CUSTODY_FORK", 9)],
    ),
    "accepted after reject": (
        offered(answer("transfer.reject", BEN), agree()),
        [("ACCEPT_NO_OFFER", 9), ("CUSTODY_FORK", 9)],
    ),
    "accept without offer": (lambda s: accept(s, NOWHERE, "E-1", items=[s.item("E-1")]), [("ACCEPT_NO_OFFER", 7)]),
    "accept leaves one out": (offered(agree("E-1")), [("ACCEPT_EXHIBITS", 8)]),
    "accept with a line missing": (
        offered(agree("E-1", "E-2", lines=[{"exhibit": "E-1", "accepted": True}])),
        [("ACCEPT_EXHIBITS", 8)],
    ),
    "accept with a line twice": (
        offered(agree("E-1", "E-2", lines=[{"exhibit": "E-1", "accepted": True}] * 2)),
        [("ACCEPT_EXHIBITS", 8)],
    ),
    "accept whose prev is not the offer": (
        lambda s: accept(s, offer(s, "E-1"), "E-1", items=[{"exhibit": "E-1", "prev": s.digests[6]}]),
        [("ACCEPT_EXHIBITS", 8), ("CUSTODY_FORK", 8)],
    ),
    "offered by another": (offers("E-1", actor=BEN, to="ana"), [("OFFER_NOT_HOLDER", 7), ("?OPEN_TRANSFER", 7)]),
    "offered on by the new holder": (offered(agree(), offers("E-1", actor=BEN, to="ana")), [("?OPEN_TRANSFER", 9)]),
    "offered again by the old holder": (
        offered(agree(), offers("E-1")),
        [("OFFER_NOT_HOLDER", 9), ("?OPEN_TRANSFER", 9)],
    ),
    "rejected line stays": (offered(refuse_one, offers("E-2")), [("?OPEN_TRANSFER", 9)]),
    "rejected line offered by the recipient": (
        offered(refuse_one, offers("E-2", actor=BEN, to="ana")),
        [("OFFER_NOT_HOLDER", 9), ("?OPEN_TRANSFER", 9)],
    ),
    "offered after disposal": (
        both(say("exhibit.dispose"), offers("E-1")),
        [("OFFER_NOT_HOLDER", 8), ("?OPEN_TRANSFER", 8)],
    ),
    "touched while offered": (offered(say("exhibit.seal"), agree()), [("OFFER_OPEN", 8), ("CUSTODY_FORK", 9)]),
    "offered while offered": (
        offered(offers("E-1"), agree()),
        [("OFFER_OPEN", 8), ("?OPEN_TRANSFER", 8), ("CUSTODY_FORK", 9)],
    ),
    "keyless recipient, attested": (
        lambda s: [accept(s, offer(s, "E-1", to=KEYLESS), "E-1", actor=BEN), offer(s, "E-1", actor=BEN, to="ana")],
        [("?OPEN_TRANSFER", 9)],
    ),
    "keyless recipient, offered by another": (
        lambda s: [accept(s, offer(s, "E-1", to=KEYLESS), "E-1", actor=BEN), offer(s, "E-1", actor=ANA)],
        [("OFFER_NOT_HOLDER", 9), ("?OPEN_TRANSFER", 9)],
    ),
    "close without accept": (
        offered(lambda s: s.append("transfer.close", ANA, {"offer": s.deal, "accept": NOWHERE})),  # type: ignore[attr-defined]
        [("ACCEPT_NO_OFFER", 8), ("?OPEN_TRANSFER", 7)],
    ),
    "close with accept": (
        offered(agree(), lambda s: s.append("transfer.close", ANA, {"offer": s.deal, "accept": s.digests[8]})),
        [],
    ),  # type: ignore[attr-defined]
    "close calls an accept a reject": (
        offered(agree(), lambda s: s.append("transfer.close", ANA, {"offer": s.deal, "reject": s.digests[8]})),
        [("ACCEPT_NO_OFFER", 9)],
    ),  # type: ignore[attr-defined]
    "close with exhibits": (
        offered(
            agree(),
            lambda s: s.append(
                "transfer.close", ANA, {"offer": s.deal, "accept": s.digests[8]}, case="C-1", exhibits=[s.item("E-1")]
            ),
        ),  # type: ignore[attr-defined]
        [("BODY_SHAPE", 9)],
    ),
    "other content": (say("exhibit.hash", sha256="0" * 64), [("EVIDENCE_HASH", 7)]),
    "other content, recorded": (
        say("exhibit.verify", body={"result": "mismatch"}, sha256="0" * 64),
        [("?EVIDENCE_HASH", 7)],
    ),
    "other content, called a match": (
        say("exhibit.verify", body={"result": "match"}, sha256="0" * 64),
        [("EVIDENCE_HASH", 7)],
    ),
    "other digest": (say("exhibit.hash", body={"digests": {"md5": "bb"}}), [("EVIDENCE_HASH", 7)]),
}


@pytest.mark.parametrize("name", CASES)
def test_custody(name: str, tmp_path: Path) -> None:
    step, wanted = CASES[name]
    station = registered()
    step(station)
    assert rows(document(packed(station), tmp_path)) == expect(*wanted)


def test_a_recorded_mismatch_headlines_though_nothing_failed(tmp_path: Path) -> None:
    station = registered()
    CASES["other content, recorded"][0](station)
    result = document(packed(station), tmp_path)
    assert (result["outcome"], result["evidence"], result["record"]) == ("unproven", "mismatch", "consistent")


def test_transfers_answer(tmp_path: Path) -> None:
    assert document(packed(opened(), evidence=()), tmp_path)["transfers"] == "none"
    assert document(packed(finished()), tmp_path)["transfers"] == "all_signed"
    for name in ("offer left open", "accepted by another"):
        station = registered()
        CASES[name][0](station)
        assert document(packed(station), tmp_path)["transfers"] == "not_all_signed"


def erased(seq: int, *, known: bool = True) -> dict[str, bytes]:
    station = finished()
    if known:
        station.append("body.erase", ANA, {"seq": seq, "statement": station.digests[seq], "ground": "order"})
    files = packed(station)
    from tests.conformance.builder import seal

    return seal({n: r for n, r in files.items() if n != f"data/log/envelope/{seq:012d}.json"}, ANA)


@pytest.mark.parametrize(
    ("seq", "known", "wanted"),
    [
        (8, True, [("?BODY_WITHHELD", 8)]),
        (7, True, [("?BODY_WITHHELD", 7)]),
        (4, True, [("?BODY_WITHHELD", 4)]),
        (8, False, [("BODY_HASH", 8), ("?OPEN_TRANSFER", 7)]),
    ],
)
def test_an_erased_statement_still_serves_as_parent(seq: int, known: bool, wanted: list[Any], tmp_path: Path) -> None:
    assert rows(document(erased(seq, known=known), tmp_path)) == expect(*wanted)


def moved(wall: int = 0, mono: int = 0, boot: str = "", *, told: int = 0) -> Station:
    """Entry 7 follows a moved clock; told 7 or 8: a clock.step stands there."""
    station = registered()
    station.wall, station.now, station.boot = station.wall + wall, station.now + mono, boot or station.boot
    for seq in (7, 8, 9):
        if told == seq:
            station.append("clock.step", station.machine, {"why": "set"})
        else:
            station.append("note", ANA, {"text": "x"})
    return station


OTHER_BOOT = "ffffffffffffffff"
CLOCKS: dict[str, tuple[Station, list[Any]]] = {
    "2 s is allowed": (moved(2000), []),
    "2012 ms over a minute is allowed": (moved(2012), []),
    "2013 ms over a minute is not": (moved(2013), [("CLOCK_STEP", 7)]),
    "backward step": (moved(-30_000), [("CLOCK_STEP", 7)]),
    "step, told at the entry": (moved(90_000, told=7), [("?CLOCK_STEP", 7)]),
    "step, told at the next": (moved(90_000, told=8), [("?CLOCK_STEP", 7)]),
    "step, told too late": (moved(90_000, told=9), [("CLOCK_STEP", 7)]),
    "counter falls": (moved(0, -70_000), [("MONO_BACK", 7), ("CLOCK_STEP", 7)]),
    "restart": (moved(0, -1000, OTHER_BOOT), []),
    "restart and the clock falls": (moved(-70_000, 0, OTHER_BOOT), [("TIME_BACK", 7)]),
    "restart and the clock falls, told": (moved(-70_000, 0, OTHER_BOOT, told=7), [("?TIME_BACK", 7)]),
}


@pytest.mark.parametrize("name", CLOCKS)
def test_clock(name: str, tmp_path: Path) -> None:
    station, wanted = CLOCKS[name]
    assert rows(document(packed(station), tmp_path)) == expect(*wanted)


def test_a_boot_that_returns(tmp_path: Path) -> None:
    station = moved(0, 0, OTHER_BOOT)
    station.boot = "00112233aabbccdd"
    station.append("note", ANA, {"text": "x"})
    assert rows(document(packed(station), tmp_path)) == expect(("BOOT_REUSE", 10))
